"""Dates and day words agree with the source's, read against the day that it was published.

Covered: dates, months and years of any summary; in a Brief, whose reader knows when the source appeared, weekdays and
words such as "yesterday" too ("Thursday" for the source's "Nov. 19" is right if that was a Thursday). Not covered: day
words of other texts, as nobody knows what day they count from; dates inside quotations, hours.
"""

from __future__ import annotations

from fractions import Fraction

from briefer.brief import Evidence, Finding
from briefer.check.claims import Claim, Outcome
from briefer.check.index import SourceIndex
from briefer.check.twin import beside, twin_of
from briefer.text.dates import DateMention, find_dates, same_time


def check_dates(claim: Claim, index: SourceIndex, passage: tuple[int, ...]) -> Outcome:
    """Every date of a claim, and in a Brief every day word, held against the source."""
    mentions = claim.dates
    if not mentions:
        return Outcome()
    if index.published is not None:
        mentions = find_dates(claim.text, index.published)
    spoken = claim.quoted
    mentions = tuple(mention for mention in mentions if not any(mention.span.overlaps(span) for span in spoken))
    if not claim.in_brief:
        mentions = tuple(mention for mention in mentions if mention.absolute)
    if not index.english:
        return Outcome(abstained=len(mentions))
    checked = abstained = 0
    findings: list[Finding] = []
    for mention in mentions:
        if not mention.absolute and index.published is None:
            abstained += 1
            continue
        checked += 1
        finding = (
            _check_place(claim, mention, index, passage) or _check_absolute(claim, mention, index, passage)
            if mention.absolute
            else _check_day(claim, mention, index, passage)
        )
        if finding is not None:
            findings.append(finding)
    return Outcome(checked, tuple(findings), abstained)


def _check_place(claim: Claim, mention: DateMention, index: SourceIndex, passage: tuple[int, ...]) -> Finding | None:
    """A date that the sentence which the claim copies gives otherwise in the same place."""
    twin = twin_of(claim, index, passage)
    place = twin.opposite(claim, index, mention.span) if twin is not None else None
    if twin is None or place is None:
        return None
    others = [other for other in index.dates[twin.number] if other.absolute and other.span.overlaps(place)]
    change = twin.change_of(mention.span)
    if change is not None and beside(change.source, [other.span for other in others]):
        return None
    if not others or any(same_time(mention, other) for other in others):
        return None
    where = (index.evidence(twin.number, others[0].span),)
    message = f"the source has {others[0].text} here, not {mention.text}"
    return claim.finding("date", "error", mention.span, message, where)


def _check_absolute(claim: Claim, mention: DateMention, index: SourceIndex, passage: tuple[int, ...]) -> Finding | None:
    for number in (*passage, *range(len(index.dates))):
        if any(_bears_out(found, mention) for found in index.dates[number]):
            return None
    if index.published is not None and any(first <= index.published <= last for first, last in mention.days):
        return None
    if _completed(mention, index):
        return None
    if mention.kind == "year" and mention.year is not None and index.numbers_by_value.get(Fraction(mention.year)):
        return None
    return _finding(claim, mention, index, passage)


def _completed(claimed: DateMention, index: SourceIndex) -> bool:
    """Whether the source has the day without its year, and the year or the day word's own day elsewhere.

    A reporter writes "on September 29" and "yesterday", and leaves the rest to the date above the story.
    """
    if claimed.month is None or claimed.year is None:
        return False
    mentions = [mention for mentions in index.dates for mention in mentions]
    if any(found.year == claimed.year for found in mentions) and any(
        found.year is None and found.month == claimed.month and (claimed.day is None or found.day == claimed.day)
        for found in mentions
    ):
        return True
    return claimed.day is not None and any(day in index.days_from_dateline for day in claimed.days)


def _bears_out(found: DateMention, claimed: DateMention) -> bool:
    """Whether the source says what the claim says: all that it names, or a day word that resolves to it."""
    if found.absolute:
        named = ((claimed.year, found.year), (claimed.month, found.month), (claimed.day, found.day))
        if any(one is not None and other is not None and one != other for one, other in named):
            return False
        if all(one is None or other is not None for one, other in named):
            return True
        if claimed.day is not None and found.day is None:
            return False
    if claimed.day is None:
        return any(a[0] <= b[0] and b[1] <= a[1] for a in claimed.days for b in found.days)
    return any(a == b for a in claimed.days for b in found.days)


def _check_day(claim: Claim, mention: DateMention, index: SourceIndex, passage: tuple[int, ...]) -> Finding | None:
    near = {number + step for number in passage for step in (-1, 0, 1)}
    here = [found for number in passage for found in index.dates[number] if found.kind != "year"]
    around = [found for number in near if 0 <= number < len(index.dates) for found in index.dates[number]]
    if any(same_time(mention, found) for found in (here and around)):
        return None
    everywhere = [found for mentions in index.dates for found in mentions if found.kind != "year"]
    if not here:
        if not everywhere or any(same_time(mention, found) for found in everywhere):
            return None
        if index.published is not None and any(first <= index.published <= last for first, last in mention.days):
            return None
    return _finding(claim, mention, index, passage)


def _finding(claim: Claim, mention: DateMention, index: SourceIndex, passage: tuple[int, ...]) -> Finding:
    rival = next(
        (
            (number, found)
            for numbers in (passage, range(1, len(index.dates)))
            for number in numbers
            for found in index.dates[number]
            if number and (found.kind == mention.kind or numbers is passage)
        ),
        None,
    )
    if rival is None:
        return claim.finding("date", "error", mention.span, f"the source does not have {mention.text}")
    number, found = rival
    where: tuple[Evidence, ...] = (index.evidence(number, found.span),)
    return claim.finding("date", "error", mention.span, f"the source has {found.text}, not {mention.text}", where)
