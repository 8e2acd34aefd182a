"""Who does it in the source does it: a body that a claim of its own words tells to do what another body does there.

Held against each other are the body right before a verb in the claim and whoever stands right before the same verb in
the sentences that carry the claim; and the body whose office somebody holds ("the committee's chairman", "chairman of
the council") and the one that has the same office there. Abstains where one of these is the claim's body, may be it ("the court" for the High
Court), is no body at all (a pronoun, a person), or where the claim's body stands in the sentence too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from briefer.brief import Finding
from briefer.check.alignment import carried
from briefer.check.claims import Claim
from briefer.check.index import SourceIndex
from briefer.text.bodies import body_kind, is_another_body
from briefer.text.grammar import ADVERBS, AUXILIARIES, DETERMINERS, ORGANISATION
from briefer.text.names import Name, namesakes
from briefer.text.offices import OFFICES
from briefer.text.spans import Span
from briefer.text.words import STOP_WORDS, Token

_CARRIED = 0.6  # of the claim's weight without its body in one sentence: less, and it may tell of something else
_BETWEEN = 3  # words between a body and its verb: "has also repeatedly rejected"
_LONGEST = 60  # words: in a longer sentence the full stops are lost
_PHRASE = 3  # words before a plain body's head in which its article stands


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
    """A finding about a body that does in the claim what another body does in the source; None where it may be the same."""
    for verb, body in _doers(claim.text, claim.tokens, claim.names):
        if any(body.span.overlaps(span) or span.start <= verb.start < span.end for span in claim.quoted):
            continue
        rest = [token for token in claim.content if not body.span.start <= token.start < body.span.end]
        found: tuple[int, _Body] | None = None
        for number in index.postings.get(verb.stem, ()):
            if len(index.tokens[number]) > _LONGEST or carried(rest, index, (number,)) < _CARRIED:
                continue
            there = _doer_in(index, number, verb)
            if there is None or not body.is_another(there) or _stands_in(body, index, number):
                return None
            found = found or (number, there)
        if found is not None:
            number, there = found
            theirs, own = there.span.of(index.sentences[number - 1].text), body.span.of(claim.text)
            what = "whose office this is" if verb.word in OFFICES else "that does this"
            message = f"in the source it is “{theirs}” {what}, not “{own}”"
            return claim.finding("name", "error", body.span, message, (index.evidence(number, there.span),))
    return None


def _doers(text: str, tokens: Sequence[Token], names: Sequence[Name]) -> Iterator[tuple[Token, _Body]]:
    """Each verb with the body right before it, each office with the body that it is an office of."""
    for place, token in enumerate(tokens):
        if token.raw.islower() and token.word not in STOP_WORDS and token.word not in AUXILIARIES:
            body = _body_of(text, tokens, place, names)
            if body is not None:
                yield token, body


def _doer_in(index: SourceIndex, number: int, verb: Token) -> _Body | None:
    """The body of the same verb in a sentence; None where the verb is there twice, or is anybody else's."""
    tokens = index.tokens[number]
    places = [place for place, token in enumerate(tokens) if token.stem == verb.stem]
    if len(places) != 1:
        return None
    return _body_of(index.sentences[number - 1].text, tokens, places[0], index.names[number])


def _body_of(text: str, tokens: Sequence[Token], place: int, names: Sequence[Name]) -> _Body | None:
    """The body right before a verb, or before or behind an office; None for anything else."""
    office = tokens[place].word in OFFICES
    at = place - 1
    while at >= 0 and place - at <= _BETWEEN and _is_between(tokens[at]):
        at -= 1
    if at >= 0 and text[tokens[at].end : tokens[at + 1].start] == " " and (office or not _owns(tokens[at])):
        body = _body_at(tokens, at, names)
        if body is not None:
            return body
    if office and tokens[place + 1 : place + 2] and tokens[place + 1].word == "of":
        for last in range(place + 2, min(len(tokens), place + 3 + _PHRASE)):
            body = _body_at(tokens, last, names)
            if body is not None:
                return body
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
