"""Who does what a verb says: the subject of a clause, from the verb backwards or from the beginning.

Covered: subjects beside their verb, behind an apposition ("Anna Reyes, the union's leader, said"), behind a
relative clause's pronoun ("Reyes, who said"), left out after a conjunction or before a participle. Bounded:
no more than `_WINDOW` words back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from briefer.text.cues import BASE_FORMS, PARTICIPLES, word_set
from briefer.text.grammar import (
    CONJUNCTIONS,
    DAYS,
    DETERMINERS,
    MASK,
    OBJECTS_ALONE,
    PREPOSITIONS,
    PRONOUNS,
    TITLES,
    Token,
    is_adverb,
    is_stop,
    looks_verbal,
)
from briefer.text.phrases import Phrase, is_past, leads_in, phrase, phrase_right
from briefer.text.spans import Span

_WINDOW = 60  # tokens to the left that a subject is looked for in: longer sentences have lost their thread
_LONG = 12  # tokens: a longer stretch before a verb holds more than its subject
_SEGMENTS = 6  # stretches between commas that an apposition chain may hold
_LEAD_IN = 25  # tokens that what leads in to a sentence may have before its comma
_PLACING = PREPOSITIONS - {"with"}
_OPENS_PHRASE = DETERMINERS - {"no"}
_ELIDING = word_set("and but or then while whilst by before after when yet")
_RELATIVES = word_set("who whose which")
_TAKES_UP = _RELATIVES | {"that"}
_ADDS = PREPOSITIONS | _RELATIVES | {"where", "when", "then", "now", "also"}
_PLURAL_WORDS = word_set("they we i you people police")
_ISSUES = word_set("issued released published posted shared circulated signed sent wrote made")
"""Verbs whose subject speaks in the paper that is their object."""
_BEFORE_PARTICIPLE = PREPOSITIONS | OBJECTS_ALONE
_BEHIND_PARTICIPLE = PREPOSITIONS | {"forward", "back", "ahead"}
_OPENING_DETERMINERS = frozenset(["A", "An", "His", "Her", "Their", "Our", "These", "Those"])


@dataclass(frozen=True, slots=True)
class Subject:
    """What stands where a verb's subject stands."""

    phrase: Phrase | None
    elided: bool
    """True where the clause leaves its subject out, so that it is the one before: "... and added"."""


_NONE = Subject(None, elided=False)
_ELIDED = Subject(None, elided=True)


def subject_of(tokens: Sequence[Token], verb: int, *, participle: bool = False) -> Subject:
    """The subject before `tokens[verb]`, of the tokens of one sentence; `participle` for an -ing form."""
    start = max(0, verb - _WINDOW)
    at = verb - 1
    while at >= start and is_adverb(tokens[at]):
        at -= 1
    if at < start:
        return Subject(None, elided=participle or verb > 0)
    token = tokens[at]
    if token.lower in _ELIDING or (participle and token.lower in _BEFORE_PARTICIPLE):
        return _ELIDED  # "and added", "known for telling", "met me saying"
    if token.text[0] in MASK + ":;?!.":
        return Subject(None, elided=participle)
    if token.lower in _RELATIVES or token.lower == "that":
        return Subject(_antecedent(tokens, at, start), elided=False)
    if token.lower in PRONOUNS:
        span = Span(token.start, token.end)
        return Subject(Phrase("pronoun", span, span), elided=False)
    if token.text in {",", ")", "—", "–", "]", "-"}:
        if participle and token.text == ",":
            return _ELIDED
        found = _before_aside(tokens, at, start)
        return Subject(found, elided=found is None)
    return _beside(tokens, at, start, participle=participle)


def subject_before(tokens: Sequence[Token], verb: int) -> Phrase | None:
    """The subject of `tokens[verb]`, the sentence's own where the clause leaves it out; None if unread."""
    found = subject_of(tokens, verb)
    return clause_subject(tokens[:verb]) if found.phrase is None and found.elided else found.phrase


def clause_subject(tokens: Sequence[Token]) -> Phrase | None:
    """The first noun phrase of a sentence behind what leads in to it; None where none can be read."""
    at = 0
    for _ in range(3):
        while at < len(tokens) and (_leads_up(tokens[at]) or _dates(tokens, at)):
            at += 1
        if at >= len(tokens) or not opens_aside(tokens, at):
            break
        comma = next((i for i in range(at, min(len(tokens), at + _LEAD_IN)) if tokens[i].text == ","), None)
        if comma is None:
            return None
        if comma + 1 < len(tokens) and tokens[comma + 1].lower in _RELATIVES:
            return _antecedent(tokens, comma + 1, at)  # On Monday Anna Reyes, who led it, wrote
        at = comma + 1
    if at >= len(tokens) or tokens[at].lower in OBJECTS_ALONE:
        return None
    return phrase_right(tokens, at, len(tokens))[0]


def _leads_up(token: Token) -> bool:
    """True for what may stand before a clause without being part of it."""
    return token.lower in _ELIDING or is_adverb(token) or token.text in ",-"


def _dates(tokens: Sequence[Token], at: int) -> bool:
    """True for a part of a date behind the first word of a sentence: On | 19 September | Anna Reyes."""
    if not tokens[at].text.isdigit():
        return at > 0 and _is_month(tokens[at]) and (tokens[at - 1].text.isdigit() or is_adverb(tokens[at - 1]))
    return at > 0 and (_is_month(tokens[at - 1]) or (at + 1 < len(tokens) and _is_month(tokens[at + 1])))


def _is_month(token: Token) -> bool:
    return token.capital and token.lower in DAYS and not is_adverb(token)


def opens_aside(tokens: Sequence[Token], at: int) -> bool:
    """True for the first word of what leads in to a clause: "On Monday", "Writing in the Herald"."""
    token = tokens[at]
    if leads_in(token):
        return True
    if not token.capital or not token.lower.endswith("ing") or at + 1 >= len(tokens):
        return False
    following = tokens[at + 1].lower
    return token.lower in PARTICIPLES or following in _OPENS_PHRASE or following in _BEHIND_PARTICIPLE


def _beside(tokens: Sequence[Token], at: int, start: int, *, participle: bool) -> Subject:
    first = _clause_start(tokens, at, start)
    if tokens[first].lower in _PLACING and not tokens[first].capital:
        if participle:
            return _NONE  # "in a landmark ruling"
        if first > start and tokens[first - 1].lower in {"and", "but", "then", "who"}:
            bare = tokens[_last_phrase(tokens, first, at)]
            if not (bare.capital or bare.lower in DETERMINERS):
                return _ELIDED  # "and in return accused"
    if participle and first > start and tokens[first - 1].lower in _ISSUES and tokens[first].lower in _OPENS_PHRASE:
        return _ELIDED  # "The firm issued a statement saying"
    found = _adjacent(tokens, at, start)
    return Subject(found, elided=found is None and participle)


def _adjacent(tokens: Sequence[Token], at: int, start: int) -> Phrase | None:
    """The subject in the stretch that ends with `tokens[at]`, right beside the verb."""
    last = at
    first = _clause_start(tokens, at, start)
    if (at - first > _LONG and tokens[at].capital) or opens_aside(tokens, first):
        return phrase(tokens, _last_phrase(tokens, first, at), at)
    found = phrase(tokens, first, at)
    if found is None and tokens[at].capital:
        while at > first and (tokens[at - 1].capital or tokens[at - 1].lower in TITLES):
            at -= 1
        return phrase(tokens, at, last)  # "stripped of it in 2012 Chief executive Ross Hale said"
    if found is None or first - 2 < start:
        return found
    before = tokens[first - 1]
    if found.kind == "name" and before.text == "," and _words(tokens, found.core) == 1:
        elder = _placed_name(tokens, first - 2, start)
        if elder is not None:
            return elder  # "Anna Reyes from the Harbour Trust, Oslo said"
    if found.kind == "name" and before.text == "," and tokens[first - 2].lower in TITLES:
        return _with_title(tokens, first - 2, start, found)
    if before.text == "," and tokens[first].lower in TITLES and tokens[first].text.islower():
        return _name_before(tokens, first - 2, start) or found  # "Anna Reyes, head of the union said"
    if found.kind == "description" and before.lower in _TAKES_UP and tokens[first].text.islower():
        # "Groups that seek to end it said": the stretch is the relative clause's own
        return _antecedent(tokens, first - 1, start) or found
    return found


def _name_before(tokens: Sequence[Token], last: int, start: int) -> Phrase | None:
    """The full name that ends with `tokens[last]`; None where a shorter one or something else stands there."""
    first = _clause_start(tokens, last, start)
    name = phrase(tokens, first, last)
    return name if name is not None and name.kind == "name" and _words(tokens, name.core) > 1 else None


def _placed_name(tokens: Sequence[Token], last: int, start: int) -> Phrase | None:
    """The full name that begins a sentence's first stretch, what it belongs to behind it; None elsewhere."""
    first = last
    while first > start and not is_stop(tokens[first - 1]):
        first -= 1
    at = next((at for at in range(first, last + 1) if not tokens[at].capital), last + 1)
    if first or not 2 <= at - first <= last - first or tokens[at].lower not in {"of", "from", "at", "for"}:
        return None
    if opens_aside(tokens, first) or _clausal(tokens, first, last):
        return None
    return phrase(tokens, first, at - 1)


def _with_title(tokens: Sequence[Token], last: int, start: int, name: Phrase) -> Phrase:
    """A name with the title before its comma: "Malaysia's Prime Minister, Najib Razak"."""
    first = _clause_start(tokens, last, start)
    title = phrase(tokens, first, last) if not opens_aside(tokens, first) else None
    if title is None or title.kind != "description":
        return name
    return Phrase("name", Span(title.span.start, name.span.end), name.core)


def _antecedent(tokens: Sequence[Token], relative: int, start: int) -> Phrase | None:
    """Whom "who", "which" or "that" takes up."""
    end = relative - 1
    if end >= start and tokens[end].text == ",":
        end -= 1
    if end < start or tokens[end].text[0] == MASK or tokens[end].text == "," or looks_verbal(tokens[end]):
        return None
    if end - 2 >= start and tokens[end - 1].text == "," and tokens[end].text.islower():
        end -= 2  # "Reyes, left, who says"
    if tokens[relative].lower == "who" or tokens[end].capital:
        return _adjacent(tokens, end, start)
    if is_stop(tokens[end]):
        return None
    first = end
    while first > max(start, end - _LONG) and not is_stop(tokens[first - 1]):
        first -= 1
    opening = _phrase_start(tokens, end, first)
    while opening > first and tokens[opening - 1].lower in _PLACING:
        opening = _phrase_start(tokens, opening - 1, first)  # a sign | on the gate
    if tokens[opening].lower not in _OPENS_PHRASE and opening < end:
        return None  # "started to come out that said": what came out stands further back
    return phrase(tokens, opening, end)


def _phrase_start(tokens: Sequence[Token], last: int, first: int) -> int:
    """The last determiner in `tokens[first..last]`, else `first`."""
    return next((at for at in range(last, first - 1, -1) if tokens[at].lower in _OPENS_PHRASE), first)


def _clause_start(tokens: Sequence[Token], at: int, start: int) -> int:
    """The first token of the stretch without a boundary that ends with `tokens[at]`."""
    first = at
    while first > start:
        before = tokens[first - 1]
        if is_stop(before) or before.lower in CONJUNCTIONS or looks_verbal(before):
            break
        if _bare_verb(tokens, first - 1) or (first - 1 > start and is_past(tokens, first - 1, at + 1)):
            break
        if before.text in _OPENING_DETERMINERS and first - 1 > start:
            return first - 1  # a sentence whose beginning was lost in what stands before it
        if before.lower == "and" and not _one_phrase(tokens, first - 1, start):
            break
        first -= 1
    return first


def _bare_verb(tokens: Sequence[Token], at: int) -> bool:
    """True for a base form between a plural and a new phrase: the authors | say | the results."""
    if tokens[at].lower not in BASE_FORMS or not 0 < at < len(tokens) - 1:
        return False
    before, after = tokens[at - 1].lower, tokens[at + 1].lower
    return (before.endswith("s") or before in _PLURAL_WORDS) and after in _OPENS_PHRASE


def _one_phrase(tokens: Sequence[Token], conjunction: int, start: int) -> bool:
    """True if "and" joins two nouns of one phrase, not two clauses."""
    reach = 7  # tokens: a longer way back to a boundary is a clause
    for index in range(conjunction - 1, max(start, conjunction - reach) - 1, -1):
        token = tokens[index]
        if is_stop(token):
            return True
        if looks_verbal(token) or (token.lower.endswith("ed") and not token.capital):
            return False
    return conjunction - start <= reach


def _last_phrase(tokens: Sequence[Token], first: int, at: int) -> int:
    """Where the last noun phrase begins in a stretch led by a preposition: "On Monday | the mayor"."""
    for index in range(at, first, -1):
        before = tokens[index - 1]
        if tokens[index].lower in _OPENS_PHRASE and before.lower not in {"of", "for"}:
            return index
        if leads_in(before) and before.lower not in {"of", "for"}:
            return index
        if before.lower in DAYS and tokens[index].capital and tokens[index].lower not in DAYS:
            return index  # On 19 September | Anna Reyes
    return min(first + 1, at)


def _before_aside(tokens: Sequence[Token], comma: int, start: int) -> Phrase | None:
    """The subject in front of an aside in commas or brackets: "Anna Reyes, the union's leader, said"."""
    end = comma - 1
    if tokens[comma].text in ")]":
        while end > start and tokens[end].text not in "([":
            end -= 1
        return _adjacent(tokens, end - 1, start) if end > start else None
    segments: list[tuple[int, int]] = []
    while end >= start and len(segments) < _SEGMENTS:
        first = end
        while first > start and not (is_stop(tokens[first - 1]) and tokens[first - 1].text not in "()[]-"):
            first -= 1
        segments.append((first, _before_bracket(tokens, first, end)))
        if first == start or tokens[first - 1].text not in {",", "—", "–"}:
            break
        end = first - 2
    named = _named_first(tokens, segments)
    name = phrase(tokens, *segments[named]) if named else None
    return _titled(tokens, segments, named, name) if named and name is not None else _choose(tokens, segments)


def _before_bracket(tokens: Sequence[Token], first: int, last: int) -> int:
    """The last token in front of what a stretch has in brackets at its end: the Harbour Trust (HT)."""
    if tokens[last].text != ")":
        return last
    opening = next((at for at in range(last, first, -1) if tokens[at].text == "("), last)
    return opening - 1 if opening < last else last


def _named_first(tokens: Sequence[Token], segments: Sequence[tuple[int, int]]) -> int | None:
    """Which stretch is the full name that the others say more of: Anna Reyes, head of Clean Harbours, said."""
    found: int | None = None
    for position, (first, last) in enumerate(segments):
        if opens_aside(tokens, first) and tokens[first].capital:
            place = position - 1  # "In Albany, New York, Anna Reyes, the mayor, said"
            return None if found == place and tokens[last].capital else found
        if tokens[first].lower not in _RELATIVES and _clausal(tokens, first, last):
            return found
        name = phrase(tokens, first, last) if not _follows(tokens[first]) and last >= first else None
        if name is None or name.kind != "name" or _words(tokens, name.core) < 2:
            continue
        before = [token for token in tokens[first : last + 1] if token.start < name.core.start]
        if not any(token.lower in PREPOSITIONS for token in before):
            found = position
    return found


def _choose(tokens: Sequence[Token], segments: Sequence[tuple[int, int]]) -> Phrase | None:
    """The subject among the stretches between commas, given from the verb backwards."""
    single: Phrase | None = None  # a name of one word, and a description: kept until a full name comes
    described: Phrase | None = None
    for position, (first, last) in enumerate(segments):
        outermost = position == len(segments) - 1
        if outermost and opens_aside(tokens, first) and tokens[first].capital:
            break
        if tokens[first].lower not in _RELATIVES and _clausal(tokens, first, last):
            tail = phrase(tokens, _clause_start(tokens, last, first), last)
            if not position and (tail is None or tail.kind != "name" or _follows(tokens[first])):
                continue  # "- who is in favour of it -"
            if tail is not None and (tail.kind == "name" or (single is None and described is None)):
                return tail
            break
        found = phrase(tokens, first, last) if not _follows(tokens[first]) else None
        if found is None:
            continue
        if found.kind == "pronoun":
            return found
        if found.kind != "name" or found.core.end < found.span.end:
            described = found
        elif position or _words(tokens, found.core) > 1:
            return _titled(tokens, segments, position, found) if described is None else found
        else:
            single = single or found
    if single is not None and described is not None and described.span.start < single.span.start:
        return Phrase("name", Span(described.span.start, single.span.end), single.core)
    return described or single


def _titled(tokens: Sequence[Token], segments: Sequence[tuple[int, int]], position: int, name: Phrase) -> Phrase:
    """The name with a description before its comma, or the fuller name there: "Tom Hale, Oslo, said"."""
    if position + 1 >= len(segments):
        return name
    first, last = segments[position + 1]
    if opens_aside(tokens, first) or _clausal(tokens, first, last):
        return name
    before = phrase(tokens, first, last)
    if before is not None and before.kind == "description":
        return Phrase("name", Span(before.span.start, name.span.end), name.core)
    return before if before is not None and before.kind == "name" and _words(tokens, before.core) > 1 else name


def _follows(token: Token) -> bool:
    """True for the first word of what only says more of a name: "who ...", "of Oslo", "45"."""
    word = token.lower
    return word in _ADDS or word[0].isdigit()


def _words(tokens: Sequence[Token], span: Span) -> int:
    return sum(1 for token in tokens if span.start <= token.start and token.end <= span.end)


def _clausal(tokens: Sequence[Token], first: int, last: int) -> bool:
    """True for a stretch with a verb or a pronoun subject of its own, or a quotation."""
    subjects = {"he", "she", "they", "it", "we", "i"}
    return any(t.lower in subjects or t.text[0] == MASK or looks_verbal(t) for t in tokens[first : last + 1])
