"""The edges of quotations: what is cut off, taken in, stitched together, put into brackets, told by somebody else."""

from __future__ import annotations

import pytest

from briefer.article import Removed, Story, build_article
from briefer.brief import Evidence, Finding, Section, Statement, StatementQuote
from briefer.check import SourceIndex, check_statement, check_text

TEXT = """\
The bridge at Cold Ferry will stay shut, the engineer Runa Teal said. "We are not going to open it before the spring," Teal told the council. "The steel is tired, and nobody has money for new steel."

Mayor Oskar Fenn called the plan "careful but slow" and asked for a second opinion. "My own driver told me, 'You would have to be mad to cross that thing,' and I believed her," Fenn said. "A bridge is a promise."

The report spoke of "fatigue" and gave no date."""


def findings(text: str, story: Story | None = None) -> list[Finding]:
    report = check_text(text, story or Story((build_article(TEXT),)))
    return [finding for finding in report.findings if finding.check in {"quote", "speaker"}]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('Teal told the council that they were "going to open it before the spring."', "negation"),
        ('Mayor Oskar Fenn called the plan "careful but slow and asked for a second opinion."', "writer's"),
        ('Teal said: "We are not going to open it before the spring … A bridge is a promise."', "two people"),
        ('Teal said: "We are [not] tired, and nobody has money for new steel."', "source"),
        ('Teal said: "The steel is tired, and nobody [in Brackenhurst] has money for new steel."', "Brackenhurst"),
        ('Teal said: "We are not going to open it before the spring nobody has money."', "two passages"),
    ],
)
def test_edges_that_turn_a_quotation_round_are_errors(text: str, says: str) -> None:
    """Each way to make a speaker say what was not said is an error that says so."""
    found = [finding for finding in findings(text) if finding.severity == "error"]
    assert any(says in finding.message for finding in found)


@pytest.mark.parametrize(
    "text",
    [
        'Teal told the council that they were not "going to open it before the spring."',
        'Teal denied that the bridge was "going to open … before the spring."',
        'Mayor Oskar Fenn called the plan "careful but slow."',
        'Teal said: "We are not going to open it … nobody has money for new steel."',
        'Teal said: "[The town is] not going to open it before the spring."',
        'The report spoke of "fatigue".',
        'Fenn said that "a bridge is a promise."',
    ],
)
def test_fair_edges_pass(text: str) -> None:
    """A negation in the writer's own words, an honest ellipsis, a bracket that explains: none is an error."""
    assert not findings(text)


def test_words_of_a_caption_are_no_quotation() -> None:
    """Words that stand only in what was taken out of the page are told from words that stand nowhere."""
    aside = Removed(kind="caption", reason="it stood below a picture", text="“A beautiful ruin,” a walker said.")
    story = Story((build_article(TEXT).model_copy(update={"removed": (aside,)}),))
    messages = [finding.message for finding in findings('A walker called it "a beautiful ruin."', story)]
    assert any("caption" in message for message in messages)


def test_a_quotation_within_a_quotation_is_not_its_tellers() -> None:
    """What somebody tells that somebody else said is flagged where it is put into the teller's mouth."""
    found = findings('"You would have to be mad to cross that thing," Fenn said.')
    assert [(finding.check, finding.severity) for finding in found] == [("speaker", "warning")]


def test_a_copied_quotation_has_edges_too() -> None:
    """In a brief, words that code copied from behind a negation are an error like any other."""
    article = build_article(TEXT)
    words = "going to open it before the spring"
    text = f"Teal told the council that they were “{words}”."
    start, source_start = text.index(words), TEXT.index(words)
    quote = StatementQuote(
        start=start,
        end=start + len(words),
        source=article.id,
        source_start=source_start,
        source_end=source_start + len(words),
        speaker="Runa Teal",
    )
    evidence = (Evidence(source=article.id, start=source_start, end=source_start + len(words)),)
    statement = Statement(text=text, paragraph=0, evidence=evidence, quotes=(quote,), attribution="Runa Teal")
    index = SourceIndex.of(Story((article,)))
    found = check_statement(statement, Section.WHO_SAID_WHAT, 0, index)
    assert any(finding.check == "quote" and "negation" in finding.message for finding in found)
    fair = statement.model_copy(update={"text": text.replace("were “", "were not “")})
    moved = quote.model_copy(update={"start": start + 4, "end": start + 4 + len(words)})
    found = check_statement(fair.model_copy(update={"quotes": (moved,)}), Section.WHO_SAID_WHAT, 0, index)
    assert not [finding for finding in found if finding.check == "quote"]
