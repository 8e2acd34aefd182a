"""All checks of a brief or of any summary, put together into one FidelityReport.

A claim's score is its support (`check.support`), halved where another check found an error in it, so that a score under
0.5 and an error go together. The statements of a brief are weighed one by one, the sentences of a text together. The
report's score is the lowest of its claims': all of a summary is supported as well as its weakest sentence. The verdict is `fail` with an error or a score under 0.5, `warn` with warnings alone (those of
`style` do not count), else `pass`. Without a claim there is nothing unsupported, and the score is 1. Checks that are
named in `warn_only` warn where they would find an error (`check.modes`); with `support` among them, the score fails
nothing either.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from briefer.article import Article, Story, build_article
from briefer.brief import (
    Brief,
    BriefRecord,
    CheckCount,
    CheckName,
    FidelityReport,
    Finding,
    Section,
    Statement,
    Verdict,
)
from briefer.check.added import check_added
from briefer.check.alignment import Matched, carried, match
from briefer.check.claims import Claim, Outcome, claim_of, claims_in, claims_of
from briefer.check.date import check_dates, check_days
from briefer.check.direction import check_direction
from briefer.check.glued import check_glued
from briefer.check.hedge import check_hedges
from briefer.check.index import SourceIndex
from briefer.check.injection import check_injection
from briefer.check.modes import ENFORCE_ALL, in_mode
from briefer.check.name import check_names
from briefer.check.negation import check_negation
from briefer.check.number import check_numbers
from briefer.check.quote import check_quotes
from briefer.check.section import check_proof, check_sections
from briefer.check.speaker import check_speakers
from briefer.check.style import check_style
from briefer.check.support import (
    DECISION,
    Features,
    features_of,
    is_verbatim,
    shared,
    support_alone,
    support_of,
    without_faults,
)
from briefer.check.title import check_titles

_FAULTED = 0.49  # what an error of another check leaves of a claim's score: always less than the decision
_HALF = 0.5  # of what the best sentences hold: evidence that carries less was pointed at by mistake

Check = Callable[[Claim, SourceIndex, tuple[int, ...]], Outcome]
_FACTS: tuple[tuple[CheckName, Check], ...] = (
    ("quote", check_quotes),
    ("speaker", check_speakers),
    ("number", check_numbers),
    ("date", check_dates),
    ("name", check_names),
    ("title", check_titles),
    ("hedge", check_hedges),
    ("negation", check_negation),
    ("injection", check_injection),
)
_SENSE: tuple[Check, ...] = (check_direction, check_glued, check_added, check_days)
"""Rules that report as `support`: the words are there, and the source still does not bear the claim out."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """The source sentences that support a text, and how well."""

    numbers: tuple[int, ...]
    """One to three numbers of the story; empty where nothing supports the text."""
    score: float
    """The support score, 0 to 1; 0.5 is the decision."""


@dataclass(frozen=True, slots=True)
class SentenceScore:
    """One sentence of a summary, and how well it is supported."""

    text: str
    start: int
    """First code point in the summary."""
    end: int
    score: float
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Examined:
    """One claim with all that the checks have to say of it."""

    claim: Claim
    passage: tuple[int, ...]
    """The source sentences that it rests on: those it names, or those found."""
    score: float
    outcomes: dict[CheckName, Outcome]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, in the order of the checks."""
        return tuple(finding for outcome in self.outcomes.values() for finding in outcome.findings)


@dataclass(frozen=True, slots=True)
class _Looked:
    """One claim after all checks but that of support."""

    claim: Claim
    pointed: tuple[int, ...]
    matched: Matched
    outcomes: dict[CheckName, Outcome]
    turned: tuple[Finding, ...]
    """What the checks of sense found, which stands under support."""
    errors: tuple[Finding, ...]
    features: Features | None
    """None for a claim that needs no proof: the source has it word for word."""

    @property
    def faulted(self) -> bool:
        """True with an error, of facts or of sense."""
        return any(finding.severity == "error" for finding in (*self.errors, *self.turned))


def examine(claim: Claim, index: SourceIndex, warn_only: frozenset[CheckName] = ENFORCE_ALL) -> Examined:
    """A claim under every check that looks at one claim alone; the same claim against one index is not looked at twice."""
    key = (claim, warn_only)
    examined = index.examined.get(key)
    if examined is None:
        looked = _look(claim, index, warn_only)
        support = 1.0 if looked.features is None else support_of((looked.features,))
        examined = index.examined[key] = _conclude(looked, support, index, warn_only)
    return examined


def examine_together(
    claims: Sequence[Claim], index: SourceIndex, warn_only: frozenset[CheckName] = ENFORCE_ALL
) -> tuple[Examined, ...]:
    """The claims of one text, each as it stands, their support weighed together.

    A text is as well supported as all of its claims at once tell; its weakest claim has that score.
    """
    looked = [_look(claim, index, warn_only) for claim in claims]
    features = [one.features for one in looked if one.features is not None]
    scores = iter(shared(support_of(features), [support_of((one,)) for one in features]) if features else ())
    supports = [1.0 if one.features is None else next(scores) for one in looked]
    return tuple(_conclude(one, support, index, warn_only) for one, support in zip(looked, supports, strict=True))


def features_in(summary: str, index: SourceIndex) -> tuple[tuple[Features, ...], bool]:
    """What the support score is fitted on: the features of each sentence that needs proof, and if a fact is wrong.

    With an error of a check of facts or of sense a text fails whatever its support is.
    """
    looked = [_look(claim, index, ENFORCE_ALL) for claim in claims_in(summary)]
    return tuple(one.features for one in looked if one.features is not None), any(one.faulted for one in looked)


def _look(claim: Claim, index: SourceIndex, warn_only: frozenset[CheckName]) -> _Looked:
    pointed = index.numbers_of(claim.evidence)
    matched = match(claim.content, index, pointed)
    passage = pointed or matched.numbers
    outcomes = {name: in_mode(check(claim, index, passage), warn_only) for name, check in _FACTS}
    if claim.in_brief:
        outcomes["section"] = in_mode(check_proof(claim, index, passage), warn_only)
    turned = tuple(finding for check in _SENSE for finding in check(claim, index, passage).findings)
    errors = tuple(f for outcome in outcomes.values() for f in outcome.findings if f.severity == "error")
    verbatim = is_verbatim(claim, index)
    features = None if verbatim else features_of(claim, index, matched, (*errors, *turned))
    return _Looked(claim, pointed, matched, outcomes, turned, errors, features)


def _conclude(looked: _Looked, support: float, index: SourceIndex, warn_only: frozenset[CheckName]) -> Examined:
    """The claim with its score: halved by an error, so that a score under the decision and an error go together."""
    if not index.english:  # it cannot tell, and what cannot tell fails nobody
        support = max(support, DECISION)
    outcome = _check_support(looked.claim, index, looked.matched, looked.pointed, support, told=_told(looked))
    outcome = in_mode(outcome._replace(findings=(*looked.turned, *outcome.findings)), warn_only)
    if any(finding.severity == "error" for finding in outcome.findings):
        support = min(support, _FAULTED)
    score = support * _FAULTED if looked.errors else support
    passage = looked.pointed or looked.matched.numbers
    return Examined(looked.claim, passage, score, {**looked.outcomes, "support": outcome})


def _told(looked: _Looked) -> bool:
    """Whether other checks already say all that is wrong with a claim: without what they found it would be supported."""
    features = looked.features
    return looked.faulted and features is not None and support_of((without_faults(features),)) >= DECISION


def _check_support(
    claim: Claim, index: SourceIndex, matched: Matched, pointed: tuple[int, ...], score: float, *, told: bool
) -> Outcome:
    """What is to be said of a claim's support; `told` is that its words would bear out but for what other checks found."""
    if not index.english:
        return Outcome(abstained=1)
    if score < DECISION and told:
        return Outcome(checked=1)
    if score < DECISION:
        missing = list(dict.fromkeys(token.raw for token in claim.content if token.stem not in index.stems))
        message = f"the source does not bear this out (support {score:.2f})"
        if missing:
            message += f"; it nowhere has {', '.join(missing[:5])}"
    elif pointed and carried(claim.content, index, pointed) < _HALF * matched.covered:
        message = "the evidence that it names does not bear this out"
        if set(matched.numbers) - set(pointed):
            message += "; the source has it elsewhere"
    else:
        return Outcome(checked=1)
    evidence = tuple(index.evidence(number) for number in matched.numbers)
    return Outcome(checked=1, findings=(claim.finding("support", "error", None, message, evidence),))


def align(text: str, index: SourceIndex, hints: Sequence[int] = ()) -> Alignment:
    """Which source sentences support a text: the smallest good set, three at most, and how well they do.

    `hints` are numbers of the story's sentences; they are tried first and kept only where they do support the text.
    """
    claim = Claim(text=text)
    matched = match(claim.content, index, hints)
    return Alignment(matched.numbers, support_alone(claim, index, matched))


def check_statement(
    statement: Statement,
    section: Section,
    index_in_section: int,
    sources: SourceIndex,
    warn_only: frozenset[CheckName] = ENFORCE_ALL,
) -> tuple[Finding, ...]:
    """What the checks find in one statement of a brief, errors and warnings."""
    return examine(claim_of(statement, section, index_in_section), sources, warn_only).findings


def check_title(
    text: str,
    place: Literal["headline", "dek"],
    sources: SourceIndex,
    warn_only: frozenset[CheckName] = ENFORCE_ALL,
) -> tuple[Finding, ...]:
    """What the checks find in a headline or a dek; nothing in a source's own, which is printed as the source's."""
    claim = Claim(text=text, place=place)
    return () if _is_own_line(claim, sources) else examine(claim, sources, warn_only).findings


def _is_own_line(claim: Claim, index: SourceIndex) -> bool:
    """Whether a headline or dek is, word for word, one that a source carries itself."""
    return claim.place in {"headline", "dek"} and any(
        claim.text in {article.title, article.dek} for article in index.story.articles
    )


def check_brief(
    brief: Brief, story: Story | SourceIndex, warn_only: frozenset[CheckName] = ENFORCE_ALL
) -> FidelityReport:
    """The report on a published brief; a story may come as its index, to share it."""
    index = story if isinstance(story, SourceIndex) else SourceIndex.of(story)
    examined = [examine(claim, index, warn_only) for claim in claims_of(brief) if not _is_own_line(claim, index)]
    whole: dict[CheckName, Outcome] = {"section": check_sections(brief, index), "style": check_style(brief)}
    return _report(examined, whole, warn_only, _untold(examined, index))


def check_text(summary: str, story: Story, warn_only: frozenset[CheckName] = ENFORCE_ALL) -> FidelityReport:
    """The report on any summary, plain text or Markdown, without pointers into its source."""
    return check_sentences(summary, story, warn_only)[0]


def check_sentences(
    summary: str, story: Story | SourceIndex, warn_only: frozenset[CheckName] = ENFORCE_ALL
) -> tuple[FidelityReport, tuple[SentenceScore, ...]]:
    """The report on any summary, and the score of each of its sentences; a story may come as its index, to share it."""
    index = story if isinstance(story, SourceIndex) else SourceIndex.of(story)
    examined = examine_together(claims_in(summary), index, warn_only)
    report = _report(examined, {}, warn_only, _untold(examined, index))
    return report, tuple(_scored(one, summary, warn_only) for one in examined)


def check_summary(
    summary: Brief | BriefRecord | str,
    sources: Sequence[Article | str],
    *,
    warn_only: frozenset[CheckName] = ENFORCE_ALL,
) -> FidelityReport:
    """How faithful a summary is to its sources.

    A source given as text is taken exactly as it is. A BriefRecord brings its own articles: `sources` may be empty.
    The checks named in `warn_only` warn where they would find an error.

    Raises:
        ValueError: there is no source.
    """
    articles = [build_article(source) if isinstance(source, str) else source for source in sources]
    if isinstance(summary, BriefRecord):
        articles = articles or list(summary.articles)
        summary = summary.brief
    story = Story(tuple({article.id: article for article in articles}.values()))
    if isinstance(summary, str):
        return check_text(summary, story, warn_only)
    return check_brief(summary, story, warn_only)


def score_sentences(summary: str, story: Story) -> tuple[SentenceScore, ...]:
    """The sentences of any summary with their scores, in order; offsets in the summary as given."""
    return check_sentences(summary, story)[1]


def _scored(examined: Examined, summary: str, warn_only: frozenset[CheckName]) -> SentenceScore:
    start, end = examined.claim.offset, examined.claim.offset + len(examined.claim.text)
    verdict = verdict_of(examined.score, examined.findings, warn_only)
    return SentenceScore(summary[start:end], start, end, examined.score, verdict)


def verdict_of(score: float, findings: Iterable[Finding], warn_only: frozenset[CheckName] = ENFORCE_ALL) -> Verdict:
    """The verdict that a score and findings come to."""
    severities = {finding.severity for finding in findings if finding.check != "style"}
    if "error" in severities or (score < DECISION and "support" not in warn_only):
        return "fail"
    return "warn" if "warning" in severities else "pass"


def _untold(examined: Sequence[Examined], index: SourceIndex) -> tuple[Finding, ...]:
    """The warning that most checks could not tell, where the sources are in another language and were not just copied.

    Where nothing else was found, a summary that nobody could check would pass without it.
    """
    if index.english or all(is_verbatim(one.claim, index) for one in examined):
        return ()
    message = "the sources are not in English: quotations and figures are checked, the rest could not be told"
    return (
        Finding(
            check="support", severity="warning", section=None, statement=None, start=None, end=None, text="",
            message=message, evidence=(),
        ),
    )  # fmt: skip


def _report(
    examined: Sequence[Examined],
    whole: dict[CheckName, Outcome],
    warn_only: frozenset[CheckName],
    untold: tuple[Finding, ...],
) -> FidelityReport:
    """The report from what was found in each claim, and in the whole; what could not be told is no fault of a check."""
    whole = {name: in_mode(outcome, warn_only) for name, outcome in whole.items()}
    outcomes: dict[CheckName, list[Outcome]] = {}
    for one in examined:
        for name, outcome in one.outcomes.items():
            outcomes.setdefault(name, []).append(outcome)
    for name, outcome in whole.items():
        outcomes.setdefault(name, []).append(outcome)
    findings = [finding for one in examined for finding in one.findings]
    findings.extend(finding for outcome in whole.values() for finding in outcome.findings)
    findings.extend(untold if not findings else ())
    score = min((one.score for one in examined), default=1.0)
    checks: dict[CheckName, CheckCount] = {}
    for name in get_args(CheckName):
        if name in outcomes:
            checks[name] = CheckCount(
                checked=sum(outcome.checked for outcome in outcomes[name]),
                failed=sum(len(outcome.findings) for outcome in outcomes[name]),
                abstained=sum(outcome.abstained for outcome in outcomes[name]),
            )
    return FidelityReport(
        verdict=verdict_of(score, findings, warn_only), score=round(score, 4), checks=checks, findings=tuple(findings)
    )
