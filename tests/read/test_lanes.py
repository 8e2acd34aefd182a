"""Manners: one request at a time to a host, and nobody waits for one that hangs."""

from __future__ import annotations

import asyncio

from briefer.read.lanes import Lanes


class Site:
    """Counts who is in, together and by host."""

    def __init__(self, lanes: Lanes) -> None:
        self.lanes = lanes
        self.within: list[str] = []
        self.most = 0
        self.most_of_one = 0

    async def visit(self, url: str, turns: int = 3) -> None:
        async with self.lanes.turn(url):
            host = url.split("/")[2]
            self.within.append(host)
            self.most = max(self.most, len(self.within))
            self.most_of_one = max(self.most_of_one, self.within.count(host))
            for _ in range(turns):
                await asyncio.sleep(0)
            self.within.remove(host)


async def test_a_host_has_one_visitor_at_a_time_and_hosts_are_visited_together():
    """Twenty requests to four hosts: four at once, one each."""
    site = Site(Lanes(delay_s=0))
    async with asyncio.TaskGroup() as group:
        for n in range(20):
            group.create_task(site.visit(f"https://h{n % 4}.example/{n}"))

    assert (site.most, site.most_of_one) == (4, 1)


async def test_hosts_visited_at_once_are_bounded():
    """Ten hosts, three places."""
    site = Site(Lanes(hosts=3, delay_s=0))
    async with asyncio.TaskGroup() as group:
        for n in range(10):
            group.create_task(site.visit(f"https://h{n}.example/"))

    assert site.most == 3


async def test_one_that_hangs_gives_up_its_place():
    """With one place in all, a second visitor of the same host comes in though the first never leaves."""
    lanes = Lanes(hosts=1, delay_s=0, patience_s=0.001)
    never = asyncio.Event()

    async def hang() -> None:
        async with lanes.turn("https://slow.example/"):
            await never.wait()

    hanging = asyncio.create_task(hang())
    async with asyncio.timeout(5):
        async with lanes.turn("https://slow.example/next"):
            assert not hanging.done()
        async with lanes.turn("https://other.example/"):
            pass
    hanging.cancel()


async def test_there_is_a_pause_between_two_visits_but_not_on_ones_own_machine(monkeypatch):
    """The pause is what is left of the delay; loopback has none; another port is another service."""
    slept: list[float] = []
    sleep = asyncio.sleep

    async def note(seconds: float) -> None:
        slept.append(seconds)
        await sleep(0)

    monkeypatch.setattr("briefer.read.lanes.asyncio.sleep", note)
    lanes = Lanes(delay_s=30)
    for url in ("https://a.example/1", "https://b.example/1", "https://A.example./2", "http://127.0.0.1:8/1",
                "http://127.0.0.1:8/2", "http://localhost/", "http://localhost/2", "http://[::1]/", "http://[::1]/2"):  # fmt: skip
        async with lanes.turn(url):
            pass

    assert len(slept) == 1
    assert 29 < slept[0] <= 30


async def test_a_visitor_who_is_turned_away_leaves_nothing_behind():
    """Cancelled while waiting, failed while inside: the next one comes in."""
    lanes = Lanes(hosts=1, delay_s=0)
    async with lanes.turn("https://a.example/"):
        waiting = [asyncio.create_task(Site(lanes).visit(url)) for url in ("https://a.example/", "https://b.example/")]
        await asyncio.sleep(0)
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
    try:
        async with lanes.turn("https://a.example/"):
            raise OSError  # noqa: TRY301 - what a request does
    except OSError:
        pass
    async with asyncio.timeout(5), lanes.turn("https://a.example/"):
        pass
