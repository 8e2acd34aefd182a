"""The demo's day: its server, its pages and feeds, and the briefs that come of them."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urljoin, urlsplit

import httpx2
import lxml.html
import pytest
from lxml import etree

from briefer.article import Article, Completeness
from briefer.brief import BriefRecord, Section
from briefer.errors import ConfigError
from briefer.pipeline import brief_story
from briefer.publish.demo import DemoDay, demo_day, edition_time
from briefer.publish.demo.days import Days
from briefer.publish.demo.newsroom import Newsroom, load_newsroom
from briefer.publish.demo.site import File, render_site
from briefer.read import read_article
from briefer.settings import Settings

FRIDAY = date(2026, 11, 27)
SETTINGS = Settings(engine="extractive", allow_private=True)
BASE = "http://127.0.0.1:8123"
ATOM = "{http://www.w3.org/2005/Atom}"
NEWSROOM = load_newsroom()
PAGES = [(outlet.slug, name) for outlet in NEWSROOM.outlets for name in outlet.articles]
TOLD_BY_SEVERAL = [
    ("ledger/arle-bridge-closed", "fenwold/arle-crossing", "chronicle/bridge-repair-bill", "lantern/bridge-lorries"),
    ("ledger/halden-cuts-jobs", "chronicle/halden-yard-jobs", "halden/consultation"),
    ("fenwold/marsh-fever-trial", "chronicle/fever-vaccine"),
    ("chronicle/ferry-runs-aground", "lantern/ferry-aground"),
]


@pytest.fixture
async def day() -> AsyncIterator[DemoDay]:
    async with demo_day(FRIDAY) as served:
        yield served


async def _get(url: str, headers: Mapping[str, str] | None = None) -> httpx2.Response:
    async with httpx2.AsyncClient(trust_env=False) as client:
        return await client.get(url, headers=headers)


async def _say(day: DemoDay, request: bytes) -> bytes:
    """Everything that the server answers to these bytes, until it closes the connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", urlsplit(day.base_url).port)
    writer.write(request)
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    return answer


def _request(path: str = "/robots.txt", method: str = "GET", *, more: str = "") -> bytes:
    return f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{more}\r\n".encode()


def _site(on: date = FRIDAY) -> dict[str, File]:
    return render_site(NEWSROOM, on, BASE)


def _links(feed: bytes) -> list[str]:
    """The addresses of a feed's entries."""
    if feed.startswith(b"{"):
        return [item["url"] for item in json.loads(feed)["items"]]
    root = etree.fromstring(feed)
    return [link.text for link in root.iter("link")][1:] + [
        entry.find(f"{ATOM}link").get("href") for entry in root.iter(f"{ATOM}entry")
    ]


async def test_every_feed_answers_as_its_kind(day):
    """Each feed of the day is there under the content type of its kind, but for the one that is broken on purpose."""
    types = {}
    for feed in day.feeds:
        got = await _get(feed.url)
        types[feed.outlet] = got.headers["content-type"].partition(";")[0]
    assert sorted(types.values()) == [
        "application/atom+xml",
        "application/feed+json",
        *["application/rss+xml"] * 3,
        "text/html",
    ]
    assert types["The Skerrin Observer"] == "text/html"


async def test_the_feeds_lead_to_every_page(day):
    """What the feeds link to is exactly the pages there are, all on this server."""
    linked = []
    for feed in day.feeds:
        body = (await _get(feed.url)).content
        linked += [] if feed.outlet == "The Skerrin Observer" else _links(body)
    assert sorted(linked) == sorted(f"{day.base_url}/{slug}/{name}" for slug, name in PAGES)


async def test_what_is_known_is_not_sent_again(day):
    """A request with the tag of the last answer gets 304 and no body; with another tag, the page."""
    url = f"{day.base_url}/ledger/arle-bridge-closed"
    first = await _get(url)
    again = await _get(url, {"if-none-match": f'"other", {first.headers["etag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    changed = await _get(url, {"if-none-match": '"other"'})
    assert (changed.status_code, changed.content) == (200, first.content)


async def test_robots_let_the_pages_be_read(day):
    """robots.txt refuses the account pages, and nothing that the demo reads."""
    got = await _get(f"{day.base_url}/robots.txt")
    assert got.headers["content-type"] == "text/plain; charset=utf-8"
    refused = [line.partition(" ")[2] for line in got.text.splitlines() if line.startswith("Disallow")]
    assert refused == ["/account/"]
    assert not any(f"/{slug}/{name}".startswith("/account/") for slug, name in PAGES)


async def test_a_head_has_the_length_and_no_body(day):
    """HEAD answers with the headers of GET alone."""
    got = await _say(day, _request(method="HEAD", more="Connection: close\r\n"))
    whole = await _say(day, _request(more="Connection: close\r\n"))
    head, _, body = whole.partition(b"\r\n\r\n")
    assert got == head + b"\r\n\r\n"
    assert f"Content-Length: {len(body)}".encode() in head


async def test_a_connection_is_kept_for_the_next_request(day):
    """Two requests in a row are answered in a row; the second one ends the connection, as it asks to."""
    got = await _say(day, _request() + _request("/nowhere", more="Connection: close\r\n"))
    assert got.count(b"HTTP/1.1 ") == 2
    assert got.startswith(b"HTTP/1.1 200 OK\r\n") and b"HTTP/1.1 404 Not Found\r\n" in got


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (b"nonsense\r\n\r\n", b"400 Bad Request"),
        (_request(more="Content-Length: 3\r\n"), b"400 Bad Request"),
        (_request(method="POST", more="Connection: close\r\n"), b"405 Method Not Allowed"),
        (_request("/../../etc/passwd", more="Connection: close\r\n"), b"404 Not Found"),
        (_request(more="X: " + "x" * 40_000 + "\r\n"), b"400 Bad Request"),
    ],
)
async def test_what_is_no_request_for_a_page_is_refused(day, request_bytes, status):
    """Nonsense, bodies, other methods, other paths and endless headers get an error, and the connection ends."""
    assert (await _say(day, request_bytes)).startswith(b"HTTP/1.1 " + status)


async def test_a_client_that_says_nothing_is_let_go(day, monkeypatch):
    """A connection without a whole request is closed after a while, without an answer."""
    monkeypatch.setattr("briefer.publish.demo.server._IDLE_S", 0.01)
    assert await _say(day, b"GET /robots.txt HT") == b""


async def test_the_end_waits_for_nobody():
    """The day ends while clients are still connected, in mid-request or silent, and leaves no task behind."""
    before = asyncio.all_tasks()
    async with asyncio.timeout(5), demo_day(FRIDAY) as day:
        port = urlsplit(day.base_url).port
        ends = [await asyncio.open_connection("127.0.0.1", port) for _ in range(3)]
        ends[0][1].write(b"GET / HT")
        await ends[0][1].drain()
    for reader, writer in ends:
        with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
            await reader.readexactly(1)
        writer.close()
    assert asyncio.all_tasks() == before


async def test_a_port_that_is_taken_is_told():
    """A taken port is an error of configuration that names it."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ConfigError, match=f"port {port}"):
            async with demo_day(FRIDAY, port=port):
                pass


async def test_the_day_is_a_configuration(day):
    """The day comes with its sections, outlets of several families, two of one, and the morning it is read on."""
    families = [feed.family for feed in day.feeds]
    assert families.count("Pellam Newspapers") == 2 and len(set(families)) == len(families) - 1
    assert {feed.section for feed in day.feeds} == {section.name for section in day.sections}
    assert day.now == datetime(2026, 11, 27, 6, tzinfo=UTC)
    assert day.base_url.startswith("http://127.0.0.1:")


@pytest.mark.parametrize("on", [FRIDAY, date(2028, 3, 1)])
async def test_every_page_reads_to_a_full_article(on):
    """Each page, on any day, gives title, outlet, date and text, and nothing of the boxes around them."""
    async with demo_day(on) as day:
        for outlet in NEWSROOM.outlets:
            for piece in NEWSROOM.pieces(outlet, on):
                url = f"{day.base_url}{piece.path}"
                article = await read_article(url, settings=SETTINGS)
                assert (article.url, article.title, article.outlet) == (url, piece.title, outlet.name)
                assert article.published == piece.published
                assert article.completeness is Completeness.FULL
                body = [part.removeprefix("## ") for part in piece.paragraphs]
                read = article.text.split("\n\n")
                assert [part for part in read if part != piece.dek] == body


@pytest.mark.parametrize("on", [FRIDAY, date(2026, 12, 28)])
async def test_every_brief_passes(on):
    """The brief of each page has all its sections and passes, with remarks on style alone."""
    async with demo_day(on) as day:
        for slug, name in PAGES:
            article = await read_article(f"{day.base_url}/{slug}/{name}", settings=SETTINGS)
            await _passes(on, article)


@pytest.mark.parametrize("paths", TOLD_BY_SEVERAL)
async def test_the_briefs_of_what_several_outlets_tell_pass(day, paths):
    """An event that several outlets tell gives one brief that passes and draws on more than one of them."""
    articles = [await read_article(f"{day.base_url}/{path}", settings=SETTINGS) for path in paths]
    brief = (await _passes(FRIDAY, *articles)).brief
    statements = brief.what_happened + brief.who_said_what + brief.what_next
    assert len({proof.source for statement in statements for proof in statement.evidence}) > 1


async def _passes(on: date, *articles: Article) -> BriefRecord:
    record = await brief_story(articles, settings=SETTINGS, now=edition_time(on))
    where = [article.url for article in articles]
    assert record.fidelity.verdict == "pass", where
    assert {finding.check for finding in record.fidelity.findings} <= {"style"}, where
    assert not record.brief.held, where
    for section in Section:
        assert getattr(record.brief, section.value), (where, section)
    return record


def test_the_same_date_gives_the_same_bytes():
    """The site of one date is the same twice, and another date's differs in every page and every feed but the broken."""
    site, other = _site(), _site(FRIDAY + timedelta(days=1))
    assert site == _site()
    same = {path for path, file in site.items() if other[path].body == file.body}
    assert same == {"/robots.txt", "/observer/", "/observer/feed.xml"} | {f"/{o.slug}/" for o in NEWSROOM.outlets}


def test_nothing_leaves_the_machine():
    """No page loads or links to anything but this server."""
    for path, file in _site().items():
        if not file.content_type.startswith("text/html"):
            continue
        tree = lxml.html.fromstring(file.body)
        links = {urljoin(BASE + path, link) for _, attribute, link, _ in tree.iterlinks() if attribute}
        assert all(link.startswith(f"{BASE}/") for link in links), (path, links)


async def test_the_server_listens_on_loopback_alone(day):
    """The day cannot be reached over another address of the machine."""
    port = urlsplit(day.base_url).port
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("127.0.0.2", port)


def test_what_goes_into_a_page_is_escaped():
    """Markup in a title, a paragraph or a name stays text: in the page, in its JSON, and in all three kinds of feed."""
    evil = '</script><b onclick="x">Smith & Sons</b>'
    head = f"title = '{evil}'\ndek = '{evil}'\nauthors = ['{evil}']\ndays_ago = 1\nat = 10:00:00\n---\n"
    texts = dict.fromkeys(NEWSROOM.texts, head + f"{evil}\n\nA second paragraph.")
    newsroom = Newsroom(NEWSROOM.title, NEWSROOM.sections, NEWSROOM.outlets, NEWSROOM.shells, texts)
    for path, file in render_site(newsroom, FRIDAY, BASE).items():
        if file.content_type.startswith("text/html"):
            tree = lxml.html.fromstring(file.body)
            assert not tree.xpath("//b | //*[@onclick]"), path
            for script in tree.xpath("//script[@type='application/ld+json']"):
                assert json.loads(script.text)["headline"] == evil
        elif "xml" in file.content_type:
            root = etree.fromstring(file.body)
            titles = [node.text for node in root.iter("title", f"{ATOM}title")]
            assert titles[1:] and set(titles[1:]) == {evil}
        elif "json" in file.content_type:
            assert {item["title"] for item in json.loads(file.body)["items"]} == {evil}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("weekday_ago_1", "Thursday"),
        ("weekday_in_2", "Sunday"),
        ("date_ago_27", "31 October"),
        ("day_in_3", "Monday 30 November"),
        ("workday_in_1", "Monday 30 November"),
        ("workday_in_2", "Monday 30 November"),
        ("workday_in_4", "Tuesday 1 December"),
        ("month_in_40", "January 2027"),
    ],
)
def test_days_are_named_from_the_edition_on(name, words):
    """A name in a template is a day in words, relative to the edition's."""
    assert Days(FRIDAY).fill(f"${{{name}}}") == words


def test_a_day_that_has_no_name_is_an_error():
    """A template that names what there is not fails, and is not served with a hole in it."""
    with pytest.raises(KeyError, match="weekday_soon"):
        Days(FRIDAY).fill("on $weekday_soon")
