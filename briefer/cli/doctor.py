"""`briefer doctor`: what is configured, and what works. Keys are told as present or absent, never shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from briefer.cli.output import write_result
from briefer.cli.run import exit_codes, run_async
from briefer.text.counting import counted

if TYPE_CHECKING:
    from briefer.settings import Settings

State = Literal["ok", "note", "bad"]
_SIGNS: dict[State, str] = {"ok": "ok  ", "note": "--  ", "bad": "BAD "}


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that was looked at."""

    name: str
    state: State
    """ok: works; note: not there, and not needed; bad: configured, and does not work."""
    detail: str


def doctor(
    model: Annotated[str | None, typer.Option(help="The model's name.")] = None,
    base_url: Annotated[str | None, typer.Option(help="Any OpenAI-compatible endpoint.")] = None,
    prompt_dir: Annotated[Path | None, typer.Option(help="A folder of prompts of your own.")] = None,
    config: Annotated[Path | None, typer.Option(help="Another briefer.toml.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Say what is configured and what works; exit 2 if something that is configured does not."""
    import dataclasses  # noqa: PLC0415 - start-up stays light
    import json  # noqa: PLC0415

    from briefer.settings import load_settings  # noqa: PLC0415

    with exit_codes():
        settings = load_settings(model=model, base_url=base_url, prompt_dir=prompt_dir, config=config)
        items = [*_local(settings, config), *run_async(_endpoint(settings)), *_mail(settings)]
        if as_json:
            write_result(json.dumps([dataclasses.asdict(item) for item in items], indent=2), None)
        else:
            width = max(len(item.name) for item in items)
            write_result("\n".join(f"{_SIGNS[i.state]}{i.name:<{width}}  {i.detail}" for i in items), None)
        if any(item.state == "bad" for item in items):
            raise typer.Exit(2)


def _local(settings: Settings, config: Path | None) -> Iterator[Item]:
    import sys  # noqa: PLC0415

    from briefer import __version__  # noqa: PLC0415
    from briefer.errors import PromptError  # noqa: PLC0415
    from briefer.settings import CONFIG_NAME, DEFAULT_MODEL  # noqa: PLC0415
    from briefer.write.cache import Cache  # noqa: PLC0415
    from briefer.write.judge import judge_digest  # noqa: PLC0415
    from briefer.write.llm import Prompts  # noqa: PLC0415
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
        digests = {**Prompts.load(settings.prompt_dir).digests(), "judge": judging}
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
    from urllib.parse import urlsplit  # noqa: PLC0415

    address = settings.file.mail.smtp
    if address is None:
        yield Item("mail", "note", "no [mail] smtp is configured")
        return
    parts = urlsplit(address)
    ports = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
    try:
        host, port = parts.hostname, parts.port or ports.get(parts.scheme)
    except ValueError:
        host = port = None
    if host is None or port is None:
        yield Item(
            "mail", "bad", f"[mail] smtp cannot be {address!r}; write smtp://, smtp+starttls:// or smtps://host:port"
        )
        return
    try:
        socket.create_connection((host, port), timeout=settings.fetch_timeout_s).close()
    except OSError as error:
        yield Item("mail", "bad", f"{host}:{port} cannot be reached: {error.strerror or error}")
    else:
        password = "set" if settings.smtp_password is not None else "not set"
        yield Item("mail", "ok", f"{host}:{port} can be reached; BRIEFER_SMTP_PASSWORD is {password}")
