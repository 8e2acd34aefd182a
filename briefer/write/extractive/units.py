"""Units: what the engine picks and prints, one source sentence or the few that a quotation binds together.

A unit's text is an exact slice of its article, without the dateline that a wire service opens with.
Sentences that share a quotation make one unit, so that no mark is ever left open; where that would be a
whole paragraph, they make none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from briefer.article import Article, Story, StorySentence, count_words
from briefer.check.voices import attributions_in, quotations_in
from briefer.text.forward import DAYS, MONTHS
from briefer.text.quotations import Quotation
from briefer.text.spans import Span, trim
from briefer.text.speakers import Attribution
from briefer.write.extractive.noise import ends_well, furniture

MOST_WORDS = 70
"""The longest unit: the longest sentence measured in the house's briefs has 55 words, and a unit may hold
two."""
_MOST_SENTENCES = 3
_FEWEST_WORDS = 4  # "Am 12." and "Not so.": what a splitter cuts off, or a shout
_CJK = re.compile(r"[぀-ヿ㐀-鿿가-힯]")
_CAPITALS = r"(?:[A-Z][A-Z.’'-]+[,/ ]+){0,4}[A-Z][A-Z.’'-]{2,}(?:,\s[A-Z][\w. ]{1,20})?"
_AGENCY = r"\([\w ./-]{1,24}\)"
_DATE = rf",?\s(?:{DAYS},?\s)?(?:\d{{1,2}}(?:st|nd|rd|th)?\s{MONTHS}|{MONTHS}\s\d{{1,2}})(?:,?\s\d{{4}})?"
_DATELINE = re.compile(
    rf"(?:{DAYS},\s)?{MONTHS}\s\d{{1,2}},\s\d{{4}}\s+(?=[A-Z])|{DAYS},\s\d{{1,2}}\s{MONTHS}\s\d{{4}}\s+(?=[A-Z])"
    rf"|{_CAPITALS}(?:{_DATE})?(?:\s{_AGENCY})?(?:{_DATE})?\s?(?:[—–-]{{1,2}}|:)\s+(?=[A-Z\"“‘])"
    rf"|[A-Z][\w. ]{{1,20}},\s[A-Z][a-z.]{{2,9}}\s\d{{1,2}}\s{_AGENCY}\s?[—–-]{{1,2}}\s+"
    r"|[A-Z][a-z]+(?:\s[A-Z][a-z]+){0,2},\s(?:[A-Z][a-z]{1,4}\.|[A-Z]\.[A-Z]\.)\s[—–-]\s+"
    rf"|[A-Z][a-z]+(?:\s[A-Z][a-z]+){{0,2}}\s{_AGENCY}\s[—–-]{{1,2}}\s+"
    r"|(?:[01]?\d|2[0-3])[:.][0-5]\d(?:\s?[ap]\.?m\.?)?(?:\s(?:GMT|BST|UTC|CES?T|E[SD]?T|P[SD]?T))?\s*[:|–—-]?\s+(?=[A-Z\"“‘])"
    r"|Media playback is (?:not supported|unsupported) on (?:this|your) device\s*(?=\S)"
    r"|\((?:CNN|AP|Reuters|AFP|BBC|Bloomberg|UPI)\)\s?(?:[—–-]{1,2}\s?)?"
)
"""LONDON (AP) — , OSLO, Norway, 3 May 2026 – , (CNN) -- , 19:55 : place, day and agency, a live page's time, a player's line."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One to three consecutive sentences that are printed together, with whose words they are."""

    index: int
    """Place among the story's units."""
    numbers: tuple[int, ...]
    """Numbers of its sentences in the story."""
    article: int
    """Index into `Story.articles`."""
    span: Span
    """In that article's text."""
    paragraph: int
    """Index of its paragraph in the article."""
    text: str
    words: int
    share: float
    """Where in its article it begins, from 0 to 1."""
    quotations: tuple[Quotation, ...]
    """Those that begin in it, nested ones left out."""
    attributions: tuple[Attribution, ...]
    """The voices of its sentences."""
    follows: bool
    """True if the unit before it ends where this one begins: nothing was left out between them."""


def units_of(story: Story) -> tuple[Unit, ...]:
    """The units of a story in order; furniture, and quotations that run too long, are in none."""
    units: list[Unit] = []
    first = 1
    for index, article in enumerate(story.articles):
        sentences = story.sentences[first - 1 : first - 1 + len(article.sentences)]
        units.extend(_units(index, article, sentences, len(units)))
        first += len(article.sentences)
    return tuple(units)


def length_of(text: str) -> int:
    """The words of a text; two characters of a script without spaces count as one."""
    return count_words(text) + len(_CJK.findall(text)) // 2


def _units(index: int, article: Article, sentences: Sequence[StorySentence], offset: int) -> Iterator[Unit]:
    spans = [sentence.span for sentence in sentences]
    quotations = quotations_in(article)
    heard: dict[int, list[Attribution]] = {}
    for attribution in attributions_in(article):
        heard.setdefault(attribution.sentence, []).append(attribution)
    out = furniture(article)
    outer = [quotation for quotation in quotations if quotation.kind != "nested"]
    length = max(len(article.text), 1)
    last_end: int | None = None
    at = count = 0
    for group in _groups(article.text, spans, outer):
        inside = [sentences[position] for position in group]
        whole = Span(inside[0].span.start, inside[-1].span.end)
        dateline = _DATELINE.match(article.text, whole.start, whole.end)
        span = trim(article.text, dateline.end() if dateline else whole.start, whole.end)
        while at < len(outer) and outer[at].span.start < whole.start:
            at += 1
        begin = at
        while at < len(outer) and outer[at].span.start < whole.end:
            at += 1
        text = span.of(article.text)
        if not text or any(position + 1 in out for position in group) or not _prints_well(text, inside):
            last_end = None
            continue
        yield Unit(
            index=offset + count,
            numbers=tuple(sentence.number for sentence in inside),
            article=index,
            span=span,
            paragraph=inside[0].paragraph,
            text=text,
            words=length_of(text),
            share=whole.start / length,
            quotations=tuple(outer[begin:at]),
            attributions=tuple(one for position in group for one in heard.get(position, ())),
            follows=last_end is not None,
        )
        count += 1
        last_end = whole.end


def _groups(text: str, spans: Sequence[Span], quotations: Sequence[Quotation]) -> Iterator[list[int]]:
    """Positions of the sentences that quotations bind together, in order; most groups hold one.

    A sentence that ends with a colon is bound to the quotation that opens behind it.
    """
    group: list[int] = []
    reach = at = 0
    for position, span in enumerate(spans):
        if group and span.start >= reach:
            yield group
            group = []
        group.append(position)
        while at < len(quotations) and quotations[at].outer.start < span.end:
            reach = max(reach, quotations[at].outer.end)
            at += 1
        opens = quotations[at].outer if at < len(quotations) else None
        if opens and text[span.end - 1] == ":" and not text[span.end : opens.start].strip():
            reach = max(reach, opens.end)
    if group:
        yield group


def _prints_well(text: str, sentences: Sequence[StorySentence]) -> bool:
    """Whether the unit has the length and shape of a sentence or two, in one paragraph or led in."""
    paragraphs = {sentence.paragraph for sentence in sentences}
    together = len(paragraphs) == 1 or (len(paragraphs) == 2 and sentences[0].text.endswith(":"))
    if not together or len(sentences) > _MOST_SENTENCES or not ends_well(text):
        return False
    return _FEWEST_WORDS <= length_of(text) <= MOST_WORDS
