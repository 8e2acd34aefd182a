"""Ready files that run the edition each morning: a crontab line, systemd units, a GitHub workflow."""

from __future__ import annotations

import re
import shlex
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

Scheduler = Literal["cron", "systemd", "github"]

_CRON = """\
# The edition of {title}, each morning at {hour:02d}:{minute:02d} {zone}. Install with: crontab -e
# The key and the mail password are read from briefer.env there, where one is; only you should be able to read it.
CRON_TZ={zone}
{minute} {hour} * * * cd {folder} && if [ -f briefer.env ]; then set -a; . ./briefer.env; set +a; fi && {command} >> briefer.log 2>&1
"""
_SYSTEMD = """\
# ~/.config/systemd/user/briefer.service
[Unit]
Description=The edition of {title}
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
WorkingDirectory={folder}
EnvironmentFile=-{folder}/briefer.env
ExecStart={command}

# ~/.config/systemd/user/briefer.timer
[Unit]
Description=The edition of {title}, each morning

[Timer]
OnCalendar=*-*-* {hour:02d}:{minute:02d}:00 {zone}
Persistent=true

[Install]
WantedBy=timers.target

# Then: systemctl --user daemon-reload && systemctl --user enable --now briefer.timer
"""
_GITHUB = """\
# .github/workflows/briefer.yml
# GitHub starts scheduled jobs late, by an hour at times. The store is carried from run to run by the cache: without it
# an edition would not know what earlier ones carried, or who has been sent what. The readers' addresses are in it: keep
# the repository private, as whoever may open a pull request can read its caches.
name: briefer
on:
  schedule:
    - cron: "{utc.minute} {utc.hour} * * *" # in UTC: {hour:02d}:{minute:02d} {zone}{shifts}
  workflow_dispatch:
permissions:
  contents: read
concurrency: briefer
jobs:
  daily:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
        with:
          persist-credentials: false
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - uses: actions/cache/restore@v4
        with:
          path: {store}
          key: briefer-${{{{ github.run_id }}}}-${{{{ github.run_attempt }}}}
          restore-keys: briefer-
      - run: pip install briefer-news
      - run: {command}
        env:
          OPENAI_API_KEY: ${{{{ secrets.OPENAI_API_KEY }}}}
          BRIEFER_SMTP_PASSWORD: ${{{{ secrets.BRIEFER_SMTP_PASSWORD }}}}
      - if: always()
        uses: actions/cache/save@v4
        with:
          path: {store}
          key: briefer-${{{{ github.run_id }}}}-${{{{ github.run_attempt }}}}
"""
_TEXTS: dict[Scheduler, str] = {"cron": _CRON, "systemd": _SYSTEMD, "github": _GITHUB}


_SAFE = re.compile(r"[\w@+=:,./-]+", re.ASCII)


def schedule_text(  # noqa: PLR0913 - a file for a scheduler names as many things as it does
    scheduler: Scheduler,
    *,
    title: str,
    zone: ZoneInfo,
    store: Path,
    folder: Path,
    program: str,
    config: Path | None,
    today: date,
) -> str:
    """The file for a scheduler: the edition is made and sent at 6:30 in its own zone, as its clocks stand `today`."""
    words = ["briefer" if scheduler == "github" else program, "daily", "--send"]
    words += ["--config", str(config)] if config is not None else []
    at = datetime.combine(today, time(6, 30), zone)
    return _TEXTS[scheduler].format(
        title=" ".join(title.split()),
        zone=zone.key,
        hour=at.hour,
        minute=at.minute,
        utc=at.astimezone(UTC),
        shifts="; an hour off once the clocks change" if _shifts(zone, today.year) else "",
        store=store,
        **_written(scheduler, folder, words),
    )


def _written(scheduler: Scheduler, folder: Path, words: list[str]) -> dict[str, str]:
    """Folder and command as the scheduler's own file wants them."""
    if scheduler == "systemd":  # a path stands as it is, a word in quotes of its own; a percent sign is a specifier
        command = " ".join(map(_quoted, words)).replace("$", "$$")
        return {"folder": str(folder).replace("%", "%%"), "command": command.replace("%", "%%")}
    written = {"folder": shlex.quote(str(folder)), "command": shlex.join(words)}
    if scheduler == "cron":  # which ends the line at a percent sign
        return {name: value.replace("%", r"\%") for name, value in written.items()}
    return written


def _quoted(word: str) -> str:
    """A word as systemd reads it. Source: systemd.service(5), command lines."""
    if _SAFE.fullmatch(word):
        return word
    return '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _shifts(zone: ZoneInfo, year: int) -> bool:
    """Whether the zone's clocks change in a year."""
    return len({datetime(year, month, 1, tzinfo=zone).utcoffset() for month in range(1, 13)}) > 1
