"""A hundred feeds of a hundred entries through the command, a fifth of them slow, broken, huge or malicious."""

from __future__ import annotations

import email
import email.policy
import json
import os
import random
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from email.message import EmailMessage
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from lxml import html as lxml_html

from briefer.evaluate.case import load_case
from tests.publish.feeds_told import labelled
from tests.servers.feeds import (
    BILLION_LAUGHS,
    LAUGHING_ATTRIBUTE,
    NOW,
    RSS_TYPE,
    WEB_PAGE,
    XXE,
    bomb,
    conditional,
    item,
    rss,
    rss_page,
)
from tests.servers.pages import Page, PageServer, Script, drip, never_answer, redirect, stall_after

pytestmark = pytest.mark.slow

MEGABYTE = 1_000_000
CASES = Path(__file__).parents[2] / "evals" / "cases"
HOSTS, FEEDS, ENTRIES = 10, 100, 100
TIMEOUT_S = 5
SCRIPT = "<script>alert(1)</script>"
BREAK = "\r\nBcc: everybody@example.org\r\n\r\n"
DAY = NOW.date().isoformat()
FRESH_H = -17.0
"""Hours ago, as seen from `NOW`: a back issue is made for its day's last second."""
LEADING = {
    "ansley-goat-rescue": "",
    "disaster-quake-tamaskar": "",
    "lifeboat-treasurer-charged": "",
    "verrill-glass-job-cuts": "",
    "disaster-ferry-three-outlets": "",
}
METADATA = "http://169.254.169.254/latest/meta-data/iam"
SYLLABLES = ("ba", "ke", "lo", "mi", "nu", "ra", "so", "ti", "va", "dra", "fel", "gor", "hin", "jal", "mar", "pel")

DEAD: dict[str, tuple[Page | Script, str]] = {
    "stalls": (stall_after(b"<rss><channel>"), f"no full answer within {TIMEOUT_S} s"),
    "silent": (never_answer, f"no full answer within {TIMEOUT_S} s"),
    "drips": (drip(b"<rss><channel>"), f"no full answer within {TIMEOUT_S} s"),
    "xxe": (Page(XXE, content_type=RSS_TYPE), "entities of its own"),
    "laughs": (Page(BILLION_LAUGHS, content_type=RSS_TYPE), "entities of its own"),
    "laughs-aside": (Page(LAUGHING_ATTRIBUTE, content_type=RSS_TYPE), "entities of its own"),
    "bomb": (bomb(500), "over 5 MB"),
    "huge": (Page(b"<rss><channel>" + b"<item/>" * 3_000_000, content_type=RSS_TYPE), "over 5 MB"),
    "page": (Page(WEB_PAGE), "a web page came in its place, titled 'Access denied'"),
    "empty": (Page("", content_type=RSS_TYPE), "it is empty"),
    "gone": (Page("gone", status=404), "answered 404"),
    "broken": (Page("oops", status=500), "answered 500"),
    "loop": (redirect("/loop"), "redirects more than 5 times"),
    "inward": (redirect(METADATA), "169.254.169.254 is not public (link-local)"),
    "file": (redirect("file:///etc/passwd"), "only http and https"),
    "image": (Page(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\xff" * 999, content_type="image/png"), "no feed"),
}
"""What gives nothing, and what is said of it."""
HOSTILE = {
    "scripts": "3 titles hold a script",
    "breaks": "3 titles were cut at a line break",
    "links": "3 entries have no http or https address; 2 of its 97 entries are linked to an address that is not fetched",
    "dates": "60 of its 100 entries are undated; 20 of its 100 entries are dated in the future",
}
"""What gives entries, with harm in them."""


@dataclass
class World:
    """The servers, which feed is which, and the configuration."""

    servers: list[PageServer]
    feeds: dict[str, str] = field(default_factory=dict)
    """Address by name, in the configuration's order."""

    def add(self, name: str, answer: Page | Script) -> None:
        server = self.servers[len(self.feeds) % HOSTS]
        server.routes[f"/{name}"] = answer
        self.feeds[name] = server.url(f"/{name}")

    def host(self) -> PageServer:
        """The server of the feed that comes next."""
        return self.servers[len(self.feeds) % HOSTS]

    def configure(self, folder: Path) -> None:
        rows = "".join(f'[[feed]]\nurl = "{url}"\n' for url in self.feeds.values())
        (folder / "briefer.toml").write_text(
            f'[edition]\ntitle = "The Morning"\n{rows}[network]\ntimeout_s = {TIMEOUT_S}\n', encoding="utf-8"
        )


def page_of(title: str, text: str) -> Page:
    body = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in text.split("\n\n"))
    return Page(
        f"<html lang='en'><head><title>{escape(title)}</title>"
        f"<meta property='article:published_time' content='{(NOW + timedelta(hours=17)).isoformat()}'></head>"
        f"<body><article><h1>{escape(title)}</h1>{body}</article></body></html>"
    )


class Writer:
    """Entries of invented events; a few of each feed's are of the day's leading stories."""

    def __init__(self) -> None:
        self._rng = random.Random(4)  # noqa: S311 - words, not secrets
        self._words = sorted({word.lower() for one in labelled() for word in one.entry.summary.split()})
        self._cases = {name: load_case(CASES / name).articles for name in LEADING}

    def invented(self, link: str, **more: Any) -> str:
        name = "".join(self._rng.choices(SYLLABLES, k=3)).title()
        words = [*self._rng.sample(self._words, 24), name]
        title = " ".join([name, *self._rng.sample(words, 7)])
        summary = f"<description>{escape(' '.join(words))}.</description>"
        return item(escape(title), link, hours_ago=self._rng.uniform(1, 10), **{"extra": summary} | more)

    def told(self, case: str, server: PageServer, number: int, *, before: str = "", after: str = "") -> str:
        """An entry of a leading story, and its page on the server."""
        articles = self._cases[case]
        article = articles[number % len(articles)]
        path = f"/{case}/{number}"
        title = f"{before}{article.title or case}{after}"
        server.routes[path] = page_of(title, article.text)
        summary = f"<description>{escape(f'{before}{article.text[:200]}{after}')}</description>"
        return item(f"<![CDATA[{title}]]>", server.url(path), hours_ago=FRESH_H, extra=summary)

    def feed(self, server: PageServer, first: list[str]) -> str:
        name = self._rng.randrange(10**9)
        rest = [self.invented(server.url(f"/{name}/{number}")) for number in range(ENTRIES - len(first))]
        return rss([*first, *rest], title=f"Outlet {name}")


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    """Eighty good feeds, the twenty bad ones among them."""
    writer = Writer()
    with ExitStack() as stack:
        servers = [stack.enter_context(PageServer({})) for _ in range(HOSTS)]
        world = World(servers)
        cases = list(LEADING)
        for number in range(FEEDS):
            place, every_fifth = divmod(number, 5)
            if every_fifth:
                told = [writer.told(cases[2 + number % 3], world.host(), number)] if number < 30 else []
                page = Page(writer.feed(world.host(), told), content_type=RSS_TYPE, headers={"ETag": f'"{number}"'})
                world.add(f"good{number}", conditional(page))
            elif place < len(DEAD):
                name = list(DEAD)[place]
                world.add(name, DEAD[name][0])
            else:
                name = list(HOSTILE)[place - len(DEAD)]
                world.add(name, hostile(name, writer, world.host()))
        yield world


def hostile(name: str, writer: Writer, server: PageServer) -> Page:
    """A feed that can be read, and should not be believed."""
    if name == "scripts":
        case = "ansley-goat-rescue"
        firsts = [writer.told(case, server, n, before=before) for n, before in enumerate((SCRIPT, "", ""))]
        firsts[1:] = [firsts[0].replace("<script>", bait) for bait in ("&lt;script&gt;", "<SCRIPT src=//evil.example>")]
    elif name == "breaks":  # a page's title is one line of HTML, and the words after the break are words
        case = "disaster-quake-tamaskar"
        firsts = [writer.told(case, server, number, after=BREAK + "body") for number in range(3)]
    elif name == "links":
        server.routes["/inward"] = redirect(METADATA)
        links = (METADATA, "http://2852039166/", "file:///etc/passwd", "javascript:alert(1)", "gopher://localhost/")
        firsts = [item(f"Inward {number}", link, hours_ago=FRESH_H) for number, link in enumerate(links)]
        firsts.append(item("Moved inward by a page", server.url("/inward"), hours_ago=FRESH_H))
    else:
        bad = ["<pubDate>yesterday</pubDate>", "<pubDate>03/04/2026</pubDate>", "<pubDate>99 Foo 2026</pubDate>"]
        firsts = [writer.invented(server.url(f"/u{n}")) for n in range(80)]
        firsts = [
            re.sub(
                "<pubDate>.*?</pubDate>",
                bad[n % 3] if n < 60 else "<pubDate>Fri, 01 Jan 2044 00:00:00 GMT</pubDate>",
                one,
            )
            for n, one in enumerate(firsts)
        ]
    return rss_page(*re.findall("<item>.*?</item>", writer.feed(server, firsts), re.DOTALL))


@dataclass(frozen=True)
class Run:
    """How a command ended, and what it took."""

    code: int
    stdout: str
    stderr: str
    peak: int
    """Bytes, of the largest process of it."""
    wall_s: float


MEASURE = """
import json, resource, subprocess, sys
done = subprocess.run([sys.executable, "-m", "briefer", *sys.argv[1:]], capture_output=True, text=True)
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
print(json.dumps({"code": done.returncode, "stdout": done.stdout, "stderr": done.stderr, "peak": peak}))
"""
"""A small process between: a child's peak begins at what its parent had when it was started."""


def briefer(folder: Path, *arguments: str, **environ: str) -> Run:
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, *arguments],
        capture_output=True,
        text=True,
        check=True,
        cwd=folder,
        env={**os.environ, "BRIEFER_CACHE_DIR": str(folder / "cache"), **environ},
    )
    return Run(**json.loads(done.stdout), wall_s=time.monotonic() - started)


@pytest.fixture(scope="module")
def edition(world, tmp_path_factory) -> tuple[Path, Run]:
    """The day's edition, and the run that made it."""
    folder = tmp_path_factory.mktemp("edition")
    world.configure(folder)
    return folder, briefer(folder, "daily", "--date", DAY, "--out", "out", "--allow-private")


def test_the_edition_is_made_and_every_bad_feed_is_named(world, edition):
    """Five stories, exit 0, and a line for each feed that gave nothing or harm, none for a good one."""
    _, run = edition
    result = json.loads(run.stdout)
    assert run.code == 0, run.stderr
    assert (result["stories"], result["feeds"], result["feeds_failed"]) == (5, FEEDS, len(DEAD))
    told = [
        line.removeprefix("briefer: feed ") for line in run.stderr.splitlines() if line.startswith("briefer: feed ")
    ]
    expected = {name: [words] for name, (_, words) in DEAD.items()} | {
        name: words.split("; ") for name, words in HOSTILE.items()
    }
    for name, reasons in expected.items():
        lines = [line for line in told if line.startswith(f"{world.feeds[name]}: ")]
        for words in reasons:
            assert any(words in line for line in lines), (name, words, lines)
    assert {line.partition(": ")[0] for line in told} == {world.feeds[name] for name in expected}


def test_memory_and_time_are_bounded(edition):
    """Under 300 MB, and no longer than the work and a few deadlines."""
    _, run = edition
    assert run.peak < 300 * MEGABYTE, f"{run.peak / MEGABYTE:.0f} MB"
    assert run.wall_s < 90, f"{run.wall_s:.0f} s"


def test_no_output_holds_what_the_feeds_smuggled_in(world, edition):
    """No script, no foreign link and no forged header in any file; the stories that carried them are told all the same."""
    folder, _ = edition
    hosts = {urlsplit(url).netloc for url in world.feeds.values()}
    files = {path.name: path.read_bytes() for path in (folder / "out").iterdir()}
    for name, data in files.items():
        assert not re.search(rb"<script|javascript:|evil\.example|etc/passwd", data, re.IGNORECASE), name
        assert b"169.254" not in data or name in ("edition.json", "rejected.jsonl"), (
            f"{name}: only where failures are told"
        )
    mail = email.message_from_bytes(files["edition.eml"], policy=email.policy.default)
    assert isinstance(mail, EmailMessage)
    assert not {name.lower() for name in mail} & {"bcc", "cc"}
    assert not re.search(rb"^(?:bcc|body)\b", files["edition.eml"], re.IGNORECASE | re.MULTILINE), "words, not a header"
    letters = [part.get_content() for part in mail.walk() if part.get_content_type() == "text/html"]
    pages = [files["edition.html"].decode(), *letters]
    assert len(pages) == 2
    for page in pages:
        tree = lxml_html.fromstring(page)
        assert not tree.xpath("//script | //iframe | //*[@*[starts-with(name(), 'on')]]")
        links = [link for link in tree.xpath("//a/@href") if not link.startswith("#")]
        assert links
        assert {urlsplit(link).netloc for link in links} <= hosts
    sources = [story["brief"]["sources"] for story in json.loads(files["edition.json"])["stories"]]
    told = {urlsplit(source["url"]).path.split("/")[1] for of_story in sources for source in of_story}
    assert {"ansley-goat-rescue", "disaster-quake-tamaskar"} <= told


def test_a_page_that_leads_inward_fails_by_name(world, edition):
    """A link that redirects to a metadata service is followed no further, and the next story takes its place."""
    folder, run = edition
    document = json.loads((folder / "out" / "edition.json").read_text(encoding="utf-8"))
    reasons = {urlsplit(failure["url"]).path: failure["reason"] for failure in document["failures"]}
    assert "169.254.169.254 is not public (link-local)" in run.stderr
    assert "169.254.169.254" in reasons["/inward"]


def test_without_leave_every_private_feed_is_refused(world, tmp_path):
    """Feeds on one's own network are an outage where that is not open: exit 3 in one line, nothing asked, no file."""
    world.configure(tmp_path)
    before = sum(len(server.requests) for server in world.servers)
    run = briefer(tmp_path, "daily", "--date", DAY, "--out", "out")
    assert run.code == 3
    (line,) = run.stderr.splitlines()
    assert "none of the 100 feeds could be read, which is no quiet day" in line
    assert "--allow-private" in line
    assert not (tmp_path / "out").exists()
    assert run.stdout == ""
    assert sum(len(server.requests) for server in world.servers) == before


def test_feeds_check_has_a_row_for_each_feed(world, tmp_path):
    """`feeds check` says of each of the hundred what it gives or why it gives nothing; exit 3 as some give nothing."""
    world.configure(tmp_path)
    run = briefer(tmp_path, "feeds", "check", "--allow-private", COLUMNS="60")
    rows = run.stdout.splitlines()
    assert run.code == 3
    assert run.stderr == f"briefer: {len(DEAD)} of {FEEDS} feeds give nothing\n"
    assert [re.match(r"(?:ok |BAD) (\S+): ", row)[1] for row in rows] == list(world.feeds.values())  # type: ignore[index]
    of = dict(zip(world.feeds, rows, strict=True))
    for name, (_, words) in DEAD.items():
        assert of[name].startswith("BAD "), of[name]
        assert words in of[name]
        assert of[name].count(world.feeds[name]) == 1
    assert [name for name, row in of.items() if row.startswith("BAD ")] == list(DEAD)
    assert "60 undated" in of["dates"]
