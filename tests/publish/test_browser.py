"""The evidence view in a real browser: pointing, tabbing, tapping, following a number, printing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from briefer.check import check_summary
from briefer.publish import render_check_html, render_html
from tests.publish.browser import Page, find_browser, open_browser
from tests.publish.conftest import HOSTILE
from tests.publish.records import ARTICLES, make_record

BROWSER = find_browser()
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine"),
]
UNLIT = "rgba(0, 0, 0, 0)"


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    """One browser for the module."""
    assert BROWSER is not None
    with open_browser(BROWSER) as opened:
        yield opened


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The rendered record as a file."""
    path: Path = tmp_path_factory.mktemp("page") / "brief.html"
    path.write_text(render_html(make_record()), encoding="utf-8")
    return path


def lit(page: Page) -> list[int]:
    """Numbers of the statements whose evidence is lit up."""
    found: list[int] = page.run(
        "[...Array(10).keys()].map(i => i + 1).filter(n => [...document.querySelectorAll('.e' + n)]"
        f".every(e => getComputedStyle(e).backgroundColor !== '{UNLIT}'))"
    )
    return found


def in_view(page: Page, selector: str) -> bool:
    """True for an element that stands wholly inside the window."""
    box = f"document.querySelector('{selector}').getBoundingClientRect()"
    return bool(page.run(f"(r => r.top >= 0 && r.bottom <= innerHeight)({box})"))


def test_pointing_lights_up_the_evidence(page: Page, file: Path) -> None:
    """Pointing at a statement lights up its evidence alone, its copied words stronger, and opens its note."""
    page.open(file)
    assert lit(page) == []
    assert page.style("#n4", "visibility") == "hidden"
    page.point_at("#s4")
    assert lit(page) == [4]
    assert page.style(".q4", "background-color") != page.style(".e4:not(.q)", "background-color")
    assert page.style("#n4", "visibility") == "visible"


def test_pointing_at_the_source_lights_up_the_statement(page: Page, file: Path) -> None:
    """Pointing at a passage lights up the statements that rest on it."""
    page.open(file)
    assert page.style("#s1", "background-color") == UNLIT
    page.point_at(".e1")
    assert page.style("#s1", "background-color") != UNLIT
    assert page.style("#s2", "background-color") == UNLIT


def test_tabbing_lights_up_the_evidence(page: Page, file: Path) -> None:
    """The tab key reaches every statement in order, each with its evidence lit and a visible focus."""
    page.open(file)
    reached = []
    for _ in range(40):
        page.press_tab()
        focus = page.run("document.activeElement.id")
        if focus.startswith("s") and focus[1:].isdigit():
            reached.append(int(focus[1:]))
            assert lit(page) == [reached[-1]]
            assert page.style(f"#{focus}", "outline-style") == "solid"
    assert reached == list(range(1, 11))


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a bad summary as a file."""
    summary = "Repairs will cost £8.4 million. The council voted 9 to 2 on Tuesday. Penguins met Olga Farrow in 1988."
    path: Path = tmp_path_factory.mktemp("check") / "check.html"
    path.write_text(render_check_html(summary, ARTICLES, check_summary(summary, ARTICLES)), encoding="utf-8")
    return path


def test_pointing_at_a_finding_lights_up_its_words_and_what_the_source_has(page: Page, checked: Path) -> None:
    """The statement, in it the figure, and the figure in the source light up, and nobody else's."""
    page.open(checked)
    page.point_at("#f1")
    assert page.style("#s1", "background-color") != page.style("mark.sx1", "background-color") != UNLIT
    assert page.style("#s1", "background-color") != UNLIT
    assert page.style("#s2", "background-color") == UNLIT
    assert page.style("mark.sx1", "background-color") != UNLIT
    assert page.style(".ex1", "background-color") != UNLIT
    assert page.style("mark.c-name", "background-color") == UNLIT


def test_pointing_at_a_word_lights_up_its_own_finding(page: Page, tmp_path: Path) -> None:
    """The finding on the figure lights up, the one on the whole sentence does not, though the word stands in both."""
    summary = "Pandas will sing operas for £8.4 million."
    path = tmp_path / "both.html"
    path.write_text(render_check_html(summary, ARTICLES, check_summary(summary, ARTICLES)), encoding="utf-8")
    page.open(path)
    whole = page.run("document.querySelector('li.c-support').id")
    page.point_at("mark.sx1")
    assert page.style("#f1", "background-color") != UNLIT
    assert page.style(f"#{whole}", "background-color") == UNLIT
    page.point_at(f"#{whole}")
    assert page.style("#s1", "background-color") != UNLIT


def test_clicking_a_finding_keeps_it_lit_and_the_tab_key_reaches_it(page: Page, checked: Path) -> None:
    """A click gives it the focus, so that it stays lit when the mouse goes; tabbing does the same."""
    page.open(checked)
    page.click("#f1 .label")
    page.point_at("h1")
    assert page.style("mark.sx1", "background-color") != UNLIT
    page.open(checked)
    reached = []
    for _ in range(40):
        page.press_tab()
        reached.append(page.run("document.activeElement.id"))
    assert "f1" in reached


def test_a_filter_hides_the_other_findings_and_their_marks(page: Page, checked: Path) -> None:
    """Choosing a check leaves its findings alone; choosing all brings the rest back."""
    page.open(checked)
    page.click("#show-c-number")
    assert page.style("li.c-number", "display") != "none"
    assert page.style("li.c-name", "display") == "none"
    assert page.style("mark.c-name:not(.c-number)", "text-decoration-line") == "none"
    page.click("#show-all")
    assert page.style("li.c-name", "display") != "none"


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_no_check_is_wider_than_the_window(width: int, page: Page, checked: Path) -> None:
    """Filter, findings and the source's words fit a small phone."""
    page.open(checked, width=width)
    assert page.run("document.documentElement.scrollWidth") <= width


def test_a_narrow_window_shows_what_the_source_has_at_the_finding(page: Page, checked: Path) -> None:
    """Where the source cannot stand beside the summary, its sentence stands below the finding."""
    page.open(checked, width=390)
    assert page.style(".there", "display") == "block"
    page.open(checked)
    assert page.style(".there", "display") == "none"


def test_a_number_leads_to_its_evidence(page: Page, file: Path) -> None:
    """Following a statement's number brings its evidence into view; the brief stays where it was."""
    page.open(file)
    page.click("#s4 a.n")
    assert page.run("location.hash") == "#e4"
    assert page.run("scrollY") == 0
    assert in_view(page, "#e4")


def test_a_link_from_outside_lights_up_the_evidence(page: Page, file: Path) -> None:
    """The page opened at an evidence's address has it lit and in view."""
    page.open(file, "#e10")
    assert lit(page) == [10]
    assert in_view(page, "#e10")


@pytest.mark.parametrize("width", [320, 390, 768, 1280, 1920])
def test_nothing_is_wider_than_the_window(width: int, page: Page, file: Path) -> None:
    """No width from a small phone to a wide screen needs scrolling sideways."""
    page.open(file, width=width)
    assert page.run("document.documentElement.scrollWidth") <= width


def test_tapping_on_a_phone(page: Page, file: Path) -> None:
    """On a phone the source stands below; a tap opens the note, the number leads to the passage."""
    page.open(file, width=390, height=844)
    assert page.run("document.querySelector('#source').getBoundingClientRect().left") == 0
    page.run("document.querySelector('#s4').scrollIntoView({block: 'center'})")
    page.tap("#s4")
    assert page.style("#n4", "visibility") == "visible"
    page.tap("#s4 a.n")
    assert page.run("location.hash") == "#e4"
    assert lit(page) == [4]
    assert page.style("#n4", "visibility") == "hidden"
    assert in_view(page, "#e4")


def test_dark(page: Page, file: Path) -> None:
    """The page follows the reader's preference for dark."""
    page.open(file, prefers_color_scheme="light")
    light = page.style("body", "background-color")
    page.open(file, prefers_color_scheme="dark")
    assert page.style("body", "background-color") != light


def test_print(page: Page, file: Path) -> None:
    """On paper the evidence stands as numbered notes in black, and the page prints."""
    page.open(file)
    page.send("Emulation.setEmulatedMedia", media="print")
    assert page.style(".note", "visibility") == "visible"
    assert page.style(".note", "position") == "static"
    assert page.style("#source", "display") == "none"
    assert page.style(".q", "color") == "rgb(0, 0, 0)"
    page.send("Emulation.setEmulatedMedia", media="")
    assert page.pdf().startswith(b"%PDF")


def test_nothing_is_fetched_and_nothing_runs(page: Page, tmp_path: Path) -> None:
    """A page of hostile text asks for nothing but itself and violates none of its own policy."""
    path = tmp_path / "hostile.html"
    path.write_text(render_html(make_record(headline=HOSTILE, dek=HOSTILE)), encoding="utf-8")
    page.events.clear()
    page.open(path)
    asked = [
        event["params"]["request"]["url"] for event in page.events if event.get("method") == "Network.requestWillBeSent"
    ]
    assert set(asked) <= {"about:blank", path.as_uri()}
    assert [event for event in page.events if event.get("method") == "Log.entryAdded"] == []
