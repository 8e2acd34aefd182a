"""Bytes of any kind: an article or an error line, and spans that round-trip."""

from __future__ import annotations

import contextlib

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefer.article import Article
from briefer.errors import SourceError
from briefer.read.batch import read_line
from briefer.read.blocks import Block, Shape
from briefer.read.clean import clean_blocks
from briefer.read.reading import Kind, article_from_bytes, article_from_html, article_from_text
from tests.read.samples import BODY, LEAD, STORY, page

SLOW = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
TAGS = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<div>",
        "</div>",
        "<a href='x'>",
        "</a>",
        "<li>",
        "<h2>",
        "</h2>",
        "<br>",
        "<table><tr><td>",
        "<script>",
        "</script>",
        "<!--",
        "-->",
        "<p hidden>",
        "<form><input type=email>",
        "<b>",
        "&amp;",
        "&#0;",
        "<",
        ">",
        LEAD,
        BODY[1],
        " ",
    ]
)


def check(article: Article) -> None:
    """Every offset of the article stands inside its text and covers words."""
    spans = [(span.start, span.end) for span in article.paragraphs]
    spans += [(sentence.start, sentence.end) for sentence in article.sentences]
    for start, end in spans:
        assert 0 <= start < end <= len(article.text)
        covered = article.text[start:end]
        assert covered == covered.strip()
    for sentence in article.sentences:
        paragraph = article.paragraphs[sentence.paragraph]
        assert paragraph.start <= sentence.start
        assert sentence.end <= paragraph.end
    assert [sentence.id for sentence in article.sentences] == list(range(1, len(article.sentences) + 1))


@SLOW
@given(data=st.binary(max_size=400), kind=st.sampled_from([None, *Kind]))
def test_any_bytes_give_an_article_or_an_error_line(data, kind):
    """No bytes of any kind end in anything but an Article or a SourceError."""
    with contextlib.suppress(SourceError):
        check(article_from_bytes(data, kind=kind))


@SLOW
@given(parts=st.lists(st.one_of(TAGS, st.text(max_size=30)), max_size=40))
def test_any_tag_soup_gives_an_article(parts):
    """No order of tags and words breaks the reader, and its offsets round-trip."""
    check(article_from_html("<html><body>" + "".join(parts)))


@SLOW
@given(text=st.text(max_size=600), markdown=st.sampled_from([None, True, False]))
def test_any_text_gives_an_article(text, markdown):
    """No text breaks the reader, as Markdown or not, and its offsets round-trip."""
    check(article_from_text(text, markdown=markdown))


@SLOW
@given(
    blocks=st.lists(
        st.builds(
            Block,
            st.one_of(
                st.sampled_from(["Advertisement", "Sign up for our newsletter", LEAD, "What next?"]),
                st.text(min_size=1, max_size=60),
            ),
            st.sampled_from(list(Shape)),
        ),
        max_size=20,
    )
)
def test_cleaner_loses_no_block(blocks):
    """What goes into the cleaner comes out, kept or in the receipt, in order."""
    kept, removed = clean_blocks(blocks)
    assert sorted([block.text for block in kept] + [entry.text for entry in removed]) == sorted(b.text for b in blocks)


@SLOW
@given(cut=st.integers(0, 2_000), junk=st.binary(max_size=20))
def test_page_cut_and_soiled_anywhere_is_read(cut, junk):
    """A page that ends anywhere, with junk in it, is an article or an error line."""
    data = page(STORY).encode()
    with contextlib.suppress(SourceError):
        check(article_from_bytes(data[:cut] + junk + data[cut + len(junk) :]))


@SLOW
@given(line=st.text(max_size=200))
def test_any_batch_line_gives_one_json_line(line):
    """No line of a batch raises."""
    assert "\n" not in read_line(1, line)
