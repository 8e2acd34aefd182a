"""1,000 calls to an endpoint that takes half a second: wall over the ideal, and CPU a call, beside the bare SDK.

    PYTHONPATH=. python benchmarks/fan_out.py [--calls 1000] [--latency 0.5] [--concurrency 64] [--rounds 3] [--shards 4]

The endpoint is a server of its own process on loopback, which answers every call after the same time with a brief of a
short story. `sdk` is the official client alone: `.create` in as many tasks as there are places, the reply validated.
`briefer` is the model client with all that it has around a call: budget, limiter, retries, cache key, learning, schema,
validation. The two go by turns. `shards` are processes with a client each and as many places each, all at once: what
`briefer batch` does beyond one process. Ideal is ceil(calls / places) times the latency. CPU is the clients' alone.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import math
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any

from openai import AsyncOpenAI

from briefer.article import Story, build_article
from briefer.settings import Settings
from briefer.write.client import Meter, ModelClient, Request
from briefer.write.endpoint import Mode
from briefer.write.engine import Draft
from briefer.write.fence import fenced_story
from briefer.write.structured import schema_fields
from tests.servers.copyist import Copyist
from tests.stories import FERRY_TEXT

RULES = "You are a sub-editor. " * 60
TASK = "TASK: write the brief. " * 60


def story_text(number: int) -> str:
    """The fenced story, another one for each call."""
    article = build_article(FERRY_TEXT.replace("4,300", f"{4300 + number:,}"), title=f"Story {number}")
    return fenced_story(Story((article,)), (), b"benchmark", None)


async def through(calls: int, places: int, call: Callable[[int], Awaitable[Any]]) -> tuple[float, float]:
    """Wall and CPU seconds of so many calls, so many at once."""
    numbers = iter(range(calls))

    async def one_after_the_other() -> None:
        for number in numbers:
            await call(number)

    wall, cpu = time.perf_counter(), time.process_time()
    await asyncio.gather(*(one_after_the_other() for _ in range(places)))
    return time.perf_counter() - wall, time.process_time() - cpu


async def sdk(base_url: str, calls: int, places: int, texts: list[str]) -> tuple[float, float]:
    """The official client alone."""
    async with AsyncOpenAI(base_url=base_url, api_key="none", max_retries=0) as client:

        async def call(number: int) -> Draft:
            asked = f"{texts[number]}\n\n{TASK}"
            reply = await client.chat.completions.create(
                model="copyist",
                messages=[{"role": "system", "content": RULES}, {"role": "user", "content": asked}],
                max_tokens=3000,
                temperature=0,
                response_format=schema_fields(Mode.JSON_SCHEMA, "compose", Draft)["response_format"],
            )
            return Draft.model_validate_json(reply.choices[0].message.content or "")

        await call(0)
        return await through(calls, places, call)


async def ours(base_url: str, calls: int, places: int, texts: list[str]) -> tuple[float, float]:
    """The model client."""
    settings = Settings(engine="llm", base_url=base_url, model="copyist", concurrency=places)
    async with ModelClient(settings) as client:

        async def call(number: int) -> Draft:
            request = Request(
                task="compose", system=RULES, story=texts[number], instructions=TASK, reply=Draft,
                max_output_tokens=3000, cache_key=str(number),
            )  # fmt: skip
            return (await client.complete(request, Meter())).value

        await call(0)
        return await through(calls, places, call)


SIDES = {"sdk": sdk, "briefer": ours}


def run_side(side: str, base_url: str, calls: int, places: int) -> subprocess.Popen[str]:
    """One side as a process of its own, which prints its wall and CPU seconds."""
    given = json.dumps([side, base_url, calls, places])
    return subprocess.Popen([sys.executable, __file__, "--side", given], stdout=subprocess.PIPE, text=True)


def ended(processes: list[subprocess.Popen[str]]) -> tuple[float, float]:
    """The longest wall, and the CPU of all, of processes that ran at once."""
    results = [json.loads(process.communicate()[0]) for process in processes]
    return max(result[0] for result in results), sum(result[1] for result in results)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--calls", type=int, default=1000)
    parser.add_argument("--latency", type=float, default=0.5)
    parser.add_argument("--concurrency", type=int, default=64)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--shards", type=int, nargs="*", default=[2, 4])
    parser.add_argument("--side", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.side:
        side, base_url, calls, places = json.loads(given.side)
        texts = [story_text(number) for number in range(calls)]
        print(json.dumps(asyncio.run(SIDES[side](base_url, calls, places, texts))))
        return
    ideal = math.ceil(given.calls / given.concurrency) * given.latency
    print(
        f"{given.calls} calls of {given.latency:g} s, {given.concurrency} at once: ideal {ideal:g} s; n = {given.rounds}"
    )
    for shards in (1, *given.shards):
        for side in SIDES if shards == 1 else ("briefer",):
            walls, cpus = [], []
            for _ in range(given.rounds):
                with Copyist(latency_s=given.latency, canned=True) as server:
                    wall, cpu = ended(
                        [run_side(side, server.base_url, given.calls, given.concurrency) for _ in range(shards)]
                    )
                walls.append(wall / ideal)
                cpus.append(1000 * cpu / given.calls / shards)
            what = side if shards == 1 else f"{side}, {shards} shards"
            print(
                f"{what:18} wall / ideal {statistics.median(walls):.3f} ({min(walls):.3f} to {max(walls):.3f})   "
                f"CPU {statistics.median(cpus):.2f} ms a call   {shards * given.calls / statistics.median(walls) / ideal:.0f} calls/s",
                flush=True,
            )


if __name__ == "__main__":
    main()
