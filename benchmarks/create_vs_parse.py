"""CPU of one structured call: the SDK's `.create` with our validation, its `.parse`, and our whole client.

    python benchmarks/create_vs_parse.py [--calls 400] [--concurrency 32] [--rounds 3]

A server of its own process on loopback answers at once with the same 2 KB brief, so what is measured is the
client: CPU milliseconds a call, the best of some interleaved rounds, and the ratio to `.parse`. `raw` is
`.create` with all fields as `extra_body`, its raw response read by `briefer.write.replies`; it is what the
client does.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any

from openai import AsyncOpenAI

from briefer.settings import load_settings
from briefer.write.client import Meter, ModelClient, Request
from briefer.write.endpoint import Mode
from briefer.write.engine import Draft
from briefer.write.replies import read_reply
from briefer.write.structured import schema_fields

STORY = "The ferry stays in port while both sides wait for the mediator, the union said. " * 55
SENTENCE = {
    "text": 'Dockworkers began a second week of strikes on Monday; the union would "not give way", it said.',
    "sentences": [1, 2, 3],
    "speaker": "the union",
    "paragraph": 0,
}
DRAFT = {
    "headline": "Dockers strike for a second week",
    "dek": "Talks with the operator collapsed over the weekend.",
    "what_happened": [SENTENCE] * 3,
    "who_said_what": [SENTENCE] * 6,
    "what_next": [SENTENCE] * 2,
}
USAGE = {"prompt_tokens": 1200, "completion_tokens": 500, "total_tokens": 1700}
MESSAGE = {"role": "assistant", "content": json.dumps(DRAFT), "refusal": None}
COMPLETION = {
    "id": "c",
    "object": "chat.completion",
    "created": 1,
    "model": "m",
    "choices": [{"index": 0, "message": MESSAGE, "finish_reason": "stop"}],
    "usage": USAGE,
}

Call = Callable[[int], Awaitable[Draft]]


async def serve() -> None:
    """Answer every request with the same completion, and print the port."""
    body = json.dumps(COMPLETION).encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                headers = await reader.readuntil(b"\r\n\r\n")
                length = next(line for line in headers.lower().split(b"\r\n") if line.startswith(b"content-length"))
                await reader.readexactly(int(length.split(b":")[1]))
                writer.write(head + body)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


async def cpu_ms(call: Call, calls: int, concurrency: int) -> float:
    """CPU milliseconds of this process for a call, a few calls of warm-up not counted."""
    for number in range(5):
        await call(-1 - number)
    numbers = iter(range(calls))

    async def work() -> None:
        for number in numbers:
            await call(number)

    started = time.process_time()
    await asyncio.gather(*(work() for _ in range(concurrency)))
    return (time.process_time() - started) * 1000 / calls


async def measure(base_url: str, calls: int, concurrency: int, rounds: int) -> dict[str, float]:
    """The best CPU milliseconds a call of each way."""
    asked: Any = {
        "model": "gpt-4o-mini",
        "messages": [{"role": "system", "content": "Rules."}, {"role": "user", "content": STORY}],
        "max_tokens": 1000,
        "temperature": 0,
    }
    fields = schema_fields(Mode.JSON_SCHEMA, "compose", Draft)
    settings = load_settings(
        environ={"OPENAI_API_KEY": "none"}, base_url=base_url, model="gpt-4o-mini", concurrency=concurrency
    )
    best: dict[str, float] = {}
    async with (
        AsyncOpenAI(base_url=base_url, api_key="none", max_retries=0) as sdk,
        ModelClient(settings) as client,
    ):

        async def create(_: int) -> Draft:
            done = await sdk.chat.completions.create(**asked, **fields)
            return Draft.model_validate_json(done.choices[0].message.content)

        async def raw(_: int) -> Draft:
            done = await sdk.chat.completions.with_raw_response.create(
                model=asked["model"], messages=[], extra_body={**asked, **fields}
            )
            return Draft.model_validate_json(read_reply(done.http_response.content).text)

        async def parse(_: int) -> Draft:
            done = await sdk.chat.completions.parse(**asked, response_format=Draft)
            draft = done.choices[0].message.parsed
            assert isinstance(draft, Draft)  # noqa: S101 - what .parse promises
            return draft

        async def whole(number: int) -> Draft:
            request = Request(
                task="compose",
                system="Rules.",
                story=STORY,
                instructions="Write.",
                reply=Draft,
                max_output_tokens=1000,
                cache_key=str(number),
            )
            return (await client.complete(request, Meter())).value

        for _ in range(rounds):  # interleaved, so that a busy moment of the machine hits all alike
            for call in (create, raw, parse, whole):
                spent = await cpu_ms(call, calls, concurrency)
                best[call.__name__] = min(spent, best.get(call.__name__, spent))
    return best


def main() -> None:
    """Start the server, measure, print."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--calls", type=int, default=400)
    arguments.add_argument("--concurrency", type=int, default=32)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.serve:
        asyncio.run(serve())
        return
    with subprocess.Popen([sys.executable, __file__, "--serve"], stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None  # noqa: S101 - it is a pipe
            base_url = f"http://127.0.0.1:{int(server.stdout.readline())}/v1"
            best = asyncio.run(measure(base_url, given.calls, given.concurrency, given.rounds))
        finally:
            server.terminate()
    names = {
        "create": ".create, then model_validate_json",
        "raw": "raw .create with extra_body, read by us",
        "parse": ".parse(response_format=Model)",
        "whole": "ModelClient.complete (raw, and all around it)",
    }
    print(f"{'way':<48}{'CPU ms a call':>14}{'x .parse':>10}")
    for name, label in names.items():
        print(f"{label:<48}{best[name]:>14.2f}{best[name] / best['parse']:>10.2f}")


if __name__ == "__main__":
    main()
