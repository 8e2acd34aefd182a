"""The edition as data: its bytes, what it counts, and what it says of what it left out."""

from __future__ import annotations

import json
from datetime import date

import pytest

from briefer.article import build_article
from briefer.brief import BriefRecord, Section
from briefer.errors import ConfigError
from briefer.publish import Edition, edition_id, edition_story, load_edition, make_edition, rejected_lines
from briefer.settings import EditionTable
from tests.publish.editions import CREATED_AT, DAY, hostile_edition, make_day
from tests.publish.records import COURIER, HELD, LEDGER, make_extractive, make_record, statement


def test_the_same_edition_gives_the_same_bytes() -> None:
    """Dumped, loaded and dumped again, an edition is the same to the byte, however its parts were ordered."""
    edition = make_day()
    assert load_edition(edition.dump()) == edition
    assert load_edition(edition.dump()).dump() == edition.dump()
    why = edition.stories[0].why
    assert why is not None
    turned = edition.stories[0].model_copy(update={"why": dict(reversed(why.items()))})
    assert edition.model_copy(update={"stories": (turned, *edition.stories[1:])}).dump() == edition.dump()
    assert edition.dump().endswith(b"}\n")
    assert "’".encode() in edition.dump()
    assert edition.digest == make_day().digest


def test_a_hostile_edition_survives_its_bytes(hostile: BriefRecord) -> None:
    """Control characters, direction marks and half a surrogate pair are written and read back."""
    edition = hostile_edition(hostile)
    assert load_edition(edition.dump()) == edition
    half = edition.model_copy(update={"title": "a\ud800b"})
    assert load_edition(half.dump()).title == "a\ufffdb"


@pytest.mark.parametrize(
    ("data", "told"),
    [(b"", "JSON"), (b"{}", "id"), (b'{"schema": "briefer/edition/2"}', "schema"), (b"\xff", "edition.json")],
)
def test_what_is_no_edition_is_refused(data: bytes, told: str) -> None:
    """A damaged file, another contract and another version are one clear error that names the file."""
    with pytest.raises(ConfigError, match=r"edition\.json") as raised:
        load_edition(data)
    assert told in str(raised.value)


def test_an_edition_is_known_by_its_title_and_date() -> None:
    """The id is made from title and local date alone: another time of day or another story changes nothing."""
    edition = make_day()
    assert edition.id == make_day(make_record()).id == edition_id("Morning Briefing", DAY)
    assert edition.id != edition_id("Morning Briefing", date(2026, 11, 20))
    assert edition.id != edition_id("Evening Briefing", DAY)


def test_an_edition_counts_its_stories() -> None:
    """Stories stand by rank, sections in the configuration's order, and engines and held statements are added up."""
    table = EditionTable(stories=4)
    told = [
        edition_story(make_extractive(), rank=2, section="B"),
        edition_story(make_record(held=(HELD, HELD)), rank=1, section="C"),
        edition_story(make_record(), rank=3, section="A"),
    ]
    edition = make_edition(table, told, date=DAY, created_at=CREATED_AT, sections=("A", "B"))
    assert [story.rank for story in edition.stories] == [1, 2, 3]
    assert edition.sections == ("A", "B", "C")
    assert edition.counts.held_statements == 3
    assert edition.counts.stories_wanted == 4
    assert [engine.name for engine in edition.engines] == ["llm", "extractive"]


def test_an_attribution_is_credited_to_the_source_that_names_the_speaker() -> None:
    """Of several sources that prove a statement, the one that it was quoted from or that names the speaker counts."""
    proof = [(COURIER, "Hydra Works"), (LEDGER, "bracing for twice"), (LEDGER, "ice for forty")]
    words = "We have ice for forty boats, not a hundred,"
    quoting = statement(
        f"“{words}” said Aldo Brandt.", proof, attribution="Aldo Brandt", quotes=[(LEDGER, words, "Aldo Brandt")]
    )
    naming = statement("Aldo Brandt has too little ice.", proof, attribution="Aldo Brandt")
    nobody = statement("There is too little ice.", proof)
    first = statement("Hydra Works kept silent.", proof, attribution="Hydra Works")
    told = edition_story(make_record(who_said_what=(quoting, naming, nobody, first)), rank=1)
    assert [(item.section, item.statement, item.source) for item in told.credits] == [
        (Section.WHO_SAID_WHAT, 0, LEDGER.id),
        (Section.WHO_SAID_WHAT, 1, LEDGER.id),
    ]


def test_a_story_knows_its_language() -> None:
    """The tag that all sources share; `en` where they differ and all are English; nothing where nobody knows."""
    assert edition_story(make_record(), rank=1).language == "en-GB"
    record = make_record()
    american = record.articles[1].model_copy(update={"language": "en-US"})
    mixed = record.model_copy(update={"articles": (record.articles[0], american)})
    assert edition_story(mixed, rank=1).language == "en"
    german = build_article("Die Fähre ist am Montag vor der Küste gesunken, und niemand weiß, warum sie sank.")
    assert edition_story(record.model_copy(update={"articles": (german,)}), rank=1).language is None


def test_all_that_was_rejected_is_told() -> None:
    """rejected.jsonl has a line for each held statement and each failed story, with the reasons."""
    edition = make_day()
    rows = [json.loads(line) for line in rejected_lines(edition).decode().splitlines()]
    assert [row["kind"] for row in rows] == ["statement", "statement", "story"]
    assert rows[0]["text"] == HELD.text
    assert rows[0]["section"] == "what_next"
    assert rows[0]["reasons"][0] == {
        "check": "number",
        "severity": "error",
        "message": HELD.findings[0].message,
        "words": "a fifth",
    }
    assert rows[0]["sources"] == [COURIER.url, LEDGER.url]
    assert [row["story"] for row in rows[:2]] == [1, 2]
    assert (rows[2]["title"], rows[2]["reason"]) == ("Crab prices rise", "the server said 503")
    assert {row["edition"] for row in rows} == {edition.id}


def test_nothing_rejected_is_an_empty_file() -> None:
    """An edition that held nothing gives no line; one of hostile texts gives one JSON document a line."""
    assert rejected_lines(make_day(make_extractive())) == b""
    raw = rejected_lines(hostile_edition(make_record(held=(HELD.model_copy(update={"text": "a\r\n\u2028b\ud800"}),))))
    rows = [json.loads(line) for line in raw.split(b"\n")[:-1]]
    assert rows[0]["text"] == "a\r\n\u2028b\ufffd"


def test_an_edition_is_frozen_and_closed() -> None:
    """A key that the contract does not know is refused."""
    row = json.loads(make_day().dump())
    with pytest.raises(ConfigError, match="extra"):
        load_edition(json.dumps({**row, "extra": 1}).encode())
    assert Edition.model_json_schema()["properties"]["id"]["description"]
