"""Numbers stand in the source with the same value and the same unit, in whatever form.

Covered: digits, words, fractions, magnitudes, currencies, percentages and points, units and their conversions,
rounding where the claim says "about" or gives a magnitude, numbers taken from another unit or another thing's count,
in a copied sentence any number that is not the one in its place; in a claim of its own words a number where the source,
saying the same, has another of its kind; a figure of one measure told as that of another (`check.measure`).
Not covered: sums, differences and shares worked out from the source (they are reported as missing), "one" and "first"
to "third" in words, which English uses for much else than counting; numbers of dates (`date`) and of quotations
(`quote`).
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from briefer.brief import Finding
from briefer.check.claims import Claim, Outcome
from briefer.check.index import SourceIndex
from briefer.check.measure import other_measure, says_measure
from briefer.check.number_places import all_of, is_other_of_two, misplaced
from briefer.check.twin import Twin, beside, twin_of
from briefer.text.numbers import Number
from briefer.text.units import CURRENCIES, MEASURES, TIMES, compatible
from briefer.text.words import ordinary_words

_BASES: dict[str, tuple[str, Fraction]] = {
    "second": ("time", Fraction(1)), "minute": ("time", Fraction(60)), "hour": ("time", Fraction(3600)),
    "day": ("time", Fraction(86400)), "week": ("time", Fraction(604800)), "month": ("long time", Fraction(1)),
    "year": ("long time", Fraction(12)),
    "centimetre": ("length", Fraction(1, 100)), "metre": ("length", Fraction(1)),
    "kilometre": ("length", Fraction(1000)),
    "inch": ("length", Fraction(254, 10000)), "foot": ("length", Fraction(3048, 10000)),
    "yard": ("length", Fraction(9144, 10000)), "mile": ("length", Fraction(1609344, 1000)),
    "kilogram": ("mass", Fraction(1)), "tonne": ("mass", Fraction(1000)), "pound": ("mass", Fraction(45359, 100000)),
    "ounce": ("mass", Fraction(28350, 1000000)), "litre": ("volume", Fraction(1)),
    "gallon": ("volume", Fraction(3785, 1000)),
    "hectare": ("area", Fraction(1)), "acre": ("area", Fraction(4047, 10000)),
    "km/h": ("speed", Fraction(1)), "mph": ("speed", Fraction(1609, 1000)),
    "megawatt": ("power", Fraction(1)), "gigawatt": ("power", Fraction(1000)),
    "cent": ("us money", Fraction(1)), "USD": ("us money", Fraction(100)), "$": ("us money", Fraction(100)),
    "pence": ("uk money", Fraction(1)), "GBP": ("uk money", Fraction(100)),
}  # fmt: skip
_CONVERTED = Fraction(3, 100)  # how far a converted measure may be off: newspapers round them to two digits
_NEARLY = Fraction(1, 20)  # "about" and "nearly" within a twentieth
_WELL_OVER = Fraction(5, 4)  # "more than 100" for up to 125: beyond that a reader is misled
_ASIDE = 1  # words of meaning beside the figures of a change: with more it says another thing, with figures of its own
_WINDOW = 8  # words on either side of a number that say what it counts


def check_numbers(claim: Claim, index: SourceIndex, passage: tuple[int, ...]) -> Outcome:
    """Every number of a claim held against the source, its evidence first."""
    checked = 0
    findings: list[Finding] = []
    for number in claimed_numbers(claim):
        checked += 1
        finding = _check(claim, number, index, passage)
        if finding is not None:
            findings.append(finding)
    if not findings:
        findings.extend(_measured(claim, index, passage))
    if not findings:
        findings.extend(_idioms(claim, index, passage))
    return Outcome(checked, tuple(findings))


def _measured(claim: Claim, index: SourceIndex, passage: tuple[int, ...]) -> Iterator[Finding]:
    """What a claim measures with figures that the source has for other measures, the first of them."""
    twin = twin_of(claim, index, passage)
    if twin is not None and twin.exact:
        return
    for number in claimed_numbers(claim):
        if not says_measure(claim, number):
            continue
        finding = other_measure(claim, number, index, twin, find_number(number, index), _same_value)
        if finding is not None:
            yield finding
            return


def _idioms(claim: Claim, index: SourceIndex, passage: tuple[int, ...]) -> list[Finding]:
    """Manners of speaking in a copied sentence ("one", "first", "hundreds") that the source has otherwise."""
    idioms = [number for number in claim.numbers if not number.name and _idiom(number)]
    twin = twin_of(claim, index, passage) if idioms else None
    if twin is None:
        return []
    for number in idioms:
        if twin.change_of(number.span) is None or any(number.span.overlaps(span) for span in claim.quoted):
            continue
        others = _in_its_place(claim, number, index, twin)
        if others and all(other.value != number.value for other in others):
            message = f"the source has {others[0].text} here, not {number.text}"
            where = (index.evidence(twin.number, others[0].span),)
            return [claim.finding("number", "error", number.span, message, where)]
    return []


def claimed_numbers(claim: Claim) -> list[Number]:
    """The numbers that a claim stands for itself: not those of names, dates, quotations and manners of speaking."""
    numbers = [number for number in claim.numbers if not number.name and not _idiom(number)]
    if not numbers:
        return []
    spoken = claim.quoted
    dated = [mention.span for mention in claim.dates]
    return [number for number in numbers if not any(number.span.overlaps(span) for span in (*spoken, *dated))]


def _idiom(number: Number) -> bool:
    if not number.spelled or number.unit in MEASURES - TIMES:
        return False
    if number.text.lower().split()[-1] in {"half", "dozens", "hundreds", "thousands", "millions"}:
        return number.text.lower() != "half" or number.noun is None
    return number.value in {0, 1} or (number.ordinal and number.value <= 3)


def _check(claim: Claim, number: Number, index: SourceIndex, passage: tuple[int, ...]) -> Finding | None:
    twin = twin_of(claim, index, passage)
    others = _in_its_place(claim, number, index, twin) if twin is not None else []
    if twin is not None and others:
        if any(_equal(number, other) for other in others):
            return None if twin.whole else misplaced(claim, number, index, find_number(number, index), _same_value)
        if is_other_of_two(claim, number, index, twin.number, others):
            return None
        where = index.evidence(twin.number, others[0].span)
        message = f"the source has {others[0].text} here, not {number.text}"
        return claim.finding("number", "error", number.span, message, (where,))
    places = find_number(number, index)
    if not places:
        return _missing(claim, number, index, passage)
    finding = misplaced(claim, number, index, places, _same_value) or all_of(claim, number, index, places)
    if finding is not None:
        return finding
    if not passage or set(places) & {0, *passage}:
        return None
    rival = _rival(number, index, passage)
    if rival is None or any(_same_context(claim, number, index, place) for place in places):
        return None
    sentence, other = rival
    where = index.evidence(sentence, other.span)
    message = f"the source has {other.text} here, not {number.text}, which it gives for something else"
    return claim.finding("number", "error", number.span, message, (where, index.evidence(places[0])))


def _same_value(claimed: Number, found: Number) -> bool:
    return claimed.value == found.value or _near(claimed, found, found.value)


def _in_its_place(claim: Claim, number: Number, index: SourceIndex, twin: Twin) -> list[Number]:
    """The numbers that the sentence which the claim copies has in the place of this one."""
    place = twin.opposite(claim, index, number.span)
    if place is None:
        return []
    there = index.numbers[twin.number]
    change = twin.change_of(number.span)
    if change is not None and (
        beside(change.claimed, [one.span for one in claim.numbers]) > _ASIDE
        or beside(change.source, [one.span for one in there]) > _ASIDE
    ):
        return []
    return [other for other in there if other.span.overlaps(place)]


def _equal(claimed: Number, found: Number) -> bool:
    """Whether a number in the same place of the same sentence is borne out."""
    if claimed.value == found.value:
        return _same_thing(claimed, found) or (claimed.unit == found.unit and claimed.ordinal == found.ordinal)
    same_bound = claimed.bound is not None and claimed.bound == found.bound and claimed.unit == found.unit
    if same_bound and _digits(claimed.value) >= _digits(found.value):
        return False  # "above 91" is true of what is above 95, and is not what was said
    return _near(claimed, found, found.value)


def find_number(number: Number, index: SourceIndex) -> list[int]:
    """The sentences that bear out a number, in order: exactly, or as nearly as its own words claim."""
    exact = [
        sentence
        for sentence, found in index.numbers_by_value.get(number.value, ())
        if not found.name and _same_thing(number, found)
    ]
    if exact:
        return sorted(set(exact))
    return sorted(
        {
            sentence
            for value, places in index.numbers_by_value.items()
            for sentence, found in places
            if not found.name and _near(number, found, value)
        }
    )


def _same_thing(claimed: Number, found: Number) -> bool:
    """Whether two equal numbers can count the same: units fit, and a bare number is no other unit's."""
    if claimed.ordinal != found.ordinal:
        return False
    if compatible(claimed.unit, found.unit):
        return True
    if claimed.unit is None:
        return claimed.noun is None or (
            claimed.noun in ordinary_words() and found.unit in TIMES and claimed.noun == "old"
        )
    if found.unit is None:
        money = claimed.unit in CURRENCIES or claimed.unit in {"percent", "percentage point", "clock"}
        return not money and (found.noun is None or claimed.noun == "old")
    return False


def _near(claimed: Number, found: Number, value: Fraction) -> bool:
    """Whether a number is borne out by one of another value: converted, as a share, or rounded as far as it says."""
    if claimed.unit != found.unit and (_converted(claimed, found) or _as_share(claimed, found)):
        return True
    if value == 0 or claimed.ordinal or not _same_thing(claimed, found):
        return False
    if claimed.bound is not None:
        return _bounded(claimed, value)
    if found.bound is not None and abs(claimed.value / value - 1) <= _NEARLY:
        return False
    magnitude = claimed.value >= 10**6 and claimed.text[-1:].isalpha()  # "3.4 million" rounds, "3,400,000" does not
    return magnitude and _rounded(value, claimed.value, least=2)


def _converted(claimed: Number, found: Number) -> bool:
    if claimed.unit not in _BASES or found.unit not in _BASES:
        return False
    (kind, factor), (other_kind, other_factor) = _BASES[claimed.unit], _BASES[found.unit]
    one, other = claimed.value * factor, found.value * other_factor
    return kind == other_kind and abs(one - other) <= _CONVERTED * other


def _as_share(claimed: Number, found: Number) -> bool:
    """Whether one of two numbers is a fraction and the other the same in per cent: "half" and "50 per cent"."""
    slack = 2 if claimed.bound else Fraction(1, 2)
    if claimed.unit is None and claimed.value < 1 and found.unit == "percent":
        return abs(claimed.value * 100 - found.value) <= slack
    if claimed.unit == "percent" and found.unit is None and found.value < 1:
        return abs(claimed.value - found.value * 100) <= slack
    return False


def _bounded(claimed: Number, value: Fraction) -> bool:
    """Whether "about", "more than" or "fewer than" a number is fair for a value."""
    if _digits(claimed.value) > min(2, _digits(value)):
        return False  # "about 101" is no rounding of 100
    ratio = claimed.value / value
    if claimed.bound == "about":
        return abs(ratio - 1) <= _NEARLY or _rounded(value, claimed.value, least=1)
    return 1 / _WELL_OVER <= ratio <= 1 if claimed.bound == "over" else 1 <= ratio <= _WELL_OVER


def _rounded(value: Fraction, to: Fraction, *, least: int) -> bool:
    """Whether `to` is `value` rounded to the digits that `to` shows, `least` of them or more."""
    shown = max(least, _digits(to))
    return to != 0 and Fraction(f"{float(value):.{shown}g}") == Fraction(f"{float(to):.{shown}g}")


def _digits(value: Fraction) -> int:
    """Digits that a number shows, noughts at its ends left out: 3 for 10,300,000."""
    return len(f"{float(value):.12f}".replace(".", "").strip("0"))


def _rival(number: Number, index: SourceIndex, passage: tuple[int, ...]) -> tuple[int, Number] | None:
    """A number in the passage that counts what this one counts, but is another."""
    for sentence in passage:
        for other in index.numbers[sentence]:
            counts = other.unit == number.unit if number.unit else number.noun and other.noun == number.noun
            if counts and other.value != number.value and other.ordinal == number.ordinal and not other.name:
                return sentence, other
    return None


def _same_context(claim: Claim, number: Number, index: SourceIndex, sentence: int) -> bool:
    """Whether the words around the number in the claim stand in the sentence where the source has it."""
    if sentence == 0:
        return True
    at = next((i for i, token in enumerate(claim.content) if token.start >= number.end), len(claim.content))
    around = {token.stem for token in claim.content[max(0, at - _WINDOW) : at + _WINDOW]}
    around -= {token.stem for token in claim.content if number.start <= token.start < number.end}
    return len(around & {token.stem for token in index.content[sentence]}) >= 2


def _missing(claim: Claim, number: Number, index: SourceIndex, passage: tuple[int, ...]) -> Finding:
    equal = [
        (sentence, found)
        for sentence, found in index.numbers_by_value.get(number.value, ())
        if sentence and found.unit != number.unit
    ]
    if equal:
        sentence, other = equal[0]
        message = f"the source has {other.text}, which is not {number.text}"
        return claim.finding("number", "error", number.span, message, (index.evidence(sentence, other.span),))
    rival = _rival(number, index, passage) or _any(index, passage)
    if rival is None:
        return claim.finding("number", "error", number.span, f"the source does not have {number.text}")
    sentence, other = rival
    message = f"the source has {other.text}, not {number.text}"
    return claim.finding("number", "error", number.span, message, (index.evidence(sentence, other.span),))


def _any(index: SourceIndex, passage: tuple[int, ...]) -> tuple[int, Number] | None:
    return next(((sentence, other) for sentence in passage for other in index.numbers[sentence] if sentence), None)
