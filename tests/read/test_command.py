"""`briefer read`: what it prints, where, and how it ends."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.read.samples import BODY, LEAD, STORY, TITLE, URL, page
from tests.servers.pages import Page, PageServer


@pytest.fixture
def story(tmp_path):
    path = tmp_path / "story.html"
    path.write_text(page(STORY), encoding="utf-8")
    return path


def test_text_is_headline_and_paragraphs(briefer, story):
    """The default format is the article as a person reads it."""
    got = briefer("read", story)
    assert got.exit_code == 0
    assert got.stdout.startswith(TITLE + "\n\n")
    assert "\n\n".join(BODY) in got.stdout


def test_markdown_marks_the_headline(briefer, story):
    """Markdown begins with a heading."""
    assert briefer("read", story, "--format", "markdown").stdout.startswith(f"# {TITLE}\n\n")


def test_json_is_an_article(briefer, story):
    """JSON is the Article contract, with the address that was given."""
    article = briefer("read", story, "--format", "json", "--url", URL).json
    assert article["schema"] == "briefer/article/1"
    assert (article["title"], article["url"]) == (TITLE, URL)
    assert article["text"] == "\n\n".join(BODY)


def test_stdin_is_read(briefer):
    """`-` reads what is piped in."""
    assert LEAD in briefer("read", "-", stdin=page(STORY).encode()).stdout


def test_output_goes_to_the_file_alone(briefer, story, tmp_path):
    """`-o` writes the file and prints nothing."""
    out = tmp_path / "article.json"
    got = briefer("read", story, "--format", "json", "-o", out)
    assert got.stdout == ""
    assert json.loads(out.read_text(encoding="utf-8"))["title"] == TITLE


def test_escape_sequences_of_the_page_do_not_reach_the_terminal(briefer, tmp_path):
    """A page cannot move the cursor or set the window's title of who reads it."""
    path = tmp_path / "evil.txt"
    path.write_text(f"{LEAD} \x1b]0;owned\x07\x1b[2J\x9b31m {BODY[1]}\n", encoding="utf-8")
    out = briefer("read", path).stdout
    assert "\x1b" not in out
    assert "\x9b" not in out


def test_thin_page_is_exit_3_with_the_reason(briefer, tmp_path):
    """A thin page is refused in one line; `--allow-thin` prints it."""
    path = tmp_path / "thin.html"
    path.write_text(page("<p>The harbour of Velmora is shut, the port said.</p>"), encoding="utf-8")
    got = briefer("read", path)
    assert got.exit_code == 3
    assert got.stdout == ""
    assert "thin" in got.stderr
    assert got.stderr.count("\n") == 1
    assert briefer("read", path, "--allow-thin").exit_code == 0


def test_url_is_read_only_where_private_addresses_are_allowed(briefer):
    """A loopback page is refused, and read with `--allow-private`."""
    with PageServer({"/story": Page(page(STORY))}) as server:
        assert briefer("read", server.url("/story")).exit_code == 3
        got = briefer("read", server.url("/story"), "--allow-private", "--format", "json")
    assert got.json["url"] == server.url("/story")


@pytest.mark.parametrize("arguments", [("missing.html",), ("http://127.0.0.1:1/",), ("ftp://example.org/",)])
def test_source_that_cannot_be_read_is_one_line_and_exit_3(briefer, arguments):
    """Missing files and refused addresses say so in one line."""
    got = briefer("read", *arguments)
    assert got.exit_code == 3
    assert got.stderr.startswith("briefer: ")
    assert got.stderr.count("\n") == 1


@pytest.mark.parametrize("arguments", [(), ("a.html", "--batch", "b.jsonl")])
def test_one_source_or_a_batch_is_asked_for(briefer, arguments):
    """Neither and both are usage errors."""
    assert briefer("read", *arguments).exit_code == 2


@pytest.mark.parametrize("to_file", [False, True])
def test_batch_prints_one_line_for_each_page_in_order(briefer, tmp_path, to_file):
    """A batch gives Articles and error lines in the order of its lines, on stdout or in a file."""
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    rows = [{"id": "a", "html": page(STORY), "url": URL}, {"id": "b"}, {"id": "c", "html": page(STORY)}]
    source.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    got = briefer("read", "--batch", source, *(("-o", out) if to_file else ()))
    assert got.exit_code == 0
    lines = [json.loads(line) for line in (out.read_text(encoding="utf-8") if to_file else got.stdout).splitlines()]
    assert [line["id"] for line in lines] == ["a", "b", "c"]
    assert "error" in lines[1]
    assert lines[2]["text"] == "\n\n".join(BODY)
    assert "2 of 3" in got.stderr
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_batch_that_is_not_there_is_exit_3(briefer):
    """A missing batch file is a source that cannot be read."""
    assert briefer("read", "--batch", "missing.jsonl").exit_code == 3


def test_reading_a_file_needs_neither_the_network_client_nor_a_model_client(story):
    """A local file is read without importing httpx2 or openai."""
    code = (
        "import sys\nfrom briefer.__main__ import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "sys.exit(5 if {'httpx2', 'openai'} & set(sys.modules) else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code, "read", str(story)], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert LEAD.encode() in done.stdout
