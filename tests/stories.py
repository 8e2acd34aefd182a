"""Invented stories that tests of several rooms share."""

from __future__ import annotations

from typing import Any

from briefer.article import Article, Story, build_article

PUBLISHED = "2026-03-12T09:30:00+01:00"

FERRY_TEXT = """\
Ferry workers in Norhaven walked out on Tuesday, stranding about 4,300 passengers on both sides of the strait, after talks over night shifts broke down.

"We were offered eleven cents an hour," said Mira Tolland, who leads the Seafarers' Union. "That is not an offer, it is an insult."

The operator, Strait Lines, said the union had walked away from "a fair and final proposal" worth 6.5 percent over two years. Its chief executive, Jonas Abel, denied that any ship had sailed without a full crew.

Harbour Minister Edda Voss did not respond to a request for comment. Two passengers were treated for cold after a night in the terminal, the hospital said.

The strike is the first on the route since 2009.

A state mediator will meet both sides on Friday, and the union plans to vote on March 20 on whether to extend the walkout to freight."""


def ferry_article(**fields: Any) -> Article:
    """The ferry strike: two voices, a denial, a "did not respond", figures, dates, a future."""
    given: dict[str, Any] = {
        "url": "https://news.example.org/ferry",
        "title": "Ferry workers walk out in Norhaven, stranding thousands",
        "outlet": "Norhaven Courier",
        "published": PUBLISHED,
        "language": "en",
    } | fields
    return build_article(FERRY_TEXT, **given)


def ferry_story() -> Story:
    """The ferry strike as a story of one article."""
    return Story((ferry_article(),))
