"""The one query that Daft runs for a job, in a process of its own.

    python -m briefer.batch.runners.query        with what `DaftRunner` tells as JSON on stdin

Daft's own runner on this machine, or Ray where DAFT_RUNNER=ray says so: the query is the same. It ends with 0 when all
parts are done, or when the job wants no more of them.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from typing import Any

import daft

from briefer.batch.runners.seat import Seat

LOST = 4
"""Exit code of a query that would wait for ever for a process that is dead."""
_NOTICED_S = 3.0
"""For Daft to notice by itself that a process of its own is dead: it does, once they have spoken with each other."""


def main() -> int:
    """Make the query and see it through."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the job's to answer; the workers inherit this
    told = json.loads(sys.stdin.read())
    if hasattr(os, "waitid"):  # not on macOS
        threading.Thread(target=_watch, daemon=True).start()
    for wants_more in _done(told):
        if not wants_more:
            break
    return 0


def _done(told: dict[str, Any]) -> Any:
    """One value a part, as it is done: whether the job wants more."""
    # in order, the loss of a worker would not be told before all parts above its own are done, which may be hours
    daft.set_execution_config(maintain_order=False)
    workers = told["workers"]
    placed = daft.cls(Seat, max_concurrency=workers, use_process=True)
    parts = daft.from_pydict({"part": [json.dumps(part) for part in told["parts"]]})
    if daft.get_or_infer_runner_type() == "ray":
        parts = parts.into_partitions(min(workers, len(told["parts"])))  # else one machine has them all
    seat = placed(told["address"], told["key"], told["columns"])
    query = parts.select(seat.work(parts["part"]).alias("wants_more"))
    for row in query.iter_rows(results_buffer_size=1):
        yield row["wants_more"]


def _watch() -> None:
    """End this process where one below it was killed before it said its first word: Daft waits for that without limit."""
    since: dict[int, float] = {}
    while True:
        time.sleep(_NOTICED_S / 6)
        try:
            ended = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)  # left for Daft to collect
        except ChildProcessError:  # there is none yet
            continue
        if ended is None or not ended.si_status:
            continue
        if time.monotonic() - since.setdefault(ended.si_pid, time.monotonic()) > _NOTICED_S:
            sys.stderr.write(f"process {ended.si_pid} ended with {ended.si_status} before it began\n")
            sys.stderr.flush()
            os._exit(LOST)


if __name__ == "__main__":
    sys.exit(main())
