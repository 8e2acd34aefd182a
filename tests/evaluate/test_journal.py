"""The journal has on disk whatever was paid for, and gives back all of it that is whole."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefer.errors import OutputError
from briefer.evaluate.journal import JOURNAL_FILE, Journal
from tests.evaluate.test_cassette import kept


def test_what_is_kept_is_there_for_the_next_run(tmp_path):
    """By run and case, in its order; another run's and another case's replies stay apart."""
    first, second, third = kept(1), kept(2, "data: stream\n\n"), kept(3, {"text": "ü \u2028 \U0001f600"})
    with Journal(tmp_path) as journal:
        for run, case, reply in (("a", "x", first), ("a", "x", second), ("a", "y", third)):
            journal.keep(run, case, reply)
        assert (tmp_path / JOURNAL_FILE).read_bytes().count(b"\n") == 3  # on disk before the run ends

    with Journal(tmp_path) as journal:
        assert journal.kept("a", "x") == (first, second)
        assert journal.kept("a", "y") == (third,)
        assert journal.kept("b", "x") == ()
        assert journal.replies == 3


def test_a_run_that_ends_takes_it_away(tmp_path):
    """The one after asks anew."""
    with Journal(tmp_path) as journal:
        journal.keep("a", "x", kept())
        journal.end()
    assert not (tmp_path / JOURNAL_FILE).exists()
    with Journal(tmp_path) as journal:
        assert journal.replies == 0


@settings(max_examples=60)
@given(cut=st.integers(1, 10_000))
def test_a_line_that_a_kill_tore_is_dropped_and_the_rest_goes_on(tmp_path_factory, cut):
    """Wherever the last write broke off, the lines before it are whole, and what is kept after them is read again."""
    folder = tmp_path_factory.mktemp("journal")
    with Journal(folder) as journal:
        journal.keep("a", "x", kept(1))
        whole = journal.path.stat().st_size
        journal.keep("a", "x", kept(2))
    data = journal.path.read_bytes()
    torn = whole + cut % (len(data) - whole)
    journal.path.write_bytes(data[:torn])

    with Journal(folder) as journal:
        assert journal.kept("a", "x") == (kept(1),)
        journal.keep("a", "x", kept(3))
    with Journal(folder) as journal:
        assert journal.kept("a", "x") == (kept(1), kept(3))


@pytest.mark.parametrize(
    "line",
    [
        b"\n",
        b"{}\n",
        b"[]\n",
        b"1\n",
        b"\xff\n",
        b"null\n",
        json.dumps({"reply": kept().model_dump()}).encode() + b"\n",
    ],
)
def test_a_line_that_is_none_of_ours_ends_what_is_believed(tmp_path, line):
    """Zeros of a full disk or a stranger's file are no reply, and no traceback."""
    with Journal(tmp_path) as journal:
        journal.keep("a", "x", kept(1))
    with journal.path.open("ab") as file:
        file.write(line)
    with Journal(tmp_path) as journal:
        assert journal.replies == 1


def test_a_reply_with_half_a_character_is_kept_too(tmp_path):
    """A model that breaks an emoji in two sends a lone surrogate in valid JSON; the call was paid for."""
    body = json.loads('{"choices": [{"message": {"content": "\\ud83d"}}]}')
    with Journal(tmp_path) as journal:
        journal.keep("a", "x", kept(1, body))
    with Journal(tmp_path) as journal:
        assert journal.kept("a", "x")[0].body == body


def test_a_folder_that_takes_no_file_is_a_line(tmp_path):
    """What cannot be written is known before anything is asked."""
    (tmp_path / JOURNAL_FILE).mkdir()
    with pytest.raises(OutputError, match=r"journal\.jsonl"):
        Journal(tmp_path)
