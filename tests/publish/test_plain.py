"""What may be printed on a terminal, what may be linked, and texts cut at their marks."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefer.publish.render.links import safe_link
from briefer.publish.render.segments import Mark, segment
from briefer.text.spans import Span
from briefer.text.terminal import one_line, plain

UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07after", "after"),
        ("\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\", "click"),
        ("\x9b2Jcleared", "cleared"),
        ("\x90q payload\x9cafter", "after"),
        ("\x1bPq payload\x1b\\after", "after"),
        ("\x1b(0lines\x1b(B", "lines"),
        ("\x1bcreset", "reset"),
        ("\x1b]0;never ended", "0;never ended"),
        ("real\rfake", "real\nfake"),
        ("one\r\ntwo\x85three\x0cfour", "one\ntwo\nthree\nfour"),
        ("a\u202eb\u2066c\u200ed", "abcd"),
        ("half \ud83d pair", "half \ufffd pair"),
        ("tab\tand\nline", "tab\tand\nline"),
        ("👩\u200d🔬 می\u200cخواهم café", "👩\u200d🔬 می\u200cخواهم café"),
    ],
)
def test_plain(given_text: str, expected: str) -> None:
    """Escape sequences go with their payload, line ends become one kind, what scripts need stays."""
    assert plain(given_text) == expected


@given(st.text(alphabet=st.characters() | st.sampled_from("\x1b[]\\;m\x07\x9b\x9c\x90P0K\r\u202e")))
def test_plain_is_safe_and_idempotent(text: str) -> None:
    """Nothing that a terminal obeys is left, and doing it again changes nothing."""
    once = plain(text)
    assert not UNSAFE.search(once)
    assert plain(once) == once
    assert "\n" not in one_line(text)


@pytest.mark.parametrize("unit", ["\x1b", "\x1b[", "\x1b[1;", "\x1b]", "\x1b]x", "\x9b0", "\x90"])
def test_plain_reads_beginnings_that_never_end(unit: str) -> None:
    """A long text of escape sequences that are never closed is read to its end, and is safe."""
    assert not UNSAFE.search(plain(unit * 100_000))


@pytest.mark.parametrize(
    ("url", "href", "host"),
    [
        ("https://www.example.org/a?b=c&d=e#f", "https://www.example.org/a?b=c&d=e#f", "example.org"),
        ("http://example.org:8080/x", "http://example.org:8080/x", "example.org"),
        ("https://bücher.example/ä", "https://xn--bcher-kva.example/%C3%A4", "xn--bcher-kva.example"),
        ("https://аpple.example/", "https://xn--pple-43d.example/", "xn--pple-43d.example"),
        ("https://example.org/'\"<>", "https://example.org/%27%22%3C%3E", "example.org"),
        ("http://[2001:db8::1]/x", "http://[2001:db8::1]/x", "[2001:db8::1]"),
    ],
)
def test_links(url: str, href: str, host: str) -> None:
    """An address of a source is linked in ASCII, with the host that it really leads to."""
    link = safe_link(url)
    assert link is not None
    assert (link.href, link.host) == (href, host)


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "//example.org/x",
        "https:///x",
        "https://example.org@evil.example/",
        "https://user:password@example.org/",
        "https://example.org/\r\nSet-Cookie: x",
        "https://exam ple.org/",
        "https://example.org\\@evil.example/",
        "https://example.org:port/",
        "https://[nonsense/",
        "https://\u202eexample.org/",
        "\x01https://example.org/",
        "https://" + "a" * 64 + ".example/",
    ],
)
def test_what_is_no_link(url: str | None) -> None:
    """Other schemes, hidden hosts and broken addresses are not linked."""
    assert safe_link(url) is None


@given(
    st.text(max_size=60),
    st.lists(st.tuples(st.integers(-3, 70), st.integers(-3, 70), st.sampled_from("abcd")), max_size=12),
    st.integers(0, 60),
    st.integers(0, 60),
)
def test_segments(text: str, marks: list[tuple[int, int, str]], start: int, end: int) -> None:
    """Segments join to the text, and each character carries just the labels of the marks that cover it."""
    whole = Span(*sorted((min(start, len(text)), min(end, len(text)))))
    at = whole.start
    for piece in segment(text, [Mark(*mark) for mark in marks], whole):
        assert text[at : at + len(piece.text)] == piece.text
        for place in range(at, at + len(piece.text)):
            covering = {label for a, b, label in marks if 0 <= a <= place < b <= len(text)}
            assert set(piece.labels) == covering
        at += len(piece.text)
    assert at == whole.end
