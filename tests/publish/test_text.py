"""Plain text, terminal and the words that all renderers share."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from briefer.brief import BriefRecord, Engine, Usage
from briefer.publish import render_terminal, render_text
from briefer.publish.render.wording import cost_line, day, engine_line, moment
from briefer.publish.render.wrapping import columns, cut, wrap
from tests.publish.records import HELD, make_record

CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
LLM = Engine(name="llm", model="m", endpoint="https://user:secret@api.example.org/v1?key=secret")
EXTRACTIVE = Engine(name="extractive", model=None, endpoint=None)


def spent(calls: int, cost_usd: float | None) -> Usage:
    return Usage(calls=calls, input_tokens=1200, cached_input_tokens=0, output_tokens=80, cost_usd=cost_usd, seconds=1)


@pytest.mark.parametrize("width", [24, 40, 76, 80, 120])
def test_lines_keep_the_width(width: int, record: BriefRecord) -> None:
    """No line is wider than asked, addresses aside."""
    lines = render_text(record, width=width).splitlines()
    assert max(columns(line) for line in lines if "https://" not in line) <= width


def test_text_shows_all_that_there_is(record: BriefRecord) -> None:
    """Headline, dek, statements, sources, what was held and found, verdict and cost are there."""
    text = " ".join(render_text(record).split())
    brief = record.brief
    statements = [*brief.what_happened, *brief.who_said_what, *brief.what_next]
    wanted = [brief.headline, brief.dek, *(item.text for item in statements), HELD.text]
    wanted += [item.message for item in (*record.fidelity.findings, *HELD.findings)]
    wanted += [part for article in record.articles for part in (article.title, article.url, *article.byline)]
    wanted += ["Held back: 1 statement", "score 0.91", "$0.0019", "example-small-2"]
    assert [part for part in wanted if part and part not in text] == []


def test_sections_stand_in_their_order(record: BriefRecord) -> None:
    """The three headings come in the order in which they are read, whatever is in them."""
    empty = make_record(what_happened=(), who_said_what=(), what_next=(), held=())
    for one in (record, empty):
        lines = render_text(one).splitlines()
        places = [lines.index(heading) for heading in ("What happened", "Who said what", "What next?")]
        assert places == sorted(places)


def test_an_empty_section_says_so() -> None:
    """A section without statements says that the sources have nothing for it."""
    text = render_text(make_record(what_next=(), held=()))
    assert "(The sources have nothing on what comes next.)" in text


def test_an_empty_section_does_not_blame_the_source() -> None:
    """Where something was held for the empty section, it does not say that the source has nothing."""
    text = render_text(make_record(what_next=()))
    assert "nothing on what comes next" not in text
    assert "could be proved; see what was held back" in " ".join(text.split())


def test_a_filled_section_says_so(extractive: BriefRecord) -> None:
    """A section filled with the source's own sentences says that these are its words."""
    assert "In the source’s own sentences" in render_text(extractive)


def test_hostile_text_does_nothing_to_a_terminal(hostile: BriefRecord) -> None:
    """No control character and no direction mark reaches the output, in plain text or through rich."""
    assert not CONTROL.search(render_text(hostile))
    out = io.StringIO()
    Console(file=out, width=80, color_system=None).print(render_terminal(hostile))
    assert not CONTROL.search(out.getvalue())


def test_brackets_are_not_markup() -> None:
    """Text that looks like rich's markup is printed as it stands."""
    out = io.StringIO()
    Console(file=out, width=80, color_system=None).print(render_terminal(make_record(headline="[red]x[/red]")))
    assert "[red]x[/red]" in out.getvalue()


def test_offsets_that_fit_nothing_are_left_out(record: BriefRecord) -> None:
    """Marks beyond a text and evidence of an unknown source do not break a renderer, and are not shown."""
    first = record.brief.what_happened[0]
    wild = first.model_copy(
        update={
            "evidence": tuple(item.model_copy(update={"start": -5, "end": 10**9}) for item in first.evidence)
            + tuple(item.model_copy(update={"source": "nobody"}) for item in first.evidence)
        }
    )
    assert "\n[1] " not in render_text(make_record(what_happened=(wild,)))


@pytest.mark.parametrize(
    ("engine", "usage", "expected"),
    [
        (EXTRACTIVE, spent(0, 0.0), "no model, no cost"),
        (LLM, spent(0, 0.0), "no new model call, no cost"),
        (LLM, spent(2, None), "2 calls, 1,200 tokens in, 80 out, cost unknown"),
        (LLM, spent(1, 0.0), "1 call, 1,200 tokens in, 80 out, $0"),
        (LLM, spent(1, 0.00001), "1 call, 1,200 tokens in, 80 out, under $0.0001"),
        (LLM, spent(1, 0.0123), "1 call, 1,200 tokens in, 80 out, $0.0123"),
        (LLM, spent(1, 1.5), "1 call, 1,200 tokens in, 80 out, $1.50"),
    ],
)
def test_cost(engine: Engine, usage: Usage, expected: str) -> None:
    """Nothing spent, an unknown price and a small sum are told apart."""
    assert cost_line(engine, usage) == expected


def test_an_endpoint_shows_its_host_alone() -> None:
    """What an address holds besides its host, such as a key, is not shown."""
    assert engine_line(LLM) == "llm engine, m at api.example.org"


def test_dates() -> None:
    """A date is written out; a moment keeps the zone that it came with."""
    late = datetime(2026, 11, 17, 23, 30, tzinfo=timezone(-timedelta(hours=5)))
    assert day(late) == "17 November 2026"
    assert moment(late) == "17 November 2026, 23:30 UTC-05:00"
    assert moment(datetime(2026, 1, 2, 3, 4, tzinfo=UTC)) == "2 January 2026, 03:04 UTC"


def test_wide_characters_take_two_columns() -> None:
    """A line of East Asian text is counted as a terminal shows it, and broken without spaces."""
    lines = wrap("潮汐" * 30, 20)
    assert {columns(line) for line in lines[:-1]} == {20}
    assert "".join(lines) == "潮汐" * 30


def test_an_address_is_never_broken() -> None:
    """An address longer than the line stays whole."""
    address = "https://example.org/" + "a" * 90
    assert address in wrap(f"see {address} now", 40)


@given(st.text(), st.integers(min_value=24, max_value=90))
def test_wrapping_keeps_every_character(text: str, width: int) -> None:
    """Wrapping changes white space alone, whatever the text."""
    assert "".join("".join(wrap(text, width)).split()) == "".join(text.split())


@given(st.text(min_size=1), st.integers(min_value=1, max_value=40))
def test_cutting_keeps_the_width(text: str, width: int) -> None:
    """What is cut is never wider than asked."""
    assert columns(cut(text, width)) <= width
