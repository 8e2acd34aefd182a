"""No clause is glued to the wrong subject: who did it in the source did it, and not who stood before.

Findings are `support`'s. Covered, in a copied sentence: a verb of saying cut out together with the subject of what is
said ("Reyes said the firm had lied" as "Reyes had lied"); the one who acts made the one acted upon ("the diver found the
ring" as "the diver was found"). In every claim: a whole sentence of the source where the speaker of a quotation belongs
(“We stay,” said The mayor spoke on Monday). Not covered: relative clauses, other claims in words of their own.
"""

from __future__ import annotations

from bisect import bisect_left

from briefer.brief import Finding
from briefer.check.claims import Claim, Outcome
from briefer.check.index import SourceIndex
from briefer.check.twin import Change, Twin, twin_of
from briefer.text.cues import LEMMAS, NAMING, NOUNLIKE, WEAK
from briefer.text.grammar import AUXILIARIES, DAYS, DETERMINERS
from briefer.text.spans import Span
from briefer.text.words import STOP_WORDS, Token

_LONGEST = 8  # words that are cut out: a longer cut takes whole clauses with it, and what is left may be joined fairly
_SENTENCE = 6  # words: a shorter one may be a name and an office
_BE = frozenset(["is", "are", "was", "were"])


def check_glued(claim: Claim, index: SourceIndex, passage: tuple[int, ...]) -> Outcome:
    """The clauses of a claim that have another subject than in the source."""
    said = _sentence_for_speaker(claim, index) if index.english else None
    if said is not None:
        return Outcome(findings=(said,))
    twin = twin_of(claim, index, passage) if index.english else None
    if twin is None or twin.exact:
        return Outcome()
    for change in twin.changes:
        finding = _cut_out(claim, index, twin, change) or _made_passive(claim, index, twin, change)
        if finding is not None:
            return Outcome(findings=(finding,))
    return Outcome()


def _sentence_for_speaker(claim: Claim, index: SourceIndex) -> Finding | None:
    """A quotation, a verb of saying, and then no speaker but a sentence of the source, word for word."""
    for quotation in claim.quoted:
        at = bisect_left(claim.tokens, quotation.end, key=lambda token: token.start)
        if at >= len(claim.tokens) or not _is_saying(claim.tokens[at]):
            continue
        rest = claim.tokens[at + 1 :]
        words = [token.word for token in rest]
        last = next((token for token in reversed(rest) if token.word not in STOP_WORDS), None)
        if len(words) < _SENTENCE or last is None:
            continue
        for number in index.postings.get(last.stem, ()):
            if index.sentence_words[number] == words:
                message = (
                    f"behind “{claim.tokens[at].raw}” stands a whole sentence of the source, and nobody who said it"
                )
                return claim.finding(
                    "support", "error", Span(rest[0].start, rest[-1].end), message, (index.evidence(number),)
                )
    return None


def _cut_out(claim: Claim, index: SourceIndex, twin: Twin, change: Change) -> Finding | None:
    """A verb of saying and the subject behind it cut out: the speaker now does what he said that others did."""
    after = change.at + len(change.claimed)
    if change.claimed or not 2 <= len(change.source) <= _LONGEST or change.at == 0 or after >= len(claim.tokens):
        return None
    said, *rest = change.source
    if not _is_saying(said) or claim.tokens[change.at - 1].word in STOP_WORDS or not _is_verb(claim.tokens[after]):
        return None
    rest = rest[1:] if rest[0].word == "that" else rest
    named = bool(rest) and (rest[0].word in DETERMINERS or rest[0].raw[0].isupper()) and rest[0].word not in DAYS
    if not named or all(token.word in STOP_WORDS for token in rest):
        return None
    subject = " ".join(token.raw for token in rest)
    message = f"in the source it is “{subject}” that does this, not “{claim.tokens[change.at - 1].raw}”, who says so"
    return claim.finding("support", "error", None, message, (index.evidence(twin.number),))


def _made_passive(claim: Claim, index: SourceIndex, twin: Twin, change: Change) -> Finding | None:
    """A form of "be" put before a verb that has an object in the source: who did it is now who suffered it."""
    if change.source or not change.claimed or any(token.word not in _BE for token in change.claimed):
        return None
    after = change.at + len(change.claimed)
    source = index.tokens[twin.number]
    if change.at == 0 or after >= len(claim.tokens) or change.source_at + 1 >= len(source):
        return None
    verb, object_ = claim.tokens[after], source[change.source_at + 1]
    if claim.tokens[change.at - 1].word in STOP_WORDS or not _is_verb(verb) or verb.word in AUXILIARIES:
        return None
    if object_.word not in DETERMINERS and not object_.raw[0].isupper():
        return None
    if any(token.word == "by" for token in claim.tokens[after : after + 3]):
        return None
    message = f"in the source “{claim.tokens[change.at - 1].raw}” is who does this, not whom it is done to"
    return claim.finding("support", "error", change.span, message, (index.evidence(twin.number),))


def _is_saying(token: Token) -> bool:
    lemma = LEMMAS.get(token.word)
    return lemma is not None and lemma not in WEAK | NAMING and token.word not in NOUNLIKE


def _is_verb(token: Token) -> bool:
    """Whether a word looks like a finite verb or a participle: an auxiliary, an ending, a form that changed its vowel."""
    plain = token.raw[0].islower() and token.word not in STOP_WORDS
    irregular = plain and not token.word.startswith(token.stem) and len(token.word) > 2
    return token.word in AUXILIARIES or (plain and token.word.endswith("ed")) or irregular
