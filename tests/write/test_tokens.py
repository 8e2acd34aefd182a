"""Tokens are counted offline, exactly where an encoding is at hand, and never fail to be."""

from __future__ import annotations

import hashlib
import inspect
import re
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import tiktoken
import tiktoken.load
from hypothesis import given
from hypothesis import strategies as st
from tiktoken_ext import openai_public  # type: ignore[import-untyped]

from briefer.write import tokens
from briefer.write.tokens import ENCODING_FILES, count_tokens, estimate_tokens

NEWS = (
    "Dockworkers at the Port of Marwick began a second week of strikes on Monday after talks collapsed. "
    "“We are not against machines,” said Grete Solberg, who leads the union’s 3,400 members.\n\n"
) * 20


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """Each test finds its counters anew."""
    tokens._counter.cache_clear()
    yield
    tokens._counter.cache_clear()


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Tiktoken with an empty folder for its encodings, and a network that fails the test."""

    def connect(*_: object) -> None:
        raise AssertionError("the network was used")

    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(tiktoken.load, "read_file", connect)
    return tmp_path


@pytest.mark.parametrize("name", sorted(ENCODING_FILES))
def test_the_file_names_and_digests_are_tiktokens_own(name: Any) -> None:
    """If tiktoken moves an encoding, this fails before anything is downloaded unasked."""
    source = inspect.getsource(getattr(openai_public, name))
    addresses = re.findall(r'"(https://[^"]+)"', source)
    file_name, digest = ENCODING_FILES[name]

    assert file_name in {hashlib.sha1(address.encode()).hexdigest() for address in addresses}  # noqa: S324 - tiktoken's
    assert f'"{digest}"' in source


@pytest.mark.usefixtures("offline")
@pytest.mark.parametrize(
    ("model", "method", "exact"),
    [
        ("gpt-4o-mini", "toktok o200k_base", True),
        ("openai/gpt-5", "toktok o200k_base", True),
        ("gpt-4", "toktok cl100k_base", True),
        ("gpt-4.1", "toktok o200k_base", True),
        ("gpt-3.5-turbo", "toktok cl100k_base", True),
        ("llama3.1", "toktok o200k_base, approximate", False),
        (None, "toktok o200k_base, approximate", False),
    ],
)
def test_without_tiktokens_files_the_packaged_encoding_counts(model: Any, method: str, exact: bool) -> None:
    """No download: the wheel's encoding, named, and marked as approximate for other makers' models."""
    count = count_tokens("The ferry stays in port.", model)

    assert (count.tokens, count.method, count.exact) == (6, method, exact)


def test_a_damaged_file_of_tiktokens_is_left_alone(offline: Path) -> None:
    """Tiktoken would delete it and download another; it is neither used nor deleted."""
    name = ENCODING_FILES["o200k_base"][0]
    (offline / name).write_bytes(b"damaged")

    assert count_tokens("The ferry stays in port.", "gpt-4o").method == "toktok o200k_base"
    assert (offline / name).read_bytes() == b"damaged"


def test_tiktoken_counts_where_its_file_is_there(offline: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An encoding that lies in tiktoken's folder, whole, is what counts."""
    ranks = b"".join(b"%s %d\n" % (__import__("base64").b64encode(bytes([mark])), mark) for mark in range(256))
    monkeypatch.setitem(
        tokens.ENCODING_FILES,
        "o200k_base",
        (ENCODING_FILES["o200k_base"][0], hashlib.sha256(ranks).hexdigest()),
    )
    name = ENCODING_FILES["o200k_base"][0]
    (offline / name).write_bytes(ranks)
    small = tiktoken.Encoding(
        "small",
        pat_str=r"[\s\S]",
        mergeable_ranks={bytes([mark]): mark for mark in range(256)},
        special_tokens={},
    )
    monkeypatch.setattr(tiktoken, "get_encoding", lambda _: small)

    count = count_tokens("Ferry", "gpt-4o")
    assert (count.tokens, count.method) == (5, "tiktoken o200k_base")


@pytest.mark.usefixtures("offline")
@pytest.mark.parametrize("value", ["", "/nonexistent/folder"])
def test_a_folder_that_is_switched_off_or_missing_is_none(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    """An empty TIKTOKEN_CACHE_DIR makes tiktoken download each time, so it is not asked."""
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", value)

    assert count_tokens("Ferry", "gpt-4o").method == "toktok o200k_base"


@pytest.mark.usefixtures("offline")
def test_without_any_encoding_the_estimate_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither package: a number that is labelled, near the truth and rather above it."""
    exact = count_tokens(NEWS, "gpt-4o").tokens
    tokens._counter.cache_clear()
    monkeypatch.setitem(sys.modules, "toktok", None)
    count = count_tokens(NEWS, "gpt-4o")

    assert (count.method, count.exact) == ("estimate", False)
    assert exact <= count.tokens <= 1.6 * exact


@pytest.mark.parametrize(
    "text", ["港口罢工进入第二周。" * 50, "Портовики бастуют вторую неделю. " * 50, "항만 파업 " * 50]
)
def test_the_estimate_knows_other_scripts(text: str) -> None:
    """Wide characters cost a token each or so, not a quarter."""
    exact = count_tokens(text, "gpt-4o").tokens

    assert 0.8 * exact <= estimate_tokens(text) <= 3 * exact


@pytest.mark.parametrize(
    "text",
    ["", "\ud83d", "<|endoftext|>", "\x00" * 10, "a" * 300_000, " " * 300_000, "🧠" * 10_000, "é" * 100_001],
)
def test_no_text_makes_counting_fail(text: str) -> None:
    """Lone surrogates, special tokens, endless runs: a count, quickly."""
    count = count_tokens(text, "gpt-4o")

    assert (count.tokens == 0) == (text == "")


@given(st.text(max_size=300))
def test_a_count_is_never_more_than_the_bytes(text: str) -> None:
    """A token holds at least one byte."""
    count = count_tokens(text, "gpt-4o").tokens

    assert count <= len(text.encode("utf-8", "replace"))
    assert estimate_tokens(text) >= 0
