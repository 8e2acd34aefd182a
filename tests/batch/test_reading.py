"""An item to its article: the id and the title are kept, and what `briefer brief` refuses is refused here too."""

from __future__ import annotations

import pytest

from briefer.article import Completeness
from briefer.batch.item import Item
from briefer.batch.reading import read_item
from briefer.errors import ExtractionError
from briefer.read import limits
from tests.read.samples import BODY, PLAIN, STORY, TITLE, URL, page, paragraphs

THIN = "<html><head><title>Just a moment...</title></head><body><p>Checking your browser.</p></body></html>"


@pytest.mark.parametrize("html", [page(STORY), page(STORY).encode(), page(STORY).encode("utf-16")])
def test_page_becomes_an_article_with_the_items_id(html):
    """A page as text or as bytes of any encoding is read, and the article bears the item's id and address."""
    article = read_item(Item(3, "n-3", html=html, url=URL))
    assert (article.id, article.url, article.title) == ("n-3", URL, TITLE)
    assert article.text == "\n\n".join(BODY)


def test_text_keeps_the_title_that_came_with_it():
    """A text's own title is what the item says; without one, what the text says."""
    assert read_item(Item(0, "a", text="\n\n".join(BODY), title="Given")).title == "Given"
    assert read_item(Item(0, "a", text=PLAIN)).title == TITLE


def test_title_of_the_item_stands_where_the_page_names_none():
    """A page's own title goes first; where it has none, the item's is taken."""
    bare = f"<html><body><article>{paragraphs(*BODY)}</article></body></html>"
    assert read_item(Item(0, "a", html=bare, title=" Given ")).title == "Given"
    assert read_item(Item(0, "a", html=page(STORY), title="Given")).title == TITLE


def test_thin_page_is_refused_unless_it_is_allowed():
    """What `briefer brief` would not brief is no article of a batch either, unless somebody says so."""
    with pytest.raises(ExtractionError, match=r"'a' is blocked: .*--allow-thin"):
        read_item(Item(0, "a", html=THIN))
    assert read_item(Item(0, "a", html=THIN), allow_thin=True).completeness is Completeness.BLOCKED


@pytest.mark.parametrize(
    ("item", "message"),
    [
        (Item(0, "a", error="line 1 is not valid JSON"), "line 1 is not valid JSON"),
        (Item(0, "a", html=b""), "'a' is empty"),
        (Item(0, "a", html="<html></html>"), "no article found in 'a'"),
        (Item(0, "a", text=" \n"), "no article found in 'a'"),
        (Item(0, "a"), "no article found in 'a'"),
    ],
)
def test_item_without_an_article_is_an_error_that_says_why(item, message):
    """An item that is an error, or has nothing in it, is refused with its reason."""
    with pytest.raises(ExtractionError) as caught:
        read_item(item)
    assert str(caught.value).startswith(message)
    assert caught.value.url == "a"


@pytest.mark.parametrize(
    ("raised", "message"),
    [
        (MemoryError(), "the page needs more memory than there is"),
        (RecursionError(), "the page is nested too deeply to read"),
    ],
)
def test_page_that_is_too_much_is_an_error_of_its_own(monkeypatch, raised, message):
    """What the parser cannot bear becomes the item's error, not the end of the batch."""

    def too_much(*_args, **_kwargs):
        raise raised

    monkeypatch.setattr("briefer.batch.reading.read_html", too_much)
    with pytest.raises(ExtractionError, match=message):
        read_item(Item(0, "a", html="x"))


def test_page_that_takes_too_long_is_given_up():
    """The limit ends a body that does not end by itself, and leaves no alarm behind."""
    import signal

    def endless():
        with limits.page_limits("a", timeout_s=0.05):
            while True:
                pass

    with pytest.raises(ExtractionError, match=r"longer than 0\.05 s"):
        endless()
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
