"""The report in a real browser: nothing overflows, filters filter, keys reach what a mouse does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from briefer.evaluate.report import report_html
from briefer.evaluate.results import Results
from tests.evaluate.invented import make_empty, make_hostile, make_large, make_results
from tests.publish.browser import Page, find_browser, open_browser

BROWSER = find_browser()
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine"),
]
PAGES: dict[str, tuple[Results, Results | None]] = {
    "small": (make_results(), None),
    "large": (make_large(shift=0.2), make_large()),
    "hostile": (make_hostile(), make_hostile()),
    "empty": (make_empty(), make_empty()),
}


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    """One browser for the module."""
    assert BROWSER is not None
    with open_browser(BROWSER) as opened:
        yield opened


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The reports as files."""
    folder = tmp_path_factory.mktemp("report")
    paths = {}
    for name, (results, base) in PAGES.items():
        paths[name] = folder / f"{name}.html"
        paths[name].write_text(report_html(results, base), encoding="utf-8")
    return paths


def choose(page: Page, **values: str) -> None:
    """Set fields of the filter as a person does: the page hears of each."""
    for name, value in values.items():
        page.run(
            f"(f => {{ f.value = {value!r}; f.dispatchEvent(new Event('input', {{bubbles: true}})) }})"
            f"(document.querySelector('.filters').elements[{name!r}])"
        )


def shown(page: Page, what: str = "c.querySelector('.name').textContent") -> list[Any]:
    """Of each card that is shown, in order, what an expression says."""
    found: list[Any] = page.run(
        f"[...document.querySelectorAll('.card')].filter(c => c.checkVisibility()).map(c => {what})"
    )
    return found


def wait_for(page: Page, event: str, cause: str) -> None:
    """Do something, and go on once the page has dealt with the event that follows."""
    expression = f"new Promise(done => {{ addEventListener({event!r}, () => done(), {{once: true}}); {cause} }})"
    page.send("Runtime.evaluate", expression=expression, awaitPromise=True)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 768, 1200])
@pytest.mark.parametrize("name", list(PAGES))
def test_nothing_is_wider_than_the_window(
    name: str, width: int, scheme: str, page: Page, files: dict[str, Path]
) -> None:
    """With some cards open, no width and no text needs scrolling sideways; the background is the scheme's."""
    page.events.clear()
    page.open(files[name], width=width, prefers_color_scheme=scheme)
    page.run("[...document.querySelectorAll('details')].slice(0, 30).forEach(d => d.open = true)")
    assert page.run("document.documentElement.scrollWidth") <= width
    over = "[...document.querySelectorAll('main *')].filter(e => !e.closest('.wide, svg, .spoken')"
    over += (
        f" && e.checkVisibility() && e.getBoundingClientRect().right > {width} + .5).map(e => e.outerHTML.slice(0, 80))"
    )
    assert page.run(over) == []
    light = page.run("getComputedStyle(document.body).backgroundColor") == "rgb(252, 251, 248)"
    assert light == (scheme == "light")
    kinds = {"Log.entryAdded", "Runtime.exceptionThrown"}
    assert [event for event in page.events if event.get("method") in kinds] == []


def test_nothing_is_fetched(page: Page, files: dict[str, Path]) -> None:
    """The page asks for itself alone, also when it is hostile."""
    page.events.clear()
    page.open(files["hostile"])
    asked = [e["params"]["request"]["url"] for e in page.events if e.get("method") == "Network.requestWillBeSent"]
    assert [url for url in asked if url.startswith(("http", "ws"))] == []
    assert page.run("document.title").startswith("gate <script>")


def test_a_tag_leaves_its_cases(page: Page, files: dict[str, Path]) -> None:
    """Only cards with the tag stay, the count says so, and all come back."""
    page.open(files["large"])
    assert len(shown(page)) == 132
    choose(page, tag="courts")
    names = shown(page)
    assert len(names) == 14
    assert all(name.startswith("courts-") for name in names)
    assert page.run("document.querySelector('output').textContent") == "14 of 132 shown"
    page.run("document.querySelector('button[type=reset]').click()")
    wait_for(page, "message", "postMessage('', '*')")  # a reset form has its values once the click is over
    assert len(shown(page)) == 132


def test_filters_add_up(page: Page, files: dict[str, Path]) -> None:
    """Run, outcome and words together leave what fits all of them; what fits nothing says so."""
    page.open(files["small"])
    choose(page, run="small-model", outcome="fail")
    assert shown(page) == ["harbour-strike"]
    choose(page, text="MONDAY friday")
    assert shown(page) == ["harbour-strike"]
    choose(page, text="penguins")
    assert shown(page) == []
    assert page.run("document.querySelector('.nothing').checkVisibility()")


@pytest.mark.parametrize(("place", "down"), [("0", True), ("2", False)])
def test_a_scorer_puts_the_worst_first(place: str, down: bool, page: Page, files: dict[str, Path]) -> None:
    """Of `support` the lowest, of `held` the highest leads; unscored cases are last."""
    page.open(files["large"])
    choose(page, scorer=place)
    values = [float(value) for value in shown(page, f"c.dataset.values.split(',')[{place}]") if value]
    assert len(set(values)) > 1
    assert values == sorted(values, reverse=not down)
    choose(page, scorer="4")
    told = shown(page, "c.querySelector('.value').textContent")
    missing = [text == "judge_faithful: unscored" for text in told]
    assert 0 < sum(missing) < len(missing)
    assert missing == sorted(missing)


def test_a_link_opens_its_case_also_when_it_is_filtered_out(page: Page, files: dict[str, Path]) -> None:
    """From what changed to the card: it is shown, open and has the focus."""
    page.open(files["large"])
    choose(page, text="penguins")
    wait_for(page, "hashchange", "document.querySelector('#changes ~ .list a').click()")
    target = "document.getElementById(location.hash.slice(1))"
    assert page.run(f"{target}.open && {target}.checkVisibility() && {target}.contains(document.activeElement)")


def test_a_tag_of_the_table_filters_the_cases(page: Page, files: dict[str, Path]) -> None:
    """A click on a tag leads to its cases."""
    page.open(files["large"])
    page.run("document.querySelector('a[data-tag=health]').click()")
    assert {name.split("-")[0] for name in shown(page)} == {"health"}
    assert page.run("location.hash") == "#cases"


def test_the_tab_key_reaches_filters_and_cards(page: Page, files: dict[str, Path]) -> None:
    """Every control and every card's head has the focus once, with a ring around it."""
    page.open(files["small"])
    reached = []
    for _ in range(60):
        page.press_tab()
        reached.append(
            page.run("(e => e.name || (e.matches('.card > summary') ? 'card' : e.tagName))(document.activeElement)")
        )
        if reached[-1] == "card":
            assert page.run("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    assert {"text", "run", "outcome", "tag", "scorer", "open", "close", "card"} <= set(reached)
    assert reached.count("card") >= 10


def test_it_opens_fast(page: Page, files: dict[str, Path]) -> None:
    """A report of full size is laid out within two seconds on one core, by the browser's own clock."""
    page.open(files["large"])
    assert page.run("performance.getEntriesByType('navigation')[0].loadEventEnd") < 2000


def test_it_prints_its_tables(page: Page, files: dict[str, Path]) -> None:
    """On paper there are no filters, and tables stay tables."""
    page.open(files["small"])
    page.send("Emulation.setEmulatedMedia", media="print")
    assert page.style(".filters", "display") == "none"
    assert page.style(".stack thead", "display") == "table-header-group"
    assert page.pdf().startswith(b"%PDF")
