"""The local engine before anything is loaded: what a file is, whether it fits, what the settings become."""

from __future__ import annotations

import asyncio
import dataclasses
import os
import sys
from pathlib import Path

import pytest

from briefer.errors import ConfigError
from briefer.pipeline import open_desk
from briefer.settings import LOCAL_TIMEOUT_S, MODEL_TIMEOUT_S, OwnServer, Settings, load_settings
from briefer.write.client import ModelClient
from briefer.write.judge import open_judge
from briefer.write.local import described, fit, look_at, memory, serving
from briefer.write.local.memory import MOST_TOKENS, require_fit
from tests.write.calls import request
from tests.write.gguf_files import write_model

GB = 1_000_000_000


@pytest.fixture
def model_file(tmp_path: Path) -> Path:
    return write_model(tmp_path / "tiny.gguf")


def test_a_model_file_is_what_its_header_says(model_file: Path):
    """Name, window, licence and quantisation by its own word; parameters and context are counted."""
    model = look_at(model_file)

    assert (model.name, model.licence, model.quantisation, model.window) == (
        "Tiny Test 1.5B",
        "apache-2.0",
        "Q8_0",
        4096,
    )
    assert model.parameters == 2048 + 64
    assert model.cache_bytes == 2 * 2 * 2 * (16 + 16)  # two bytes, two layers, two heads, keys and values of 16 each
    assert model.size == model_file.stat().st_size


def test_a_path_may_begin_at_home(model_file: Path, monkeypatch):
    """briefer.toml is read by no shell, so a tilde in it is ours to resolve."""
    monkeypatch.setenv("HOME", str(model_file.parent))

    assert look_at(Path("~/tiny.gguf")).path == model_file


def test_a_models_name_cannot_move_the_cursor(tmp_path: Path):
    """What a file says of itself is printed on one line, bounded, without escape sequences."""
    wild = look_at(write_model(tmp_path / "a.gguf", {"general.name": "A\x1b[31m\nB" + "c" * 500}))
    empty = look_at(write_model(tmp_path / "the-file.gguf", {"general.name": " \x07 "}))

    assert wild.name.startswith("A Bccc")
    assert len(wild.name) == 80
    assert empty.name == "the-file"


def test_the_same_weights_are_known_by_the_same_fingerprint(tmp_path: Path):
    """A copy elsewhere has it too; other weights under the same header have another."""
    here = look_at(write_model(tmp_path / "a.gguf"))
    copied = look_at(write_model(tmp_path / "b.gguf"))
    trained = look_at(write_model(tmp_path / "c.gguf", fill=8))

    assert here.endpoint == copied.endpoint
    assert here.endpoint != trained.endpoint


@pytest.mark.parametrize(
    ("changes", "cut", "words"),
    [
        ({"tokenizer.chat_template": None}, 0, "base model"),
        ({"general.architecture": "nomic-bert"}, 0, "embedding model"),
        ({"llama.pooling_type": 1}, 0, "embedding model"),
        ({"general.architecture": "clip"}, 0, "no language model"),
        ({"general.type": "adapter"}, 0, "no language model"),
        ({"split.count": 3}, 0, "llama-gguf-split --merge"),
        ({"llama.context_length": None}, 0, "context_length"),
        ({}, 1, "cut off"),
        ({}, 2600, "a part of it is missing"),
    ],
)
def test_a_file_that_cannot_write_a_brief_is_refused_with_what_to_do(tmp_path: Path, changes, cut, words):
    """Base and embedding models, adapters, parts and broken downloads: one line each, the file named."""
    path = write_model(tmp_path / "m.gguf", changes, cut=cut)
    with pytest.raises(ConfigError, match=words) as caught:
        look_at(path)

    assert "m.gguf" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["nowhere.gguf", "folder", "page.html"])
def test_what_is_no_model_is_refused(tmp_path: Path, name: str):
    """A path without a file, a folder, a web page that was saved in place of the model."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "page.html").write_text("<html>Log in to download</html>")
    with pytest.raises(ConfigError, match="--model-path"):
        look_at(tmp_path / name)


def test_a_pipe_in_the_place_of_a_model_is_not_waited_for(tmp_path: Path):
    """Nobody may ever write into it."""
    os.mkfifo(tmp_path / "model.gguf")
    with pytest.raises(ConfigError, match=r"model\.gguf' is no file; name the GGUF file"):
        look_at(tmp_path / "model.gguf")


def test_a_model_is_loaded_as_well_as_memory_allows(model_file: Path):
    """Room for a second copy of the weights, else none, else a smaller window, else it does not fit."""
    big = dataclasses.replace(look_at(model_file), size=4 * GB, window=131_072, cache_bytes=131_072)

    roomy, tight, tighter, none = (fit(big, GB * gigabytes // 10) for gigabytes in (110, 65, 57, 50))
    assert (roomy.window, roomy.repacked, roomy.fits) == (MOST_TOKENS, True, True)
    assert (tight.window, tight.repacked, tight.fits) == (MOST_TOKENS, False, True)
    assert (tighter.window, tighter.repacked, tighter.fits) == (4096, False, True)
    assert not none.fits
    assert fit(big, None).fits


def test_what_does_not_fit_is_said_with_the_numbers(model_file: Path, monkeypatch):
    """Needed and free memory stand in the error, and nothing was loaded."""
    monkeypatch.setattr(memory, "available_bytes", lambda: 100_000_000)
    with pytest.raises(ConfigError, match=r"needs about 0\.5 GB .* 0\.1 GB are free"):
        require_fit(look_at(model_file))


def test_a_containers_limit_counts(tmp_path: Path, monkeypatch):
    """What a container may still take is all there is, even on a large machine; "max" is no limit."""
    most, used = tmp_path / "max", tmp_path / "current"
    monkeypatch.setattr(memory, "_CGROUP", ((most, used),))
    monkeypatch.setattr(memory, "_of_system", lambda: 64 * GB)
    most.write_text("2000000000\n")
    used.write_text("500000000\n")
    assert memory.available_bytes() == 1_500_000_000

    most.write_text("max\n")
    assert memory.available_bytes() == 64 * GB


def test_the_settings_become_those_of_an_endpoint_that_has_no_address_yet(model_file: Path):
    """Engine, model, prompts, patience and identity by the file; the key and model of another endpoint are left."""
    before = Settings(engine="local", model_path=model_file, model="gpt-6-luna", max_cost_usd=1.0)
    settings, _ = described(before)

    assert (settings.engine, settings.model, settings.prompt_style) == ("llm", "Tiny Test 1.5B", "small")
    assert settings.model_timeout_s == LOCAL_TIMEOUT_S
    assert settings.max_cost_usd is None
    assert settings.own_server is not None
    assert settings.own_server.name.startswith("local:")


def test_a_timeout_that_was_given_stays(model_file: Path):
    """900 seconds are for who said nothing."""
    settings, _ = described(Settings(engine="local", model_path=model_file, model_timeout_s=30))

    assert settings.model_timeout_s == 30


def test_the_port_is_in_no_cache_key_and_in_no_record():
    """Two runs on two ports are one endpoint: by key, digest, and what is shown."""
    own = OwnServer(name="local:0123456789abcdef", window=4096)
    clients = [
        ModelClient(Settings(base_url=f"http://127.0.0.1:{port}/v1", own_server=own, model="m"))
        for port in (1001, 1002)
    ]

    assert len({client.key(request(), "m") for client in clients}) == 1
    assert {client.endpoint.digest("m") for client in clients} == {clients[0].endpoint.digest("m")}
    assert {client.endpoint.shown for client in clients} == {"local:0123456789abcdef"}
    assert clients[0].context_window() == 4096
    assert clients[0].estimate(request()).cost_usd == (0.0, 0.0)


async def test_without_the_extra_the_remedy_is_said(model_file: Path, monkeypatch):
    """ConfigError with what to install, from the desk and from the judge alike."""
    monkeypatch.setattr("briefer.write.local.server.find_spec", lambda _name: None)
    settings = Settings(engine="local", model_path=model_file)
    with pytest.raises(ConfigError, match=r"briefer-news\[local\]"):
        async with open_desk(settings):
            pass
    with pytest.raises(ConfigError, match=r"briefer-news\[local\]"):
        async with open_judge(settings):
            pass


async def test_a_server_is_ended_when_its_user_fails_or_is_interrupted(model_file: Path, monkeypatch):
    """The context always drops the server: after an error, and after a cancellation while it loads."""
    alive: list[object] = []

    class Params:
        def __init__(self):
            self.model = self.cpuparams = self.cpuparams_batch = type("Any", (), {})()

    class Server:
        listening_address = "http://127.0.0.1:9"

        def __init__(self, given):
            assert given.hostnames == ["127.0.0.1"]
            assert given.port == 0
            assert given.ui is False
            assert len(given.api_keys[0]) >= 32
            assert given.cors_origins != "*"
            assert 0 < given.cache_ram_mib <= 512
            alive.append(1)

        def __del__(self):
            alive.pop()

    fake = type(sys)("xllamacpp")
    fake.CommonParams, fake.Server = Params, Server  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "xllamacpp", fake)
    monkeypatch.setattr("briefer.write.local.server.find_spec", lambda _name: object())
    monkeypatch.setattr("briefer.write.local.server._Server._wake", lambda _self: None)
    settings = Settings(engine="local", model_path=model_file)

    async def failing():
        async with serving(settings) as served:
            assert served.base_url == "http://127.0.0.1:9/v1"
            assert alive
            raise ValueError("of its user")

    with pytest.raises(ValueError, match="of its user"):
        await failing()
    assert not alive

    task = asyncio.create_task(serving(settings).__aenter__())
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not alive


def test_a_model_file_on_the_command_line_asks_for_the_local_engine(model_file: Path):
    """--model-path alone is enough; in a configuration it waits for engine = "local"."""
    assert load_settings(environ={}, model_path=model_file).chosen_engine == "local"
    assert load_settings(environ={"BRIEFER_MODEL_PATH": str(model_file)}).chosen_engine == "extractive"
    both = {"BRIEFER_MODEL_PATH": str(model_file), "BRIEFER_ENGINE": "local", "BRIEFER_PROMPT_STYLE": "full"}
    settings = load_settings(environ=both)

    assert settings.chosen_engine == "local"
    assert settings.model_path == model_file
    assert settings.prompt_style == "full"
    assert settings.concurrency == 1
    assert settings.has_endpoint


def test_briefer_toml_names_the_local_engine(tmp_path: Path):
    """[llm] engine, model_path and prompt_style; a fetch's timeout does not hurry the model."""
    config = tmp_path / "local.toml"
    config.write_text(
        '[llm]\nengine = "local"\nmodel_path = "m.gguf"\nprompt_style = "small"\n[network]\ntimeout_s = 20\n'
    )
    settings = load_settings(environ={}, config=config)

    assert (settings.engine, settings.model_path, settings.prompt_style) == ("local", tmp_path / "m.gguf", "small")
    assert settings.model_timeout_s == LOCAL_TIMEOUT_S
    assert load_settings(environ={}, config=config, engine="llm").model_timeout_s == MODEL_TIMEOUT_S


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        ({"engine": "llm", "model_path": "m.gguf"}, "--model-path is for the local engine"),
        ({"engine": "local", "model": "gpt-6-luna"}, "--model is for an endpoint"),
        ({"model_path": "m.gguf", "base_url": "http://127.0.0.1/v1"}, "--base-url is for an endpoint"),
        ({"prompt_style": "tiny"}, "prompt_style"),
    ],
)
def test_flags_that_contradict_each_other_are_refused(flags, words):
    """Nobody is asked in the place of the model that somebody named."""
    with pytest.raises(ConfigError, match=words):
        load_settings(environ={}, **flags)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--engine", "local"], "--model-path"),
        (["--model-path", "nowhere.gguf"], "nowhere.gguf"),
        (["--model-path", "a.txt"], "does not begin as a GGUF file does"),
    ],
)
def test_what_cannot_be_loaded_is_exit_2_and_one_line(briefer, arguments, words):
    """The command says it before it has read or loaded anything large."""
    Path("a.txt").write_text("A story of one sentence, which is short.", encoding="utf-8")
    outcome = briefer("brief", "a.txt", "--allow-thin", *arguments)

    assert outcome.exit_code == 2
    assert words in outcome.stderr
    assert "Traceback" not in outcome.stderr


def test_a_dry_run_loads_nothing_and_costs_nothing(briefer, model_file: Path, sample: Path):
    """The prompts for small models, the file's own identity, no money; the extra is not even asked for."""
    outcome = briefer("brief", sample, "--model-path", model_file, "--dry-run", "--format", "json").json

    assert outcome["endpoint"].startswith("local:")
    assert outcome["model"] == "Tiny Test 1.5B"
    assert [row["task"] for row in outcome["requests"]] == [
        "small/what_happened",
        "small/who_said_what",
        "small/what_next",
    ]
    assert outcome["cost_usd"] == [0, 0]


def test_doctor_says_what_a_model_file_is(briefer, model_file: Path, monkeypatch):
    """Name, size, parameters, quantisation, window, licence, memory, prompts; the extra by its version."""
    monkeypatch.setattr("briefer.write.local.available_bytes", lambda: 3 * GB)
    monkeypatch.setattr("briefer.cli.doctor_local.version", lambda _name: "2026.1.1")
    items = {item["name"]: item for item in briefer("doctor", "--model-path", model_file, "--json").json}

    assert items["local"]["state"] == "ok"
    assert "2026.1.1" in items["local"]["detail"]
    assert items["model file"]["state"] == "ok"
    for words in ("Tiny Test 1.5B", "Q8_0", "4,096", "apache-2.0", "3.0 GB are free", "small prompts"):
        assert words in items["model file"]["detail"]


def test_doctor_is_red_for_a_file_that_cannot_be_used(briefer, tmp_path: Path, monkeypatch):
    """Exit 2 for a base model, for one that does not fit, and for a local engine without a file."""
    base = write_model(tmp_path / "base.gguf", {"tokenizer.chat_template": None})
    assert briefer("doctor", "--model-path", base).exit_code == 2

    monkeypatch.setattr("briefer.write.local.available_bytes", lambda: 1000)
    outcome = briefer("doctor", "--model-path", write_model(tmp_path / "fine.gguf"))
    assert outcome.exit_code == 2
    assert "does not fit" in outcome.stdout

    monkeypatch.setenv("BRIEFER_ENGINE", "local")
    assert "none is named" in briefer("doctor").stdout
