"""What people are called for what they do: offices, ranks and trades, and which of them may be one person's.

Covered: English words for offices and common trades, their short forms, and groups of words that papers use for one
and the same person ("coach", "manager"). Not covered: courtesy titles, offices of several words.
"""

from __future__ import annotations

from briefer.text.cues import word_set
from briefer.text.grammar import TITLES
from briefer.text.names import HONORIFICS
from briefer.text.words import stem_of

_COURTESY = word_set("mr mrs ms miss mx dr sir dame lord lady baroness baron st saint jr sr esq hon")
QUALIFIERS = word_set("former ex onetime retired outgoing acting deputy vice assistant associate interim")
"""Words that make an office another one: who was president is not president."""
RANKS = HONORIFICS - _COURTESY - word_set("prime vice ex former")
"""Offices as they stand before a name."""
OFFICES = (RANKS | TITLES | {"prime"} | word_set(
    "owner coach captain founder treasurer goalkeeper striker defender midfielder lawyer candidate tenant dean curator "
    "lecturer physician surgeon nurse pilot driver teacher student musician writer novelist poet artist painter "
    "photographer composer drummer guitarist producer publisher banker farmer engineer architect chemist physicist "
    "biologist chef waiter soldier trainer referee umpire investigator detective solicitor prosecutor defendant witness "
    "suspect victim survivor resident lawmaker legislator mp congressman head boss president-elect vice-chairman "
    "historian mathematician psychologist astronomer geologist statistician biographer"
)) - _COURTESY - QUALIFIERS  # fmt: skip
"""What somebody is called for what they do, wherever it stands."""
_LONG_FORMS = {
    "sen": "senator", "rep": "representative", "gov": "governor", "gen": "general", "col": "colonel", "capt": "captain",
    "sgt": "sergeant", "lt": "lieutenant", "prof": "professor", "adm": "admiral", "maj": "major", "rev": "reverend",
    "congressman": "representative", "congresswoman": "representative", "chairwoman": "chairman", "chair": "chairman",
    "spokeswoman": "spokesman", "spokesperson": "spokesman", "premier": "minister",
}  # fmt: skip
_GROUPS = (
    "coach manager boss trainer head",
    "chairman chairwoman chair chairperson president head chief leader director boss",
    "lawyer attorney solicitor barrister counsel",
    "spokesman spokeswoman spokesperson representative",
    "professor academic lecturer researcher scientist teacher scholar biologist chemist physicist geologist psychologist",
    "doctor physician surgeon medic",
    "officer constable policeman sergeant inspector detective",
    "lawmaker legislator representative senator congressman congresswoman mp politician",
    "actor actress star performer",
    "writer author novelist journalist reporter correspondent columnist editor",
    "premier minister chancellor",
    "owner proprietor founder boss",
    "analyst economist expert researcher",
    "secretary minister",
    "envoy ambassador diplomat",
    "musician singer guitarist drummer composer",
    "artist painter photographer",
    "candidate nominee contender",
    "player striker defender midfielder goalkeeper",
    "campaigner activist",
)
_ALIKE = tuple(word_set(group) for group in _GROUPS)


def long_form(word: str) -> str:
    """The office that a folded word stands for: "senator" for "sen"; other words as they are."""
    return _LONG_FORMS.get(word, word)


def two_offices(one: str, other: str) -> bool:
    """Whether two folded words are offices that papers would not give to one person at one time."""
    one, other = long_form(one), long_form(other)
    if one == other or stem_of(one) == stem_of(other) or one not in OFFICES or other not in OFFICES:
        return False
    return not any(one in group and other in group for group in _ALIKE)
