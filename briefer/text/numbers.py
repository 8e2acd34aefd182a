"""Numbers of a text, with their value and what they count: two that mean the same compare equal in any form.

Covered: digits with separators, words ("three thousand four hundred"), halves, thirds and quarters, ranges ("between
five and 10 per cent", "$5-10 million"), ordinals, percentages apart from percentage points, currencies, magnitudes
("bn", "thousand", "dozen"), units of time, length, mass, area and heat, and the words that make a number approximate.
Not covered: sums and differences, Roman numerals, numbers inside names of things ("G7", "F-16": marked as names), dates
(`briefer.text.dates` knows which numbers are parts of dates).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from briefer.text.spans import Span
from briefer.text.units import CURRENCIES, SYMBOLS, UNITS
from briefer.text.words import STOP_WORDS, plain_words, stem_of

Bound = Literal["about", "over", "under"]

_ONES_LIST = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_ONES = _ONES_LIST.split()
_TENS_LIST = "twenty thirty forty fifty sixty seventy eighty ninety"
_TENS = _TENS_LIST.split()
_SMALL = {word: value for value, word in enumerate(_ONES)} | {word: 10 * n for n, word in enumerate(_TENS, start=2)}
_SCALES = {
    "hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12, "dozen": 12, "score": 20,
    "bn": 10**9, "mn": 10**6, "tn": 10**12, "k": 10**3, "m": 10**6, "b": 10**9, "lakh": 10**5, "crore": 10**7,
}  # fmt: skip
_ORDINALS_LIST = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
_ORDINALS = {word: value for value, word in enumerate(_ORDINALS_LIST.split(), start=1)} | {
    "thirtieth": 30,
    "fortieth": 40,
    "fiftieth": 50,
    "hundredth": 100,
    "thousandth": 1000,
}
_PARTS = {
    "half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fourth": 4, "fourths": 4, "fifth": 5,
    "fifths": 5, "sixth": 6, "sixths": 6, "eighth": 8, "eighths": 8, "tenth": 10, "tenths": 10,
}  # fmt: skip
_GLYPHS = {"½": Fraction(1, 2), "¼": Fraction(1, 4), "¾": Fraction(3, 4), "⅓": Fraction(1, 3), "⅔": Fraction(2, 3),
           "⅛": Fraction(1, 8), "⅕": Fraction(1, 5)}  # fmt: skip


def _by_initial(words: set[str]) -> str:
    """A pattern of some words, the longest first behind each initial: one letter rules most of them out."""
    initials: dict[str, list[str]] = {}
    for word in sorted(words, key=lambda word: (-len(word), word)):
        initials.setdefault(word[0], []).append(word[1:])
    return "|".join(f"{initial}(?:{'|'.join(rests)})" for initial, rests in sorted(initials.items()))


_WORDS = _by_initial({*_SMALL, *_ORDINALS, "hundred", "thousand", "million", "billion", "trillion", "dozen"})
_DIGITS = re.compile(
    r"(?=\s?\d|[$£€¥₹₩₽#]|[A-Z]{1,3}[\s\d$])"  # where none of these stands nothing begins
    r"(?P<currency>(?<![^\W_])(?:US|AU|A|CA|C|NZ|HK)?\$|[£€¥₹₩₽]|\#(?=\s?\d[\d,.]*[\d,k])|\b(?:USD|EUR|GBP|CHF)\b)?\s?"
    r"(?<![\w.,])(?P<digits>\d{1,3}(?:,\d{2,3})*,\d{3}(?!\d)|\d{1,3}(?:[\u00a0\u2009\u202f]\d{3})+(?!\d)|\d+)"
    r"(?P<point>\.\d+)?"
    r"(?P<glyph>\s?[½¼¾⅓⅔⅛⅕])?"
    r"(?:(?P<ordinal>st|nd|rd|th)\b"
    r"|[\s-]?(?P<scale>hundred|thousand|million|billion|trillion|dozen|lakh|crore|bn|mn|tn|(?:(?<=\d)|(?<=\d\s))[kKmMbB])\b)?"
)
_SPELLED = re.compile(
    rf"\b(?:(?:{_WORDS})(?:s(?=\s+of\b))?)(?:(?:\s+and\s+|[\s-]+)(?:an?\s+)?(?:{_WORDS}))*\b"
    r"|\b(?:an?|one|half\s+an?)\s+(?:hundred|thousand|million|billion|trillion|dozen)\b",
    re.IGNORECASE,
)
_PART = re.compile(
    r"\b(?:(?P<top>an?|one|two|three|four|five|seven|nine)[\s-]+)?(?P<part>half|thirds?|quarters?|fourths?|fifths?|sixths?|"
    r"eighths?|tenths?)\b(?P<of>\s+(?:of|the|an?|all|its|their|his|her)\b)?",
    re.IGNORECASE,
)
_AND_PART = re.compile(r"\s+and\s+(?:a\s+)?(half|quarter|three[- ]quarters)\b", re.IGNORECASE)
_UNIT_PATTERNS = [  # the longest first: "km/h" before "km"
    f"(?P<u{i}>{pattern})" for i, pattern in sorted(enumerate(UNITS.values()), key=lambda pair: -len(pair[1]))
]
_UNIT = re.compile(
    r"\s?-?\s?(?:(?P<name>" + "|".join(_UNIT_PATTERNS) + r")(?![^\W_]))",
    re.IGNORECASE,
)
_UNIT_NAMES = tuple(UNITS)
_NOUN = re.compile(r"[\s-]+(?:(?:more|other|new|additional|of|the|these|those|his|her|its|their)\s+)*([^\W\d_]{3,})")
_ABOUT = re.compile(
    r"(?:(?P<about>about|around|roughly|approximately|some|an estimated|estimated|circa|approx\.?|close to|~|up to|"
    r"nearly|almost|just under)|(?P<over>more than|over|at least|upwards? of|exceeding|above|greater than|"
    r"in excess of|no fewer than|no less than|just over)|(?P<under>less than|fewer than|under|below|at most|"
    r"no more than))"
    r"\s+(?:a\s+|the\s+)?[$£€¥]?$",
    re.IGNORECASE,
)
_BOUNDING_LIST = (
    "about around roughly approximately some estimated circa approx approx. ~ to nearly almost under than over least of "
    "exceeding above below most"
)
_BOUNDING = tuple(_BOUNDING_LIST.split())
"""What all those end in."""
_PLUS = re.compile(r"\s?(?:\+|(?:or|and) (?:more|above|over)\b)")
_RANGE = re.compile(r"^\s?(?:-|–|—|to|and|or)\s?[$£€¥]?$", re.IGNORECASE)
_NUMBER_WORDS = frozenset({*_SMALL, *_ORDINALS, *_SCALES, *_PARTS}) | {f"{word}s" for word in _SCALES}
"""A sentence with none of these needs no closer look, and most have none."""
_LOOKBACK = 24  # characters: the longest word that makes a number approximate, with its blanks


@dataclass(frozen=True, slots=True)
class Number:
    """A number, where it stands, what it is worth and what it counts."""

    start: int
    end: int
    text: str
    """The words, with currency, magnitude and unit."""
    value: Fraction
    unit: str | None
    """One of `units.MEASURES`; None for a bare number."""
    noun: str | None
    """Stem of the word that it counts, as far as one word after it tells; None if nothing follows."""
    ordinal: bool
    bound: Bound | None
    """about, over ("more than 100"), under ("fewer than 100"); None where it is given as exact."""
    name: bool
    """Part of a name, as in "COVID-19": neither a claim nor evidence for one."""
    spelled: bool
    """Written in words."""

    @property
    def span(self) -> Span:
        """Where it stands."""
        return Span(self.start, self.end)


def find_numbers(text: str) -> tuple[Number, ...]:
    """The numbers of a text in order; none lies inside another."""
    found = _in_digits(text) if _ANY_DIGIT.search(text) else []
    taken = [number.span for number in found]
    words = plain_words(text)
    if not _NUMBER_WORDS.isdisjoint(words):
        found.extend(_from_words(text, words, taken))
    found.sort(key=lambda number: (number.start, -number.end))
    apart = [number for index, number in enumerate(found) if index == 0 or number.start >= found[index - 1].end]
    return tuple(_share_units(text, apart))


_ANY_DIGIT = re.compile(r"\d")  # most sentences have none, and the patterns of those that do try every character


def _in_digits(text: str) -> list[Number]:
    clocks = _clocks(text)
    timed = _Free([clock.span for clock in clocks])
    digits = [match for match in _DIGITS.finditer(text) if timed.holds(Span(match.start("digits"), match.end()))]
    return [*clocks, *(_from_digits(text, match) for match in digits)]


_CLOCK = re.compile(
    r"(?<![\w.,:])(?P<hour>[01]?\d|2[0-4])"
    r"(?:(?:[:.](?P<minute>[0-5]\d))?\s?(?P<half>[ap])\.?\s?m\b\.?|:(?P<minutes>[0-5]\d)(?![\d:])|\s?o[’']clock\b)",
    re.IGNORECASE,
)


def _clocks(text: str) -> list[Number]:
    """Times of day: "7.30am" and "19:30" are worth the same, as hours on a clock face."""
    found = []
    for match in _CLOCK.finditer(text):
        minute = match["minute"] or match["minutes"] or "0"
        value = Fraction(int(match["hour"]) % 12) + Fraction(int(minute), 60)
        found.append(Number(match.start(), match.end(), match.group(), value, "clock", None, False, None, False, False))
    return found


def _from_digits(text: str, match: re.Match[str]) -> Number:
    digits = re.sub(r"\D", "", match["digits"])
    value = Fraction(digits + (match["point"] or ""))
    if match["glyph"]:
        value += _GLYPHS[match["glyph"].strip()]
    currency = SYMBOLS[match["currency"].lower()] if match["currency"] else None
    end = match.end()
    scale = match["scale"]
    if scale and len(scale) == 1 and not _scale_letter(scale, currency, text, end):
        end -= 1
        scale = None
    if scale:
        value *= _SCALES[scale.lower()]
    elif not match["ordinal"] and (tail := _AND_PART.match(text, end)):
        value += _tail(tail)
        end = tail.end()
    start = match.start("currency") if match["currency"] else match.start("digits")
    return _finish(text, start, end, value, currency, ordinal=bool(match["ordinal"]), spelled=False)


def _scale_letter(letter: str, currency: str | None, text: str, end: int) -> bool:
    """Whether the m of "5m" is a million: with a currency always, else where people or things follow."""
    if currency or letter in "kKbB":
        return True
    return (
        letter == "m"
        and re.match(r"\s+(?:people|users|viewers|homes|jobs|tonnes|barrels|doses|voters)\b", text[end : end + 12])
        is not None
    )


def _from_words(text: str, words: frozenset[str], taken: list[Span]) -> list[Number]:
    found: list[Number] = []
    spans: list[Span] = []
    free = _Free(taken)
    for match in () if _PARTS.keys().isdisjoint(words) else _PART.finditer(text):
        part = match["part"].lower()
        top = (match["top"] or "").lower()
        if not top and part != "half":
            continue
        if part not in {"half", "quarter", "quarters", "halves"} and top in {"a", "an"} and not match["of"]:
            continue  # "a third man" is an ordinal
        if part.startswith("quarter") and top in {"a", "one", ""} and not match["of"]:
            continue  # "a quarter" of the year, of a town
        value = Fraction(_SMALL.get(top, 1), _PARTS[part])
        span = Span(match.start(), match.end("part"))
        if free.holds(span):
            spans.append(span)
            found.append(_finish(text, span.start, span.end, value, None, ordinal=False, spelled=True))
    halves = _Free(spans)
    for match in _SPELLED.finditer(text):
        span = Span(match.start(), match.end())
        if not (free.holds(span) and halves.holds(span)):
            continue
        for start, end, whole, ordinal in _spelled(text, span):
            tail = None if ordinal else _AND_PART.match(text, end)
            value = whole + _tail(tail) if tail else whole
            stop = tail.end() if tail else end
            found.append(_finish(text, start, stop, value, None, ordinal=ordinal, spelled=True))
    return found


def _tail(match: re.Match[str]) -> Fraction:
    """What "and a half" adds."""
    return {"half": Fraction(1, 2), "quarter": Fraction(1, 4)}.get(match[1].lower(), Fraction(3, 4))


class _Free:
    """Spans in order; `holds` tells whether a later span, asked for in order, overlaps none of them."""

    def __init__(self, spans: list[Span]) -> None:
        self._spans = sorted(spans)
        self._at = 0

    def holds(self, span: Span) -> bool:
        while self._at < len(self._spans) and self._spans[self._at].end <= span.start:
            self._at += 1
        return self._at == len(self._spans) or not self._spans[self._at].overlaps(span)


_SPELLED_WORD = re.compile(r"[^\W\d_]+")


def _spelled(text: str, span: Span) -> list[tuple[int, int, Fraction, bool]]:
    """The numbers in a run of number words: "two or three" never gets here, "twenty twenty" is two."""
    results: list[tuple[int, int, Fraction, bool]] = []
    total = current = 0
    start = end = -1
    smallest = 10**15  # the least scale so far: "three thousand two million" is two numbers
    ordinal = False
    last = 0  # what the last word was worth, to tell "twenty one" from "two three"

    def close() -> None:
        nonlocal total, current, start, smallest, ordinal, last
        if start >= 0:
            results.append((start, end, Fraction(total + current), ordinal))
        total = current = last = 0
        start, smallest, ordinal = -1, 10**15, False

    for match in _SPELLED_WORD.finditer(text, span.start, span.end):
        word = match.group().lower()
        word = word[:-1] if word.endswith("s") and word[:-1] in _SCALES else word
        if word in {"a", "an", "and"}:
            if word != "and" and start < 0:
                start, current, last = match.start(), 1, 1
            continue
        if word in _SCALES:
            scale = _SCALES[word]
            if word == "hundred":
                current = max(current, 1) * 100
            elif scale < smallest:
                total += max(current, 1) * scale
                current, smallest = 0, scale
            last = 100
        else:
            value = _SMALL.get(word, _ORDINALS.get(word, 0))
            fits = start < 0 or last >= 100 or (last >= 20 and last % 10 == 0 and value < 10)
            if not fits or ordinal:
                close()
            current += value
            ordinal = word in _ORDINALS and word not in _SMALL
            last = value
        start = match.start() if start < 0 else start
        end = match.end()
    close()
    return results


def _finish(
    text: str, start: int, end: int, value: Fraction, currency: str | None, *, ordinal: bool, spelled: bool
) -> Number:
    unit = currency
    after = None if ordinal else _UNIT.match(text, end)
    if after is not None:
        named = next(name for i, name in enumerate(_UNIT_NAMES) if after[f"u{i}"] is not None)
        if currency is None:
            unit, end = named, after.end()
        elif named == "pound" and currency == "GBP":
            end = after.end()
    noun = _NOUN.match(text, end)
    if noun is not None and noun[1].lower() in STOP_WORDS:
        noun = None
    bound: Bound | None = (
        "about" if text[start:end].lower().endswith(("dozens", "hundreds", "thousands")) else _bound(text, start, end)
    )
    glued = start > 0 and (text[start - 1].isalnum() or (text[start - 1] in "-–" and _named_before(text, start - 1)))
    return Number(
        start=start,
        end=end,
        text=text[start:end],
        value=value,
        unit=unit,
        noun=stem_of(noun[1].lower()) if noun else None,
        ordinal=ordinal,
        bound=bound,
        name=glued or (end < len(text) and text[end].isalpha() and not _PLURAL.match(text, end)),
        spelled=spelled,
    )


_PLURAL = re.compile(r"s\b")  # "the 1990s", "under-21s"


def _named_before(text: str, hyphen: int) -> bool:
    """A capitalised or upper-case word is glued on by a hyphen, as in "COVID-19" or "F-16"."""
    at = hyphen
    while at > 0 and text[at - 1].isalnum():
        at -= 1
    word = text[at:hyphen]
    return bool(word) and word[0].isupper() and not word.isdigit()


def _bound(text: str, start: int, end: int) -> Bound | None:
    ahead = text[max(0, start - _LOOKBACK) : start]
    before = _ABOUT.search(ahead) if _may_bound(ahead) else None
    if before is not None:
        return "about" if before["about"] else "over" if before["over"] else "under"
    return "over" if _PLUS.match(text, end) else None


def _may_bound(ahead: str) -> bool:
    """False where the word before a number, an article left out, makes none approximate: few do, and a look is dear."""
    words = ahead.rstrip("$£€¥").lower().split()
    if words and words[-1] in {"a", "the"}:
        words.pop()
    return bool(words) and words[-1].endswith(_BOUNDING)


def _share_units(text: str, found: list[Number]) -> list[Number]:
    """Give the first number of a range the magnitude and unit of the second: "5 to 10 per cent", "$5-10 million"."""
    for index in range(len(found) - 1):
        first, second = found[index], found[index + 1]
        if second.start - first.end > 6 or not _RANGE.match(text[first.end : second.start]) or first.ordinal:
            continue
        joined = text[first.end : second.start].strip().lower()
        if first.unit in CURRENCIES and second.unit is None:
            found[index + 1] = second = replace(second, unit=first.unit)
        if first.unit is None and second.unit is not None and (joined != "and" or _between(text, first.start)):
            found[index] = first = replace(first, unit=second.unit)
        scale = _scale_of(second.text)
        if (
            scale
            and not _scale_of(first.text)
            and first.value < 1000
            and (joined != "and" or _between(text, first.start))
        ):
            found[index] = replace(first, value=first.value * scale)
        found[index] = replace(found[index], noun=second.noun if first.noun in {None, "and"} else first.noun)
    return found


def _between(text: str, start: int) -> bool:
    return re.search(r"\b(?:between|from)\s+[$£€]?$", text[max(0, start - 12) : start], re.IGNORECASE) is not None


def _scale_of(words: str) -> int | None:
    match = re.search(r"(?<![^\W\d_])(thousand|million|billion|trillion|bn|mn|tn|k|m|b)\b", words, re.IGNORECASE)
    return _SCALES[match[1].lower()] if match else None
