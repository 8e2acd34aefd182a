"""Gathering from a real server: what comes in, what is left out, and that nobody waits for the bad ones."""

from __future__ import annotations

import asyncio
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from briefer.errors import ConfigError
from briefer.publish.candidate import address_key, refuse_link
from briefer.publish.gather import Gathered, gather
from briefer.publish.store import Store
from briefer.read.feeds import parse_feed
from briefer.read.lanes import Lanes
from briefer.settings import FeedTable, Settings
from tests.servers.feeds import (
    BILLION_LAUGHS,
    NOW,
    RSS_TYPE,
    WEB_PAGE,
    XXE,
    bomb,
    conditional,
    full_text,
    item,
    rss,
    rss_page,
)  # fmt: skip
from tests.servers.pages import Page, PageServer, Request, break_off, redirect, stall_after

OPEN = Settings.model_validate({"allow_private": True, "fetch_timeout_s": 10})


async def collect(server: PageServer, *feeds: FeedTable | str, store=None, settings=OPEN, **options) -> Gathered:
    tables = [FeedTable(url=server.url(feed)) if isinstance(feed, str) else feed for feed in feeds]
    given: dict[str, Any] = {"now": NOW, "max_age_hours": 36, "lanes": Lanes(delay_s=0, patience_s=0.2)} | options
    return await gather(tables, settings=settings, store=store, **given)


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "store.sqlite3") as store:
        yield store


def titles(gathered: Gathered) -> list[str]:
    return [candidate.entry.title for candidate in gathered.candidates]


# --- what comes in ---------------------------------------------------------------------------------


async def test_candidates_carry_what_the_configuration_says():
    """Outlet, family, section and weight are the feed's row's; an unnamed feed is known by its title and host."""
    with PageServer({"/a": rss_page(item()), "/b": rss_page(item("Other", "https://example.net/o"))}) as server:
        named = FeedTable(url=server.url("/a"), outlet="The Post", family="Quay Media", section="Ports", weight=1.5)
        got = await collect(server, named, "/b")
    first, second = got.candidates

    assert (first.outlet, first.family, first.section, first.weight) == ("The Post", "Quay Media", "Ports", 1.5)
    assert (second.outlet, second.family, second.section) == ("Calderwick Post", "127.0.0.1", None)
    assert first.seen_at == NOW
    assert (got.feeds, got.feeds_failed, got.outage) == (2, 0, False)


async def test_an_outlet_is_its_own_family_where_none_is_named():
    """Two feeds of one outlet do not confirm each other."""
    with PageServer({"/a": rss_page(item())}) as server:
        got = await collect(server, FeedTable(url=server.url("/a"), outlet="The Post"))

    assert got.candidates[0].family == "The Post"


@pytest.mark.parametrize("kind", ["text/html", "text/plain", "application/octet-stream", "image/png", None])
async def test_a_wrong_content_type_does_not_cost_the_feed(kind):
    """The bytes say what they are."""
    with PageServer({"/a": Page(rss([item()]), content_type=kind)}) as server:
        assert titles(await collect(server, "/a")) == ["Basin to reopen"]


async def test_relative_links_start_where_the_feed_was_found():
    """After a redirect it is the last address that counts."""
    with PageServer({"/old": redirect("/new/feed"), "/new/feed": rss_page(item(link="story"))}) as server:
        got = await collect(server, "/old")

        assert got.candidates[0].entry.url == server.url("/new/story")


# --- dates -----------------------------------------------------------------------------------------


async def test_undated_future_and_stale_entries_are_dropped_and_counted():
    """Each reason has its number, and what is left is of today."""
    page = rss_page(
        item("Fresh", "https://example.org/1", hours_ago=35.9),
        item("An hour early", "https://example.org/2", hours_ago=-1.9),
        item("Undated", "https://example.org/3", hours_ago=None),
        item("Future", "https://example.org/4", hours_ago=-2.1),
        item("Stale", "https://example.org/5", hours_ago=36.1),
        item("Next year", "https://example.org/6", hours_ago=-9_000),
    )
    with PageServer({"/a": page}) as server:
        got = await collect(server, "/a")

    assert titles(got) == ["Fresh", "An hour early"]
    assert got.dropped == {"dated in the future": 2, "older than 36 hours": 1, "undated": 1}


@pytest.mark.parametrize(
    ("day", "hour", "kept"),
    [
        ("2026-05-04", 6, True),
        ("2026-05-03", 6, True),
        ("2026-05-02", 6, False),  # it ended 30 hours ago, even in UTC
        ("2026-05-05", 7, False),
        ("2026-05-05", 8, True),  # it begins in two hours, in the first of the time zones
    ],
)
async def test_a_day_without_a_time_counts_to_its_end(day, hour, kept):
    """With 27 hours, yesterday is in and the day before is not; tomorrow is, once it dawns somewhere."""
    page = rss_page(item(hours_ago=None, extra=f"<pubDate>{day}</pubDate>"))
    with PageServer({"/a": page}) as server:
        got = await collect(server, "/a", now=NOW.replace(hour=hour), max_age_hours=27)

    assert bool(got.candidates) is kept


# --- the same entry --------------------------------------------------------------------------------


async def test_one_entry_in_two_feeds_is_counted_once():
    """The same address, with another tracker, scheme or www, and the same id and title at one outlet, are one."""
    guid = '<guid isPermaLink="false">n-1</guid>'
    routes = {
        "/world": rss_page(
            item("Basin", "https://www.example.org/a?utm_source=rss&id=1"),
            item("Lock", "https://example.org/l", extra=guid),
        ),
        "/ports": rss_page(
            item("Basin", "http://example.org/a/?id=1&at_medium=RSS"),
            item("Lock", "https://m.example.org/l", extra=guid),
            item("Other", "https://example.org/a?id=2"),
        ),
    }
    with PageServer(routes) as server:
        tables = [FeedTable(url=server.url(path), outlet="The Post", section=path) for path in routes]
        got = await collect(server, *tables)

    assert [(c.entry.title, c.section) for c in got.candidates] == [
        ("Basin", "/world"),
        ("Lock", "/world"),
        ("Other", "/ports"),
    ]
    assert got.dropped == {"there twice": 2}


async def test_the_same_id_at_another_outlet_is_another_entry():
    """Numbers are only a feed's own."""
    guid = '<guid isPermaLink="false">1</guid>'
    routes = {"/a": rss_page(item("A", "https://a.example/1", extra=guid)),
              "/b": rss_page(item("A", "https://b.example/1", extra=guid))}  # fmt: skip
    with PageServer(routes) as server:
        got = await collect(server, *(FeedTable(url=server.url(path), outlet=path) for path in routes))

    assert len(got.candidates) == 2


@pytest.mark.parametrize("query", ["?utm_source=rss", "?UTM_Source=rss&fbclid=1", "?utm_medium", "?"])
def test_what_only_tracks_readers_is_no_part_of_an_address(query):
    """The same page is one entry, whatever its feed adds to count readers by."""
    assert address_key(f"https://example.org/a{query}") == address_key("https://example.org/a")


@pytest.mark.parametrize(
    ("one", "other"), [("/?1", "/?2"), ("/a?b=1&utm_id=2", "/a"), ("/a", "/A"), ("/a?p=", "/a"), (":8080/a", "/a")]
)
def test_addresses_that_differ_in_more_than_tracking_stay_apart(one, other):
    """A query without a name, the case of a path, an empty value and a port are part of an address."""
    assert address_key(f"https://example.org{one}") != address_key(f"https://example.org{other}")


async def test_a_feed_that_is_configured_twice_is_fetched_once():
    """The first row counts."""
    with PageServer({"/a": rss_page(item())}) as server:
        rows = [FeedTable(url=server.url("/a"), section=name) for name in ("World", "Ports")]
        got = await collect(server, *rows)

    assert [candidate.section for candidate in got.candidates] == ["World"]
    assert (got.feeds, len(server.requests)) == (1, 1)


# --- asking again ----------------------------------------------------------------------------------


def validators(requests: list[Request]) -> list[tuple[str | None, str | None]]:
    return [(one.headers.get("if-none-match"), one.headers.get("if-modified-since")) for one in requests]


async def test_a_feed_that_did_not_change_gives_its_entries_all_the_same(store):
    """The second request is conditional; 304 gives what the first gave, final address and all."""
    modified = "Mon, 04 May 2026 04:00:00 GMT"
    first = rss_page(item(link="story"), **{"ETag": '"v1"', "Last-Modified": modified})
    with PageServer({"/old": redirect("/f/new"), "/f/new": first}) as server:
        before = await collect(server, "/old", store=store)
        server.routes["/f/new"] = Page(status=304, content_type=None)
        server.requests.clear()
        after = await collect(server, "/old", store=store)

        assert validators(server.requests) == [('"v1"', modified)] * 2
    assert after.candidates == before.candidates != ()
    assert (before.unchanged, after.unchanged, after.problems) == (0, 1, ())


async def test_a_changed_feed_replaces_what_was_kept(store):
    """A new ETag is what the next request names; a feed that names none is asked for in full."""
    with PageServer({"/a": rss_page(item(), ETag='"v1"')}) as server:
        await collect(server, "/a", store=store)
        server.routes["/a"] = rss_page(item("New"), ETag='"v2"')
        await collect(server, "/a", store=store)
        server.routes["/a"] = rss_page(item("Newer"))
        assert titles(await collect(server, "/a", store=store)) == ["Newer"]
        await collect(server, "/a", store=store)

    assert [etag for etag, _ in validators(server.requests)] == [None, '"v1"', '"v2"', None]


async def test_an_error_page_vouches_for_nothing(store):
    """A page in a feed's place is not kept, whatever ETag it has; what was kept before stays good."""
    with PageServer({"/a": rss_page(item(), ETag='"v1"')}) as server:
        await collect(server, "/a", store=store)
        server.routes["/a"] = Page(WEB_PAGE, headers={"ETag": '"error"'})
        assert (await collect(server, "/a", store=store)).outage
        server.routes["/a"] = Page(status=304, content_type=None)
        assert titles(await collect(server, "/a", store=store)) == ["Basin to reopen"]

    assert [etag for etag, _ in validators(server.requests)] == [None, '"v1"', '"v1"']


async def test_damage_in_the_store_costs_one_full_answer(store):
    """Bytes that cannot be unpacked are fetched anew."""
    with PageServer({"/a": rss_page(item(), ETag='"v1"')}) as server:
        await collect(server, "/a", store=store)
        store.connection.execute("update feeds set body = x'00ff'")
        assert titles(await collect(server, "/a", store=store)) == ["Basin to reopen"]

    assert validators(server.requests) == [(None, None)] * 2


async def test_an_etag_that_may_not_be_sent_back_is_not_kept(store):
    """One beyond ASCII would not pass in a header."""
    with PageServer({"/a": rss_page(item(), ETag='"\xe9"')}) as server:
        await collect(server, "/a", store=store)
        await collect(server, "/a", store=store)

    assert validators(server.requests) == [(None, None)] * 2


async def test_a_304_that_nobody_asked_for_is_a_problem():
    """A server that says "not modified" to a first request gave nothing."""
    with PageServer({"/a": Page(status=304, content_type=None)}) as server:
        got = await collect(server, "/a")

    assert (got.problems[0].status, got.outage) == (304, True)


async def test_feeds_that_are_gone_from_the_configuration_are_forgotten(store):
    """After two months the store holds nothing of them; a feed that goes on stays, though it never changes."""
    with PageServer({path: conditional(rss_page(item(), ETag='"v"')) for path in ("/a", "/b")}) as server:
        await collect(server, "/a", "/b", store=store)
        for days in (40, 80):
            got = await collect(server, "/a", store=store, now=NOW + timedelta(days=days))
            assert got.unchanged == 1

        assert store.connection.execute("select url from feeds").fetchall() == [(server.url("/a"),)]


async def test_a_store_that_cannot_be_used_is_one_error_of_ours(store):
    """A store that another feed's row cannot be written to is a ConfigError, not a group of foreign ones."""
    with PageServer({"/a": rss_page(item(), ETag='"v"')}) as server:
        await collect(server, "/a", store=store)
        store.connection.execute("pragma query_only = on")
        with pytest.raises(ConfigError):
            await collect(server, "/a", store=store)


# --- the bad ones ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "said", "status"),
    [
        (Page("gone", status=404), "404", 404),
        (Page("oops", status=500), "500", 500),
        (Page(WEB_PAGE), "a web page came in its place, titled 'Access denied'", None),
        (Page(XXE, content_type=RSS_TYPE), "entities of its own", None),
        (Page(BILLION_LAUGHS, content_type=RSS_TYPE), "entities of its own", None),
        (Page(b"x" * 5_000_001, content_type=RSS_TYPE), "over 5 MB", 200),
        (bomb(), "over 5 MB", 200),
        (redirect("/bad"), "redirects more than 5 times", None),
        (redirect("file:///etc/passwd"), "only http and https", None),
        (redirect("http://169.254.169.254/latest/meta-data/"), "not public", None),
        (break_off(b"<rss><channel>"), "broke", None),
        (Page(b"not gzip", headers={"Content-Encoding": "gzip"}), "compression is broken", None),
        (Page(), "empty", None),
    ],
)
async def test_a_bad_feed_is_named_and_the_others_come_in(answer, said, status):
    """Dead, hostile, huge and broken: each is a problem with its address, and the good feed's entry is there."""
    with PageServer({"/bad": answer, "/good": rss_page(item())}) as server:
        got = await collect(server, "/bad", "/good")

        assert titles(got) == ["Basin to reopen"]
        (problem,) = got.problems
        assert (problem.url, problem.status, problem.failed) == (server.url("/bad"), status, True)
        assert said in problem.what
        assert "\n" not in problem.what
    assert (got.feeds_failed, got.outage) == (1, False)


async def test_a_slow_feed_holds_up_nobody_even_on_its_own_host():
    """Three that never end and one behind them, on one host: the one is asked for before any deadline has passed."""
    asked = threading.Event()

    def good(handler: BaseHTTPRequestHandler, server: PageServer) -> None:
        asked.set()
        stall_after()(handler, server)

    with PageServer({f"/slow{n}": stall_after(b"<rss>") for n in range(3)} | {"/good": good}) as server:
        lanes = Lanes(delay_s=0, patience_s=0.01)
        task = asyncio.create_task(collect(server, "/slow0", "/slow1", "/slow2", "/good", lanes=lanes))
        assert await asyncio.to_thread(asked.wait, 5)
        assert not task.done()
        task.cancel()


async def test_a_slow_feed_is_given_up_at_its_deadline():
    """Its problem says how long was waited."""
    short = OPEN.model_copy(update={"fetch_timeout_s": 0.3})
    with PageServer({"/slow": stall_after(b"<rss>"), "/good": rss_page(item())}) as server:
        got = await collect(server, "/slow", "/good", settings=short)

    assert titles(got) == ["Basin to reopen"]
    assert "within 0.3 s" in got.problems[0].what


async def test_addresses_that_may_not_be_fetched_are_problems_too():
    """A feed on a private network, of another scheme or of no host is named, not fetched."""
    shut = Settings.model_validate({"fetch_timeout_s": 5})
    with PageServer({"/a": rss_page(item())}) as server:
        got = await collect(server, "/a", *(FeedTable(url=url) for url in ("ftp://x.example/", "nonsense", "http://")),
                            settings=shut)  # fmt: skip

        assert got.problems[0].url == server.url("/a")
    assert got.feeds_failed == 4
    assert server.requests == []


async def test_a_broken_feed_that_gives_entries_is_a_problem_but_no_failure():
    """What could be read is in, and the editor hears of the rest."""
    with PageServer({"/a": Page(rss([item("Fish & chips")]), content_type=RSS_TYPE)}) as server:
        got = await collect(server, "/a")

    assert titles(got) == ["Fish & chips"]
    assert ([problem.failed for problem in got.problems], got.feeds_failed, got.outage) == ([False], 0, False)


async def test_an_outage_is_no_quiet_day():
    """All feeds dead is an outage; all of them empty is a quiet day; no feeds are neither."""
    with PageServer({"/a": Page("", status=503), "/b": rss_page()}) as server:
        assert (await collect(server, "/a", "/nowhere")).outage
        quiet = await collect(server, "/b")
        assert (quiet.outage, quiet.candidates, quiet.problems) == (False, (), ())
        assert not (await collect(server)).outage


async def test_entries_that_point_at_private_places_are_not_followed():
    """Gathering fetches feeds alone: an entry's link is fetched by nobody, and one to no public place is left out."""
    links = ("http://169.254.169.254/latest", "http://127.0.0.1/admin", "http://2852039166/", "http://[fe80::1]/")
    page = rss_page(*(item(f"{n}", link, extra=full_text()) for n, link in enumerate(links)))
    with PageServer({"/a": page}) as server:
        got = await collect(server, "/a")

    assert [candidate.entry.url for candidate in got.candidates] == [links[1]], "one's own network is open here"
    assert got.problems[0].what == "3 of its 4 entries are linked to an address that is not fetched"
    assert not got.problems[0].failed
    assert [request.path for request in server.requests] == ["/a"]


@pytest.mark.parametrize(
    ("host", "public", "own"),
    [
        ("example.org", True, True),
        ("localhost.example", True, True),
        ("9.9.9.9", True, True),
        ("10.0.0.1", False, True),
        ("[::1]", False, True),
        ("169.254.169.254", False, False),
        ("0xa9fea9fe", False, False),
        ("169.254.43518", False, False),
        ("[::ffff:169.254.169.254]", False, False),
    ],
)
def test_links_to_addresses_that_no_news_stands_at_are_left_out(host, public, own):
    """A host in figures is refused as it would be at the fetch; a name waits for what it resolves to."""
    entry = parse_feed(rss([item(link=f"http://{host}/x")]).encode(), url="http://example.org/feed").entries[0]

    assert (refuse_link(entry, allow_private=False) is None) is public
    assert (refuse_link(entry, allow_private=True) is None) is own


async def test_what_was_gathered_is_shown_in_a_line():
    """Its repr, which an event loop makes of what it returns, does not spell out every article."""
    with PageServer({"/a": rss_page(item(extra=full_text()))}) as server:
        got = await collect(server, "/a")

    assert "harbour board" in str(got.candidates[0].entry.html)
    assert "Basin" not in repr(got)
    assert "<p>" not in repr(got.candidates)
