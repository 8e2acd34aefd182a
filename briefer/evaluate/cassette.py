"""A cassette: what a model answered to each request of one case, known by the digest of the whole request.

No header, no key and no request is kept: the digest tells whether a reply still fits, and a changed prompt, schema,
model or article makes it stale. A case's replies of one model are one file, `cassettes/<model>.json`.
"""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError

from briefer.article import Contract
from briefer.errors import ConfigError
from briefer.evaluate.case import CASSETTES
from briefer.files import whole_file

_UNSAFE = re.compile(r"[^a-z0-9._-]+")


class KeptReply(Contract):
    """One recorded answer."""

    digest: str
    """SHA-256 of the request: method, path, body."""
    nth: int
    """Which time the same request was sent in one brief, from 0."""
    repeat: int
    """Which repeat of the brief, from 0."""
    model: str | None
    """Who answered; None for a question that is put to no model."""
    task: str | None
    """What was asked: split, compose, repair, judge; for people."""
    status: int
    body: Any
    """The answer's JSON, or its text where it is none (a stream)."""
    seconds: float
    """How long it took when it was recorded."""


class Cassette(Contract):
    """All recorded answers of one model to one case."""

    schema_: Literal["briefer/cassette/1"] = Field("briefer/cassette/1", alias="schema")
    model: str
    base_url: str
    """Where it answered; the same requests are made as if it did so again."""
    about: str | None
    """Server, quantisation, settings."""
    prompts: dict[str, str]
    """Digests of the prompts in use."""
    replies: tuple[KeptReply, ...]


def cassette_path(folder: Path, model: str) -> Path:
    """Where a case keeps the replies of a model."""
    return folder / CASSETTES / f"{_UNSAFE.sub('-', model.lower()).strip('-.') or 'model'}.json"


def load_cassette(path: Path) -> Cassette | None:
    """The cassette in a file; None where there is no file.

    Raises:
        ConfigError: it cannot be read, or is no cassette.
    """
    try:
        return Cassette.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ConfigError(f"cannot read {str(path)!r}: {error.strerror or error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise ConfigError(
            f"{str(path)!r} is no cassette: {where}: {first['msg']}; delete it and record anew"
        ) from error


def save_cassette(path: Path, cassette: Cassette) -> None:
    """Write a cassette, whole or not at all.

    Raises:
        OutputError: it cannot be written.
    """
    path.parent.mkdir(exist_ok=True)
    with whole_file(path) as file:
        document = cassette.model_dump(mode="json", by_alias=True)
        file.write((json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace"))


def request_digest(method: str, path: str, body: bytes) -> str:
    """The name of a request: its host, query and headers are left out, as they say where, not what."""
    try:
        asked: Any = json.loads(body) if body else None
    except ValueError:
        asked = body.decode("utf-8", "replace")
    parts = json.dumps([method, path, asked], sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(parts.encode()).hexdigest()


def asked_of(body: bytes) -> tuple[str | None, str | None]:
    """The model that a request is put to, and the task that its schema names; None for what it does not say."""
    try:
        asked = json.loads(body)
        name = (asked.get("response_format") or {}).get("json_schema", {}).get("name")
        return asked.get("model"), name
    except (ValueError, AttributeError):
        return None, None
