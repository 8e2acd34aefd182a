"""The Markdown, read by a parser of CommonMark."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from markdown_it import MarkdownIt

from briefer.brief import BriefRecord
from briefer.publish import render_markdown
from briefer.publish.render.markdown import escape
from briefer.text.terminal import one_line
from tests.publish.records import ARTICLES

PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def test_links_are_those_of_the_sources(record: BriefRecord) -> None:
    """Rendered, it links the sources by their titles, and nothing else."""
    page = html.fromstring(PARSER.render(render_markdown(record)))
    assert [(link.text_content(), link.get("href")) for link in page.xpath("//a")] == [
        (article.title, article.url) for article in ARTICLES
    ]


def test_each_statement_has_its_footnote(record: BriefRecord) -> None:
    """Every statement refers to a footnote with the passage that proves it."""
    text = render_markdown(record)
    assert re.findall(r"\S\[\^(\d+)\](?!:)", text) == re.findall(r"(?m)^\[\^(\d+)\]:", text)
    assert "[^6]: Marrow Bay Courier, paragraph 6: Hydra Works, the firm that maintains the gates" in text


def test_hostile_text_stays_text(hostile: BriefRecord) -> None:
    """No markup, no HTML and no link comes of a text from outside; bare addresses are broken up."""
    text = render_markdown(hostile)
    page = html.fromstring(PARSER.render(text))
    assert page.xpath("//script | //img | //strong | //code | //b") == []
    assert set(page.xpath("//a/@href")) == {"https://courier.example/%22%3E%3Cscript%3Ealert%281%29%3C/script%3E"}
    assert "https://evil" not in text
    assert "www.evil" not in text


@pytest.mark.parametrize(
    "text",
    ["# a", "- a", "+ a", "* a", "1. a", "1) a", "> a", "=====", "---", "    a", "| a | b |", "~~a~~",
     "a_b_c", "[^1]: a", "![a](b)", "<b>", "&amp;", "\\*", "```", "$x$", "[a]: https://example.org"],
)  # fmt: skip
def test_escaped_text_reads_as_it_stood(text: str) -> None:
    """What Markdown would take for markup is read as the characters that it is."""
    page = html.fragment_fromstring(PARSER.render(escape(text)), create_parent=True)
    assert [child.tag for child in page] == ["p"]
    assert page.text_content().strip() == text.strip()


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc", "Cn"]), min_size=1))
def test_any_text_reads_as_it_stood(text: str) -> None:
    """Escaping changes nothing of what is read, whatever the text, alone or behind a heading's mark."""
    wanted = one_line(text)
    if not wanted:
        return
    for source in (escape(text), f"# {escape(text)}"):
        page = html.fragment_fromstring(PARSER.render(source), create_parent=True)
        assert len(page) == 1
        assert page[0].tag in {"p", "h1"}
        assert " ".join(page.text_content().split()) == wanted
