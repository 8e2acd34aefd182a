"""`briefer quotes`: the ledger of a source, and of very many texts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.stories import FERRY_TEXT

TEXT = FERRY_TEXT


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "ferry.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def batch(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "in.jsonl"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def rows(output: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.splitlines()]


def test_text_reads_like_a_ledger(briefer, article):
    """Each quotation is printed with its number, speaker, cue, kind and place."""
    outcome = briefer("quotes", article, "--allow-thin")

    assert outcome.exit_code == 0
    assert "3 quotations" in outcome.stdout
    assert "q1   “We were offered eleven cents an hour,”" in outcome.stdout
    assert "Mira Tolland (said) · direct · sentence 2" in outcome.stdout


@pytest.mark.parametrize("columns", [80, 50])
def test_text_keeps_to_the_width_of_the_terminal(briefer, tmp_path, monkeypatch, columns):
    """Long words and long speakers wrap behind their number; where it is narrow the place has a line of its own."""
    monkeypatch.setenv("COLUMNS", str(columns))
    path = tmp_path / "bridge.txt"
    path.write_text(
        "Bridge over the Tarn is to stay shut until the summer after next, the authority that runs it says\n\n"
        "“We have looked at each of the four hundred bolts, and there is not one among them that we would trust with a "
        "lorry,” Ona Brill, the chief engineer of the Tarn Valley Bridges and Tunnels Authority, told the Northern "
        "Herald on Tuesday. A spokeswoman for the Hauliers’ and Carriers’ Association of the Tarn Valley said the "
        "delay was “a scandal”.",
        encoding="utf-8",
    )
    lines = briefer("quotes", path, "--allow-thin").stdout.splitlines()

    assert max(map(len, lines)) <= columns
    assert "q1   “We have looked at each of the four" in "\n".join(lines)
    assert "     Ona Brill (told), via Northern Herald" in "\n".join(lines)
    assert any(line.startswith("     direct · sentence ") for line in lines) == (columns == 50)


def test_json_has_the_articles_id_and_its_quotes(briefer, article):
    """`--format json` prints one object whose quotes are the article's own characters."""
    found = briefer("quotes", article, "--allow-thin", "--format", "json").json

    assert set(found) == {"id", "quotes"}
    assert [quote["text"] for quote in found["quotes"]] == [
        "We were offered eleven cents an hour,",
        "That is not an offer, it is an insult.",
        "a fair and final proposal",
    ]
    assert [quote["speaker"]["name"] for quote in found["quotes"]] == ["Mira Tolland", "Mira Tolland", "Strait Lines"]
    assert all(
        set(quote) == {"id", "text", "start", "end", "kind", "speaker", "via", "cue", "sentence"}
        for quote in found["quotes"]
    )


def test_standard_input_is_a_source(briefer):
    """`-` reads the article from stdin."""
    outcome = briefer("quotes", "-", "--allow-thin", "--format", "json", stdin=TEXT)

    assert len(outcome.json["quotes"]) == 3


def test_output_goes_to_a_file(briefer, article, tmp_path):
    """`-o` writes the ledger to a file and nothing to stdout."""
    target = tmp_path / "ledger.json"
    outcome = briefer("quotes", article, "--allow-thin", "--format", "json", "-o", target)

    assert outcome.stdout == ""
    assert len(json.loads(target.read_text(encoding="utf-8"))["quotes"]) == 3


def test_escape_sequences_are_not_printed(briefer, tmp_path):
    """What a source hides in its text does not reach the terminal."""
    path = tmp_path / "hostile.txt"
    path.write_text("Tom Hale said: “We \x1b]0;owned\x07 stay.”\x1b[2J " + TEXT, encoding="utf-8")

    assert "\x1b" not in briefer("quotes", path, "--allow-thin").stdout


@pytest.mark.parametrize("arguments", [[], ["a.txt", "--batch", "b.jsonl"]])
def test_one_source_or_a_batch_is_asked_for(briefer, arguments):
    """Neither or both is a usage error of one line."""
    outcome = briefer("quotes", *arguments)

    assert outcome.exit_code == 2
    assert "SOURCE" in outcome.stderr


def test_a_missing_source_is_exit_3(briefer):
    """A source that cannot be read ends with 3, a batch that cannot be opened too."""
    assert briefer("quotes", "nowhere.txt").exit_code == 3
    assert briefer("quotes", "--batch", "nowhere.jsonl").exit_code == 3


def test_batch_gives_a_line_for_each_line_in_order(briefer, tmp_path):
    """Good lines give quotes, bad ones an error with the id where it can be read; blank lines nothing."""
    path = batch(
        tmp_path,
        json.dumps({"id": "one", "text": TEXT}),
        "not json",
        json.dumps({"id": 2, "text": None}),
        "",
        json.dumps(["a", "list"]),
        json.dumps({"id": "three", "text": "“Yes,” said Hale."}),
        json.dumps({"text": "“Yes,” said Hale."}),
    )
    outcome = briefer("quotes", "--batch", path)
    found = rows(outcome.stdout)

    assert outcome.exit_code == 0
    assert [row["id"] for row in found] == ["one", None, 2, None, "three", None]
    assert ["error" in row for row in found] == [False, True, True, True, False, False]
    assert "3 of 6 texts" in outcome.stderr


def test_batch_cleans_nothing(briefer, tmp_path):
    """Offsets are places in the text of the line, odd characters included."""
    text = "\ufeff \t\x1b[0mHale\u00a0said: “We \u200bstay.”  "
    (row,) = rows(
        briefer("quotes", "--batch", batch(tmp_path, json.dumps({"id": "x", "text": text})), "--quiet").stdout
    )
    (quote,) = row["quotes"]

    assert text[quote["start"] : quote["end"]] == quote["text"] == "We \u200bstay."


def test_quiet_says_nothing(briefer, tmp_path):
    """`--quiet` leaves stderr empty."""
    assert briefer("quotes", "--batch", batch(tmp_path, '{"id":"a","text":""}'), "--quiet").stderr == ""


def test_batch_to_a_file_is_whole_or_not_at_all(briefer, tmp_path):
    """The file holds every line; where it cannot be written, nothing is."""
    path = batch(tmp_path, *(json.dumps({"id": n, "text": "“Yes,” said Hale."}) for n in range(5)))
    target = tmp_path / "out.jsonl"

    assert briefer("quotes", "--batch", path, "-o", target).stdout == ""
    assert len(rows(target.read_text(encoding="utf-8"))) == 5
    assert briefer("quotes", "--batch", path, "-o", tmp_path / "no" / "out.jsonl").exit_code == 2


@pytest.mark.slow
def test_many_texts_go_through_all_cores_in_order(briefer, tmp_path):
    """500 texts come back in order."""
    path = batch(tmp_path, *(json.dumps({"id": n, "text": f"“Number {n},” said Hale. {TEXT}"}) for n in range(500)))
    found = rows(briefer("quotes", "--batch", path).stdout)

    assert [row["id"] for row in found] == list(range(500))
    assert [row["quotes"][0]["text"] for row in found] == [f"Number {n}," for n in range(500)]
