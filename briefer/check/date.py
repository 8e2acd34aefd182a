"""Dates and day words agree with the source's, read against the day that it was published.

Covered: dates, months and years of any summary; in a Brief, whose reader knows when the source appeared, weekdays and
words such as "yesterday" too ("Thursday" for the source's "Nov. 19" is right if that was a Thursday); a date or weekday
where the source, saying the same, has another. Not covered: other day words of other texts, as nobody knows what day
they count from; dates inside quotations, hours.
"""

from __future__ import annotations

from fractions import Fraction

from briefer.brief import CheckName, Evidence, Finding
from briefer.check.claims import Claim, Outcome
from briefer.check.index import SourceIndex
from briefer.check.misplaced import Place, better_home, likely_sentences
from briefer.check.twin import beside, twin_of
from briefer.text.dates import DateMention, find_dates, same_time

_STRETCHES = ("week", "month", "year")


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
        ) or _misplaced(claim, mention, index, passage, "date")
        if finding is not None:
            findings.append(finding)
    return Outcome(checked, tuple(findings), abstained)


def check_days(claim: Claim, index: SourceIndex, passage: tuple[int, ...]) -> Outcome:
    """The weekdays of a text that is no Brief: two of them differ whatever day they are read on. Under `support`."""
    if claim.in_brief or not index.english:
        return Outcome()
    days = [mention for mention in find_dates(claim.text, index.published) if mention.weekday is not None]
    twin = twin_of(claim, index, passage) if days else None
    if twin is not None:  # a day changed in a copied sentence is for the check of direction
        days = [mention for mention in days if (change := twin.change_of(mention.span)) is None or not change.source]
    days = [mention for mention in days if not any(mention.span.overlaps(span) for span in claim.quoted)]
    found = (_misplaced(claim, mention, index, passage, "support") for mention in days)
    return Outcome(findings=tuple(finding for finding in found if finding is not None))


def _misplaced(
    claim: Claim, mention: DateMention, index: SourceIndex, passage: tuple[int, ...], check: CheckName
) -> Finding | None:
    """A date where the source, saying the same, has another of its kind: a claim of its own words."""
    twin = twin_of(claim, index, passage)
    if mention.kind == "relative" or claim.lower_cased or (twin is not None and twin.whole):
        return None
    named = find_dates(claim.text, index.published)
    own = [
        Place(sentence, other.span)
        for sentence, found in enumerate(index.dates)
        for other in found
        if _may_be(mention, other)
    ]
    rivals = [
        Place(sentence, other.span)
        for sentence in likely_sentences(claim, index)
        for other in index.dates[sentence]
        if other.kind == mention.kind
        and not any(same_time(one, other) for one in named)
        and not _names(other, index.sentences[sentence - 1].text)
    ]
    home = better_home(claim, mention.span, own, rivals, index)
    if home is None:
        return None
    text = home.span.of(index.sentences[home.number - 1].text)
    message = f"the source gives {text} for this; {mention.text} is something else there"
    return claim.finding(check, "error", mention.span, message, (index.evidence(home.number, home.span),))


def _may_be(mention: DateMention, other: DateMention) -> bool:
    """Whether a mention of the source may mean a claim's; "last week" holds every weekday, and so means none."""
    if other.kind != "relative":
        return same_time(mention, other)
    if mention.weekday is not None and other.text.lower().endswith(_STRETCHES):
        return False
    return not other.days or same_time(mention, other)


def _names(mention: DateMention, text: str) -> bool:
    """Whether a year is part of a name: "the 2019 Waksman Award" need not be given in it."""
    return mention.kind == "year" and text[mention.end : mention.end + 2].lstrip()[:1].isupper()


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
