"""When a page says that it was published, and what is no word of it."""

from __future__ import annotations

import re
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefer.read import article_from_html, dates
from briefer.read.dates import date_in_path, read_date, starts_with_date
from tests.read.samples import STORY, TITLE, URL, page


def published(*, head="", above="", below="", story=STORY, after="", url=URL):
    heading = f"{above}<h1>{TITLE}</h1>" if above else ""
    return article_from_html(page(f"{heading}{below}{story}", head=head, after=after), url=url).published


@pytest.mark.parametrize(
    "parts",
    [
        {"below": "<p>Nora Quist, 3 May 2026</p>"},
        {"below": "<div>03.05.26</div>"},
        {"below": "<span>Veröffentlicht am 3. Mai 2026, geändert am 3. Mai 2026</span>"},
        {"below": '<abbr class="published" title="2026-05-03">Sunday</abbr>'},
        {"below": '<span class="post-date">May 3rd, 2026</span>'},
        {"above": "<h2>Sonntag, 3. Mai 2026</h2>"},
        {"url": "https://herald.example/2026/05/03/ferry-strike/"},
        {"story": STORY.replace("<p>", "<p>BERGPORT, May 3, 2026 — ", 1)},
        {"story": STORY.replace("<p>", "<p>3. Mai 2026. ", 1)},
    ],
    ids=["line", "dotted", "words", "abbr", "class", "above", "path", "dateline", "opening"],
)
def test_day_of_publication_is_found_where_pages_put_it(parts):
    """Lines by the headline, marks, the page's own address and a dateline each give the day."""
    assert published(**parts) == date(2026, 5, 3)


@pytest.mark.parametrize(
    "parts",
    [
        {"below": "<p>Last updated: 3 May 2026</p>"},
        {"below": '<span class="date">Aktualisiert am 3. Mai 2026</span>'},
        {"head": '<meta property="article:modified_time" content="2026-05-03T10:00:00Z">'},
        {"after": "<footer><span class='date'>© 3 May 2026</span></footer>"},
        {"after": "<div class='related'><span class='date'>3 May 2026</span></div>"},
        {"url": "https://herald.example/2026/05/ferry-strike"},
        {"url": "https://herald.example/2026/13/45/ferry-strike/"},
        {"story": STORY + "<p>The ferry has run since 3 May 2026 without a pause, the harbour office said.</p>"},
    ],
    ids=["updated", "changed", "modified", "footer", "related", "month", "no day", "in the story"],
)
def test_other_days_are_no_day_of_publication(parts):
    """Changes, the frame, other stories and what the story tells give none."""
    assert published(**parts) is None


def test_what_is_declared_wins_over_what_stands_on_the_page():
    """A meta element's moment is taken before any visible date or the address."""
    head = '<meta property="article:published_time" content="2026-05-02T22:10:00+02:00">'
    found = published(head=head, below="<p>3 May 2026</p>", url="https://herald.example/2026/05/04/x/")
    assert found == datetime.fromisoformat("2026-05-02T22:10:00+02:00")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("1.2.03", date(2003, 2, 1)), ("1.2.98", date(1998, 2, 1)), ("1.2.345", None), ("31.2.26", None)],
)
def test_year_of_two_digits_is_read_behind_dots_alone(text, expected):
    """Dotted dates put the day first, so two digits can only be the year."""
    assert read_date(text) == expected


@given(st.from_regex(dates._MAIL, fullmatch=True))
def test_usual_date_of_a_feed_is_what_the_library_reads(text):
    """The quick way to read a mail's date gives what the library's long one gives, a day that is none included."""
    quick = read_date(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dates, "_MAIL", re.compile("(?!)"))
        assert read_date(text) == quick


def test_unknown_zone_is_no_zone():
    """`-0000` says that nobody knows the zone: the day alone is kept."""
    assert read_date("Mon, 04 May 2026 09:00:00 -0000") == date(2026, 5, 4)
    assert read_date("Mon, 04 May 2026 09:00:00 +0530") == datetime.fromisoformat("2026-05-04T09:00:00+05:30")


def test_address_with_two_days_gives_none():
    """An archive's address that holds another date beside the story's says nothing for certain."""
    assert date_in_path("/2026/05/03/x/") == date(2026, 5, 3)
    assert date_in_path("/2026/05/03/copy/2024/01/02/x/") is None


def test_sentence_that_begins_with_a_date_is_no_dateline():
    """A day is a dateline's only where a dash, a bracket or a full stop sets it off."""
    assert starts_with_date("3 May 2026 was the last day of the ferry.") is None
    assert starts_with_date("(3 May 2026) The ferry stopped.") == date(2026, 5, 3)
