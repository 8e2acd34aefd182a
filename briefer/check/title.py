"""Titles and offices are the source's: "President" stands only before a name that the source gives that office.

Covered: an office or rank before a name ("Senator Reyes", "former minister Abel"), "former" put in or left out. Not
covered: offices behind the name ("Reyes, a senator"), courtesy titles (Mr, Dr), whether an office is right in the
world.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from briefer.brief import Finding
from briefer.check.claims import Claim, Outcome
from briefer.check.index import SourceIndex
from briefer.check.twin import twin_of
from briefer.text.cues import word_set
from briefer.text.grammar import TITLES
from briefer.text.names import HONORIFICS, Name
from briefer.text.spans import Span
from briefer.text.words import STOP_WORDS, Token, stem_of, tokenize

_COURTESY_LIST = "mr mrs ms miss mx dr sir dame lord lady baroness baron st saint jr sr esq hon prime vice ex former"
_COURTESY = frozenset(_COURTESY_LIST.split())
_OFFICES = HONORIFICS - _COURTESY
_LONG_FORMS = {
    "sen": "senator", "rep": "representative", "gov": "governor", "gen": "general", "col": "colonel", "capt": "captain",
    "sgt": "sergeant", "lt": "lieutenant", "prof": "professor", "adm": "admiral", "maj": "major", "rev": "reverend",
    "congressman": "representative", "congresswoman": "representative", "chairwoman": "chairman", "chair": "chairman",
    "spokeswoman": "spokesman", "spokesperson": "spokesman", "premier": "minister",
}  # fmt: skip
_FORMER = re.compile(r"\b(?:former|ex|onetime|then|late|retired|outgoing)\b", re.IGNORECASE)
OFFICES = (
    _OFFICES
    | TITLES
    | word_set(
        "owner coach captain founder treasurer goalkeeper striker defender midfielder lawyer candidate tenant dean curator "
        "lecturer physician surgeon nurse pilot driver teacher student musician writer novelist poet artist painter "
        "photographer composer drummer guitarist producer publisher banker farmer engineer architect chemist physicist "
        "biologist chef waiter soldier trainer referee umpire investigator detective solicitor prosecutor defendant witness "
        "suspect victim survivor resident lawmaker legislator mp congressman head boss president-elect vice-chairman "
        "historian mathematician psychologist astronomer geologist statistician biographer"
    )
    - _COURTESY
)
"""What somebody is called for what they do."""
_ALIKE = tuple(
    word_set(group)
    for group in (
        "coach manager boss trainer head",
        "chairman chairwoman chair chairperson president head chief leader",
        "lawyer attorney solicitor barrister counsel",
        "leader chief head boss director president chairman",
        "spokesman spokeswoman spokesperson representative",
        "professor academic lecturer researcher scientist teacher scholar",
        "doctor physician surgeon medic",
        "officer constable policeman sergeant inspector detective",
        "lawmaker legislator representative senator congressman congresswoman mp politician",
        "actor actress star performer",
        "writer author novelist journalist reporter correspondent columnist",
        "premier minister chancellor",
        "owner proprietor founder boss",
        "analyst economist expert researcher",
        "secretary minister",
        "envoy ambassador diplomat",
        "editor journalist",
        "scientist researcher biologist chemist physicist geologist academic professor astronomer psychologist",
        "musician singer guitarist drummer composer",
        "artist painter photographer",
        "candidate nominee contender",
        "player striker defender midfielder goalkeeper",
        "campaigner activist",
    )
)
"""Offices that one and the same person may be called by."""
_QUALIFIERS = word_set("former ex onetime retired outgoing acting deputy vice assistant associate interim")
_BESIDE = 5  # words between an office and the name that it belongs to
_REACH = 3  # words before a name in which its office stands: "former prime minister"


def check_titles(claim: Claim, index: SourceIndex, passage: tuple[int, ...]) -> Outcome:
    """Every office before a name held against what the source calls that person."""
    if not index.english or claim.lower_cased:
        return Outcome()
    checked = 0
    findings: list[Finding] = []
    for name in claim.names:
        office = _office(claim.text, name)
        if office is None or name.words[-1] not in index.words:
            continue
        checked += 1
        finding = _check(claim, name, office, index)
        if finding is not None:
            findings.append(finding)
    if not findings:
        finding = _check_place(claim, index, passage)
        if finding is not None:
            return Outcome(checked + 1, (finding,))
    return Outcome(checked, tuple(findings))


def _check_place(claim: Claim, index: SourceIndex, passage: tuple[int, ...]) -> Finding | None:
    """An office that stands where the sentence which the claim copies has another, and "former" put in or left out."""
    twin = twin_of(claim, index, passage)
    if twin is None or any(change.span is not None and _spoken(claim, change.span) for change in twin.changes):
        return None
    for change in twin.changes:
        own, other = (
            [token for token in side if token.word not in STOP_WORDS] for side in (change.claimed, change.source)
        )
        evidence = (index.evidence(twin.number),)
        qualified = [{token.word for token in side} & _QUALIFIERS for side in (own, other)]
        if qualified[0] != qualified[1] and not any(
            token.word not in _QUALIFIERS and token.word not in HONORIFICS for token in (*own, *other)
        ):
            if _is_office(claim.tokens, change.at + len(change.claimed)) and not _elsewhere(
                claim, index, change.at + len(change.claimed), qualified[0], qualified[1]
            ):
                words = " ".join(token.raw for token in change.source) or "no such word"
                message = f"the source has {words} before this office"
                return claim.finding("title", "error", change.span, message, evidence)
            continue
        if len(own) == len(other) == 1 and _are_two_offices(own[0].word, other[0].word):
            near = claim.tokens[max(0, change.at - _BESIDE) : change.at + 1 + _BESIDE]
            if not any(_called(token.word, own[0].word, index) for token in near if _is_name(token)):
                message = f"the source has {other[0].raw} here, not {own[0].raw}"
                return claim.finding("title", "error", change.span, message, evidence)
    return None


def _spoken(claim: Claim, span: Span) -> bool:
    return any(span.overlaps(quoted) for quoted in claim.quoted)


def _is_office(tokens: Sequence[Token], place: int) -> bool:
    """Whether an office or a name follows within a few words."""
    return any(token.word in OFFICES or _is_name(token) for token in tokens[place : place + _REACH])


def _is_name(token: Token) -> bool:
    return token.raw[0].isupper() and token.word not in OFFICES


def _elsewhere(claim: Claim, index: SourceIndex, place: int, own: set[str], other: set[str]) -> bool:
    """Whether the source puts the same word before the same name in another place, or leaves it out there."""
    name = next((token.word for token in claim.tokens[place : place + _BESIDE] if _is_name(token)), None)
    if name is None:
        return False
    for tokens in index.tokens:
        for at, token in enumerate(tokens):
            if token.word != name or not own - other:
                continue
            if own & {before.word for before in tokens[max(0, at - _BESIDE) : at]}:
                return True
    return False


def _are_two_offices(one: str, other: str) -> bool:
    one, other = _LONG_FORMS.get(one, one), _LONG_FORMS.get(other, other)
    if one == other or stem_of(one) == stem_of(other):
        return False
    return one in OFFICES and other in OFFICES and not any(one in group and other in group for group in _ALIKE)


def _called(name: str, office: str, index: SourceIndex) -> bool:
    """Whether the source has an office in some sentence that has the name."""
    stem = stem_of(office)
    return any(
        name in {token.word for token in tokens} and stem in {token.stem for token in tokens} for tokens in index.tokens
    )


def _office(text: str, name: Name) -> str | None:
    """The office right before a name, its long form; None where there is none."""
    before = tokenize(text[max(0, name.start - 40) : name.start])
    if not before or text[name.start - 1 : name.start] not in {" ", "\u00a0"}:
        return None
    word = before[-1].word
    return _LONG_FORMS.get(word, word) if word in _OFFICES else None


def _check(claim: Claim, name: Name, office: str, index: SourceIndex) -> Finding | None:
    surname = name.words[-1]
    offices: set[str] = set()
    former: set[bool] = set()
    around: set[str] = set()
    at = 0
    for number, tokens in enumerate(index.tokens):
        for place, token in enumerate(tokens):
            if token.word != surname:
                continue
            at = at or number
            around |= {_LONG_FORMS.get(t.word, t.word) for t in tokens}
            around |= {_LONG_FORMS.get(t.word, t.word) for step in (-1, 1) for t in _tokens(index, number + step)}
            for earlier in tokens[max(0, place - _REACH) : place]:
                if earlier.word in _OFFICES:
                    offices.add(_LONG_FORMS.get(earlier.word, earlier.word))
            text = _text(index, number)
            former.add(_FORMER.search(text[max(0, token.start - 60) : token.end + 60]) is not None)
    evidence = (index.evidence(at),) if at else ()
    if office in offices or office in around or stem_of(office) in {stem_of(word) for word in around}:
        own = _FORMER.search(claim.text[max(0, name.start - 40) : name.start]) is not None
        if own and former and former == {False}:
            return claim.finding(
                "title",
                "error",
                name.span,
                f"the source does not call {name.text} a former {office}",
                evidence,
            )
        return None
    if offices:
        message = f"the source calls {name.text} {', '.join(sorted(offices))}, not {office}"
        return claim.finding("title", "error", name.span, message, evidence)
    return claim.finding("title", "warning", name.span, f"the source does not call {name.text} {office}", evidence)


def _tokens(index: SourceIndex, number: int) -> tuple[Token, ...]:
    return index.tokens[number] if 0 < number < len(index.tokens) else ()


def _text(index: SourceIndex, number: int) -> str:
    return index.sentences[number - 1].text if number else index.surroundings
