"""Records and editions in, what readers get out: a page, a text, an e-mail, a feed; later their delivery.

What enters is a BriefRecord (or a summary, its articles and its report); what leaves is text or bytes.
Nothing here writes a word of a brief, judges it, or shows what was held as if it stood. Rendering is pure;
delivery, which is not, stays in modules of its own.
"""

from __future__ import annotations

from briefer.publish.edition import (
    Edition,
    EditionFailure,
    EditionStory,
    edition_id,
    edition_story,
    load_edition,
    make_edition,
    rejected_lines,
)
from briefer.publish.message import build_message
from briefer.publish.render import (
    FORMATS,
    Format,
    Letter,
    edition_html,
    edition_mail,
    edition_markdown,
    edition_rss,
    edition_text,
    render,
    render_check_html,
    render_email,
    render_html,
    render_json,
    render_markdown,
    render_terminal,
    render_text,
    write_letter,
)

__all__ = [
    "FORMATS",
    "Edition",
    "EditionFailure",
    "EditionStory",
    "Format",
    "Letter",
    "build_message",
    "edition_html",
    "edition_id",
    "edition_mail",
    "edition_markdown",
    "edition_rss",
    "edition_story",
    "edition_text",
    "load_edition",
    "make_edition",
    "rejected_lines",
    "render",
    "render_check_html",
    "render_email",
    "render_html",
    "render_json",
    "render_markdown",
    "render_terminal",
    "render_text",
    "write_letter",
]
