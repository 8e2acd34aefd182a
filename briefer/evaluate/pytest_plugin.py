"""Fidelity in somebody else's tests: `pytest_plugins = ["briefer.evaluate.pytest_plugin"]`, then the fixture `faithful`.

def test_digest(faithful):
    faithful(summary, source)  # fails with what the checks found
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from briefer.article import Story, build_article
from briefer.brief import FidelityReport
from briefer.check import check_text


def assert_faithful(summary: str, *sources: str) -> FidelityReport:
    """The report of a summary that its sources bear out; a failed test, with the findings, for any other."""
    __tracebackhide__ = True
    articles = {article.id: article for article in map(build_article, sources)}
    report = check_text(summary, Story(tuple(articles.values())))
    if report.verdict == "fail":
        errors = [f"- {one.text!r}: {one.message}" for one in report.findings if one.severity == "error"]
        pytest.fail(
            "\n".join(["the sources do not bear this out:", *errors, f"score {report.score:.2f}"]), pytrace=False
        )
    return report


@pytest.fixture
def faithful() -> Callable[..., FidelityReport]:
    """`faithful(summary, *sources)`: the report, or a failed test."""
    return assert_faithful
