"""Labels are held against their own text before anything is measured by them; each misfit names its case."""

from __future__ import annotations

import pytest

from briefer.errors import ConfigError
from briefer.evaluate.case import load_corpus
from briefer.evaluate.labels import check_labels, problems_of
from tests.evaluate.folders import BRIDGE

GOOD = """[expect]
covers = ["Engineers closed the Ostler footbridge in Wexcombe", "Cracks found by engineers in three of fourteen cables closed the Ostler footbridge"]
omits = "a new bridge"
speakers = ["Imre Sollas", "Brannoc Steel"]
numbers = ["3", "14", "1900", "1.9 thousand"]
next = "The county will publish a report on June 12"
denials = "Brannoc Steel did not respond to a request for comment"
[[claim]]
text = "The bridge has 14 cables."
holds = true
"""


def test_labels_that_fit_are_no_problem(evals):
    """Words of the article, a paraphrase of it, its names and its figures in another form all fit."""
    assert list(problems_of(evals.load("bridge", BRIDGE, GOOD))) == []


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ('[expect]\ncovers = "The mayor opened a swimming pool"', "covers asks for 'The mayor opened"),
        ('[expect]\ncovers = "Engineers closed the Ostler footbridge after finding 15 cracks"', "covers asks for"),
        ('[expect]\nnext = "The bridge will be demolished in autumn"', "next asks for"),
        ('[expect]\ndenials = "The mayor denied knowing"', "denials asks for"),
        ('[expect]\ncovers = ["Engineers closed the Ostler footbridge", " "]', "an empty phrase in covers"),
        ('[expect]\nomits = ""', "an empty phrase in omits"),
        ('[expect]\nspeakers = "Imra Sollas"', "the speaker 'Imra Sollas' is not in the article"),
        ('[expect]\nspeakers = ""', "the speaker ''"),
        ('[expect]\nnumbers = "1,901"', "the figure '1,901' is not in the article"),
        ('[expect]\nnumbers = ""', "the figure ''"),
        (
            '[expect]\ncovers = "Engineers closed the Ostler footbridge"\nomits = "ostler footbridge"',
            "'ostler footbridge' is to be omitted, and stands inside a phrase of covers",
        ),
        (
            '[expect]\nnext = "The county will publish a report on June 12"\nomits = "a report"',
            "stands inside a phrase of next",
        ),
        (
            '[expect]\ndenials = "Brannoc Steel did not respond to a request for comment"\nomits = "Brannoc Steel"',
            "stands inside a phrase of denials",
        ),
        (
            '[expect]\nspeakers = "Imre Sollas"\nomits = "Sollas"',
            "stands inside a phrase of speakers",
        ),
        ('[[claim]]\ntext = "It has 14 cables."\nholds = true\ncheck = "number"', "so it has no fault of kind 'number'"),
        ('[[claim]]\ntext = " "\nholds = false', "an empty claim"),
    ],
)  # fmt: skip
def test_a_label_that_does_not_fit_is_refused_with_its_case(evals, table, words):
    """A label that the text does not bear out measures the labeller, so the run does not start."""
    evals.case("bridge", BRIDGE, table + "\n")
    with pytest.raises(ConfigError) as caught:
        check_labels(load_corpus(evals.cases))
    assert words in str(caught.value)
    assert "bridge: " in str(caught.value)


def test_words_that_only_contain_a_label_do_not_count(evals):
    """Ana is not named by Anaheim, and "10" is not a figure of "1,900"."""
    case = evals.load("bridge", BRIDGE, '[expect]\nspeakers = "Oll"\nnumbers = "90"\n')
    assert len(list(problems_of(case))) == 2


def test_a_twin_that_is_the_attack_itself_is_refused(evals):
    """A copy of the poisoned article would always agree with it."""
    evals.case("bridge", {"article.txt": BRIDGE, "clean.txt": BRIDGE}, '[injection]\nclean = "clean.txt"\n')
    with pytest.raises(ConfigError, match="bridge: the clean twin is the poisoned article itself"):
        check_labels(load_corpus(evals.cases))


def test_many_misfits_are_five_and_a_count(evals):
    """The line stays readable: five are told, the rest counted."""
    speakers = ", ".join(f'"Nobody Known{number}"' for number in range(8))
    evals.case("bridge", BRIDGE, f"[expect]\nspeakers = [{speakers}]\n")
    with pytest.raises(ConfigError, match=r"\(and 3 more\)") as caught:
        check_labels(load_corpus(evals.cases))
    assert str(caught.value).count("is not in the article") == 5
