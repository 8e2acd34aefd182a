"""`briefer daily`: the day's edition, from feeds to readers; one line of JSON tells a scheduler how it went."""

from __future__ import annotations

import contextlib
import json
import sys
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from briefer.cli.output import notice, show_page, write_result
from briefer.cli.run import exit_codes, run_async
from briefer.files import make_output_folder

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from zoneinfo import ZoneInfo

    from briefer.publish.day import Day, Plan
    from briefer.publish.delivery import DeliveryReport
    from briefer.publish.edition import Edition
    from briefer.publish.store import Store
    from briefer.settings import Settings

_NO_STORY = 1
_DELIVERY = 6


class Schedule(StrEnum):
    """What runs it each morning."""

    CRON = "cron"
    SYSTEMD = "systemd"
    GITHUB = "github"


def daily(
    config: Annotated[Path | None, typer.Option(help="Another briefer.toml.")] = None,
    date_: Annotated[str | None, typer.Option("--date", metavar="YYYY-MM-DD", help="A back issue of that day.")] = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Write edition.json, .html, .txt, .eml, .md, .xml, rejected.jsonl."),
    ] = None,
    send: Annotated[bool, typer.Option("--send", help="Mail it; run again, it goes on with who is left.")] = False,
    to: Annotated[str | None, typer.Option(metavar="ADDRESS", help="Mail a proof to this address alone.")] = None,
    approve: Annotated[bool, typer.Option("--approve", help="Let an edition go that waits, and mail it.")] = False,
    suppress: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Never mail this address again; nothing else is done.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be read, briefed, spent and sent; call no model.")
    ] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Say why each story is where it is.")] = False,
    open_: Annotated[bool, typer.Option("--open", help="Open the edition in the browser.")] = False,
    min_stories: Annotated[
        int, typer.Option(metavar="N", min=1, help="Fewer are no edition: exit 1, nothing sent.")
    ] = 1,
    print_schedule: Annotated[
        Schedule | None, typer.Option("--print-schedule", help="Print a ready file for cron, systemd or github.")
    ] = None,
    demo: Annotated[bool, typer.Option("--demo", help="A bundled day of invented feeds: no key, no network.")] = False,
    engine: Annotated[str | None, typer.Option(help="auto, llm or extractive.")] = None,
    model: Annotated[str | None, typer.Option(help="The model's name.")] = None,
    base_url: Annotated[str | None, typer.Option(help="Any OpenAI-compatible endpoint.")] = None,
    max_cost: Annotated[float | None, typer.Option(metavar="USD", min=0, help="Stop before passing this.")] = None,
    allow_private: Annotated[bool, typer.Option("--allow-private", help="Fetch from private addresses too.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing on stderr but errors.")] = False,
) -> None:
    """Make the day's edition from the feeds in briefer.toml, and mail it."""
    with exit_codes():
        from briefer.settings import load_settings  # noqa: PLC0415 - start-up stays light

        settings = load_settings(
            config=config,
            engine=engine,
            model=model,
            base_url=base_url,
            max_cost_usd=max_cost,
            allow_private=allow_private or None,
        )
        if print_schedule is not None:
            write_result(_schedule(print_schedule, settings, config), None)
            return
        job = _Job(settings, date_, out, explain=explain, quiet=quiet, min_stories=min_stories)
        if suppress is not None:
            job.suppress(suppress)
        elif demo:
            code = run_async(job.demo(open_=open_))
            raise typer.Exit(code)
        elif dry_run:
            run_async(job.dry_run())
        else:
            raise typer.Exit(run_async(job.run(send=send or approve, approve=approve, proof=to, open_=open_)))


def _schedule(which: Schedule, settings: Settings, config: Path | None) -> str:
    from briefer.publish.schedule import schedule_text  # noqa: PLC0415 - see `daily`

    return schedule_text(
        which.value,
        title=settings.file.edition.title,
        zone=settings.file.edition.timezone,
        store=settings.file.store.path,
        folder=Path.cwd(),
        program=str(Path(sys.argv[0]).resolve()) if Path(sys.argv[0]).name == "briefer" else "briefer",
        config=config,
    )


class _Job:
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

    def say(self, message: str) -> None:
        notice(message, quiet=self.quiet)

    def suppress(self, address: str) -> None:
        """Put an address on the list of those that are never mailed."""
        from briefer.publish.recipients import parse_recipient  # noqa: PLC0415 - see `daily`
        from briefer.publish.store import Store  # noqa: PLC0415
        from briefer.publish.suppression import Suppressions  # noqa: PLC0415

        recipient = parse_recipient(address)
        with Store.open(self.settings.file.store.path) as store:
            added = Suppressions(store).add(recipient, source="command", reason="asked for", now=datetime.now(UTC))
        self.say(f"{recipient.address} is {'now' if added else 'already'} on the suppression list")

    async def dry_run(self) -> None:
        """Say what a run would do; the feeds are read, nothing is kept."""
        from briefer.cli.progress import progress  # noqa: PLC0415 - see `daily`
        from briefer.publish.day import plan_day  # noqa: PLC0415

        with progress(quiet=self.quiet) as show:
            show(f"reading {len(self.settings.file.feed)} feeds")
            async with _store_if_there(self.settings) as store:
                plan = await plan_day(self.settings, store=store, today=self.today, now=self.now)
        write_result("\n".join(_planned(plan, self.settings)), None)

    async def run(self, *, send: bool, approve: bool, proof: str | None, open_: bool) -> int:
        """Make the edition, or go on with the one that is there; the exit code."""
        from briefer.publish.archive import Archive  # noqa: PLC0415 - see `daily`
        from briefer.publish.edition import edition_id  # noqa: PLC0415
        from briefer.publish.store import Store  # noqa: PLC0415

        if send or proof:
            _check_mail(self.settings)
        with Store.open(self.settings.file.store.path) as store, store.lock():
            kept = Archive(store).find(edition_id(self.settings.file.edition.title, self.today))
            if approve and kept is None:
                from briefer.errors import ConfigError  # noqa: PLC0415

                raise ConfigError(
                    f"there is no edition of {self.today} to approve; make it with `briefer daily --send`"
                )
            if send and kept is not None:
                edition = kept
                self.say(f"going on with the edition of {self.today}, made at {edition.created_at:%H:%M %Z}")
            else:
                edition = await self._make(store)
            self._write(edition)
            if len(edition.stories) < self.min_stories:
                self._result(edition, None)
                notice(
                    f"{len(edition.stories)} stories are fewer than {self.min_stories}: no edition, and nothing was sent"
                    if edition.stories
                    else "no story could be told: no edition, and nothing was sent"
                )
                return _NO_STORY
            report = await self._deliver(store, edition, approve=approve, proof=proof) if send or proof else None
        self._result(edition, report)
        if open_:
            _open_in_browser(edition)
        return 0 if report is None or report.is_complete else _DELIVERY

    async def demo(self, *, open_: bool) -> int:
        """The bundled day, from feeds on this machine to the files, in a store that is thrown away."""
        import tempfile  # noqa: PLC0415 - see `daily`

        from briefer.publish.demo import demo_day  # noqa: PLC0415
        from briefer.publish.store import Store  # noqa: PLC0415
        from briefer.settings import EditionTable  # noqa: PLC0415

        async with demo_day(self.today) as day:
            file = self.settings.file.model_copy(
                update={
                    "feed": day.feeds,
                    "section": day.sections,
                    "edition": EditionTable(title=day.title, timezone="UTC"),
                }
            )
            self.settings = self.settings.model_copy(
                update={"file": file, "allow_private": True, "engine": "extractive"}  # a key that is set is not spent
            )
            self.now = day.now
            with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder) / "demo.sqlite3") as store:
                edition = await self._make(store)
        if self.out is None:
            from briefer.publish.render import edition_text  # noqa: PLC0415

            write_result(edition_text(edition), None)
        else:
            self._write(edition)
            self._result(edition, None)
        if open_:
            _open_in_browser(edition)
        return 0 if edition.stories else _NO_STORY

    async def _make(self, store: Store) -> Edition:
        from briefer.cli.progress import progress  # noqa: PLC0415 - see `daily`
        from briefer.publish.archive import Archive  # noqa: PLC0415
        from briefer.publish.day import keep_day, make_day  # noqa: PLC0415

        with progress(quiet=self.quiet) as show:
            day = await make_day(
                self.settings, store=store, today=self.today, now=self.now, notice=self.say, progress=show
            )
        self._tell(day)
        if len(day.edition.stories) >= self.min_stories:
            keep_day(day, store)
            Archive(store).keep(day.edition)
        return day.edition

    def _tell(self, day: Day) -> None:
        """What went wrong on the way, and why stories are where they are."""
        for problem in day.plan.gathered.problems:
            self.say(f"feed {problem.url}: {problem.what}")
        for failure in day.edition.failures:
            self.say(f"not told: {failure.title}: {failure.reason}")
        if self.explain:
            for story in day.edition.stories:
                points = ", ".join(f"{name} {value:.2f}" for name, value in (story.why or {}).items())
                notice(f"{story.rank}. {story.headline}: {sum((story.why or {}).values()):.2f} = {points}")

    def _write(self, edition: Edition) -> None:
        from briefer.publish.outputs import edition_files  # noqa: PLC0415

        if self.out is None:
            return
        make_output_folder(self.out)
        for name, data in edition_files(edition, self.settings.file.mail).items():
            write_result(data, self.out / name)

    async def _deliver(self, store: Store, edition: Edition, *, approve: bool, proof: str | None) -> DeliveryReport:
        from briefer.publish.delivery import deliver  # noqa: PLC0415 - see `daily`
        from briefer.publish.mail import parse_smtp_url  # noqa: PLC0415
        from briefer.publish.message_id import message_id  # noqa: PLC0415
        from briefer.publish.outbox import Outbox  # noqa: PLC0415
        from briefer.publish.recipients import Recipient, parse_recipient, read_recipients  # noqa: PLC0415
        from briefer.publish.render import write_letter  # noqa: PLC0415
        from briefer.publish.unsubscribe import unsubscribe_link, unsubscribe_secret, with_tokens  # noqa: PLC0415

        mail = self.settings.file.mail
        letter = write_letter(edition, mail)
        sender = parse_recipient(mail.from_ or "")
        domain = sender.address.rpartition("@")[2]
        if proof:
            readers: tuple[Recipient, ...] = (parse_recipient(proof),)
            identity = f"{edition.id}-proof-{datetime.now(UTC):%Y%m%dT%H%M%S%f}"
        else:
            listed = read_recipients(mail)
            for refused in listed.refused:
                notice(f"no recipient: {refused}")
            readers, identity = listed.recipients, edition.id
        if approve:
            Outbox(store).approve(identity, now=datetime.now(UTC))

        def build(recipient: Recipient) -> bytes:
            link = None
            if mail.unsubscribe_url and recipient.token:
                link = unsubscribe_link(mail.unsubscribe_url, recipient.token)
            return letter.to(
                recipient.address,
                recipient.name,
                unsubscribe_url=link,
                message_id=message_id(identity, recipient.address, domain),
            )

        report = await deliver(
            store,
            identity,
            with_tokens(readers, unsubscribe_secret(store)),
            build,
            smtp=parse_smtp_url(mail.smtp or ""),
            password=self.settings.smtp_password,
            sender=mail.from_ or "",
            now=lambda: datetime.now(UTC),
            hold=mail.approve and not proof,
        )
        self._tell_delivery(report)
        return report

    def _tell_delivery(self, report: DeliveryReport) -> None:
        for outcome in (*report.failed, *report.pending):
            notice(f"not sent to {outcome.address}: {outcome.reason}")
        if report.stopped:
            notice(report.stopped)
        if report.held:
            notice("the edition waits for approval; `briefer daily --approve` sends it")

    def _result(self, edition: Edition, report: DeliveryReport | None) -> None:
        """One line of JSON on stdout."""
        line: dict[str, Any] = {
            "edition": edition.id,
            "title": edition.title,
            "date": edition.date.isoformat(),
            "stories": len(edition.stories),
            "updates": sum(story.update_of is not None for story in edition.stories),
            "held_statements": edition.counts.held_statements,
            "failed_stories": len(edition.failures),
            "feeds": edition.counts.feeds,
            "feeds_failed": edition.counts.feeds_failed,
            "out": str(self.out) if self.out else None,
            "delivery": None
            if report is None
            else {
                "sent": len(report.sent),
                "failed": [outcome.address for outcome in report.failed],
                "pending": [outcome.address for outcome in report.pending],
                "suppressed": len(report.suppressed),
                "settled_before": report.settled_before,
                "held": report.held,
            },
        }
        write_result(json.dumps(line, ensure_ascii=False), None)


def _moment(settings: Settings, day: str | None) -> tuple[date, datetime]:
    """The edition's local day, and the time that it is made for.

    Raises:
        ConfigError: the time zone or the day is none, or the day is still to come.
    """
    from briefer.errors import ConfigError  # noqa: PLC0415 - see `daily`

    zone = _zone(settings.file.edition.timezone)
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


def _zone(name: str) -> ZoneInfo:
    from zoneinfo import ZoneInfo  # noqa: PLC0415 - see `daily`

    from briefer.errors import ConfigError  # noqa: PLC0415

    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ConfigError(f"timezone in [edition] cannot be {name!r}; give one like 'Europe/London'") from error


@contextlib.asynccontextmanager
async def _store_if_there(settings: Settings) -> AsyncIterator[Store | None]:
    """The store where one was made; a dry run makes none."""
    from briefer.publish.store import Store  # noqa: PLC0415 - see `daily`

    if not settings.file.store.path.exists():
        yield None
        return
    with Store.open(settings.file.store.path) as store:
        yield store


def _check_mail(settings: Settings) -> None:
    """Refuse to send without what sending needs, before anything is read or spent.

    Raises:
        ConfigError: `smtp` or `from` is missing, or one of them cannot be used.
    """
    from briefer.errors import ConfigError  # noqa: PLC0415 - see `daily`
    from briefer.publish.mail import parse_smtp_url  # noqa: PLC0415
    from briefer.publish.recipients import parse_recipient  # noqa: PLC0415

    mail = settings.file.mail
    for name, value in (("from", mail.from_), ("smtp", mail.smtp)):
        if not value:
            raise ConfigError(f"[mail] {name} is missing, and nothing can be sent without it; see `briefer init`")
    parse_smtp_url(mail.smtp or "")
    parse_recipient(mail.from_ or "")


def _planned(plan: Plan, settings: Settings) -> list[str]:
    """What a dry run prints."""
    from briefer.publish.recipients import read_recipients  # noqa: PLC0415 - see `daily`

    gathered = plan.gathered
    lines = [f"{gathered.feeds} feeds, {gathered.feeds_failed} of them failed; {len(gathered.candidates)} entries"]
    lines += [f"  feed {problem.url}: {problem.what}" for problem in gathered.problems]
    lines += [f"  left out: {count} {reason}" for reason, count in gathered.dropped.items()]
    chosen = plan.chosen(settings)
    lines.append(f"{plan.clusters} events, {len(plan.ranked)} that may be carried, {len(chosen)} would be:")
    for place, one in enumerate(chosen, start=1):
        update = f"Update of {one.standing.carried_on}: " if one.standing is not None else ""
        outlets = ", ".join(dict.fromkeys(candidate.outlet for candidate in one.cluster.candidates))
        points = ", ".join(f"{name} {value:.2f}" for name, value in one.explanation.parts.items())
        lines.append(f"{place}. {update}{one.cluster.candidates[0].entry.title} ({outlets})")
        lines.append(f"   {one.score:.2f} = {points}")
    lines.append(_cost(len(chosen), settings))
    mail = settings.file.mail
    if mail.to or mail.recipients_file:
        listed = read_recipients(mail)
        lines.append(f"{len(listed.recipients)} readers, {len(listed.refused)} addresses that cannot be used")
    return lines


def _cost(stories: int, settings: Settings) -> str:
    if settings.chosen_engine == "extractive":
        return "engine: extractive, no cost"
    from briefer.settings import DEFAULT_MODEL  # noqa: PLC0415 - see `daily`
    from briefer.write.cost import price_usd  # noqa: PLC0415
    from briefer.write.replies import Spent  # noqa: PLC0415

    model = settings.model or DEFAULT_MODEL
    price = price_usd(model, Spent(stories * _TOKENS_IN, 0, stories * _TOKENS_OUT))
    about = "price unknown" if price is None else f"about ${price:.3f}"
    return f"engine: llm ({model}), about {stories * _TOKENS_IN:,} tokens in, {about}"


_TOKENS_IN, _TOKENS_OUT = 9_000, 1_200
"""Of a story of two articles with one repair; a bundled article of 640 words takes 5,300 tokens in."""


def _open_in_browser(edition: Edition) -> None:
    from briefer.publish.render import edition_html  # noqa: PLC0415 - see `daily`

    show_page(edition_html(edition), "the edition")
