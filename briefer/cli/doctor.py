"""`briefer doctor`: what is configured, and what works. Keys are told as present or absent, never shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from briefer.cli.doctor_local import State, local_items
from briefer.cli.engine import ModelPathOption, PromptStyleOption
from briefer.cli.output import write_result
from briefer.cli.run import exit_codes, run_async
from briefer.text.counting import counted

if TYPE_CHECKING:
    from briefer.settings import Settings

_SIGNS: dict[State, str] = {"ok": "ok  ", "note": "--  ", "bad": "BAD "}


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that was looked at."""

    name: str
    state: State
    detail: str


def doctor(
    model: Annotated[str | None, typer.Option(help="The model's name.")] = None,
    model_path: ModelPathOption = None,
    base_url: Annotated[str | None, typer.Option(help="Any OpenAI-compatible endpoint.")] = None,
    prompt_dir: Annotated[Path | None, typer.Option(help="A folder of prompts of your own.")] = None,
    prompt_style: PromptStyleOption = None,
    config: Annotated[Path | None, typer.Option(help="Another briefer.toml.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Say what is configured and what works; exit 2 if something that is configured does not."""
    import dataclasses  # noqa: PLC0415 - start-up stays light
    import json  # noqa: PLC0415

    from briefer.settings import load_settings  # noqa: PLC0415

    with exit_codes():
        settings = load_settings(
            model=model,
            model_path=model_path,
            base_url=base_url,
            prompt_dir=prompt_dir,
            prompt_style=prompt_style.value if prompt_style is not None else None,
            config=config,
        )
        here = [Item(*item) for item in local_items(settings)]
        items = [*_installed(settings, config), *here, *run_async(_endpoint(settings)), *_mail(settings)]
        if as_json:
            write_result(json.dumps([dataclasses.asdict(item) for item in items], indent=2), None)
        else:
            width = max(len(item.name) for item in items)
            write_result("\n".join(f"{_SIGNS[i.state]}{i.name:<{width}}  {i.detail}" for i in items), None)
        if any(item.state == "bad" for item in items):
            raise typer.Exit(2)


def _installed(settings: Settings, config: Path | None) -> Iterator[Item]:
    import sys  # noqa: PLC0415

    from briefer import __version__  # noqa: PLC0415
    from briefer.errors import PromptError  # noqa: PLC0415
    from briefer.settings import CONFIG_NAME, DEFAULT_MODEL  # noqa: PLC0415
    from briefer.write.cache import Cache  # noqa: PLC0415
    from briefer.write.judge import judge_digest  # noqa: PLC0415
    from briefer.write.modelled import PromptSets  # noqa: PLC0415
    from briefer.write.prompts import load_prompt  # noqa: PLC0415
    from briefer.write.tokens import count_tokens  # noqa: PLC0415

    yield Item("briefer", "ok", f"{__version__}, Python {sys.version.split()[0]}")
    file = config or Path(CONFIG_NAME)
    yield Item(
        "configuration", "ok" if file.is_file() else "note", str(file) if file.is_file() else "no briefer.toml here"
    )
    yield Item("engine", "ok", settings.chosen_engine)
    try:
        judging = judge_digest(load_prompt("judge", settings.prompt_dir))
        prompts = PromptSets.load(settings.prompt_dir)
        digests = {**prompts.full.digests(), "judge": judging, **prompts.small.digests()}
        yield Item("prompts", "ok", ", ".join(f"{name} {digest[:8]}" for name, digest in digests.items()))
    except PromptError as error:
        yield Item("prompts", "bad", str(error))
    count = count_tokens("A short sentence, to see whether tokens can be counted.", settings.model or DEFAULT_MODEL)
    estimated = count.method == "estimate"
    yield Item("encodings", "note" if estimated else "ok", f"tokens are counted by {count.method}")
    said: list[str] = []
    cache = Cache(settings.cache_dir, notice=said.append)
    cache.secret()
    size = cache.size()
    cache.close()
    if said:
        yield Item("cache", "bad", said[0])
    else:
        yield Item("cache", "ok", f"{cache.path}" + (f", {counted(size.replies, 'reply')}" if size else ", empty"))


async def _endpoint(settings: Settings) -> list[Item]:
    """The key and whether the endpoint answers; nothing is asked of a model."""
    key = settings.api_key is not None
    items = [Item("key", "ok" if key else "note", "OPENAI_API_KEY is set" if key else "no OPENAI_API_KEY")]
    if settings.chosen_engine == "extractive":
        return [*items, Item("endpoint", "note", "none configured: the extractive engine writes the briefs")]
    if settings.chosen_engine == "local":
        return [*items, Item("endpoint", "note", "none is asked: the model runs in this process")]
    from briefer.errors import BrieferError  # noqa: PLC0415
    from briefer.write.client import ModelClient  # noqa: PLC0415

    try:
        async with ModelClient(settings) as client:
            models = await client.models()
    except BrieferError as error:
        return [*items, Item("endpoint", "bad", str(error))]
    shown = client.endpoint.shown
    if settings.model is not None and models and settings.model not in models:
        return [*items, Item("endpoint", "bad", f"{shown} answers, but has no {settings.model!r}: {_few(models)}")]
    return [*items, Item("endpoint", "ok", f"{shown} answers; models: {_few(models)}")]


def _few(names: tuple[str, ...]) -> str:
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "") or "none named"


def _mail(settings: Settings) -> Iterator[Item]:
    """Whether the mail server can be connected to; nothing is said to it."""
    import socket  # noqa: PLC0415

    from briefer.errors import ConfigError  # noqa: PLC0415
    from briefer.publish.mail import Conversation  # noqa: PLC0415
    from briefer.publish.smtp_url import parse_smtp_url  # noqa: PLC0415

    if settings.file.mail.smtp is None:
        yield Item("mail", "note", "no [mail] smtp is configured")
        return
    try:
        server = parse_smtp_url(settings.file.mail.smtp)
        Conversation(server, settings.smtp_password)  # refuses a user without a password, as sending does
    except ConfigError as error:
        yield Item("mail", "bad", str(error))
        return
    try:
        socket.create_connection((server.host, server.port), timeout=settings.fetch_timeout_s).close()
    except OSError as error:
        yield Item("mail", "bad", f"{server} cannot be reached: {error.strerror or error}")
    else:
        password = "set" if settings.smtp_password is not None else "not set"
        yield Item("mail", "ok", f"{server} can be reached; BRIEFER_SMTP_PASSWORD is {password}")
