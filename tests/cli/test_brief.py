"""`briefer brief` with the extractive engine: no key, no network."""

from __future__ import annotations

import email
import email.message
import email.policy
import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from briefer.brief import BriefRecord
from tests.stories import FERRY_TEXT


@pytest.fixture
def ferry(tmp_path):
    path = tmp_path / "ferry.txt"
    path.write_text("Ferry workers walk out in Norhaven\n\n" + FERRY_TEXT, encoding="utf-8")
    return path


def test_a_page_becomes_a_brief_in_three_sections(briefer, sample):
    """Headline and three headings on stdout; which engine, and how to have a model, on stderr; exit 0."""
    outcome = briefer("brief", sample)

    assert outcome.exit_code == 0
    for heading in ("What happened", "Who said what", "What next?"):
        assert heading in outcome.stdout
    assert "extractive" in outcome.stderr
    assert "OPENAI_API_KEY" in outcome.stderr
    assert "\x1b" not in outcome.stdout


def test_quiet_prints_no_notice(briefer, sample):
    """--quiet leaves stderr empty when all is well."""
    assert briefer("brief", sample, "--quiet").stderr == ""


def test_json_is_a_record_with_proof_that_holds(briefer, sample):
    """Every statement is a slice of its source, with evidence and quotations at their offsets; nothing fails."""
    record = BriefRecord.model_validate_json(briefer("brief", sample, "--format", "json", "--quiet").stdout)
    text = {article.id: article.text for article in record.articles}

    assert record.engine.name == "extractive"
    assert record.usage.calls == 0
    assert record.usage.cost_usd == 0
    assert record.fidelity.verdict in {"pass", "warn"}
    assert record.brief.held == ()
    for section in (record.brief.what_happened, record.brief.who_said_what, record.brief.what_next):
        assert section
        for statement in section:
            assert statement.evidence
            assert any(
                " ".join(statement.text.split()) in " ".join(text[one.source].split()) for one in statement.evidence
            )
            for quote in statement.quotes:
                original = text[quote.source][quote.source_start : quote.source_end]
                assert statement.text[quote.start : quote.end] == " ".join(original.split())


def test_the_page_furniture_is_in_no_brief(briefer, sample):
    """Promotion, biography, caption and related links never reach the reader."""
    record = BriefRecord.model_validate_json(briefer("brief", sample, "--format", "json", "--quiet").stdout)
    printed = " ".join(
        statement.text
        for statement in (*record.brief.what_happened, *record.brief.who_said_what, *record.brief.what_next)
    ).lower()

    assert record.articles[0].removed
    for word in ("newsletter", "sign up", "read more", "photograph", "cookie"):
        assert word not in printed


@pytest.mark.parametrize(
    ("format_", "sign"),
    [
        ("markdown", "## What happened"),
        ("html", "<!doctype html>"),
        ("text", "What happened"),
        ("json", '"briefer/brief/1"'),
    ],
)
def test_every_format_is_written_to_a_file_whole(briefer, sample, tmp_path, format_, sign):
    """-o writes the result and nothing to stdout."""
    target = tmp_path / f"brief.{format_}"
    outcome = briefer("brief", sample, "--format", format_, "-o", target)

    assert outcome.exit_code == 0
    assert outcome.stdout == ""
    assert sign.lower() in target.read_text(encoding="utf-8").lower()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_email_is_one_message_with_a_plain_twin(briefer, sample, tmp_path):
    """The .eml parses, with text and HTML of the same brief."""
    target = tmp_path / "brief.eml"
    briefer("brief", sample, "--format", "email", "-o", target, "--quiet")
    message = email.message_from_bytes(target.read_bytes(), policy=email.policy.default)

    assert message["Subject"]
    for kind in ("plain", "html"):
        body = message.get_body((kind,))
        assert isinstance(body, email.message.EmailMessage)
        assert "What happened" in body.get_content()


def test_stdin_is_a_source(briefer):
    """`-` reads the article from stdin."""
    outcome = briefer("brief", "-", "--quiet", stdin=FERRY_TEXT)

    assert outcome.exit_code == 0
    assert "Norhaven" in outcome.stdout


def test_several_sources_print_one_record_a_line_in_their_order(briefer, sample, ferry):
    """JSON lines, in the order of the arguments."""
    lines = briefer("brief", ferry, sample, "--format", "json", "--quiet").stdout.splitlines()
    titles = [json.loads(line)["articles"][0]["title"] for line in lines]

    assert len(lines) == 2
    assert titles[0] == "Ferry workers walk out in Norhaven"


def test_together_makes_one_brief_of_all_sources(briefer, sample, ferry):
    """One record, two sources, evidence in both by id."""
    record = BriefRecord.model_validate_json(
        briefer("brief", "--together", ferry, sample, "--format", "json", "--quiet").stdout
    )

    assert len(record.brief.sources) == 2
    assert {source.id for source in record.brief.sources} == {article.id for article in record.articles}


def test_the_same_text_twice_is_one_source(briefer, ferry):
    """--together of one text under two names does not count it twice."""
    record = json.loads(briefer("brief", "--together", ferry, ferry, "--format", "json", "--quiet").stdout)

    assert len(record["brief"]["sources"]) == 1


def test_of_several_sources_the_good_ones_are_printed_and_the_bad_one_named(briefer, ferry, tmp_path):
    """A missing file is exit 3 and a line on stderr; the other brief is printed all the same."""
    outcome = briefer("brief", ferry, tmp_path / "missing.txt")

    assert outcome.exit_code == 3
    assert "Norhaven" in outcome.stdout
    assert "missing.txt" in outcome.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["nowhere.html"], 3, "nowhere.html"),
        (["ftp://example.org/a"], 3, "http"),
        (["http://127.0.0.1:1/a"], 3, "--allow-private"),
        (["a.txt", "--engine", "llm"], 2, "OPENAI_API_KEY"),
        (["a.txt", "--prompt-dir", "nowhere", "--engine", "llm", "--base-url", "http://127.0.0.1:9"], 2, "nowhere"),
        (["a.txt", "-o", "no/such/folder/x"], 2, "folder"),
        (["a.txt", "--config", "nowhere.toml"], 2, "nowhere.toml"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_its_exit_code(briefer, arguments, code, words):
    """Bad input ends in one line on stderr that says what, to what, and what to do; never a traceback."""
    Path("a.txt").write_text(FERRY_TEXT, encoding="utf-8")
    outcome = briefer("brief", *arguments)

    assert outcome.exit_code == code
    assert outcome.stdout == ""
    assert words in outcome.stderr
    assert len([line for line in outcome.stderr.splitlines() if not line.startswith("briefer: engine")]) == 1


def test_an_unknown_key_in_the_configuration_names_the_nearest(briefer, ferry):
    """A typo in briefer.toml is answered with the key that was meant."""
    Path("briefer.toml").write_text('[llm]\nmodle = "x"\n', encoding="utf-8")
    outcome = briefer("brief", ferry)

    assert outcome.exit_code == 2
    assert "'model'" in outcome.stderr


def test_strict_is_exit_0_where_nothing_is_held_or_fails(briefer, sample):
    """A faithful brief passes --strict."""
    assert briefer("brief", sample, "--strict").exit_code == 0


def test_a_dry_run_of_the_extractive_engine_says_that_nothing_is_sent(briefer, sample):
    """No model, no prompt, no price."""
    outcome = briefer("brief", sample, "--dry-run")

    assert outcome.exit_code == 0
    assert "nothing" in outcome.stdout


def test_a_dry_run_shows_prompts_tokens_and_price_and_calls_nothing(briefer, sample):
    """The prompts with the fenced story, a token count and a price; the endpoint (which is not there) is not asked."""
    outcome = briefer("brief", sample, "--dry-run", "--model", "gpt-4o-mini", "--base-url", "http://127.0.0.1:9/v1")

    assert outcome.exit_code == 0
    assert "TASK: write the brief." in outcome.stdout
    assert "<<<STORY" in outcome.stdout
    assert "tokens" in outcome.stdout
    assert "$" in outcome.stdout


def test_the_extractive_engine_never_imports_the_model_client(sample, tmp_path):
    """`briefer brief FILE` without a model leaves openai unloaded."""
    program = (
        "import sys; from typer.testing import CliRunner; from briefer.cli import build_app; app = build_app(); "
        f"r = CliRunner().invoke(app, ['brief', {str(sample)!r}, '--quiet']); "
        "assert r.exit_code == 0, r.output; print([m for m in ('openai', 'tiktoken', 'genai_prices') if m in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=tmp_path)

    assert result.stdout.strip() == "[]"


def test_a_result_that_cannot_be_written_is_said_before_anything_is_done(briefer, ferry, tmp_path):
    """A folder as output is refused at once."""
    outcome = briefer("brief", ferry, "-o", tmp_path)

    assert outcome.exit_code == 2
    assert "folder" in outcome.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
def test_a_full_disk_is_a_line_and_exit_2(sample):
    """No room for the result is said in one line, without a traceback."""
    with Path("/dev/full").open("wb") as full:
        result = subprocess.run(
            [sys.executable, "-m", "briefer", "brief", str(sample), "--quiet"],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )

    assert result.returncode == 2
    assert result.stderr.decode().splitlines() == ["briefer: cannot write to stdout: No space left on device"]


def test_a_file_that_cannot_be_finished_leaves_nothing_behind(briefer, sample, tmp_path, monkeypatch):
    """A disk that fills up while the result is written leaves neither a half file nor a temporary one."""

    def no_room(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", no_room)
    outcome = briefer("brief", sample, "--quiet", "-o", tmp_path / "brief.txt")

    assert outcome.exit_code == 2
    assert "No space left" in outcome.stderr
    assert [path.name for path in tmp_path.iterdir() if "brief" in path.name] == []


def test_text_with_the_three_headings_is_split_by_them(briefer, tmp_path):
    """A piece that is already in The Week's format keeps its sections."""
    path = tmp_path / "week.txt"
    paragraphs = FERRY_TEXT.split("\n\n")
    path.write_text(
        "Ferry workers walk out\n\nWhat happened\n\n"
        + paragraphs[0]
        + "\n\nWho said what\n\n"
        + "\n\n".join(paragraphs[1:4])
        + "\n\nWhat next?\n\n"
        + paragraphs[5],
        encoding="utf-8",
    )
    record = BriefRecord.model_validate_json(briefer("brief", path, "--format", "json", "--quiet").stdout)

    assert "walked out on Tuesday" in record.brief.what_happened[0].text
    assert any("Tolland" in statement.text for statement in record.brief.who_said_what)
    assert "mediator" in record.brief.what_next[0].text
