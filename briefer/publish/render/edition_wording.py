"""The lines that every output of an edition words alike: its day, its slow days, its footer. English alone."""

from __future__ import annotations

from datetime import date

from briefer.brief import Section
from briefer.publish.edition import Edition, EditionStory
from briefer.publish.render.wording import count, day, engine_line, joined, moment

NEW = "What is new"
"""Heading of what an update leads with, where its event is an old one."""
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def long_day(on: date) -> str:
    """`Thursday, 19 November 2026`."""
    return f"{_WEEKDAYS[on.weekday()]}, {day(on)}"


def slow_line(edition: Edition) -> str | None:
    """Why there are fewer stories than usual: a quiet day, or what went wrong; None on an ordinary day.

    A day on which a feed or a story failed is never called quiet, as nobody knows what it hid.
    """
    counts, told = edition.counts, len(edition.stories)
    if told >= counts.stories_wanted:
        return None
    fewer = f"{count(told, 'story', 'stories') if told else 'No story'} today, not the usual {counts.stories_wanted}"
    wrong = _failed_stories(edition) + _failed_feeds(edition)
    if wrong:
        return f"{fewer}: {joined(wrong)}."
    return f"A slow day: {fewer[0].lower()}{fewer[1:]}."


def _failed_stories(edition: Edition) -> list[str]:
    failed = len(edition.failures)
    return [f"{count(failed, 'story', 'stories')} could not be told"] if failed else []


def _failed_feeds(edition: Edition) -> list[str]:
    counts = edition.counts
    return [f"{counts.feeds_failed} of {count(counts.feeds, 'feed')} could not be read"] if counts.feeds_failed else []


def update_line(story: EditionStory) -> str | None:
    """What a story updates, and that the new comes first where there is old beside it; None for a new story."""
    if story.update_of is None:
        return None
    line = f"Updates our story of {day(story.update_of)}"
    return f"{line}; what is new comes first." if mixes(story) else f"{line}."


def mixes(story: EditionStory) -> bool:
    """True for an update that rests on sources which no earlier edition had, and on others."""
    told = (statement for section in Section for statement in story.brief.section(section))
    rests_on = {item.source for statement in told for item in statement.evidence}
    return story.update_of is not None and bool(rests_on & set(story.new)) and bool(rests_on - set(story.new))


def story_cut(statements: int, *, whole: bool) -> str:
    """What was left out of a story in an e-mail; `whole` where the story is told at all."""
    if not whole:
        return f"{count(statements, 'statement')} not shown"
    return f"Shortened; {count(statements, 'more statement')}."


def footer(edition: Edition) -> tuple[str, ...]:
    """The lines at an edition's foot: where it comes from, what was held, what wrote it, when."""
    counts = edition.counts
    engines = [f"the {engine_line(engine)}" for engine in edition.engines]
    told = count(len(edition.stories), "story", "stories")
    feeds = f" from {count(counts.feeds, 'feed')}" if counts.feeds else ""
    failed = f"; {count(counts.feeds_failed, 'feed')} could not be read" if counts.feeds_failed else ""
    written = [f"Written by {joined(engines)}; every statement was checked against its sources."] if engines else []
    return f"{told}{feeds}{failed}.", _held(edition), *written, f"Made {moment(edition.created_at)}."


def _held(edition: Edition) -> str:
    stories, statements = len(edition.failures), edition.counts.held_statements
    if not stories and not statements:
        return "Nothing was held back."
    parts = [f"{count(stories, 'story', 'stories')} that could not be told"] if stories else []
    parts += [f"{count(statements, 'statement')} that could not be proved"] if statements else []
    return f"Held back: {joined(parts)}."
