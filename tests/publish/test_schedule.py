"""The files for schedulers: what a shell, systemd and GitHub make of them."""

from __future__ import annotations

import subprocess
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from briefer.publish.schedule import Scheduler, schedule_text

WINTER, SUMMER = date(2026, 1, 15), date(2026, 7, 15)


def written(
    scheduler: Scheduler,
    folder: Path = Path("/srv/brief"),
    *,
    zone: str = "Europe/London",
    program: str = "/opt/briefer",
    config: Path | None = None,
    today: date = WINTER,
) -> str:
    return schedule_text(
        scheduler,
        title="The Morning",
        zone=ZoneInfo(zone),
        store=Path("briefer.sqlite3"),
        folder=folder,
        program=program,
        config=config,
        today=today,
    )


def cron_command(text: str) -> str:
    """What cron gives to the shell: all after the five times, up to the first percent sign that is not escaped."""
    line = text.splitlines()[-1].split(maxsplit=5)[5]
    return line.replace(r"\%", "\0").partition("%")[0].replace("\0", "%")


@pytest.mark.parametrize("secret", [None, "hush hush"])
def test_cron_runs_with_and_without_a_file_of_secrets(tmp_path: Path, secret: str | None) -> None:
    """The command runs in its folder, whatever that is called, and has the secrets where there are some."""
    folder = tmp_path / "it's 50% mine"
    folder.mkdir()
    program = folder / "brief er"
    program.write_text('#!/bin/sh\necho "$* in $(pwd) with $BRIEFER_SMTP_PASSWORD"\n')
    program.chmod(0o755)
    if secret is not None:
        (folder / "briefer.env").write_text(f"BRIEFER_SMTP_PASSWORD='{secret}'\n")
    command = cron_command(written("cron", folder, program=str(program), config=Path("a b.toml")))
    subprocess.run(["/bin/sh", "-c", command], check=True)
    said = (folder / "briefer.log").read_text()
    assert said == f"daily --send --config a b.toml in {folder} with {secret or ''}\n"


def test_systemd_reads_folder_and_command() -> None:
    """A folder stands without quotes, which systemd would take for part of its name, and no percent sign is a specifier."""
    text = written("systemd", Path("/srv/it's 50% mine"), program="/opt/b$", config=Path("a b.toml"))
    assert "\nWorkingDirectory=/srv/it's 50%% mine\n" in text
    assert "\nEnvironmentFile=-/srv/it's 50%% mine/briefer.env\n" in text
    assert '\nExecStart="/opt/b$$" daily --send --config "a b.toml"\n' in text


@pytest.mark.parametrize(
    ("zone", "today", "cron", "said"),
    [
        ("Europe/London", WINTER, "30 6 * * *", "06:30 Europe/London; an hour off once the clocks change"),
        ("Europe/London", SUMMER, "30 5 * * *", "06:30 Europe/London; an hour off once the clocks change"),
        ("Asia/Kolkata", WINTER, "0 1 * * *", "06:30 Asia/Kolkata\n"),
        ("Asia/Tokyo", WINTER, "30 21 * * *", "06:30 Asia/Tokyo\n"),
        ("UTC", WINTER, "30 6 * * *", "06:30 UTC\n"),
    ],
)
def test_github_starts_at_the_hour_of_the_edition(zone: str, today: date, cron: str, said: str) -> None:
    """GitHub's clock is UTC, so the hour is that of the edition's zone told in UTC."""
    text = written("github", zone=zone, today=today)
    assert f'- cron: "{cron}" # in UTC: {said}' in text


def test_github_keeps_the_store_of_every_attempt() -> None:
    """A job that is run again saves its store under a name of its own, or who was mailed by it would be forgotten."""
    text = written("github", program="/home/me/briefer", config=Path("my.toml"))
    assert text.count("key: briefer-${{ github.run_id }}-${{ github.run_attempt }}\n") == 2
    assert "- run: briefer daily --send --config my.toml\n" in text
