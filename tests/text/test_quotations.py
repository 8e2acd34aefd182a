"""Quotations by their marks alone: every kind of mark, nesting, paragraphs, slips, and what is no quotation."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefer.text.quotations import Quotation, find_quotations


def inside(text: str) -> list[str]:
    return [quotation.span.of(text) for quotation in find_quotations(text)]


def kinds(text: str) -> list[str]:
    return [quotation.kind for quotation in find_quotations(text)]


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ('"', '"'),
        ("“", "”"),
        ("‘", "’"),
        ("'", "'"),
        ("„", "“"),
        ("„", "”"),
        ("«", "»"),
        ("« ", " »"),
        ("»", "«"),
        ("‹", "›"),
        ("”", "”"),
        ("``", "''"),
        ("``", '"'),
        ("`", "'"),
        ("「", "」"),
        ("‘‘", "’’"),
        ("“", '"'),
        ("“", "’’"),
    ],
)
def test_every_kind_of_mark_is_known(opening, closing):
    """Whatever marks a house sets, the words between them are found, and the marks are left out."""
    text = f"The mayor said: {opening}We will rebuild the bridge.{closing} Then she left."
    (quotation,) = find_quotations(text)

    assert quotation.span.of(text) == "We will rebuild the bridge."
    assert quotation.outer.of(text) == f"{opening}We will rebuild the bridge.{closing}"
    assert quotation.kind == "direct"


@pytest.mark.parametrize(
    "text",
    [
        "They don't know that the '90s were the workers' best years, rock 'n' roll and all.",
        "The Smiths' house isn’t the O’Neills’ and ‘twas never theirs.",
        'It is 6\'2" tall and 5\' 11" wide, on a 12" stand.',
        "Trump 's men did n't see the workers ' rights .",
        "The dogs' bowls and the cats' beds are the bosses' own.",
        "Class of '08, give 'em hell 'til the end.",
        "",
        "   ",
    ],
)
def test_apostrophes_and_inches_are_no_quotations(text):
    """A clipped word, a possessive, a year, feet and inches quote nobody."""
    assert inside(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("'I don't know the workers' rights,' said the boss.", ["I don't know the workers' rights,"]),
        ("They were called 'scroungers' by the bosses' union.", ["scroungers"]),
        ("He called them 'scroungers' and 'liars.'", ["scroungers", "liars."]),
        ("‘It’s the Joneses’ turn,’ she said, ‘isn’t it?’", ["It’s the Joneses’ turn,", "isn’t it?"]),
        ("Mayor: 'We won't pay'", ["We won't pay"]),
        ("'Never again', says minister", ["Never again"]),
        ("She said: 'He is the boss'.", ["He is the boss"]),
    ],
)
def test_single_marks_are_told_from_apostrophes(text, expected):
    """British marks pair although apostrophes stand between them."""
    assert inside(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\"I told him 'no' and left,\" Reyes said.", ["I told him 'no' and left,", "no"]),
        ("'She said \"no\" twice,' Hale said.", ['She said "no" twice,', "no"]),
        (
            "“He said ‘we will “never” pay’,” she said.",
            ["He said ‘we will “never” pay’,", "we will “never” pay", "never"],
        ),
        ('"I said "no" to him," she said.', ['I said "no" to him,', "no"]),
        ("„Er sagte ‚nein‘ zu mir“, sagte sie.", ["Er sagte ‚nein‘ zu mir", "nein"]),
    ],
)
def test_nested_quotations_are_found_with_their_own_kind(text, expected):
    """What is quoted inside a quotation is an entry of its own, marked as nested."""
    assert inside(text) == expected
    assert kinds(text)[1:] == ["nested"] * (len(expected) - 1)


def test_a_quotation_over_paragraphs_is_one():
    """The mark repeated at each paragraph goes on with the quotation, and the last closing mark ends it."""
    text = "“We waited.\n\n“Nobody came.\n\n“So we left,” said Hale.\n\nThe bridge is “closed”."

    assert inside(text) == ["We waited.\n\n“Nobody came.\n\n“So we left,", "closed"]


def test_british_marks_over_paragraphs_are_one():
    """Single marks repeat at each paragraph too."""
    text = "‘We waited.\n\n‘Nobody came, so we didn’t stay.’\n\nThat was all."

    assert inside(text) == ["We waited.\n\n‘Nobody came, so we didn’t stay."]


def test_paragraphs_run_together_keep_one_quotation():
    """Where paragraphs were joined, the repeated mark opens nothing new."""
    assert inside("'We waited. 'Nobody came. 'So we left,' said Hale.") == ["We waited. 'Nobody came. 'So we left,"]


def test_a_paragraph_without_its_mark_is_bridged():
    """A quotation left open, with its closing mark in the next paragraph, is one."""
    text = 'Hale said: "It was a long day.\n\nWe are tired but proud."\n\nThe end.'

    assert inside(text) == ["It was a long day.\n\nWe are tired but proud."]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('Hale said: "We will stay.\n\nThe bridge is closed.', ["We will stay."]),
        ('"We will stay, she said.\n\nThe bridge is "closed".', ["We will stay,", "closed"]),
        ('"We will stay, she said. "You will not."', ["We will stay,", "You will not."]),
        ("“We will stay. The bridge is closed.", ["We will stay. The bridge is closed."]),
    ],
)
def test_an_unclosed_mark_never_swallows_the_rest(text, expected):
    """A quotation that nobody closed ends with its paragraph, or where the writer's own words set in."""
    assert inside(text) == expected


def test_a_mark_set_too_early_still_opens():
    """said," [He] went on" is one quotation with a space on the wrong side."""
    assert inside('Hale said," [He] liked the way it looked". She smiled.') == ["[He] liked the way it looked"]


def test_a_line_break_behind_the_opening_mark_is_forgiven():
    """Where the opening mark was left at the end of the line before, the quotation is still found."""
    text = 'He was glad."\nWe are ready for it," said Hale."\nWe have waited long."'

    assert inside(text) == ["We are ready for it,", "We have waited long."]


def test_a_double_mark_closes_what_a_single_one_opened_by_a_slip():
    """A slip between the two kinds of mark loses nothing."""
    assert inside("Somebody says, 'Thank you, your work is great.\"\n\nThat is all.") == [
        "Thank you, your work is great."
    ]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('"We will rebuild the bridge," Hale said.', "direct"),
        ('Hale said it "will take years to rebuild".', "direct"),
        ('Hale said: "No."', "direct"),
        ('Mayor: "We won\'t pay"', "direct"),
        ('Hale said, "Stay put," and left.', "direct"),
        ('Hale called it "madness".', "fragment"),
        ('Hale called it "madness."', "fragment"),
        ('a "more general reflection" is needed', "fragment"),
        ('They sang "Danny Boy", "Respect" and "Moon River".', "fragment"),
    ],
)
def test_kind_tells_a_clause_from_woven_words(text, kind):
    """A sentence or a clause is direct; a few words in the writer's sentence are a fragment."""
    assert kinds(text)[0] == kind


TEXTS = st.text(alphabet=st.sampled_from(list("ab .,?\n“”‘’\"'«»„`6")), max_size=60)


@given(TEXTS)
def test_spans_are_ordered_nested_and_in_bounds(text):
    """Quotations come in order, none crosses another, none is empty or begins or ends with white space."""
    around: list[Quotation] = []
    last = -1
    for quotation in find_quotations(text):
        span, outer = quotation.span, quotation.outer
        assert 0 <= outer.start < span.start < span.end <= outer.end <= len(text)
        assert outer.start > last
        last = outer.start
        assert span.of(text) == span.of(text).strip() != ""
        while around and around[-1].outer.end <= outer.start:
            around.pop()
        assert not around or around[-1].outer.contains(outer)
        assert (quotation.kind == "nested") == bool(around)
        around.append(quotation)


WORDS = st.lists(
    st.sampled_from(["we", "will", "not", "go", "home", "until", "the", "bridge", "is", "open", "again"]),
    min_size=1,
    max_size=9,
)


@given(WORDS, st.sampled_from([("“", "”"), ('"', '"'), ("«", "»"), ("„", "“"), ("``", "''")]), WORDS)
def test_a_planted_quotation_is_found_exactly(words, marks, before):
    """Words set between marks in running text are found, to the character."""
    said = " ".join(words)
    text = f"{' '.join(before)} said {marks[0]}{said}{marks[1]} and left."

    assert inside(text) == [said]
