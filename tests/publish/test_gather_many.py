"""A hundred feeds of a hundred entries, a fifth of them bad: all of the good ones come in, in bounded memory."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from briefer.settings import FeedTable, Settings
from tests.servers.feeds import BILLION_LAUGHS, RSS_TYPE, WEB_PAGE, XXE, bomb, conditional, full_text, item, rss_page
from tests.servers.pages import Page, PageServer, Script, break_off, redirect, stall_after

MEGABYTE = 1_000_000
BAD: tuple[Page | Script, ...] = (
    stall_after(b"<rss><channel>"),
    stall_after(),
    Page(XXE, content_type=RSS_TYPE),
    Page(BILLION_LAUGHS, content_type=RSS_TYPE),
    bomb(500),
    Page(b"<rss><channel>" + b"<item/>" * 3_000_000, content_type=RSS_TYPE),
    Page(WEB_PAGE),
    Page("gone", status=404),
    Page("oops", status=500),
    redirect("http://169.254.169.254/latest/meta-data/"),
    break_off(b"<rss>"),
    Page('{"items": ' + "[" * 1_000_000, content_type="application/json"),
    Page("<rss><channel>" + "<a b='c'>" * 450_000, content_type=RSS_TYPE),
)
"""Each is served twice, but for the last ones: twenty in all."""
PROGRAM = """
import asyncio, json, re, sys
from datetime import datetime
from pathlib import Path
from briefer.publish.gather import gather
from briefer.read.lanes import Lanes
from briefer.settings import FeedTable, Settings
from briefer.publish.store import Store
given = json.loads(Path(sys.argv[1]).read_text())
feeds = [FeedTable.model_validate(feed) for feed in given["feeds"]]
async def run():
    return await gather(feeds, settings=Settings.model_validate(given["settings"]), store=Store.open(Path(sys.argv[2])),
                        now=datetime.fromisoformat(given["now"]), max_age_hours=36,
                        lanes=Lanes(delay_s=0, patience_s=0.05))
got = asyncio.run(run())
print(json.dumps({"candidates": len(got.candidates), "problems": [problem.url for problem in got.problems],
                  "dropped": got.dropped, "unchanged": got.unchanged, "peak": int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) * 1024}))
"""


def hundred(number: int) -> Script:
    """A feed of a hundred entries with full text, ten of them of last week."""
    entries = (
        item(
            f"Session {entry} of board {number}",
            f"https://n{number}.example/{entry}",
            hours_ago=entry % 30 if entry >= 10 else 200,
            extra=full_text(8),
        )
        for entry in range(100)
    )
    return conditional(rss_page(*entries, ETag=f'"{number}"'))


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak is read from /proc")
def test_a_hundred_feeds_come_in_under_300_mb_and_the_bad_ones_are_named(tmp_path: Path):
    """Eighty good feeds give their 7,200 fresh entries, the twenty bad ones their names, at most 300 MB in all."""
    bad = {f"/bad{n}": BAD[n % len(BAD)] for n in range(20)}
    good = {f"/good{n}": hundred(n) for n in range(80)}
    mixed = dict(sorted({**bad, **good}.items(), key=lambda route: route[0][::-1]))  # the bad among the good
    with PageServer(mixed) as server:
        given = {
            "feeds": [FeedTable(url=server.url(path)).model_dump() for path in mixed],
            "settings": Settings.model_validate({"allow_private": True, "fetch_timeout_s": 10}).model_dump(
                mode="json", include={"allow_private", "fetch_timeout_s"}
            ),
            "now": "2026-05-04T06:00:00+00:00",
        }
        task = tmp_path / "given.json"
        task.write_text(json.dumps(given), encoding="utf-8")
        for unchanged in (0, 80):  # the second time from the store
            done = subprocess.run(
                [sys.executable, "-c", PROGRAM, str(task), str(tmp_path / "store.sqlite3")],
                capture_output=True,
                text=True,
                check=True,
                cwd=Path(__file__).parents[2],
            )
            said = json.loads(done.stdout)

            assert said["candidates"] == 80 * 90
            assert sorted(said["problems"]) == sorted(server.url(path) for path in bad)
            assert said["unchanged"] == unchanged
            assert said["dropped"] == {"older than 36 hours": 80 * 10}
            assert said["peak"] < 300 * MEGABYTE, f"{said['peak'] / MEGABYTE:.0f} MB"
