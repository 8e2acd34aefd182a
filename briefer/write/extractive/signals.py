"""What speaks for and against a unit, in numbers: position, centrality, voices, figures, days, the future.

Every signal can be read off the unit and its story; none is learned. Centrality follows the words that the
whole story keeps coming back to (Nenkova and Vanderwende's SumBasic, with the articles that share a word
counted in), which is linear in the story where a sentence-by-sentence graph is not.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from briefer.article import Story, count_words
from briefer.text.forward import DAYS, MONTHS
from briefer.text.language import is_english
from briefer.text.offices import OFFICES
from briefer.text.words import content, tokenize
from briefer.write.extractive.ahead import look_ahead
from briefer.write.extractive.noise import is_question
from briefer.write.extractive.openings import hangs, is_joint, leans
from briefer.write.extractive.units import Unit, units_of
from briefer.write.extractive.voices import (
    accuses,
    answers,
    heard_in,
    is_named,
    only_pronouns,
    opens_with_speaker,
    voices_of,
)

LONGEST_QUOTE = 30
"""Words; the longest of 242 quotations in the house's pieces has 29."""

_DAY = re.compile(
    rf"\b(?:{DAYS}|(?:{MONTHS})\s\d{{1,2}}|\d{{1,2}}\s{MONTHS}|yesterday|today|tonight|last\s(?:night|week|month)|"
    r"this\s(?:morning|week|afternoon|evening|month))\b"
)
_FIGURE = re.compile(
    r"(?<![\w.])[$£€¥]?\d[\d,.]*(?:%|\b)|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|"
    r"forty|fifty|dozens?|hundreds?|thousands?|millions?|billions?|half|third|quarter)\b"
)
_ARTICLES = ("The ", "A ", "An ")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_NAME = re.compile(r"(?<=[\w,;’'\"”] )[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*")
_FIRST_PERSON = re.compile(
    r"\b(?:I|I[’'](?:m|ve|d|ll)|[Ww]e|[Ww]e[’'](?:re|ve|d|ll)|[Mm]y|[Oo]ur|[Mm]e|[Uu]s(?! [A-Z]))\b"
)
_SECOND_PERSON = re.compile(r"\b[Yy]ou(?:r|rs|rself|[’'](?:re|ve|d|ll))?\b")


@dataclass(frozen=True, slots=True)
class Signals:
    """A unit with all that is known of it."""

    unit: Unit
    stems: frozenset[str]
    """Stems of its content words."""
    centrality: float
    """0 to 1: how much of the story its words carry."""
    title: float
    """0 to 1: the share of the headline's words that it holds."""
    figures: int
    day: bool
    names: int
    forward: float
    """0 without anything ahead; 2 and more is a sentence about what comes next."""
    scheduled: bool
    """A fixed step, or a plan with a date."""
    voice: str | None
    """Whose word it is, as resolved; None where it is the writer's."""
    attributed: bool
    """True if it gives somebody's word, named or not."""
    introduces: bool
    """True if its voice is named in it as fully as anywhere."""
    named: bool
    """Its voice is a name or somebody by office: "Anna Reyes", "the union leader", not "the union"."""
    quotes: int
    quote_words: int
    longest_quote: int
    bare_quote: bool
    """A quotation with no word of who said it."""
    answers: bool
    """A denial, or somebody who was asked and did not answer."""
    accuses: bool
    """Says something against somebody, or claims what may be disputed."""
    leans: bool
    """Cannot stand without the sentence before."""
    hangs: bool
    """Answers what only the sentence before tells, so that it is printed right behind that or not at all."""
    speaker_is_pronoun: bool
    """All that leans in it is who speaks ("She said ..."), and `voice` tells who that is."""
    joint: bool
    """Opens with a connective."""
    personal: bool
    """The writer speaks of himself or to the reader, outside quotation marks."""
    question: bool
    dated: bool
    """Tells of a year before the story's own."""


def read_signals(story: Story) -> tuple[Signals, ...]:
    """The signals of every unit of the story, in order; linear in its length."""
    units = units_of(story)
    stems = [frozenset(token.stem for token in content(tokenize(unit.text))) for unit in units]
    weights = _weights(units, stems, len(story.articles))
    titles = [frozenset(t.stem for t in content(tokenize(article.title or ""))) for article in story.articles]
    years = [_year_of(story, index) for index in range(len(story.articles))]
    english = [is_english(article.text, article.language) for article in story.articles]
    raw = [sum(weights[stem] for stem in own) / math.sqrt(len(own) + 4) for own in stems]  # +4: short is not dense
    most = max(raw, default=0.0) or 1.0
    return tuple(
        _signals(
            unit,
            stems[unit.index],
            raw[unit.index] / most,
            titles[unit.article],
            years[unit.article],
            english=english[unit.article],
        )
        for unit in units
    )


def similarity(one: Signals, other: Signals) -> float:
    """The share of the shorter one's content words that the other holds, 0 for fewer than three words."""
    fewest = min(len(one.stems), len(other.stems))
    return len(one.stems & other.stems) / fewest if fewest >= 3 else 0.0


def _weights(units: Sequence[Unit], stems: Sequence[frozenset[str]], articles: int) -> Mapping[str, float]:
    """What each stem is worth: how often the story uses it, and how many of its articles do."""
    counts: Counter[str] = Counter(stem for own in stems for stem in own)
    spread: dict[str, set[int]] = {}
    for unit in units:
        for stem in stems[unit.index]:
            spread.setdefault(stem, set()).add(unit.article)
    return {
        stem: math.log1p(count - 1) * (len(spread[stem]) / articles) ** 0.5  # a word used once ties nothing together
        for stem, count in counts.items()
    }


def _year_of(story: Story, index: int) -> int | None:
    published = story.articles[index].published
    if published is not None:
        return published.year
    years = [int(year) for year in _YEAR.findall(story.articles[index].text)]
    return max((year for year in years if year <= 2100), default=None)


def _outside(unit: Unit) -> str:
    """The unit's text with what stands between quotation marks blanked out, mark for mark."""
    out: list[str] = []
    at = 0
    for quotation in unit.quotations:
        start = max(quotation.outer.start - unit.span.start, at)
        end = min(quotation.outer.end - unit.span.start, len(unit.text))
        out += [unit.text[at:start], '"' * (end - start)]
        at = max(at, end)
    return "".join([*out, unit.text[at:]])


def _is_person(voice: str) -> bool:
    """True for a name, and for a description that has an office in it."""
    if voice[0].isupper() and not voice.startswith(_ARTICLES):
        return True
    return not OFFICES.isdisjoint(voice.casefold().split())


def _opening_quotation(unit: Unit) -> str | None:
    """The quotation that the unit opens with, in full; None where the writer's words open it."""
    first = unit.quotations[0] if unit.quotations else None
    opens = first is not None and first.kind == "direct" and first.outer.start == unit.span.start
    return first.span.shift(-unit.span.start).of(unit.text) if first is not None and opens else None


def _signals(
    unit: Unit,
    stems: frozenset[str],
    centrality: float,
    title: frozenset[str],
    year: int | None,
    *,
    english: bool,
) -> Signals:
    outside = _outside(unit)
    quote_lengths = [count_words(q.span.shift(-unit.span.start).of(unit.text)) for q in unit.quotations]
    voices = voices_of(unit)
    named = [voice for voice in voices if is_named(unit, voice)]
    voice = next(iter(named or voices), None)
    day = bool(_DAY.search(outside))
    forward, scheduled = look_ahead(unit, day=day) if english else (0.0, False)
    bare = bool(unit.quotations) and not any(character.isalpha() for character in outside)
    hanging = english and hangs(outside, _opening_quotation(unit))
    leaning = hanging or leans(outside) or (not named and only_pronouns(unit))
    years = [int(found) for found in _YEAR.findall(outside)]
    return Signals(
        unit=unit,
        stems=stems,
        centrality=centrality,
        title=len(stems & title) / len(title) if title else 0.0,
        figures=min(len(_FIGURE.findall(outside)), 4),
        day=day,
        names=min(len(_NAME.findall(outside)), 4),
        forward=forward,
        scheduled=scheduled,
        voice=voice,
        attributed=bool(heard_in(unit)) or any(q.speaker is not None for q in unit.quotations),
        introduces=voice is not None and voice.casefold() in unit.text.casefold(),
        named=voice is not None and _is_person(voice),
        quotes=len(unit.quotations),
        quote_words=sum(quote_lengths),
        longest_quote=max(quote_lengths, default=0),
        bare_quote=bare,
        answers=answers(unit),
        accuses=accuses(unit),
        leans=bare or (english and leaning),
        hangs=hanging,
        speaker_is_pronoun=voice is not None and not named and opens_with_speaker(unit, outside),
        joint=english and is_joint(unit.text),
        personal=english and bool(_FIRST_PERSON.search(outside) or _SECOND_PERSON.search(outside)),
        question=is_question(unit.text) and not unit.quotations,
        dated=bool(years) and year is not None and max(years) < year,
    )
