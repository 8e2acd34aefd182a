"""A BriefRecord or an Edition in, what a reader sees out: terminal, plain text, Markdown, HTML, e-mail, JSON, feed.

Every renderer is a pure function: the same record gives the same bytes. All of one kind read it through one
view, so they number, group and word alike. Never inside: a clock, a network, a decision about what is
published, or a text from outside that is taken for markup; the one thing read is a template of a person's own.
Heavy libraries (jinja2, css-inline, rich) load when a page or a terminal asks for them.
"""

from __future__ import annotations

from typing import Literal, get_args

from briefer.brief import BriefRecord
from briefer.publish.render.edition_feed import edition_rss
from briefer.publish.render.edition_mail import Letter, edition_mail, write_letter
from briefer.publish.render.edition_markdown import edition_markdown
from briefer.publish.render.edition_page import edition_html, edition_text
from briefer.publish.render.json import render_json
from briefer.publish.render.mail import render_email
from briefer.publish.render.markdown import render_markdown
from briefer.publish.render.page import render_check_html, render_html
from briefer.publish.render.terminal import render_terminal
from briefer.publish.render.text import render_text

__all__ = [
    "FORMATS",
    "Format",
    "Letter",
    "edition_html",
    "edition_mail",
    "edition_markdown",
    "edition_rss",
    "edition_text",
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

Format = Literal["text", "markdown", "html", "json", "email"]
FORMATS: tuple[Format, ...] = get_args(Format)


def render(record: BriefRecord, format: Format) -> str | bytes:  # noqa: A002 - the option's own word
    """The record in one of `FORMATS`; bytes for `email`, else text that ends in one line feed."""
    if format == "email":
        return render_email(record)
    writers = {"text": render_text, "markdown": render_markdown, "html": render_html, "json": render_json}
    return writers[format](record)
