"""The evidence view: what it links, marks and refuses, read as a tree rather than as a string."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from lxml import html

import briefer.publish
from briefer.article import Completeness
from briefer.brief import Brief, BriefRecord, CheckCount, FidelityReport, Judgement, Section, Votes
from briefer.check import check_summary
from briefer.publish import render_check_html, render_email, render_html, render_markdown, render_text
from tests.publish.records import ARTICLES, COURIER, HELD, LEDGER, WHO_SAID_WHAT, make_check, make_record, sentence

POLICY = "default-src 'none'; style-src 'unsafe-inline'"
CSS = (Path(briefer.publish.__file__).parent / "templates" / "house.css").read_text(encoding="utf-8")


def tree(page: str) -> html.HtmlElement:
    return html.document_fromstring(page)


def text_of(element: html.HtmlElement) -> str:
    """The element's words without the numbers that the page puts into it."""
    return "".join(element.xpath('.//text()[not(ancestor::a[contains(@class, "t ")])]'))


def judgement(start: int, end: int, reasons: str) -> Judgement:
    """What a judge said of a stretch of a summary."""
    return Judgement(
        section=None, statement=None, start=start, end=end, text="x", verdict="supported", reasons=(reasons,),
        votes=Votes(supported=2, contradicted=1, not_enough_info=0, abstained=0),
        passages=(sentence(LEDGER, "bracing for twice"),), model="judge-1",
    )  # fmt: skip


def test_the_page_asks_for_nothing(record: BriefRecord) -> None:
    """The page is one file: a strict policy, no script, nothing that is fetched."""
    page = tree(render_html(record))
    assert page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content") == [POLICY]
    assert page.xpath("//script | //link | //img | //iframe | //object | //form | //base | //*[@style]") == []
    assert page.xpath("//@*[starts-with(name(), 'on')]") == []
    assert "url(" not in CSS
    assert "@import" not in CSS


def test_every_link_leads_somewhere(record: BriefRecord) -> None:
    """Ids are unique, links inside the page lead to one, links out of it to the sources alone."""
    page = tree(render_html(record))
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    links = page.xpath("//a/@href")
    assert {link[1:] for link in links if link.startswith("#")} <= set(ids)
    assert {link for link in links if not link.startswith("#")} == {article.url for article in ARTICLES}
    assert set(" ".join(page.xpath("//@aria-describedby | //@aria-labelledby")).split()) <= set(ids)


def test_each_number_leads_to_its_evidence_and_back(record: BriefRecord) -> None:
    """A statement's number leads to the first passage that proves it, and the number there leads back."""
    page = tree(render_html(record))
    statements = page.xpath("//span[@role='group']")
    assert len(statements) == 10
    for number, statement in enumerate(statements, 1):
        (marker,) = statement.xpath("./a")
        (place,) = page.xpath(f"//*[@id='{marker.get('href')[1:]}']")
        assert place.get("href") == f"#s{number}" == f"#{statement.get('id')}"
        assert statement.get("tabindex") == "0"
        assert f"e{number}" in place.getparent().get("class").split()


def test_evidence_is_marked_character_by_character(record: BriefRecord) -> None:
    """The pieces lit for a statement are the characters of its evidence, overlaps with others included."""
    page = tree(render_html(record))
    lines = [*record.brief.what_happened, *record.brief.who_said_what, *record.brief.what_next]
    for number, statement in enumerate(lines, 1):
        pieces = page.xpath(f"//aside//span[contains(concat(' ', @class, ' '), ' e{number} ')]")
        lit = re.sub(r"\s", "", "".join(text_of(piece) for piece in pieces))
        sources = {article.id: article for article in record.articles}
        spans = sorted((item.source != COURIER.id, item.start, item.end, item.source) for item in statement.evidence)
        proof = "".join(sources[source].text[start:end] for _, start, end, source in spans)
        assert lit == re.sub(r"\s", "", proof)


def test_quotations_are_marked_on_both_sides(record: BriefRecord) -> None:
    """A quotation is set apart in its statement, and its exact characters in the source."""
    page = tree(render_html(record))
    own = [text_of(piece) for piece in page.xpath("//*[@id='s4']/span[@class='q']")]
    assert own == ["drowned the people who feed it", "an insult with a stamp on it"]
    pieces = page.xpath("//aside//span[contains(concat(' ', @class, ' '), ' q4 ')]")
    assert [text_of(piece) for piece in pieces] == own


def test_the_source_is_whole(record: BriefRecord) -> None:
    """The words of the sources stand there complete and in order, marks or not."""
    page = tree(render_html(record))
    for article, shown in zip(ARTICLES, page.xpath("//aside/article"), strict=True):
        paragraphs = [text_of(paragraph) for paragraph in shown.xpath("./div[@class='text']/p")]
        assert "\n\n".join(paragraphs) == article.text


def test_findings_stand_at_their_words(record: BriefRecord) -> None:
    """A finding's words are marked in the statement, and its message stands below."""
    page = tree(render_html(record))
    assert [text_of(mark) for mark in page.xpath("//*[@id='s9']/mark")] == ["costing £6.4 million begin in January"]
    shown = {item.get("id"): text_of(item) for item in page.xpath("//li[starts-with(@id, 'f')]")}
    assert list(shown) == ["f1", "f3", "f4", "f2"]
    for number, finding in enumerate(record.fidelity.findings, 1):
        assert finding.message in shown[f"f{number}"]


def test_what_was_held_is_shown_apart(record: BriefRecord) -> None:
    """A held statement stands with its reasons under a heading that counts, and in no section."""
    page = tree(render_html(record))
    (heading,) = page.xpath("//h2[@id='held']")
    assert heading.text == "Held back: 1 statement"
    shown = text_of(heading.getparent())
    assert HELD.text in shown
    assert all(finding.message in shown for finding in HELD.findings)
    assert not any(HELD.text in text_of(part) for part in page.xpath("//section[@class='part']"))


def test_an_incomplete_source_says_so() -> None:
    """A source that was read behind a paywall is shown with that notice."""
    article = COURIER.model_copy(update={"completeness": Completeness.PAYWALLED})
    record = make_record().model_copy(update={"articles": (article, LEDGER)})
    assert "paywall" in text_of(tree(render_html(record)).xpath("//p[@class='notice']")[0])


def test_hostile_text_stays_text(hostile: BriefRecord) -> None:
    """Markup, template code and addresses of a text from outside are words on the page."""
    rendered = render_html(hostile)
    page = tree(rendered)
    assert page.xpath("//script | //img | //b | //@onerror") == []
    assert len(page.xpath("//main")) == len(page.xpath("//style")) == 1
    assert set(page.xpath("//a/@href[not(starts-with(., '#'))]")) == {
        "https://courier.example/%22%3E%3Cscript%3Ealert(1)%3C/script%3E"
    }
    assert "{{ 7*7 }}" in text_of(page.xpath("//h1")[0])
    assert "<script>alert(1)</script>" in text_of(page.xpath("//aside//div[@class='text']/p")[-1])
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", rendered)


def test_a_check_of_plain_text() -> None:
    """Any summary is shown sentence by sentence, its findings at their words and linked to the source."""
    summary, report = make_check()
    page = tree(render_check_html(summary, ARTICLES, report))
    shown = [text_of(item).rstrip("0123456789") for item in page.xpath("//span[@role='group']")]
    assert " ".join(shown) == " ".join(summary.split())
    assert [text_of(mark) for mark in page.xpath("//mark")] == [finding.text for finding in report.findings]
    assert page.xpath("//li[@id='f1']//a/@href") == ["#e2"]
    assert "£6.4 million" in text_of(page.xpath("//*[@id='e2']/..")[0])


def test_what_is_in_order_is_linked_to_the_source_too() -> None:
    """A sentence without a finding leads to the source sentences that share most with it."""
    summary = "The council of Marrow Bay voted 9 to 4 to keep the tidal barrier shut."
    page = tree(render_check_html(summary, ARTICLES, check_summary(summary, ARTICLES)))
    assert page.xpath("//li[contains(@class, 'finding')]") == []
    (place,) = page.xpath("//*[@id='e1']/..")
    assert "voted 9 to 4" in text_of(place)


def test_headings_of_a_summary_carry_no_number() -> None:
    """What claims nothing is shown, and is no statement."""
    summary = "# Barrier stays shut\n\n**What happened**\n\nThe council voted 9 to 4 on Tuesday.\n"
    page = tree(render_check_html(summary, ARTICLES, check_summary(summary, ARTICLES)))
    assert [text_of(item) for item in page.xpath("//span[@role='group']")] == ["The council voted 9 to 4 on Tuesday.1"]
    assert [text_of(item) for item in page.xpath("//*[@class='heading']")] == [
        "# Barrier stays shut",
        "**What happened**",
    ]


def test_a_finding_on_a_whole_sentence_does_not_repeat_it() -> None:
    """Its words stand above it already; those of a finding on some words do not."""
    summary = "Repairs will cost £8.4 million. Penguins admired grand pianos."
    page = tree(render_check_html(summary, ARTICLES, check_summary(summary, ARTICLES)))
    told = " ".join(text_of(item) for item in page.xpath("//ul[@class='found']/li"))
    assert "Penguins admired grand pianos." not in told
    assert page.xpath("//mark[contains(@class, 'whole')]")
    assert page.xpath("//mark[contains(@class, 'c-number')][not(contains(@class, 'whole'))]")


def test_every_finding_is_reached_by_the_keyboard_and_knows_its_words(record: BriefRecord) -> None:
    """A finding can be focused; the words that it is about carry its class, so that both light up together."""
    summary, report = make_check()
    for rendered in (render_html(record), render_check_html(summary, ARTICLES, report)):
        page = tree(rendered)
        for item in page.xpath("//li[contains(@class, 'finding')]"):
            assert item.get("tabindex") == "0"
            number = item.get("id")[1:]
            assert f".sx{number}" in rendered
            assert f"sx{number}" in item.get("class").split()
        assert page.xpath("//mark[contains(@class, 'sx')]")


def test_many_findings_can_be_filtered_by_kind() -> None:
    """From four findings on there is a choice for each check that found something, without a script; under it none."""
    summary = "Repairs will cost £8.4 million. Penguins met Olga Farrow. It cost 77 euros on 4 May 1988."
    report = check_summary(summary, ARTICLES)
    page = tree(rendered := render_check_html(summary, ARTICLES, report))
    choices = page.xpath("//div[@class='filter']//input/@id")
    assert choices[0] == "show-all"
    assert set(choices[1:]) == {f"show-c-{finding.check}" for finding in report.findings}
    assert ":root:has(#show-c-number:checked) .finding:not(.c-number)" in rendered
    assert tree(render_check_html("It is fine.", ARTICLES, make_check()[1])).xpath("//input") == []


def test_a_very_long_summary_keeps_its_links_and_spares_the_browser() -> None:
    """Beyond some hundreds of things to light up, the page keeps numbers and links and drops the rules."""
    summary = " ".join(f"Repairs will cost £{number} million." for number in range(10, 140))
    report = check_summary(summary, ARTICLES)
    rendered = render_check_html(summary, ARTICLES, report)
    assert len(report.findings) > 120
    assert ".s1, .n1, .e1" in rendered
    assert ".sx1, .nx1, .ex1" not in rendered
    page = tree(rendered)
    assert {link[1:] for link in page.xpath("//a/@href[starts-with(., '#')]")} <= set(page.xpath("//@id"))
    twice = render_check_html(f"{summary} {summary}", ARTICLES, report)
    assert ".s1, .n1, .e1" not in twice


def test_a_judge_stands_beside_the_findings() -> None:
    """Verdict, votes and reasons stand at their sentence, lead to their passage, and cannot be taken for a finding."""
    summary, report = make_check()
    start = summary.index("He expects")
    judged = report.model_copy(update={"judgements": (judgement(start, len(summary), "<b>So</b> it says."),)})
    page = tree(render_check_html(summary, ARTICLES, judged))
    (item,) = page.xpath("//li[contains(@class, 'judge')]")
    assert "finding" not in item.get("class")
    assert "Statement 4: judge, supported, 2 of 3 votes" in text_of(item)
    assert "<b>So</b> it says." in text_of(item)
    link = item.xpath(".//a[@class='jump']/@href")[0]
    assert "bracing for twice" in text_of(page.xpath(f"//*[@id='{link[1:]}']/..")[0])
    assert "1 asked, 1 supported (judge-1)" in text_of(page.xpath("//main")[0])
    assert len(page.xpath("//li[contains(@class, 'finding')]")) == len(report.findings)


def test_a_judge_is_told_in_every_format(record: BriefRecord) -> None:
    """Text, Markdown, terminal and e-mail name the statement, the verdict and the reasons."""
    said = judgement(0, 5, "It says so.").model_copy(update={"section": Section.WHAT_NEXT, "statement": 0})
    fidelity = record.fidelity.model_copy(update={"judgements": (said,)})
    judged = record.model_copy(update={"fidelity": fidelity})
    line = "supported, 2 of 3 votes: It says so."
    assert f"[8] {line}" in render_text(judged)
    assert line in render_markdown(judged)
    body = message_from_bytes(render_email(judged), policy=policy.default).get_body(("html",))
    assert body is not None
    assert f"judge, {line}" in " ".join(body.get_content().split())
    assert "not asked" in render_text(
        record.model_copy(update={"fidelity": fidelity.model_copy(update={"judgements": ()})})
    )
    assert "Judge" not in render_text(record)


def test_a_check_of_a_brief(record: BriefRecord) -> None:
    """A Brief is shown with its evidence as in a record, without the cost that nobody knows."""
    page = tree(render_check_html(record.brief, record.articles, record.fidelity))
    assert len(page.xpath("//a[@class='n']")) == 10
    assert page.xpath("//dl") == []
    filled = record.model_copy(update={"filled": (Section.WHAT_NEXT,)})
    assert "In the source’s own sentences" in render_check_html(filled, record.articles, record.fidelity)


def test_nothing_at_all_still_renders() -> None:
    """An empty summary, and a brief with no source, headline or statement, give a page that says so."""
    report = FidelityReport(verdict="pass", score=0.0, checks={}, findings=())
    assert "The summary is empty." in render_check_html(" \n ", (), report)
    nothing = Brief.model_validate(
        dict.fromkeys(("what_happened", "who_said_what", "what_next", "sources", "held"), ())
        | {"headline": None, "dek": None}
    )
    page = render_check_html(nothing, (), report)
    assert "The source has nothing on what comes next." in page
    assert "No source text came with this." in page


def test_many_statements_over_one_passage() -> None:
    """Two hundred statements that rest on the same passages all lead to them and back."""
    page = tree(render_html(make_record(who_said_what=WHO_SAID_WHAT * 40)))
    ids = set(page.xpath("//aside//a/@id"))
    assert all(f"e{number}" in ids for number in range(1, 206))


def test_the_same_record_gives_the_same_page(record: BriefRecord) -> None:
    """Rendering twice gives the same bytes."""
    again = BriefRecord.model_validate_json(record.model_dump_json())
    assert render_html(record) == render_html(again)


def palettes() -> list[dict[str, str]]:
    """The colours of the light and of the dark page."""
    found = [
        dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", block)) for block in re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)
    ]
    return [palette for palette in found if palette]


def luminance(colour: str) -> float:
    """Relative luminance. Source: WCAG 2.2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("palette", palettes(), ids=["light", "dark"])
def test_contrast(palette: dict[str, str]) -> None:
    """Text has a contrast of at least 4.5 on everything that it may stand on, in light and in dark."""
    grounds = {
        "ink": ("paper", "panel", "card", "wash", "strong", "own"),
        "quote": ("paper", "panel", "card", "wash", "strong", "own"),
        "muted": ("paper", "panel", "card"),
        "accent": ("paper", "panel", "card", "wash", "own"),
        "error": ("paper", "own"),
        "warning": ("paper", "own"),
        "good": ("paper",),
    }
    low = []
    for name, ground in ((n, g) for n, all_of in grounds.items() for g in all_of):
        bright, dim = sorted((luminance(palette[name]), luminance(palette[ground])), reverse=True)
        ratio = (bright + 0.05) / (dim + 0.05)
        if ratio < 4.5:
            low.append((name, ground, round(ratio, 2)))
    assert low == []


def test_counts_are_shown_with_those_that_could_not_tell(record: BriefRecord) -> None:
    """The table of checks shows what a check could not tell apart from what it passed."""
    assert record.fidelity.checks["name"] == CheckCount(checked=14, failed=0, abstained=2)
    rows = tree(render_html(record)).xpath("//table[@class='checks']/tbody/tr")
    cells = {row.xpath("./th")[0].text: [cell.text for cell in row.xpath("./td")] for row in rows}
    assert cells["name"] == ["14", "0", "2"]
