"""The demo's outlets and articles, as the files in `_samples/day` have them.

`day.toml` lists sections and outlets. An article is a text file: a head in TOML, a line of three dashes, paragraphs
with an empty line between them; `## ` opens a heading. Titles, deks and paragraphs may use the names of `days`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from briefer.publish.demo.days import Days
from briefer.settings import SectionTable

_LINE = "\n---\n"


@dataclass(frozen=True, slots=True)
class Piece:
    """One article, on its day."""

    path: str
    """On the server, from its slash."""
    title: str
    dek: str
    authors: tuple[str, ...]
    published: datetime
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outlet:
    """One outlet and its feed."""

    slug: str
    name: str
    family: str
    section: str
    weight: float
    feed: str
    """The feed's file name."""
    kind: str
    """rss, atom, json; `moved` is a web page in a feed's place."""
    full_text: bool
    """Whether the feed carries whole articles, not their deks alone."""
    shell: str | None
    """The template of its pages; None for an outlet without any."""
    newsletter: str
    articles: tuple[str, ...]
    """Names of files, as its feed has them."""

    @property
    def feed_path(self) -> str:
        """The feed's path on the server."""
        return f"/{self.slug}/{self.feed}"


@dataclass(frozen=True, slots=True)
class Newsroom:
    """All that the demo's day is made of."""

    title: str
    sections: tuple[SectionTable, ...]
    outlets: tuple[Outlet, ...]
    shells: Mapping[str, str]
    """Templates by name."""
    texts: Mapping[tuple[str, str], str]
    """Article files by outlet and name."""

    def pieces(self, outlet: Outlet, on: date) -> tuple[Piece, ...]:
        """The outlet's articles in the order of its feed, as they read on the day of the edition."""
        return tuple(_piece(outlet, name, self.texts[outlet.slug, name], on) for name in outlet.articles)


def load_newsroom() -> Newsroom:
    """The newsroom that is bundled."""
    home = files("briefer") / "_samples" / "day"
    table = tomllib.loads(_text(home / "day.toml"))
    outlets = tuple(_outlet(each) for each in table["outlet"])
    shells = dict.fromkeys(outlet.shell for outlet in outlets if outlet.shell is not None)
    return Newsroom(
        title=table["title"],
        sections=tuple(SectionTable(**each) for each in table["section"]),
        outlets=outlets,
        shells={name: _text(home / "shells" / name) for name in shells},
        texts={
            (outlet.slug, name): _text(home / outlet.slug / f"{name}.txt")
            for outlet in outlets
            for name in outlet.articles
        },
    )


def _text(file: Traversable) -> str:
    return file.read_text(encoding="utf-8")


def _outlet(table: dict[str, Any]) -> Outlet:
    defaults: dict[str, Any] = {"weight": 1.0, "full_text": False, "shell": None, "newsletter": ""}
    return Outlet(**(defaults | table | {"articles": tuple(table["articles"])}))


def _piece(outlet: Outlet, name: str, text: str, on: date) -> Piece:
    head, _, body = text.partition(_LINE)
    table = tomllib.loads(head)
    days = Days(on)
    clock: time = table["at"]
    return Piece(
        path=f"/{outlet.slug}/{name}",
        title=days.fill(table["title"]),
        dek=days.fill(table["dek"]),
        authors=tuple(table["authors"]),
        published=datetime.combine(on - timedelta(days=table["days_ago"]), clock, tzinfo=UTC),
        paragraphs=tuple(" ".join(part.split()) for part in days.fill(body).split("\n\n") if part.strip()),
    )
