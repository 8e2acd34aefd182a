"""What a million and a billion articles need: tokens, money, workers, storage, days, and what limits them first.

    python benchmarks/scale.py [--model NAME] [--requests-per-minute N] [--tokens-per-minute N] [--latency S] ...

Arithmetic over measured costs of one article (`benchmarks/batch.py`, defaults below), then a simulation of a job with
the same figures: articles pass through a CPU, a call, a CPU, a call and a CPU; cores, calls at once, requests a minute
and tokens a minute are what there is of each. The simulation shows what the arithmetic cannot: how near a job comes to
its narrowest limit when waiting and variance are counted. It is deterministic for a seed.
"""

from __future__ import annotations

import argparse
import heapq
import math
import random
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, fields

from briefer.write.cost import price_usd
from briefer.write.replies import Spent

DAY = 86_400.0
SIZES = (10**6, 10**9)
_SIGMA = 0.5
_MEAN = math.exp(_SIGMA**2 / 2)
"""Of a log-normal, over its median."""
CALLS = 2
"""Split and compose; a repair is counted by its rate."""


@dataclass(frozen=True, slots=True)
class Article:
    """What one article costs, as measured: a page of 640 words, both calls, no cached prefix."""

    input_tokens: float = 5_300
    output_tokens: float = 900
    repairs: float = 0.3
    """Third calls an article: an assumption, models differ from none to nearly all."""
    repair_tokens: tuple[float, float] = (3_000, 300)
    cpu_s: float = 0.1
    """On one core: 97 ms measured over 86 newspaper pages, 30 of them to read (`batch.py --pages`)."""
    job_cpu_s: float = 0.0009
    """Of the coordinating process: messages and the row."""
    kept_bytes: float = 9_000
    """A record, compressed, in the job's store; as much again in Parquet."""
    page_bytes: float = 90_000

    @property
    def calls(self) -> float:
        """Calls an article."""
        return CALLS + self.repairs

    @property
    def tokens(self) -> tuple[float, float]:
        """In and out, repairs included."""
        into, out = self.repair_tokens
        return self.input_tokens + self.repairs * into, self.output_tokens + self.repairs * out


@dataclass(frozen=True, slots=True)
class Limits:
    """What there is."""

    cores: int
    calls_at_once: int
    requests_per_minute: float
    tokens_per_minute: float
    latency_s: float
    """Of one call, in the middle; the simulation spreads it as a log-normal of sigma 0.5."""


def ceilings(article: Article, limits: Limits) -> dict[str, float]:
    """Articles a second that each limit alone would let through."""
    into, out = article.tokens
    return {
        "cores": limits.cores / article.cpu_s,
        "the job's own process": 1 / article.job_cpu_s,
        "calls at once": limits.calls_at_once / (article.calls * limits.latency_s * _MEAN),
        "requests a minute": limits.requests_per_minute / 60 / article.calls,
        "tokens a minute": limits.tokens_per_minute / 60 / (into + out),
    }


def simulate(article: Article, limits: Limits, count: int, seed: int = 1) -> float:
    """Articles a second of a simulated job of `count` articles, all limits at work together.

    A queueing network with two kinds of servers (cores, calls) and two token buckets, worked through by events.
    """
    return count / _Job(article, limits, random.Random(seed)).run(count)  # noqa: S311 - a simulation, no secret


Way = Iterator[tuple[str, float]]
"""The steps of one article: what it needs next, and for how many seconds."""


class _Job:
    def __init__(self, article: Article, limits: Limits, chance: random.Random) -> None:
        self._article = article
        self._limits = limits
        self._chance = chance
        self._free = {"core": limits.cores, "call": limits.calls_at_once}
        self._queues: dict[str, deque[tuple[float, Way]]] = {"core": deque(), "call": deque()}
        self._ends: list[tuple[float, int, str, Way]] = []
        """Steps under way, by when they end."""
        self._serial = 0
        self._next_call = 0.0
        """When requests and tokens a minute allow the next call."""
        into, out = article.tokens
        self._apart = max(60 / limits.requests_per_minute, (into + out) / article.calls * 60 / limits.tokens_per_minute)

    def run(self, count: int) -> float:
        """When the last of so many articles is done."""
        started = min(int(self._limits.calls_at_once * 1.25) + self._limits.cores, count)
        now = 0.0
        for _ in range(started):
            self._go_on(now, self._way())
        while self._ends:
            now, _, kind, way = heapq.heappop(self._ends)
            self._free[kind] += 1
            if not self._go_on(now, way) and started < count:
                started += 1
                self._go_on(now, self._way())
            self._serve(now)
        return now

    def _way(self) -> Way:
        calls = CALLS + (self._chance.random() < self._article.repairs)
        share = self._article.cpu_s / (calls + 1)
        yield "core", share
        for _ in range(calls):
            yield "call", self._limits.latency_s * self._chance.lognormvariate(0, _SIGMA)
            yield "core", share

    def _go_on(self, now: float, way: Way) -> bool:
        """Queue an article for its next step; False where it is done."""
        step = next(way, None)
        if step is None:
            return False
        kind, seconds = step
        self._queues[kind].append((seconds, way))
        self._serve(now)
        return True

    def _serve(self, now: float) -> None:
        for kind, queue in self._queues.items():
            while queue and self._free[kind]:
                seconds, way = queue.popleft()
                begins = now
                if kind == "call":
                    begins = max(now, self._next_call)
                    self._next_call = begins + self._apart
                self._free[kind] -= 1
                self._serial += 1
                heapq.heappush(self._ends, (begins + seconds, self._serial, kind, way))


def table(article: Article, limits: Limits, model: str) -> Iterator[str]:
    """What each size needs."""
    into, out = article.tokens
    price = price_usd(model, Spent(round(into), 0, round(out)))
    found = ceilings(article, limits)
    first = min(found, key=lambda name: found[name])
    rate = simulate(article, limits, 4 * limits.calls_at_once + 2_000)
    yield f"one article: {into:,.0f} tokens in, {out:,.0f} out, {article.calls:.1f} calls, {article.cpu_s * 1000:.0f} ms CPU"
    yield "limits, articles a second: " + ", ".join(f"{name} {value:,.1f}" for name, value in found.items())
    yield f"the first bottleneck: {first} ({found[first]:,.1f}/s); simulated, all together: {rate:,.1f}/s"
    yield ""
    yield "articles        tokens in  tokens out   dollars  by batch   CPU hours  pages GB  records GB  days here  calls at once for 1 day"
    for size in SIZES:
        dollars = None if price is None else price * size
        at_once = size / DAY * article.calls * limits.latency_s * _MEAN
        yield (
            f"{size:<15,} {_short(into * size):>9} {_short(out * size):>11} {_usd(dollars):>9} "
            f"{_usd(dollars and dollars / 2):>9} {article.cpu_s * size / 3600:>11,.0f} "
            f"{article.page_bytes * size / 1e9:>9,.0f} {2 * article.kept_bytes * size / 1e9:>11,.0f} {size / rate / DAY:>10,.1f} {at_once:>24,.0f}"
        )


def _short(number: float) -> str:
    for limit, letter in ((1e12, "T"), (1e9, "G"), (1e6, "M")):
        if number >= limit:
            return f"{number / limit:.1f} {letter}"
    return f"{number:,.0f}"


def _usd(dollars: float | None) -> str:
    return "unknown" if dollars is None else f"{dollars:,.0f}"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default="gpt-6-luna", help="for the price")
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--calls-at-once", type=int, default=64)
    parser.add_argument("--requests-per-minute", type=float, default=10_000)
    parser.add_argument("--tokens-per-minute", type=float, default=10_000_000)
    parser.add_argument("--latency", type=float, default=4.0, help="seconds, median of a call")
    costs = [field for field in fields(Article) if isinstance(field.default, float | int)]
    for cost in costs:
        parser.add_argument(f"--{cost.name.replace('_', '-')}", type=float, default=cost.default)
    given = parser.parse_args()
    article = Article(**{cost.name: getattr(given, cost.name) for cost in costs})
    limits = Limits(given.cores, given.calls_at_once, given.requests_per_minute, given.tokens_per_minute, given.latency)
    print("\n".join(table(article, limits, given.model)))


if __name__ == "__main__":
    main()
