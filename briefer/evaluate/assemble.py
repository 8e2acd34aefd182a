"""Results from what a run made: each brief scored, each scorer's mean over cases with its interval."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from statistics import fmean

from briefer import __version__
from briefer.article import Article
from briefer.brief import BriefRecord, Evidence, Section
from briefer.evaluate.case import Case, Corpus
from briefer.evaluate.metrics import mean_interval, smallest_effect
from briefer.evaluate.results import (
    CaseInfo,
    ItemResult,
    Judge,
    Metric,
    Mode,
    Passage,
    Planted,
    Results,
    RunInfo,
    Score,
    SourceText,
    Spent,
    Written,
)
from briefer.evaluate.run import Made
from briefer.evaluate.scorers import AMOUNTS, COMPLETED, SCORERS, Output, better_of, score_output, unscored
from briefer.evaluate.suite import RunTable, Suite

_NOTHING = Spent(calls=0, input_tokens=0, cached_input_tokens=0, output_tokens=0, cost_usd=0.0)


def results_of(
    suite: Suite,
    corpus: Corpus,
    chosen: Sequence[tuple[RunTable, Sequence[Case]]],
    made: Sequence[Made],
    *,
    mode: Mode,
    judge: Judge | None,
    planted: tuple[Planted, ...],
) -> Results:
    """The results of a run, not yet held against its gate."""
    items = tuple(_item(one) for one in made)
    runs = tuple(
        RunInfo(
            name=run.name,
            engine=run.engine,
            model=run.model,
            mode=mode,
            repeat=run.repeat,
            cases=tuple(case.id for case in cases),
            prompts=next((dict(one.record.prompts) for one in made if one.run is run and one.record), {}),
            deterministic=run.engine == "extractive" or mode == "replay",
            about=run.about,
        )
        for run, cases in chosen
    )
    return Results(
        suite=suite.name,
        version=__version__,
        corpus=corpus.digest,
        cases=tuple(_case(case) for case in corpus.cases),
        judge=judge,
        runs=runs,
        items=items,
        metrics=tuple(metric for run in runs for metric in _metrics(run, items)),
        planted=planted,
        gate=None,
    )


def case_values(items: Sequence[ItemResult], run: str, scorer: str) -> dict[str, float]:
    """Each case's value in a run, its repeats averaged; a case without a value is left out."""
    values: defaultdict[str, list[float]] = defaultdict(list)
    for item in items:
        score = item.scores.get(scorer)
        if item.run == run and score is not None and score.value is not None:
            values[item.case].append(score.value)
    return {case: fmean(each) for case, each in values.items()}


def _item(made: Made) -> ItemResult:
    record = made.record
    if record is None:
        wrong = made.error.kind if made.error else "model"
        scores = {name: unscored("there is no brief") for name in SCORERS}
        failed = Score(value=0.0, reason=made.error.message if made.error else "there is no brief")
        scores[COMPLETED] = failed if wrong == "model" else unscored(failed.reason)
        return ItemResult(
            run=made.run.name, case=made.case.id, repeat=made.repeat, brief=None, verdict=None, statements=(), findings=(),
            scores=scores, spent=_NOTHING, error=made.error,
        )  # fmt: skip
    scores = score_output(Output(made.case, record, made.clean, made.model_s))
    if made.judge_error:
        scores["judge"] = unscored(made.judge_error)
    usage = record.usage
    return ItemResult(
        run=made.run.name,
        case=made.case.id,
        repeat=made.repeat,
        brief=record.brief,
        verdict=record.fidelity.verdict,
        statements=_written(record),
        findings=tuple(one for one in record.fidelity.findings if one.statement is None),
        judgements=record.fidelity.judgements or (),
        scores=scores,
        spent=Spent(
            calls=usage.calls,
            input_tokens=usage.input_tokens,
            cached_input_tokens=usage.cached_input_tokens,
            output_tokens=usage.output_tokens,
            cost_usd=usage.cost_usd,
        ),
        error=made.error,
    )


def _written(record: BriefRecord) -> tuple[Written, ...]:
    by_id = {article.id: article for article in record.articles}
    written: list[Written] = []
    for section in Section:
        for number, statement in enumerate(record.brief.section(section)):
            findings = tuple(
                one for one in record.fidelity.findings if one.section == section and one.statement == number
            )
            evidence = [*statement.evidence, *(place for one in findings for place in one.evidence)]
            written.append(
                Written(
                    section=section,
                    text=statement.text,
                    held=False,
                    findings=findings,
                    passages=_passages(evidence, by_id),
                )
            )
        for held in record.brief.held:
            if held.section == section:
                places = [place for one in held.findings for place in one.evidence]
                written.append(
                    Written(
                        section=section,
                        text=held.text,
                        held=True,
                        findings=held.findings,
                        passages=_passages(places, by_id),
                    )
                )
    return tuple(written)


def _passages(evidence: Sequence[Evidence], articles: Mapping[str, Article]) -> tuple[Passage, ...]:
    places = dict.fromkeys((one.source, one.start, one.end) for one in evidence if one.source in articles)
    return tuple(
        Passage(source=source, start=start, end=end, text=articles[source].text[start:end])
        for source, start, end in places
    )


def _case(case: Case) -> CaseInfo:
    return CaseInfo(
        id=case.id,
        tags=case.tags,
        digest=case.digest,
        sources=tuple(
            SourceText(id=one.id, title=one.title, outlet=one.outlet, url=one.url, text=one.text)
            for one in case.articles
        ),
    )


def _metrics(run: RunInfo, items: Sequence[ItemResult]) -> list[Metric]:
    metrics = []
    for scorer in (COMPLETED, *SCORERS):
        values = case_values(items, run.name, scorer)
        interval = mean_interval(list(values.values()), rate=scorer not in AMOUNTS) if values else None
        effect = smallest_effect(list(values.values()))
        metrics.append(
            Metric(
                run=run.name,
                scorer=scorer,
                better=better_of(scorer),
                n=len(values),
                unscored=len(run.cases) - len(values),
                mean=_round(interval.mean if interval else None),
                low=_round(interval.low if interval else None),
                high=_round(interval.high if interval else None),
                smallest_effect=_round(effect),
                repeats=_repeats(run, items, scorer),
            )
        )
    return metrics


def _repeats(run: RunInfo, items: Sequence[ItemResult], scorer: str) -> tuple[float, ...]:
    """The mean of each repeat over the cases that have a value in it; nothing for a run without repeats."""
    if run.repeat == 1:
        return ()
    means = []
    for repeat in range(run.repeat):
        values = case_values([item for item in items if item.repeat == repeat], run.name, scorer)
        if values:
            means.append(round(fmean(values.values()), 4))
    return tuple(means)


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
