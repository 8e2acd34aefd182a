"""The store says what is finished, holds one job, and lets one process in."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from briefer.batch.item import Row
from briefer.batch.store import JobStore, Outcome, packed
from briefer.errors import ConfigError, OutputError
from briefer.write.naming import NOTHING

BRIEFED = Outcome(packed('{"brief": 1}'), None, verdict="pass", held=1, usage=NOTHING.model_copy(update={"calls": 2}))
UNREADABLE = Outcome(None, "no article found")
ENDPOINT_FAILED = Outcome(None, "overloaded", again=True)


def run(folder: Path, *added: tuple[str, bytes, int, Outcome]) -> None:
    with JobStore.open(folder) as store:
        for entry in added:
            store.add(*entry)


def test_a_row_is_kept_from_run_to_run_and_comes_back_in_the_order_of_the_input(tmp_path: Path) -> None:
    """What was added is there for a later run, whole, by position."""
    run(tmp_path, ("b", b"2", 1, UNREADABLE), ("a", b"1", 0, BRIEFED))
    with JobStore.open(tmp_path) as store:
        assert list(store.rows(all_runs=True)) == [Row("a", '{"brief": 1}', None), Row("b", None, "no article found")]


def test_only_what_stands_in_this_runs_input_is_among_its_rows(tmp_path: Path) -> None:
    """A row of an article that the input has no more stays in the store and out of the results."""
    run(tmp_path, ("a", b"1", 0, BRIEFED), ("b", b"2", 1, BRIEFED))
    with JobStore.open(tmp_path) as store:
        assert store.look("b", b"2", 0) == "finished"
        assert [row.id for row in store.rows(all_runs=False)] == ["b"]
        assert store.totals(all_runs=False).briefed == 1
        assert store.totals(all_runs=True).briefed == 2


@pytest.mark.parametrize(
    ("outcome", "failed_too", "seen"),
    [
        (BRIEFED, False, "finished"),
        (BRIEFED, True, "finished"),
        (UNREADABLE, False, "finished"),
        (UNREADABLE, True, "new"),
        (ENDPOINT_FAILED, False, "new"),
    ],
)
def test_what_the_endpoint_failed_is_tried_again_and_what_cannot_be_read_only_when_asked(
    tmp_path: Path, outcome: Outcome, failed_too: bool, seen: str
) -> None:
    """Finished is what was briefed, and what failed for a reason of its own."""
    run(tmp_path, ("a", b"1", 0, outcome))
    with JobStore.open(tmp_path) as store:
        assert store.look("a", b"1", 0, failed_too=failed_too) == seen


def test_an_article_that_changed_is_new(tmp_path: Path) -> None:
    """An id whose content is another one is another article."""
    run(tmp_path, ("a", b"1", 0, BRIEFED))
    with JobStore.open(tmp_path) as store:
        assert store.look("a", b"2", 0) == "new"


def test_an_article_that_the_input_has_twice_is_known_the_second_time(tmp_path: Path) -> None:
    """The second one is told apart from one that an earlier run finished."""
    run(tmp_path, ("a", b"1", 0, BRIEFED))
    with JobStore.open(tmp_path) as store:
        assert [store.look("a", b"1", position) for position in (0, 1)] == ["finished", "twice"]
        store.add("c", b"3", 2, BRIEFED)
        assert store.look("c", b"3", 3) == "twice"


def test_a_row_whose_place_in_the_input_moved_moves_with_it(tmp_path: Path) -> None:
    """An input with a new first line gives the same rows in the new order."""
    run(tmp_path, ("a", b"1", 0, BRIEFED), ("b", b"2", 1, BRIEFED))
    with JobStore.open(tmp_path) as store:
        store.look("b", b"2", 0)
        store.look("a", b"1", 1)
        assert [row.id for row in store.rows(all_runs=False)] == ["b", "a"]


def test_a_folder_holds_one_job(tmp_path: Path) -> None:
    """Another engine's or model's records do not mix with those that are there."""
    with JobStore.open(tmp_path) as store:
        store.agree({"engine": "extractive"})
        store.agree({"engine": "llm", "model": "m"})
        store.add("a", b"1", 0, BRIEFED)
        with pytest.raises(ConfigError, match="holds a job with model 'm', and now it is 'n'"):
            store.agree({"engine": "llm", "model": "n"})


def test_two_processes_do_not_work_in_one_folder(tmp_path: Path) -> None:
    """The second is told so; when the first has left, the folder is free."""
    with JobStore.open(tmp_path):
        with pytest.raises(ConfigError, match="another run works in"):
            JobStore.open(tmp_path)
    with JobStore.open(tmp_path):
        pass


def test_a_file_that_is_no_store_is_an_error_with_its_name(tmp_path: Path) -> None:
    """Damage is told in one line."""
    (tmp_path / "job.sqlite3").write_bytes(b"not a database" * 100)
    with pytest.raises(OutputError, match=r"job\.sqlite3"):
        JobStore.open(tmp_path)


def test_a_store_of_a_later_version_is_left_alone(tmp_path: Path) -> None:
    """What this version does not know, it does not touch."""
    run(tmp_path)
    database = sqlite3.connect(tmp_path / "job.sqlite3")
    database.execute("PRAGMA user_version = 99")
    database.close()
    with pytest.raises(ConfigError, match="later version"):
        JobStore.open(tmp_path)


def test_totals_add_up_and_an_unknown_price_makes_the_sum_unknown(tmp_path: Path) -> None:
    """Unknown is null, never 0."""
    unpriced = Outcome(packed("{}"), None, verdict="warn", usage=NOTHING.model_copy(update={"cost_usd": None}))
    with JobStore.open(tmp_path) as store:
        store.add("a", b"1", 0, BRIEFED)
        store.add("b", b"2", 1, UNREADABLE)
        totals = store.totals(all_runs=False)
        assert (totals.briefed, totals.failed, totals.held, totals.calls, totals.cost_usd) == (1, 1, 1, 2, 0.0)
        assert totals.verdicts == {"pass": 1, "warn": 0, "fail": 0}
        store.add("c", b"3", 2, unpriced)
        assert store.totals(all_runs=False).cost_usd is None


def test_what_every_try_has_cost_is_in_the_totals(tmp_path: Path) -> None:
    """An article that was briefed at the second try has spent what both did; an unknown price stays unknown."""
    usage = NOTHING.model_copy(update={"calls": 3, "input_tokens": 100, "output_tokens": 10, "cost_usd": 0.25})
    run(tmp_path, ("a", b"1", 0, Outcome(None, "the endpoint is not there", again=True, usage=usage)))
    with JobStore.open(tmp_path) as store:
        store.add("a", b"1", 0, Outcome(packed("{}"), None, verdict="pass", usage=usage))
        totals = store.totals(all_runs=False)
        assert (totals.briefed, totals.failed) == (1, 0)
        assert (totals.calls, totals.input_tokens, totals.output_tokens, totals.cost_usd) == (6, 200, 20, 0.5)
        store.add("a", b"1", 0, Outcome(packed("{}"), None, usage=usage.model_copy(update={"cost_usd": None})))
        totals = store.totals(all_runs=False)
        assert (totals.calls, totals.cost_usd) == (9, None)


def test_a_full_disk_is_an_error_of_ours(tmp_path: Path) -> None:
    """Not one of SQLite's, which nobody would catch."""
    with JobStore.open(tmp_path) as store:
        store._database.execute("PRAGMA max_page_count = 1")
        with pytest.raises(
            OutputError, match=r"cannot keep what is done in .*job\.sqlite3.*: database or disk is full"
        ):
            store.add("a", b"1", 0, Outcome(b"x" * 100_000, None))


def test_another_job_is_told_in_a_line_that_can_be_read(tmp_path: Path) -> None:
    """The engine before all that hangs on it; of prompts which, not their digests; options as they are typed."""
    told = {"engine": "llm", "endpoint": "e", "prompts": {"split": "1", "rules": "2"}, "allow_thin": False}
    others: list[tuple[dict[str, object], str]] = [
        ({"engine": "extractive"}, "with engine 'llm', and now it is 'extractive'"),
        (told | {"prompts": {"split": "3", "rules": "2"}}, "with other prompts (split)"),
        (told | {"allow_thin": True}, "with no --allow-thin, and now it has one"),
    ]
    with JobStore.open(tmp_path) as store:
        store.agree(told)
        store.add("a", b"1", 0, BRIEFED)
        for other, words in others:
            with pytest.raises(ConfigError) as caught:
                store.agree(other)
            assert words in str(caught.value)
