"""An edition as an RSS 2.0 feed: an item for each story, with the whole of its brief.

Source: https://www.rssboard.org/rss-specification. An item's guid is made from the edition and the story's
sources, so that an edition made again repeats no item. An edition has no home of its own: without one given, the
channel's link is the edition's name as a urn, which the specification allows and no reader follows.
"""

from __future__ import annotations

import hashlib
import re
import uuid
from email.utils import format_datetime
from pathlib import Path

from briefer.errors import ConfigError
from briefer.publish.edition import Edition
from briefer.publish.render.edition_view import view_edition
from briefer.publish.render.links import safe_link
from briefer.publish.render.templates import fill

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Source: XML 1.0, 2.2: all that is no character of a document."""


def edition_rss(edition: Edition, *, link: str | None = None, template_dir: Path | None = None) -> str:
    """The edition as an RSS 2.0 document, ending in one line feed; `link` is the page of the whole.

    Raises:
        ConfigError: `link` is no http(s) address, or a template in `template_dir` is wrong.
    """
    home = safe_link(link)
    if link is not None and home is None:
        raise ConfigError(f"a feed cannot link to {link!r}: give an http or https address")
    view = view_edition(edition)
    feed = fill(
        "edition.rss.j2",
        template_dir,
        view=view,
        link=home.href if home else uuid.uuid5(uuid.NAMESPACE_URL, f"briefer/edition/1/{edition.id}").urn,
        made=format_datetime(edition.created_at),
        items=list(zip(view.stories, _guids(edition), strict=True)),
    )
    return _NOT_XML.sub("", feed)


def _guids(edition: Edition) -> list[str]:
    """An id for each story; of several that rest on the same sources, the later ones are numbered."""
    made: list[str] = []
    for story in edition.stories:
        parts = [str(story.update_of or ""), *sorted(source.url or source.id for source in story.brief.sources)]
        digest = hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:16]
        again = sum(one.startswith(f"{edition.id}-{digest}") for one in made)
        made.append(f"{edition.id}-{digest}-{again + 1}" if again else f"{edition.id}-{digest}")
    return made
