"""Text that already has the brief's three headings, split by them.

A heading is a paragraph, or the first line of one, that says "What happened", "Who said what" or "What
next", with or without a question mark, a colon or marks of emphasis. The text before the first heading is
background; the headings themselves are dropped, and so is what is no part of the story.
"""

from __future__ import annotations

import re

from briefer.article import Article, Story
from briefer.brief import Section
from briefer.write.engine import Pile, Split
from briefer.write.extractive.noise import furniture

_HEADING = re.compile(r"[\W_]*(what happened|who said what|what(?:[’']s)? next)[\W_]*", re.IGNORECASE)
_SECTIONS = {
    "what happened": Section.WHAT_HAPPENED,
    "who said what": Section.WHO_SAID_WHAT,
    "what next": Section.WHAT_NEXT,
    "what's next": Section.WHAT_NEXT,
}
_LAST = Pile.WHAT_NEXT


def heading_of(line: str) -> Section | None:
    """The section that a line is the heading of; None for any other line."""
    match = _HEADING.fullmatch(line)
    return None if match is None else _SECTIONS[match[1].lower().replace("’", "'")]


def split_by_headings(story: Story) -> Split | None:
    """The split that the story's own headings make; None unless some article has at least two of the three.

    Articles without headings, in a story where another has them, are background.
    """
    piles: dict[int, Pile] = {}
    found = False
    first = 1
    for article in story.articles:
        own = _piles(article)
        found = found or own is not None
        for sentence in article.sentences:
            piles[first + sentence.id - 1] = Pile.BACKGROUND if own is None else own[sentence.id]
        first += len(article.sentences)
    return Split(piles) if found else None


def _piles(article: Article) -> dict[int, Pile] | None:
    """The pile of each of the article's sentences by its headings, None without two of them."""
    headings = {sentence.id: heading_of(article.sentence_text(sentence)) for sentence in article.sentences}
    if len(set(headings.values()) - {None}) < 2:
        return None
    out = furniture(article)
    piles: dict[int, Pile] = {}
    current = Pile.BACKGROUND
    for identity, section in headings.items():
        if section is not None:
            current = Pile(section.value)
            piles[identity] = Pile.DROP
        else:
            piles[identity] = Pile.DROP if identity in out else current
            if identity in out and piles.get(identity - 1) is _LAST:
                current = Pile.DROP  # the last section has ended: what follows is the page's, not the story's
    return piles
