"""A clause has the subject that it has in the source."""

from __future__ import annotations

import pytest

from briefer.article import build_article
from briefer.check import check_summary

SOURCE = """Estmark summoned the ambassador of neighbouring Lavania on Wednesday. “The crew are safe and warm,” the ambassador, \
Odile Brannock, said.

Odile Brannock is the longest-serving envoy in the capital."""


def objections(claim: str) -> list[str]:
    report = check_summary(claim, [build_article(SOURCE)])
    return [finding.message for finding in report.findings if "a whole sentence of the source" in finding.message]


@pytest.mark.parametrize(
    "claim",
    [
        "“The crew are safe and warm,” said Estmark summoned the ambassador of neighbouring Lavania on Wednesday.",
        "“The crew are safe and warm,” said Odile Brannock is the longest-serving envoy in the capital.",
        "“The crew are safe” said Odile Brannock is the longest-serving envoy in the capital.",
    ],
)
def test_a_sentence_in_the_speakers_place_is_an_error(claim):
    """Each word of it is the source's own, and together they say nothing."""
    assert len(objections(claim)) == 1


@pytest.mark.parametrize(
    "claim",
    [
        "“The crew are safe and warm,” said Odile Brannock, the ambassador of neighbouring Lavania, on Wednesday.",
        "Odile Brannock said: “The crew are safe and warm.” Estmark summoned the ambassador of neighbouring Lavania on Wednesday.",
        "“The crew are safe and warm,” she said. Odile Brannock is the longest-serving envoy in the capital.",
    ],
)
def test_a_speaker_with_an_office_is_none(claim):
    """Nor is a sentence that follows by itself."""
    assert objections(claim) == []
