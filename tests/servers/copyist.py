"""An OpenAI-shaped server in a process of its own, whose model copies the story's sentences: any story, any number of them.

    with Copyist(latency_s=0.5) as server:
        ... base_url=server.base_url ...
        assert server.asked() == {("Ferry strike", "split"): 1, ("Ferry strike", "compose"): 1}

It answers as fast as Python can, or after a latency, and counts its requests by the story's title and the task, and how
many were under way at once. As a program: `python -m tests.servers.copyist PORT [LATENCY_S [canned]]`.
"""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys
import urllib.request
from collections import Counter
from pathlib import Path
from types import TracebackType
from typing import Any, Self

_SENTENCE = re.compile(r"^\[(\d+)\] (.+)$", re.MULTILINE)
_QUOTED = re.compile(r"^Q\d+ \[(\d+)\] ([^:\n]+):", re.MULTILINE)
_FENCED = re.compile(r"<<<STORY \w+>>>(.*?)<<<END", re.DOTALL)
_TITLE = re.compile(r"^TITLE: (.+)$", re.MULTILINE)


def split_reply(story: str) -> dict[str, Any]:
    """The story's sentences sorted by their place: the beginning, what is quoted, the end."""
    numbers = [int(number) for number, _ in _SENTENCE.findall(story)]
    quoted = {int(number) for number, _ in _QUOTED.findall(story)}
    said = [number for number in numbers[2:-1] if number in quoted]
    return {
        "what_happened": numbers[:2],
        "who_said_what": said,
        "what_next": numbers[-1:],
        "background": [number for number in numbers[2:-1] if number not in quoted],
    }


def compose_reply(story: str) -> dict[str, Any]:
    """A draft of the story's own sentences."""
    sentences = {int(number): text for number, text in _SENTENCE.findall(story)}
    speakers = {int(number): speaker for number, speaker in _QUOTED.findall(story)}
    piles = split_reply(story)
    title = _TITLE.search(story)

    def statements(numbers: list[int]) -> list[dict[str, Any]]:
        return [
            {"sentences": [number], "speaker": speakers.get(number), "text": sentences[number], "paragraph": place // 3}
            for place, number in enumerate(numbers)
        ]

    return {
        "headline": title[1] if title else None,
        "dek": None,
        "what_happened": statements(piles["what_happened"]),
        "who_said_what": statements(piles["who_said_what"][:6]),
        "what_next": statements(piles["what_next"]),
    }


def reply_to(task: str, prompt: str) -> dict[str, Any]:
    """What the model says to a prompt."""
    story = _FENCED.search(prompt)
    assert story is not None, "a request without a story"
    replies = {"split": split_reply, "compose": compose_reply}
    return replies[task](story[1]) if task in replies else {"statements": []}


class Copyist:
    """The server as a subprocess, from `with` to its end."""

    def __init__(self, *, latency_s: float = 0.0, canned: bool = False) -> None:
        """`canned` gives every request of a task the answer to the first: a server that costs next to nothing."""
        self._latency_s = latency_s
        self._canned = canned
        self._process: subprocess.Popen[str] | None = None
        self.base_url = ""

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.servers.copyist", "0", str(self._latency_s), *["canned"] * self._canned],
            cwd=Path(__file__).parents[2],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        self.base_url = self._process.stdout.readline().strip()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process is not None
        self._process.kill()
        self._process.communicate()

    def asked(self) -> Counter[tuple[str, str]]:
        """How often it was asked, by the story's title and the task."""
        return Counter({(title, task): count for title, task, count in self._log()["asked"]})

    def forget(self) -> Counter[tuple[str, str]]:
        """What it was asked so far; from here on it counts anew."""
        asked = self.asked()
        self._log("forget")
        return asked

    def most_at_once(self) -> int:
        """The most requests that were under way at one moment."""
        most: int = self._log()["most"]
        return most

    def _log(self, what: str = "log") -> Any:
        with urllib.request.urlopen(f"{self.base_url}/{what}") as response:  # noqa: S310 - our own server
            return json.load(response)


class _Serving:
    """What the server process knows."""

    def __init__(self, latency_s: float, *, canned: bool) -> None:
        self._latency_s = latency_s
        self._answers: dict[str, dict[str, Any]] | None = {} if canned else None
        self._asked: Counter[tuple[str, str]] = Counter()
        self._active = 0
        self._most = 0

    async def speak(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one connection's requests until it ends."""
        try:
            while line := await reader.readline():
                length = 0
                while (header := await reader.readline()) not in {b"\r\n", b""}:
                    if header.lower().startswith(b"content-length:"):
                        length = int(header.split(b":")[1])
                body = await reader.readexactly(length)
                answer = json.dumps(await self._answer(line.split()[1].decode(), body)).encode()
                head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
                writer.write(head % len(answer) + answer)
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # a client that is killed says no goodbye
        finally:
            writer.close()

    async def _answer(self, path: str, body: bytes) -> dict[str, Any]:
        if path.endswith("/log"):
            return {"asked": [[*key, count] for key, count in self._asked.items()], "most": self._most}
        if path.endswith("/forget"):
            self._asked.clear()
            self._most = 0
            return {}
        if path.endswith("/models"):
            return {"object": "list", "data": [{"id": "copyist", "object": "model"}]}
        if self._answers is not None:
            return await self._repeat(body)
        return await self._read(body)

    async def _repeat(self, body: bytes) -> dict[str, Any]:
        """The answer to the first request of this task, once the latency is over."""
        assert self._answers is not None
        task = "split" if b"TASK: sort" in body else "compose"
        if task not in self._answers:
            self._answers[task] = await self._read(body)
        elif self._latency_s:
            await asyncio.sleep(self._latency_s)
        return self._answers[task]

    async def _read(self, body: bytes) -> dict[str, Any]:
        asked = json.loads(body)
        prompt = "\n".join(message["content"] for message in asked["messages"])
        story = _FENCED.search(prompt)
        assert story is not None, "a request without a story"
        task = asked["response_format"]["json_schema"]["name"]
        title = _TITLE.search(story[1])
        self._asked[title[1] if title else "", task] += 1
        self._active += 1
        self._most = max(self._most, self._active)
        try:
            if self._latency_s:
                await asyncio.sleep(self._latency_s)
        finally:
            self._active -= 1
        content = json.dumps(reply_to(task, prompt))
        usage = {"prompt_tokens": len(prompt) // 4, "completion_tokens": len(content) // 4}
        return {
            "id": "1",
            "object": "chat.completion",
            "model": asked["model"],
            "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": content}}],
            "usage": usage | {"total_tokens": sum(usage.values())},
        }


async def _serve(port: int, latency_s: float, *, canned: bool) -> None:
    server = await asyncio.start_server(_Serving(latency_s, canned=canned).speak, "127.0.0.1", port, limit=1 << 24)
    sys.stdout.write(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), float(sys.argv[2]) if len(sys.argv) > 2 else 0.0, canned="canned" in sys.argv))
