"""Titles and offices are the source's: "President" stands only before a name that the source gives that office.

Covered: an office or rank before a name ("Senator Reyes", "former minister Abel"), "former" put in or left out. Not
covered: offices behind the name ("Reyes, a senator"), courtesy titles (Mr, Dr), whether an office is right in the
world.
"""

from __future__ import annotations

import re

from briefer.brief import Finding
from briefer.check.claims import Claim, Outcome
from briefer.check.index import SourceIndex
from briefer.text.names import HONORIFICS, Name
from briefer.text.words import Token, stem_of, tokenize

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
_REACH = 3  # words before a name in which its office stands: "former prime minister"


def check_titles(claim: Claim, index: SourceIndex, passage: tuple[int, ...]) -> Outcome:
    """Every office before a name held against what the source calls that person."""
    del passage  # a person keeps an office through the whole source
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
    return Outcome(checked, tuple(findings))


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
