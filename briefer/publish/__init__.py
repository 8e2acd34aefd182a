"""Records in, what readers get out: a page, a text, an e-mail; later editions and their delivery.

What enters is a BriefRecord (or a summary, its articles and its report); what leaves is text or bytes.
Nothing here writes a word of a brief, judges it, or shows what was held as if it stood. Rendering is pure;
delivery, which is not, stays in modules of its own.
"""

from __future__ import annotations

from briefer.publish.message import build_message
from briefer.publish.render import (
    FORMATS,
    Format,
    render,
    render_check_html,
    render_email,
    render_html,
    render_json,
    render_markdown,
    render_terminal,
    render_text,
)

__all__ = [
    "FORMATS",
    "Format",
    "build_message",
    "render",
    "render_check_html",
    "render_email",
    "render_html",
    "render_json",
    "render_markdown",
    "render_terminal",
    "render_text",
]
