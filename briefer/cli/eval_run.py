"""`briefer eval run`: a suite's cases briefed, scored, gated; its reports written to a folder."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from briefer.cli.eval_reports import ResultsFormat
from briefer.text.counting import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefer.evaluate.case import Case, Corpus
    from briefer.evaluate.gate import Baseline
    from briefer.evaluate.journal import Journal
    from briefer.evaluate.results import Mode, Planted, Results
    from briefer.evaluate.run import Made
    from briefer.evaluate.suite import RunTable, Suite
    from briefer.settings import Settings


class Via(StrEnum):
    """How a model is asked."""

    LIVE = "live"
    PROVIDER_BATCH = "provider-batch"


_REPORTS = ("junit.xml", "summary.md", "report.html")
_BROKEN = 4
_RED = 1


def run(
    suite: Annotated[
        str | None, typer.Argument(metavar="[SUITE]", help="A suite of evals/suites, or a .toml file; `gate` else.")
    ] = None,
    engine: Annotated[str | None, typer.Option(help="Only runs of this engine: llm or extractive.")] = None,
    model: Annotated[str | None, typer.Option(help="Only this model, or this one in the place of the suite's.")] = None,
    base_url: Annotated[
        str | None, typer.Option(help="Any OpenAI-compatible endpoint, for --record and --live.")
    ] = None,
    replay: Annotated[
        bool, typer.Option("--replay", help="Recorded replies alone: no key, no network. The default.")
    ] = False,
    record: Annotated[
        bool, typer.Option("--record", help="Ask for what has no fitting recorded reply, and keep it.")
    ] = False,
    live: Annotated[bool, typer.Option("--live", help="Ask for everything, keep nothing.")] = False,
    via: Annotated[
        Via, typer.Option(help="With --live: each call on its own, or the provider's batches at half the price.")
    ] = Via.LIVE,
    repeat: Annotated[int | None, typer.Option(metavar="N", min=1, max=100, help="Brief each case so often.")] = None,
    out: Annotated[
        Path, typer.Option(metavar="DIR", help="Where results and reports go; run again, it goes on.")
    ] = Path("eval-results"),
    form: Annotated[ResultsFormat, typer.Option("--format", "-f", help="How to print it.")] = ResultsFormat.TEXT,
    prompt_dir: Annotated[Path | None, typer.Option(help="A folder of prompts of your own.")] = None,
    max_cost: Annotated[float | None, typer.Option(metavar="USD", min=0, help="Stop before passing this.")] = None,
    concurrency: Annotated[int | None, typer.Option(metavar="N", min=1, help="Briefs at once.")] = None,
    update_baseline: Annotated[
        bool, typer.Option("--update-baseline", help="Make this run what later ones are compared with, if it is green.")
    ] = False,
    lower_floors: Annotated[
        bool, typer.Option("--lower-floors", help="A floor below the committed one is meant.")
    ] = False,
    config: Annotated[Path | None, typer.Option(help="Another briefer.toml.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing on stderr but errors.")] = False,
) -> None:
    """Brief a suite's cases, score them, and say whether the briefs got less faithful."""
    from briefer.cli.output import notice  # noqa: PLC0415 - `--help` needs none of this
    from briefer.cli.run import exit_codes  # noqa: PLC0415 - see above

    with exit_codes():
        from briefer.errors import ConfigError  # noqa: PLC0415 - see above
        from briefer.evaluate.case import load_corpus  # noqa: PLC0415 - see above
        from briefer.evaluate.gate import changed_cases, load_baseline, save_baseline  # noqa: PLC0415 - see above
        from briefer.evaluate.labels import check_labels  # noqa: PLC0415 - see above
        from briefer.evaluate.suite import check_cases, chosen_runs, load_suite  # noqa: PLC0415 - see above
        from briefer.settings import load_settings  # noqa: PLC0415 - see above

        if replay + record + live > 1:
            raise ConfigError("--replay, --record and --live exclude each other; give one")
        if engine not in {None, "llm", "extractive"}:
            raise ConfigError(f"--engine can be llm or extractive here, not {engine!r}")
        if engine == "extractive" and model is not None:
            raise ConfigError("--model is for the llm engine; leave it out, or --engine")
        mode: Mode = "record" if record else "live" if live else "replay"
        _check_mode(mode, base_url, via)
        settings = load_settings(
            config=config, base_url=base_url, prompt_dir=prompt_dir, max_cost_usd=max_cost, concurrency=concurrency
        )
        loaded = load_suite(suite)
        corpus = load_corpus(loaded.cases_folder)
        check_labels(corpus)
        if update_baseline and (engine is not None or model is not None):
            raise ConfigError("--update-baseline wants every run of the suite; leave --engine and --model out")
        runs = chosen_runs(loaded, engine=engine, model=model, base_url=base_url, prompt_dir=prompt_dir, repeat=repeat)
        check_cases(runs, corpus)
        if mode != "replay":
            _require_endpoint(loaded, runs, settings)
        baseline = load_baseline(loaded.baseline_path)
        job = _Job(loaded, corpus, runs, settings, mode, out, quiet=quiet, by_batch=via is Via.PROVIDER_BATCH)
        results = job.run()
        if baseline is not None:
            for told in changed_cases(results, baseline):
                notice(f"not as in the baseline: {told}")
        results = job.finish(results, baseline, form, lower_floors=lower_floors)
        gate = results.gate
        if gate is None or gate.status == "green":
            if update_baseline:
                save_baseline(loaded.baseline_path, results, loaded)
                notice(f"the baseline is now this run: {loaded.baseline_path}", quiet=quiet)
            return
        if (
            update_baseline
            and gate.status == "red"
            and job.red_by_comparison_alone(results, baseline, lower_floors=lower_floors)
        ):
            save_baseline(loaded.baseline_path, results, loaded)
            notice(f"every floor holds; the baseline is now this run: {loaded.baseline_path}", quiet=quiet)
            return
        raise typer.Exit(_BROKEN if gate.status == "broken" else _RED)


def _check_mode(mode: Mode, base_url: str | None, via: Via) -> None:
    from briefer.errors import ConfigError  # noqa: PLC0415 - see `run`

    if base_url is not None and mode == "replay":
        raise ConfigError("--base-url asks nobody in a replay; add --record or --live")
    if via is Via.PROVIDER_BATCH and mode != "live":
        raise ConfigError("--via provider-batch asks for everything anew; add --live")


def _require_endpoint(suite: Suite, runs: Sequence[RunTable], settings: Settings) -> None:
    from briefer.errors import ConfigError  # noqa: PLC0415 - see `run`

    judge = suite.table.judge
    asks = [run.base_url for run in runs if run.engine == "llm"] + ([judge.base_url] if judge else [])
    if None in asks and not settings.has_endpoint:
        raise ConfigError(
            "--record and --live ask a model, and none is configured: set OPENAI_API_KEY or --base-url, or --replay"
        )


class _Job:
    """One run of the command."""

    def __init__(
        self,
        suite: Suite,
        corpus: Corpus,
        runs: Sequence[RunTable],
        settings: Settings,
        mode: Mode,
        out: Path,
        *,
        quiet: bool,
        by_batch: bool = False,
    ) -> None:
        self.by_batch = by_batch
        self.suite = suite
        self.corpus = corpus
        self.chosen: list[tuple[RunTable, Sequence[Case]]] = [
            (run, [case for case in corpus.cases if run.chooses(case)]) for run in runs
        ]
        self.settings = settings
        self.mode = mode
        self.out = out
        self.quiet = quiet
        self._made: list[Made] = []
        self._journal: Journal | None = None

    def run(self) -> Results:
        """Everything made and scored; the gate comes after."""
        from briefer.cli.progress import counting  # noqa: PLC0415 - see `run`
        from briefer.cli.run import run_async  # noqa: PLC0415 - see `run`
        from briefer.errors import OutputError  # noqa: PLC0415 - see `run`
        from briefer.evaluate.assemble import results_of  # noqa: PLC0415 - see `run`
        from briefer.evaluate.journal import Journal  # noqa: PLC0415 - see `run`
        from briefer.evaluate.planted import plant  # noqa: PLC0415 - see `run`
        from briefer.evaluate.results import RESULTS_FILE  # noqa: PLC0415 - see `run`
        from briefer.evaluate.run import Job, judge_identity, make_briefs  # noqa: PLC0415 - see `run`
        from briefer.files import make_output_folder  # noqa: PLC0415 - see `run`

        make_output_folder(self.out)
        try:
            for name in (RESULTS_FILE, *_REPORTS):  # should this run fail, another one's would pass for its own
                (self.out / name).unlink(missing_ok=True)
        except OSError as error:
            raise OutputError(f"cannot write to {str(self.out)!r}: {error.strerror or error}") from error
        table = self.suite.table
        total = sum(run.repeat * len(cases) for run, cases in self.chosen)
        with Journal(self.out) as journal:
            self._journal = journal
            if journal.replies:
                self._say(
                    f"going on with {counted(journal.replies, 'reply')} of a run that did not end ({journal.path})"
                )
            with counting(total, "briefing", quiet=self.quiet) as count:
                job = Job(
                    self.settings,
                    self.mode,
                    journal,
                    table.judge,
                    batches=self.out if self.by_batch else None,
                    notice=self._say if self.by_batch else lambda _message: None,
                    progress=lambda made: count(_told(made)),
                )
                self._made = run_async(make_briefs(self.chosen, job))
            planted: tuple[Planted, ...] = ()
            if table.planted is not None:
                with counting(len(self.corpus.cases), "planting errors", quiet=self.quiet) as count:
                    planted = plant(
                        self.corpus.cases,
                        seed=table.planted.seed,
                        per_case=table.planted.per_case,
                        progress=lambda case: count(case.id),
                    )
            return results_of(
                self.suite,
                self.corpus,
                self.chosen,
                self._made,
                mode=self.mode,
                judge=judge_identity(table.judge, self.settings.prompt_dir) if table.judge else None,
                planted=planted,
            )

    def finish(
        self, results: Results, baseline: Baseline | None, form: ResultsFormat, *, lower_floors: bool
    ) -> Results:
        """The results with their gate, written with all reports; printed on stdout, what is to be done on stderr."""
        from briefer.cli.eval_reports import printed  # noqa: PLC0415 - see `run`
        from briefer.cli.output import notice, write_result  # noqa: PLC0415 - see `run`
        from briefer.evaluate.gate import gated  # noqa: PLC0415 - see `run`
        from briefer.evaluate.report import report_files  # noqa: PLC0415 - see `run`
        from briefer.evaluate.results import RESULTS_FILE  # noqa: PLC0415 - see `run`
        from briefer.evaluate.stale import stale  # noqa: PLC0415 - see `run`

        results = gated(results, self.suite, baseline, lower_floors=lower_floors)
        write_result(results.dump(), self.out / RESULTS_FILE)
        write_result(json.dumps(self._timings(), indent=1), self.out / "timings.json")
        for name, report in report_files(results).items():
            write_result(report, self.out / name)
        if self._journal is not None and not (results.gate and results.gate.status == "broken"):
            self._journal.end()  # only now: what was paid for is in the results, or is asked for again
            if self.by_batch:
                from briefer.write.provider import forget  # noqa: PLC0415 - see `run`

                forget(self.out)
        write_result(printed(results, form), None)
        if results.gate is not None:
            for problem in results.gate.problems:
                notice(problem)
        judge = self.suite.table.judge
        for run, _ in self.chosen:
            gone = [made.case for made in self._made if made.run is run and made.error and made.error.kind == "stale"]
            if gone:
                notice(str(stale(run.name, [run.model, judge.model if judge else None], gone)))
        self._say(self._spent())
        return results

    def red_by_comparison_alone(self, results: Results, baseline: Baseline | None, *, lower_floors: bool) -> bool:
        """Whether all that is wrong is that the run is not the baseline: then it may become the new one."""
        from briefer.evaluate.gate import gated, lowered  # noqa: PLC0415 - see `run`

        if baseline is not None and not lower_floors and lowered(self.suite, baseline):
            return False
        alone = gated(results, self.suite, None).gate
        return alone is not None and alone.status == "green"

    def _timings(self) -> dict[str, dict[str, float | None]]:
        """Seconds of each brief by the clock: they differ from run to run, and so stand in a file of their own."""
        return {
            f"{made.run.name}/{made.case.id}/{made.repeat}": {
                "seconds": round(made.wall_s, 3),
                "model_seconds": made.model_s,
            }
            for made in self._made
        }

    def _spent(self) -> str:
        asked = sum(made.asked for made in self._made)
        costs = [made.cost_usd for made in self._made]
        known = [cost for cost in costs if cost is not None]
        price = f"${sum(known):.4f}" if len(known) == len(costs) else "an unknown sum"
        calls = f"{counted(asked, 'call')} made" + (f", {price} spent" if self.mode != "replay" and asked else "")
        return (
            f"{counted(len(self._made), 'brief')} of {counted(len(self.corpus.cases), 'case')}, {calls}; see {self.out}"
        )

    def _say(self, message: str) -> None:
        from briefer.cli.output import notice  # noqa: PLC0415 - see `run`

        notice(message, quiet=self.quiet)


def _told(made: Made) -> str:
    return f"{made.run.name}: {made.case.id}" + (f" ({made.error.kind})" if made.error else "")
