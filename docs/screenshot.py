"""Draw `docs/evidence.png` anew: the evidence view of the bundled article, one statement pointed at.

python -m docs.screenshot        # needs Chromium
"""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

import briefer
from briefer.publish import render_html
from briefer.settings import Settings
from tests.publish.browser import find_browser, open_browser

SAMPLE = Path(briefer.__file__).parent / "_samples" / "harbour-strike.html"
TARGET = Path(__file__).with_name("evidence.png")


async def page() -> str:
    """The evidence view as `briefer brief --format html` prints it."""
    article = await briefer.read_article(str(SAMPLE))
    return render_html(await briefer.brief_story(article, settings=Settings(engine="extractive")))


def main() -> None:
    """Write the picture."""
    browser = find_browser()
    if browser is None:
        raise SystemExit("no Chromium on this machine")
    with tempfile.TemporaryDirectory() as folder, open_browser(browser) as view:
        path = Path(folder) / "brief.html"
        path.write_text(asyncio.run(page()), encoding="utf-8")
        view.open(path, width=1280, height=860)
        view.point_at("#s5")
        view.screenshot(TARGET)


if __name__ == "__main__":
    main()
