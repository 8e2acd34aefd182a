"""Workers that read the input themselves: the rows are those of a job that reads it, whatever the order they come in."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from briefer.batch.inputs import Columns, open_input
from briefer.batch.inputs.parts import Part, parts_of, read_part
from briefer.batch.job import Ended, Options, run_job
from briefer.batch.link import parse_address
from briefer.batch.runners import Site
from briefer.batch.store import JobStore, Outcome
from briefer.batch.tally import Tally
from briefer.batch.worker import at_work
from briefer.errors import BudgetError, ConfigError
from briefer.settings import Settings
from tests.stories import FERRY_TEXT

EXTRACTIVE = Settings(engine="extractive")
Briefer = Callable[..., Any]


def line(number: int) -> str:
    return json.dumps({"id": f"a{number}", "text": FERRY_TEXT.replace("4,300", f"{4300 + number:,}")})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three files of two articles, with what goes wrong in between."""
    path = tmp_path / "in"
    path.mkdir()
    (path / "one.jsonl").write_text("\n".join([line(0), "not json", line(1)]) + "\n")
    (path / "three.jsonl").write_text("\n".join([line(4), line(1), '{"id": "empty"}', line(5)]) + "\n")
    (path / "two.jsonl.gz").write_bytes(gzip.compress("\n".join([line(2), line(3), line(0)]).encode())[:-9])
    (path / "void.jsonl").touch()
    return path


class Here:
    """A runner whose workers read their parts in this process, each worker one after another."""

    reads = True

    def __init__(self, *shares: Sequence[Part]) -> None:
        self._shares = shares

    async def run(self, site: Site) -> None:
        """Let the workers go through their parts, and say that all of the input was met."""
        site.coordinator.input_begins()
        wants_more = [await self._worker(site, share) for share in self._shares]
        assert all(wants_more) == (site.coordinator.stopped is None)
        site.coordinator.input_ended()
        assert site.coordinator.finished.is_set()

    async def _worker(self, site: Site, share: Sequence[Part]) -> bool:
        async with at_work(site.address, site.key) as (worker, orders):
            for part in share:
                if not await worker.run_through(read_part(part, Columns()), orders.window):
                    return False
        return True


def run(folder: Path, out: Path, runner: Here | None, tally: Tally | None = None) -> Ended:
    options = Options(out, workers=2, records="jsonl")
    return asyncio.run(run_job(EXTRACTIVE, lambda: open_input(str(folder)), options, runner=runner, tally=tally))


def rows(out: Path) -> list[tuple[str, str | None, str | None]]:
    kept = []
    for text in (out / "records.jsonl").read_text().splitlines():
        row = json.loads(text)
        kept.append((row["id"], row["record"] and row["record"]["articles"][0]["text"], row["error"]))
    return kept


def test_parts_hold_the_items_of_the_whole_in_its_order(folder: Path) -> None:
    """Ids, contents and reasons are the same; positions are other ones, and rise as well."""
    whole = list(open_input(str(folder)))
    parts = [item for part in parts_of(str(folder)) for item in read_part(part, Columns())]
    assert [(item.id, item.digest) for item in parts] == [(item.id, item.digest) for item in whole]
    assert sorted(item.position for item in parts) == [item.position for item in parts]


@pytest.mark.slow
def test_a_file_without_the_column_is_one_row(tmp_path: Path) -> None:
    """As it is where the job reads them all; the first file was tried before."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    for name, column in {"a": "text", "b": "body", "c": "text"}.items():
        pq.write_table(pa.table({column: [FERRY_TEXT] * 2}), tmp_path / f"{name}.parquet")
    whole = list(open_input(str(tmp_path)))
    parts = [item for part in parts_of(str(tmp_path)) for item in read_part(part, Columns())]
    assert [item.id for item in whole] == [
        "a.parquet:row-1", "a.parquet:row-2", "b.parquet", "c.parquet:row-1", "c.parquet:row-2"
    ]  # fmt: skip
    assert [(item.id, item.digest) for item in parts] == [(item.id, item.digest) for item in whole]


def test_a_part_is_told_as_json_and_read_back(folder: Path) -> None:
    """With all that its reader needs."""
    parts = parts_of(str(folder))
    assert [Part.read(json.loads(json.dumps(part.told()))).told() for part in parts] == [part.told() for part in parts]
    assert [part.name for part in parts] == ["one.jsonl", "three.jsonl", "two.jsonl.gz", "void.jsonl"]
    assert all(part.root.is_absolute() for part in parts)


def test_one_file_and_a_folder_of_pages_have_no_parts(tmp_path: Path) -> None:
    """One file is read by one, and pages are shared out better one by one."""
    (tmp_path / "a.html").write_text("<p>a</p>")
    (tmp_path / "b.html").write_text("<p>b</p>")
    assert parts_of(str(tmp_path)) == ()
    (tmp_path / "in.jsonl").write_text(line(0))
    assert parts_of(str(tmp_path / "in.jsonl")) == ()


def test_the_rows_do_not_hang_on_who_reads_which_file_first(folder: Path, tmp_path: Path) -> None:
    """The last file first: an article that stands in two of them has the place of the first one all the same."""
    run(folder, tmp_path / "whole", None)
    one, three, two, void = parts_of(str(folder))
    ended = run(folder, tmp_path / "parts", Here([void, two], [three, one]))
    assert rows(tmp_path / "parts") == rows(tmp_path / "whole")
    assert ended.summary["this_run"]["duplicates"] == 1
    assert ended.summary["failed"] == 3


def test_an_input_that_is_read_once_more_counts_nothing_twice(folder: Path, tmp_path: Path) -> None:
    """An engine makes its query again where a worker was lost: what was met before is passed over."""
    parts = parts_of(str(folder))

    class Twice(Here):
        async def run(self, site: Site) -> None:
            site.coordinator.input_begins()
            assert await self._worker(site, parts[:2])
            await super().run(site)

    run(folder, tmp_path / "whole", None)
    tally = Tally()
    run(folder, tmp_path / "parts", Twice(parts[::-1]), tally)
    assert rows(tmp_path / "parts") == rows(tmp_path / "whole")
    assert (tally.briefed, tally.failed, tally.duplicates, tally.skipped) == (6, 3, 1, 0)


def test_what_an_earlier_run_finished_is_passed_over(folder: Path, tmp_path: Path) -> None:
    """Whoever read the input then."""
    run(folder, tmp_path / "out", None)
    before = rows(tmp_path / "out")
    tally = Tally()
    run(folder, tmp_path / "out", Here(parts_of(str(folder))), tally)
    assert rows(tmp_path / "out") == before
    assert (tally.briefed, tally.failed, tally.skipped, tally.duplicates) == (0, 0, 9, 1)


def test_when_the_job_has_stopped_its_workers_are_sent_home(folder: Path, tmp_path: Path) -> None:
    """They read no further than they have to."""

    class Stopped(Here):
        async def run(self, site: Site) -> None:
            site.coordinator.stop(BudgetError("the budget is spent", limit_usd=1.0))
            await super().run(site)

    ended = run(folder, tmp_path / "out", Stopped(parts_of(str(folder))))
    assert isinstance(ended.stopped, BudgetError)
    assert rows(tmp_path / "out") == []


def test_an_address_that_is_not_this_machines_is_a_usage_error(folder: Path, tmp_path: Path) -> None:
    """Before a worker is started for it."""
    options = Options(tmp_path / "out", workers=1, records="jsonl", host="192.0.2.1")
    with pytest.raises(ConfigError, match=r"cannot listen at 192\.0\.2\.1:0: .*--coordinator takes an address"):
        asyncio.run(run_job(EXTRACTIVE, lambda: open_input(str(folder)), options))


def test_an_item_is_told_from_its_double_by_its_place(tmp_path: Path) -> None:
    """Where the double comes first, the row moves up to the item's own place."""
    with JobStore.open(tmp_path) as store:
        store.add("a", b"1", 7, Outcome(None, "no article"))
        store.add("b", b"2", 5, Outcome(None, "no article"))
        assert [store.look("a", b"1", position) for position in (7, 9, 3, 3, 7)] == [
            "same", "twice", "twice", "same", "twice"
        ]  # fmt: skip
        assert [row.id for row in store.rows(all_runs=False)] == ["a", "b"]


@pytest.mark.parametrize(
    ("text", "address"), [("10.0.0.5", ("10.0.0.5", 0)), ("driver.example:4500", ("driver.example", 4500))]
)
def test_an_address_is_a_host_and_maybe_a_port(text: str, address: tuple[str, int]) -> None:
    """Any free port where none is named."""
    assert parse_address(text) == address


@pytest.mark.parametrize("text", ["", ":80", "host:", "host:x", "host:70000", "::1", "0.0.0.0", "0.0.0.0:80"])
def test_what_no_worker_can_call_is_a_usage_error(text: str) -> None:
    """All addresses of this machine at once among it."""
    with pytest.raises(ConfigError, match="--coordinator takes"):
        parse_address(text)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--runner", "daft"), "--runner daft needs daft; pip install 'briefer-news[batch]'"),
        (("--coordinator", "10.0.0.5"), "--coordinator is for workers on other machines; take --runner daft"),
    ],
)
def test_an_engine_that_is_not_there_or_not_asked_for_is_a_usage_error(
    folder: Path, tmp_path: Path, briefer: Briefer, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str], said: str
) -> None:
    """Exit 2, before the folder for the results is made."""
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    outcome = briefer("batch", folder, "--out", tmp_path / "out", "--records", "jsonl", *arguments)
    assert outcome.exit_code == 2
    assert said in outcome.stderr
    assert not (tmp_path / "out").exists()
