"""`briefer daily` on two cores and on one."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

PROGRAM = """\
import os, sys
from briefer.__main__ import main

def fork(real=os.fork):
    print("a second process", file=sys.stderr)
    return real()

os.fork = fork
os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:int(sys.argv.pop(1))])
main()
"""


@pytest.mark.skipif(
    sys.platform != "linux" or len(os.sched_getaffinity(0)) < 2, reason="a second core is used on Linux alone"
)
def test_the_edition_is_the_same_on_two_cores_as_on_one(newsroom):
    """Where feeds and pages are read changes no byte of what is made of them."""
    yesterday = datetime.now(UTC) - timedelta(days=1)
    newsroom.published = yesterday.replace(hour=12)
    newsroom.publish()
    made, said = [], []
    for cores in ("1", "2"):
        arguments = ["daily", "--date", f"{yesterday:%Y-%m-%d}", "--out", cores]
        run = subprocess.run(
            [sys.executable, "-c", PROGRAM, cores, *arguments],
            cwd=newsroom.folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode == 0, run.stderr
        said.append(run.stderr.count("a second process"))
        made.append({path.name: path.read_bytes() for path in (Path(newsroom.folder) / cores).iterdir()})

    assert said == [0, 1]
    assert made[0] == made[1]
    assert len(made[0]) == 7
