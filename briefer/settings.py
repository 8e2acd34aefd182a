"""Settings: flag > environment > briefer.toml > default, resolved once into one frozen value.

`load_settings` is the only reader of the environment and of briefer.toml. Keys: `[edition]`, `[[feed]]`,
`[[section]]`, `[mail]`, `[llm]`, `[check]`, `[network]`, `[store]`; an unknown one is an error that names the nearest
known one. Environment: `BRIEFER_ENGINE`, `BRIEFER_MODEL`, `BRIEFER_BASE_URL`, `BRIEFER_TIMEOUT_S`,
`BRIEFER_CONCURRENCY`, `BRIEFER_MAX_COST_USD`, `BRIEFER_ALLOW_PRIVATE`, `BRIEFER_PROMPT_DIR`, `BRIEFER_CACHE_DIR`,
`BRIEFER_MODEL_PATH`, `BRIEFER_PROMPT_STYLE`, `BRIEFER_CHECK` (`quote=warn,date=warn`), `BRIEFER_SMTP_PASSWORD`, and
`OPENAI_API_KEY`, `OPENAI_BASE_URL`.
"""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

from briefer.errors import ConfigError

EngineName = Literal["auto", "llm", "local", "extractive"]
PromptStyle = Literal["auto", "full", "small"]
Mode = Literal["warn", "enforce"]

DEFAULT_MODEL = "gpt-6-luna"
"""The cheapest current model of its maker in genai-prices 0.2.3 that has structured outputs: $0.10 and $0.50 a million
tokens in and out, a window of a million; `gpt-5-nano` is cheaper by half and two generations older."""
FETCH_TIMEOUT_S = 20.0
MODEL_TIMEOUT_S = 120.0
"""A small model on one core needs some 50 s for a brief (measured: Qwen2.5-Coder-1.5B), a frontier one under 20."""
LOCAL_TIMEOUT_S = 900.0
"""For a model in this process: its first call on a story reads all of it, and waits for the calls before it. Measured
with 1.8B parameters on one busy core: 22 to 32 tokens a second read, 8 to 15 written; 8B takes five times as long."""
CONFIG_NAME = "briefer.toml"


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", validate_by_name=True)


class EditionTable(_Table):
    """`[edition]`: the day's e-mail."""

    title: str = Field("Morning Briefing", pattern=r"\S")
    stories: int = Field(5, ge=1, le=50)
    language: str = "en"
    timezone: str = "UTC"
    max_age_hours: float = Field(36, gt=0)
    template_dir: Path | None = None
    """Templates of one's own, each in the place of the bundled one of its name."""


class FeedTable(_Table):
    """`[[feed]]`: one feed."""

    url: str
    outlet: str | None = None
    family: str | None = None
    section: str | None = None
    weight: float = Field(1.0, ge=0)


class SectionTable(_Table):
    """`[[section]]`: a section of the edition."""

    name: str
    max_stories: int | None = Field(None, ge=1)
    weight: float = Field(1.0, ge=0)
    """What its stories' rank gains above 1, in points, or loses below."""


class MailTable(_Table):
    """`[mail]`: who sends to whom, and how."""

    from_: str | None = Field(None, alias="from")
    to: tuple[str, ...] = ()
    recipients_file: Path | None = None
    smtp: str | None = None
    unsubscribe_url: str | None = None
    reply_to: str | None = None
    operator: str | None = None
    """Who is written to when a run that was to send has failed."""
    approve: bool = False


class LlmTable(_Table):
    """`[llm]`: the engine and its endpoint."""

    engine: EngineName = "auto"
    model: str | None = None
    model_path: Path | None = None
    base_url: str | None = None
    concurrency: int = Field(16, ge=1, le=1024)
    max_cost_usd: float | None = Field(None, ge=0)
    prompt_dir: Path | None = None
    prompt_style: PromptStyle = "auto"


class CheckTable(_Table):
    """`[check]`: which checks decide (`enforce`), and which only tell what they find (`warn`)."""

    quote: Mode = "enforce"
    speaker: Mode = "enforce"
    number: Mode = "enforce"
    date: Mode = "enforce"
    name: Mode = "enforce"
    title: Mode = "enforce"
    support: Mode = "enforce"
    hedge: Mode = "enforce"
    negation: Mode = "enforce"
    section: Mode = "enforce"
    style: Mode = "enforce"
    injection: Mode = "enforce"


class NetworkTable(_Table):
    """`[network]`: what may be fetched, and how long it may take."""

    allow_private: bool = False
    timeout_s: float | None = Field(None, gt=0)


class StoreTable(_Table):
    """`[store]`: where editions, outbox and memory are kept."""

    path: Path = Path("briefer.sqlite3")


class ConfigFile(_Table):
    """The whole of briefer.toml."""

    edition: EditionTable = EditionTable()
    feed: tuple[FeedTable, ...] = ()
    section: tuple[SectionTable, ...] = ()
    mail: MailTable = MailTable()
    llm: LlmTable = LlmTable()
    check: CheckTable = CheckTable()
    network: NetworkTable = NetworkTable()
    store: StoreTable = StoreTable()


class OwnServer(BaseModel):
    """The local engine's server, while it runs."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    """What stands for its address, which changes from run to run."""
    window: int = Field(gt=0)
    """Tokens that it takes in."""


class Settings(BaseModel):
    """All that is configured, resolved; passed as an argument from the command line inwards."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    engine: EngineName = "auto"
    model: str | None = None
    """The model asked for; None means `DEFAULT_MODEL` at OpenAI, and the server's own first model elsewhere."""
    model_path: Path | None = None
    """The local engine's model, a GGUF file."""
    base_url: str | None = None
    api_key: SecretStr | None = None
    prompt_dir: Path | None = None
    prompt_style: PromptStyle = "auto"
    """`auto` takes the prompts for small models where the model's size is known and small."""
    concurrency: int = Field(16, ge=1, le=1024)
    max_cost_usd: float | None = Field(None, ge=0)
    model_timeout_s: float = Field(MODEL_TIMEOUT_S, gt=0)
    """Bounds one model call, retries not counted."""
    fetch_timeout_s: float = Field(FETCH_TIMEOUT_S, gt=0)
    """Bounds one fetch, redirects and body included."""
    allow_private: bool = False
    check: CheckTable = CheckTable()
    cache_dir: Path | None = None
    """Where the cache, what was learned of endpoints and the fence's secret are kept; None keeps nothing."""
    use_cache: bool = True
    """False leaves replies unread; what was learned of endpoints is used all the same."""
    smtp_password: SecretStr | None = None
    own_server: OwnServer | None = None
    """Set by the local engine alone."""
    verbose: bool = False
    """Whether llama.cpp may write its own log to stderr."""
    file: ConfigFile = ConfigFile()

    @property
    def chosen_engine(self) -> Literal["llm", "local", "extractive"]:
        """`auto` resolved: the model where a key or a base URL is configured, else the extractive engine."""
        if self.engine == "auto":
            return "llm" if self.has_endpoint else "extractive"
        return self.engine

    @property
    def has_endpoint(self) -> bool:
        """Whether there is a model to ask: a key or a base URL is configured, or the local engine is chosen."""
        return self.api_key is not None or self.base_url is not None or self.engine == "local"


def load_settings(
    *,
    environ: Mapping[str, str] | None = None,
    config: Path | None = None,
    checks: Iterable[str] = (),
    **flags: Any,
) -> Settings:
    """The settings in force; a flag of None was not given.

    `checks` are modes as `--check` takes them, `quote=warn`. `config` is the configuration file; None takes `briefer.toml` of the current folder where there is one.

    Raises:
        ConfigError: a key is unknown, a value is wrong, or the file that was asked for cannot be read.
    """
    environ = os.environ if environ is None else environ
    file = read_config(config)
    given: dict[str, Any] = {
        "engine": file.llm.engine,
        "model": file.llm.model,
        "model_path": file.llm.model_path,
        "base_url": file.llm.base_url,
        "prompt_dir": file.llm.prompt_dir,
        "prompt_style": file.llm.prompt_style,
        "concurrency": file.llm.concurrency,
        "max_cost_usd": file.llm.max_cost_usd,
        "allow_private": file.network.allow_private,
        "fetch_timeout_s": file.network.timeout_s,
    }
    given |= {key: value for key, value in _from_environment(environ).items() if value is not None}
    given |= {key: value for key, value in flags.items() if value is not None}
    given["engine"] = _engine(given["engine"], flags)
    if file.network.timeout_s is not None:
        least = LOCAL_TIMEOUT_S if given["engine"] == "local" else MODEL_TIMEOUT_S
        given.setdefault("model_timeout_s", max(file.network.timeout_s, least))
    if given["engine"] == "local":
        given["concurrency"] = 1  # one model on this machine's cores: two stories at once only take each other's place
    given = {key: value for key, value in given.items() if value is not None}
    given.setdefault("cache_dir", _default_cache_dir())
    modes = _modes([*environ.get("BRIEFER_CHECK", "").split(","), *checks])
    given["check"] = file.check.model_copy(update=modes)
    try:
        return Settings(**given, file=file)
    except ValidationError as error:
        first = error.errors()[0]
        name = first["loc"][0] if first["loc"] else "settings"
        raise ConfigError(f"{name} cannot be {first['input']!r}: {first['msg'].lower()}") from error


def _engine(engine: str, flags: Mapping[str, Any]) -> str:
    """The engine as configured; a model file on the command line asks for the local one.

    Raises:
        ConfigError: the flags contradict each other.
    """
    if flags.get("model_path") is not None:
        if flags.get("engine") not in {None, "local"}:
            raise ConfigError(
                f"--model-path is for the local engine, not for {flags['engine']!r}; leave one of them out"
            )
        engine = "local"
    if engine == "local":
        for name in ("model", "base_url"):
            if flags.get(name) is not None:
                option = f"--{name.replace('_', '-')}"
                raise ConfigError(f"{option} is for an endpoint; the local engine has its model from --model-path")
    return engine


def _from_environment(environ: Mapping[str, str]) -> dict[str, Any]:
    """Values by field; an empty variable counts as not set."""

    def get(*names: str) -> str | None:
        return next((environ[name] for name in names if environ.get(name, "").strip()), None)

    return {
        "engine": get("BRIEFER_ENGINE"),
        "model": get("BRIEFER_MODEL"),
        "model_path": get("BRIEFER_MODEL_PATH"),
        "prompt_style": get("BRIEFER_PROMPT_STYLE"),
        "base_url": get("BRIEFER_BASE_URL", "OPENAI_BASE_URL"),
        "api_key": get("OPENAI_API_KEY"),
        "prompt_dir": get("BRIEFER_PROMPT_DIR"),
        "concurrency": get("BRIEFER_CONCURRENCY"),
        "max_cost_usd": get("BRIEFER_MAX_COST_USD"),
        "model_timeout_s": get("BRIEFER_TIMEOUT_S"),
        "fetch_timeout_s": get("BRIEFER_TIMEOUT_S"),
        "allow_private": get("BRIEFER_ALLOW_PRIVATE"),
        "cache_dir": get("BRIEFER_CACHE_DIR"),
        "smtp_password": get("BRIEFER_SMTP_PASSWORD"),
    }


def _modes(given: Iterable[str]) -> dict[str, str]:
    """The mode of each check that is named; the last one counts.

    Raises:
        ConfigError: there is no such check, or no such mode.
    """
    modes: dict[str, str] = {}
    for item in filter(None, map(str.strip, given)):
        name, _, mode = (part.strip() for part in item.partition("="))
        if name not in CheckTable.model_fields:
            nearest = difflib.get_close_matches(name, CheckTable.model_fields, n=1, cutoff=0)
            raise ConfigError(f"there is no check {name!r}; did you mean {nearest[0]!r}? Give it as --check NAME=warn")
        if mode not in get_args(Mode):
            raise ConfigError(f"the check {name!r} can be in mode warn or enforce, not {mode!r}")
        modes[name] = mode
    return modes


def _default_cache_dir() -> Path:
    from platformdirs import user_cache_path  # noqa: PLC0415 - not every start needs it

    return user_cache_path("briefer")


def read_config(path: Path | None) -> ConfigFile:
    """briefer.toml, its paths from its own folder; defaults where no path was given and the current folder has none.

    Raises:
        ConfigError: the file cannot be read, is not TOML, or has an unknown key or a wrong value.
    """
    wanted = path or Path(CONFIG_NAME)
    try:
        if path is None and not wanted.is_file():
            return ConfigFile()
        document = tomllib.loads(wanted.read_text(encoding="utf-8-sig"))  # editors on Windows put a mark first
    except OSError as error:
        raise ConfigError(
            f"cannot read {str(wanted)!r}: {error.strerror or error}; give another with --config"
        ) from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{str(wanted)!r} is not in UTF-8 (byte {error.start}): save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{str(wanted)!r} is not TOML: {error}") from error
    try:
        return _from_its_folder(ConfigFile.model_validate(document), wanted.parent)
    except ValidationError as error:
        raise ConfigError(f"{str(wanted)!r}: {_explain(error)}") from error


def _from_its_folder(file: ConfigFile, folder: Path) -> ConfigFile:
    """The file with its paths from the folder that it lies in.

    Were they from the one where a command is typed, each would have a store of its own, and each would mail everybody.
    """
    if folder == Path():
        return file

    def beside(path: Path | None) -> Path | None:
        return None if path is None else folder / path

    llm = {"model_path": beside(file.llm.model_path), "prompt_dir": beside(file.llm.prompt_dir)}
    return file.model_copy(
        update={
            "edition": file.edition.model_copy(update={"template_dir": beside(file.edition.template_dir)}),
            "mail": file.mail.model_copy(update={"recipients_file": beside(file.mail.recipients_file)}),
            "llm": file.llm.model_copy(update=llm),
            "store": file.store.model_copy(update={"path": beside(file.store.path)}),
        }
    )


def _explain(error: ValidationError) -> str:
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    if first["type"] == "string_pattern_mismatch":
        return f"{where} cannot be {first['input']!r}: it says nothing"
    if first["type"] == "missing":
        return f"{where} is missing"
    if first["type"] == "tuple_type":
        form = f"begin each with [[{where}]]" if len(first["loc"]) == 1 else 'write a list, ["...", "..."]'
        return f"{where} cannot be {first['input']!r}: {form}"
    if first["type"] != "extra_forbidden":
        return f"{where} cannot be {first['input']!r}: {first['msg'].lower()}"
    nearest = difflib.get_close_matches(str(first["loc"][-1]), _known_keys(first["loc"]), n=1, cutoff=0)
    return f"{where} is not a key that briefer knows; did you mean {nearest[0]!r}?"


def _known_keys(where: tuple[int | str, ...]) -> list[str]:
    tables: dict[str, type[BaseModel]] = {
        "edition": EditionTable,
        "feed": FeedTable,
        "section": SectionTable,
        "mail": MailTable,
        "llm": LlmTable,
        "check": CheckTable,
        "network": NetworkTable,
        "store": StoreTable,
    }
    if len(where) == 1:
        return list(tables)
    return [field.alias or name for name, field in tables[str(where[0])].model_fields.items()]
