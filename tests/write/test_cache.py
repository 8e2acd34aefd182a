"""The store beside the model client: what it keeps, what it never keeps, and how it fails."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import stat
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from briefer.write.cache import FILE_NAME, Cache, Entry
from tests.servers.openai_double import OpenAIDouble, reply
from tests.write.calls import GOOD, VERSE, desk

OTHER = GOOD | {"text": "The ferry leaves."}


def entry(key: str = "k", value: str = "{}") -> Entry:
    return Entry(key=key, task="compose", model="m", value=value)


def home(cache: Cache) -> Path:
    """The folder that a store is in."""
    assert cache.path is not None
    return cache.path.parent


@pytest.fixture
def notices() -> list[str]:
    return []


@pytest.fixture
def cache(tmp_path: Path, notices: list[str]) -> Iterator[Cache]:
    cache = Cache(tmp_path / "kept" / "here", notice=notices.append)
    yield cache
    cache.close()


async def test_a_second_identical_run_makes_no_call(tmp_path: Path) -> None:
    """The answer comes from the store: no call, no cost, in another process too."""
    with OpenAIDouble(reply(GOOD)) as server:
        async with desk(server.base_url, folder=tmp_path) as at:
            first = await at.ask()
            again = await at.ask()
        async with desk(server.base_url, folder=tmp_path) as at:
            later = await at.ask()

    assert len(server.chats) == 1
    assert (first.cached, again.cached, later.cached) == (False, True, True)
    assert later.value == VERSE
    assert (later.usage.calls, later.usage.cost_usd) == (0, 0.0)
    assert at.meter.usage(0.0).calls == 0


async def test_a_second_run_without_a_model_name_asks_the_server_nothing(tmp_path: Path) -> None:
    """The server's own model name is believed for some minutes."""
    with OpenAIDouble(reply(GOOD)) as server:
        for _ in range(2):
            async with desk(server.base_url, folder=tmp_path, model=None) as at:
                await at.ask()

    assert len(server.chats) == 1
    assert server.other == ["GET /v1/models"]


@pytest.mark.parametrize(
    ("settings", "question"),
    [
        ({"model": "gpt-4o"}, {}),
        ({}, {"cache_key": "another"}),
        ({}, {"max_output_tokens": 300}),
        ({}, {"task": "repair"}),
    ],
)
async def test_another_question_or_model_is_another_answer(tmp_path: Path, settings: Any, question: Any) -> None:
    """Whatever went into an answer is in its name."""
    with OpenAIDouble(reply(GOOD)) as server:
        async with desk(server.base_url, folder=tmp_path) as at:
            await at.ask()
        async with desk(server.base_url, folder=tmp_path, **settings) as at:
            assert not (await at.ask(**question)).cached

    assert len(server.chats) == 2


async def test_another_endpoint_is_another_answer(tmp_path: Path) -> None:
    """Two servers with a model of the same name do not share answers."""
    with OpenAIDouble(reply(GOOD)) as one, OpenAIDouble(reply(OTHER)) as two:
        for server in (one, two):
            async with desk(server.base_url, folder=tmp_path) as at:
                await at.ask()

    assert (len(one.chats), len(two.chats)) == (1, 1)


async def test_without_the_cache_nothing_is_read_and_a_good_answer_is_not_replaced_by_a_doubtful_one(
    tmp_path: Path,
) -> None:
    """--no-cache asks anew; its answer replaces a good one only once it has proved good itself."""
    with OpenAIDouble(reply(GOOD), reply(OTHER)) as server:
        async with desk(server.base_url, folder=tmp_path) as at:
            first = await at.ask()
            at.client.confirm([first.key])
        async with desk(server.base_url, folder=tmp_path, use_cache=False) as at:
            second = await at.ask()
            assert not second.cached
            at.client.confirm([second.key], good=False)
        async with desk(server.base_url, folder=tmp_path) as at:
            assert (await at.ask()).value == VERSE
        async with desk(server.base_url, folder=tmp_path, use_cache=False) as at:
            at.client.confirm([(await at.ask()).key], good=True)
        async with desk(server.base_url, folder=tmp_path) as at:
            assert (await at.ask()).value.text == "The ferry leaves."

    assert len(server.chats) == 3


async def test_a_kept_answer_that_no_longer_validates_is_asked_for_anew(tmp_path: Path) -> None:
    """A damaged row, or one that the caller now objects to, is dropped."""
    with OpenAIDouble(reply(GOOD)) as server:
        async with desk(server.base_url, folder=tmp_path) as at:
            key = (await at.ask()).key
            at.cache.put(entry(key, '{"text": 1}'))
            assert not (await at.ask()).cached
            assert (await at.ask()).cached
            objections = ["once"]
            assert not (await at.ask(problem=lambda _: objections.pop() if objections else None)).cached

    assert len(server.chats) == 3


def test_a_doubtful_answer_never_replaces_a_good_one(cache: Cache) -> None:
    """Quality is kept with the answer; equal quality replaces."""
    cache.put(entry(value="first"))
    cache.put(entry(value="second"))
    assert cache.get("k") == "second"
    cache.confirm(["k"], good=True)
    cache.put(entry(value="third"))
    assert cache.get("k") == "second"
    cache.confirm(["k"], good=False)
    assert cache.get("k") == "second"
    cache.put(entry(value="fourth"), quality=1)
    assert cache.get("k") == "fourth"


def test_the_file_is_for_its_owner_alone(cache: Cache) -> None:
    """Folder 0700, database and secret 0600: briefs of private documents are nobody else's."""
    cache.put(entry())
    cache.secret()

    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in home(cache).iterdir()}
    assert set(modes.values()) == {0o600}
    assert {FILE_NAME, "secret"} <= modes.keys()
    assert stat.S_IMODE(home(cache).stat().st_mode) == 0o700


def test_the_secret_is_the_same_at_each_run_and_in_each_process(tmp_path: Path, notices: list[str]) -> None:
    """32 random bytes, made once; two processes that start together agree."""
    folder = tmp_path / "kept"
    code = (
        "import sys; from pathlib import Path; from briefer.write.cache import Cache; "
        "sys.stdout.write(Cache(Path(sys.argv[1]), notice=print).secret().hex())"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", code, str(folder)], stdout=subprocess.PIPE, text=True) for _ in range(4)
    ]
    printed = {process.communicate()[0] for process in running}

    assert len(printed) == 1
    assert len(bytes.fromhex(printed.pop())) == 32
    assert Cache(folder, notice=notices.append).secret() == Cache(folder, notice=notices.append).secret()
    assert [path.name for path in folder.iterdir()] == ["secret"]
    assert Cache(tmp_path / "other", notice=notices.append).secret() != Cache(folder, notice=notices.append).secret()


def test_a_damaged_secret_is_replaced(cache: Cache) -> None:
    """A file that is too short is no secret."""
    cache.secret()
    (home(cache) / "secret").write_bytes(b"short")
    fresh = Cache(home(cache), notice=print)

    assert len(fresh.secret()) == 32
    assert (home(cache) / "secret").read_bytes() == fresh.secret()


def test_without_a_folder_nothing_is_kept_and_nothing_is_said(notices: list[str]) -> None:
    """No folder is a choice, not a fault; the secret lasts for the process."""
    cache = Cache(None, notice=notices.append)
    cache.put(entry())
    cache.keep_profile("e", "{}")

    assert cache.get("k") is None
    assert cache.profile("e") is None
    assert cache.size() is None
    assert cache.prune() == 0
    assert cache.secret() == cache.secret()
    assert notices == []


def _a_file_in_the_way(folder: Path) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.write_text("not a folder")


def _garbage(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / FILE_NAME).write_bytes(b"this is not a database, " * 100)


def _of_the_future(folder: Path) -> None:
    folder.mkdir(parents=True)
    with sqlite3.connect(folder / FILE_NAME) as database:
        database.execute("pragma user_version = 99")
    database.close()


def _another_database(folder: Path) -> None:
    folder.mkdir(parents=True)
    with sqlite3.connect(folder / FILE_NAME) as database:
        database.execute("create table replies (key text)")
    database.close()


def _a_folder_in_its_place(folder: Path) -> None:
    (folder / FILE_NAME).mkdir(parents=True)


@pytest.mark.parametrize(
    "spoil", [_a_file_in_the_way, _garbage, _of_the_future, _another_database, _a_folder_in_its_place]
)
async def test_a_store_that_cannot_be_used_costs_one_line_and_not_the_run(spoil: Any, tmp_path: Path) -> None:
    """The answer comes all the same; one notice names the file and the reason."""
    folder = tmp_path / "kept"
    spoil(folder)
    with OpenAIDouble(reply(GOOD)) as server:
        async with desk(server.base_url, folder=folder) as at:
            done = await at.ask()
            again = await at.ask(cache_key="another")
            at.client.confirm([done.key, again.key])
            at.cache.secret()

    assert done.value == VERSE
    assert len(at.notices) == 1
    assert "going on without it" in at.notices[0]
    assert str(folder) in at.notices[0]


def test_a_locked_database_costs_one_line(cache: Cache, notices: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody else's lock is waited for shortly, then given up."""
    monkeypatch.setattr("briefer.write.cache._BUSY_S", 0.05)
    cache.put(entry())
    cache.close()
    holder = sqlite3.connect(home(cache) / FILE_NAME, isolation_level=None)
    holder.execute("begin exclusive")
    try:
        cache.put(entry("other"))
        assert cache.get("other") is None
    finally:
        holder.close()

    assert len(notices) == 1
    assert "locked" in notices[0]


def test_a_full_disk_costs_one_line(tmp_path: Path) -> None:
    """When no more can be written the run goes on, with one notice and no traceback."""
    code = textwrap.dedent(
        """
        import resource, signal, sys
        from pathlib import Path
        from briefer.write.cache import Cache, Entry
        said = []
        cache = Cache(Path(sys.argv[1]), notice=said.append)
        cache.put(Entry("k", "compose", "m", "small"))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
        for number in range(20):
            cache.put(Entry(f"k{number}", "compose", "m", "x" * 50_000))
        cache.close()
        print(len(said), "going on without it" in said[0])
        """
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "kept")], capture_output=True, text=True, check=False
    )

    assert done.stderr == ""
    assert done.stdout.split() == ["1", "True"]
    with contextlib.closing(Cache(tmp_path / "kept", notice=print)) as kept:
        assert kept.get("k") == "small"


def test_a_read_only_folder_costs_one_line(tmp_path: Path, notices: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that cannot be written to is no reason to stop."""

    def read_only(path: Any, *_: Any) -> int:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(os, "open", read_only)  # a mode would not keep root from writing
    cache = Cache(tmp_path / "kept", notice=notices.append)
    cache.put(entry())

    assert len(cache.secret()) == 32
    assert len(notices) == 1


def test_a_process_that_is_killed_leaves_a_store_that_works(tmp_path: Path) -> None:
    """SIGKILL in the middle of writing: what was committed is there, the file is whole."""
    code = textwrap.dedent(
        """
        import sys
        from pathlib import Path
        from briefer.write.cache import Cache, Entry
        cache = Cache(Path(sys.argv[1]), notice=print)
        for number in range(10**9):
            cache.put(Entry(f"k{number}", "compose", "m", "x" * 5000))
            print(number, flush=True)
        """
    )
    process = subprocess.Popen([sys.executable, "-c", code, str(tmp_path / "kept")], stdout=subprocess.PIPE, text=True)
    for _ in range(50):
        assert process.stdout is not None
        process.stdout.readline()
    process.kill()
    process.communicate()
    notices: list[str] = []
    cache = Cache(tmp_path / "kept", notice=notices.append)

    assert cache.get("k40") == "x" * 5000
    cache.put(entry())
    assert cache.get("k") == "{}"
    assert notices == []
    cache.close()


def test_pruning_drops_the_unused_and_the_least_recently_used(tmp_path: Path) -> None:
    """By age, then by size; the file shrinks."""
    now = [0.0]
    cache = Cache(tmp_path / "kept", notice=print, clock=lambda: now[0])
    for number in range(100):
        now[0] = number * 1000.0
        cache.put(entry(f"k{number:03}", "x" * 10_000))
    now[0] = 200_000.0
    assert cache.get("k010") is not None  # read: its day is today
    before = cache.size()

    assert cache.prune(unused_for_s=150_000) == 50 - 1
    assert cache.prune(max_bytes=200_000) == 51 - 19
    after = cache.size()
    assert cache.get("k010") is not None
    assert cache.get("k099") is not None
    assert cache.get("k060") is None
    assert before is not None
    assert after is not None
    assert (before.replies, after.replies) == (100, 19)
    assert after.bytes < before.bytes / 3
    cache.close()


def test_clearing_deletes_even_what_is_damaged_and_keeps_the_secret(tmp_path: Path, notices: list[str]) -> None:
    """After clear the store starts anew, whatever was in the file."""
    folder = tmp_path / "kept"
    _garbage(folder)
    cache = Cache(folder, notice=notices.append)
    secret = cache.secret()
    assert cache.get("k") is None
    assert cache.clear()
    cache.put(entry())

    assert cache.get("k") == "{}"
    assert cache.secret() == secret
    assert len(notices) == 1
    cache.close()


def test_size_of_an_unused_store_makes_no_file(tmp_path: Path) -> None:
    """Asking is no reason to create anything."""
    assert Cache(tmp_path / "kept", notice=print).size() is None
    assert not (tmp_path / "kept").exists()


def test_profiles_are_kept_by_endpoint_and_age(tmp_path: Path) -> None:
    """What was learned is found again; what must be recent is not found once it is old."""
    now = [0.0]
    cache = Cache(tmp_path / "kept", notice=print, clock=lambda: now[0])
    cache.keep_profile("e", "one")
    cache.keep_profile("e", "two")
    now[0] = 100.0

    assert cache.profile("e") == "two"
    assert cache.profile("e", newer_than_s=200) == "two"
    assert cache.profile("e", newer_than_s=50) is None
    cache.keep_profile("e", None)
    assert cache.profile("e") is None
    cache.close()


def test_two_stores_on_one_folder_write_side_by_side(tmp_path: Path, notices: list[str]) -> None:
    """Several briefers share a store."""
    one, two = (Cache(tmp_path / "kept", notice=notices.append) for _ in range(2))
    for number in range(20):
        (one if number % 2 else two).put(entry(f"k{number}"))

    assert all(cache.get(f"k{number}") == "{}" for cache in (one, two) for number in range(20))
    assert notices == []
    one.close()
    two.close()
