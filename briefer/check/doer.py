"""Who does it in the source does it: a body that a claim of its own words tells to do what another body does there.

Held against each other are the body right before a verb, or behind its "by", in the claim and whoever is that to the same
verb in the sentences that carry the claim; likewise whom it is done to; and the body whose office somebody holds ("the
committee's chairman", "chairman of the council") and the one that has the same office there. Abstains where one of these
is the claim's body, may be it ("the court" for the High Court), is no body at all (a pronoun, a person), or where the
claim's body stands in the sentence too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from briefer.brief import Finding
from briefer.check.alignment import carried
from briefer.check.claims import Claim
from briefer.check.index import SourceIndex
from briefer.text.bodies import body_kind, is_another_body
from briefer.text.grammar import ADVERBS, AUXILIARIES, BE, DETERMINERS, ORGANISATION
from briefer.text.names import Name, namesakes
from briefer.text.offices import OFFICES
from briefer.text.spans import Span
from briefer.text.words import STOP_WORDS, Token

_CARRIED = 0.6  # of the claim's weight without its body in one sentence: less, and it may tell of something else
_BETWEEN = 3  # words between a body and its verb: "has also repeatedly rejected"
_LONGEST = 60  # words: in a longer sentence the full stops are lost
_PHRASE = 3  # words before a plain body's head in which its article stands


Role = Literal["agent", "patient", "owner"]
_TELLS: dict[Role, str] = {"agent": "that does this", "patient": "that it is done to", "owner": "whose office this is"}


@dataclass(frozen=True, slots=True)
class _Body:
    """A body in front of a verb."""

    span: Span
    own: frozenset[str]
    """What tells a named body from others of its sort; empty for a plain one."""
    heads: frozenset[str]
    """Words for the kind of body that it is."""

    def is_another(self, other: _Body) -> bool:
        """Whether two bodies are not one: two names with nothing in common, two kinds that nobody takes for one another."""
        if self.own and other.own:
            return not namesakes(tuple(self.own), tuple(other.own))
        return all(is_another_body(one, another) for one in self.heads for another in other.heads)


def other_doer(claim: Claim, index: SourceIndex) -> Finding | None:
    """A finding about a body that stands to a verb as another one does in the source; None where it may be the same."""
    if not any(token.word in ORGANISATION or body_kind(token.word) is not None for token in claim.tokens):
        return None
    for place, verb in enumerate(claim.tokens):
        if not verb.raw.islower() or verb.word in STOP_WORDS or verb.word in AUXILIARIES:
            continue
        for role, body in _bodies(claim.text, claim.tokens, place, claim.names).items():
            if any(body.span.overlaps(span) or span.start <= verb.start < span.end for span in claim.quoted):
                continue
            found = _other(role, body, verb, claim, index)
            if found is not None:
                number, there = found
                theirs, own = there.span.of(index.sentences[number - 1].text), body.span.of(claim.text)
                message = f"in the source it is “{theirs}” {_TELLS[role]}, not “{own}”"
                return claim.finding("name", "error", body.span, message, (index.evidence(number, there.span),))
    return None


def _other(role: Role, body: _Body, verb: Token, claim: Claim, index: SourceIndex) -> tuple[int, _Body] | None:
    """The first sentence that carries a claim, and the other body that has its role there; None unless all have others."""
    rest = [token for token in claim.content if not body.span.start <= token.start < body.span.end]
    found: tuple[int, _Body] | None = None
    for number in index.postings.get(verb.stem, ()):
        tokens = index.tokens[number]
        if len(tokens) > _LONGEST or carried(rest, index, (number,)) < _CARRIED:
            continue
        places = [place for place, token in enumerate(tokens) if token.stem == verb.stem]
        text = index.sentences[number - 1].text
        there = _bodies(text, tokens, places[0], index.names[number]).get(role) if len(places) == 1 else None
        if there is None or not body.is_another(there) or _stands_in(body, index, number):
            return None
        found = found or (number, there)
    return found


def _bodies(text: str, tokens: Sequence[Token], place: int, names: Sequence[Name]) -> dict[Role, _Body]:
    """The bodies right before and behind a word, by what they are to it."""
    found: dict[Role, _Body] = {}
    office = tokens[place].word in OFFICES
    at, passive = place - 1, False
    while at >= 0 and place - at <= _BETWEEN and _is_between(tokens[at]):
        passive = passive or tokens[at].word in BE
        at -= 1
    if at >= 0 and text[tokens[at].end : tokens[at + 1].start] == " " and (office or not _owns(tokens[at])):
        body = _body_at(tokens, at, names)
        if body is not None:
            found["owner" if office else "patient" if passive else "agent"] = body
    preposition = tokens[place + 1].word if place + 1 < len(tokens) else ""
    first = place + 2 if preposition in {"of", "by"} else place + 1
    behind = _behind(text, tokens, first, names)
    if behind is not None:
        role: Role | None = "owner" if office and preposition == "of" else None
        if not office and preposition != "of":
            role = "agent" if preposition == "by" else "patient"
        if role is not None:
            found.setdefault(role, behind)
    return found


def _behind(text: str, tokens: Sequence[Token], first: int, names: Sequence[Name]) -> _Body | None:
    """The body that begins with a word, or with the article there; None for one that owns what comes next."""
    for last in range(first, min(len(tokens), first + 1 + _PHRASE)):
        if last > first and text[tokens[last - 1].end : tokens[last].start] != " ":
            return None
        body = _body_at(tokens, last, names)
        if body is not None:
            begins = body.span.start <= tokens[first].end or tokens[first].word in DETERMINERS
            whole = next((token for token in tokens[last:] if token.end >= body.span.end), tokens[last])
            return body if begins and not _owns(whole) else None
        if tokens[last].word in STOP_WORDS - DETERMINERS:
            return None
    return None


def _body_at(tokens: Sequence[Token], at: int, names: Sequence[Name]) -> _Body | None:
    """The body that ends with a word."""
    last = tokens[at]
    for name in names:
        if name.start <= last.start < name.end:
            heads = frozenset(name.words) & ORGANISATION
            own = frozenset(name.words) - ORGANISATION
            return _Body(name.span, own, heads) if heads and last.end >= name.end else None
    if body_kind(last.word) is None or not last.raw.islower():
        return None
    for back in range(at - 1, max(-1, at - 1 - _PHRASE), -1):
        if tokens[back].word in DETERMINERS:
            return _Body(Span(tokens[back].start, last.end), frozenset(), frozenset([last.word]))
    return None


def _is_between(token: Token) -> bool:
    return token.word in AUXILIARIES or token.word in ADVERBS or (token.word.endswith("ly") and token.raw.islower())


def _owns(token: Token) -> bool:
    return token.raw.endswith(("'s", "’s", "s'", "s’"))


def _stands_in(body: _Body, index: SourceIndex, number: int) -> bool:
    words = set(index.sentence_words[number])
    return not words.isdisjoint(body.own or body.heads)
