"""The records of this room's tests, and snapshots that a browser or a mail program opens."""

from __future__ import annotations

import pytest

from briefer.article import build_article
from briefer.brief import BriefRecord
from tests.publish.records import make_extractive, make_record

HOSTILE = (
    "<script>alert(1)</script> <img src=x onerror=alert(1)> "
    "[click](https://evil.example) ![p](https://evil.example/p) "
    "**bold** `code` https://evil.example/x www.evil.example \x1b[31mred\x1b[0m \x1b]8;;https://evil.example\x07link"
    "\x1b]8;;\x07 \u202etxt.exe\u202c {{ 7*7 }} {% raw %} "
    "</style></span></main> &lt;b&gt; \"'> \x00\x07\x9b2J"
)
"""All that a text from outside might try."""


@pytest.fixture
def record() -> BriefRecord:
    """A story of two articles: everything in it."""
    return make_record()


@pytest.fixture
def extractive() -> BriefRecord:
    """One article, no model: a filled section, an empty one, no finding."""
    return make_extractive()


@pytest.fixture
def hostile() -> BriefRecord:
    """The story with every text that comes from outside turned hostile."""
    good = make_record()
    brief, articles = good.brief, good.articles

    def bad(text: str) -> str:
        return f"{text} {HOSTILE}"

    found = tuple(
        item.model_copy(update={"message": bad(item.message), "text": bad(item.text)})
        for item in good.fidelity.findings
    )
    statements = {
        name: tuple(item.model_copy(update={"text": bad(item.text)}) for item in getattr(brief, name))
        for name in ("what_happened", "who_said_what", "what_next")
    }
    changed = brief.model_copy(
        update={
            "headline": f"{HOSTILE}\r\nBcc: everybody@example.org\r\n\r\nbody",
            "dek": HOSTILE,
            "held": tuple(item.model_copy(update={"text": HOSTILE, "findings": found[:1]}) for item in brief.held),
            **statements,
        }
    )
    urls = ("javascript:alert(1)", 'https://courier.example/"><script>alert(1)</script>')
    read = tuple(
        build_article(
            f"{article.text}\n\n{HOSTILE}",
            id=article.id,
            url=url,
            title=HOSTILE,
            dek=HOSTILE,
            byline=(HOSTILE,),
            outlet=HOSTILE,
            language='"><script>',
        )
        for article, url in zip(articles, urls, strict=True)
    )
    return good.model_copy(
        update={
            "brief": changed,
            "articles": read,
            "fidelity": good.fidelity.model_copy(update={"findings": found}),
            "engine": good.engine.model_copy(update={"model": HOSTILE, "endpoint": HOSTILE}),
            "prompts": {HOSTILE: HOSTILE},
        }
    )
