"""Records and editions in, what readers get out: a page, a text, an e-mail, a feed; later their delivery.

What enters is a BriefRecord (or a summary, its articles and its report); what leaves is text or bytes.
Nothing here writes a word of a brief, judges it, or shows what was held as if it stood. Rendering is pure;
delivery, which is not, stays in modules of its own. Names are loaded on first use, as templates, styles and
terminals cost half a second that a process which reads feeds need not pay.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from briefer.publish.edition import Edition as Edition
    from briefer.publish.edition import EditionFailure as EditionFailure
    from briefer.publish.edition import EditionStory as EditionStory
    from briefer.publish.edition import edition_id as edition_id
    from briefer.publish.edition import edition_story as edition_story
    from briefer.publish.edition import load_edition as load_edition
    from briefer.publish.edition import make_edition as make_edition
    from briefer.publish.edition import rejected_lines as rejected_lines
    from briefer.publish.message import build_message as build_message
    from briefer.publish.render import FORMATS as FORMATS
    from briefer.publish.render import Format as Format
    from briefer.publish.render import Letter as Letter
    from briefer.publish.render import edition_html as edition_html
    from briefer.publish.render import edition_mail as edition_mail
    from briefer.publish.render import edition_markdown as edition_markdown
    from briefer.publish.render import edition_rss as edition_rss
    from briefer.publish.render import edition_text as edition_text
    from briefer.publish.render import render_check_html as render_check_html
    from briefer.publish.render import render_email as render_email
    from briefer.publish.render import render_html as render_html
    from briefer.publish.render import render_json as render_json
    from briefer.publish.render import render_markdown as render_markdown
    from briefer.publish.render import render_terminal as render_terminal
    from briefer.publish.render import render_text as render_text
    from briefer.publish.render import write_letter as write_letter

_HOMES = {
    "Edition": "edition",
    "EditionFailure": "edition",
    "EditionStory": "edition",
    "FORMATS": "render",
    "Format": "render",
    "Letter": "render",
    "build_message": "message",
    "edition_html": "render",
    "edition_id": "edition",
    "edition_mail": "render",
    "edition_markdown": "render",
    "edition_rss": "render",
    "edition_story": "edition",
    "edition_text": "render",
    "load_edition": "edition",
    "make_edition": "edition",
    "rejected_lines": "edition",
    "render_check_html": "render",
    "render_email": "render",
    "render_html": "render",
    "render_json": "render",
    "render_markdown": "render",
    "render_terminal": "render",
    "render_text": "render",
    "write_letter": "render",
}

__all__ = [  # noqa: PLE0604 - the names are strings, one by one
    *sorted(_HOMES)
]


def __getattr__(name: str) -> object:
    """Load a public name from its home on first use."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(f"briefer.publish.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """The public names."""
    return sorted(__all__)
