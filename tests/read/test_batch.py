"""Many pages at once: in order, one bad one never stops the rest."""

from __future__ import annotations

import json

import pytest

from briefer.read import batch
from briefer.read.batch import read_batch
from tests.read.samples import BODY, LEAD, PLAIN, STORY, TITLE, URL, page


def line(identity, **fields):
    return json.dumps({"id": identity, **fields})


def test_each_line_gives_an_article_with_its_id_in_order():
    """Articles come out in the order of the lines, each with its own id and address."""
    lines = [line(f"n{number}", html=page(STORY), url=URL) for number in range(3)]
    found = [json.loads(out) for out in read_batch(lines)]
    assert [article["id"] for article in found] == ["n0", "n1", "n2"]
    assert all(article["schema"] == "briefer/article/1" and article["url"] == URL for article in found)
    assert found[0]["text"] == "\n\n".join(BODY)


@pytest.mark.parametrize(
    ("bad", "identity"),
    [
        ("not json", None),
        ("[1, 2]", None),
        (line("a"), "a"),
        (line("a", html=5), "a"),
        (line("a", html=""), "a"),
        (line("a", html="<html></html>"), "a"),
        (json.dumps({"html": ""}), None),
        ("{" * 5000, None),
    ],
)
def test_bad_line_is_an_error_with_its_id_and_the_rest_goes_on(bad, identity):
    """A line that cannot be read gives an error line, and the lines around it their articles."""
    first, error, last = (
        json.loads(out) for out in read_batch([line("x", html=page(STORY)), bad, line("y", text=PLAIN)])
    )
    assert (first["id"], last["id"], last["title"]) == ("x", "y", TITLE)
    assert error["id"] == identity
    assert error["error"]
    assert set(error) == {"id", "error"}


def test_half_a_surrogate_pair_does_not_end_the_batch():
    r"""`\ud800` alone, which no encoding can write, is replaced in id, address, title and text."""
    bad = '{"id":"a\\ud800","url":"https://a.example/\\ud800","title":"t\\ud800","text":"The council \\ud800 voted."}'
    article = json.loads(next(read_batch([bad])))
    assert (article["id"], article["url"], article["title"]) == ("a\ufffd", "https://a.example/\ufffd", "t\ufffd")


def test_message_names_the_line_as_an_editor_counts_it():
    """Blank lines give nothing, but they count."""
    assert "line 3 is not" in json.loads(next(read_batch(["\n", "\n", "[]"])))["error"]


def test_thin_page_is_an_article_with_its_completeness():
    """A thin or blocked page is no error in a batch."""
    thin = "<html><head><title>Just a moment...</title></head><body><p>Checking your browser.</p></body></html>"
    article = json.loads(next(read_batch([line(7, html=thin)])))
    assert article["id"] == "7"
    assert article["completeness"] == "blocked"


def test_blank_lines_are_passed_over_and_lines_are_read_lazily():
    """Empty lines give nothing, and no more lines are taken than are in flight."""
    taken = []

    def lines():
        for number in range(10_000):
            taken.append(number)
            yield "\n"
            yield line(str(number), text=LEAD)

    out = read_batch(lines(), workers=1)
    assert json.loads(next(out))["id"] == "0"
    assert len(taken) < 20


@pytest.mark.slow
def test_all_cores_keep_the_order_and_survive_a_page_that_kills_its_worker(monkeypatch):
    """With workers the order is kept, and a worker that dies costs its own page alone."""
    lines = [line(str(number), html=page(STORY)) for number in range(30)]
    assert [json.loads(out)["id"] for out in read_batch(lines, workers=2)] == [str(number) for number in range(30)]

    monkeypatch.setattr(batch, "_read", deadly_read)
    lines[17] = line("17", html="KILL")
    found = [json.loads(out) for out in read_batch(lines, workers=2)]
    assert [article["id"] for article in found] == [str(number) for number in range(30)]
    assert [article["id"] for article in found if "error" in article] == ["17"]


def deadly_read(numbered: tuple[int, str]) -> str:
    """A stand-in for a page that crashes the parser: ends the process without a word."""
    import os

    if "KILL" in numbered[1]:
        os._exit(9)
    return json.dumps({"id": json.loads(numbered[1])["id"]})


def test_page_that_takes_too_long_is_an_error(monkeypatch):
    """A page is given up after its time, and the next one is read."""

    def endless(*_args, **_kwargs):
        while True:
            pass

    monkeypatch.setattr(batch, "PAGE_TIMEOUT_S", 0.1)
    monkeypatch.setattr("briefer.read.reading.read_html", endless)
    error, article = (json.loads(out) for out in read_batch([line("a", html="x"), line("b", text=PLAIN)]))
    assert "longer than" in error["error"]
    assert article["id"] == "b"
