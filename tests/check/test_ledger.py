"""The quote ledger: numbers, places and speakers of every quotation, in a text, an article and a story."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefer.article import Story, build_article
from briefer.check.ledger import find_quotes, quote_ledger

TEXT = (
    "Anna Reyes, the union leader, met the mayor on Friday.\n\n"
    "“We will strike on Monday,” the union leader told Reuters. “It is time.”\n\n"
    "The mayor declined to comment."
)


def test_a_quote_carries_words_place_speaker_via_and_cue():
    """Each quote says what, where, who, to whom and by which word."""
    first, second = find_quotes(TEXT)

    assert first.id == "q1"
    assert first.text == TEXT[first.start : first.end] == "We will strike on Monday,"
    assert first.kind == "direct"
    assert first.speaker is not None
    assert first.speaker.name == "Anna Reyes"
    assert TEXT[first.speaker.start : first.speaker.end] == "the union leader"
    assert first.via is not None
    assert first.via.name == "Reuters"
    assert first.cue == "told"
    assert first.sentence == 2
    assert (second.id, second.text, second.sentence) == ("q2", "It is time.", 3)
    assert second.speaker == first.speaker


def test_an_article_and_its_text_have_the_same_quotes():
    """A text given raw is read as the article around it would be."""
    assert find_quotes(build_article(TEXT)) == find_quotes(TEXT)


def test_nothing_is_cleaned_first():
    """Offsets are places in the text exactly as given: controls, tabs, odd spaces and lone surrogates stay."""
    text = "\ufeff\t\x1b[31m He\u00a0said:\u2009“We \u200bstay.”\ud800\r\n"
    (quote,) = find_quotes(text)

    assert quote.text == text[quote.start : quote.end] == "We \u200bstay."


def test_a_text_without_quotations_has_an_empty_ledger():
    """No marks, no quotes."""
    assert find_quotes("") == ()
    assert find_quotes("It doesn't say.") == ()


def test_a_story_numbers_its_quotes_through():
    """The ledger of two articles counts on, and names article and sentence of each quote in the story."""
    story = Story(
        (build_article(TEXT, id="one"), build_article("Tom Hale said: “No.” He left. “Never,” he said.", id="two"))
    )
    ledger = quote_ledger(story)

    assert [entry.number for entry in ledger] == [1, 2, 3, 4]
    assert [entry.source for entry in ledger] == ["one", "one", "two", "two"]
    assert [entry.quote.id for entry in ledger] == ["q1", "q2", "q1", "q2"]
    for entry in ledger:
        sentence = story.sentences[entry.sentence - 1]
        assert story.articles[sentence.article].id == entry.source
        assert sentence.span.start <= entry.quote.start < sentence.span.end


PIECES = st.sampled_from([*"ab .?\n“”\"'", "\n\n", "Anna Reyes ", "said ", "she ", "“We stay,” "])


@given(st.lists(PIECES, max_size=40).map("".join))
def test_the_ledger_is_one_with_the_text(text):
    """Whatever the text, a quote's words are the text's own, and finding them twice finds the same."""
    quotes = find_quotes(text)

    assert quotes == find_quotes(text)
    assert [quote.id for quote in quotes] == [f"q{number}" for number in range(1, len(quotes) + 1)]
    for quote in quotes:
        assert quote.text == text[quote.start : quote.end]


def _labelled() -> tuple[dict[str, str], list[dict[str, Any]]]:
    """The documents and the quoted attributions of news and interviews that people labelled."""
    data = os.environ.get("BRIEFER_DATA")
    if not data or not (Path(data) / "quote-bench").is_dir():
        pytest.skip("BRIEFER_DATA names no folder with quote-bench")
    with gzip.open(Path(data) / "quote-bench" / "gum-docs.jsonl.gz", "rt", encoding="utf-8") as lines:
        documents = {item["doc_id"]: item["text"] for item in map(json.loads, lines)}
    with gzip.open(Path(data) / "quote-bench" / "gum-attribution.jsonl.gz", "rt", encoding="utf-8") as lines:
        labels = [item for item in map(json.loads, lines) if item["direct"] and item["genre"] in {"news", "interview"}]
    return documents, [label for label in labels if '"' in _around(documents[label["doc_id"]], label)]


def _around(text: str, label: dict[str, Any]) -> str:
    spans = label["content"]["spans"]
    return text[max(0, spans[0][0] - 1) : spans[-1][1] + 1]


def _overlap(start: int, end: int, spans: list[list[int]]) -> bool:
    return any(start < right and left < end for left, right in spans)


def test_quotations_and_speakers_agree_with_people():
    """On labelled news, 98 % of what is quoted is found, and 85 % of the speakers the writer names are right."""
    documents, labels = _labelled()
    ledgers = {name: find_quotes(text) for name, text in documents.items()}
    found = speakers = right = 0
    for label in labels:
        text, spoken = documents[label["doc_id"]], label["speaker"]
        quotes = [q for q in ledgers[label["doc_id"]] if _overlap(q.start, q.end, label["content"]["spans"])]
        found += bool(quotes)
        if spoken is None:
            continue
        place = spoken["spans"][0][0]
        if text.count('"', text.rfind("\n\n", 0, place) + 1, place) % 2:
            continue  # "I think" inside a quotation is the speaker's own thought, not who is quoted
        speakers += 1
        right += any(
            q.speaker is not None and _overlap(q.speaker.start, q.speaker.end, spoken["spans"]) for q in quotes
        )

    assert found >= 0.98 * len(labels)
    assert right >= 0.85 * speakers
