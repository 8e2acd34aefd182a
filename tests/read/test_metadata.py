"""What a page says of itself, and what it does not."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from briefer.read.dates import read_date
from briefer.read.markup import parse_html
from briefer.read.metadata import read_metadata
from briefer.read.people import people
from tests.read.samples import STORY, TITLE, URL, page


def metadata(head="", body=STORY, url=URL):
    tree = parse_html(page(body, head=head))
    assert tree is not None
    return read_metadata(tree, url=url)


def ld(document):
    return (
        f'<script type="application/ld+json">{document if isinstance(document, str) else json.dumps(document)}</script>'
    )


ARTICLE = {
    "@type": "NewsArticle",
    "headline": TITLE,
    "datePublished": "2026-04-01T08:30:00+02:00",
    "author": [{"@type": "Person", "name": "Nora Quist"}, {"@type": "Person", "name": "Tom Ahle"}],
    "publisher": {"@type": "Organization", "name": "Velmora Herald"},
}


@pytest.mark.parametrize(
    "document",
    [
        ARTICLE,
        [{"@type": "WebSite", "name": "x"}, ARTICLE],
        {"@context": "https://schema.org", "@graph": [{"@type": "BreadcrumbList"}, ARTICLE]},
        {"@type": "WebPage", "mainEntity": ARTICLE},
        json.dumps(ARTICLE)[:-1] + ",}",
        "<!-- " + json.dumps(ARTICLE) + " -->",
        json.dumps(ARTICLE) + ";",
        {**ARTICLE, "@type": ["NewsArticle", "Article"]},
        {**ARTICLE, "@type": "http://schema.org/ReportageNewsArticle"},
    ],
    ids=["plain", "list", "graph", "nested", "trailing comma", "comment", "semicolon", "types", "address"],
)
def test_json_ld_gives_people_outlet_and_time(document):
    """Every usual shape of JSON-LD, and the usual mistakes in it, give the same metadata."""
    found = metadata(ld(document))
    assert found.byline == ("Nora Quist", "Tom Ahle")
    assert found.outlet == "Velmora Herald"
    assert found.published == datetime.fromisoformat("2026-04-01T08:30:00+02:00")


def test_author_by_reference_is_looked_up_in_the_graph():
    """An author given by @id is the node with that @id."""
    graph = [{**ARTICLE, "author": {"@id": "#nora"}}, {"@type": "Person", "@id": "#nora", "name": "Nora Quist"}]
    assert metadata(ld({"@graph": graph})).byline == ("Nora Quist",)


@pytest.mark.parametrize(
    "document",
    [
        "{",
        "[" * 5000,
        '{"@type": 5}',
        '{"@type":"NewsArticle","author":{"@id":[1]},"publisher":{"@id":{}}}',
        "null",
        '"x"',
        "[[],{}]",
        '{"@type":"NewsArticle","headline":{"a":1},"author":7,"datePublished":[[]],"publisher":[1]}',
    ],
)
def test_broken_json_ld_is_passed_over(document):
    """What is no JSON, or no metadata, is left alone and the visible page still counts."""
    assert metadata(ld(document)).title == TITLE


def test_page_that_says_nothing_gives_nothing():
    """Unknown is None: no date, no author and no outlet are made up."""
    tree = parse_html(f"<html><body><p>{STORY}</p></body></html>")
    assert tree is not None
    found = read_metadata(tree)
    assert (found.title, found.dek, found.byline, found.outlet) == (None, None, (), None)
    assert (found.published, found.language, found.url, found.free) == (None, None, None, None)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (
            "<meta property='article:published_time' content='2026-04-01T06:30:00Z'>",
            datetime(2026, 4, 1, 6, 30, tzinfo=UTC),
        ),
        ("<meta name='date' content='2026-04-01'>", date(2026, 4, 1)),
        ("<meta name='date' content='2026-04-01T10:00:00'>", date(2026, 4, 1)),
        ("<meta itemprop='datePublished' content='1 April 2026'>", date(2026, 4, 1)),
    ],
)
def test_date_of_a_meta_element_is_kept_as_the_page_gave_it(head, expected):
    """A time with its zone stays one; without a zone only the day is known."""
    assert metadata(head).published == expected


def test_visible_byline_and_time_are_read_where_nothing_is_declared():
    """Who signs and when is read from the page itself where its head is silent."""
    body = (
        "<p class='byline'>By <a rel='author' href='/nq'>Nora Quist</a></p><time datetime='2026-04-01'>1 April</time>"
        + STORY
    )
    found = metadata(body=body)
    assert found.byline == ("Nora Quist",)
    assert found.published == date(2026, 4, 1)


@pytest.mark.parametrize(
    ("title", "site", "expected"),
    [
        ("Harbour shut - Velmora Herald", "Velmora Herald", "Harbour shut"),
        ("Harbour shut | The Velmora Herald", "Velmora Herald", "Harbour shut"),
        ("Velmora Herald: Harbour shut", "Velmora Herald", "Velmora Herald: Harbour shut"),
        ("Harbour shut – for three weeks", "Velmora Herald", "Harbour shut – for three weeks"),
        ("Harbour shut | News | Velmora Herald", "Velmora Herald", "Harbour shut | News"),
    ],
)
def test_site_name_is_cut_from_the_title(title, site, expected):
    """The outlet's name behind a separator is no part of the headline; anything else is."""
    html = (
        f"<html><head><title>{title}</title><meta property='og:site_name' content='{site}'></head><body></body></html>"
    )
    tree = parse_html(html)
    assert tree is not None
    assert read_metadata(tree).title == expected


def test_visible_headline_wins_over_a_search_title():
    """The heading on the page is the headline, not the longer title made for search engines."""
    assert metadata("<meta property='og:title' content='Velmora harbour news: all you need'>").title == TITLE


@pytest.mark.parametrize(
    ("canonical", "expected"),
    [
        ("https://www.velmora-herald.example/harbour", "https://www.velmora-herald.example/harbour"),
        ("https://velmora-herald.example/harbour", "https://velmora-herald.example/harbour"),
        ("/2026/harbour", "https://www.velmora-herald.example/2026/harbour"),
        ("https://evil.example/harbour", URL),
        ("javascript:alert(1)", URL),
        ("https://user@velmora-herald.example/harbour", URL),
        ("https://www.velmora-herald.example/", URL),
        ("http://[", URL),
    ],
)
def test_canonical_address_is_believed_for_its_own_site_alone(canonical, expected):
    """A page cannot claim another site's address, nor one that is no web address."""
    assert metadata(f'<link rel="canonical" href="{canonical}">').url == expected


@pytest.mark.parametrize(
    ("lang", "expected"),
    [("en", "en"), ("en_US", "en-US"), ("DE-at", "de-AT"), ("zh-hant-tw", "zh-Hant-TW"), ("x!", None), ("", None)],
)
def test_language_is_a_bcp_47_tag_or_none(lang, expected):
    """The page's language comes out in the usual case, and nonsense as None."""
    tree = parse_html(f"<html lang='{lang}'><body><p>x</p></body></html>")
    assert tree is not None
    assert read_metadata(tree).language == expected


@pytest.mark.parametrize(
    ("byline", "expected"),
    [
        ("By Nora Quist", ("Nora Quist",)),
        ("BY NORA QUIST", ("NORA QUIST",)),
        ("Nora Quist and Tom Ahle", ("Nora Quist", "Tom Ahle")),
        ("By Nora Quist, Tom Ahle & Ana de la Vega", ("Nora Quist", "Tom Ahle", "Ana de la Vega")),
        ("Nora Quist, Transport Correspondent", ("Nora Quist",)),
        ("Nora Quist for the Velmora Herald", ("Nora Quist",)),
        ("Nora Quist in Osk", ("Nora Quist",)),
        ("Nora Quist (Reuters)", ("Nora Quist",)),
        ("By Nora Quist | Reuters", ("Nora Quist",)),
        ("Von Jörg Müller-Lüdenscheidt", ("Jörg Müller-Lüdenscheidt",)),
        ("J. R. Stone", ("J. R. Stone",)),
        ("Sinéad O’Brien", ("Sinéad O’Brien",)),
        ("Nora Quist, Jr.", ("Nora Quist",)),
        ("Staff", ()),
        ("Herald Staff Reporters", ()),
        ("Associated Press", ()),
        ("Velmora Herald", ()),
        ("Editorial Board", ()),
        ("https://example.org/nora", ()),
        ("3 min read", ()),
        ("", ()),
    ],
)
def test_byline_gives_people_and_no_desks(byline, expected):
    """Names come out alone; roles, places, agencies and desks do not."""
    assert people([byline], own=["Velmora Herald"]) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-04-01", date(2026, 4, 1)),
        ("20260401", date(2026, 4, 1)),
        ("2026-04-01T10:00", date(2026, 4, 1)),
        ("2026-04-01 10:00:00+0200", datetime.fromisoformat("2026-04-01T10:00:00+02:00")),
        ("2026-04-01T10:00:00.123Z", datetime(2026, 4, 1, 10, tzinfo=UTC)),
        ("Wed, 01 Apr 2026 10:00:00 GMT", datetime(2026, 4, 1, 10, tzinfo=UTC)),
        ("April 1, 2026", date(2026, 4, 1)),
        ("1st of April", None),
        ("1. April 2026, 10:00 Uhr", date(2026, 4, 1)),
        ("1 de abril de 2026", date(2026, 4, 1)),
        ("01.04.2026", date(2026, 4, 1)),
        ("03/04/2026", None),
        ("13/04/2026", date(2026, 4, 13)),
        ("04/13/2026", date(2026, 4, 13)),
        ("2026-13-01", None),
        ("2026-02-30T10:00Z", None),
        ("yesterday", None),
        ("", None),
        ("x" * 500, None),
        ("1 April 2026, updated 2 April 2026", None),
    ],
)
def test_date_is_read_only_where_it_can_mean_one_day(text, expected):
    """Every usual spelling gives its date; what could be two days, or none, gives None."""
    assert read_date(text) == expected
