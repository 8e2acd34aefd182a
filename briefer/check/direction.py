"""Nothing is turned round: what rose did not fall, what comes before does not come after, who sued was not sued.

Findings are `support`'s: the source does not bear the claim out, it says the reverse. Covered: a word of a copied
sentence exchanged for its opposite; an opposite in a claim of its own words, where the source's word stands in the same
company or its sentence carries the claim; two names, or two stretches of a copied sentence, that have changed
places around a verb; in a copied sentence a weekday for another. Not covered: passives of irregular verbs, verbs that
go both ways ("met"), turns that take several sentences to see.
"""

from __future__ import annotations

from itertools import pairwise

from briefer.brief import Finding
from briefer.check.alignment import carried
from briefer.check.claims import Claim, Outcome
from briefer.check.index import SourceIndex
from briefer.check.polarity import company
from briefer.check.twin import Twin, twin_of
from briefer.text.cues import LEMMAS
from briefer.text.dates import DateMention
from briefer.text.entities import PRONOUN_GENDER
from briefer.text.grammar import PREPOSITIONS
from briefer.text.names import Name
from briefer.text.opposites import converse, opposites, sides_of
from briefer.text.spans import Span
from briefer.text.words import STOP_WORDS, Token

_CARRIED = 0.6  # of the claim's weight in the sentence with the opposite: then it need not stand in the same company
_LONGEST = 6  # words of a change: in a longer one the sentence was written anew, and its words answer to no others
_NO_SENTENCE = 250  # words: a text without a full stop turns too much round to be told
_BETWEEN = 8  # words between two names that one verb joins
_STRETCHES = ("week", "month", "year")
_MUTUAL_LIST = (
    "meet met marry married join joined versus vs draw drew tie tied face faced play played resemble date dated "
    "with and or between include included as than like"
)
_MUTUAL = frozenset(_MUTUAL_LIST.split())
"""What A does with B, B does with A."""
_TURNS_BY_GRAMMAR = frozenset(["by", "from", "was", "were", "been", "being"])
"""Passives and their like: "B was sued by A" is "A sued B"."""


def check_direction(claim: Claim, index: SourceIndex, passage: tuple[int, ...]) -> Outcome:
    """What a claim turns round."""
    if not index.english or len(claim.tokens) > _NO_SENTENCE:
        return Outcome()
    twin = twin_of(claim, index, passage)
    if twin is not None and twin.exact:
        return Outcome()
    if twin is not None:
        finding = (
            _changed_places(claim, index, twin)
            or _changed_words(claim, index, twin)
            or _changed_day(claim, index, twin)
        )
    else:
        finding = _reworded(claim, index, passage)
    if finding is None:
        finding = _changed_names(claim, index, passage)
    return Outcome(findings=(finding,) if finding is not None else ())


def _changed_words(claim: Claim, index: SourceIndex, twin: Twin) -> Finding | None:
    """A word of a copied sentence that has become its opposite."""
    for change in twin.changes:
        if not change.claimed or not change.source or len(change.claimed) > _LONGEST or len(change.source) > _LONGEST:
            continue
        alone = len(change.claimed) == len(change.source) == 1
        for own in change.claimed:
            for other in change.source:
                if own.word in PRONOUN_GENDER and not alone:
                    continue  # with other words changed, somebody else may be meant
                if opposites(own.word, other.word) and not _on_both_sides(own, other, change.claimed, change.source):
                    message = f"the source has “{other.raw}” here, the opposite of “{own.raw}”"
                    evidence = (index.evidence(twin.number, Span(other.start, other.end)),)
                    return claim.finding("support", "error", Span(own.start, own.end), message, evidence)
    return None


def _changed_day(claim: Claim, index: SourceIndex, twin: Twin) -> Finding | None:
    """A weekday for another, "next" for "last": whatever day the two are read on, they do not mean the same."""
    for mention in claim.dates:
        change = twin.change_of(mention.span) if not mention.absolute else None
        if change is None or any(mention.span.overlaps(span) for span in claim.quoted):
            continue
        others = [
            other
            for other in index.dates[twin.number]
            if not other.absolute and any(other.start <= token.start < other.end for token in change.source)
        ]
        if others and all(_apart(mention, other) for other in others):
            message = f"the source has {others[0].text} here, not {mention.text}"
            return claim.finding(
                "support", "error", mention.span, message, (index.evidence(twin.number, others[0].span),)
            )
    return None


def _apart(one: DateMention, other: DateMention) -> bool:
    if one.weekday is not None or other.weekday is not None:
        return None not in {one.weekday, other.weekday} and one.weekday != other.weekday
    (side, unit), (other_side, other_unit) = _side(one.text), _side(other.text)
    return bool(side and other_side) and (side != other_side or bool(unit and other_unit and unit != other_unit))


def _side(words: str) -> tuple[int, str]:
    """-1 for a day gone by, 1 for one to come, 0 for this one; and the stretch that is counted, if one is."""
    words = words.lower()
    unit = next((unit for unit in _STRETCHES if unit in words), "")
    if words == "yesterday" or words.startswith("last") or words.endswith(("ago", "earlier")):
        return -1, unit
    return (1, unit) if words == "tomorrow" or words.startswith("next") else (0, unit)


def _on_both_sides(own: Token, other: Token, claimed: tuple[Token, ...], source: tuple[Token, ...]) -> bool:
    """Whether each side has the other's word too, or a word of the same side: then it was only moved."""
    wanted, there = sides_of(own.word), sides_of(other.word)
    words = {token.word for token in claimed}, {token.word for token in source}
    if own.word in words[1] or other.word in words[0]:
        return True
    return any(sides_of(token.word) & wanted for token in source) or any(
        sides_of(token.word) & there for token in claimed
    )


def _changed_places(claim: Claim, index: SourceIndex, twin: Twin) -> Finding | None:
    """Two stretches of a copied sentence that have taken each other's place around a verb."""
    filled = [change for change in twin.changes if change.claimed and change.source]
    for at, one in enumerate(filled):
        for other in filled[at + 1 :]:
            if _stems(one.claimed) != _stems(other.source) or _stems(other.claimed) != _stems(one.source):
                continue
            between = claim.tokens[one.at + len(one.claimed) : other.at]
            behind = claim.tokens[other.at + len(other.claimed) : other.at + len(other.claimed) + 1]
            if not between and behind and behind[0].word in LEMMAS:
                between = behind  # "with A, B said": the one that a verb of saying follows is the one who says it
            if _stems(one.claimed) and _stems(one.source) and not _is_list(between):
                words = " ".join(token.raw for token in one.source), " ".join(token.raw for token in other.source)
                message = f"“{words[0]}” and “{words[1]}” have changed places: the source has it the other way round"
                span = Span(one.claimed[0].start, other.claimed[-1].end)
                return claim.finding("support", "error", span, message, (index.evidence(twin.number),))
    return None


def _stems(tokens: tuple[Token, ...]) -> frozenset[str]:
    return frozenset(token.stem for token in tokens if token.word not in STOP_WORDS)


def _is_list(between: tuple[Token, ...]) -> bool:
    """Whether nothing but names and what goes both ways stands between two stretches: "A, B and C", "A met B"."""
    return all(
        token.word in _MUTUAL or token.word in STOP_WORDS - PREPOSITIONS or token.raw[0].isupper() for token in between
    )


def _is_one_way(between: tuple[Token, ...]) -> bool:
    """Whether words between two names make the first do something to the second that the second may not do to it."""
    return bool(between) and not any(token.word in _MUTUAL for token in between)


def _changed_names(claim: Claim, index: SourceIndex, passage: tuple[int, ...]) -> Finding | None:
    """Two names that a verb joins in the claim, joined by the same verb the other way round in the source."""
    names = [name for name in claim.names if not any(name.span.overlaps(span) for span in claim.quoted)]
    for one, other in pairwise(names):
        between = _between(claim.tokens, one.span, other.span)
        verbs = _stems(between)
        if not verbs or not _is_one_way(between):
            continue
        turned: int | None = None
        for number in passage:
            order = _order(index, number, one, other, verbs, _passive(between))
            if order is True:
                turned = None
                break
            if order is False:
                turned = turned or number
        if turned is not None:
            message = f"the source has {other.text} and {one.text} the other way round"
            span = Span(one.start, other.end)
            return claim.finding("support", "error", span, message, (index.evidence(turned),))
    return None


def _order(
    index: SourceIndex, number: int, one: Name, other: Name, verbs: frozenset[str], passive: bool
) -> bool | None:
    """True where a sentence has two names in this order around one of the verbs, False the other way round."""
    found: bool | None = None
    here = frozenset(index.sentence_words[number])
    if here.isdisjoint(one.words) or here.isdisjoint(other.words):
        return None
    names = index.names[number]
    for place, first in enumerate(names):
        for second in names[place + 1 : place + 3]:
            forth = _same(first, one) and _same(second, other)
            back = _same(first, other) and _same(second, one)
            if not (forth or back):
                continue
            between = _between(index.tokens[number], first.span, second.span)
            if verbs != _stems(between) or not _is_one_way(between):
                continue
            if forth == (passive == _passive(between)):
                return True
            found = False
    return found


def _same(one: Name, other: Name) -> bool:
    return not set(one.words).isdisjoint(other.words)


def _between(tokens: tuple[Token, ...], first: Span, second: Span) -> tuple[Token, ...]:
    found = tuple(token for token in tokens if first.end <= token.start and token.end <= second.start)
    return found if len(found) <= _BETWEEN else ()


def _passive(between: tuple[Token, ...]) -> bool:
    return any(token.word in _TURNS_BY_GRAMMAR for token in between)


def _reworded(claim: Claim, index: SourceIndex, passage: tuple[int, ...]) -> Finding | None:
    """An opposite in a claim of its own words, beside the words that the source's word stands beside.

    Left out is what turns round with the side that a writer tells it from: prepositions, "beat" and "lost to".
    """
    own = [token for token in claim.content if sides_of(token.word) and not converse(token.word)]
    if not own:
        return None
    said = {side for number in passage for token in index.tokens[number] for side in sides_of(token.word)}
    for token in own:
        side = sides_of(token.word)
        if side & said:
            continue
        for number in passage:
            for other in index.content[number]:
                if not sides_of(other.word) or not opposites(token.word, other.word):
                    continue
                if any(sides_of(word.word) & sides_of(other.word) for word in claim.tokens):
                    continue
                if (
                    company(token.stem, claim.content) & company(other.stem, index.content[number])
                    or carried(claim.content, index, (number,)) >= _CARRIED
                ):
                    message = f"the source has “{other.raw}” here, the opposite of “{token.raw}”"
                    evidence = (index.evidence(number, Span(other.start, other.end)),)
                    return claim.finding("support", "error", Span(token.start, token.end), message, evidence)
    return None
