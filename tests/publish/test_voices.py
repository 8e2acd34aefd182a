"""Voices: one owner once, one text once."""

from __future__ import annotations

from collections import defaultdict

from briefer.publish.terms import read_telling
from briefer.publish.voices import find_voices, same_texts
from tests.publish.feeds_told import candidate, labelled

WIRE = (
    "Some 600 bus drivers employed by Stagehart Buses began a five-day walkout on Monday after rejecting a pay offer of "
    "4%. The company said it was running 11 of its 94 routes with managers at the wheel."
)
OWN = (
    "Commuters walked to work this morning when every Stagehart bus stayed in its depot, and more strikes are planned."
)


def test_wire_copy_is_one_voice():
    """One agency's text counts once, whoever prints it, with another dateline, another end and other spelling."""
    told = [
        candidate("Bus drivers begin strike", f"BRACKMOOR (Union Wire) - {WIRE}", outlet="Union Wire"),
        candidate("Bus drivers start five-day strike", WIRE.replace("4%", "4 percent"), outlet="Channel Six"),
        candidate("Bus drivers begin strike", WIRE.partition(". ")[0], outlet="Pacific Ledger"),
    ]
    voices = find_voices(told)
    assert voices.count == 1
    assert voices.copies == (("Channel Six", "Pacific Ledger", "Union Wire"),)
    assert len(voices.families) == 3


def test_family_is_one_voice():
    """Two outlets of one owner, each with a text of its own, are one voice."""
    told = [
        candidate("Bus drivers begin strike", WIRE, outlet="Courier", family="Tarrant"),
        candidate("No buses today", OWN, outlet="Evening Mail", family="Tarrant"),
    ]
    assert find_voices(told).count == 1


def test_own_text_beside_a_copy():
    """An outlet with a report of its own is a voice beside the agency whose text it prints too."""
    told = [
        candidate("Bus drivers begin strike", WIRE, outlet="Union Wire"),
        candidate("Bus drivers begin strike", WIRE, outlet="Courier"),
        candidate("No buses today", OWN, outlet="Courier"),
    ]
    assert find_voices(told).count == 1  # the text that both print may be the Courier's
    told.append(
        candidate("Brackmoor walks", "A third report that shares no run of words with others.", outlet="Lantern")
    )
    assert find_voices(told).count == 2


def test_short_headlines_are_not_copies():
    """Two headlines of five words that nearly agree are not one text: they can be written twice."""
    told = [
        candidate("Freighter aground off Port Ellan", outlet="A"),
        candidate("Freighter aground at Port Ellan", outlet="B"),
    ]
    assert find_voices(told).count == 2


def test_labelled_copies():
    """In the labelled set all copies of a wire text are found, and no two reports of one event pass for copies."""
    events = defaultdict(list)
    for found in labelled():
        events[found.event].append(found)
    wanted, given = set(), set()
    for told in events.values():
        for group in same_texts(told, [read_telling(one) for one in told]):
            given |= {(told[a].entry.url, told[b].entry.url) for a in group for b in group if a < b}
        for at, one in enumerate(told):
            wanted |= {
                (one.entry.url, other.entry.url)
                for other in told[at + 1 :]
                if one.wire is not None and one.wire == other.wire
            }
    assert len(wanted) >= 10
    assert given == wanted
