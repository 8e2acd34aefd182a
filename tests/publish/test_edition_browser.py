"""The edition's mail and page in a real browser: phone and desk, light and dark."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from briefer.publish import edition_html, edition_mail
from tests.publish.browser import Page, find_browser, open_browser
from tests.publish.editions import MAIL, MESSAGE_ID, UNSUBSCRIBE, make_day, with_headlines
from tests.publish.mailcheck import both_parts

BROWSER = find_browser()
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine"),
]
CONTRAST = """
(() => {
  const numbers = value => value.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(c => c / 255)
    .map(c => c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [.2126, .7152, .0722][i], 0);
  const ground = e => { for (; e; e = e.parentElement) {
    const found = numbers(getComputedStyle(e).backgroundColor);
    if (found.length < 4 || found[3] > 0) return found; } return [255, 255, 255]; };
  return [...document.querySelectorAll('h1, h2, h3, p, a, li, span, b')]
    .filter(e => e.innerText && e.getClientRects().length && !e.closest('.preheader'))
    .map(e => { const a = light(numbers(getComputedStyle(e).color)), b = light(ground(e));
      return [(Math.max(a, b) + .05) / (Math.min(a, b) + .05), e.innerText.slice(0, 40)]; })
    .filter(([ratio]) => ratio < 4.5);
})()
"""
"""Elements whose words stand out too little. Source: WCAG 2.2, 1.4.3: at least 4.5 to 1."""


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    """One browser for the module."""
    assert BROWSER is not None
    with open_browser(BROWSER) as opened:
        yield opened


@pytest.fixture(scope="module")
def mail(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The HTML part of the mail as a file."""
    raw = edition_mail(make_day(), MAIL, "a@example.org", message_id=MESSAGE_ID, unsubscribe_url=UNSUBSCRIBE)
    path: Path = tmp_path_factory.mktemp("mail") / "mail.html"
    path.write_text(both_parts(raw)[1], encoding="utf-8")
    return path


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 700])
def test_the_mail_is_readable(page: Page, mail: Path, scheme: str, width: int) -> None:
    """On a phone and at a desk, in light and dark: nothing overflows, every word stands out from its ground."""
    page.open(mail, width=width, prefers_color_scheme=scheme)
    assert page.run("document.documentElement.scrollWidth") <= width
    weak: list[Any] = page.run(CONTRAST)
    assert weak == []
    assert float(page.style("p:not(.small)", "font-size").removesuffix("px")) >= 16
    dark = page.style(".sheet", "background-color") == "rgb(30, 28, 25)"
    assert dark == (scheme == "dark")
    assert page.style(".pad", "padding-left") == ("20px" if width == 390 else "40px")


def test_the_sheet_is_no_wider_than_a_line_is_read(page: Page, mail: Path) -> None:
    """In a wide window the sheet stays 640 pixels wide, in the middle; the preheader is not seen."""
    page.open(mail, width=1600)
    box = page.run("(r => [r.left, r.width])(document.querySelector('.sheet').getBoundingClientRect())")
    assert box == [480, 640]
    assert page.run("document.querySelector('.preheader').getClientRects().length") == 0


def test_the_longest_word_does_not_widen_the_mail(page: Page, tmp_path: Path) -> None:
    """A headline without a space breaks, and stays on a phone's screen."""
    path = tmp_path / "long.html"
    path.write_text(edition_html(with_headlines("x" * 400)), encoding="utf-8")
    page.open(path, width=390)
    assert page.run("document.documentElement.scrollWidth") <= 390


def test_nothing_is_fetched(page: Page, mail: Path, tmp_path: Path) -> None:
    """Opening mail and page asks for the file itself alone, and the browser finds nothing to complain of."""
    path = tmp_path / "page.html"
    path.write_text(edition_html(make_day()), encoding="utf-8")
    for opened in (mail, path):
        page.events.clear()
        page.open(opened)
        asked = [e["params"]["request"]["url"] for e in page.events if e.get("method") == "Network.requestWillBeSent"]
        assert [url for url in asked if url != "about:blank"] == [opened.as_uri()]
        assert [e for e in page.events if e.get("method") == "Log.entryAdded"] == []


def test_contents_of_the_page_lead_to_the_stories(page: Page, tmp_path: Path) -> None:
    """A click in the contents brings the story into view."""
    path = tmp_path / "page.html"
    path.write_text(edition_html(make_day()), encoding="utf-8")
    page.open(path, height=400)
    page.click("ol li:nth-child(3) a")
    assert page.run("Math.abs(document.getElementById('story-3').getBoundingClientRect().top) < 400")
