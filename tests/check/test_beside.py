"""A claim beside what it rests on: names that stand elsewhere, and what one side alone denies or hedges."""

from __future__ import annotations

import pytest

from briefer.article import Story, build_article
from briefer.check.alignment import Matched, match
from briefer.check.beside import Beside, beside
from briefer.check.claims import Claim
from briefer.check.index import SourceIndex
from briefer.check.support import features_of

SOURCE = (
    "Police arrested the founder of Ozen on Thursday after customers lost savings in a failed lending scheme. "
    "Officials in Calder may charge 2 others. A spokesman in Velm said it was not ready to comment."
)


def index_of(text: str) -> SourceIndex:
    return SourceIndex.of(Story((build_article(text),)))


def apart(text: str, source: str = SOURCE) -> Beside:
    index, claim = index_of(source), Claim(text=text)
    return beside(claim, index, match(claim.content, index))


@pytest.mark.parametrize(("name", "expected"), [("Ozen", (0, 1.0)), ("Velm", (1, 0.5)), ("Brom", (0, 0.5))])
def test_a_name_is_astray_where_the_source_has_it_elsewhere_alone(name, expected):
    """A name of the passage is placed, one of another sentence astray, one that the source lacks neither."""
    claim = f"police arrested the founder of {name} on Thursday after customers lost savings in a failed lending scheme"
    found = apart(claim)
    assert (found.astray, found.placed) == expected


def test_a_figure_of_another_sentence_is_astray_too():
    """Figures stand where names do."""
    claim = "police arrested the 2 founders after customers lost savings in a failed lending scheme"
    assert (apart(claim).astray, apart(claim).placed) == (1, 0.0)


def test_a_claim_without_a_name_has_none_astray_and_none_placed():
    """Nothing is out of place, and nothing ties the claim to its passage either."""
    assert (apart("the founder was arrested").astray, apart("the founder was arrested").placed) == (0, 0.0)


@pytest.mark.parametrize(
    ("claim", "source", "expected"),
    [
        ("The spokesman was not ready to comment.", SOURCE, (False, False)),
        ("Police never arrested the founder of Ozen on Thursday.", SOURCE, (True, False)),
        ("The founder was never arrested.", "Police arrested the founder on Thursday.", (True, True)),
        ("The founder wasn’t arrested.", "Police arrested the founder. Velm didn't comment.", (True, False)),
        ("The founder was arrested.", SOURCE, (False, False)),
    ],
)
def test_a_denial_stands_alone_in_its_passage_or_in_the_whole_source(claim, source, expected):
    """Where the passage denies too nothing stands alone; where another sentence does, only the passage is without."""
    found = apart(claim, source)
    assert (found.denied, found.denied_alone) == expected


@pytest.mark.parametrize(
    ("claim", "turned"),
    [
        ("Police arrested the founder of Ozen on Thursday in town.", 0),
        ("Police hadn't arrested the founder of Ozen on Thursday.", 1),
        ("The spokesman in Velm was ready to comment.", 1),
        ("The spokesman in Velm was not ready to comment.", 0),
        ("No police never, not on Thursday, arrested nobody of Ozen after customers lost savings.", 2),
    ],
)
def test_what_one_side_alone_denies_is_turned(claim, turned):
    """A denial put in counts, and so does one left out; more than two are two."""
    assert apart(claim).turned == turned


def test_a_hedge_counts_where_one_side_alone_has_it():
    """Put in, left out, on both sides, on none: hedged, unhedged, neither, neither."""
    put_in = apart("Police may arrest the founder of Ozen on Thursday.")
    left_out = apart("Officials in Calder charge others.")
    both, none = apart("Officials in Calder might charge others."), apart("Police arrested the founder of Ozen.")
    assert (put_in.hedged, put_in.unhedged) == (True, False)
    assert (left_out.hedged, left_out.unhedged) == (False, True)
    assert (both.hedged, both.unhedged) == (none.hedged, none.unhedged) == (False, False)


def test_the_best_sentence_is_the_earliest_of_those_that_share_most():
    """Of two sentences that share as many words with a claim, the first says whether it denies."""
    claim, index = Claim(text="The bridge opened."), index_of("The bridge never opened. The bridge opened late.")
    assert beside(claim, index, Matched((1, 2), 1.0, 1.0)).turned == 1
    assert beside(claim, index, Matched((2,), 1.0, 1.0)).turned == 0


def test_a_claim_that_rests_on_nothing_has_nothing_beside_it():
    """Without a passage a name of the source is astray, and a denial stands alone in it."""
    found = beside(Claim(text="Velm may not"), index_of(SOURCE), Matched((), 0.0, 0.0))
    assert found == Beside(astray=1, placed=0.0, denied=True, denied_alone=False, turned=1, hedged=True, unhedged=False)


def test_the_support_score_is_given_all_of_it():
    """Each thing that sets a claim apart is a feature of the same name."""
    index, claim = index_of(SOURCE), Claim(text="Police in Velm may never arrest the founder of Ozen on Thursday.")
    matched = match(claim.content, index)
    found, features = beside(claim, index, matched), features_of(claim, index, matched)
    assert any(found)
    assert {name: getattr(features, name) for name in found._fields} == found._asdict()
