"""Records for the renderers, made by hand: an invented story of two articles and what can go wrong."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from briefer.article import Article, build_article
from briefer.brief import (
    Brief,
    BriefRecord,
    CheckCount,
    Engine,
    Evidence,
    FidelityReport,
    Finding,
    Held,
    Section,
    SourceRef,
    Statement,
    StatementQuote,
    Usage,
)

COURIER = build_article(
    """\
MARROW BAY — The county council of Marrow Bay voted 9 to 4 on Tuesday to keep the town’s tidal barrier shut until 31 March, cutting the inner harbour off from the sea for the whole of the winter fishing season.

The vote came after engineers found a crack 40 centimetres long in the second of the barrier’s six gates. The gates were last overhauled in 2009, and a survey planned for 2021 was put off twice for want of money.

“I will not gamble with three thousand front doors,” said Ilse Varga, who leads the council. She told the chamber that a surge like that of January would put 1.2 metres of water into Quay Street “within the hour”.

The harbour’s 62 licensed boats now have to land their catch at Port Annet, 38 kilometres along the coast. Skippers say that the fuel alone will cost each of them about £410 a week.

“They have saved the town and drowned the people who feed it,” said Tomas Reyl, the chairman of the Marrow Bay Fishermen’s Association. He said that nobody from the council had spoken to the fleet before the vote, and called the offer of £500 a boat “an insult with a stamp on it”.

A spokeswoman for the council denied that. She said that the fleet was invited to two meetings in October and “sent nobody to either”. Hydra Works, the firm that maintains the gates, did not respond to a request for comment.

Not every skipper is against the closure. Nadia Osei, who has fished out of the bay for 22 years, said that the barrier “should have been mended when it was cheap”, but that she would rather lose a season than a house.

The council will publish the engineers’ full report on 2 December. Repairs are expected to begin in January and to cost up to £6.4 million, of which the Coastal Resilience Fund has agreed to pay half.

The fishermen’s association said that it would ask the High Court on Friday to suspend the decision. If it succeeds, the gates could reopen within days; Ms Varga said that the council would appeal “the same afternoon”.""",
    url="https://courier.example/news/2026/11/barrier-shut-until-spring",
    title="Council shuts tidal barrier until spring as fleet threatens court",
    dek="Engineers found a crack in one of six gates; boats must land at Port Annet",
    byline=("Petra Lindqvist", "Owen Thackeray"),
    outlet="Marrow Bay Courier",
    published="2026-11-17T18:42:00+00:00",
    language="en-GB",
)
LEDGER = build_article(
    """\
Fish merchants at Port Annet are bracing for twice their usual trade after neighbouring Marrow Bay closed its harbour for the winter.

“We have ice for forty boats, not a hundred,” said Aldo Brandt, who runs the auction hall. The port’s own fleet numbers 38 boats.

The regional fisheries office said on Wednesday that it was looking at a temporary landing stage outside the Marrow Bay barrier. A decision “will not wait for Christmas”, it said, though it warned that winter swell could make the stage unsafe on one day in three.

Analysts at the Northern Fisheries Institute said that prices for brown crab could rise by a tenth before the end of the year.""",
    url="https://www.ledger.example/business/port-annet-landings",
    title="Port Annet braces for Marrow Bay’s boats",
    dek=None,
    byline=("Ruth Adeyemi",),
    outlet="Northern Ledger",
    published="2026-11-18",
    language="en-GB",
)
ARTICLES = (COURIER, LEDGER)
CREATED_AT = datetime(2026, 11, 19, 6, 30, tzinfo=UTC)


def evidence(article: Article, words: str) -> Evidence:
    """Where the words stand in the article."""
    start = article.text.index(words)
    return Evidence(source=article.id, start=start, end=start + len(words))


def sentence(article: Article, words: str) -> Evidence:
    """The sentence of the article that holds the words."""
    at = article.text.index(words)
    found = next(item for item in article.sentences if item.start <= at < item.end)
    return Evidence(source=article.id, start=found.start, end=found.end)


def statement(
    text: str,
    proof: Sequence[tuple[Article, str]],
    *,
    paragraph: int = 0,
    attribution: str | None = None,
    quotes: Sequence[tuple[Article, str, str | None]] = (),
) -> Statement:
    """A statement whose evidence is the sentences that hold the words; its quotations are found in both."""
    found = []
    for article, words, speaker in quotes:
        start, at = text.index(words), article.text.index(words)
        found.append(
            StatementQuote(
                start=start,
                end=start + len(words),
                source=article.id,
                source_start=at,
                source_end=at + len(words),
                speaker=speaker,
            )
        )
    return Statement(
        text=text,
        paragraph=paragraph,
        evidence=tuple(sentence(article, words) for article, words in proof),
        quotes=tuple(found),
        attribution=attribution,
    )


def finding(
    check: str,
    words: str,
    message: str,
    *,
    severity: str = "warning",
    place: tuple[str, int, str] | None = None,
    proof: Sequence[tuple[Article, str]] = (),
    section: str | None = None,
) -> Finding:
    """A finding about `words`; `place` is its section, the statement's index and the statement's text."""
    start = place[2].index(words) if place else None
    return Finding.model_validate(
        {
            "check": check,
            "severity": severity,
            "section": place[0] if place else section,
            "statement": place[1] if place else None,
            "start": start,
            "end": None if start is None else start + len(words),
            "text": words,
            "message": message,
            "evidence": tuple(sentence(article, part) for article, part in proof),
        }
    )


WHAT_HAPPENED = (
    statement(
        "Marrow Bay’s county council voted 9 to 4 on Tuesday to keep the town’s tidal barrier shut until 31 March, which closes the inner harbour for the winter fishing season.",
        [(COURIER, "voted 9 to 4")],
    ),
    statement(
        "Engineers had found a 40-centimetre crack in one of its six gates, last overhauled in 2009.",
        [(COURIER, "a crack 40"), (COURIER, "last overhauled")],
    ),
)
WHO_SAID_WHAT = (
    statement(
        "“I will not gamble with three thousand front doors,” said Ilse Varga, the council’s leader, warning that a surge like January’s would put 1.2 metres of water into Quay Street “within the hour”.",
        [(COURIER, "front doors"), (COURIER, "within the hour")],
        attribution="Ilse Varga",
        quotes=[
            (COURIER, "I will not gamble with three thousand front doors,", "Ilse Varga"),
            (COURIER, "within the hour", "Ilse Varga"),
        ],
    ),
    statement(
        "Tomas Reyl of the Marrow Bay Fishermen’s Association said the council had “drowned the people who feed it” and called £500 a boat “an insult with a stamp on it”.",
        [(COURIER, "drowned the people"), (COURIER, "an insult")],
        paragraph=1,
        attribution="Tomas Reyl",
        quotes=[
            (COURIER, "drowned the people who feed it", "Tomas Reyl"),
            (COURIER, "an insult with a stamp on it", "Tomas Reyl"),
        ],
    ),
    statement(
        "The council denied that the fleet had not been heard: it was invited to two meetings and “sent nobody to either”, a spokeswoman said.",
        [(COURIER, "denied that"), (COURIER, "sent nobody"), (COURIER, "nobody from the council")],
        paragraph=1,
        attribution="a spokeswoman",
        quotes=[(COURIER, "sent nobody to either", "A spokeswoman for the council")],
    ),
    statement(
        "Hydra Works, which maintains the gates, did not respond.",
        [(COURIER, "Hydra Works")],
        paragraph=1,
        attribution="Hydra Works",
    ),
    statement(
        "Port Annet has “ice for forty boats, not a hundred”, its auctioneer, Aldo Brandt, told the Northern Ledger.",
        [(LEDGER, "ice for forty"), (LEDGER, "bracing for twice")],
        paragraph=2,
        attribution="Aldo Brandt",
        quotes=[(LEDGER, "ice for forty boats, not a hundred", "Aldo Brandt")],
    ),
)
WHAT_NEXT = (
    statement(
        "The association will ask the High Court on Friday to suspend the decision; the council would appeal “the same afternoon”, Varga said.",
        [(COURIER, "the High Court"), (COURIER, "the same afternoon")],
        attribution="Varga",
        quotes=[(COURIER, "the same afternoon", "Ilse Varga")],
    ),
    statement(
        "The engineers’ report is due on 2 December, and repairs costing £6.4 million begin in January.",
        [(COURIER, "full report on 2 December"), (COURIER, "up to £6.4 million")],
        paragraph=1,
    ),
    statement(
        "A landing stage outside the barrier “will not wait for Christmas”, the fisheries office said.",
        [(LEDGER, "will not wait for Christmas")],
        paragraph=1,
        attribution="the fisheries office",
        quotes=[(LEDGER, "will not wait for Christmas", "The regional fisheries office")],
    ),
)
FINDINGS = (
    finding("style", "", "the headline has 13 words; the house band is 5 to 11", section="headline"),
    finding("section", "", "no day is named for the engineers’ discovery", section="what_happened"),
    finding(
        "speaker",
        "Aldo Brandt",
        "the source has him run the auction hall, and does not call him an auctioneer",
        place=("who_said_what", 4, WHO_SAID_WHAT[4].text),
        proof=[(LEDGER, "runs the auction hall")],
    ),
    finding(
        "hedge",
        "costing £6.4 million begin in January",
        "the source says that repairs “are expected to begin in January and to cost up to £6.4 million”",
        place=("what_next", 1, WHAT_NEXT[1].text),
        proof=[(COURIER, "up to £6.4 million")],
    ),
)
HELD = Held(
    section=Section.WHAT_NEXT,
    text="Analysts said brown crab prices will rise by a fifth before the end of the year.",
    findings=(
        finding(
            "number",
            "a fifth",
            "“a fifth” is not in the source, which has “a tenth”",
            severity="error",
            proof=[(LEDGER, "by a tenth")],
        ),
        finding("hedge", "will", "the source says “could rise”", severity="error", proof=[(LEDGER, "by a tenth")]),
    ),
)
CHECKS = {
    "quote": CheckCount(checked=8, failed=0, abstained=0),
    "speaker": CheckCount(checked=7, failed=1, abstained=1),
    "number": CheckCount(checked=9, failed=0, abstained=0),
    "date": CheckCount(checked=5, failed=0, abstained=0),
    "name": CheckCount(checked=14, failed=0, abstained=2),
    "hedge": CheckCount(checked=10, failed=1, abstained=0),
    "support": CheckCount(checked=10, failed=0, abstained=0),
    "section": CheckCount(checked=3, failed=1, abstained=0),
    "style": CheckCount(checked=11, failed=1, abstained=0),
}


def source_ref(article: Article) -> SourceRef:
    """The reference that a brief keeps of an article."""
    names = ("id", "url", "title", "outlet", "byline", "published", "digest")
    return SourceRef.model_validate({name: getattr(article, name) for name in names})


def make_record(**brief: object) -> BriefRecord:
    """The record of the story, parts of its brief replaced."""
    parts: dict[str, object] = {
        "headline": "Marrow Bay shuts its tidal barrier until spring, and its fleet goes to court",
        "dek": "A crack in one of six gates has cost 62 boats their harbour; the council says the town comes first",
        "what_happened": WHAT_HAPPENED,
        "who_said_what": WHO_SAID_WHAT,
        "what_next": WHAT_NEXT,
        "sources": tuple(source_ref(article) for article in ARTICLES),
        "held": (HELD,),
    }
    return BriefRecord(
        brief=Brief.model_validate(parts | brief),
        articles=ARTICLES,
        fidelity=FidelityReport.model_validate(
            {"verdict": "warn", "score": 0.914, "checks": CHECKS, "findings": FINDINGS}
        ),
        engine=Engine(name="llm", model="example-small-2", endpoint="https://api.example.org/v1"),
        prompts={"rules": "a" * 64, "split": "b" * 64, "compose": "c" * 64},
        usage=Usage(
            calls=3,
            input_tokens=6_412,
            cached_input_tokens=3_840,
            output_tokens=911,
            cost_usd=0.00187,
            seconds=7.4,
        ),
        created_at=CREATED_AT,
        filled=(),
    )


def make_extractive() -> BriefRecord:
    """A record without a model: nothing for What next?, one section filled, no finding, nothing held."""
    own = [statement(words, [(COURIER, words)]) for words in (COURIER.sentence_text(COURIER.sentences[0]),)]
    said = [
        statement(
            COURIER.sentence_text(found),
            [(COURIER, COURIER.sentence_text(found))],
            attribution="Ilse Varga",
            quotes=[(COURIER, "I will not gamble with three thousand front doors,", "Ilse Varga")],
        )
        for found in COURIER.sentences
        if "front doors" in COURIER.sentence_text(found)
    ]
    record = make_record(
        headline=COURIER.title,
        dek=None,
        what_happened=tuple(own),
        who_said_what=tuple(said),
        what_next=(),
        held=(),
        sources=(source_ref(COURIER),),
    )
    return record.model_copy(
        update={
            "articles": (COURIER,),
            "fidelity": FidelityReport(verdict="pass", score=1.0, checks={}, findings=()),
            "engine": Engine(name="extractive", model=None, endpoint=None),
            "prompts": {},
            "usage": Usage(calls=0, input_tokens=0, cached_input_tokens=0, output_tokens=0, cost_usd=0.0, seconds=0.2),
            "filled": (Section.WHO_SAID_WHAT,),
        }
    )


def make_check() -> tuple[str, FidelityReport]:
    """A summary that somebody else wrote, and the report on it."""
    summary = (
        "The council of Marrow Bay voted 9 to 4 to shut its barrier. Repairs will cost £8.4 million.\n\n"
        "“We have ice for forty boats,” Aldo Brandt told the Ledger. He expects twice the usual trade."
    )
    money, trade = summary.index("£8.4 million"), summary.index("He expects")
    findings = (
        Finding(
            check="number",
            severity="error",
            section=None,
            statement=None,
            start=money,
            end=money + len("£8.4 million"),
            text="£8.4 million",
            message="the source has “£6.4 million”",
            evidence=(sentence(COURIER, "£6.4 million"),),
        ),
        Finding(
            check="support",
            severity="warning",
            section=None,
            statement=None,
            start=trade,
            end=len(summary),
            text="He expects twice the usual trade.",
            message="the source says it of the merchants",
            evidence=(sentence(LEDGER, "bracing for twice"),),
        ),
    )
    counts = {"number": CheckCount(checked=3, failed=1, abstained=0)}
    return summary, FidelityReport.model_validate(
        {"verdict": "fail", "score": 0.41, "checks": counts, "findings": findings}
    )
