"""An edition as Markdown of GitHub's flavour: every text escaped, links to the sources alone, quotations set apart.

What is escaped and what GitHub does to a finished page all the same, `markdown` says.
"""

from __future__ import annotations

from collections.abc import Iterator

from briefer.publish.edition import Edition
from briefer.publish.render.edition_statements import Outlet, Paragraph, Told
from briefer.publish.render.edition_view import Block, StoryView, view_edition
from briefer.publish.render.markdown import escape, link


def edition_markdown(edition: Edition) -> str:
    """The edition as Markdown, ending in one line feed."""
    view = view_edition(edition)
    blocks = [f"# {escape(view.title)}", escape(f"{view.day} · {view.overview}")]
    if view.slow:
        blocks.append(f"*{escape(view.slow)}*")
    if len(view.stories) > 1:
        blocks.append("\n".join(_entry(story) for story in view.stories))
    for story in view.stories:
        blocks.extend(_story(story))
    blocks += ["---", "  \n".join(escape(line) for line in view.footer)]
    return "\n\n".join(blocks) + "\n"


def _entry(story: StoryView) -> str:
    about = ", ".join(story.facts).removesuffix(" to read")
    return f"{story.number}. {_headline(story)} ({escape(about)})"


def _headline(story: StoryView) -> str:
    return f"{'**Update:** ' if story.update else ''}{escape(story.headline)}"


def _story(story: StoryView) -> Iterator[str]:
    yield f"## {_headline(story)}"
    yield escape(" · ".join(story.facts))
    if story.dek:
        yield f"*{escape(story.dek)}*"
    if story.update:
        yield f"*{escape(story.update)}*"
    for block in story.blocks:
        yield from _block(block)
    if story.outlets:
        held = f". {escape(story.held)}" if story.held else ""
        yield f"Sources: {'; '.join(_source(outlet) for outlet in story.outlets)}{held}."
    elif story.held:
        yield f"{escape(story.held)}."


def _block(block: Block) -> Iterator[str]:
    yield f"### {block.heading}"
    if block.note:
        yield f"*{escape(block.note)}*"
    for paragraph in block.paragraphs:
        yield _paragraph(paragraph)


def _paragraph(paragraph: Paragraph) -> str:
    words = " ".join(_told(told) for told in paragraph.told)
    return f"> {words}" if paragraph.voice else words


def _told(told: Told) -> str:
    bits: list[str] = []
    for bit in told.bits:
        # A bit in the middle of a line begins nothing: only the first has to be kept from doing so.
        words = escape(bit.text) if bit.text.strip() else ""
        before = " " if bit.text[:1].isspace() else ""
        after = " " if words and bit.text[-1:].isspace() else ""
        bits.append(f"{before}{link(words, bit.href) if bit.href else words}{after}")
    named = ", ".join(_name(outlet) for outlet in told.credits)
    return f"{''.join(bits)} ({named})" if named else "".join(bits)


def _name(outlet: Outlet) -> str:
    return link(escape(outlet.name), outlet.link.href) if outlet.link else escape(outlet.name)


def _source(outlet: Outlet) -> str:
    return f"{_name(outlet)}, {escape(outlet.details)}" if outlet.details else _name(outlet)
