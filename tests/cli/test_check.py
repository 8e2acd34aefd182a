"""`briefer check` from the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from briefer.article import build_article
from briefer.brief import Brief, Statement
from briefer.check import check_summary
from briefer.cli.note import as_note
from tests.conftest import Outcome
from tests.stories import FERRY_TEXT, ferry_article

Run = Callable[..., Outcome]
GOOD = "Ferry workers in Norhaven walked out on Tuesday, stranding about 4,300 passengers.\n"
BAD = "Ferry workers in Norhaven walked out, stranding 3,400 passengers.\n"
WARNED = GOOD.replace("4,300", "3,400")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "source.txt"
    path.write_text(FERRY_TEXT, encoding="utf-8")
    return path


def test_text_reads_like_a_note(briefer: Run, source: Path, tmp_path: Path) -> None:
    """The note says verdict, place, sentence, what the source has, and shows each passage once."""
    summary = tmp_path / "summary.md"
    summary.write_text("# Walkout\n\n" + BAD, encoding="utf-8")
    outcome = briefer("check", summary, "--source", source)
    assert outcome.exit_code == 0
    assert outcome.stdout.startswith("FAIL")
    words = " ".join(outcome.stdout.split())
    assert f"Line 3 > {BAD.strip()} ERROR number: the source has 4,300 here, not 3,400." in words
    assert words.count("stranding about 4,300") == 1
    assert max(map(len, outcome.stdout.splitlines())) <= 80


def test_json_is_the_report(briefer: Run, source: Path, tmp_path: Path) -> None:
    """JSON prints the contract, and nothing else on stdout."""
    summary = tmp_path / "summary.txt"
    summary.write_text(GOOD, encoding="utf-8")
    report = briefer("check", summary, "--source", source, "--format", "json").json
    assert report["verdict"] == "pass"
    assert report["checks"]["number"] == {"checked": 1, "failed": 0, "abstained": 0}


def test_strict_exits_one_and_prints_all_the_same(briefer: Run, source: Path) -> None:
    """With --strict a failed summary is exit 1, and its note is printed."""
    outcome = briefer("check", "-", "--source", source, "--strict", stdin=BAD)
    assert outcome.exit_code == 1
    assert "FAIL" in outcome.stdout
    assert briefer("check", "-", "--source", source, "--strict", stdin=GOOD).exit_code == 0


def test_output_file(briefer: Run, source: Path, tmp_path: Path) -> None:
    """-o writes the result to a file and nothing to stdout."""
    target = tmp_path / "report.json"
    outcome = briefer("check", "-", "-s", source, "-f", "json", "-o", target, stdin=GOOD)
    assert outcome.stdout == ""
    assert json.loads(target.read_text(encoding="utf-8"))["verdict"] == "pass"


def test_a_record_brings_its_own_articles(briefer: Run, tmp_path: Path) -> None:
    """A BriefRecord needs no --source; a bare Brief does."""
    article = ferry_article()
    first = article.sentences[0]
    statement = {
        "text": article.sentence_text(first),
        "paragraph": 0,
        "evidence": [{"source": article.id, "start": first.start, "end": first.end}],
        "quotes": [],
        "attribution": None,
    }
    brief = {
        "schema": "briefer/brief/1", "headline": None, "dek": None, "what_happened": [statement],
        "who_said_what": [], "what_next": [], "sources": [], "held": [],
    }  # fmt: skip
    record = {
        "brief": brief,
        "articles": [article.model_dump(mode="json")],
        "fidelity": {"verdict": "pass", "score": 1, "checks": {}, "findings": []},
        "engine": {"name": "extractive", "model": None, "endpoint": None},
        "prompts": {},
        "usage": {
            "calls": 0, "input_tokens": 0, "cached_input_tokens": 0, "output_tokens": 0, "cost_usd": 0, "seconds": 0,
        },
        "created_at": "2026-03-12T10:00:00Z",
    }  # fmt: skip
    path = tmp_path / "record.json"
    path.write_text(json.dumps(record), encoding="utf-8")
    report = briefer("check", path, "--format", "json").json
    assert any(finding["check"] == "section" for finding in report["findings"])
    path.write_text(json.dumps(brief), encoding="utf-8")
    outcome = briefer("check", path)
    assert outcome.exit_code == 2
    assert "--source" in outcome.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ((), 2, "--pairs"),
        (("missing.txt", "--source", "missing.txt"), 3, "missing.txt"),
        (("-", "--source", "-"), 2, "stdin"),
    ],
)
def test_wrong_use_is_one_line(briefer: Run, arguments: tuple[str, ...], code: int, said: str) -> None:
    """A missing file, a missing source, stdin twice: one line that says what to do, and its exit code."""
    outcome = briefer("check", *arguments, stdin="")
    assert outcome.exit_code == code
    assert said in outcome.stderr
    assert "Traceback" not in outcome.stderr


def test_pairs_keep_their_order_and_pass_over_bad_lines(briefer: Run, tmp_path: Path) -> None:
    """Every pair gives its line in order; a bad line gives an error in its place."""
    pairs = tmp_path / "pairs.jsonl"
    lines = [
        json.dumps({"id": "a", "source": FERRY_TEXT, "summary": GOOD}),
        "not json",
        json.dumps({"id": 7, "source": FERRY_TEXT}),
        json.dumps({"id": "b", "source": FERRY_TEXT, "summary": BAD}),
    ]
    pairs.write_text("\n".join(lines) + "\n", encoding="utf-8")
    outcome = briefer("check", "--pairs", pairs)
    rows = [json.loads(line) for line in outcome.stdout.splitlines()]
    assert [row["id"] for row in rows] == ["a", None, 7, "b"]
    assert [row.get("verdict") for row in rows] == ["pass", None, None, "fail"]
    assert "error" in rows[1]
    sentence = rows[3]["sentences"][0]
    assert BAD[sentence["start"] : sentence["end"]] == sentence["text"]
    assert sentence["verdict"] == "fail"
    assert rows[3]["findings"][0]["check"] == "number"
    assert "2 lines could not be read" in outcome.stderr


@pytest.mark.parametrize("how", ["flag", "file", "environment"])
def test_a_check_can_only_warn(
    briefer: Run, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    """--check number=warn, `[check] number = "warn"` and BRIEFER_CHECK turn the error into a warning; --strict is 0."""
    arguments = ["check", "-", "-s", source, "--strict", "-f", "json"]
    assert briefer(*arguments, stdin=WARNED).exit_code == 1
    if how == "flag":
        arguments += ["--check", "number=warn"]
    elif how == "file":
        Path("briefer.toml").write_text('[check]\nnumber = "warn"\n', encoding="utf-8")
    else:
        monkeypatch.setenv("BRIEFER_CHECK", "number=warn")
    outcome = briefer(*arguments, stdin=WARNED)
    assert outcome.exit_code == 0
    assert outcome.json["verdict"] == "warn"
    assert [finding["severity"] for finding in outcome.json["findings"]] == ["warning"]


def test_a_flag_wins_over_the_file(briefer: Run, source: Path) -> None:
    """What the file lets warn, --check NAME=enforce enforces again."""
    Path("briefer.toml").write_text('[check]\nnumber = "warn"\n', encoding="utf-8")
    outcome = briefer("check", "-", "-s", source, "--strict", "--check", "number=enforce", stdin=WARNED)
    assert outcome.exit_code == 1


def test_pairs_heed_the_mode(briefer: Run, tmp_path: Path) -> None:
    """A check that only warns does so for every pair."""
    pairs = tmp_path / "pairs.jsonl"
    pairs.write_text(json.dumps({"id": "a", "source": FERRY_TEXT, "summary": WARNED}) + "\n", encoding="utf-8")
    outcome = briefer("check", "--pairs", pairs, "--check", "number=warn")
    row = json.loads(outcome.stdout)
    assert row["verdict"] == row["sentences"][0]["verdict"] == "warn"


@pytest.mark.parametrize(("mode", "said"), [("numbr=warn", "'number'"), ("number=off", "warn or enforce"), ("x", "x")])
def test_a_mode_that_is_none_is_a_line(briefer: Run, source: Path, mode: str, said: str) -> None:
    """A mistyped check or mode is exit 2 and names what was meant."""
    outcome = briefer("check", "-", "-s", source, "--check", mode, stdin=GOOD)
    assert outcome.exit_code == 2
    assert said in outcome.stderr


def test_the_note_fits_a_narrow_window() -> None:
    """Its lines are no wider than asked for; what is about a whole sentence does not say it again."""
    summary = BAD.strip() + " Penguins admired grand pianos."
    report = check_summary(summary, [ferry_article()])
    note = as_note(report, summary, [ferry_article()], 50)
    assert max(map(len, note.splitlines())) <= 50
    assert " ".join(note.split()).count("admired grand pianos") == 1


def test_the_note_on_a_brief_names_sections_and_sources(briefer: Run) -> None:
    """A finding on a statement stands under its section and number, one on the whole under no sentence."""
    article = ferry_article()
    other = build_article("The council of Lowmouth met on Monday.", title="Lowmouth")
    statement = Statement(text=BAD.strip(), paragraph=0, evidence=(), quotes=(), attribution=None)
    brief = Brief(
        headline=None, dek=None, what_happened=(statement,), who_said_what=(), what_next=(), sources=(), held=()
    )
    note = as_note(check_summary(brief, [article, other]), brief, [article, other])
    assert "What happened, sentence 1\n  > Ferry workers" in note
    assert "    source 1: Ferry workers" in note
    assert "\nWhat next?\n  ERROR section: " in note
