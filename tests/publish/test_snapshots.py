"""What the renderers print, kept as files that a browser, a mail program or an editor opens."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from rich.console import Console
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension

from briefer.brief import BriefRecord
from briefer.publish import (
    Edition,
    edition_html,
    edition_mail,
    edition_markdown,
    edition_rss,
    edition_text,
    render_check_html,
    render_email,
    render_html,
    render_json,
    render_markdown,
    render_terminal,
    render_text,
)
from tests.publish.editions import MAIL, MESSAGE_ID, UNSUBSCRIBE, make_day
from tests.publish.records import ARTICLES, make_check


def kept_as(snapshot: SnapshotAssertion, ending: str) -> SnapshotAssertion:
    """The snapshot as a file with this ending."""
    kind = type("Kept", (SingleFileSnapshotExtension,), {"file_extension": ending})
    return snapshot.use_extension(kind)


@pytest.mark.parametrize("which", ["record", "extractive"])
def test_page(which: str, request: pytest.FixtureRequest, snapshot: SnapshotAssertion) -> None:
    """The evidence view is the kept one."""
    assert render_html(request.getfixturevalue(which)).encode() == kept_as(snapshot, "html")


def test_check_page(snapshot: SnapshotAssertion) -> None:
    """The page of a check of plain text is the kept one."""
    summary, report = make_check()
    assert render_check_html(summary, ARTICLES, report).encode() == kept_as(snapshot, "html")


def test_email(record: BriefRecord, snapshot: SnapshotAssertion) -> None:
    """The message is the kept one, byte for byte."""
    assert render_email(record, to="Editor <editor@example.org>") == kept_as(snapshot, "eml")


def test_markdown(record: BriefRecord, snapshot: SnapshotAssertion) -> None:
    """The Markdown is the kept one."""
    assert render_markdown(record).encode() == kept_as(snapshot, "md")


@pytest.mark.parametrize("which", ["record", "extractive"])
def test_text(which: str, request: pytest.FixtureRequest, snapshot: SnapshotAssertion) -> None:
    """The plain text is the kept one."""
    assert render_text(request.getfixturevalue(which)).encode() == kept_as(snapshot, "txt")


@pytest.mark.parametrize("width", [40, 80])
def test_terminal(width: int, record: BriefRecord, snapshot: SnapshotAssertion) -> None:
    """What a terminal shows is the kept text, colours left out."""
    out = io.StringIO()
    Console(file=out, width=width, color_system=None).print(render_terminal(record))
    assert out.getvalue().encode() == kept_as(snapshot, "txt")


@pytest.mark.parametrize(
    ("ending", "write"),
    [("html", edition_html), ("txt", edition_text), ("md", edition_markdown), ("rss", edition_rss)],
    ids=["page", "text", "markdown", "feed"],
)
def test_edition(ending: str, write: Callable[[Edition], str], snapshot: SnapshotAssertion) -> None:
    """An edition's page, text, Markdown and feed are the kept ones."""
    assert write(make_day(stories=5)).encode() == kept_as(snapshot, ending)


def test_edition_mail(snapshot: SnapshotAssertion) -> None:
    """An edition's message is the kept one, byte for byte."""
    raw = edition_mail(
        make_day(stories=5),
        MAIL,
        "reader@example.org",
        "Åsa Reader",
        message_id=MESSAGE_ID,
        unsubscribe_url=UNSUBSCRIBE,
    )
    assert raw == kept_as(snapshot, "eml")


def test_json(record: BriefRecord) -> None:
    """The JSON is the record: reading it back gives the same one, letters stand as they are."""
    text = render_json(record)
    assert BriefRecord.model_validate_json(text) == record
    assert "’" in text
    assert text.endswith("}\n")
    assert render_json(record, indent=None).count("\n") == 1
