"""The page of a report as a tree of elements; test_report_browser opens it."""

from __future__ import annotations

import base64
import hashlib
import math
import re
from collections.abc import Callable

import pytest
from lxml import html

from briefer.evaluate.compare import compare
from briefer.evaluate.report import junit_xml, report_files, report_html, summary_markdown
from briefer.evaluate.results import Results
from tests.evaluate.invented import (
    HELD,
    NEXT,
    TEXT,
    WRONG,
    changed,
    make_brief,
    make_empty,
    make_hostile,
    make_item,
    make_large,
    make_results,
    make_run,
    make_suite,
    rescored,
)
from tests.publish.test_page import luminance, palettes


def tree(page: str) -> html.HtmlElement:
    """The page parsed."""
    return html.document_fromstring(page)


def card(page: html.HtmlElement, case: str, run: str = "small-model") -> html.HtmlElement:
    """One case's card."""
    return page.xpath(f"//details[@data-run='{run}'][.//span[@class='name']='{case}']")[0]


@pytest.fixture(scope="module")
def page() -> html.HtmlElement:
    """The page of the small results."""
    return tree(report_html(make_results()))


@pytest.fixture(scope="module")
def with_base() -> html.HtmlElement:
    """The same with a base in which one brief and some scores were others."""

    def changes(item):
        return (item.run, item.case) == ("small-model", "tram-line")

    lead = "Norhaven’s ferry company may stop its night boats on 3 May because new harbour dues cost it £2.1 million a year."
    base = changed(make_results(), lambda item: rescored(item, support=0.9) if changes(item) else item)
    items = tuple(
        item.model_copy(update={"brief": make_brief(lead=lead)}) if changes(item) else item for item in base.items
    )
    return tree(report_html(make_results(), base.model_copy(update={"items": items})))


def test_it_is_one_file_that_asks_for_nothing(page: html.HtmlElement) -> None:
    """No resource from elsewhere, and a policy that would allow none."""
    assert page.xpath("//@src | //link | //iframe | //object | //base | //@srcset | //@onclick") == []
    assert not re.search(r"@import|url\(", "".join(page.xpath("//style/text()")))
    policy = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-")


@pytest.mark.parametrize("make", [make_results, make_hostile, make_empty])
def test_the_policy_names_the_one_script_by_its_digest(make: Callable[[], Results]) -> None:
    """The browser runs this script and no other, whatever a text holds."""
    text = report_html(make())
    (script,) = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src &#39;sha256-{digest}&#39;" in text or f"script-src 'sha256-{digest}'" in text


def test_the_outcome_and_the_demands_stand_first(page: html.HtmlElement) -> None:
    """The banner says red, the table begins with what is not met."""
    assert page.xpath("//p[@class='banner red']/text()") == ["RED: 2 of 4 demands not met, 1 flaky, 1 problem"]
    told = [badge.text_content() for badge in page.xpath("//section[@aria-labelledby='gate']//span")]
    assert told == ["NOT MET", "NOT MET", "flaky", "met", "told"]


def test_every_case_of_every_run_is_a_card_the_worst_first(page: html.HtmlElement) -> None:
    """Ten cards for five cases in two runs, failures before warnings before what passed."""
    outcomes = page.xpath("//details[contains(@class, 'card')]/@data-outcome")
    assert outcomes == ["fail", "no brief", "stale", "endpoint", "warn", *["pass"] * 5]


def test_a_faulty_sentence_stands_beside_its_findings_and_the_source(page: html.HtmlElement) -> None:
    """The wrong words are marked; findings, the judge's word and the passage are in the same block."""
    (pair,) = card(page, "harbour-strike").xpath(f".//div[@class='pair'][contains(., '{WRONG[:30]}')]")
    assert [mark.text_content() for mark in pair.xpath(".//mark")] == ["Monday", "241"]
    assert [label.text_content() for label in pair.xpath(".//span[@class='label']")] == [
        "date, error",
        "number, error",
        "judge: contradicted, 2 of 2 votes",
    ]
    assert "walk out on Friday" in pair.xpath(".//blockquote")[0].text_content()


def test_a_held_sentence_is_told_as_held(page: html.HtmlElement) -> None:
    """It stands in its section with the reason, and is said to be held."""
    (pair,) = card(page, "harbour-strike").xpath(".//div[@class='pair held']")
    assert HELD in pair.text_content()
    assert "Held back" in pair.text_content()


def test_a_judge_counts_published_statements(page: html.HtmlElement) -> None:
    """Its word stands at the second published statement of the section, and at no other."""
    assert len(card(page, "harbour-strike").xpath(".//li[@class='contradicted']")) == 1


def test_a_held_sentence_before_it_moves_no_judgement() -> None:
    """The judge's word stays at the second published statement where one that was held stands before it."""
    results = make_results()
    first, *rest = make_item("small-model", "harbour-strike", {}, verdict="fail").statements
    held = rest[-1].model_copy(update={"section": rest[0].section})
    items = tuple(
        item.model_copy(update={"statements": (first, held, *rest)}) if item.verdict == "fail" else item
        for item in results.items
    )
    page = tree(report_html(results.model_copy(update={"items": items})))
    (said,) = card(page, "harbour-strike").xpath(".//li[@class='contradicted']/ancestor::div[@class='pair']")
    assert WRONG in said.text_content()


def test_no_article_is_told_again(page: html.HtmlElement) -> None:
    """Passages stand at faults alone: the rest of the article is not in the page."""
    text = page.text_content()
    assert "NORHAVEN —" not in text
    assert "It meets on 9 April" in TEXT and "It meets on 9 April" not in text
    assert card(page, "harbour-strike", "extractive").xpath(".//blockquote") == []
    assert NEXT in text


def test_repeats_are_told_and_the_worst_is_shown(page: html.HtmlElement) -> None:
    """Each repeat's outcome and value stand in the card."""
    text = " ".join(card(page, "harbour-strike").text_content().split())
    assert "2 repeats: fail, pass. Shown is the worst." in text
    assert "repeats: 0.400, 0.800" in text


def test_an_error_is_told_in_its_card(page: html.HtmlElement) -> None:
    """A case without a brief says why."""
    assert "stale: no recorded reply fits this prompt" in card(page, "reservoir").text_content()


def test_the_distribution_counts_every_case_once() -> None:
    """The bars of a drawing add up to the metric's n, and no number in it is none."""
    results = make_large(20)
    page = tree(report_html(results))
    rows = page.xpath("//section[@aria-labelledby='scores']//svg")
    assert len(rows) == len(results.metrics)
    by_scorer = sorted(results.metrics, key=lambda one: [m.scorer for m in results.metrics].index(one.scorer))
    for drawing, metric in zip(rows, by_scorer, strict=True):
        told = [int(title.text_content().split()[0]) for title in drawing.xpath(".//title")]
        assert sum(told) == metric.n
    for name in ("x", "y", "width", "height", "x1", "x2", "y1", "y2"):
        assert all(math.isfinite(float(value)) and float(value) >= 0 for value in page.xpath(f"//svg//@{name}"))


def test_drawings_are_told_in_words(page: html.HtmlElement, with_base: html.HtmlElement) -> None:
    """Every drawing has a name that a screen reader says."""
    for one in (page, with_base):
        assert one.xpath("//svg") and all(drawing.get("aria-label") for drawing in one.xpath("//svg"))


def test_scores_by_tag(page: html.HtmlElement) -> None:
    """The mean over the cases with a tag; how many have a value where it is not all."""
    table = page.xpath("//table[@class='tags']")[1]
    rows = {
        row[0].text_content().split()[0]: [cell.text_content().strip() for cell in row[1:]]
        for row in table.xpath(".//tr")
    }
    assert rows["short"][0] == "0.700"
    assert rows["wire"][0] == "0.600 n 1"
    assert rows["trade"][0] == "–"


def test_a_bad_tag_is_marked() -> None:
    """A mean on the wrong side of the interval of all cases is marked, in words too; that of two cases is not."""
    names = tuple(f"case-{at:02}" for at in range(20))
    results = make_suite(names, lambda name: 0.2 if name < "case-03" else 0.9)
    cases = tuple(
        one.model_copy(
            update={"tags": ("low", "two") if one.id < "case-02" else ("low",) if one.id < "case-03" else ("fine",)}
        )
        for one in results.cases
    )
    page = tree(report_html(results.model_copy(update={"cases": cases})))
    assert [one.text_content() for one in page.xpath("//td[contains(@class, 'bad')]")] == ["0.200 marked"]


def test_without_a_base_nothing_is_said_to_have_changed(page: html.HtmlElement) -> None:
    """No such part, no diff, no word of a base."""
    assert page.xpath("//*[@id='changes'] | //ins | //del") == []
    assert not re.search(r"\bbase\b", " ".join(page.xpath("//main//text()")))


def test_the_changes_are_drawn_with_their_intervals(with_base: html.HtmlElement) -> None:
    """The score that moved has a drawing; those that did not are named below."""
    (drawing,) = with_base.xpath("//section[@aria-labelledby='changes']//svg")
    assert drawing.get("aria-label") == "−0.050, −0.100 to 0.000"
    (line,) = drawing.xpath(".//line[@class='line']")
    (dot,) = drawing.xpath(".//line[@class='dot']")
    (zero,) = drawing.xpath(".//line[@class='zero']")
    assert float(line.get("x1")) < float(dot.get("x1")) < float(line.get("x2")) == float(zero.get("x1"))
    assert "No case moved in small-model: covers, held, words, judge_faithful." in with_base.text_content()


def test_two_briefs_of_a_case_are_told_apart_word_by_word(with_base: html.HtmlElement) -> None:
    """Only the words that changed are marked; a brief that is the same is said to be."""
    changes = card(with_base, "tram-line")
    assert [one.text_content() for one in changes.xpath(".//del")] == ["may"]
    assert [one.text_content() for one in changes.xpath(".//ins")] == ["will"]
    assert changes.xpath(".//dl[@class='diff']/dt/text()") == ["What happened"]
    assert "The brief is the base’s, word for word." in card(with_base, "harbour-strike").text_content()


def test_a_score_that_moved_tells_what_it_was(with_base: html.HtmlElement) -> None:
    """The base's value stands beside the new one."""
    assert "was 0.900 in the base" in " ".join(card(with_base, "tram-line").text_content().split())


def test_a_case_that_the_base_does_not_have_is_said_to_be_new() -> None:
    """It has nothing to be held against, and says so."""
    page = tree(report_html(make_suite(("a", "b"), lambda name: 1.0), make_suite(("a",), lambda name: 1.0)))
    assert "The base has no such case" in card(page, "b", "extractive").text_content()
    assert "added: b" in page.text_content()


def test_links_inside_the_page_lead_somewhere(with_base: html.HtmlElement) -> None:
    """Every fragment is an id, and every id stands once."""
    ids = with_base.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {href[1:] for href in with_base.xpath("//a/@href") if href.startswith("#")} <= set(ids)


def test_the_filters_wait_for_the_script(page: html.HtmlElement) -> None:
    """Without a script there is no form that does nothing; cards and tables are all there."""
    (form,) = page.xpath("//form")
    assert form.get("hidden") is not None
    assert page.xpath("//details[@hidden]") == []
    assert [option.text_content() for option in form.xpath(".//select[@name='outcome']/option")] == [
        "all", "pass (5)", "warn (1)", "fail (1)", "no brief (1)", "stale (1)", "endpoint (1)",
    ]  # fmt: skip


def test_values_for_the_script_stand_in_the_order_of_the_scorers(page: html.HtmlElement) -> None:
    """A number for each scorer, nothing where it could not be scored."""
    assert card(page, "harbour-strike", "extractive").get("data-values") == "1,0.5,0,190,"
    assert card(page, "harbour-strike").get("data-values") == "0.6,0.5,0.1,245.5,0.5"


def test_hostile_text_stays_text() -> None:
    """The same elements stand in the page as of harmless text, but for what the texts are; no link leads out."""
    text = report_html(make_hostile(), make_hostile())
    bad, good = tree(text), tree(report_html(make_results(), make_results()))
    kinds = {str(one.tag) for one in good.iter()}
    assert {str(one.tag) for one in bad.iter()} <= kinds
    assert len(bad.xpath("//script")) == 1
    assert all(href.startswith("#") for href in bad.xpath("//@href"))
    assert "\x1b" not in text and "\u202e" not in text and "\x00" not in text
    assert "{{ 7*7 }}" in bad.text_content()


def test_two_sources_are_told_apart() -> None:
    """Where a case has several articles, a passage says which it is of."""
    results = make_results()
    other = results.cases[0].sources[0].model_copy(update={"id": "a2", "outlet": "The Other Paper"})
    cases = (results.cases[0].model_copy(update={"sources": (*results.cases[0].sources, other)}), *results.cases[1:])
    page = tree(report_html(results.model_copy(update={"cases": cases})))
    assert set(card(page, "harbour-strike").xpath(".//cite/text()")) == {"The Norhaven Post"}


@pytest.mark.parametrize("make", [make_empty, lambda: make_suite((), lambda name: 1.0)])
def test_nothing_is_told_as_nothing(make: Callable[[], Results]) -> None:
    """A suite without cases has a page that says so."""
    text = tree(report_html(make())).text_content()
    assert "There is no case." in text
    assert "not gated" in text


def test_a_case_that_was_not_run_has_a_card() -> None:
    """It stands last, with nothing in it but its tags and source."""
    results = make_suite(("a", "b"), lambda name: 1.0)
    page = tree(report_html(results.model_copy(update={"items": results.items[:1]})))
    assert page.xpath("//details[contains(@class, 'card')]/@data-outcome") == ["pass", "nothing"]


@pytest.mark.slow
def test_a_suite_of_full_size_stays_light() -> None:
    """66 cases in two runs with briefs as long as real ones and twelve scorers, held against a base: under 3 MB."""

    def long(item):
        brief = item.brief
        assert brief is not None
        many = tuple(one for one in item.statements for _ in range(3))
        lines = {name: getattr(brief, name) * 3 for name in ("what_happened", "who_said_what", "what_next")}
        scores = {
            f"scorer-{at}": item.scores["support"].model_copy(update={"reason": "a reason of some words " * 4})
            for at in range(12)
        }
        return item.model_copy(update={"statements": many, "brief": brief.model_copy(update=lines), "scores": scores})

    base, head = make_large(), make_large(shift=0.2)
    base, head = (side.model_copy(update={"items": tuple(map(long, side.items))}) for side in (base, head))
    assert len(report_html(head, base).encode()) < 3_000_000


def test_the_same_results_give_the_same_bytes() -> None:
    """Reading results.json again and writing the reports again changes nothing; all three are there."""
    results = make_results()
    again = Results.model_validate_json(results.dump())
    files = report_files(results, results)
    assert files == report_files(again, again)
    assert files == {
        "junit.xml": junit_xml(results),
        "summary.md": summary_markdown(results, compare(results, results)).encode(),
        "report.html": report_html(results, results).encode(),
    }


def test_an_unmatched_run_is_held_against_nothing() -> None:
    """A run that the base does not have gets cards without a diff."""
    base = make_results()
    only = base.model_copy(update={"runs": (base.runs[0], make_run("other")), "items": base.items[:5]})
    page = tree(report_html(base, only))
    assert card(page, "tram-line").xpath(".//ins") == []
    assert "stands in the head alone" in page.text_content()


def test_a_single_run_is_held_against_one_of_another_name() -> None:
    """Brief A against brief B: the diff is there although the runs' names differ."""
    one, other = (make_suite(("a",), lambda name: 1.0, run=run) for run in ("one", "other"))
    item = make_item("one", "a", {"support": 1.0}).model_copy(update={"brief": make_brief(headline="Another headline")})
    page = tree(report_html(other, one.model_copy(update={"items": (item,)})))
    assert card(page, "a", "other").xpath(".//dl[@class='diff']/dt/text()") == ["Headline"]


@pytest.mark.parametrize("palette", palettes(), ids=["light", "dark"])
def test_contrast(palette: dict[str, str]) -> None:
    """Text has a contrast of at least 4.5 on everything that it stands on here."""
    pairs = [
        *((name, ground) for name in ("error", "warning") for ground in ("paper", "panel", "card")),
        *(("good", ground) for ground in ("paper", "panel", "card")),
        ("error", "own"),
        ("muted", "panel"),
        ("muted", "card"),
        ("paper", "error"),
    ]
    low = []
    for name, ground in pairs:
        bright, dim = sorted((luminance(palette[name]), luminance(palette[ground])), reverse=True)
        if (bright + 0.05) / (dim + 0.05) < 4.5:
            low.append((name, ground))
    assert low == []
