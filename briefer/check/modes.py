"""Warn or enforce: a check in `warn` mode tells what it finds, and decides nothing.

Its errors become warnings before anything is made of them: they lower no score, fail no verdict, cause no repair and
hold nothing. Every check enforces unless it is told otherwise. What code does when it copies quotations is no check
and has no mode: words that the source does not have never ship between quotation marks.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import get_args

from briefer.brief import CheckName
from briefer.check.claims import Outcome

ENFORCE_ALL: frozenset[CheckName] = frozenset()
"""No check in `warn` mode."""


def warn_only(modes: Iterable[tuple[str, str]]) -> frozenset[CheckName]:
    """The checks that only warn, of pairs of check and mode; names that are no check's are passed over."""
    warning = {name for name, mode in modes if mode == "warn"}
    return frozenset(name for name in get_args(CheckName) if name in warning)


def in_mode(outcome: Outcome, warning: frozenset[CheckName]) -> Outcome:
    """The outcome with the errors of the checks in `warning` as warnings."""
    if not any(finding.severity == "error" and finding.check in warning for finding in outcome.findings):
        return outcome
    findings = tuple(
        finding.model_copy(update={"severity": "warning"}) if finding.check in warning else finding
        for finding in outcome.findings
    )
    return outcome._replace(findings=findings)
