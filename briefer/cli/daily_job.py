"""One run of `briefer daily`: the edition made or taken up again, its files written, its readers served."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import AsyncIterator, Iterable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from briefer.cli.collecting import seldom_collected
from briefer.cli.daily_alarm import delivery_failure, error_failure, raise_alarm, short_failure
from briefer.cli.daily_mail import Sending, check_mail, deliver_edition, find_readers
from briefer.cli.daily_words import (
    delivery_lines,
    plan_lines,
    problem_lines,
    ranking_lines,
    result_line,
    short_edition,
    sum_up,
)
from briefer.cli.engine import engine_notice
from briefer.cli.note import window
from briefer.cli.output import notice, show_page, write_result
from briefer.cli.progress import progress
from briefer.errors import BrieferError, ConfigError
from briefer.files import check_output_folder, make_output_folder
from briefer.publish.alarm import Failure
from briefer.publish.archive import Archive
from briefer.publish.day import keep_day, make_day, plan_day
from briefer.publish.edition import Edition, edition_id
from briefer.publish.outbox import Outbox
from briefer.publish.outcome import DeliveryReport
from briefer.publish.outputs import edition_files
from briefer.publish.render import edition_html, edition_text
from briefer.publish.render.edition_page import TEXT_WIDTH
from briefer.publish.render.templates import check_templates
from briefer.publish.store import Store
from briefer.read.second_core import second_core
from briefer.settings import EditionTable, Settings
from briefer.text.counting import counted

_NO_STORY = 1
_DELIVERY = 6
_NARROWEST = 24  # columns: narrower, a page is a list of words


class Job:
    """One run of the command."""

    def __init__(
        self, settings: Settings, day: str | None, out: Path | None, *, explain: bool, quiet: bool, min_stories: int
    ) -> None:
        self.settings = settings
        self.out = out
        self.explain = explain
        self.quiet = quiet
        self.min_stories = min_stories
        self.today, self.now = _moment(settings, day)
        self._templates = settings.file.edition.template_dir
        check_templates(self._templates)
        if out is not None:
            check_output_folder(out)

    def say(self, message: str) -> None:
        """Say one line, unless the run is to be quiet."""
        notice(message, quiet=self.quiet)

    async def dry_run(self) -> None:
        """Say what a run would do; the feeds are read, nothing is kept."""
        with progress(quiet=self.quiet) as show:
            show(f"reading {counted(len(self.settings.file.feed), 'feed')}")
            async with _store_if_there(self.settings) as store:
                plan = await plan_day(self.settings, store=store, today=self.today, now=self.now)
        write_result("\n".join(plan_lines(plan, self.settings)), None)

    async def run(self, sending: Sending, *, open_: bool) -> int:
        """Make the edition, or go on with the one that is there; the exit code."""
        if sending.at_all:
            check_mail(self.settings)
        with Store.open(self.settings.file.store.path) as store, store.lock():
            try:
                return await self._run(store, sending, open_=open_)
            except BrieferError as error:
                if sending.is_scheduled or not isinstance(error, ConfigError):
                    await self._alarm(store, sending, error_failure(error, self.today))
                raise

    async def _run(self, store: Store, sending: Sending, *, open_: bool) -> int:
        readers = find_readers(self.settings, sending) if sending.at_all else ()
        edition = await self._edition(store, sending)
        self._write(edition)
        if len(edition.stories) < self.min_stories:
            write_result(result_line(edition, None, self.out), None)
            notice(short_edition(edition, self.min_stories))
            await self._alarm(store, sending, short_failure(edition, self.min_stories))
            return _NO_STORY
        report = None
        if sending.at_all:
            report = await deliver_edition(store, edition, self.settings, sending, readers, self.say)
            self.say(sum_up(report))
            _say_all(delivery_lines(report))
        write_result(result_line(edition, report, self.out), None)
        if open_:
            show_page(edition_html(edition, template_dir=self._templates), "the edition")
        return 0 if report is None else await self._end(store, sending, report)

    async def _end(self, store: Store, sending: Sending, report: DeliveryReport) -> int:
        """The exit code of a delivery that was told."""
        if not report.is_complete and not report.is_blocked:
            await self._alarm(store, sending, delivery_failure(report, self.today))
        Outbox(store).mark_told(report.edition_id)  # not before: what a killed run could not tell is the next one's
        report.require_any()
        return 0 if report.is_complete else _DELIVERY

    async def _alarm(self, store: Store, sending: Sending, failure: Failure) -> None:
        """Tell the operator, where a run failed that was to reach the readers."""
        if sending.to_readers:
            await raise_alarm(store, self.settings, failure, self.today, datetime.now(self.now.tzinfo))

    async def demo(self, *, open_: bool) -> int:
        """The bundled day, from feeds on this machine to the files, in a store that is thrown away."""
        from briefer.publish.demo import demo_day  # noqa: PLC0415 - a server that no other run needs

        async with demo_day(self.today) as day:
            file = self.settings.file.model_copy(
                update={
                    "feed": day.feeds,
                    "section": day.sections,
                    "edition": EditionTable(title=day.title, timezone="UTC", template_dir=self._templates),
                }
            )
            self.settings = self.settings.model_copy(
                update={"file": file, "allow_private": True, "engine": "extractive"}  # a key that is set is not spent
            )
            self.now = day.now
            with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder) / "demo.sqlite3") as store:
                edition = await self._make(store)
        if self.out is None:
            width = max(_NARROWEST, min(TEXT_WIDTH, window()))
            write_result(edition_text(edition, width=width, template_dir=self._templates), None)
        else:
            self._write(edition)
            write_result(result_line(edition, None, self.out), None)
        if open_:
            show_page(edition_html(edition, template_dir=self._templates), "the edition")
        return 0 if edition.stories else _NO_STORY

    async def _edition(self, store: Store, sending: Sending) -> Edition:
        """The edition of the day: what is mailed is the one that is there, as somebody may have looked at it."""
        kept = Archive(store).find(edition_id(self.settings.file.edition.title, self.today))
        if kept is None and (sending.approve or sending.retry_failed):
            what = "to approve" if sending.approve else "whose mail could have failed"
            raise ConfigError(f"there is no edition of {self.today} {what}; make it with `briefer daily --send`")
        if sending.at_all and kept is not None:
            self.say(f"going on with the edition of {self.today}, made at {kept.created_at:%H:%M %Z}")
            if self.explain:
                _say_all(ranking_lines(kept))
            return kept
        return await self._make(store)

    async def _make(self, store: Store) -> Edition:
        # progress comes last, as it has a thread of its own, and a process that has some gets no second core
        with seldom_collected():
            async with second_core() as core:
                with progress(quiet=self.quiet) as show:
                    day = await make_day(
                        self.settings,
                        store=store,
                        today=self.today,
                        now=self.now,
                        core=core,
                        notice=self.say,
                        progress=show,
                    )
        if (said := engine_notice(self.settings)) is not None:
            self.say(said)
        for line in problem_lines(day):
            self.say(line)
        if self.explain:
            _say_all(ranking_lines(day.edition))
        if Outbox(store).has_begun(day.edition.id):
            self.say(f"mail of the edition of {self.today} has gone out: what is made now is only for looking at")
        elif len(day.edition.stories) >= self.min_stories:
            keep_day(day, store)
            Archive(store).keep(day.edition)
        return day.edition

    def _write(self, edition: Edition) -> None:
        if self.out is None:
            return
        make_output_folder(self.out)
        for name, data in edition_files(edition, self.settings.file.mail, template_dir=self._templates).items():
            write_result(data, self.out / name)


def _say_all(lines: Iterable[str]) -> None:
    for line in lines:
        notice(line)


def _moment(settings: Settings, day: str | None) -> tuple[date, datetime]:
    """The edition's local day, and the time that it is made for.

    Raises:
        ConfigError: the time zone or the day is none, or the day is still to come.
    """
    zone = find_zone(settings.file.edition.timezone)
    now = datetime.now(zone)
    if day is None:
        return now.date(), now
    try:
        wanted = date.fromisoformat(day)
    except ValueError as error:
        raise ConfigError(f"--date cannot be {day!r}; give a day like {now.date()}") from error
    if wanted > now.date():
        raise ConfigError(f"--date {day} is still to come; it is {now.date()} in {settings.file.edition.timezone}")
    end = datetime.combine(wanted + timedelta(days=1), time(), zone) - timedelta(seconds=1)
    return wanted, min(now, end)


def find_zone(name: str) -> ZoneInfo:
    """The time zone of that name.

    Raises:
        ConfigError: there is none.
    """
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ConfigError(f"timezone in [edition] cannot be {name!r}; give one like 'Europe/London'") from error


@contextlib.asynccontextmanager
async def _store_if_there(settings: Settings) -> AsyncIterator[Store | None]:
    """The store where one was made; a dry run makes none."""
    if not settings.file.store.path.exists():
        yield None
        return
    with Store.open(settings.file.store.path) as store:
        yield store
