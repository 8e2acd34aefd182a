"""Who a page names as its authors, by markup and by the line that signs the piece."""

from __future__ import annotations

import json

import pytest

from briefer.read import article_from_html
from tests.read.samples import STORY, TITLE, URL, page


def byline(*, head="", below="", after="", site="The Velmora Herald"):
    html = page(f"{below}{STORY}", after=after, head=f'<meta property="og:site_name" content="{site}">{head}')
    return article_from_html(html, url=URL).byline


def ld(author):
    document = {"@type": "NewsArticle", "headline": TITLE, "author": author}
    return f'<script type="application/ld+json">{json.dumps(document)}</script>'


@pytest.mark.parametrize(
    "below",
    [
        '<a rel="author" href="/q">Nora Quist</a>',
        '<p class="article__byline">By Nora Quist</p>',
        '<div class="post-author-name">Nora Quist</div>',
        '<span itemprop="author"><span itemprop="name">Nora Quist</span></span>',
        '<span class="author vcard"><a class="fn">Nora Quist</a></span>',
        '<li class="elementor-widget-post__author" itemprop="author">Nora Quist</li>',
        '<p data-testid="byline">Nora Quist, chief reporter</p>',
        "<p>Von Nora Quist</p>",
        "<p>Text: Nora Quist</p>",
        "<p>Autorin: Nora Quist</p>",
        "<p><em>Par Nora Quist</em></p>",
        "<p>Geschrieben von Nora Quist am 3. Mai 2026</p>",
        "<p>By Nora Quist for the Velmora Herald</p>",
    ],
)
def test_author_is_found_in_the_markup_and_in_the_line_that_signs(below):
    """The usual marks of an author, and a line under the headline that signs the piece, name a person."""
    assert byline(below=below) == ("Nora Quist",)


@pytest.mark.parametrize(
    "below",
    [
        '<div class="comment"><a rel="author">Tom Ahle</a></div>',
        '<div class="widget recent"><span class="author">Tom Ahle</span></div>',
        '<p class="byline">By Staff</p>',
        '<p class="byline">The Velmora Herald</p>',
        '<p class="byline">velmora-herald.example</p>',
        '<a rel="author">admin</a>',
        '<a rel="author">Redaktion</a>',
        '<a rel="author">Super User</a>',
        "<p>By the time the ferry left, the harbour was full.</p>",
        "<p>Von allen guten Geistern verlassen</p>",
    ],
)
def test_what_is_no_author_names_nobody(below):
    """Comments, other stories, desks, logins, the outlet and sentences that begin with By give no name."""
    assert byline(below=below, site="Velmora Herald") == ()


@pytest.mark.parametrize("tag", ["aside", "footer", "nav"])
def test_authors_of_other_stories_name_nobody(tag):
    """What is signed in the page's frame is another story."""
    assert byline(after=f'<{tag}><a rel="author">Tom Ahle</a> <p class="byline">By Tom Ahle</p></{tag}>') == ()


def test_first_name_is_a_name_only_where_a_person_is_declared():
    """One word is a name in JSON-LD's Person or a rel=author link, and in no other place."""
    assert byline(head=ld({"@type": "Person", "name": "Nora"})) == ("Nora",)
    assert byline(below='<a rel="author">Nora</a>') == ("Nora",)
    assert byline(head=ld("Nora")) == ()
    assert byline(below='<p class="byline">Nora</p>') == ()


def test_full_name_wins_over_a_first_name():
    """A screen name that is declared gives way to the full name that stands on the page."""
    assert byline(head=ld({"@type": "Person", "name": "nquist"}), below='<p class="byline">By Nora Quist</p>') == (
        "Nora Quist",
    )


def test_two_first_names_marked_as_authors_name_nobody():
    """Several links of that kind are a list of stories or of comments."""
    assert byline(below='<a rel="author">Nora</a> <a rel="author">Tom</a>') == ()


def test_name_in_brackets_inside_a_name_stays():
    """A nickname in the middle of a name is part of it; what stands in brackets behind it is not."""
    assert byline(below='<a rel="author">Nora (N. J.) Quist (Bergport)</a>') == ("Nora (N. J.) Quist",)
