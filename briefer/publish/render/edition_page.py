"""An edition as HTML and as plain text: a page or a mail, with styles in the tags and a twin for terminals.

Both come from templates that a folder of a person's own may replace. The styles stand once in a sheet and are
written into the tags, where mail programs read them; only the rules for dark mode and phones stay a sheet.
There is no image, no script, and no link but those to the sources, to unsubscribe, and on the page to itself.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from briefer.errors import ConfigError
from briefer.publish.edition import Edition
from briefer.publish.render.edition_view import EditionView, view_edition
from briefer.publish.render.templates import colours, fill

if TYPE_CHECKING:
    from css_inline import CSSInliner

TEXT_WIDTH = 72
"""Columns of the plain text. Source: RFC 3676, 4.2: lines of 72 to 78 survive being quoted."""


def edition_html(edition: Edition, *, template_dir: Path | None = None) -> str:
    """The edition as one self-contained HTML page, ending in one line feed; all of it, however long.

    Raises:
        ConfigError: a template in `template_dir` is wrong.
    """
    return write_html(view_edition(edition), mail=False, unsubscribe=None, template_dir=template_dir)


def edition_text(edition: Edition, *, width: int = TEXT_WIDTH, template_dir: Path | None = None) -> str:
    """The edition as plain text of lines no wider than `width` (addresses aside), ending in one line feed.

    Raises:
        ConfigError: a template in `template_dir` is wrong.
    """
    return write_text(view_edition(edition), mail=False, unsubscribe=None, width=width, template_dir=template_dir)


def write_html(view: EditionView, *, mail: bool, unsubscribe: str | None, template_dir: Path | None) -> str:
    """What the view shows as HTML; of a mail with how to unsubscribe."""
    page = fill("edition.html.j2", template_dir, view=view, mail=mail, unsubscribe=unsubscribe, **colours(template_dir))
    try:
        return _inliner().inline(page).rstrip("\n") + "\n"
    except ValueError as error:  # a sheet of a person's own that is none
        raise ConfigError(f"the styles of an edition cannot be read: {error}; see edition.css.j2") from error


def write_text(
    view: EditionView,
    *,
    mail: bool,
    unsubscribe: str | None,
    width: int = TEXT_WIDTH,
    template_dir: Path | None = None,
) -> str:
    """What the view shows as plain text; of a mail with how to unsubscribe."""
    text = fill("edition.txt.j2", template_dir, view=view, mail=mail, unsubscribe=unsubscribe, width=width)
    return "\n".join(line.rstrip() for line in text.strip("\n").split("\n")) + "\n"


@cache
def _inliner() -> CSSInliner:
    from css_inline import CSSInliner  # noqa: PLC0415 - 90 ms, and only an edition needs it

    return CSSInliner(load_remote_stylesheets=False)
