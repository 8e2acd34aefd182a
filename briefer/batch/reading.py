"""An item to the article in it, as good as `briefer brief` would want it."""

from __future__ import annotations

from briefer.article import Article
from briefer.batch.item import Item
from briefer.errors import ExtractionError
from briefer.read.limits import page_limits
from briefer.read.reading import Kind, Reading, read_bytes, read_html, read_text
from briefer.read.source import accept


def read_item(item: Item, *, allow_thin: bool = False) -> Article:
    """The item's article, with the item's id; its title stands where the page names none.

    Reading is bounded in time where this runs on the main thread of its process.

    Raises:
        ExtractionError: the item is an error itself, has no article, or a thin or blocked one and `allow_thin` is
            off; or reading it takes too long or too much.
    """
    if item.error is not None:
        raise ExtractionError(item.error, url=item.id)
    with page_limits(item.id):
        reading = _read(item)
    article = accept(reading, name=item.id, allow_thin=allow_thin)
    return article if article.title or not item.title else article.model_copy(update={"title": item.title.strip()})


def _read(item: Item) -> Reading:
    if isinstance(item.html, bytes):
        return read_bytes(item.html, name=item.id, kind=Kind.HTML, url=item.url, id=item.id)
    if item.html is not None:
        return read_html(item.html, url=item.url, id=item.id)
    return read_text(item.text or "", url=item.url, title=item.title, id=item.id)
