"""Full, thin, paywalled, blocked: how much of an article a page gave."""

from __future__ import annotations

import pytest

from briefer.read.reading import read_html
from tests.read.samples import BODY, FOURTH, LEAD, SECOND, STORY, THIRD, page, paragraphs
from tests.read.walls import ARTICLES, BLOCKED, PAYWALLED

WALLS = {
    "bot": "<html><head><title>Just a moment...</title></head><body><p>Checking your browser before you go on.</p></body></html>",
    "captcha": "<html><head><title>Velmora Herald</title></head><body><h1>Are you a robot?</h1><p>We have seen unusual traffic "
    "from your network. Please complete the security check.</p></body></html>",
    "script": "<html><head><title>Velmora Herald</title></head><body><noscript>You need to enable JavaScript to run this app."
    "</noscript><div id='root'><p>Please enable JavaScript to view this page.</p></div></body></html>",
    "consent": "<html><head><title>Velmora Herald</title></head><body><div><h2>We value your privacy</h2><p>We and our 812 "
    "partners store and/or access information on a device. You may accept all or manage your choices.</p><button>Accept all"
    "</button></div></body></html>",
    "missing": "<html><head><title>404 - Page not found</title></head><body><h1>Oops</h1><p>The page you were looking for does "
    "not exist.</p></body></html>",
    "login": "<html><head><title>Log in</title></head><body><form><p>Please log in to continue.</p><input type='text'>"
    "<input type='password'><button>Log in</button></form></body></html>",
    "denied": "<html><head><title>Access Denied</title></head><body><p>You do not have permission to see this.</p></body></html>",
}


@pytest.mark.parametrize("html", WALLS.values(), ids=WALLS.keys())
def test_wall_in_the_article_s_place_is_blocked_with_the_reason(html):
    """A bot check, a consent dialog, a soft 404 or a login is no article, and the reason says which it is."""
    reading = read_html(html)
    assert reading.article.completeness == "blocked"
    assert reading.reason


def test_article_with_a_cookie_banner_is_full():
    """A banner around a real article does not make it a wall."""
    banner = "<div class='consent'><p>We value your privacy. Accept all cookies.</p></div>"
    reading = read_html(page(STORY, STORY.replace("Velmora", "Osk"), after=banner))
    assert reading.article.completeness == "full"
    assert reading.reason is None


def test_article_about_captchas_is_full():
    """A long article that speaks of walls is not taken for one."""
    words = "The company said that its check, which asks whether you are a robot, had kept 4,000 readers out of the site on Monday."
    texts = [words.replace("Monday", f"day {day}") for day in range(12)]
    assert read_html(page(paragraphs(*texts))).article.completeness == "full"


@pytest.mark.parametrize(
    "end",
    [
        "Subscribe to continue reading.",
        "This article is for subscribers only. Already a subscriber? Log in",
        "To read the full story, start your free trial.",
        "Sie haben bereits ein Abo? Jetzt anmelden",
    ],
)
def test_text_that_breaks_off_at_an_offer_is_paywalled(end):
    """A teaser with an offer to subscribe behind it is reported as paywalled, with its words."""
    reading = read_html(page(paragraphs(LEAD, SECOND), f"<div class='wall'><p>{end}</p></div>"))
    assert reading.article.completeness == "paywalled"
    assert LEAD in reading.article.text


def test_page_that_declares_itself_not_free_is_paywalled_when_short():
    """`isAccessibleForFree: false` on a teaser is believed; on a whole article the text is."""
    head = '<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":"False"}</script>'
    assert read_html(page(paragraphs(LEAD, SECOND), head=head)).article.completeness == "paywalled"
    whole = paragraphs(*(LEAD.replace("three", str(number)) for number in range(2, 16)))
    assert read_html(page(whole, head=head)).article.completeness == "full"


def test_teaser_of_a_line_is_thin():
    """A page with a sentence and no more is thin, and the reason counts its words."""
    reading = read_html(page("<p>The harbour of Velmora is shut, the port said.</p>"))
    assert reading.article.completeness == "thin"
    assert "words" in (reading.reason or "")


@pytest.mark.parametrize("wall", BLOCKED.values(), ids=BLOCKED.keys())
def test_walls_of_many_kinds_and_languages_are_blocked(wall):
    """What stands in the article's place is named, whatever language it is in."""
    title, *lines = wall
    html = (
        f"<html><head><title>{title}</title></head><body><div><h1>{title}</h1>{paragraphs(*lines)}</div></body></html>"
    )
    reading = read_html(html)
    assert (reading.article.completeness, bool(reading.reason)) == ("blocked", True)


@pytest.mark.parametrize("end", PAYWALLED.values(), ids=PAYWALLED.keys())
def test_paywalls_of_many_languages_are_reported(end):
    """A teaser that an offer follows is paywalled, whatever language the offer is in."""
    reading = read_html(page(paragraphs(LEAD, SECOND), f"<div class='wall'><p>{end}</p></div>"))
    assert reading.article.completeness == "paywalled"


@pytest.mark.parametrize("article", ARTICLES.values(), ids=ARTICLES.keys())
@pytest.mark.parametrize("framed", [False, True], ids=["bare", "in its site"])
def test_short_article_about_walls_is_full(article, framed):
    """A report on cookies, robots or paywalls is no wall, though it has a few dozen words and a site's frame around it."""
    title, text = article
    frame = (
        "<div class='cookie'><p>We use cookies. Accept all</p></div><p>Sign in</p><p>Subscribe to our newsletter</p>"
    )
    html = (
        f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1><p>{text}</p></article>"
        f"{frame if framed else ''}</body></html>"
    )
    reading = read_html(html)
    assert (reading.article.completeness, reading.reason) == ("full", None)


MIDDLE_BOXES = {
    "donation": "<aside class='donate'><h3>Support our work</h3><p>Become a member from £3 a month.</p></aside>",
    "subscription": "<div class='box'><p>Subscribe to continue reading without advertisements.</p><p>Already a subscriber?</p></div>",
    "in the text": "<p>Subscribe now for unlimited access to all our stories.</p>",
    "meter": "<div class='meter'>You have 2 free articles left this month. Start your free trial</div>",
    "hidden": "<div style='display:none'><p>To read the full story, start your free trial.</p></div>",
    "German": "<div class='abo'><p>Sie haben bereits ein Abo? Jetzt abonnieren und weiterlesen</p></div>",
    "French": "<div><p>Déjà abonné ? Abonnez-vous pour lire tous nos articles.</p></div>",
}


@pytest.mark.parametrize("box", MIDDLE_BOXES.values(), ids=MIDDLE_BOXES.keys())
@pytest.mark.parametrize("at", [1, 2, 3])
def test_article_that_goes_on_behind_an_offer_is_full(box, at):
    """A box that asks for money in the middle of an article is no wall: the text goes on behind it."""
    parts = [paragraphs(text) for text in BODY]
    reading = read_html(page(*parts[:at], box, *parts[at:]))
    assert (reading.article.completeness, reading.reason) == ("full", None)
    assert all(text in reading.article.text for text in BODY)


@pytest.mark.parametrize("box", MIDDLE_BOXES.values(), ids=MIDDLE_BOXES.keys())
@pytest.mark.parametrize(
    "behind",
    ["", "<p>© Velmora Herald</p>", "<ul><li><a href='/a'>Ferry to Osk sails from the north basin</a></li></ul>"],
)
def test_text_that_ends_at_the_same_offer_is_paywalled(box, behind):
    """The same box is a wall where the text ends at it, whatever the page's foot says behind."""
    reading = read_html(page(paragraphs(LEAD, SECOND), box, behind))
    assert reading.article.completeness == "paywalled"


def test_box_that_the_foot_of_the_page_repeats_is_still_no_wall():
    """An offer that the text goes on behind is a box of the site, so that its second copy ends nothing either."""
    box = MIDDLE_BOXES["donation"]
    assert read_html(page(paragraphs(LEAD, SECOND), box, paragraphs(THIRD, FOURTH), box)).article.completeness == "full"


def test_other_offer_at_the_end_is_a_wall_behind_a_box_in_the_middle():
    """A box in the middle does not hide the wall at which the text ends."""
    html = page(paragraphs(LEAD), MIDDLE_BOXES["donation"], paragraphs(SECOND), MIDDLE_BOXES["subscription"])
    assert read_html(html).article.completeness == "paywalled"


def test_text_that_breaks_off_in_a_sentence_is_paywalled_wherever_the_offer_stands():
    """Dots at the end of the last paragraph say that the rest is kept back."""
    html = page(paragraphs(LEAD), MIDDLE_BOXES["subscription"], paragraphs(SECOND, THIRD[:-40] + "…"))
    assert read_html(html).article.completeness == "paywalled"


def test_offer_above_the_headline_is_a_wall_only_for_a_teaser():
    """What stands above everything may be the dialog that hides the rest, so that more than a teaser has to follow."""
    box = MIDDLE_BOXES["subscription"]
    long = paragraphs(*(LEAD.replace("three", str(number)) for number in range(2, 9)))
    assert read_html(page(box, paragraphs(LEAD, SECOND))).article.completeness == "paywalled"
    assert read_html(page(box, long)).article.completeness == "full"
