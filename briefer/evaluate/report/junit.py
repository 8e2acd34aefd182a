"""Results as JUnit XML: a suite for each run, and one for the gate.

The dialect is the one that GitHub, GitLab and Jenkins read: `testsuites`, `testsuite`, `testcase` with at most one of
`failure`, `error`, `skipped`. There is no time in it, as results have none. ElementTree escapes and serialises; what XML
1.0 cannot carry at all it would write all the same, so that is dropped here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET  # nothing is parsed here

from briefer.brief import Finding
from briefer.evaluate.outcome import CaseInRun, cases_of
from briefer.evaluate.report.wording import number
from briefer.evaluate.results import GateRow, ItemResult, Results
from briefer.publish.render.wording import remark_line, where
from briefer.text.terminal import plain

_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Source: XML 1.0, production Char."""
_COUNTED = ("failure", "error", "skipped")


def junit_xml(results: Results) -> bytes:
    """The document in UTF-8, ending in one line feed."""
    root = ET.Element("testsuites", {"name": legal(results.suite)})
    for run in results.runs:
        suite = ET.SubElement(root, "testsuite", {"name": legal(f"{results.suite}.{run.name}")})
        for case in cases_of(results, run):
            _case(suite, case)
    if results.gate is not None:
        suite = ET.SubElement(root, "testsuite", {"name": "gate"})
        for row in results.gate.rows:
            _gate_row(suite, row)
        for place, problem in enumerate(results.gate.problems, 1):
            test = _test(suite, "gate.problem", f"problem {place}")
            _say(test, "error" if results.gate.status == "broken" else "failure", problem, problem)
    for suite in root:
        _count(suite, [suite])
    _count(root, list(root))
    ET.indent(root)
    data: bytes = ET.tostring(root, encoding="UTF-8", xml_declaration=True)
    return data + b"\n"


def legal(text: str) -> str:
    """The text without what XML cannot carry or a terminal would obey."""
    return _ILLEGAL.sub("", plain(text))


def _case(suite: ET.Element, case: CaseInRun) -> None:
    test = _test(suite, case.run, case.case)
    item = case.worst
    if item is None or case.outcome == "nothing":
        ET.SubElement(test, "skipped", {"message": "it was not run" if item is None else "it has no verdict"})
        return
    if item.error is not None:
        kind = "failure" if item.error.kind == "model" else "error"
        _say(test, kind, f"{item.error.kind}: {item.error.message}", item.error.message, item.error.kind)
    elif item.verdict == "fail":
        lines = list(_faults(item))
        _say(test, "failure", f"the checks failed it{_in_repeats(case)}", "\n".join(lines), "fidelity")
    scores = [f"{name}: {number(score.value)} ({score.reason})" for name, score in item.scores.items()]
    if scores:
        ET.SubElement(test, "system-out").text = legal("\n".join(scores))


def _in_repeats(case: CaseInRun) -> str:
    bad = case.outcomes.count(case.outcome)
    return f" in {bad} of {len(case.repeats)} repeats" if len(case.repeats) > 1 else ""


def _faults(item: ItemResult) -> Iterator[str]:
    """Each sentence that was found fault with, its findings, and the source's words."""
    for finding in item.findings:
        yield f"{where(finding)}: {_finding(finding)}"
    for written in item.statements:
        if not written.findings:
            continue
        yield f"{written.section.heading}{' (held)' if written.held else ''}: {written.text}"
        yield from (f"  {_finding(finding)}" for finding in written.findings)
        yield from (f"  source: {passage.text}" for passage in written.passages)


def _finding(finding: Finding) -> str:
    return remark_line(finding)


def _gate_row(suite: ET.Element, row: GateRow) -> None:
    test = _test(suite, f"gate.{row.run}", f"{row.scorer}: {row.demand}")
    told = f"{row.scorer} is {number(row.value)}; asked was {row.demand}"
    if row.status == "fail":
        _say(test, "failure", told, row.message, "gate")
    else:
        ET.SubElement(test, "system-out").text = legal(f"{row.status}: {told}\n{row.message}")


def _test(suite: ET.Element, group: str, name: str) -> ET.Element:
    return ET.SubElement(suite, "testcase", {"classname": legal(group), "name": legal(name)})


def _say(test: ET.Element, tag: str, message: str, text: str, kind: str | None = None) -> None:
    attributes = {"message": legal(message)} | ({"type": kind} if kind else {})
    ET.SubElement(test, tag, attributes).text = legal(text)


def _count(element: ET.Element, suites: list[ET.Element]) -> None:
    """Give an element the counts that readers of the format expect; attributes come in a fixed order."""
    tests = [test for suite in suites for test in suite.iter("testcase")]
    element.set("tests", str(len(tests)))
    for tag, name in zip(_COUNTED, ("failures", "errors", "skipped"), strict=True):
        if element.tag == "testsuites" and tag == "skipped":
            continue  # not in the format's own attributes of the root
        element.set(name, str(sum(test.find(tag) is not None for test in tests)))
