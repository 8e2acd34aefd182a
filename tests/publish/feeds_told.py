"""Candidates for tests, as gathering makes them, and the labelled set of evals/clusters."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from briefer.settings import FeedTable

LABELLED = Path(__file__).parents[2] / "evals" / "clusters"


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """What a feed says of one article."""

    url: str
    title: str
    published: datetime | date | None
    summary: str = ""
    html: str | None = None


@dataclass(frozen=True, slots=True)
class Gathered:
    """An entry with its feed, and the event that it tells where that is known."""

    entry: FeedEntry
    feed: FeedTable
    outlet: str
    family: str
    section: str | None
    weight: float
    seen_at: datetime
    event: str = ""
    wire: str | None = None


def candidate(title: str, summary: str = "", **more: Any) -> Gathered:
    """A candidate; what is not given is that of an ordinary entry."""
    outlet = more.get("outlet", "Northern Courier")
    slug = outlet.lower().replace(" ", "-")
    at = more.get("at", datetime.fromisoformat("2026-03-10T08:00:00Z"))
    digest = hashlib.sha256(f"{title}\n{summary}\n{at}".encode()).hexdigest()[:12]
    url = more.get("url", f"https://{slug}.example/{digest}")
    feed = FeedTable(
        url=f"https://{slug}.example/feed.xml", section=more.get("section"), weight=more.get("weight", 1.0)
    )
    entry = FeedEntry(url, title, at, summary, more.get("html"))
    return Gathered(
        entry,
        feed,
        outlet,
        more.get("family", outlet),
        feed.section,
        feed.weight,
        at if at is not None else datetime.fromisoformat("2026-03-10T09:00:00Z"),
        more.get("event", ""),
        more.get("wire"),
    )


def labelled() -> list[Gathered]:
    """All entries of the labelled set."""
    rows = [
        json.loads(line)
        for path in sorted(LABELLED.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    return [
        candidate(
            row["title"],
            row["summary"],
            outlet=row["outlet"],
            family=row["family"],
            at=datetime.fromisoformat(row["published"]),
            html=f"<p>{row['text']}</p>" if "text" in row else None,
            event=row["event"],
            wire=row.get("wire"),
        )
        for row in rows
    ]


def is_kept(event: str) -> bool:
    """Whether an event belongs to the half that nothing was chosen on: by topic, so that look-alikes stay together."""
    return hashlib.sha256(event.partition("/")[0].encode()).digest()[0] % 2 == 1


def is_loose(event: str) -> bool:
    """Whether an entry tells of many events; these are in both halves."""
    return event.startswith(("roundup", "live"))
