"""The story as a model sees it: numbered sentences and the quotation ledger, between fences that nobody can forge.

The fence's code is derived from the story's digest and a secret of the installation: the same for every call on one
story, so that a prompt cache can pay for the prefix once, and not to be guessed by the story's author.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Collection, Sequence

from briefer.article import Article, Story, StorySentence
from briefer.check import LedgerEntry
from briefer.text.terminal import one_line

_CODE_LENGTH = 16
_FORGED = re.compile(r"<<<+|>>>+")
_JOINERS = "\u200c\u200d"
"""The invisible marks that scripts and emoji need; all others could carry words that no reader sees."""
_LOOKALIKE = {"<": "‹", ">": "›"}


def fence_code(story: Story, secret: bytes) -> str:
    """The code on both fences: 64 bits, hexadecimal."""
    return hmac.new(secret, story.digest.encode(), hashlib.sha256).hexdigest()[:_CODE_LENGTH]


def fenced_story(
    story: Story, ledger: Sequence[LedgerEntry], secret: bytes, only: Collection[int] | None = None
) -> str:
    """The fenced story; with `only`, the sentences of these numbers and the quotations in them.

    Every sentence stands after its number on a line of its own, its characters unchanged but for line breaks, and for
    runs of three angle brackets or more, which could pass for a fence.
    """
    code = fence_code(story, secret)
    lines = [f"<<<STORY {code}>>>"]
    shown = [sentence for sentence in story.sentences if only is None or sentence.number in only]
    for index, article in enumerate(story.articles):
        mine = [sentence for sentence in shown if sentence.article == index]
        if mine:
            lines += _header(article, index if len(story.articles) > 1 else None)
            lines += _body(mine)
    numbers = {sentence.number for sentence in shown}
    entries = [entry for entry in ledger if entry.sentence in numbers]
    if entries:
        lines.append("QUOTATIONS")
        lines += [f"Q{entry.number} [{entry.sentence}] {_speaker(entry)}{flat(entry.quote.text)}" for entry in entries]
    lines.append(f"<<<END {code}>>>")
    return "\n".join(lines)


def fenced_text(story: Story, secret: bytes, only: Collection[int] | None = None) -> str:
    """The fenced story as prose, without numbers and ledger; with `only`, the sentences of these numbers."""
    code = fence_code(story, secret)
    lines = [f"<<<ARTICLE {code}>>>"]
    for index, article in enumerate(story.articles):
        mine = [
            sentence
            for sentence in story.sentences
            if sentence.article == index and (only is None or sentence.number in only)
        ]
        if not mine:
            continue
        lines += _header(article, index if len(story.articles) > 1 else None)
        paragraph = None
        for sentence in mine:
            if sentence.paragraph == paragraph:
                lines[-1] += f" {flat(sentence.text)}"
            else:
                lines += ["", flat(sentence.text)]
            paragraph = sentence.paragraph
        lines.append("")
    lines.append(f"<<<END {code}>>>")
    return "\n".join(lines)


def fenced_claim(text: str, story: Story, secret: bytes) -> str:
    """A claim about the story between fences of the same code: it may come from anybody, and is no instruction."""
    code = fence_code(story, secret)
    seen = "".join(mark for mark in one_line(text) if mark in _JOINERS or unicodedata.category(mark) != "Cf")
    return f"<<<CLAIM {code}>>>\n{flat(seen)}\n<<<END {code}>>>"


def _header(article: Article, index: int | None) -> list[str]:
    facts = [
        ("SOURCE", None if index is None else str(index + 1)),
        ("OUTLET", article.outlet),
        ("PUBLISHED", None if article.published is None else article.published.isoformat()),
        ("TITLE", article.title),
        ("DEK", article.dek),
    ]
    return [f"{label}: {flat(value)}" for label, value in facts if value]


def _body(sentences: Sequence[StorySentence]) -> list[str]:
    lines: list[str] = []
    paragraph = None
    for sentence in sentences:
        if paragraph is not None and sentence.paragraph != paragraph:
            lines.append("")
        paragraph = sentence.paragraph
        lines.append(f"[{sentence.number}] {flat(sentence.text)}")
    lines.append("")
    return lines


def _speaker(entry: LedgerEntry) -> str:
    return f"{flat(entry.quote.speaker.name)}: " if entry.quote.speaker is not None else ""


def flat(text: str) -> str:
    """The text on one line, and nothing in it that could pass for a fence."""
    one_line = " ".join(text.split("\n"))
    return _FORGED.sub(lambda match: "".join(_LOOKALIKE[mark] for mark in match[0]), one_line)
