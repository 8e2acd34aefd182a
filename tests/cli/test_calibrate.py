"""`briefer eval calibrate`: a table of labelled sets, lines that are none, a judge beside the checks."""

from __future__ import annotations

import gzip
import json

import pytest

from tests.servers.openai_double import OpenAIDouble, reply, status
from tests.stories import FERRY_TEXT

TRUE = "Ferry workers in Norhaven walked out on Tuesday, stranding about 4,300 passengers."
FALSE = "Ferry workers in Norhaven walked out on Tuesday, stranding about 9,300 passengers."
SUPPORTED = {"reasons": "It says so (1).", "sentences": [1], "verdict": "supported"}


pytestmark = pytest.mark.usefixtures("no_waiting")


@pytest.fixture
def data(tmp_path):
    """A folder with one set, packed, of two labelled summaries."""
    folder = tmp_path / "labels"
    folder.mkdir()
    rows = [{"source": FERRY_TEXT, "summary": text, "label": label} for text, label in ((TRUE, 1), (FALSE, 0))]
    with gzip.open(folder / "ferries.jsonl.gz", "wt", encoding="utf-8") as out:
        out.writelines(json.dumps(row) + "\n" for row in rows)
    return folder


def test_the_table_has_a_row_a_set(briefer, data):
    """Name, n, balanced accuracy and the mean stand in the table; the count goes to stderr."""
    outcome = briefer("eval", "calibrate", data)
    assert outcome.exit_code == 0
    assert "ferries" in outcome.stdout
    assert "100.0 [" in outcome.stdout
    assert "mean of the sets: 100.0" in outcome.stdout
    assert "2 labelled summaries in 1 sets" in outcome.stderr


def test_json_holds_every_figure(briefer, data):
    """JSON gives each set's figures with their intervals, and the mean."""
    document = json.loads(briefer("eval", "calibrate", data, "--format", "json").stdout)
    (one,) = document["sets"]
    assert document["macro_balanced_accuracy"] == 1.0
    assert (one["set"], one["n"], one["supported"]) == ("ferries", 2, 1)
    assert one["errors_found"]["hits"] == 1
    assert "judge" not in document


def test_a_line_that_is_no_label_is_told_and_passed_over(briefer, data, tmp_path):
    """One bad line never stops the rest, and stderr names it."""
    broken = tmp_path / "broken.jsonl"
    broken.write_text('{"source": "A."}\nnot json\n', encoding="utf-8")
    outcome = briefer("eval", "calibrate", data, broken)
    assert outcome.exit_code == 0
    assert "line 1 of" in outcome.stderr
    assert "2 lines could not be used" in outcome.stderr


def test_a_folder_that_is_not_there_is_an_error_line(briefer, tmp_path):
    """A wrong path is exit 3, and says which."""
    outcome = briefer("eval", "calibrate", tmp_path / "nowhere")
    assert outcome.exit_code == 3
    assert "nowhere" in outcome.stderr


def test_a_judge_is_held_against_the_same_labels(briefer, data, monkeypatch):
    """With --judge the table says how often a model agrees with people, what it lets through, and where it is silent."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-invented-key-0123456789")
    with OpenAIDouble(reply(SUPPORTED)) as server:
        outcome = briefer(
            "eval",
            "calibrate",
            data,
            "--judge",
            "--judge-votes",
            "1",
            "--base-url",
            server.base_url,
            "--format",
            "json",
        )
    told = json.loads(outcome.stdout)["judge"]["ferries"]
    assert (told["judged"], told["agreed"], told["judge_alone"]) == (2, 0.5, 1)


def test_a_judge_that_is_down_loses_no_table(briefer, data, monkeypatch):
    """The checks' own figures are printed before the failed endpoint ends the command with 4."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-invented-key-0123456789")
    with OpenAIDouble(status(500)) as server:
        outcome = briefer("eval", "calibrate", data, "--judge", "--base-url", server.base_url)
    assert outcome.exit_code == 4
    assert "ferries" in outcome.stdout


def test_a_judge_without_an_endpoint_is_a_matter_of_configuration(briefer, data):
    """--judge asks a model: without one it is exit 2 before anything is read."""
    outcome = briefer("eval", "calibrate", data, "--judge")
    assert outcome.exit_code == 2
    assert "--judge" in outcome.stderr
