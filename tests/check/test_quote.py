"""Quotations: word for word or not at all."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from briefer.article import Story, build_article
from briefer.brief import FidelityReport, Finding
from briefer.check import check_text
from tests.stories import ferry_story


def quoted(words: str, story: Story | None = None, open_: str = "“", close: str = "”") -> FidelityReport:
    return check_text(f"Tolland called it {open_}{words}{close} on the quay.", story or ferry_story())


def errors(report: FidelityReport) -> list[Finding]:
    return [finding for finding in report.findings if finding.check == "quote" and finding.severity == "error"]


@pytest.mark.parametrize(("open_", "close"), [("“", "”"), ('"', '"'), ("‘", "’"), ("«", "»")])
def test_marks_of_any_kind(open_: str, close: str) -> None:
    """The source's words pass in any house's marks."""
    report = quoted("a fair and final proposal", open_=open_, close=close)
    assert report.checks["quote"].checked == 1
    assert not errors(report)


@pytest.mark.parametrize(
    "words",
    [
        "a fair and final proposal,",  # the comma is the writer's
        "That is not an offer",
        "that is not an offer",  # a capital goes with the sentence
        "not an offer … it is an insult",
        "[It] is not an offer, it is an insult",
        "That is not an offer [...] it is an insult.",
    ],
)
def test_what_a_typesetter_may_change(words: str) -> None:
    """Final marks, first capitals, ellipses and bracketed edits are no changes of words."""
    assert not errors(quoted(words))


@pytest.mark.parametrize(
    "words",
    [
        "a fair and final offer",
        "a fair, final proposal",
        "It is an insult … that is not an offer",  # the pieces are there, but in the other order
        "a fair … an insult to sailors",
        "fair and",  # a fragment is looked up by whole words, so this one stands
    ][:4],
)
def test_changed_words_fail(words: str) -> None:
    """Another word, a word left out, pieces turned round: each is an error."""
    assert errors(quoted(words))


def test_part_of_a_word_is_no_quotation() -> None:
    """Letters inside a longer word do not prove a quotation."""
    assert errors(quoted("hip had sailed"))


def test_pieces_must_share_a_passage() -> None:
    """Two far passages stitched with an ellipsis are no quotation."""
    filler = " ".join(f"The harbour was quiet for the hour numbered {n}." for n in range(60))
    story = Story((build_article(f'"We will stay out," she said. {filler} "They will pay for it," he said.'),))
    assert errors(quoted("We will stay out … They will pay for it", story))


def test_negation_left_outside_the_marks() -> None:
    """Words that the source denies, quoted without the denial, are a warning."""
    story = Story((build_article('"We will not accept this deal under any terms," Tolland said at the harbour.'),))
    findings = check_text("Tolland said she would “accept this deal” at the harbour.", story).findings
    assert any(finding.check == "quote" and "negation" in finding.message for finding in findings)


def test_the_message_shows_the_source() -> None:
    """A failed quotation comes with the nearest passage, as evidence and in words."""
    finding = errors(quoted("a fair and final offer"))[0]
    assert "fair and final proposal" in finding.message
    assert finding.evidence


WORD = re.compile(r"[a-z]{3,8}")
words_strategy = st.lists(st.from_regex(r"[a-z]{3,8}", fullmatch=True), min_size=3, max_size=12)


@given(words_strategy, st.sampled_from([" ", "\u00a0", "\n"]), st.sampled_from(['"{}"', "“{}”"]))
def test_a_planted_quotation_is_found(words: list[str], space: str, marks: str) -> None:
    """Words planted in a source are found in a summary, across spaces and marks."""
    story = Story(
        (build_article(f"The clerk read the paper aloud. “{space.join(words)},” it said. Then all went home."),)
    )
    report = check_text(f"The paper said {marks.format(' '.join(words))}.", story)
    assert report.checks["quote"].checked == 1
    assert not errors(report)


@given(words_strategy, st.data())
def test_an_altered_quotation_is_never_found(words: list[str], data: st.DataObject) -> None:
    """One word changed, and the quotation fails."""
    source = f"The clerk read the paper aloud. “{' '.join(words)},” it said. Then all went home."
    place = data.draw(st.integers(0, len(words) - 1))
    other = data.draw(st.from_regex(r"[a-z]{3,8}", fullmatch=True))
    altered = [*words[:place], other, *words[place + 1 :]]
    assume(" ".join(altered) not in source)
    report = check_text(f"The paper said “{' '.join(altered)}.”", Story((build_article(source),)))
    assert errors(report)
