"""The reports of a run, all made from its Results: for a CI, for a pull request, for a browser, for a terminal.

Enters: Results, and where there is one the baseline's. Leaves: text and bytes, the same for the same results. Must never
happen inside: a clock, the network, a file written, a number that results do not hold; a text from an article or a model
taken for markup.
"""

from __future__ import annotations

from briefer.evaluate.compare import compare
from briefer.evaluate.report.comparison import comparison_markdown, comparison_text
from briefer.evaluate.report.html import report_html
from briefer.evaluate.report.junit import junit_xml
from briefer.evaluate.report.summary import summary_markdown
from briefer.evaluate.report.terminal import results_table
from briefer.evaluate.results import Results

__all__ = [
    "comparison_markdown",
    "comparison_text",
    "junit_xml",
    "report_files",
    "report_html",
    "results_table",
    "summary_markdown",
]


def report_files(results: Results, base: Results | None = None) -> dict[str, bytes]:
    """Every report by its file's name: junit.xml, summary.md, report.html; `base` is what they are compared with."""
    compared = compare(base, results) if base is not None else None
    return {
        "junit.xml": junit_xml(results),
        "summary.md": summary_markdown(results, compared).encode(),
        "report.html": report_html(results, base, compared=compared).encode(),
    }
