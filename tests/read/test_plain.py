"""Plain text and Markdown: headline, standfirst, paragraphs, headings."""

from __future__ import annotations

import os
import textwrap
from datetime import date
from pathlib import Path

import pytest

from briefer.read.reading import article_from_text
from tests.read.samples import BODY, DEK, FOURTH, LEAD, SECOND, THIRD, TITLE

TEXT = "\n\n".join(BODY)
LAYOUTS = {
    "blank lines": "\n\n".join((TITLE, *BODY)),
    "one paragraph a line": "\n".join((TITLE, *BODY)),
    "hard-wrapped": "\n\n".join(textwrap.fill(part, 72) for part in (TITLE, *BODY)),
    "hard-wrapped, indented": "\n\n".join(textwrap.fill(part, 60, initial_indent="  ") for part in (TITLE, *BODY)),
    "crlf": "\r\n\r\n".join((TITLE, *BODY)),
    "carriage returns": "\r".join((TITLE, *BODY)),
    "line separators": "\u2028".join((TITLE, *BODY)),
    "trailing spaces": " \n \n".join((TITLE, *BODY)) + "   \n\n\n",
    "byte order mark": "\ufeff" + "\n\n".join((TITLE, *BODY)),
}


@pytest.mark.parametrize("text", LAYOUTS.values(), ids=LAYOUTS.keys())
def test_every_layout_of_one_text_reads_the_same(text):
    """Blank lines, lines and wrapped lines give the same headline and paragraphs."""
    article = article_from_text(text)
    assert article.title == TITLE
    assert article.text == TEXT


def test_text_without_a_headline_has_none():
    """A text that begins with a sentence has no headline, and keeps its first sentence."""
    article = article_from_text(TEXT)
    assert article.title is None
    assert article.text == TEXT


def test_standfirst_byline_and_date_are_told_from_the_body():
    """What stands between headline and body is sorted by what it is."""
    article = article_from_text("\n".join((TITLE, DEK, "By Nora Quist", "1 April 2026", *BODY)))
    assert (article.title, article.dek, article.byline) == (TITLE, DEK, ("Nora Quist",))
    assert article.published == date(2026, 4, 1)
    assert article.text == TEXT


def test_section_headings_stay_paragraphs_and_are_no_standfirst():
    """The headings of a brief are kept in the text, the first one right at its beginning."""
    article = article_from_text(
        f"{TITLE}\nWhat happened\n{LEAD}\nWho said what\n{SECOND}\n{THIRD}\nWhat next?\n{FOURTH}"
    )
    assert article.title == TITLE
    assert article.dek is None
    assert article.text.split("\n\n") == ["What happened", LEAD, "Who said what", SECOND, THIRD, "What next?", FOURTH]


def test_two_sentences_on_one_line_are_read_as_they_are():
    """A short text that somebody typed is an article without a headline."""
    article = article_from_text("The ferry was late. Nobody minded.")
    assert article.text == "The ferry was late. Nobody minded."
    assert article.completeness == "full"


def test_title_given_by_the_caller_is_not_repeated_in_the_text():
    """A headline that is known already is taken off the text's top."""
    article = article_from_text(f"{TITLE}.\n\n{TEXT}", title=f"{TITLE}.")
    assert article.text == TEXT


def test_markdown_loses_its_marks_and_none_of_its_words():
    """Headings, emphasis, links, quotations, lists and comments come out as plain words."""
    source = f"""---
title: "{TITLE}"
author: Nora Quist
date: 2026-04-01
---
<!-- a note to the editor -->

## What happened

{LEAD.replace("old harbour", "**old** [harbour](https://example.org/a_(b))")}

> {SECOND}

![The quay](quay.jpg)

{THIRD.replace("north basin", "_north_ `basin`")}[^1]

- {FOURTH}

***
"""
    article = article_from_text(source)
    assert article.title == TITLE
    assert article.byline == ("Nora Quist",)
    assert article.published == date(2026, 4, 1)
    for part in ("What happened", LEAD, SECOND, THIRD, FOURTH):
        assert part in article.text
    assert "**" not in article.text
    assert "editor" not in article.text
    assert "quay.jpg" not in article.text


@pytest.mark.parametrize("head", [f"# {TITLE}\n\n", f"# {TITLE} #\n", f"{TITLE}\n===\n\n", f"**{TITLE}**\n\n"])
def test_markdown_title_is_the_headline(head):
    """Each way to type a Markdown title gives the headline."""
    assert article_from_text(head + TEXT, markdown=True).title == TITLE


def test_stars_and_underscores_in_plain_words_stay():
    """A product code or a sum is not taken for emphasis."""
    words = "The model_x_2 costs 5 * 3 * 2 crowns, the file some_file_name says, and 4*4 is 16 in all of them."
    assert article_from_text(words, markdown=True).text == words


def test_sample_of_the_week_reads_as_a_brief_and_nothing_else():
    """The published sample: headline, standfirst and three sections, without promo, bio and related stories."""
    folder = os.environ.get("BRIEFER_DATA")
    if not folder:
        pytest.skip("BRIEFER_DATA names no data folder")
    text = (Path(folder) / "examples" / "the-week-musk-putin.txt").read_text(encoding="utf-8")
    article = article_from_text(text)
    lines = text.split("\n")
    assert article.title == lines[0]
    assert article.dek == lines[1]
    sections = [block for block in article.text.split("\n\n") if len(block.split()) <= 3]
    assert sections == ["What happened", "Who said what", "What next?"]
    assert len(article.text.split("\n\n")) == 8
    assert {entry.kind for entry in article.removed} == {"promo", "bio", "related"}
