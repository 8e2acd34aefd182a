"""Sentences and paragraphs of news text: real sentences, exact spans."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefer.text.sentences import split_paragraphs, split_sentences
from briefer.text.spans import Span


def sentences(text: str) -> list[str]:
    return [span.of(text) for paragraph in split_paragraphs(text) for span in split_sentences(text, paragraph)]


@pytest.mark.parametrize(
    "expected",
    [
        ["The U.S. economy grew.", "Gov. Wes Hale (D) signed it at 5 p.m. on Monday.", "J. K. Rowe left."],
        ["She earned $3.5 million.", "It was No. 1 in the U.S.", "The rest followed."],
        ["She arrived at 9 a.m.", "The meeting began."],
        ["It began at 9 a.m. Monday in Oslo.", "It ended at 5 p.m. ET on Friday."],
        ["Sen. Ada Lund (R-Ohio) said no.", "Rep. Jo Berg, D-Calif., said yes."],
        ["Dr. Lund met Mr. Berg Jr. in St. Louis.", "The firm, Acme Inc., failed in Oct. 2019."],
        ["OSLO (NP) — The bridge fell.", "It was old... very old.", "He paused ... and went."],
        ["“One.", "Two.", "Three,” said Lund.", "“Four.”"],
        ["“We go.”", "He left.", "“Why?” she asked.", "“Because!” he said."],
        ["“Why?” Lund asked.", "Nobody knew."],
        ["He called it “mad.”", "They agreed."],
        ["He said: “It’s over.”", "“It is not,” she said."],
        ["“We stay.” – Ada Lund"],
        ["Yoohoo! said profits rose.", "Then they fell."],
        ["He said no.", "She said yes."],
        ["It grew by 2.5 per cent.", "20 people came.", "(Nobody else did.)"],
        ["He won 3-1 vs. Bergen.", "Was it fair?!", "Yes."],
    ],
)
def test_news_sentences_are_split_where_they_end(expected):
    """Abbreviations, initials, times, offices, decimals and quotations end no sentence that goes on."""
    assert sentences(" ".join(expected)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('The text ends here.Next begins "so".And on.', ["The text ends here.", 'Next begins "so".', "And on."]),
        ("“We will.”She left.", ["“We will.”", "She left."]),
        ("See www.Herald.Com for it.", ["See www.Herald.Com for it."]),
        ("She said “no.”[1] Then she left.", ["She said “no.”[1]", "Then she left."]),
    ],
)
def test_lost_spaces_and_footnotes_are_mended(text, expected):
    """A stop that lost its space still ends its sentence; what trails a sentence belongs to it."""
    assert sentences(text) == expected


def test_lines_of_a_list_are_sentences_of_their_own():
    """A line that stands alone is no part of the next one."""
    assert sentences("- First thing\n- Second thing. With two.\n- Third") == [
        "- First thing",
        "- Second thing.",
        "With two.",
        "- Third",
    ]


def test_hard_wrapped_lines_are_one_sentence():
    """A line break in running text ends nothing."""
    text = "The bridge over the old harbour was closed on Monday\nafter an inspection. It stays closed."

    assert sentences(text) == [
        "The bridge over the old harbour was closed on Monday\nafter an inspection.",
        "It stays closed.",
    ]


def test_paragraphs_stand_between_blank_lines():
    """A blank line, spaces on it or not, ends a paragraph; offsets are exact."""
    text = "\n One two.\n \n\nThree.\nFour.\n"

    assert [span.of(text) for span in split_paragraphs(text)] == ["One two.", "Three.\nFour."]


def test_a_text_of_lines_has_a_paragraph_a_line():
    """Where no line is blank, each line that ends is a paragraph."""
    text = "One two.\nThree.\nFour."

    assert [span.of(text) for span in split_paragraphs(text)] == ["One two.", "Three.", "Four."]


PIECES = st.sampled_from(
    [
        "a",
        "B",
        " ",
        ".",
        "?",
        "!",
        "\n",
        "\n\n",
        "“",
        "”",
        '"',
        "'",
        "said",
        " no. ",
        "U.S.",
        "Mr. ",
        "5 p.m. ",
        "Hale ",
        "[1]",
        ")",
        "–",
    ]
)


@given(st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=60))
def test_spans_are_ordered_disjoint_and_leave_nothing_out(text):
    """Sentences come in order, do not overlap, and hold every character that is no white space."""
    last = 0
    covered = 0
    for paragraph in split_paragraphs(text):
        for span in split_sentences(text, paragraph):
            assert paragraph.start <= span.start < span.end <= paragraph.end
            assert span.start >= last
            assert span.of(text) == span.of(text).strip()
            assert not text[last : span.start].strip()
            last = span.end
            covered += sum(not character.isspace() for character in span.of(text))
    assert covered == sum(not character.isspace() for character in text)


def test_a_part_of_a_text_has_offsets_in_the_whole():
    """Splitting within a span gives places in the text itself."""
    text = "Nothing. One. Two."

    assert [span.of(text) for span in split_sentences(text, Span(9, len(text)))] == ["One.", "Two."]


@pytest.mark.parametrize("word", ["wall", "bank", "month", "hand", "rest", "free", "hers", "car", "low"])
@pytest.mark.parametrize("after", ["Jonas Feld left.", "“I saw it,” Feld said.", "A boat left.", "I saw it."])
def test_a_common_word_before_a_stop_is_no_short_form(word, after):
    """What the model takes for an abbreviation ends its sentence where it is a word like any other."""
    text = f"They asked the council for the {word}. {after}"
    assert [span.of(text) for span in split_sentences(text)] == [text[: -len(after) - 1], after]


@pytest.mark.parametrize("name", ["Arden Bank", "Ona Clarke", "Hexley Park", "North Yard", "Carpenter", "Antioch"])
@pytest.mark.parametrize("after", ["Jonas Feld left.", "“I saw it,” Feld said.", "Lavania answered."])
def test_a_name_before_a_stop_is_no_short_form(name, after):
    """What the model takes for an abbreviation ends its sentence where it is a name: most names are no short forms."""
    text = f"They were last seen near {name}. {after}"
    assert [span.of(text) for span in split_sentences(text)] == [text[: -len(after) - 1], after]


@pytest.mark.parametrize("word", ["Ben", "yard sale series"])
def test_what_stands_without_its_stop_elsewhere_is_a_word(word):
    """A word that no list knows is none of the short forms where the text has it without the stop."""
    end = f"They all went to see {word}. Jonas Feld left."
    assert len(split_sentences(f"They saw {word} once more. {end}")) == 3


@pytest.mark.parametrize(
    "text",
    [
        "They met Prof. Lund on Friday.",
        "It was led by the dept. Smith had left.",
        "The ship left, approx. Ten saw it.",
        "The state's Gov. Hale and Lt. Gov. Berg met Sgt. Maj. Lund and Capt. Ruud there.",
        "The film is by Halden Bros. Pictures.",
        "They drove from Troy, Mich. Smith was at the wheel, and Mich is what they call it.",
    ],
)
def test_a_short_form_still_ends_nothing(text):
    """Short forms are joined to what follows, as before."""
    assert len(split_sentences(text)) == 1
