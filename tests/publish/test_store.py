"""The store: a file that grows with the program, and the lock on it."""

from __future__ import annotations

import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from briefer.errors import ConfigError
from briefer.publish.store import Store

FIRST = "create table things (name text primary key); insert into things values ('a;b');"
SECOND = """
create table marks (at text);
create trigger mark after insert on things begin insert into marks values (new.name); delete from marks where at = ''; end;
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "briefer.sqlite3"


def test_steps_run_once(path: Path) -> None:
    """A file gets the steps that it has not seen, each once, triggers and semicolons in texts included."""
    with Store.open(path) as store:
        store.ensure("things", [FIRST])
        store.ensure("things", [FIRST])
    with Store.open(path) as store:
        store.ensure("things", [FIRST, SECOND])
        with store.transaction() as database:
            database.execute("insert into things values ('c')")
        assert store.connection.execute("select name from things order by 1").fetchall() == [("a;b",), ("c",)]
        assert store.connection.execute("select at from marks").fetchall() == [("c",)]


def test_step_that_fails_leaves_nothing(path: Path) -> None:
    """A step that fails half-way leaves the file as it was, so that it can be run again."""
    with Store.open(path) as store:
        with pytest.raises(ConfigError, match="syntax error"):
            store.ensure("things", [FIRST, "create table more (a); create tabel typo (b);"])
        assert store.connection.execute("select count(*) from sqlite_master where name = 'things'").fetchone() == (0,)
        store.ensure("things", [FIRST])


def test_transaction_is_all_or_nothing(path: Path) -> None:
    """What is written before an error is taken back, and the error is told as it is."""
    with Store.open(path) as store:
        store.ensure("things", [FIRST])
        with pytest.raises(sqlite3.IntegrityError), store.transaction() as database:
            database.executemany("insert into things values (?)", [("b",), ("b",)])
        assert store.connection.execute("select count(*) from things").fetchone() == (1,)


def test_newer_file_is_left_alone(path: Path) -> None:
    """A file that a newer version has been at is refused, for a module's tables and for the format."""
    with Store.open(path) as store:
        store.ensure("things", [FIRST, SECOND])
        with pytest.raises(ConfigError, match="written by a newer briefer"):
            store.ensure("things", [FIRST])
        store.connection.execute("pragma user_version = 99")
    with pytest.raises(ConfigError, match="written by a newer briefer"):
        Store.open(path)


def test_file_of_another_program(path: Path) -> None:
    """Another program's database is refused and stays byte for byte what it was."""
    other = sqlite3.connect(path)
    other.execute("create table theirs (a)")
    other.commit()
    other.close()
    before = path.read_bytes()
    with pytest.raises(ConfigError, match="another program's database"):
        Store.open(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("prepare", "words"),
    [
        (lambda path: path.write_bytes(b"Dear diary, " * 1000), "file is not a database"),
        (lambda path: path.mkdir(), "unable to open database file"),
        (lambda path: None, "No such file or directory"),
    ],
    ids=["damaged", "folder", "no folder"],
)
def test_unusable_file(path: Path, prepare, words: str) -> None:
    """A file that cannot be used is one clear error with its name in it."""
    if words.startswith("No such"):
        path = path.parent / "missing" / path.name
    prepare(path)
    with pytest.raises(ConfigError) as error:
        Store.open(path)
    assert words in str(error.value) and repr(str(path)) in str(error.value)


def test_damage_inside(path: Path) -> None:
    """Damage that shows only when the tables are read is the same kind of error."""
    with Store.open(path) as store:
        store.ensure("things", [FIRST])
        with store.transaction() as database:
            database.executemany("insert into things values (?)", [(str(number) * 50,) for number in range(500)])
    content = bytearray(path.read_bytes())
    content[4096 * 3 :] = b"\xff" * (len(content) - 4096 * 3)
    path.write_bytes(content)
    with pytest.raises(ConfigError, match="malformed"), Store.open(path) as store, store.transaction() as database:
        database.execute("select * from things order by name").fetchall()


def test_read_only_file(path: Path) -> None:
    """A store that cannot be written is refused when it is opened."""
    Store.open(path).close()
    read_only = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, isolation_level=None)
    with Store(path, read_only) as store, pytest.raises(ConfigError, match="readonly database"):
        store._prepare()


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of another kind")
def test_for_the_owner_alone(path: Path) -> None:
    """Readers' addresses are in the file: nobody but the owner can read it, the log beside it included."""
    with Store.open(path) as store:
        store.ensure("things", [FIRST])
        for file in path.parent.glob(f"{path.name}*"):
            assert stat.S_IMODE(file.stat().st_mode) == 0o600, file


def test_lock_against_another_process(path: Path) -> None:
    """A second process is refused at once while the lock is held, also by a holder that is killed, and not after."""
    script = (
        "import sys; from pathlib import Path; from briefer.publish.store import Store\n"
        "store = Store.open(Path(sys.argv[1]))\n"
        "with store.lock(): print('locked', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", script, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None and holder.stdout.readline() == "locked\n"
        with Store.open(path) as store:
            with pytest.raises(ConfigError, match="another run is at work"), store.lock():
                raise AssertionError
            holder.kill()
            holder.wait()
            with store.lock():
                assert path.with_name(f"{path.name}.lock").exists()


def test_lock_within_itself(path: Path) -> None:
    """The lock can be taken again inside of itself, and is let go when the outermost ends."""
    with Store.open(path) as store, Store.open(path) as other:
        with store.lock():
            with store.lock():
                pass
            with pytest.raises(ConfigError), other.lock():
                raise AssertionError
        with other.lock():
            pass
