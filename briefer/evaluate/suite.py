"""A suite: which cases are briefed how, and what is demanded of the outcome. `evals/suites/NAME.toml`."""

from __future__ import annotations

import difflib
import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, get_args

from pydantic import Field, model_validator

from briefer.brief import CheckName
from briefer.errors import ConfigError
from briefer.evaluate.case import Case, Corpus, Phrases
from briefer.evaluate.mutant import CLASSES
from briefer.evaluate.planted import TRUE
from briefer.evaluate.scorers import COMPLETED, SCORERS
from briefer.evaluate.tables import Table, read_table
from briefer.settings import PromptStyle

EVALS = Path("evals")
DEFAULT = "gate"
PLANTED = "planted"
CLAIMS = "claims"
"""What errors planted by code and sentences labelled by hand are called where a gate names a run."""


class RunTable(Table):
    """`[[run]]`: one way of making the briefs."""

    name: str
    engine: Literal["extractive", "llm"]
    model: str | None = None
    base_url: str | None = None
    about: str | None = None
    """Server, quantisation and settings, for the cassettes."""
    prompt_dir: Path | None = None
    prompt_style: PromptStyle = "full"
    """Stated, and not taken from the model's size: what a suite measures and its cassettes hold does not change when the
    rule for that does."""
    cases: Phrases = ()
    """Only these; all where neither cases nor tags are given."""
    tags: Phrases = ()
    """Only cases with one of these."""
    repeat: int = Field(1, ge=1, le=100)

    @model_validator(mode="after")
    def _has_model(self) -> RunTable:
        if self.engine == "llm" and not self.model:
            raise ValueError("a run of the llm engine names its model, as its cassettes go by that name")
        return self

    def chooses(self, case: Case) -> bool:
        """Whether it briefs this case."""
        if not self.cases and not self.tags:
            return True
        return case.id in self.cases or bool(set(self.tags) & set(case.tags))


class GateTable(Table):
    """`[[gate]]`: what is demanded of one scorer in one run; at least one of the four."""

    run: str
    scorer: str
    floor: float | None = None
    """The mean is at least this."""
    ceiling: float | None = None
    """The mean is at most this."""
    drop: float | None = Field(None, ge=0)
    """It falls by no more than this against the baseline, over the cases that both have."""
    rise: float | None = Field(None, ge=0)
    """It rises by no more than this."""

    @model_validator(mode="after")
    def _demands(self) -> GateTable:
        if self.floor is None and self.ceiling is None and self.drop is None and self.rise is None:
            raise ValueError("a gate needs a floor, a ceiling, a drop or a rise")
        return self


class PlantedTable(Table):
    """`[planted]`: errors planted in the cases' own articles, to see that the checks can find them."""

    seed: int = 0
    per_case: int = Field(2, ge=1)
    """Errors of each class in a case, at most."""


class JudgeTable(Table):
    """`[judge]`: a model asked about what the checks leave open."""

    model: str
    base_url: str | None = None
    votes: int = Field(3, ge=1, le=9)


class SuiteTable(Table):
    """The file."""

    title: str | None = None
    cases: Path = Path("../cases")
    """From the suite's own folder."""
    baseline: Path | None = None
    """From the suite's own folder; `../baselines/NAME.json` where it is not given."""
    run: tuple[RunTable, ...] = Field(min_length=1)
    planted: PlantedTable | None = None
    judge: JudgeTable | None = None
    gate: tuple[GateTable, ...] = ()

    @model_validator(mode="after")
    def _names(self) -> SuiteTable:
        names = [run.name for run in self.run]
        if len(set(names)) != len(names) or {PLANTED, CLAIMS} & set(names):
            raise ValueError(f"each run needs a name of its own, and neither {PLANTED!r} nor {CLAIMS!r}: {names}")
        gated = Counter(f"{gate.run}/{gate.scorer}" for gate in self.gate)
        if twice := [key for key, times in gated.items() if times > 1]:
            raise ValueError(
                f"two gates on {twice[0]}; write its demands into one, as the baseline keeps them by that name"
            )
        for gate in self.gate:
            if gate.run not in {*names, PLANTED, CLAIMS}:
                raise ValueError(f"a gate speaks of the run {gate.run!r}; the runs are {', '.join(names)}")
            if gate.run in {PLANTED, CLAIMS} and self.planted is None:
                raise ValueError(f"a gate on {gate.run!r} needs a [planted] table")
            known = _scorers(gate.run)
            if gate.scorer not in known:
                nearest = difflib.get_close_matches(gate.scorer, known, n=1, cutoff=0)[0]
                raise ValueError(f"a gate on {gate.run!r} speaks of {gate.scorer!r}; did you mean {nearest!r}?")
        return self


class Suite(Table):
    """A suite and where it stands."""

    name: str
    path: Path
    table: SuiteTable

    @property
    def cases_folder(self) -> Path:
        """The folder of its cases."""
        return _below(self.path, self.table.cases)

    @property
    def baseline_path(self) -> Path:
        """Its baseline, there or not."""
        return _below(self.path, self.table.baseline or Path(f"../baselines/{self.name}.json"))


def _below(suite: Path, path: Path) -> Path:
    """A path that a suite names, from its own folder, without the steps up and down."""
    return Path(os.path.normpath(suite.parent / path))


def load_suite(name: str | None, folder: Path = EVALS) -> Suite:
    """The suite of a name or a path; `gate`, or the only one there is, where none is named.

    Raises:
        ConfigError: there is no such suite, or it is not well-formed.
    """
    path = _find(name, folder / "suites")
    suite = Suite(name=path.stem, path=path, table=read_table(path, SuiteTable))
    if suite.table.run and not suite.cases_folder.is_dir():
        raise ConfigError(f"the suite {str(path)!r} wants its cases in {str(suite.cases_folder)!r}: there is no folder")
    return suite


def chosen_runs(
    suite: Suite,
    *,
    engine: str | None = None,
    model: str | None = None,
    base_url: str | None = None,
    prompt_dir: Path | None = None,
    prompt_style: PromptStyle | None = None,
    repeat: int | None = None,
) -> tuple[RunTable, ...]:
    """The suite's runs as the command line narrows and changes them.

    An engine leaves the runs of that engine; a model the runs of that model, or, where the suite has none, its llm runs
    with that model in their place, under the model's name.

    Raises:
        ConfigError: the suite has no run of that engine.
    """
    engine = engine or ("llm" if model else None)
    runs = [run for run in suite.table.run if engine in {None, run.engine}]
    if engine == "extractive" and not runs:
        runs = [RunTable(name="extractive", engine="extractive")]
    if model is not None and engine == "llm":
        same = [run for run in runs if run.model == model]
        pattern = runs[0] if runs else RunTable(name=model, engine="llm", model=model)
        runs = same or [pattern.model_copy(update={"name": model, "model": model, "about": None})]
    if not runs:
        raise ConfigError(f"the suite {suite.name!r} has no llm run; add one with its model, or name a --model")
    changes = {"base_url": base_url, "prompt_dir": prompt_dir, "prompt_style": prompt_style, "repeat": repeat}
    given = {key: value for key, value in changes.items() if value is not None}
    return tuple(run.model_copy(update=given) if run.engine == "llm" else run for run in runs)


def check_cases(runs: Sequence[RunTable], corpus: Corpus) -> None:
    """Refuse a run that names a case which is not there: it would be left out without a word.

    Raises:
        ConfigError: there is one.
    """
    there = [case.id for case in corpus.cases]
    for run in runs:
        for name in run.cases:
            if name not in there:
                nearest = difflib.get_close_matches(name, there, n=1, cutoff=0)[0]
                raise ConfigError(
                    f"the run {run.name!r} names the case {name!r}, which is not in {str(corpus.folder)!r}; "
                    f"did you mean {nearest!r}?"
                )


def _scorers(run: str) -> tuple[str, ...]:
    """What a gate on a run may speak of."""
    if run == PLANTED:
        return (*CLASSES, TRUE)
    if run == CLAIMS:
        return (*get_args(CheckName), TRUE)
    return (COMPLETED, *SCORERS)


def _find(name: str | None, folder: Path) -> Path:
    there = sorted(folder.glob("*.toml")) if folder.is_dir() else []
    names = ", ".join(path.stem for path in there)
    if name is None:
        chosen = [path for path in there if path.stem == DEFAULT] or (there if len(there) == 1 else [])
        if chosen:
            return chosen[0]
        why = f"there are several suites, name one: {names}" if there else f"there is no suite in {str(folder)!r}"
        raise ConfigError(f"{why}; `briefer eval init` writes a starter")
    if (path := Path(name)).suffix == ".toml":
        return path
    if (path := folder / f"{name}.toml").is_file():
        return path
    raise ConfigError(f"there is no suite {name!r} in {str(folder)!r}" + (f"; there are {names}" if names else ""))
