"""Planted errors: each changes the meaning, is labelled where it stands, and comes out the same for a seed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefer.article import build_article
from briefer.evaluate import CLASSES, Given, Mutant, MutantClass, given_of, interval, measure, mutate
from briefer.evaluate.detect import wilson
from briefer.text.dates import find_dates
from briefer.text.names import find_names, namesakes
from briefer.text.numbers import find_numbers
from tests.stories import ferry_article

OTHER = """\
The orchard fair at Selby Moor drew 1,900 visitors on Sunday, its organiser Pell Garrow said. Judges tasted forty kinds of cider before they chose a winner. "Nobody expected rain to be kind to us," Garrow told reporters. The prize, worth $300, went to Ona Birch of Lower Cray. President Ivo Stenmark opened the fair on 4 May 2024. It could move to a larger field, and ticket prices rose by 6 percent. Birch beat Garrow by two points. Garrow allegedly sold the old press. "We will never trade the orchard for a car park," Birch added. The fair would be moved to Upper Cray if the council approves the sale of the moor. The fair committee asked the council in June for 300 trees. A storm in 1998 injured 12 stallholders and felled 90 trees."""


def orchard() -> Given:
    return given_of(build_article(OTHER))


def ferry() -> Given:
    return given_of(
        ferry_article(), ("About 4,300 passengers were stranded when ferry workers in Norhaven walked out.",)
    )


def planted(name: MutantClass, seed: int = 0) -> list[Mutant]:
    given = orchard()
    return list(mutate(given, given.sentences, seed=seed, classes=[name], other=ferry()))


@pytest.mark.parametrize("name", CLASSES)
def test_every_class_is_planted_where_it_says(name: MutantClass) -> None:
    """Each class gives errors in a text that has what it needs, and the label points at the changed words."""
    found = planted(name)
    assert found
    for mutant in found:
        assert mutant.mutant_class == name
        assert mutant.summary != mutant.original
        rest = mutant.summary[: mutant.start], mutant.summary[mutant.end :]
        assert mutant.original.startswith(rest[0])
        assert mutant.original.endswith(rest[1])


@pytest.mark.parametrize("seed", range(5))
def test_a_number_is_another_value(seed: int) -> None:
    """The planted number is worth something else than every number of the original."""
    for mutant in planted("number", seed):
        values = {number.value for number in find_numbers(mutant.original)}
        assert {number.value for number in find_numbers(mutant.summary)} != values


@pytest.mark.parametrize("seed", range(5))
def test_a_day_is_another_day(seed: int) -> None:
    """The planted date or weekday means other days than the original's."""
    today = date(2024, 5, 8)
    for name in ("date", "day"):
        for mutant in planted(name, seed):
            before = [mention.days for mention in find_dates(mutant.original, today)]
            assert [mention.days for mention in find_dates(mutant.summary, today)] != before


@pytest.mark.parametrize("seed", range(5))
def test_a_name_is_not_an_alias(seed: int) -> None:
    """The planted name cannot mean whom the old one meant."""
    for name in ("name", "speaker"):
        for mutant in planted(name, seed):
            old = find_names(
                mutant.original[
                    mutant.start : mutant.start + len(mutant.original) - len(mutant.summary) + mutant.end - mutant.start
                ]
            )
            new = find_names(mutant.summary[mutant.start : mutant.end])
            if len(old) == len(new) == 1 and old[0].words[0] != new[0].words[0]:
                assert not namesakes(old[0].words, new[0].words)


@pytest.mark.parametrize("seed", range(5))
def test_a_condition_is_told_as_so(seed: int) -> None:
    """What follows "if" stands there without it, or what would follow from it is told as done."""
    for mutant in planted("condition", seed):
        assert "if" in mutant.original.split()
        assert "if" not in mutant.summary.split()
        assert "would" not in mutant.summary.split() or "because" in mutant.summary.split()


@pytest.mark.parametrize("seed", range(5))
def test_a_body_and_a_measure_are_the_articles_own(seed: int) -> None:
    """The planted body is another one that the article tells of, the planted thing counted is counted there elsewhere."""
    for mutant in planted("body", seed):
        assert {mutant.summary[mutant.start : mutant.end].lower()} <= {"the council", "the fair committee"}
    for mutant in planted("measure", seed):
        assert mutant.summary[mutant.start : mutant.end] in {"visitors", "trees", "stallholders", "killed", "wages"}


def test_an_article_gives_the_same_errors_whatever_is_asked_beside() -> None:
    """Errors depend on seed, text and class alone: fewer classes plant the same ones, another seed others."""
    given = orchard()
    every = [m for m in mutate(given, given.sentences, seed=7) if m.mutant_class == "number"]
    alone = list(mutate(given, given.sentences, seed=7, classes=["number"]))
    assert every == alone
    assert {m.summary for m in alone} != {m.summary for seed in range(1, 4) for m in planted("number", seed)}


def test_no_english_words_are_planted_in_other_languages() -> None:
    """In a German text only what needs no English words is planted."""
    german = given_of(
        build_article(
            "Die Fähre nach Nordhafen fuhr am Montag nicht, und 430 Menschen warteten im Hafen auf die Abfahrt der Schiffe. "
            "Der Sprecher der Reederei sagte, dass die Gespräche mit der Gewerkschaft noch nicht beendet sind und weiter gehen."
        )
    )
    assert {m.mutant_class for m in mutate(german, german.sentences, seed=1)} <= {"number", "quote-word"}


def test_what_is_planted_is_found_and_the_rest_left_alone() -> None:
    """Of a plain story nearly all errors are found, and none of its own sentences fails."""
    measured = measure([orchard(), ferry()], seed=0)
    assert measured.alarms.hits == 0
    found = sum(one.found.hits for one in measured.classes)
    tries = sum(one.found.tries for one in measured.classes)
    assert found >= 0.95 * tries
    assert tries == len(measured.mutants)
    assert len(measured.missed) == tries - found


def test_summaries_are_measured_apart() -> None:
    """With summaries given, errors are planted in these and not in the article's sentences."""
    measured = measure([ferry()], seed=0, classes=["number"], summaries=True)
    assert {mutant.original for mutant in measured.mutants} == set(ferry().summaries)
    assert measured.alarms.tries == 1


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=12))
@settings(deadline=None)
def test_an_interval_holds_its_rate(counts: list[tuple[int, int]]) -> None:
    """The share lies inside its interval, and the interval inside 0 to 1."""
    rate = interval([(min(hits, tries), tries) for hits, tries in counts])
    assert 0.0 <= rate.low <= rate.high <= 1.0
    if rate.share is not None:
        assert rate.low - 1e-9 <= rate.share <= rate.high + 1e-9


def test_wilson_is_wilson() -> None:
    """The interval of 8 in 10 is the published one, and that of nothing tried is everything."""
    low, high = wilson(8, 10)
    assert (round(low, 3), round(high, 3)) == (0.490, 0.943)
    assert wilson(0, 0) == (0.0, 1.0)
