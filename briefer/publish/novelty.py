"""What entries of a story bring that an earlier edition's did not have: figures, names, and what headlines now say.

Only entries published after that edition count, and only what their headlines and summaries say: a late retelling adds
colour, news adds facts. A figure or a name is worth one point and an ordinary word of a headline half of one; what only
one publisher has, and not in its headline, counts half. Two points are an update. Dates are no figures: every day has one.
Covered: English as `briefer.text` reads it. Not covered: an old word that means something new.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Literal

from briefer.publish.terms import action_terms, terms_of
from briefer.text.dates import find_dates
from briefer.text.names import find_names
from briefer.text.numbers import find_numbers
from briefer.text.sentences import split_sentences

Kind = Literal["figure", "name", "word"]

_POINTS: dict[Kind, float] = {"figure": 1.0, "name": 1.0, "word": 0.5}
_ENOUGH = 2.0
"""Points: two facts that several have, or one in a headline and what it did."""
_LONE = 0.5
"""What a point counts for that one publisher has below its headline."""
_SENTENCES = 3
"""Sentences that a brief can lead with."""
_SUMMARY_SENTENCES = 4  # of an entry without a summary, from its own text


@dataclass(frozen=True, slots=True)
class Text:
    """One entry as memory keeps it."""

    url: str
    family: str
    title: str
    summary: str
    body: str
    told_at: datetime


@dataclass(frozen=True, slots=True)
class New:
    """One thing that is new."""

    kind: Kind
    text: str
    """As the entry has it: "63", "Tove Lindahl", "arrested"."""
    points: float


@dataclass(frozen=True, slots=True)
class Novelty:
    """What is new in a story, and whether that is enough for an update."""

    items: tuple[New, ...]
    """The weightiest first."""
    sentences: tuple[str, ...]
    """Headlines and sentences that say it, for the brief to lead with."""
    urls: tuple[str, ...]
    """Addresses of the entries that brought it."""

    @property
    def points(self) -> float:
        """The sum of the items' points."""
        return sum(item.points for item in self.items)

    @property
    def enough(self) -> bool:
        """Whether the story moved on."""
        return self.points >= _ENOUGH


@dataclass(slots=True)
class _Found:
    """One new thing, who has it and where."""

    kind: Kind
    text: str
    families: set[str]
    headline: bool
    sentences: list[tuple[datetime, str, str]]


@dataclass(frozen=True, slots=True)
class Known:
    """What a story's texts have."""

    terms: frozenset[str]
    figures: frozenset[Fraction]


def read_known(texts: Iterable[Text]) -> Known:
    """What the texts have: dear, as each of them is read whole."""
    said = [f"{text.title}\n\n{text.summary}\n\n{text.body}" for text in texts]
    return Known(
        frozenset(term for text in said for term in terms_of(text)),
        frozenset(value for text in said for value, _ in _figures(text)),
    )


def find_novelty(texts: Sequence[Text], stories: Sequence[Callable[[], Known]], since: datetime) -> Novelty:
    """What the texts published after a time bring that the stories do not have, each asked only where some are."""
    fresh = sorted((text for text in texts if text.told_at > since), key=lambda text: (text.told_at, text.url))
    if not fresh:  # the usual case, and reading all that is known is dear
        return Novelty((), (), ())
    known = [story() for story in stories]
    terms = {term for story in known for term in story.terms}
    figures = {value for story in known for value in story.figures}
    found: dict[tuple[Kind, str], _Found] = {}
    for text in fresh:
        for sentence, headline in _sentences(text):
            for kind, key, shown in _new_in(sentence, terms, figures, headline=headline):
                one = found.setdefault((kind, key), _Found(kind, shown, set(), headline=False, sentences=[]))
                one.families.add(text.family)
                one.headline |= headline
                one.sentences.append((text.told_at, sentence, text.url))
    items = [(New(one.kind, one.text, _points(one)), one) for one in found.values()]
    items.sort(key=lambda pair: (-pair[0].points, pair[0].kind, pair[0].text))
    urls = sorted({url for one in found.values() for _, _, url in one.sentences})
    return Novelty(tuple(item for item, _ in items), _leading(items), tuple(urls))


def _points(one: _Found) -> float:
    alone = len(one.families) == 1 and not one.headline
    return _POINTS[one.kind] * (_LONE if alone else 1.0)


def _leading(items: Sequence[tuple[New, _Found]]) -> tuple[str, ...]:
    """The sentences with most that is new, the later first where two have as much, none that only repeats another."""
    worth: dict[str, float] = {}
    latest: dict[str, datetime] = {}
    holds: dict[str, set[str]] = {}
    for item, one in items:
        for at, sentence, _ in one.sentences:
            if item.text not in holds.setdefault(sentence, set()):
                holds[sentence].add(item.text)
                worth[sentence] = worth.get(sentence, 0.0) + item.points
                latest[sentence] = max(at, latest.get(sentence, at))
    leading: list[str] = []
    told: set[str] = set()
    for sentence in sorted(worth, key=lambda sentence: (-worth[sentence], -latest[sentence].timestamp(), sentence)):
        if holds[sentence] <= told:
            continue
        leading.append(sentence)
        told |= holds[sentence]
        if len(leading) == _SENTENCES:
            break
    return tuple(leading)


def _sentences(text: Text) -> list[tuple[str, bool]]:
    """The headline and the sentences of a summary, or of a text's beginning where there is none."""
    said = text.summary or text.body[:1500]
    spans = split_sentences(said)[: None if text.summary else _SUMMARY_SENTENCES]
    return [(text.title, True), *((span.of(said), False) for span in spans)]


def _new_in(sentence: str, terms: set[str], figures: set[Fraction], *, headline: bool) -> list[tuple[Kind, str, str]]:
    """What a sentence has that is not known: kind, what tells it from others, its words."""
    found: list[tuple[Kind, str, str]] = [
        ("figure", str(value), shown) for value, shown in _figures(sentence) if value not in figures
    ]
    ordinary = action_terms()
    for name in find_names(sentence):
        own = [term for term in terms_of(name.text) if term not in ordinary]
        if own and terms.isdisjoint(own):
            found.append(("name", own[-1], name.text))
    if headline:
        words = {term: word for word in sentence.split() for term in terms_of(word)}
        found += [
            ("word", term, words[term].strip(".,:;!?'\"‘’“”"))
            for term in words
            if term in ordinary and term not in terms
        ]
    return found


def _figures(text: str) -> list[tuple[Fraction, str]]:
    """The numbers of a text that count something: no dates, no places in an order, none below two."""
    dates = [mention.span for mention in find_dates(text)]
    return [
        (number.value, number.text.strip())
        for number in find_numbers(text)
        if not number.ordinal
        and not number.name
        and number.value > 1
        and not any(span.start < number.end and number.start < span.end for span in dates)
    ]
