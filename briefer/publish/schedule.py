"""Ready files that run the edition each morning: a crontab line, systemd units, a GitHub workflow."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Literal

Scheduler = Literal["cron", "systemd", "github"]

_CRON = """\
# The edition of {title}, each morning at {hour:02d}:{minute:02d} {zone}. Install with: crontab -e
# The key and the mail password are read from the file named here, which only you should be able to read.
CRON_TZ={zone}
{minute} {hour} * * * cd {folder} && set -a && . ./briefer.env && set +a && {command} >> briefer.log 2>&1
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
# an edition would not know what earlier ones carried, or who has been sent what.
name: briefer
on:
  schedule:
    - cron: "{minute} {hour} * * *" # in UTC
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
          key: briefer-${{{{ github.run_id }}}}
          restore-keys: briefer-
      - run: pip install briefer-news
      - run: briefer daily --send
        env:
          OPENAI_API_KEY: ${{{{ secrets.OPENAI_API_KEY }}}}
          BRIEFER_SMTP_PASSWORD: ${{{{ secrets.BRIEFER_SMTP_PASSWORD }}}}
      - if: always()
        uses: actions/cache/save@v4
        with:
          path: {store}
          key: briefer-${{{{ github.run_id }}}}
"""
_TEXTS: dict[Scheduler, str] = {"cron": _CRON, "systemd": _SYSTEMD, "github": _GITHUB}


def schedule_text(
    scheduler: Scheduler, *, title: str, zone: str, store: Path, folder: Path, program: str, config: Path | None
) -> str:
    """The file for a scheduler: the edition is made and sent at 6:30 in its own zone."""
    command = f"{shlex.quote(program)} daily --send"
    if config is not None:
        command += f" --config {shlex.quote(str(config))}"
    return _TEXTS[scheduler].format(
        title=" ".join(title.split()),
        zone=zone,
        hour=6,
        minute=30,
        store=store,
        folder=shlex.quote(str(folder)),
        command=command,
    )
