"""What stands around a story on its page: kickers, picture credits, whom the press may call. It goes to the receipt."""

from __future__ import annotations

import pytest

from briefer.read.reading import Reading, read_html, read_text
from tests.read.samples import BODY, FOURTH, LEAD, PLAIN, SECOND, STORY, THIRD, TITLE, page, paragraphs


def _pasted(*blocks: str) -> Reading:
    return read_text("\n\n".join(blocks))


def _is_whole(reading: Reading) -> bool:
    return all(text in reading.article.text for text in BODY)


def _took_out(reading: Reading, line: str) -> bool:
    removed = [entry.text for entry in reading.article.removed]
    return line not in reading.article.text and line in removed and reading.article.dek != line


@pytest.mark.parametrize(
    "kicker", ["WORLD NEWS", "Analysis", "Politics", "Business | Markets", "Exclusive", "The big story", "US & CANADA"]
)
@pytest.mark.parametrize(
    "markup",
    ["<p class='kicker'>{}</p>", "<div>{}</div>", "<span>{}</span>", "<h2>{}</h2>", "<p><a href='/s'>{}</a></p>"],
)
def test_kicker_above_the_headline_is_taken_out(kicker, markup):
    """A few words above the h1 name a section, and are no part of the story; nor is the story's title changed."""
    reading = read_html(page(STORY).replace("<h1>", f"{markup.format(kicker.replace('&', '&amp;'))}<h1>"))

    assert kicker not in reading.article.text
    assert _is_whole(reading)
    assert reading.article.title == TITLE


@pytest.mark.parametrize(
    "kicker", ["WORLD NEWS", "Analysis", "THE BIG STORY", "FOR IMMEDIATE RELEASE", "Press release"]
)
def test_kicker_above_a_pasted_headline_is_no_headline(kicker):
    """Pasted text gives the headline below the label as its title."""
    reading = read_text(f"{kicker}\n\n{PLAIN}")

    assert reading.article.title == TITLE
    assert _took_out(reading, kicker)
    assert _is_whole(reading)


def test_label_of_a_release_without_a_headline_is_no_title():
    """No title is better than one that only says what kind of text it is."""
    reading = _pasted("FOR IMMEDIATE RELEASE", *BODY)

    assert reading.article.title is None
    assert _is_whole(reading)


def test_sentence_above_the_headline_stays():
    """What is said above the headline in a sentence may be the story's own."""
    reading = read_html(
        page(STORY).replace("<h1>", "<p>The quay of Velmora has sunk by nine inches since March.</p><h1>")
    )
    assert "nine inches" in reading.article.text


CREDITS = [
    "Anna Lund / Northwire",
    "Anna Lund/Northwire",
    "(Anna Lund / Northwire)",
    "Anna van der Lund / Northwire",
    "Anna Lund | Northwire",
    "Anna Lund • Northwire",
    "Anna Lund / The Velmora Herald",
    "Anna Lund and Tom Hale / Northwire",
    "Anna Lund / Northwire via Osk Press, file",
    "Divers at the quay wall in May. Anna Lund / Northwire",
    "Divers at the quay wall on Monday (Anna Lund/Northwire)",
]


@pytest.mark.parametrize("credit", CREDITS)
def test_credit_without_by_is_taken_out(credit):
    """A name, a bar and an agency are a picture's, on a page and in pasted text, above the story and in its middle."""
    above = read_html(page(f"<img src='a.jpg'><p>{credit}</p>", STORY))
    middle = read_html(page(paragraphs(LEAD, SECOND), f"<div><p>{credit}</p></div>", paragraphs(THIRD, FOURTH)))
    pasted = _pasted(TITLE, LEAD, credit, SECOND, THIRD, FOURTH)
    on_top = _pasted(TITLE, credit, *BODY)

    for reading in (above, middle, pasted, on_top):
        assert _is_whole(reading)
        assert credit not in reading.article.text
    assert all(_took_out(reading, credit) for reading in (middle, pasted, on_top))


@pytest.mark.parametrize(
    "sentence",
    [
        "The line runs through two states (New York/New Jersey).",
        "Anna Lund / Northwire said that the quay was safe.",
        "The result was Velmora 2 / Osk 1 after extra time.",
        "The ferry sails on Mondays and/or Fridays. Anna Lund and Tom Hale were on board.",
        "“It is over,” said Anna Lund. Northwire had the picture.",
    ],
)
def test_sentence_with_a_bar_or_a_name_stays(sentence):
    """A full stop, a figure or somebody who speaks makes it the story's."""
    assert sentence in _pasted(TITLE, LEAD, sentence, SECOND, THIRD).article.text


CONTACTS = [
    "Media contact: Anna Lund, anna.lund@port.example, 555 0199",
    "Media Contact: Anna Lund",
    "Press contact: press@port.example",
    "Contact: Anna Lund, +1 555 0199",
    "For media enquiries: press@port.example",
    "Images are available on request. Media contact: press@port.example, 0900 555 0142.",
    "Pressekontakt: Anna Lund",
]


@pytest.mark.parametrize("contact", CONTACTS)
@pytest.mark.parametrize("behind", ["", "Velmora Port is a public body."], ids=["last", "not last"])
def test_whom_the_press_may_call_is_taken_out(contact, behind):
    """A line that gives the press somebody to call is taken out at a release's end."""
    lines = [contact, *([behind] if behind else [])]
    for reading in (read_html(page(STORY, paragraphs(*lines))), _pasted(PLAIN.strip(), *lines)):
        assert _is_whole(reading)
        assert _took_out(reading, contact)


@pytest.mark.parametrize(
    "sentence",
    [
        "The press contacts of the port were cut off, Brandt said.",
        "Contact: that is what the islanders of Osk have missed most.",
        "Media enquiries went unanswered on Wednesday.",
        "Residents can call the port for more information on the ferry.",
    ],
)
def test_sentence_that_speaks_of_contacts_stays(sentence):
    """The words alone, without a colon and an address, are the story's."""
    assert sentence in _pasted(PLAIN.strip(), sentence).article.text


def test_contact_in_the_first_half_stays():
    """Where the story goes on at length behind it, the line may be the story's own."""
    line = "Media contact: a phrase that nobody at the port had heard before"
    assert line in _pasted(TITLE, LEAD, line, SECOND, THIRD, FOURTH, *BODY).article.text
