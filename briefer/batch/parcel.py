"""An item as a message carries it."""

from __future__ import annotations

from typing import Any

from briefer.batch.item import Item


def pack_item(item: Item) -> tuple[dict[str, Any], bytes]:
    """An item as the fields and the body of a message."""
    page = item.html if item.html is not None else item.text
    kind = None if page is None else "bytes" if isinstance(page, bytes) else "html" if page is item.html else "text"
    fields = {
        "position": item.position, "id": item.id, "url": item.url, "title": item.title, "page": kind, "error": item.error
    }  # fmt: skip
    return fields, page.encode("utf-8", "surrogatepass") if isinstance(page, str) else page or b""


def unpack_item(fields: dict[str, Any], body: bytes) -> Item:
    """The item that a message carries."""
    kind = fields["page"]
    text = body.decode("utf-8", "surrogatepass") if kind in {"html", "text"} else None
    return Item(
        position=fields["position"],
        id=fields["id"],
        html=body if kind == "bytes" else text if kind == "html" else None,
        text=text if kind == "text" else None,
        url=fields["url"],
        title=fields["title"],
        error=fields["error"],
    )
