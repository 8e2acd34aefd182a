"""A printed page to its paragraphs: columns, divided words, running heads, print headers."""

from __future__ import annotations

import io
import textwrap

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from briefer.read.columns import paragraphs, reading_order
from briefer.read.reading import article_from_bytes
from tests.read.samples import BODY, TITLE


def printed(*pages: list[tuple[int, int, int, str]]) -> bytes:
    """A PDF with these words on its pages: x and y in points, the size of the type, the line."""
    writer = pypdf.PdfWriter()
    names = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Courier", "/Encoding": "/WinAnsiEncoding"}
    font = DictionaryObject({NameObject(key): NameObject(value) for key, value in names.items()})
    for lines in pages:
        sheet = writer.add_blank_page(612, 792)
        drawn = " ".join(f"BT /F1 {size} Tf {x} {y} Td ({line}) Tj ET" for x, y, size, line in lines)
        stream = DecodedStreamObject()
        stream.set_data(drawn.encode("cp1252"))
        sheet[NameObject("/Contents")] = writer._add_object(stream)
        fonts = DictionaryObject({NameObject("/F1"): writer._add_object(font)})
        sheet[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def set_in_columns(texts, *, columns, width, top=700):
    """The texts as lines of columns, line by line across the page: as the file orders them, not as they are read."""
    lines = [
        line
        for text in texts
        for line in textwrap.wrap(text, width, initial_indent="  ", break_on_hyphens=False, drop_whitespace=True)
    ]
    height = -(-len(lines) // columns)
    placed = []
    for row in range(height):
        for column in range(columns):
            at = column * height + row
            if at < len(lines):
                line = lines[at]
                indent = len(line) - len(line.lstrip())
                x = 50 + column * (width + 5) * 4 + indent * 4
                placed.append((x, top - row * 9, 6, line.strip().replace("(", "").replace(")", "")))
    return placed


@pytest.mark.parametrize(("columns", "width"), [(1, 90), (2, 50), (3, 32)])
def test_columns_are_read_one_after_the_other(columns, width):
    """Whatever the order of the lines in the file, each paragraph comes out whole and in its place."""
    page = [(50, 750, 20, TITLE), *set_in_columns(BODY, columns=columns, width=width)]
    article = article_from_bytes(printed(page))
    assert article.title == TITLE
    assert article.text.split("\n\n") == list(BODY)


def test_browser_s_header_and_footer_are_no_part_of_a_printed_page():
    """The date, the title and the address that a browser prints at the edge of each page are left out."""
    halves = [BODY[:2], BODY[2:]]
    pages = [
        [
            (20, 780, 6, f"11/23/26, 9:19 AM        {TITLE}"),
            *set_in_columns(half, columns=1, width=90, top=740),
            (20, 10, 6, f"https://herald.example/harbour {number}/2"),
        ]
        for number, half in enumerate(halves, 1)
    ]
    text = article_from_bytes(printed(*pages)).text
    assert "9:19" not in text
    assert "herald.example" not in text
    assert text.split("\n\n") == list(BODY)


def test_running_head_of_two_pages_is_left_out():
    """A line that stands at the edge of both pages of a short file is no part of the story."""
    pages = [
        [(50, 780, 6, f"VELMORA HERALD Page {number}"), *set_in_columns(half, columns=1, width=90, top=740)]
        for number, half in enumerate([BODY[:2], BODY[2:]], 1)
    ]
    assert "HERALD" not in article_from_bytes(printed(*pages)).text


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["They kept their dis-", "tance from it."], "They kept their distance from it."),
        (["They kept their dis\u00ad", "tance from it."], "They kept their distance from it."),
        (["A self-", "made man said so."], "A self-made man said so."),
        (["An off-shore park.", "It is an off-", "shore park."], "An off-shore park. It is an off-shore park."),
        (["The Smith-", "Jones case."], "The Smith-Jones case."),
        (["It rose by 3-", "4 per cent."], "It rose by 3- 4 per cent."),
    ],
)
def test_divided_words_are_whole_again(lines, expected):
    """A hyphen at a line's end goes, unless the word is written with one."""
    rows = [*lines[:-1], lines[-1]]
    assert " ".join(paragraphs([rows])) == expected


def test_sentence_goes_on_over_the_end_of_a_column_and_of_a_page():
    """A paragraph that a column or a page cuts is one paragraph."""
    first = ["The council voted on Tuesday to close the old", "harbour for three weeks while divers"]
    assert paragraphs([first, ["mend the quay wall, it said."]]) == [
        "The council voted on Tuesday to close the old harbour for three weeks while divers mend the quay wall, it said."
    ]
    assert len(paragraphs([["It is closed."], ["the next page begins so."]])) == 2


def test_headline_across_columns_ends_them():
    """Two stories one below the other, each in columns, are read one after the other."""
    left, right = [f"left {n} of the first" for n in range(8)], [f"right {n} of the first" for n in range(8)]
    rows = [f"{one:30}{other}" for one, other in zip(left, right, strict=True)]
    second = [row.replace("first", "second") for row in rows]
    order = reading_order([*rows, "A HEADLINE THAT RUNS ACROSS THE WHOLE OF THE PAGE", *second])
    assert [column[0] for column in order] == [
        "left 0 of the first",
        "right 0 of the first",
        "A HEADLINE THAT RUNS ACROSS THE WHOLE OF THE PAGE",
        "left 0 of the second",
        "right 0 of the second",
    ]


@settings(deadline=None)
@given(rows=st.lists(st.text(alphabet="ab .-", max_size=60), max_size=40))
def test_no_word_of_a_page_is_lost(rows):
    """Whatever stands where, every row's characters come out once."""
    found = "".join("".join(column) for column in reading_order(rows))
    assert sorted(found.replace(" ", "")) == sorted("".join(rows).replace(" ", ""))
