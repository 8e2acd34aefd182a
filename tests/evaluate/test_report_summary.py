"""The Markdown of a CI's page, read by a parser of Markdown."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from markdown_it import MarkdownIt

from briefer.evaluate.compare import compare
from briefer.evaluate.report.examples import worst_examples
from briefer.evaluate.report.neutral import cell, told
from briefer.evaluate.report.summary import summary_markdown
from briefer.evaluate.results import Results
from briefer.text.terminal import one_line
from tests.evaluate.invented import (
    HOSTILE,
    changed,
    make_empty,
    make_hostile,
    make_item,
    make_large,
    make_results,
    make_suite,
    rescored,
)

PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def page(text: str) -> html.HtmlElement:
    """The Markdown as a page."""
    return html.document_fromstring(PARSER.render(text))


def table(tree: html.HtmlElement, title: str) -> list[list[str]]:
    """The rows of the first table under a heading."""
    found = tree.xpath(f"//h3[starts-with(., '{title}')]/following-sibling::table[1]")
    return [[cell.text_content() for cell in row] for row in found[0].iter("tr")]


def test_the_first_line_is_the_outcome() -> None:
    """Red, and how many demands are not met, in one line."""
    first = summary_markdown(make_results()).splitlines()[0]
    assert first == "## ❌ gate: RED: 2 of 4 demands not met, 1 flaky, 1 problem"


def test_the_gate_stands_with_what_failed_first() -> None:
    """Demands that are not met lead the table; problems stand over it."""
    tree = page(summary_markdown(make_results()))
    rows = [[cell.text_content() for cell in row] for row in tree.xpath("//table")[0].iter("tr")]
    assert [row[0] for row in rows] == ["Demand", "NOT MET", "NOT MET", "flaky", "met", "told"]
    assert rows[1] == [
        "NOT MET",
        "small-model",
        "support",
        "0.810",
        "at least 0.95",
        "lowest: harbour-strike 0.40, tram-line 0.80",
    ]
    assert "stale cassettes in 1 case" in tree.xpath("//h2/following-sibling::ul[1]")[0].text_content()


def test_what_got_worse_is_said_against_a_baseline_alone() -> None:
    """With a comparison the drop is named, with its interval, and then its cases; without one there is no such part."""
    names = tuple(f"case-{at}" for at in range(8))
    base, head = make_suite(names, lambda name: 0.9), make_suite(names, lambda name: 0.5)
    text = summary_markdown(head, compare(base, head))
    part = text.split("### What got worse")[1].split("###")[0]
    assert "**support** of extractive: −0.400 (−0.400 to −0.400, n 8)" in part
    assert "case-0 (extractive), support: 0.900 → 0.500" in part
    assert "What got worse" not in summary_markdown(head)
    assert "Nothing that the comparison shows." in summary_markdown(base, compare(base, base))


def test_what_could_not_be_compared_is_said() -> None:
    """A changed corpus stands where what got worse is read."""
    base, head = make_suite(("a", "b"), lambda name: 1.0), make_suite(("b",), lambda name: 1.0)
    assert "removed: a" in summary_markdown(head, compare(base, head)).split("### What got worse")[1]


def test_three_sentences_with_their_findings_and_the_source() -> None:
    """The worst sentences are told, each with findings and, in a quotation, what the source has."""
    tree = page(summary_markdown(make_results()))
    items = tree.xpath("//h3[.='The worst sentences']/following-sibling::ol[1]/li")
    assert len(items) == 3
    assert "walk out on Monday" in items[0].text_content()
    assert [one.text_content() for one in items[0].xpath("./ul/li")] == [
        "date, error: the source has Friday, not Monday",
        "number, error: the source has 214 crew, not 241",
    ]
    assert "walk out on Friday" in items[0].xpath("./blockquote")[0].text_content()


def test_the_worst_sentences_are_of_different_cases() -> None:
    """Of many failing cases each gives one; errors that were published come before those that were held."""
    found = worst_examples(make_large())
    assert len({example.case for example in found}) == 3
    assert not any(example.held for example in found)
    assert all(example.weight[1] == 2 for example in found)


def test_the_second_worst_case_comes_before_a_case_has_two() -> None:
    """A case with the two worst sentences gives one, then the other case its own, then the first its second."""
    results = make_suite(("a", "b"), lambda name: 0.5)
    bad = [make_item("extractive", name, {}, verdict="fail") for name in ("a", "b")]
    wrong = next(one for one in bad[0].statements if one.findings)
    fewer = tuple(
        one.model_copy(update={"findings": one.findings[:1]}) if one == wrong else one for one in bad[1].statements
    )
    items = (
        bad[0].model_copy(update={"statements": (wrong, wrong)}),
        bad[1].model_copy(update={"statements": fewer}),
    )
    found = worst_examples(results.model_copy(update={"items": items}))
    assert [(example.case, len(example.findings)) for example in found] == [("a", 2), ("b", 1), ("a", 2)]


def test_cases_without_a_brief_are_named() -> None:
    """Each with the kind of its error and the message."""
    assert "- small-model, reservoir: stale: no recorded reply fits this prompt" in summary_markdown(make_results())


def test_planted_errors_have_rates_and_intervals() -> None:
    """A rate with its n; nothing tried is a dash, not 0 %."""
    rows = table(page(summary_markdown(make_results())), "Errors that were planted")
    assert rows[1] == ["number", "57 of 60", "95.0 %", "86 to 98 %"]
    assert rows[3] == ["labelled negation", "0 of 0", "–", "–"]


def test_metrics_have_n_interval_unscored_and_smallest_effect() -> None:
    """A row a scorer and run; what could not be scored is counted apart."""
    rows = table(page(summary_markdown(make_results())), "Scores")
    assert rows[0] == ["Run", "Scorer", "Mean", "95 %", "n", "Unscored", "Smallest effect"]
    assert ["small-model", "support ↑", "0.700", "0.600 to 0.800", "2", "3", "0.396"] in rows
    assert ["extractive", "judge_faithful ↑", "–", "–", "0", "5", "–"] in rows


@pytest.mark.parametrize("results", [make_results(), make_empty(), make_large()], ids=["small", "empty", "large"])
def test_it_ends_in_one_line_feed_and_is_short(results: Results) -> None:
    """Far below the megabyte at which a step summary is cut off."""
    text = summary_markdown(results, compare(results, results))
    assert text.endswith("\n") and not text.endswith("\n\n")
    assert len(text.encode()) < 20_000


def test_hostile_text_stays_text() -> None:
    """No markup, HTML, link, table cell or mention comes of a text from outside."""
    head = changed(make_hostile(), lambda item: rescored(item, support=0.1))
    text = summary_markdown(head, compare(make_hostile(), head))
    good = page(summary_markdown(make_results(), compare(make_results(), make_results())))
    tree = page(text)
    assert tree.xpath("//script | //img | //a | //code | //h1 | //hr | //em | //del") == []
    assert len(tree.xpath("//h2")) == 1
    assert len(tree.xpath("//table")) == len(good.xpath("//table"))
    assert {len(row) for row in tree.xpath("//table")[0].iter("tr")} == {6}
    assert not re.search(r"@\w|#\d|GH-\d|:boom:", tree.text_content())
    assert "https://evil" not in text and "www.evil" not in text
    assert "\x1b" not in text and "\u202e" not in text


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc", "Cn"]), max_size=200))
def test_told_text_reads_as_it_stood(text: str) -> None:
    """But for the break after a sign that calls somebody, a reader sees the text itself, in a cell as well."""
    text = text.replace("\u200b", "")
    line = f"| a |\n| --- |\n| {cell(text)} |"
    shown = html.document_fromstring(PARSER.render(line)).xpath("//td")[0].text_content()
    assert shown.replace("\u200b", "").split() == one_line(text).split()
    assert len(html.document_fromstring(PARSER.render(line)).xpath("//td")) == 1


def test_nobody_is_called() -> None:
    """A mention, an issue, an emoji's name and an address are broken by a character that nobody sees."""
    assert told("@everyone #42 GH-7 :boom: a@b.example") == (
        "\\@\u200beveryone \\#\u200b42 GH-\u200b7 :\u200bboom: a\\@\u200bb.example"
    )


def test_a_long_text_is_cut() -> None:
    """One text may not fill the page."""
    assert len(told(HOSTILE * 50)) < 1500
    assert told("word " * 400).endswith("…")
