"""The cleaner on blocks: what goes, what stays, what the receipt says."""

from __future__ import annotations

import pytest

from briefer.read.blocks import Block, Shape
from briefer.read.clean import clean_blocks
from briefer.read.reading import article_from_text
from tests.read.samples import BODY, DEK, FOURTH, LEAD, SECOND, THIRD, TITLE


def clean(*texts, **known):
    return clean_blocks([Block(text) if isinstance(text, str) else text for text in texts], **known)


@pytest.mark.parametrize(
    ("noise", "kind"),
    [
        ("Sign up for our free newsletter and get the best of the coast every morning", "promo"),
        ("Get the news of the coast delivered directly to your inbox.", "promo"),
        ("Subscribe now for unlimited access", "promo"),
        ("Follow us on Twitter and Facebook", "promo"),
        ("Download our app for breaking news", "promo"),
        ("Advertisement", "ad"),
        ("Story continues below advertisement", "ad"),
        ("Share this article", "share"),
        ("Facebook Twitter WhatsApp Email Copy link", "share"),
        ("148 comments", "comments"),
        ("Leave a comment", "comments"),
        ("Read more: Ferry fares go up again", "related"),
        ("READ ALSO: Storm takes the roof off the fish hall", "related"),
        ("Related articles", "related"),
        ("Updated 14:32, 3 April 2026", "timestamp"),
        ("2 hours ago", "timestamp"),
        ("5 min read", "timestamp"),
        ("Photo: Velmora Herald / Nora Quist", "caption"),
        ("A diver at the quay wall on Monday. (Photo by Nora Quist)", "caption"),
        ("We use cookies to improve your visit. Accept all cookies or manage your preferences.", "consent"),
        ("© 2026 Velmora Herald", "furniture"),
    ],
)
def test_furniture_in_mid_text_is_taken_out_under_its_kind(noise, kind):
    """A block that is furniture by its own words goes, and the prose around it stays."""
    kept, removed = clean(LEAD, SECOND, noise, THIRD, FOURTH)
    assert [block.text for block in kept] == list(BODY)
    assert [(entry.kind, entry.text) for entry in removed] == [(kind, noise)]


@pytest.mark.parametrize(
    "sentence",
    [
        "“Sign up for the newsletter if you want to know,” the mayor told the meeting, to laughter.",
        "The union said it had signed up 400 members in a week, most of them by e-mail.",
        "More than 2,000 people have subscribed to the scheme since it was announced in March.",
        "Share prices fell.",
        "The advertisement ran for three weeks in four newspapers before it was withdrawn.",
        "Comments by the minister drew criticism from both sides of the house.",
        "Cookies and cakes were handed out to the crews while they waited for the ferry.",
        "She is a reporter who was arrested in the square on Monday, her lawyer said.",
        "Read the letter, she said, and then decide.",
        "Related companies will be taxed as one from next year.",
        "In 2019 the photo was sold for 3 million crowns.",
        "What next?",
        "Who said what",
        "He won.",
    ],
)
def test_real_sentence_that_looks_like_furniture_stays(sentence):
    """Words of promos and share bars inside the story's own sentences cost nothing."""
    kept, removed = clean(LEAD, sentence, SECOND, THIRD, FOURTH)
    assert sentence in [block.text for block in kept]
    assert removed == ()


@pytest.mark.parametrize(
    "sentence",
    [
        "The licence covers premises that must close by midnight, and licensing rules will be read out to the owners.",
        "The group says it retrieved forty pages of contracts from a skip behind the harbour office.",
        "Figures supplied by the port show eleven landings a day, and data supplied by pilots show twelve.",
        "We accept all the findings of the inquiry and have begun to act on them.”",
        "People are angry and I feel let down.”",
        "The site is dated to the ninth century and is the largest of its kind on the coast.",
        "The document was found in a drawer, and the material is now with the police.",
        "It is a work of fiction that has been translated into four languages since the spring.",
        "Let's not forget the old quarrel with your other half about who buys the batteries.",
        "Looking through hundreds of postcards in our collections, it was hard to decide.",
    ],
)
def test_last_sentence_of_a_pasted_story_stays_beside_a_promo(sentence):
    """Words that news and page furniture share do not condemn a sentence, whatever stands behind it."""
    text = "\n\n".join((*BODY, sentence, "Sign up to our daily newsletter and never miss a story."))
    assert sentence in article_from_text(text).text


def test_sign_up_box_takes_its_slogan_its_name_and_its_repeats_along():
    """What stands around a sign-up line and only appeals to the reader belongs to it."""
    box = (
        "The Herald",
        "Leave the noise behind. Get the facts of the coast, and what they mean for you.",
        "Sign up for The Herald's free newsletters",
        "From the morning tide to the weekly catch, get the best of the coast sent directly to your inbox.",
        "From the morning tide to the weekly catch, get the best of the coast sent directly to your inbox.",
    )
    kept, removed = clean(LEAD, SECOND, *box, THIRD, FOURTH)
    assert [block.text for block in kept] == list(BODY)
    assert [entry.text for entry in removed] == list(box)


def test_section_heading_beside_a_sign_up_box_stays():
    """A heading of the story that happens to stand over a promo is not the promo's."""
    kept, _ = clean(LEAD, SECOND, "What next?", "Sign up for our free newsletter", THIRD, FOURTH)
    assert "What next?" in [block.text for block in kept]


def test_bio_and_glued_headlines_behind_the_story_go():
    """An author's bio and a list of headlines glued to their standfirsts are cut as one tail."""
    bio = (
        "Nora has worked as a reporter and editor at the Herald since 2008. She covers the coast and its harbours. Her "
        "career began at a wire service."
    )
    items = [
        Block("Ferry fares: who pays?Feature The council has no answer to a simple question", Shape.ITEM),
        Block("Storm takes the roof offSpeed Read The fish hall will be closed until June", Shape.ITEM),
        Block("Is the north basin deep enough?TALKING POINT Crews have their doubts. A survey is due.", Shape.ITEM),
    ]
    kept, removed = clean(*BODY, bio, *items)
    assert [block.text for block in kept] == list(BODY)
    assert [entry.kind for entry in removed] == ["bio", "related", "related", "related"]


def test_list_that_belongs_to_the_story_stays():
    """Items that are sentences, or that the story announces, are kept."""
    items = [
        Block("The ferry to Osk will leave from the north basin at 6 a.m.", Shape.ITEM),
        Block("Fishing boats may enter until nightfall.", Shape.ITEM),
    ]
    kept, removed = clean(LEAD, SECOND, "From Monday:", *items, THIRD)
    assert len(kept) == 6
    assert removed == ()


def test_second_copy_of_a_block_goes():
    """A paragraph that stands twice is kept once."""
    kept, removed = clean(LEAD, SECOND, LEAD, THIRD)
    assert [block.text for block in kept] == [LEAD, SECOND, THIRD]
    assert [(entry.kind, entry.text) for entry in removed] == [("duplicate", LEAD)]


def test_headline_and_standfirst_are_not_repeated_in_the_text():
    """Headline and standfirst at the top of the body are taken out of it."""
    kept, _ = clean(Block(TITLE, Shape.HEADING), Block(DEK, Shape.HEADING), *BODY, title=TITLE, dek=DEK)
    assert [block.text for block in kept] == list(BODY)


def test_text_of_nothing_but_furniture_is_left_alone():
    """Where all of it would go, the rules do not fit, and nothing goes."""
    kept, removed = clean("Advertisement", "Share this article")
    assert len(kept) == 2
    assert removed == ()


def test_receipt_and_text_together_lose_no_word():
    """Every block that went in comes out, as text or in the receipt."""
    noise = "Sign up for our newsletter"
    article = article_from_text("\n".join((TITLE, DEK, *BODY[:2], noise, *BODY[2:], "Read more: Ferry fares go up")))
    everything = article.text + " ".join(entry.text for entry in article.removed)
    assert all(text in everything for text in (*BODY, noise, "Read more: Ferry fares go up"))
