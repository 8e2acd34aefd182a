"""What an entry says as weighted terms, and how alike two entries are.

A term is a word's stem, with the words that headlines use for one thing made one ("quake", "earthquake"), a people and
its country made one, and numbers in one form ("eleven", "11"; "2.1bn", "2.1 billion"). A term weighs what it tells: much
where few entries have it, little where many do. How common a word is anywhere stands in for the many days that one
batch of feeds does not show. Covered: English. Other languages' entries are grouped by the words and names they share.
Not covered: meaning beyond words; "the fridge-sized robot" is not known to be the probe.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from html import unescape
from importlib.resources import files
from itertools import chain
from math import fsum
from operator import mul

from briefer.publish.shapes import Candidate, told_at
from briefer.text.cues import word_set
from briefer.text.names import aliases, people_of, place_of
from briefer.text.words import STOP_WORDS, fold, ordinary_words, split_words, stem_of

_TITLE, _SUMMARY, _BODY = 1.5, 1.0, 0.5
"""A headline says what happened, a summary too, a text's beginning also what happened before."""
_SUMMARY_TERMS = 60
_BODY_TERMS = 60
"""Terms; what stands further down is background, which events of one topic share."""
_TITLE_CHARACTERS, _SUMMARY_CHARACTERS = 500, 2000  # a feed may send megabytes; no headline or first sentence is longer
_BODY_CHARACTERS = 900  # more than its first 60 terms take, but for few
_MARKUP_CHARACTERS = 4000
_HALF_BODY, _HALF_MARKUP = 650, 1600
"""What holds the first 60 terms of most texts, and 900 characters of most markup: reading less is half of the cost."""
_CUT_TAG = 300  # characters of an opening tag that a cut may leave at the end, and that are not looked at
_DATELINE = re.compile(r"^[A-Z][A-Z .,'’-]{2,40}(?:\([^)]{2,40}\)\s*)?[-–—]+\s")
_TAG = re.compile(r"<(?:script|style)\b.*?</(?:script|style)>|<!--.*?-->|<[^>]*>", re.DOTALL | re.IGNORECASE)
_SILENT = re.compile(r"<(?:script|style)\b|<!--", re.IGNORECASE)
_NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SPELLED = {word: str(n) for n, word in enumerate(_NUMBERS)} | {word: f"{n}0" for n, word in enumerate(_TENS, start=2)}
_SPELLED["dozen"] = "12"
_WHEN = word_set("monday tuesday wednesday thursday friday saturday sunday today tonight yesterday tomorrow")
"""Every entry of a day has one of these; time counts by itself."""
_INSIDE = re.compile(r"(?<=[\w,;:] )[^\W\d_a-z][^\W_]+")
"""A word with a capital that opens no sentence."""
_DIGITS = re.compile(r"\d[\d.,]*")

_BACKGROUND = 400
"""Entries of other days that count as seen: a small batch knows little of what is common."""
_ORDINARY, _RARE = 0.01, 0.001
"""Share of those other entries that have an ordinary word, and any other word."""
_BOILERPLATE = 0.5
"""A term in more of one feed's entries than this is the feed's own ("Continue reading"), not an event's."""
_BOILERPLATE_ENTRIES = 8  # of one feed, before that can be told

_MIX = 0.5
"""Cosine and overlap count alike: cosine alone holds a short entry's silence against it, overlap alone forgives all."""
_ACTION = (0.4, 0.8)
"""What a likeness keeps with no ordinary word shared, and with one: names alone tell who, not what happened."""
_OTHER_NAMES = 0.25
"""What it keeps where both name somebody or some place and no name is shared: two mills burn in the same words,
each in a town of its own."""
_PATIENCE_H = 100.0
"""Hours over which a likeness is halved: what is told a day later is mostly the same event moved on, a week later another."""


Said = tuple[str, str, str, datetime, str]
"""An entry's title, summary and own text, when it was told and its feed."""


@dataclass(frozen=True, slots=True)
class Telling:
    """One entry as terms."""

    terms: Mapping[str, float]
    """Weight by term, a title's word more than a summary's; how rare it is comes in later."""
    text: tuple[str, ...]
    """The terms in order: title, summary, the text's beginning."""
    names: frozenset[str]
    """Those of title and summary with a capital that are no ordinary words."""
    named: bool
    """Whether one of them stands inside a sentence, where a capital means a name."""
    told_at: datetime
    feed: str


@dataclass(frozen=True, slots=True)
class Vector:
    """One entry as weighed terms."""

    weights: Mapping[str, float]
    terms: frozenset[str]
    """The same terms; two sets are intersected faster than two mappings."""
    length: float
    total: float
    names: frozenset[str]
    """Terms with a capital that are no ordinary words."""
    named: bool
    """Whether one of them stands inside a sentence, where a capital means a name."""
    hours: float
    """When it was told, in hours since the epoch."""


def read_telling(candidate: Candidate) -> Telling:
    """A candidate as terms."""
    return telling(*said(candidate))


def said(candidate: Candidate) -> Said:
    """What `telling` asks of a candidate, and no more of its text than is looked at."""
    entry = candidate.entry
    html = (entry.html or "")[:_MARKUP_CHARACTERS]
    return entry.title, entry.summary, html, told_at(candidate), candidate.feed.url


def read_tellings(rows: Iterable[Said]) -> list[Telling]:
    """Many entries as terms."""
    return [telling(*row) for row in rows]


def telling(title: str, summary: str, html: str, at: datetime, feed: str = "") -> Telling:
    """An entry as terms."""
    title, summary = title[:_TITLE_CHARACTERS], summary[:_SUMMARY_CHARACTERS]
    words, abstract_words = split_words(title)[1::2], split_words(_DATELINE.sub("", summary))[1::2]
    headline, abstract = _terms(words), _terms(abstract_words)[:_SUMMARY_TERMS]
    body = _body_terms(html) if html else []
    weights = dict.fromkeys(body, _BODY) | dict.fromkeys(abstract, _SUMMARY) | dict.fromkeys(headline, _TITLE)
    capitals = {_term(raw) for raw in (*words, *abstract_words) if raw[0].isupper()}
    names = frozenset(capitals - action_terms() - {""})
    named = bool(names) and not names.isdisjoint(map(_term, _INSIDE.findall(summary or title)))
    return Telling(weights, (*headline, *abstract, *body), names, named, at, feed)


def _body_terms(html: str) -> list[str]:
    """The terms of a text's beginning; of its first half, where that has enough of them."""
    text = ""
    if _SILENT.search(html, 0, _HALF_MARKUP) is None:  # a script that is cut open is taken for words
        text = plain(html[:_HALF_MARKUP])
    if len(text) < _BODY_CHARACTERS + _CUT_TAG:
        text = plain(html[:_MARKUP_CHARACTERS])
    text = _DATELINE.sub("", text[:_BODY_CHARACTERS])
    half = text.rfind(" ", 0, _HALF_BODY)
    if half > 0 and len(found := terms_of(text[:half])) >= _BODY_TERMS:
        return found[:_BODY_TERMS]
    return terms_of(text)[:_BODY_TERMS]


def plain(html: str) -> str:
    """The words of an entry's own markup, good enough to compare: what is printed is read with the reader's care."""
    return unescape(_TAG.sub(" ", html)).strip()


def terms_of(text: str) -> list[str]:
    """The terms of a text in order, stop words left out."""
    return _terms(split_words(text)[1::2])


def _terms(words: Iterable[str]) -> list[str]:
    return list(filter(None, map(_term, words)))


@lru_cache(maxsize=131072)
def _term(raw: str) -> str:
    """The term of one word; empty for a word that says nothing."""
    word = fold(raw)
    if not word or word in _WHEN or (word in STOP_WORDS and word not in _SPELLED):
        return ""
    if word[0].isdigit():
        digits = _DIGITS.match(word)
        return digits.group().replace(",", "").rstrip(".") if digits else word
    if word in _SPELLED:
        return _SPELLED[word]
    if len(word) == 1:
        return ""
    stem = stem_of(word)
    same = _same_words()
    if stem in same:
        return same[stem]
    if stem in ordinary_words():
        return stem
    if raw[0].isupper() and (others := aliases(word)):
        return min(others)
    return place_of(people_of(word) or word) if raw[0].isupper() and not raw.isupper() else stem


@cache
def _same_words() -> dict[str, str]:
    """The term of each word of the list of headline words, by stem."""
    groups: dict[str, str] = {}
    for line in files("briefer.publish").joinpath("headlinese.txt").read_text(encoding="ascii").splitlines():
        if line and not line.startswith("#"):
            first, *others = (stem_of(word) for word in line.split())
            groups |= dict.fromkeys((first, *others), first)
    return groups


@cache
def action_terms() -> frozenset[str]:
    """The terms that are ordinary words: they tell what happened, where a name or a number tells of whom and how much."""
    return ordinary_words() | frozenset(_same_words().values())


def weigh(tellings: Sequence[Telling]) -> list[Vector]:
    """The entries as vectors, each term weighed by how few of all these entries have it."""
    counts = Counter(chain.from_iterable(one.terms for one in tellings))
    own = _boilerplate(tellings)
    ordinary = action_terms()
    whole = math.log(len(tellings) + _BACKGROUND)
    rarity = {
        term: whole - math.log(count + _BACKGROUND * (_ORDINARY if term in ordinary else _RARE))
        for term, count in counts.items()
    }
    vectors = []
    for one in tellings:
        left_out = own.get(one.feed)
        weights = {term: weight * rarity[term] for term, weight in one.terms.items()}
        if left_out:
            weights = {term: weight for term, weight in weights.items() if term not in left_out}
        weighed = weights.values()
        vectors.append(
            Vector(
                weights,
                frozenset(weights),
                math.sqrt(sum(map(mul, weighed, weighed))),
                sum(weighed),
                one.names,
                one.named,
                one.told_at.timestamp() / 3600,
            )
        )
    return vectors


def _boilerplate(tellings: Iterable[Telling]) -> dict[str, frozenset[str]]:
    """The terms that are a feed's own, by feed."""
    by_feed: dict[str, list[Telling]] = {}
    for one in tellings:
        by_feed.setdefault(one.feed, []).append(one)
    found = {}
    for feed, ones in by_feed.items():
        if feed and len(ones) >= _BOILERPLATE_ENTRIES:
            counts = Counter(chain.from_iterable(one.terms for one in ones))
            own = frozenset(term for term, count in counts.items() if count > _BOILERPLATE * len(ones))
            if own:
                found[feed] = own
    return found


def likeness(one: Vector, other: Vector) -> float:
    """How alike two entries are, 0 to 1, each told when it was told."""
    apart_h = abs(one.hours - other.hours)
    return common_ground(one, other) / (1 + apart_h / _PATIENCE_H)


def common_ground(one: Vector, other: Vector) -> float:
    """How alike two entries are in words alone, 0 to 1."""
    ours, theirs = one.weights, other.weights
    both = one.terms & other.terms
    if len(both) < 2:  # one word in common is chance
        return 0.0
    mine, yours = list(map(ours.__getitem__, both)), list(map(theirs.__getitem__, both))
    # fsum is exact, so that the order of a set, which differs from process to process, changes nothing
    product, shared = fsum(map(mul, mine, yours)), fsum(map(min, mine, yours))
    action = len(both & action_terms())
    alike = _MIX * product / (one.length * other.length) + (1 - _MIX) * shared / min(one.total, other.total)
    if action < 2:
        return alike * _ACTION[action]
    if one.named and other.named and one.names.isdisjoint(other.names):
        return alike * _OTHER_NAMES
    return alike
