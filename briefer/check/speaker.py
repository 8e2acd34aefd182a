"""The right person has the word: who says it in the claim is who says it in the source.

Covered: quotations, by the source's own attribution of the passage; reported speech, where one sentence of the source
carries the claim and names its speaker; words that a speaker tells of somebody else (a warning). Abstains where either
side names nobody, where one of the two is a description ("the union leader"), or an organisation that stands beside the
source's speaker. Not covered: lower-cased text.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from briefer.brief import Finding
from briefer.check.alignment import carried
from briefer.check.claims import Claim, Outcome
from briefer.check.index import SourceIndex
from briefer.check.places import Place, find_places
from briefer.text.cues import NO_COMMENT
from briefer.text.names import HONORIFICS, acronym
from briefer.text.quotations import Mention
from briefer.text.spans import Span
from briefer.text.voices import CUES
from briefer.text.words import STOP_WORDS, ordinary_words, stem_of, tokenize

_CARRIED = 0.6  # of the claim's weight in one sentence: less, and its speaker may not be the claim's


@dataclass(frozen=True, slots=True)
class _Person:
    name: str
    words: frozenset[str]
    proper: bool
    """Named by a capital, not described."""
    organisation: bool
    """Holds an ordinary word, as organisations' names do."""


def check_speakers(claim: Claim, index: SourceIndex, passage: tuple[int, ...]) -> Outcome:
    """Every speaker of a claim held against the source's."""
    if not index.english or claim.lower_cased:
        return Outcome(abstained=1) if claim.said else Outcome()
    checked = abstained = 0
    findings: list[Finding] = []
    for span, speaker in claim.said:
        outcome = _check_quotation(claim, span, speaker, index)
        if outcome is None:
            abstained += 1
            continue
        checked += 1
        findings.extend(outcome)
    if not claim.said:
        reported = _check_reported(claim, index, passage)
        if reported is not None:
            checked += 1
            findings.extend(reported)
    return Outcome(checked, tuple(findings), abstained)


def _check_quotation(claim: Claim, span: Span, speaker: str | None, index: SourceIndex) -> tuple[Finding, ...] | None:
    """Findings about one quotation's speaker; None where nobody can tell."""
    claimed = _person(speaker)
    if claimed is None or not claimed.proper:
        return None
    told = False
    wrong: tuple[Place, Mention] | None = None
    for place in find_places(span.of(claim.text), index):
        mention = index.speaker_at(place.article, place.pieces[0])
        source = _person(mention.name if mention is not None else None)
        told_by = index.teller_at(place.article, place.pieces[0]) if source is None or not source.proper else None
        teller = _person(told_by.name) if told_by is not None else None
        if teller is not None and _same(claimed, teller):
            message = f"{claimed.name} quotes somebody else here: the words stand in a quotation within the quotation"
            number = index.sentence_at(place.article, place.pieces[0].start)
            return (claim.finding("speaker", "warning", span, message, (index.evidence(number),) if number else ()),)
        if mention is None or source is None or not source.proper:
            continue
        if _same(claimed, source) or (claimed.organisation != source.organisation and _beside(claimed, index, place)):
            return ()
        told = True
        wrong = wrong or (place, mention)
    if not told or wrong is None:
        return None
    place, mention = wrong
    message = f"the source gives these words to {mention.name}, not to {claimed.name}"
    number = index.sentence_at(place.article, place.pieces[0].start)
    return (claim.finding("speaker", "error", span, message, (index.evidence(number),) if number else ()),)


def _check_reported(claim: Claim, index: SourceIndex, passage: tuple[int, ...]) -> tuple[Finding, ...] | None:
    """The same for a claim that reports somebody's word without marks."""
    if not passage or not claim.tells:
        return None
    stems = {token.stem for token in claim.content}
    best = max(passage, key=lambda number: len(stems & index.stem_sets[number]))
    if carried(claim.content, index, (best,)) < _CARRIED or not _tells(index, best):
        return None
    mentions = [voice.speaker for voice in claim.voices if voice.speaker is not None]
    claimed = _person(mentions[0].name) if len(mentions) == 1 else None
    if claimed is None or not claimed.proper:
        return None  # the source is asked last: all of it has to be heard to tell who speaks in one sentence
    heard = [voice.speaker for voice in index.attributions.get(best, ()) if voice.speaker is not None]
    sources = [person for person in (_person(other.name) for other in heard) if person is not None]
    if not sources or not all(source.proper for source in sources):
        return None
    if any(_same(claimed, source) for source in sources) or not claimed.words.isdisjoint(index.sentence_words[best]):
        return ()
    if any(claimed.organisation != source.organisation for source in sources):
        return None
    names = ", ".join(source.name for source in sources)
    message = f"the source has this from {names}, not from {claimed.name}"
    return (claim.finding("speaker", "error", mentions[0].span, message, (index.evidence(best),)),)


def _tells(index: SourceIndex, number: int) -> bool:
    """Whether a sentence has a word that may attribute; reading the whole story for its voices is dear."""
    if not CUES.isdisjoint(index.sentence_words[number]):
        return True
    return NO_COMMENT.search(index.text_of(number)) is not None


@lru_cache(maxsize=256)
def _person(name: str | None) -> _Person | None:
    """Who a name means; None for nobody."""
    if not name:
        return None
    tokens = [token for token in tokenize(name) if token.word not in STOP_WORDS and token.word not in HONORIFICS]
    if not tokens:
        return None
    words = frozenset(token.word for token in tokens)
    plain = [word for word in words if stem_of(word) in ordinary_words() or word in ordinary_words()]
    described = name.split()[0].lower() in {"the", "a", "an", "his", "her", "their", "its", "one", "another"}
    proper = not described and tokens[-1].raw[0].isupper() and len(plain) < len(words)
    ordinary = bool(plain)
    return _Person(name, words, proper, ordinary or tokens[0].raw.isupper())


def _same(one: _Person, other: _Person) -> bool:
    if one.words & other.words:
        return True
    letters = {acronym(tuple(token.word for token in tokenize(person.name))) for person in (one, other)}
    return bool(letters & (one.words | other.words))


def _beside(person: _Person, index: SourceIndex, place: Place) -> bool:
    """Whether a name stands in the sentence of a quotation or next to it."""
    number = index.sentence_at(place.article, place.pieces[0].start)
    near = range(max(1, number - 1), min(len(index.tokens), number + 2)) if number else range(0)
    return any(not person.words.isdisjoint(index.sentence_words[step]) for step in near)
