"""Editions for the tests, made by hand from the invented stories of `records`."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from briefer.brief import BriefRecord
from briefer.publish import Edition, EditionFailure, edition_story, make_edition
from briefer.settings import EditionTable, MailTable
from tests.publish.conftest import HOSTILE
from tests.publish.records import LEDGER, make_extractive, make_record

DAY = date(2026, 11, 19)
CREATED_AT = datetime(2026, 11, 19, 6, 30, tzinfo=UTC)
MAIL = MailTable.model_validate(
    {"from": "Morning Briefing <brief@example.org>", "reply_to": "News Desk <desk@example.org>"}
)
UNSUBSCRIBE = "https://example.org/u/3f9a?list=morning&x=1"
MESSAGE_ID = "<2026-11-19.3f9a@example.org>"


def make_day(*records: BriefRecord, stories: int = 3, **counted: Any) -> Edition:
    """An edition of these records, in this order; without records of three: a new story, an update, a filled one."""
    if records:
        told = [edition_story(record, rank=rank) for rank, record in enumerate(records, 1)]
        counted = {"feeds": 8, **counted}
    else:
        update = make_record(headline="Port Annet braces for Marrow Bay’s boats")
        told = [
            edition_story(make_record(), rank=1, section="Coast", why={"recency": 0.5, "families": 2.0}),
            edition_story(update, rank=2, section="Business", update_of=date(2026, 11, 18), new=[LEDGER.id]),
            edition_story(make_extractive(), rank=3, section="Coast"),
        ]
        failure = EditionFailure(
            title="Crab prices rise", url="https://ledger.example/crab", reason="the server said 503"
        )
        counted = {"sections": ("Coast", "Business"), "failures": [failure], "feeds": 8, "feeds_failed": 1, **counted}
    table = EditionTable(title="Morning Briefing", stories=stories, timezone="Europe/London", language="en")
    return make_edition(table, told, date=DAY, created_at=CREATED_AT, **counted)


def with_headlines(headline: str, *, stories: int = 2) -> Edition:
    """An edition whose headlines, deks, titles, outlets and sections are all this text."""
    base = make_record(headline=headline, dek=headline)
    sources = tuple(
        source.model_copy(update={"title": headline, "outlet": headline, "byline": (headline,)})
        for source in base.brief.sources
    )
    record = base.model_copy(update={"brief": base.brief.model_copy(update={"sources": sources})})
    told = [edition_story(record, rank=rank, section=headline) for rank in range(1, stories + 1)]
    failures = [EditionFailure(title=headline, url=headline, reason=headline)]
    table = EditionTable(title="Morning Briefing", stories=stories)
    return make_edition(table, told, date=DAY, created_at=CREATED_AT, failures=failures)


def hostile_edition(record: BriefRecord) -> Edition:
    """An edition of the hostile record, its own title and failures hostile too."""
    edition = make_day(record, stories=1)
    brief = record.brief
    url = 'https://courier.example/"><script>alert(1)</script>'
    changes = {"title": HOSTILE, "outlet": HOSTILE, "byline": (HOSTILE,)}
    sources = [source.model_copy(update={**changes, "url": url}) for source in brief.sources]
    sources[0] = sources[0].model_copy(update={"url": "javascript:alert(1)"})
    story = edition.stories[0].model_copy(
        update={
            "brief": brief.model_copy(update={"sources": tuple(sources)}),
            "section": HOSTILE,
            "language": '"><script>',
        }
    )
    failure = EditionFailure(title=HOSTILE, url="javascript:alert(1)", reason=HOSTILE)
    update = {
        "title": f"{HOSTILE}\r\nBcc: all@example.org",
        "stories": (story,),
        "failures": (failure,),
        "language": '"',
    }
    return edition.model_copy(update=update)
