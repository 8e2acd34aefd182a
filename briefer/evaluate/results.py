"""results.json: all that a run found, and all that its reports are made from.

No time of day and no duration that a clock measured stands in it, so that a run which was killed and resumed writes the
same bytes as one that was not. Durations that a cassette recorded do; those of a live run are in timings.json beside it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from briefer.article import Contract
from briefer.brief import Brief, Finding, Judgement, Section
from briefer.errors import ConfigError

RESULTS_FILE = "results.json"
Better = Literal["higher", "lower"] | None
"""Which way is good; None for what is only told."""
Mode = Literal["replay", "record", "live"]
Status = Literal["pass", "fail", "flaky", "told"]


class Score(Contract):
    """What one scorer says of one brief."""

    value: float | None
    """None where it could not be scored: neither 0 nor 1."""
    reason: str
    """Why, in a few words."""


class ItemError(Contract):
    """Why a case has no brief."""

    kind: Literal["model", "stale", "endpoint"]
    """model: it answered, and no brief came of it; stale: no recorded reply fits; endpoint: it is not there or fails."""
    message: str


class Passage(Contract):
    """Words of a source that a finding or a statement points to."""

    source: str
    """The article's id."""
    start: int
    end: int
    text: str


class Written(Contract):
    """One statement as a reader of the report sees it."""

    section: Section
    text: str
    held: bool
    findings: tuple[Finding, ...]
    passages: tuple[Passage, ...]
    """Where the source supports it, or what it has instead."""


class Spent(Contract):
    """What a brief cost."""

    calls: int
    input_tokens: int
    cached_input_tokens: int
    output_tokens: int
    cost_usd: float | None
    """None where the price is not known."""


class ItemResult(Contract):
    """One case in one run, once."""

    run: str
    case: str
    repeat: int
    """From 0."""
    brief: Brief | None
    verdict: Literal["pass", "warn", "fail"] | None
    statements: tuple[Written, ...]
    """Published and held ones, in the order of the sections."""
    findings: tuple[Finding, ...]
    """Those of the brief as a whole, headline and dek."""
    judgements: tuple[Judgement, ...] = ()
    scores: dict[str, Score]
    spent: Spent
    error: ItemError | None


class RunInfo(Contract):
    """One way of making the briefs."""

    name: str
    engine: str
    model: str | None
    mode: Mode
    repeat: int
    cases: tuple[str, ...]
    prompts: dict[str, str]
    """Digest of each prompt, schema included; empty without a model."""
    deterministic: bool
    """Whether the same run again gives the same: no model, or recorded replies."""
    about: str | None
    """Which server, quantisation and settings the recorded replies are from."""


class Metric(Contract):
    """One scorer over all cases of one run; a case counts once, however often it was repeated."""

    run: str
    scorer: str
    better: Better
    n: int
    """Cases that have a value."""
    unscored: int
    """Cases that have none."""
    mean: float | None
    low: float | None
    high: float | None
    """Ends of the 95 % interval, clustered by case."""
    smallest_effect: float | None
    """The smallest change of the mean that this many cases show four times in five."""
    repeats: tuple[float, ...]
    """The mean of each repeat, where there are several."""


class Planted(Contract):
    """What the checks found of errors that were planted, or labelled by hand, of one class."""

    kind: Literal["planted", "claim"]
    """planted: by code, in the sources' own sentences; claim: a sentence of case.toml that does not hold."""
    name: str
    """The class of error; of claims the kind of fault, or `true` for those that hold."""
    found: int
    tries: int
    low: float
    high: float
    missed: tuple[str, ...]
    """Up to five that were not found (of `true`: that were objected to), each with its case."""


class Judge(Contract):
    """Who judged; another one may not be compared."""

    model: str
    prompts: dict[str, str]
    votes: int


class GateRow(Contract):
    """One demand, and whether it is met."""

    run: str
    scorer: str
    demand: str
    """In words: "at least 0.95", "drops by at most 0.02 against the baseline"."""
    value: float | None
    status: Status
    message: str
    """What to know about it."""


class Gate(Contract):
    """The outcome."""

    status: Literal["green", "red", "broken"]
    """broken: the endpoint failed, so that nothing can be said."""
    rows: tuple[GateRow, ...]
    problems: tuple[str, ...]
    """What makes it red or broken besides the rows: a stale cassette, a changed corpus, another judge."""


class SourceText(Contract):
    """An article as the report shows it."""

    id: str
    title: str | None
    outlet: str | None
    url: str | None
    text: str


class CaseInfo(Contract):
    """A case as the reports know it."""

    id: str
    tags: tuple[str, ...]
    digest: str
    sources: tuple[SourceText, ...]


class Results(Contract):
    """One run of a suite."""

    schema_: Literal["briefer/results/1"] = Field("briefer/results/1", alias="schema")
    suite: str
    version: str
    """briefer's own."""
    corpus: str
    """SHA-256 over all cases."""
    cases: tuple[CaseInfo, ...]
    judge: Judge | None
    runs: tuple[RunInfo, ...]
    items: tuple[ItemResult, ...]
    metrics: tuple[Metric, ...]
    planted: tuple[Planted, ...]
    gate: Gate | None

    def dump(self) -> bytes:
        """The file's bytes: the same results, the same bytes."""
        return (json.dumps(self.model_dump(mode="json"), ensure_ascii=False, indent=1) + "\n").encode(
            "utf-8", "replace"
        )


def load_results(path: Path) -> Results:
    """The results in a file, or in the folder that a run wrote.

    Raises:
        ConfigError: it cannot be read, or holds something else.
    """
    path = path / RESULTS_FILE if path.is_dir() else path
    try:
        return Results.model_validate_json(path.read_bytes())
    except OSError as error:
        raise ConfigError(f"cannot read {str(path)!r}: {error.strerror or error}; give a results.json") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise ConfigError(f"{str(path)!r} is no results.json of this version: {where}: {first['msg']}") from error
