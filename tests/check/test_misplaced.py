"""Figures, dates and weekdays of the source in a place where the source has others, in words of one's own."""

from __future__ import annotations

from datetime import date

import pytest

from briefer.article import Story, build_article
from briefer.brief import Finding
from briefer.check import check_text
from briefer.check.claims import Claim
from briefer.check.clauses import apart, clause_starts
from briefer.check.index import SourceIndex
from briefer.check.misplaced import Place, better_home
from briefer.check.number_places import misplaced
from briefer.text.spans import Span
from briefer.text.words import tokenize

SOURCE = (
    "The ice rink in Lower Venn will shut on 4 May, and the swimming hall reopens on 21 June.\n\n"
    "Venn Leisure made a loss of £3.2m last year on sales of £11.5m. Its shares slid by 9 per cent before ending the day "
    "2.5 per cent down.\n\n"
    "The rink drew 41,000 visitors in its best year. The swimming hall drew 96,000 visitors in the year before it was "
    "closed for repairs.\n\n"
    "Skaters from the upper hall travel a median of 12 miles to the ice, against 3 miles for those from the lower hall.\n\n"
    "A boiler at the swimming hall burst on Tuesday. Venn Leisure said on Friday that nobody had been hurt, and that a "
    "crack had been found in one of three pumps.\n\n"
    "Pia Rask, who has run the rink since 1998, retires in the autumn. She was given a medal by the skating union in 2014."
)
CORRECTED = (
    "Orla Foods will close its bakery in Tarn this summer. The bakery in the harbour has 240 workers.\n\nAn earlier version of this article said that "
    "the bakery in the harbour has 420 workers."
)


def story_of(text: str) -> Story:
    return Story((build_article(text),))


def errors(text: str, source: str = SOURCE) -> list[Finding]:
    return [finding for finding in check_text(text, story_of(source)).findings if finding.severity == "error"]


@pytest.mark.parametrize(
    ("text", "check", "instead"),
    [
        ("The swimming hall in the town reopens on 4 May.", "date", "21 June"),
        ("Venn Leisure had sales of £3.2m.", "number", "£11.5m"),
        ("Shares in Venn Leisure ended the day 9 per cent down.", "number", "2.5 per cent"),
        ("The swimming hall had drawn 41,000 visitors before repairs.", "number", "96,000"),
        ("Skaters from the lower hall travel a median of 12 miles to the ice.", "number", "3 miles"),
        ("It was on Friday that the boiler burst at the hall for swimming.", "support", "Tuesday"),
        ("The skating union gave Pia Rask a medal in 1998.", "date", "2014"),
    ],
    ids=["date", "of", "between two words", "thing counted", "other of two", "day of the saying", "year"],
)
def test_a_value_in_anothers_place_is_an_error_that_names_the_others(text: str, check: str, instead: str) -> None:
    """A figure or date of the source is wrong where the source, saying the same, has another; the message has that."""
    found = errors(text)
    assert [finding.check for finding in found] == [check]
    assert instead in found[0].message


def test_the_evidence_is_the_right_value() -> None:
    """A finding points at the value that the source has instead."""
    (finding,) = errors("The swimming hall in the town reopens on 4 May.")
    assert [SOURCE[piece.start : piece.end] for piece in finding.evidence] == ["21 June"]


@pytest.mark.parametrize(
    "text",
    [
        "The swimming hall in the town reopens on 21 June.",
        "The ice rink will be shut from 4 May.",
        "Venn Leisure had sales of £11.5m.",
        "Venn Leisure lost £3.2m on sales of £11.5m.",
        "Shares in Venn Leisure ended the day 2.5 per cent down.",
        "At one point, shares in Venn Leisure were 9 per cent down.",
        "The swimming hall had drawn 96,000 visitors before repairs.",
        "Skaters from the lower hall travel a median of 3 miles to the ice.",
        "Skaters from the upper hall travel a median of 12 miles.",
        "It was on Tuesday that the boiler burst at the hall for swimming.",
        "Venn Leisure reported on Friday that no one was hurt.",
        "The skating union gave Pia Rask a medal in 2014.",
    ],
)
def test_a_value_in_its_own_place_is_none(text: str) -> None:
    """The same sentences with the value that belongs there have no error of numbers, dates or days."""
    assert not [
        finding for finding in errors(text) if finding.check in {"number", "date"} or "gives" in finding.message
    ]


def test_every_sentence_of_the_source_stands() -> None:
    """The source's own sentences, word for word, are never misplaced."""
    assert not errors(SOURCE.replace("\n\n", " "))


def test_all_is_not_some_of() -> None:
    """All of three pumps is an error where the source has one of three, and not where it has all of them."""
    text = "All three pumps at the swimming hall were cracked."
    assert [finding.check for finding in errors(text)] == ["number"]
    assert "one of three" in errors(text)[0].message
    assert not [f for f in errors(text, SOURCE + " All three pumps were cracked.") if f.check == "number"]


def test_what_a_correction_takes_back_bears_nothing_out() -> None:
    """A figure that only a correction quotes as wrong is wrong; the one that stands is right."""
    assert "240" in errors("The harbour bakery of Orla Foods has 420 workers.", CORRECTED)[0].message
    assert not [
        f for f in errors("The harbour bakery of Orla Foods has 240 workers.", CORRECTED) if f.check == "number"
    ]


def test_an_age_and_half_of_one_figure_are_left_alone() -> None:
    """Of people told apart by their ages the same may be said, and a score or "nine in ten" is one figure."""
    source = (
        "A 52-year-old plumber was pulled from the cellar by neighbours. A 31-year-old was hurt. Nine in ten homes in the "
        "lower town lost power. Some 400 homes in the upper town lost power. Ten people left."
    )
    index = SourceIndex.of(story_of(source))
    for text in (
        "Neighbours pulled the 31-year-old from the cellar.",
        "Nine in ten homes in the upper town lost power.",
    ):
        claim = Claim(text=text)
        for number in claim.numbers:
            places = sorted({sentence for sentence, _ in index.numbers_by_value[number.value]})
            assert misplaced(claim, number, index, places, lambda one, other: one.value == other.value) is None


def test_without_places_there_is_no_better_home() -> None:
    """Where the source has no other value, or the claim says nothing but its value, nothing is told."""
    index = SourceIndex.of(story_of(SOURCE))
    claim = Claim(text="It shuts on 4 May.")
    own = [Place(1, Span(40, 45))]
    assert better_home(claim, Span(12, 17), own, [], index) is None
    assert better_home(claim, Span(12, 17), [], own, index) is None
    assert better_home(Claim(text="On 4 May."), Span(3, 8), own, own, index) is None


def test_clauses_are_parted_by_marks_and_openers_once() -> None:
    """A comma with a "which" behind it is one boundary, a "that" one behind a verb of saying alone."""
    text = "The bank, which lost money, said on Monday that it would cut a branch that nobody used."
    starts = clause_starts(text, tokenize(text))
    assert [text[start:].split(maxsplit=1)[0] for start in starts] == ["which", "said", "that"]
    assert apart(starts, 4, text.index("lost")) == 1
    assert apart(starts, text.index("cut"), text.index("used")) == 0


def test_a_day_word_of_the_source_may_mean_the_claims_weekday() -> None:
    """A "tonight" in the home sentence may be the claim's Thursday, whether the day of the story is known or not."""
    source = (
        "The flower show in Venn, which was to open on Tuesday at noon, will now open tonight. Rain had flooded the tents "
        "by Thursday morning."
    )
    text = "The flower show in Venn is to open on Thursday."
    for published in (date(2026, 6, 18), None):
        story = Story((build_article(source, published=published),))
        assert not [f for f in check_text(text, story).findings if "something else" in f.message]
    assert check_text(text, Story((build_article(source, published=date(2026, 6, 17)),))).verdict == "fail"
