"""The JUnit XML, held against the rules that its readers go by."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefer.evaluate.outcome import cases_of
from briefer.evaluate.report.junit import junit_xml, legal
from briefer.evaluate.results import Results
from tests.evaluate.invented import (
    make_empty,
    make_hostile,
    make_large,
    make_results,
    make_run,
    make_suite,
)

COUNTS = {"tests", "failures", "errors"}
CHILDREN = {
    "testsuites": {"testsuite"},
    "testsuite": {"testcase"},
    "testcase": {"failure", "error", "skipped", "system-out"},
}
"""What may stand in what. Source: the common subset of Jenkins' junit-10.xsd and what GitLab and GitHub read."""
REQUIRED = {
    "testsuites": COUNTS | {"name"},
    "testsuite": COUNTS | {"name", "skipped"},
    "testcase": {"name", "classname"},
    "failure": {"message"},
    "error": {"message"},
    "skipped": {"message"},
    "system-out": set(),
}
OPTIONAL = {"failure": {"type"}, "error": {"type"}}
ALL = [make_results(), make_hostile(), make_large(), make_empty()]


def faults(root: ET.Element) -> list[str]:
    """Where a document breaks the rules."""
    found = [] if root.tag == "testsuites" else [f"the root is {root.tag}"]
    for element in root.iter():
        kinds = [child.tag for child in element]
        found += [f"{kind} in {element.tag}" for kind in kinds if kind not in CHILDREN.get(element.tag, set())]
        names = set(element.keys())
        required = REQUIRED[element.tag]
        if not required <= names <= required | OPTIONAL.get(element.tag, set()):
            found.append(f"{element.tag} has {sorted(names)}")
        if element.tag == "testcase":
            ends = [kind for kind in kinds if kind != "system-out"]
            if len(ends) > 1 or (ends and kinds[0] != ends[0]):
                found.append(f"a case ends in {kinds}")
        if element.tag in {"testsuite", "testsuites"}:
            tests = list(element.iter("testcase"))
            told = {name: int(element.get(name, "-1")) for name in COUNTS}
            real = {
                "tests": len(tests),
                "failures": sum(test.find("failure") is not None for test in tests),
                "errors": sum(test.find("error") is not None for test in tests),
            }
            if told != real:
                found.append(f"{element.get('name')}: {told}, not {real}")
    return found


def parse(results: Results) -> ET.Element:
    """The document as a reader has it."""
    return ET.fromstring(junit_xml(results))  # noqa: S314 - our own document


def case(root: ET.Element, group: str, name: str) -> ET.Element:
    """One case."""
    return next(one for one in root.iter("testcase") if (one.get("classname"), one.get("name")) == (group, name))


def test_the_rules_find_faults() -> None:
    """A wrong count, a stray element and a missing name are seen, so that no fault means something."""
    bad = ET.fromstring('<testsuites tests="2" failures="0" errors="0" name="x"><testcase time="1"/></testsuites>')  # noqa: S314 - see above
    assert len(faults(bad)) == 3


@pytest.mark.parametrize("results", ALL, ids=["small", "hostile", "large", "empty"])
def test_it_keeps_the_rules(results: Results) -> None:
    """Elements, attributes, order and counts are those that readers of the format expect, whatever the texts hold."""
    assert faults(parse(results)) == []


def test_each_run_is_a_suite_and_the_gate_is_one() -> None:
    """Every case of every run once, repeats or not, then a test a demand and one a problem."""
    results = make_results()
    root = parse(results)
    assert [suite.get("name") for suite in root] == ["gate.extractive", "gate.small-model", "gate"]
    for run, suite in zip(results.runs, root, strict=False):
        assert [test.get("name") for test in suite] == [one.case for one in cases_of(results, run)]
    assert len(root[2]) == 5 + 1


def test_the_worst_repeat_decides() -> None:
    """A case that failed once of twice is a failure, with the sentence, its findings and the source's words."""
    failure = case(parse(make_results()), "small-model", "harbour-strike").find("failure")
    assert failure is not None and failure.text is not None
    assert failure.get("message") == "the checks failed it in 1 of 2 repeats"
    assert "walk out on Monday" in failure.text
    assert "the source has Friday, not Monday" in failure.text
    assert "source: Dock workers said that they would walk out on Friday" in failure.text
    assert "What next? (held): The company will surely" in failure.text


@pytest.mark.parametrize(
    ("name", "tag", "kind"),
    [("grain-tariff", "failure", "model"), ("reservoir", "error", "stale"), ("museum-roof", "error", "endpoint")],
)
def test_a_model_that_gave_no_brief_fails_and_what_is_not_there_is_an_error(name: str, tag: str, kind: str) -> None:
    """What the model did is a failure; a stale cassette or a dead endpoint says nothing about it."""
    found = case(parse(make_results()), "small-model", name)
    assert [one.tag for one in found] == [tag]
    assert found[0].get("type") == kind


def test_warnings_pass() -> None:
    """A case with warnings alone is no failure; its scores are told."""
    found = case(parse(make_results()), "small-model", "tram-line")
    assert [one.tag for one in found] == ["system-out"]
    assert "support: 0.800 (4 of 5 statements are supported)" in (found[0].text or "")


def test_a_case_without_a_result_is_skipped() -> None:
    """What was not run neither passes nor fails."""
    results = make_suite(("a",), lambda name: 1.0)
    root = parse(results.model_copy(update={"runs": (make_run("extractive", ("a", "b")),)}))
    assert [one.tag for one in case(root, "extractive", "b")] == ["skipped"]
    assert root[0].get("skipped") == "1"


def test_the_gate_fails_where_a_demand_is_not_met() -> None:
    """Not met is a failure, flaky and told are not; a problem is one too."""
    suite = parse(make_results())[2]
    assert [test.get("name") for test in suite if test.find("failure") is not None] == [
        "support: at least 0.95",
        "judge_faithful: at least 0.9",
        "problem 1",
    ]


def test_a_broken_gate_is_an_error() -> None:
    """Where the endpoint failed, the problem is an error, not a failure of the briefs."""
    results = make_results()
    assert results.gate is not None
    suite = parse(results.model_copy(update={"gate": results.gate.model_copy(update={"status": "broken"})}))[2]
    assert [one.tag for one in suite[-1]] == ["error"]


def test_there_is_no_time_in_it() -> None:
    """The same results give the same bytes, and no duration or date is among them."""
    assert junit_xml(make_results()) == junit_xml(make_results())
    assert not any({"time", "timestamp"} & set(one.keys()) for one in parse(make_results()).iter())


@given(st.text())
def test_what_xml_cannot_carry_is_dropped(text: str) -> None:
    """Any text parses once it stands in a document, and stays the same when it comes back."""
    element = ET.Element("a", {"b": legal(text).replace("\n", " ").replace("\t", " ")})
    element.text = legal(text)
    again = ET.fromstring(ET.tostring(element, encoding="UTF-8"))  # noqa: S314 - see above
    assert (again.text or "") == legal(text)
