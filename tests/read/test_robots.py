"""robots.txt: asked once, obeyed, and no danger."""

from __future__ import annotations

import asyncio
import time

import pytest

from briefer.read.lanes import Lanes
from briefer.read.robots import Robots, parse_robots
from briefer.settings import Settings
from tests.servers.pages import Page, PageServer, redirect, stall_after

OPEN = Settings.model_validate({"allow_private": True, "fetch_timeout_s": 10})


def rules(server: PageServer, settings: Settings = OPEN) -> Robots:
    return Robots(settings=settings, lanes=Lanes(delay_s=0))


def serving(text: str, **options) -> PageServer:
    return PageServer({"/robots.txt": Page(text, content_type="text/plain", **options)})


@pytest.mark.parametrize(
    ("text", "allowed", "refused"),
    [
        ("User-agent: *\nDisallow: /private/", "/news/a", "/private/a"),
        ("User-agent: *\nDisallow: /*/amp$\nAllow: /", "/news/amp/2", "/news/amp"),
        ("User-agent: *\nDisallow: /\nAllow: /news/", "/news/a", "/b"),
        ("User-agent: *\nDisallow: /\n\nUser-agent: Briefer\nDisallow: /p", "/news", "/p/1"),
        ("User-agent: gptbot\nDisallow: /\nUser-agent: briefer/2 # us\nDisallow: /x", "/", "/x"),
        ("User-agent: b\nDisallow: /\nUser-agent: *\nDisallow: /y", "/x", "/y"),
    ],
)
async def test_rules_for_us_and_for_everybody_are_obeyed(text, allowed, refused):
    """Wildcards, the longest match, our own group before everybody's, and nobody else's."""
    with serving(text) as server:
        robots = rules(server)
        assert await robots.refusal(server.url(allowed)) is None
        assert "robots.txt" in str(await robots.refusal(server.url(refused)))


async def test_a_site_is_asked_once_however_many_ask():
    """Thirty pages at once are one request for the rules."""
    with serving("User-agent: *\nDisallow: /p") as server:
        robots = rules(server)
        said = await asyncio.gather(*(robots.refusal(server.url(f"/{n}")) for n in range(30)))

    assert said == [None] * 30
    assert [request.path for request in server.requests] == ["/robots.txt"]


@pytest.mark.parametrize("status", [401, 403, 404, 410])
async def test_a_site_without_rules_refuses_nothing(status):
    """Any 4xx means that there are none."""
    with PageServer({"/robots.txt": Page("no", status=status)}) as server:
        assert await rules(server).refusal(server.url("/a")) is None


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_a_site_whose_rules_cannot_be_had_refuses_everything(status):
    """Trouble is not permission."""
    with PageServer({"/robots.txt": Page("no", status=status)}) as server:
        said = await rules(server).refusal(server.url("/a"))

    assert said is not None
    assert str(status) in said


async def test_a_site_that_hangs_is_given_up_at_the_deadline():
    """No answer is no permission, and costs one deadline for all of its pages."""
    short = OPEN.model_copy(update={"fetch_timeout_s": 0.05})
    with PageServer({"/robots.txt": stall_after()}) as server:
        robots = rules(server, short)
        assert await robots.refusal(server.url("/a")) is not None
        assert await robots.refusal(server.url("/b")) is not None
    assert len(server.requests) == 1


async def test_redirects_are_followed_and_a_page_in_their_place_is_no_rule():
    """The rules may stand elsewhere; HTML that answers 200 to everything refuses nothing."""
    routes = {"/robots.txt": redirect("/r"), "/r": Page("User-agent: *\nDisallow: /a", content_type="text/plain")}
    with PageServer(routes) as server:
        assert await rules(server).refusal(server.url("/a")) is not None
    with PageServer({"/robots.txt": Page("<html><body>User-agent: *<br>Disallow: /</body></html>")}) as server:
        assert await rules(server).refusal(server.url("/a")) is None


@pytest.mark.parametrize(
    "text",
    [
        "".join(f"User-agent: a{n}\n" for n in range(9_000)) + "".join(f"Disallow: /{n}\n" for n in range(9_000)),
        "User-agent: *\nDisallow: /" + "*a" * 120_000 + "$",
        "User-agent: *\n" + "Disallow: /*a*a*a*a*b$\n" * 10_000,
        "\x00\xff" * 10_000,
    ],
)
def test_rules_written_to_be_slow_are_read_in_time(text):
    """Thousands of agents with thousands of rules, and wildcards without end, cost neither minutes nor gigabytes."""
    started = time.process_time()
    parse_robots(text).can_fetch("https://example.org/" + "a" * 2_000, "briefer")

    assert time.process_time() - started < 3
