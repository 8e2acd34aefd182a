"""What the operator is told when `briefer daily --send` has failed: each kind of failure with what to do about it."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from briefer.cli.daily_words import outcome_lines, short_edition
from briefer.cli.output import notice
from briefer.errors import BrieferError
from briefer.publish.alarm import Advice, Failure, tell_operator
from briefer.publish.edition import Edition, edition_id
from briefer.publish.outcome import DeliveryReport

if TYPE_CHECKING:
    from briefer.publish.store import Store
    from briefer.settings import Settings

_HEADLINES = {
    2: "a setting is wrong, nothing was sent",
    3: "no feed could be read, nothing was sent",
    4: "the model failed, nothing was sent",
    5: "the budget would be passed, nothing was sent",
    6: "no mail could be sent",
}
_ADVICE = {
    2: Advice("Set right what is named above."),
    3: Advice("Look whether the machine is on the network, then at each feed:", "briefer feeds check"),
    4: Advice("Look whether the model's endpoint answers:", "briefer doctor"),
    5: Advice("Raise max_cost_usd in [llm], or take fewer stories."),
    6: Advice("Look at smtp in [mail] and at BRIEFER_SMTP_PASSWORD, and whether the server answers:", "briefer doctor"),
}


def _again(day: date) -> Advice:
    return Advice("Then run it again; nobody is lost, and nobody gets two:", f"briefer daily --send --date {day}")


def error_failure(error: BrieferError, day: date) -> Failure:
    """An error that ended the run; of wrong settings each is a failure of its own."""
    code = error.exit_code
    kind = f"{code} {error}" if code == 2 else str(code)
    return Failure(kind, _HEADLINES[code], (str(error),), (_ADVICE[code], _again(day)))


def short_failure(edition: Edition, min_stories: int) -> Failure:
    """An edition of too few stories."""
    told = tuple(f"not told: {failure.title}: {failure.reason}" for failure in edition.failures)
    failed = edition.counts.feeds_failed
    feeds = (f"{failed} of {edition.counts.feeds} feeds could not be read",) if failed else ()
    return Failure(
        "1",
        "no edition, nothing was sent",
        (short_edition(edition, min_stories), *feeds, *told),
        (
            Advice("On a quiet day: nothing. What each feed has, and what was left out:", "briefer daily --dry-run"),
            _again(edition.date),
        ),
    )


def delivery_failure(report: DeliveryReport, day: date) -> Failure:
    """A delivery that left readers out; those who were given up make it another failure than before."""
    left = len(report.failed) + len(report.pending)
    kind = " ".join(["6", *sorted(outcome.address for outcome in report.failed)])
    todo = []
    if report.pending:
        todo.append(Advice("Those who are pending get it from:", f"briefer daily --send --date {day}"))
    if report.failed:
        todo.append(
            Advice(
                "Who was refused for good: take the address off the list of readers or, once the reason is set right:",
                f"briefer daily --retry-failed --date {day}",
            )
        )
    headline = f"{left:,} {'reader' if left == 1 else 'readers'} got no mail"
    return Failure(kind, headline, tuple(outcome_lines(report)), tuple(todo))


async def raise_alarm(store: Store, settings: Settings, failure: Failure, day: date, now: datetime) -> None:
    """Tell the operator where one is named; that it did not work out is one line on stderr and changes nothing else."""
    mail, title = settings.file.mail, settings.file.edition.title
    if mail.operator is None:
        return
    try:
        problem = await tell_operator(
            store,
            failure,
            edition_id=edition_id(title, day),
            about=f"{title}, {day.day} {day:%B %Y}",
            mail=mail,
            password=settings.smtp_password,
            now=now,
        )
    except Exception as error:  # noqa: BLE001 - the run has failed already: what it failed of must not be hidden by this
        problem = str(error) or type(error).__name__
    if problem:
        notice(f"the operator {mail.operator} could not be told: {problem}")
