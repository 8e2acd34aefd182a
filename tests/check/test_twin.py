"""Claims held word by word against the sentence that they copy; claims in words of their own left in peace."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefer.article import Story, build_article
from briefer.brief import Finding
from briefer.check import SourceIndex, check_text
from briefer.check.alignment import match
from briefer.check.claims import Claim
from briefer.check.twin import Twin, twin_of
from briefer.text.opposites import opposites

TEXT = """\
The Orlen Dam lost a third of its water in nine days after a gate failed, the inspector Halvard Ostrin said on Monday. The reservoir fell by 14 metres, and about 5,200 people left Tarnby. Mayor Lise Quill accused Brackwater Power of ignoring three warnings. Brackwater Power sued Tarnby Council in 2019 over the cost of the repairs.

Quill said the company had rejected every offer. "They were not ready to listen to anybody," she told the Fellside Post. Ostrin, a former engineer at the dam, said the gate could have been replaced for $2 million. The chief executive, Dorte Malm, called the criticism "unfair" and said repairs would begin next month.

The company allegedly knew of the crack since May. It did not answer questions. Divers will inspect the second gate before the rains."""


def story() -> Story:
    return Story((build_article(TEXT),))


def twin(text: str) -> Twin | None:
    index = SourceIndex.of(story())
    claim = Claim(text=text)
    return twin_of(claim, index, match(claim.content, index).numbers)


def errors(text: str) -> list[Finding]:
    return [finding for finding in check_text(text, story()).findings if finding.severity == "error"]


def test_a_twin_shows_the_words_that_differ() -> None:
    """A copied sentence is laid beside its source, and only what differs is a change."""
    found = twin("The reservoir rose by 14 metres, and about 5,200 people left Tarnby.")
    assert found is not None
    assert [(c.claimed[0].raw, c.source[0].raw) for c in found.changes] == [("rose", "fell")]


@pytest.mark.parametrize(
    "text",
    [
        "Thousands abandoned the town once the dam gave way.",
        "Ostrin blamed a broken gate for the loss of water.",
        "Quill",
    ],
)
def test_a_claim_in_its_own_words_has_no_twin(text: str) -> None:
    """A paraphrase, or a fragment, is measured by no sentence's wording."""
    assert twin(text) is None


@pytest.mark.parametrize(
    ("text", "check"),
    [
        ("The reservoir fell by 40 metres, and about 5,200 people left Tarnby.", "number"),
        ("The reservoir fell by 14 feet, and about 5,200 people left Tarnby.", "number"),
        ("The reservoir fell by 14 metres, and about nine people left Tarnby.", "number"),
        ("Ostrin said the gate could have been replaced for €2 million.", "number"),
        ("Brackwater Power sued Tarnby Council in 2017 over the cost of the repairs.", "date"),
        ("Mayor Halvard Ostrin accused Brackwater Power of ignoring three warnings.", "name"),
        ("The reservoir fell by 14 metres, and about 5,200 people left Fellside.", "name"),
        ("Malm said the company had rejected every offer.", "name"),
        ("The treasurer, Dorte Malm, called the criticism unfair and said repairs would begin next month.", "title"),
        ("Ostrin, an engineer at the dam, said the gate could have been replaced for $2 million.", "title"),
        ("Former Mayor Lise Quill accused Brackwater Power of ignoring three warnings.", "title"),
        ("Quill said the company had never rejected every offer.", "negation"),
        ("Divers will not inspect the second gate before the rains.", "negation"),
        ("It did answer questions.", "negation"),
        ("The company knew of the crack since May.", "hedge"),
        ("Ostrin, a former engineer at the dam, said the gate had been replaced for $2 million.", "hedge"),
        ("The reservoir rose by 14 metres, and about 5,200 people left Tarnby.", "support"),
        ("Quill said the company had accepted every offer.", "support"),
        ("Divers will inspect the second gate after the rains.", "support"),
        ("Tarnby Council sued Brackwater Power in 2019 over the cost of the repairs.", "support"),
        ("The Orlen Dam lost a third of its water in nine days after a gate failed, Ostrin said on Friday.", "support"),
        (
            "The chief executive, Dorte Malm, called the criticism unfair and said repairs would begin last month.",
            "support",
        ),
        ("The company allegedly knew of the crack since May, to the delight of smugglers.", "support"),
        ("Divers will inspect the second gate before the rains using borrowed helicopters.", "support"),
        ("Quill had rejected every offer.", "support"),
        ("Brackwater Power was sued Tarnby Council in 2019 over the cost of the repairs.", "support"),
        ("It answered questions.", "negation"),
        ('Quill told the Fellside Post that they were "ready to listen to anybody".', "quote"),
        ('The chief executive, Dorte Malm, called the criticism "unfair and said repairs" would begin.', "quote"),
    ],
)
def test_a_copied_sentence_with_an_error_fails(text: str, check: str) -> None:
    """One wrong word in a copied sentence is found, by the check whose matter it is."""
    assert check in {finding.check for finding in errors(text)}


@pytest.mark.parametrize(
    "text",
    [
        "The reservoir dropped by 14 metres, and about 5,200 people left Tarnby.",
        "The reservoir fell by 14 metres, and roughly 5,000 people left Tarnby.",
        "On Monday, the inspector Halvard Ostrin said the Orlen Dam lost a third of its water in nine days.",
        "Lise Quill accused Brackwater Power of ignoring three warnings.",
        "Mayor Quill accused the company of ignoring three warnings.",
        "Tarnby Council was sued by Brackwater Power in 2019 over the cost of the repairs.",
        "The mayor said the company had rejected every offer.",
        "Quill said Brackwater Power had turned down every offer.",
        "Malm, the chief executive, called the criticism unfair and said repairs would begin next month.",
        "The company did not answer questions.",
        "It refused to answer questions.",
        "The company reportedly knew of the crack since May.",
        "The company is said to have known of the crack since May.",
        "Before the rains, divers will inspect the second gate.",
        'Quill said they were not "ready to listen to anybody".',
        'Malm denied being unready and called the criticism "unfair".',
    ],
)
def test_a_copied_sentence_in_other_words_passes(text: str) -> None:
    """What a copy editor may do to a sentence without touching its meaning is no error; the support score is apart."""
    assert not [finding for finding in errors(text) if "does not bear this out" not in finding.message]


@settings(deadline=None)  # a busy machine is no error
@given(st.permutations(range(9)))
def test_the_order_of_the_source_decides_nothing(order: list[int]) -> None:
    """A planted error is found wherever in the story the copied sentence stands."""
    article = build_article(TEXT)
    sentences = [TEXT[sentence.start : sentence.end] for sentence in article.sentences]
    moved = Story((build_article("\n\n".join(sentences[at] for at in order)),))
    if 2 in order:
        report = check_text("Mayor Halvard Ostrin accused Brackwater Power of ignoring three warnings.", moved)
        assert report.verdict == "fail"


@pytest.mark.parametrize(
    ("one", "other"),
    [("rose", "fell"), ("climbed", "dropped"), ("more", "fewer"), ("legal", "illegal"), ("approved", "rejected")],
)
def test_opposites_are_known_both_ways(one: str, other: str) -> None:
    """Words of two directions are opposites, whichever comes first; a word is none of itself or of its like."""
    assert opposites(one, other)
    assert opposites(other, one)
    assert not opposites(one, one)


@pytest.mark.parametrize(("one", "other"), [("rose", "climbed"), ("beat", "defeated"), ("it", "unit"), ("dam", "gate")])
def test_words_of_one_direction_are_no_opposites(one: str, other: str) -> None:
    """Synonyms and strangers are no opposites; "a defeat" is a loss, but who defeated has won."""
    assert not opposites(one, other)
