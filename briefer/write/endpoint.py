"""Where the model lives, and what was learned of it: base URL, structured-output mode, parameters it refuses.

Servers that call themselves OpenAI-compatible differ in which fields they know. We send little, read the
refusal, and remember it per (base URL, model). Covered: the reading of a base URL and of refusals (HTTP 400
and kin). Not covered: sending (`wire`), retrying (`retry`), the texts of errors (`faults`).
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from briefer.errors import ConfigError
from briefer.settings import OwnServer

DEFAULT_BASE_URL = "https://api.openai.com/v1"
_OPENAI_HOSTS = (".openai.com", ".openai.azure.com")
"""Hosts whose newer models know `max_completion_tokens` alone; the rest of the world grew up with
`max_tokens`, and some servers ignore the newer name without a word, which would leave a reply unbounded."""


class Mode(StrEnum):
    """How the schema is asked for, from the strongest promise to none."""

    JSON_SCHEMA = "json_schema"
    JSON_OBJECT = "json_object"
    TOOL = "tool"
    PROMPT = "prompt"

    @property
    def below(self) -> Mode | None:
        """The next rung down; None below the last."""
        rungs = list(Mode)
        index = rungs.index(self) + 1
        return rungs[index] if index < len(rungs) else None


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An OpenAI-compatible endpoint, as configured."""

    base_url: str
    """Without query and trailing slash; may hold userinfo, so it is for the client and for digests, not
    for print."""
    query: tuple[tuple[str, str], ...]
    """The base URL's query (an Azure api-version), sent with every request."""
    own: OwnServer | None = None
    """The local engine's server: known by its model, as its address changes from run to run."""

    @classmethod
    def parse(cls, base_url: str | None, own: OwnServer | None = None) -> Endpoint:
        """The endpoint of a base URL; None is OpenAI's own.

        Raises:
            ConfigError: it is not an http(s) URL with a host.
        """
        given = (base_url or DEFAULT_BASE_URL).strip()
        try:
            parts = urlsplit(given)
            hostname, _ = parts.hostname, parts.port  # a port that is no number raises here
        except ValueError:
            hostname = None
            parts = urlsplit("")
        if parts.scheme.lower() not in {"http", "https"} or not hostname or re.search(r"\s", given):
            shown = re.sub(r"//[^/@]*@", "//***@", given)
            raise ConfigError(
                f"the base URL {shown!r} is not an http(s) URL; give one like 'http://127.0.0.1:8080/v1' "
                "with --base-url"
            )
        path = re.sub(r"/chat/completions$", "", parts.path.rstrip("/"))  # people paste the whole address
        bare = urlunsplit((parts.scheme.lower(), parts.netloc, path, "", ""))
        return cls(base_url=bare, query=tuple(parse_qsl(parts.query, keep_blank_values=True)), own=own)

    @property
    def host(self) -> str:
        """Host and port, for messages: no userinfo, no path."""
        if self.own is not None:
            return self.own.name
        return urlsplit(self.base_url).netloc.rpartition("@")[2]

    @property
    def shown(self) -> str:
        """The base URL as it may be printed and recorded: without userinfo and query."""
        if self.own is not None:
            return self.own.name
        parts = urlsplit(self.base_url)
        return urlunsplit((parts.scheme, self.host, parts.path, "", ""))

    @property
    def is_openai(self) -> bool:
        """Whether OpenAI itself answers here."""
        return urlsplit(self.base_url).hostname == "api.openai.com"

    @property
    def is_azure(self) -> bool:
        """Whether this is Azure OpenAI, which also knows its key by another header."""
        return (urlsplit(self.base_url).hostname or "").endswith(".openai.azure.com")

    @property
    def identity(self) -> str:
        """What it is known by from run to run; for digests, not for print."""
        return self.base_url if self.own is None else self.own.name

    def digest(self, model: str = "") -> str:
        """A name for (base URL, model) that tells nobody what a URL's userinfo or query held."""
        return hashlib.sha256(json.dumps([self.identity, self.query, model]).encode()).hexdigest()

    def first_profile(self) -> Profile:
        """What is assumed before anything was learned."""
        hostname = "." + (urlsplit(self.base_url).hostname or "")
        new = hostname.endswith(_OPENAI_HOSTS)
        return Profile(limit_field="max_completion_tokens" if new else "max_tokens")


@dataclass(frozen=True, slots=True)
class Profile:
    """What is sent to one model at one endpoint, as far as it was learned."""

    mode: Mode = Mode.JSON_SCHEMA
    limit_field: str | None = "max_tokens"
    """The field that bounds the reply; None where the server knows none."""
    temperature: bool = True
    stream: bool = False
    stream_usage: bool = True
    system_role: bool = True
    """False: the rules go before the story in the user's message."""
    max_output_tokens: int | None = None
    """The most that the server lets one ask for; None where it has not said."""
    window: int | None = None
    """The context window that the server named when a prompt did not fit."""

    def dump(self) -> str:
        """The profile as JSON, for the store."""
        return json.dumps(dataclasses.asdict(self))

    @classmethod
    def load(cls, text: str) -> Profile | None:
        """The profile that `dump` wrote; None for anything else: the store may be older, newer or damaged."""
        try:
            data = json.loads(text)
            data["mode"] = Mode(data["mode"])
            profile = cls(**data)
        except (ValueError, TypeError, KeyError):
            return None
        flags = (profile.temperature, profile.stream, profile.stream_usage, profile.system_role)
        sizes = (profile.max_output_tokens, profile.window)
        sane = (
            profile.limit_field in {"max_tokens", "max_completion_tokens", None}
            and all(isinstance(flag, bool) for flag in flags)
            and all(size is None or (isinstance(size, int) and size > 0) for size in sizes)
        )
        return profile if sane else None


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a refusal taught: the profile to go on with, and a sentence for `--verbose`."""

    profile: Profile
    learned: str
    max_output_tokens: int | None = None
    """What this one prompt leaves room for; of no use to the next."""


_NAMES = {
    "limit": re.compile(r"max_(?:completion_)?tokens|max tokens"),
    "temperature": re.compile("temperature"),
    "stream_usage": re.compile("stream_options|include_usage"),
    "stream": re.compile(r"\bstream(?:ing)?\b"),
    "system_role": re.compile(r"""system['"]? (?:role|message|prompt)|role:? ['"]?system|roles must alternate"""),
    "format": re.compile(r"response_format|json_schema|json_object|json mode|structured output|schema|grammar|guided"),
    "tool": re.compile(r"tool_choice|\btools?\b|\bfunctions?\b|jinja"),
}
"""The words by which servers name what they refuse, by the rule that answers it."""


def learn(profile: Profile, sent: Mapping[str, Any], message: str, param: str | None) -> Lesson | None:
    """What a refusal teaches about the fields that were `sent`; None where it names none of them.

    The field that the server put into `param` counts first, else the one that its text names first.
    """
    rules = _rules(profile, sent)
    for text in filter(None, (param, message)):
        lowered = text.lower()
        found = [(match.start(), name) for name in rules if (match := _NAMES[name].search(lowered))]
        for _, name in sorted(found):
            lesson = rules[name](message.lower())
            if lesson is not None:
                return lesson
    return None


def bare(profile: Profile) -> Lesson | None:
    """The request stripped to what every server knows; None where it is stripped already.

    For a refusal that names nothing: one more try tells whether a field was the reason.
    """
    stripped = dataclasses.replace(profile, mode=Mode.PROMPT, temperature=False)
    return Lesson(stripped, "schema in the prompt and no other parameters") if stripped != profile else None


def _rules(profile: Profile, sent: Mapping[str, Any]) -> dict[str, Callable[[str], Lesson | None]]:
    """The rules that can apply, as only what was sent can have been refused."""
    rules: dict[str, Callable[[str], Lesson | None]] = {}
    if profile.limit_field is not None and profile.limit_field in sent:
        limit = sent[profile.limit_field]
        rules["limit"] = lambda text: _learn_limit(profile, int(limit), text)
    if "temperature" in sent:
        rules["temperature"] = lambda _: _without(profile, "no temperature", temperature=False)
    if "stream_options" in sent:
        rules["stream_usage"] = lambda _: _without(profile, "no stream_options", stream_usage=False)
    if "stream" in sent:
        rules["stream"] = lambda _: _without(profile, "no streaming", stream=False)
    else:
        rules["stream"] = lambda _: _without(profile, "streaming only", stream=True)
    if profile.system_role:
        rules["system_role"] = lambda _: _without(profile, "no system message", system_role=False)
    if "response_format" in sent:
        rules["format"] = lambda _: lower_mode(profile)
    if "tools" in sent:
        rules["tool"] = lambda _: lower_mode(profile)
    return rules


def lower_mode(profile: Profile) -> Lesson | None:
    """One rung down the ladder of structured output; None at its foot."""
    below = profile.mode.below
    if below is None:
        return None
    return Lesson(dataclasses.replace(profile, mode=below), f"no {profile.mode}: asking by {below}")


def _without(profile: Profile, learned: str, **changes: bool) -> Lesson:
    return Lesson(dataclasses.replace(profile, **changes), learned)  # type: ignore[arg-type]


_CAP = re.compile(r"(?:at most|less than or equal to|<=|maximum(?: allowed)?(?: value)?(?: is| of)?:?) (\d{1,9})\b")
_ROOM = re.compile(r"> (\d{1,9}) - (\d{1,9})")
"""vLLM's arithmetic: "(5000 > 4096 - 1000)" leaves 3096 tokens for the reply."""


def _learn_limit(profile: Profile, asked: int, text: str) -> Lesson | None:
    """A refused output limit: too large a number, or a name that the server does not know."""
    if room := _ROOM.search(text):
        left = int(room[1]) - int(room[2])
        return Lesson(profile, f"room for {left} tokens", max_output_tokens=left) if 0 < left < asked else None
    if "too large" in text or "exceed" in text or "must be" in text:
        cap = _CAP.search(text)
        if cap and (lesson := _cap(profile, asked, int(cap[1]))):
            return lesson
        return Lesson(dataclasses.replace(profile, limit_field=None), "no output limit")
    field = profile.limit_field or ""
    other = "max_tokens" if field == "max_completion_tokens" else "max_completion_tokens"
    if other == "max_tokens" or other in text:  # the newer name only where the server asks for it
        return Lesson(dataclasses.replace(profile, limit_field=other), f"{other} in place of {field}")
    return Lesson(dataclasses.replace(profile, limit_field=None), "no output limit")


def _cap(profile: Profile, asked: int, cap: int) -> Lesson | None:
    if not 0 < cap < asked:
        return None
    return Lesson(dataclasses.replace(profile, max_output_tokens=cap), f"replies of at most {cap} tokens")
