"""Results that no run made: an invented suite with everything in it that a report has to show."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from briefer.brief import Brief, Evidence, Finding, Judgement, Section, SourceRef, Statement, Votes
from briefer.evaluate.metrics import mean_interval, smallest_effect
from briefer.evaluate.outcome import cases_of
from briefer.evaluate.results import (
    Better,
    CaseInfo,
    Gate,
    GateRow,
    ItemError,
    ItemResult,
    Judge,
    Metric,
    Passage,
    Planted,
    Results,
    RunInfo,
    Score,
    SourceText,
    Spent,
    Written,
)

SCORERS: dict[str, Better] = {
    "support": "higher",
    "covers": "higher",
    "held": "lower",
    "words": None,
    "judge_faithful": "higher",
}
TEXT = (
    "NORHAVEN — The ferry company of Norhaven will stop its night boats on 3 May, it said on Tuesday, because the "
    "harbour’s new dues cost it £2.1 million a year.\n\n"
    "“We cannot sail at a loss for ever,” said Mira Tolland, who runs the company. Dock workers said that they would "
    "walk out on Friday unless the 214 crew keep their posts.\n\n"
    "The harbour board denied that the dues were to blame. It meets on 9 April to hear both sides."
)
WHAT_HAPPENED = (
    "Norhaven’s ferry company will stop its night boats on 3 May because new harbour dues cost it £2.1 million a year."
)
WHO_SAID_WHAT = "“We cannot sail at a loss for ever,” said Mira Tolland, who runs the company."
WRONG = "Dock workers said that they would walk out on Monday unless the 241 crew keep their posts."
DENIAL = "The harbour board denied that the dues were to blame."
NEXT = "The board meets on 9 April to hear both sides."
HELD = "The company will surely go bankrupt within weeks."
HOSTILE = (
    "<script>alert(1)</script> <img src=x onerror=alert(1)> </details></script></style> "
    "[click](https://evil.example) ![p](https://evil.example/p) **bold** `code` | cell | "
    "https://evil.example/x www.evil.example @everyone #42 GH-7 :boom: mail@evil.example "
    "\x1b[31mred\x1b[0m \x1b]8;;https://evil.example\x07link\x1b]8;;\x07 \u202etxt.exe\u202c \x00\x07\ufffe\ud800 "
    "{{ 7*7 }} {% raw %} $x$ ]]> &lt;b&gt; \"'>\n\n# heading\n\n| a |\n| --- |\n<!-- "
)
"""All that a text from outside might try."""
CASES = {
    "harbour-strike": ("labour", "wire", "short"),
    "grain-tariff": ("trade", "wire"),
    "museum-roof": ("culture", "long"),
    "reservoir": ("climate", "long", "denial"),
    "tram-line": ("transport", "short"),
}


def sentence_at(words: str, text: str = TEXT) -> Evidence:
    """The place of the words in the article."""
    start = text.index(words)
    return Evidence(source="a1", start=start, end=start + len(words))


def passage(words: str, text: str = TEXT) -> Passage:
    """The words as a passage."""
    found = sentence_at(words, text)
    return Passage(source=found.source, start=found.start, end=found.end, text=words)


def finding(text: str, words: str, check: str, message: str, **more: Any) -> Finding:
    """What a check found at some words of a statement."""
    start = text.find(words)
    place = {"start": start, "end": start + len(words)} if start >= 0 else {"start": None, "end": None}
    given: dict[str, Any] = {
        "check": check,
        "severity": "error",
        "section": Section.WHO_SAID_WHAT,
        "statement": 1,
        "text": words,
        "message": message,
        "evidence": (),
        **place,
        **more,
    }
    return Finding.model_validate(given)


def statement(text: str, words: str) -> Statement:
    """A statement with its evidence."""
    return Statement(text=text, paragraph=0, evidence=(sentence_at(words),), quotes=(), attribution=None)


def make_brief(headline: str = "Norhaven’s night boats stop over harbour dues", lead: str = WHAT_HAPPENED) -> Brief:
    """A brief in three sections."""
    return Brief(
        headline=headline,
        dek="Dock workers threaten to walk out; the harbour board denies that its dues are to blame",
        what_happened=(statement(lead, "The ferry company"),),
        who_said_what=(
            statement(WHO_SAID_WHAT, "We cannot"),
            statement(WRONG, "Dock workers"),
            statement(DENIAL, "denied"),
        ),
        what_next=(statement(NEXT, "It meets"),),
        sources=(
            SourceRef(
                id="a1",
                url="https://post.example/2026/ferry",
                title="Night boats to stop",
                outlet="The Norhaven Post",
                byline=(),
                published=None,
                digest="0" * 64,
            ),
        ),
        held=(),
    )


def make_written(*, faults: bool, lead: str = WHAT_HAPPENED, vary: str = "") -> tuple[Written, ...]:
    """The statements as the report sees them: with `faults` one that is wrong and one that was held."""
    wrong = (
        finding(WRONG, "Monday", "date", f"the source has Friday, not Monday{vary}"),
        finding(WRONG, "241", "number", "the source has 214 crew, not 241"),
    )
    walk = passage("Dock workers said that they would walk out on Friday unless the 214 crew keep their posts.")
    sure = finding(
        HELD, "surely", "hedge", "nothing in the source is as certain", section=Section.WHAT_NEXT, statement=None
    )
    rows = [
        Written(section=Section.WHAT_HAPPENED, text=lead, held=False, findings=(), passages=(passage("The ferry company of Norhaven will stop its night boats on 3 May"),)),
        Written(section=Section.WHO_SAID_WHAT, text=WHO_SAID_WHAT, held=False, findings=(), passages=(passage("“We cannot sail at a loss for ever,” said Mira Tolland, who runs the company."),)),
        Written(section=Section.WHO_SAID_WHAT, text=WRONG, held=False, findings=wrong if faults else (), passages=(walk,)),
        Written(section=Section.WHO_SAID_WHAT, text=DENIAL, held=False, findings=(), passages=(passage("The harbour board denied that the dues were to blame."),)),
        Written(section=Section.WHAT_NEXT, text=NEXT, held=False, findings=(), passages=(passage("It meets on 9 April to hear both sides."),)),
    ]  # fmt: skip
    if faults:
        rows.append(
            Written(section=Section.WHAT_NEXT, text=HELD, held=True, findings=(sure,), passages=(passage("“We cannot sail at a loss for ever,”"),))
        )  # fmt: skip
    return tuple(rows)


def make_judgement(verdict: str | None = "contradicted") -> Judgement:
    """A judge's word on the wrong statement."""
    counted = dict.fromkeys(("supported", "contradicted", "not_enough_info", "abstained"), 0)
    counted[verdict or "abstained"] = 2
    return Judgement.model_validate(
        {
            "section": Section.WHO_SAID_WHAT,
            "statement": 1,
            "start": 0,
            "end": len(WRONG),
            "text": WRONG,
            "verdict": verdict,
            "reasons": ("The source says Friday.",),
            "votes": Votes(**counted),
            "passages": (sentence_at("Dock workers"),),
            "model": "judge-1",
        }
    )


def make_item(
    run: str, case: str, values: Mapping[str, float | None], repeat: int = 0, *, verdict: str = "pass"
) -> ItemResult:
    """A case in a run; a value that is None could not be scored."""
    fails = verdict == "fail"
    headline = finding("", "", "support", "the source says only part of it", section="headline", statement=None)
    warned = (headline.model_copy(update={"severity": "warning"}),) if verdict != "pass" else ()
    reasons = {"support": "4 of 5 statements are supported", "covers": "3 of 4 facts are there: “3 May” is missing"}
    return ItemResult.model_validate(
        {
            "run": run,
            "case": case,
            "repeat": repeat,
            "brief": make_brief(),
            "verdict": verdict,
            "statements": make_written(faults=fails),
            "findings": warned,
            "judgements": (make_judgement(),) if fails else (),
            "scores": {
                name: Score(value=value, reason="nothing to score" if value is None else reasons.get(name, "counted"))
                for name, value in values.items()
            },
            "spent": Spent(calls=2, input_tokens=2100, cached_input_tokens=0, output_tokens=400, cost_usd=0.0004),
            "error": None,
        }
    )


def make_lost(run: str, case: str, kind: str, message: str) -> ItemResult:
    """A case that no brief came of."""
    return ItemResult.model_validate(
        {
            "run": run,
            "case": case,
            "repeat": 0,
            "brief": None,
            "verdict": None,
            "statements": (),
            "findings": (),
            "scores": {},
            "spent": Spent(calls=0, input_tokens=0, cached_input_tokens=0, output_tokens=0, cost_usd=None),
            "error": ItemError.model_validate({"kind": kind, "message": message}),
        }
    )


def make_run(name: str, cases: Sequence[str] = tuple(CASES), **more: Any) -> RunInfo:
    """A run without a model, or with what `more` says."""
    given: dict[str, Any] = {
        "name": name,
        "engine": "extractive",
        "model": None,
        "mode": "live",
        "repeat": 1,
        "cases": tuple(cases),
        "prompts": {},
        "deterministic": True,
        "about": None,
        **more,
    }
    return RunInfo.model_validate(given)


def make_case(
    name: str, tags: Sequence[str] = ("wire",), text: str = TEXT, url: str | None = "https://post.example/2026/ferry"
) -> CaseInfo:
    """A case with one article."""
    source = SourceText(id="a1", title="Night boats to stop", outlet="The Norhaven Post", url=url, text=text)
    digest = hashlib.sha256(f"{name}{text}".encode("utf-8", "replace")).hexdigest()
    return CaseInfo(id=name, tags=tuple(tags), digest=digest, sources=(source,))


def with_metrics(results: Results) -> Results:
    """The results with their metrics computed from the items."""
    metrics = []
    for run in results.runs:
        cases = cases_of(results, run)
        for name, better in SCORERS.items():
            values = [value for case in cases if (value := case.value(name)) is not None]
            found = mean_interval(values) if values else None
            metrics.append(
                Metric(
                    run=run.name,
                    scorer=name,
                    better=better,
                    n=len(values),
                    unscored=len(cases) - len(values),
                    mean=found and found.mean,
                    low=found and found.low,
                    high=found and found.high,
                    smallest_effect=smallest_effect(values),
                    repeats=(0.81, 0.79) if run.repeat > 1 and name == "support" else (),
                )
            )
    corpus = hashlib.sha256("".join(case.digest for case in results.cases).encode()).hexdigest()
    return results.model_copy(update={"metrics": tuple(metrics), "corpus": corpus})


def make_gate() -> Gate:
    """A gate with a row of every kind."""
    rows = (
        ("extractive", "support", "at least 0.95", 0.96, "pass", ""),
        ("small-model", "support", "at least 0.95", 0.81, "fail", "lowest: harbour-strike 0.40, tram-line 0.80"),
        ("small-model", "covers", "drops by at most 0.02 against the baseline", 0.74, "flaky", "met in 1 of 2 repeats"),
        ("small-model", "words", "told", 231.4, "told", ""),
        ("small-model", "judge_faithful", "at least 0.9", None, "fail", "no case has a value"),
    )
    return Gate.model_validate(
        {
            "status": "red",
            "rows": tuple(
                GateRow.model_validate(
                    dict(zip(("run", "scorer", "demand", "value", "status", "message"), row, strict=True))
                )
                for row in rows
            ),
            "problems": ("stale cassettes in 1 case: reservoir; record it again, about $0.01",),
        }
    )


def make_results() -> Results:
    """Two runs over five cases: one without a model, one repeated, with a failure, a flaky case and every error."""
    plain: dict[str, float | None] = {
        "support": 1.0,
        "covers": 0.75,
        "held": 0.0,
        "words": 205.0,
        "judge_faithful": None,
    }
    model = make_run(
        "small-model",
        engine="llm",
        model="small-1.5b",
        mode="replay",
        repeat=2,
        prompts={"rules": "a" * 64, "split": "b" * 64},
        about="recorded on one core, 4-bit",
    )
    bad: dict[str, float | None] = {"support": 0.4, "covers": 0.5, "held": 0.2, "words": 260.0, "judge_faithful": 0.5}
    good = {**bad, "support": 0.8, "held": 0.0, "words": 231.0}
    items = [
        *(make_item("extractive", name, plain | {"words": 190.0 + 9 * at, "covers": 0.5 + at / 8}) for at, name in enumerate(CASES)),
        make_item("small-model", "harbour-strike", bad, verdict="fail"),
        make_item("small-model", "harbour-strike", good, 1),
        make_item("small-model", "tram-line", good, verdict="warn"),
        make_item("small-model", "tram-line", good, 1, verdict="warn"),
        make_lost("small-model", "grain-tariff", "model", "the reply is not the JSON that was asked for"),
        make_lost("small-model", "reservoir", "stale", "no recorded reply fits this prompt"),
        make_lost("small-model", "museum-roof", "endpoint", "connection refused by 127.0.0.1:1"),
    ]  # fmt: skip
    planted = (
        Planted(kind="planted", name="number", found=57, tries=60, low=0.86, high=0.98, missed=("tram-line: 14 trams for 41",)),
        Planted(kind="planted", name="speaker", found=40, tries=52, low=0.64, high=0.86, missed=("reservoir: “Not one drop” given to the mayor",)),
        Planted(kind="claim", name="negation", found=0, tries=0, low=0.0, high=1.0, missed=()),
        Planted(kind="claim", name="true", found=30, tries=30, low=0.88, high=1.0, missed=()),
    )  # fmt: skip
    return with_metrics(
        Results(
            suite="gate",
            version="0.1.0",
            corpus="",
            cases=tuple(make_case(name, tags) for name, tags in CASES.items()),
            judge=Judge(model="judge-1", prompts={"judge": "c" * 64}, votes=2),
            runs=(make_run("extractive"), model),
            items=tuple(items),
            metrics=(),
            planted=planted,
            gate=make_gate(),
        )
    )


def changed(results: Results, how: Callable[[ItemResult], ItemResult]) -> Results:
    """The same results with each item made another, and the metrics that follow."""
    return with_metrics(results.model_copy(update={"items": tuple(map(how, results.items))}))


def rescored(item: ItemResult, **values: float | None) -> ItemResult:
    """The item with other values."""
    scores = {name: Score(value=value, reason="counted") for name, value in values.items()}
    return item.model_copy(update={"scores": {**item.scores, **scores}})


def make_suite(names: Sequence[str], score: Callable[[str], float], *, run: str = "extractive") -> Results:
    """A suite of one run where `support` is what `score` says of the case's name."""
    return with_metrics(
        Results(
            suite="gate",
            version="0.1.0",
            corpus="",
            cases=tuple(make_case(name) for name in names),
            judge=None,
            runs=(make_run(run, names),),
            items=tuple(make_item(run, name, {"support": score(name)}) for name in names),
            metrics=(),
            planted=(),
            gate=None,
        )
    )


def make_empty() -> Results:
    """A suite that nothing was run of."""
    return Results(
        suite="gate", version="0.1.0", corpus="0" * 64, cases=(), judge=None, runs=(), items=(), metrics=(), planted=(), gate=None
    )  # fmt: skip


def make_hostile() -> Results:
    """The results with every text that comes from outside turned hostile."""
    good = make_results()
    name, brief = HOSTILE, make_brief()

    def bad(found: Finding) -> Finding:
        return found.model_copy(update={"text": HOSTILE, "message": HOSTILE})

    def worse(item: ItemResult) -> ItemResult:
        written = tuple(
            one.model_copy(
                update={
                    "text": one.text + HOSTILE,
                    "findings": tuple(map(bad, one.findings)),
                    "passages": tuple(passage.model_copy(update={"text": HOSTILE}) for passage in one.passages),
                }
            )
            for one in item.statements
        )
        return item.model_copy(
            update={
                "brief": item.brief and brief.model_copy(update={"headline": HOSTILE, "dek": HOSTILE}),
                "statements": written,
                "findings": tuple(map(bad, item.findings)),
                "judgements": tuple(one.model_copy(update={"reasons": (HOSTILE,)}) for one in item.judgements),
                "scores": {key: score.model_copy(update={"reason": HOSTILE}) for key, score in item.scores.items()},
                "error": item.error and item.error.model_copy(update={"message": HOSTILE}),
                "case": name if item.case == "tram-line" else item.case,
            }
        )

    cases = [
        case.model_copy(
            update={
                "id": name if case.id == "tram-line" else case.id,
                "tags": (HOSTILE,),
                "sources": tuple(
                    one.model_copy(update={"title": HOSTILE, "outlet": HOSTILE, "url": "javascript:alert(1)"})
                    for one in case.sources
                ),
            }
        )
        for case in good.cases
    ]
    assert good.gate is not None
    gate = good.gate.model_copy(
        update={
            "problems": (HOSTILE,),
            "rows": tuple(row.model_copy(update={"message": HOSTILE, "demand": HOSTILE}) for row in good.gate.rows),
        }
    )
    runs = tuple(
        run.model_copy(update={"about": HOSTILE, "cases": tuple(case.id for case in cases)}) for run in good.runs
    )
    planted = tuple(one.model_copy(update={"missed": (HOSTILE,), "name": HOSTILE}) for one in good.planted)
    return good.model_copy(
        update={
            "suite": f"gate {HOSTILE}",
            "cases": tuple(cases),
            "items": tuple(map(worse, good.items)),
            "gate": gate,
            "runs": runs,
            "planted": planted,
        }
    )


def make_large(cases: int = 66, runs: Sequence[str] = ("extractive", "small-model"), *, shift: float = 0.0) -> Results:
    """A suite of the size that is really run, its values spread by arithmetic."""
    tags = ("labour", "trade", "culture", "climate", "transport", "courts", "health", "sport", "science", "politics")
    forms = ("wire", "long", "short", "denial", "injection", "noisy")
    names = [f"{tags[at % 10]}-{forms[at % 6]}-{at:02}" for at in range(cases)]
    items = []
    for which, run in enumerate(runs):
        for at, name in enumerate(names):
            draw = (at * 37 + which * 11) % 101 / 100
            support = min(1.0, max(0.0, 1 - which * 0.3 * draw * draw - shift * draw))
            verdict = "fail" if support < 0.8 else "warn" if draw > 0.8 else "pass"
            values: dict[str, float | None] = {
                "support": support,
                "covers": round((0.5 + draw / 2) * 4) / 4,
                "held": 0.2 if draw > 0.9 else 0.0,
                "words": 180 + 120 * draw,
                "judge_faithful": None if at % 9 == 0 else min(1.0, support + 0.05),
            }
            item = make_item(run, name, values, verdict=verdict)
            lead = WHAT_HAPPENED if not shift or at % 3 else WHAT_HAPPENED.replace("will stop", "plans to end")
            update: dict[str, Any] = {
                "brief": make_brief(lead=lead),
                "statements": make_written(faults=verdict == "fail", lead=lead),
            }
            items.append(item.model_copy(update=update))
    good = make_results()
    return with_metrics(
        good.model_copy(
            update={
                "cases": tuple(make_case(name, (tags[at % 10], forms[at % 6])) for at, name in enumerate(names)),
                "runs": tuple(make_run(run, names) for run in runs),
                "items": tuple(items),
            }
        )
    )
