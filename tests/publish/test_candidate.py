"""Candidates: what two addresses of one article have in common."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefer.publish import candidate
from briefer.publish.candidate import address_key
from briefer.read.entries import PLAIN_ADDRESS


@given(st.from_regex(PLAIN_ADDRESS, fullmatch=True))
def test_a_plain_address_is_known_by_what_the_parser_makes_of_it(url):
    """The quick way to an address's key gives what the parser's long one gives."""
    quick = address_key(url)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(candidate, "PLAIN_ADDRESS", re.compile("(?!)"))
        assert address_key(url) == quick


@pytest.mark.parametrize("url", ["http://[::1]:8080/a", "https://example.org?a=1", "https://example.org/caf\u00e9"])
def test_any_address_has_a_key_that_keeps_what_it_names(url):
    """An address in figures, one without a path and one in other letters are known by host, path and query."""
    assert (
        address_key(url)
        == {
            "http://[::1]:8080/a": "::1:8080/a",
            "https://example.org?a=1": "example.org/?a=1",
            "https://example.org/caf\u00e9": "example.org/caf\u00e9",
        }[url]
    )
