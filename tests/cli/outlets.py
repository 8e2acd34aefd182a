"""Three outlets with feeds and pages on a real server, a configuration for them, and a real mail server."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from briefer.cli import build_app
from briefer.evaluate.case import load_case
from tests.servers.pages import Page, PageServer
from tests.servers.smtp_double import SmtpDouble

CASES = Path(__file__).parents[2] / "evals" / "cases"
STORIES = {
    "verrill": ("verrill-glass-job-cuts", ("a", "b", "c")),
    "goat": ("ansley-goat-rescue", ("a",)),
    "quake": ("disaster-quake-tamaskar", ("b",)),
}
OUTLETS = {"a": "The Arrow", "b": "The Bell", "c": "The Crier"}


class Newsroom:
    """Three outlets on one server, a configuration for them, and a mail server."""

    def __init__(self, folder: Path, web: PageServer, smtp: SmtpDouble) -> None:
        self.folder, self.web, self.smtp = folder, web, smtp
        self.published = datetime.now(UTC) - timedelta(hours=3)
        self.publish()
        self.configure()

    def publish(self, stories: tuple[str, ...] = tuple(STORIES)) -> None:
        items: dict[str, list[str]] = {outlet: [] for outlet in OUTLETS}
        for name in stories:
            case, outlets = STORIES[name]
            for outlet, article in zip(outlets, load_case(CASES / case).articles, strict=False):
                path = f"/{outlet}/{name}"
                title = article.title or name
                self.web.routes[path] = Page(_page(title, OUTLETS[outlet], article.text, self.published))
                items[outlet].append(
                    f"<item><title>{escape(title)}</title><link>{self.web.url(path)}</link>"
                    f"<pubDate>{self.published:%a, %d %b %Y %H:%M:%S} +0000</pubDate>"
                    f"<description>{escape(article.text[:200])}</description></item>"
                )
        for outlet, rows in items.items():
            feed = f"<rss version='2.0'><channel><title>{OUTLETS[outlet]}</title>{''.join(rows)}</channel></rss>"
            self.web.routes[f"/{outlet}.xml"] = Page(feed, content_type="application/rss+xml")

    def configure(
        self,
        mail: str = "",
        feeds: str = "abc",
        edition: str = "",
        smtp: str | None = None,
        to: str = '"ann@example.org", "bo@example.org"',
    ) -> None:
        rows = "".join(
            f'[[feed]]\nurl = "{self.web.url(f"/{outlet}.xml")}"\noutlet = "{OUTLETS.get(outlet, outlet)}"\n'
            for outlet in feeds
        )
        (self.folder / "briefer.toml").write_text(
            f'[edition]\ntitle = "The Morning"\n{edition}\n{rows}[mail]\nfrom = "The Morning <morning@example.org>"\n'
            f'to = [{to}]\nsmtp = "{smtp or self.smtp.url}"\n{mail}\n'
            "[network]\nallow_private = true\n",
            encoding="utf-8",
        )

    def daily(self, *arguments: str):
        return CliRunner().invoke(build_app("daily"), ["daily", "--engine", "extractive", *arguments])


def _page(title: str, outlet: str, text: str, at: datetime) -> str:
    body = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in text.split("\n\n"))
    return (
        f"<html lang='en'><head><title>{escape(title)}</title><meta property='og:site_name' content='{outlet}'>"
        f"<meta property='article:published_time' content='{at.isoformat()}'></head>"
        f"<body><article><h1>{escape(title)}</h1>{body}</article></body></html>"
    )


def result_of(run: Any) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(run.stdout)
    return document
