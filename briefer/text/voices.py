"""The attributing words of a sentence, each with who speaks and to whom: "Reyes told Reuters".

The sentence is given with its quotations masked (`briefer.text.grammar.MASK`), so that what is quoted
attributes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from briefer.text.cues import BASE_FORMS, LEMMAS, MENTAL, PARTICIPLES, WEAK, word_set
from briefer.text.grammar import (
    BE,
    DAYS,
    HAVE,
    MASK,
    OBJECTS_ALONE,
    PERSONAL,
    PRONOUNS,
    WOVEN,
    Token,
    is_adverb,
    is_stop,
    looks_verbal,
)
from briefer.text.phrases import Phrase, phrase, phrase_right
from briefer.text.spans import Span
from briefer.text.subjects import subject_of
from briefer.text.verbs import is_verb, opens_clause, speaks_of_nobody

_CARRIED_WITHIN = 14  # tokens behind a cue: "said late on Monday in a telephone interview with the BBC"
_NAMED_WITHIN = 24  # tokens behind "according to": "three people familiar with the matter who ..."
_AGENT_WITHIN = 12  # tokens behind a passive: "was branded "madness" by critics"
_DAYS_AND_PRONOUNS = DAYS | PRONOUNS
_NO_SPEAKER = DAYS | OBJECTS_ALONE
_SOURCE_ENDS = word_set("who which that when while according")
_PERFECT = word_set("written spoken sworn")
"""Participles alone: "a letter written in May" attributes nothing."""
_TELLING = word_set("tell remind assure inform advise warn notify ask reassure urge answer email text implore")
_CARRIERS = word_set(
    "interview statement email e-mail letter comments remarks briefing speech post tweet testimony message "
    "call article column"
)
_OWNERS = word_set("his her their its")
_OWNER_WITHIN = 7  # tokens of an owner: in the union leader Anna Reyes's own words
_BARE_SPEAKERS = word_set("i we he she they you")
CUES = LEMMAS.keys() | {"according", "words", "put", "puts"}
"""Words without one of which nothing is attributed."""
_NOBODY_TOLD = word_set(
    "times days weeks months years hours question questions nothing anything something everything night morning "
    "evening afternoon week month year"
)
"""What stands behind a verb of telling without being told: had asked three times, told last night how."""
_INVERTING = word_set(
    "say add explain argue insist note write recall claim admit warn declare joke conclude complain suggest agree"
)
"""Verbs that take words and no other object, so that who stands behind them speaks."""
_TURNING = word_set("took takes used uses turned")
"""Verbs whose subject speaks in the infinitive behind them: took to the radio to say."""
_TURNED_WITHIN = 10  # tokens between the two
_HEADLINE = 25  # tokens: longer than any headline


@dataclass(frozen=True, slots=True)
class Voice:
    """A cue with its speaker, as the sentence around it gives them."""

    cue: Span
    word: str
    """The cue, lower case: said, according to."""
    lemma: str
    subject: Phrase | None
    """Who speaks; None where the clause leaves it out ("... and added")."""
    listener: Phrase | None
    """Whom it is told, or who carries it."""
    end: int
    """Where cue, speaker and listener end."""
    clausal: bool
    """True if a clause or a quotation follows, or the verb does little but say: it attributes what is not
    quoted too."""

    @property
    def mental(self) -> bool:
        """True for thinking, which gives way to saying."""
        return self.lemma in MENTAL

    @property
    def start(self) -> int:
        """Where cue or speaker begin."""
        return self.cue.start if self.subject is None else min(self.cue.start, self.subject.span.start)


def find_voices(tokens: Sequence[Token]) -> tuple[Voice, ...]:
    """The voices of one sentence, quotations masked, in order."""
    voices: list[Voice] = []
    headline = len(tokens) <= _HEADLINE and bool(tokens) and tokens[-1].text not in {".", "!", "?", ":"}
    for at in [at for at, token in enumerate(tokens) if token.lower in CUES]:
        token = tokens[at]
        voice: Voice | None = None
        if token.lower == "according" and at + 1 < len(tokens) and tokens[at + 1].lower == "to":
            voice = _according(tokens, at)
        elif token.lower == "words" and at:
            voice = _in_the_words_of(tokens, at)
        elif token.lower in LEMMAS:
            voice = _said(tokens, at, headline=headline)
        elif token.lower in {"put", "puts"} and at + 1 < len(tokens) and tokens[at + 1].lower in {"it", "this"}:
            voice = _put_it(tokens, at)
        if voice is not None:
            voices.append(voice)
    return tuple(voices)


# phrases that attribute


def _according(tokens: Sequence[Token], at: int) -> Voice | None:
    end = at + 2
    limit = min(len(tokens), end + _NAMED_WITHIN)
    while end < limit and not is_stop(tokens[end]) and tokens[end].lower not in _SOURCE_ENDS:
        if end > at + 3 and (looks_verbal(tokens[end]) or tokens[end].lower in PERSONAL):
            break
        end += 1
    who = phrase(tokens, at + 2, end - 1)
    if who is None:
        return None
    who, end = _with_name_behind(tokens, who, end)
    carrier: Phrase | None = None
    for index in range(at + 3, end - 1):  # according to a report in the Northern Herald
        if tokens[index].lower in {"in", "by", "from", "to"} and tokens[index].start >= who.span.end:
            carrier = phrase_right(tokens, index + 1, end)[0]
            break
    if carrier is not None and carrier.kind != "name":
        carrier = None
    cue = Span(tokens[at].start, tokens[at + 1].end)
    return Voice(cue, "according to", "according", who, carrier, tokens[end - 1].end, clausal=True)


def _in_the_words_of(tokens: Sequence[Token], at: int) -> Voice | None:
    """The voice of "in the words of the mayor, Anna Reyes" and of "in Reyes's words"."""
    cue = Span(tokens[at].start, tokens[at].end)
    if at + 2 < len(tokens) and tokens[at + 1].lower == "of" and tokens[at - 1].lower in {"the", "own"}:
        who, after = phrase_right(tokens, at + 2, len(tokens))
        if who is None:
            return None
        who, after = _with_name_behind(tokens, who, after)
        return Voice(cue, "words", "words", who, None, tokens[after - 1].end, clausal=True)
    owner = at - 2 if tokens[at - 1].lower == "own" else at - 1
    if owner < 1 or (owner > 1 and not is_stop(tokens[owner - 2]) and tokens[owner - 1].lower != "in"):
        return None
    if tokens[owner].lower in _OWNERS and tokens[owner - 1].lower == "in":
        span = Span(tokens[owner].start, tokens[owner].end)
        return Voice(cue, "words", "words", Phrase("pronoun", span, span), None, cue.end, clausal=True)
    opening = next((i for i in range(owner, max(-1, owner - _OWNER_WITHIN), -1) if tokens[i].lower == "in"), None)
    if opening is None or not tokens[owner].possessive:
        return None
    who = phrase(tokens, opening + 1, owner)
    return Voice(cue, "words", "words", who, None, cue.end, clausal=True) if who is not None else None


def _with_name_behind(tokens: Sequence[Token], who: Phrase, after: int) -> tuple[Phrase, int]:
    """A description with the name behind its comma, and the index behind it: the mayor, Anna Reyes."""
    if who.kind != "name" and after < len(tokens) and tokens[after].text == ",":
        named, following = phrase_right(tokens, after + 1, len(tokens))
        if named is not None and named.kind == "name" and (following >= len(tokens) or is_stop(tokens[following])):
            return Phrase("name", Span(who.span.start, named.span.end), named.core), following
    return who, after


# verbs


def _put_it(tokens: Sequence[Token], at: int) -> Voice | None:
    """The voice of "as Reyes put it"."""
    who = subject_of(tokens, at).phrase
    if who is None or tokens[at - 1].lower == "to":
        return None
    cue = Span(tokens[at].start, tokens[at].end)
    return Voice(cue, tokens[at].lower, "put", who, _carrier(tokens, at + 2), tokens[at + 1].end, clausal=False)


def _said(tokens: Sequence[Token], at: int, *, headline: bool) -> Voice | None:
    """The voice of a verb of saying; None for a noun, an infinitive or a passive without its agent."""
    token = tokens[at]
    if token.capital and at and not is_stop(tokens[at - 1]):
        return None  # part of a name
    back = at - 1
    while back >= 0 and is_adverb(tokens[back]) and tokens[back].lower not in BE:
        back -= 1
    if back >= 0 and tokens[back].lower in BE and token.lower not in PARTICIPLES:
        return _passive(tokens, at, back)
    if token.lower in _PERFECT and not any(t.lower in HAVE for t in tokens[max(0, back) : at]):
        return None
    before = tokens[at - 1].lower if at else ""
    if before == "to":
        verb = _going_on(tokens, at)
        return _active(tokens, at, verb, headline=headline) if verb is not None else None
    if before == "as" and token.lower in PARTICIPLES:
        return None  # "was quoted as saying": the voice is that of the verb before
    if speaks_of_nobody(tokens, at):
        return None
    return _active(tokens, at, at, headline=headline)


def _going_on(tokens: Sequence[Token], at: int) -> int | None:
    """The verb whose subject speaks in "went on to say", "continued to insist"; None elsewhere."""
    if at >= 3 and tokens[at - 2].lower == "on" and tokens[at - 3].lower in {"went", "goes"}:
        return at - 3
    if at >= 2 and tokens[at - 2].lower in {"continued", "continues", "rushed"}:
        return at - 2
    for index in range(at - 2, max(0, at - 2 - _TURNED_WITHIN), -1):
        if tokens[index].lower in _TURNING:
            return index
        if is_stop(tokens[index]):
            return None
    return None


def _active(tokens: Sequence[Token], at: int, verb: int, *, headline: bool) -> Voice | None:
    token = tokens[at]
    lemma = LEMMAS[token.lower]
    cue = Span(token.start, token.end)
    subject = subject_of(tokens, verb, participle=token.lower in PARTICIPLES)
    may_invert = at == 0 or tokens[at - 1].text[0] in MASK + ",—–-?!." or tokens[at - 1].lower in {"so", "as"}
    bare = token.lower in BASE_FORMS and not (at and tokens[at - 1].text[0] == MASK)  # ", appeal court judges"
    if may_invert and not bare and token.lower not in PARTICIPLES:
        who, end = _behind(tokens, at + 1)
        told_of = at and tokens[at - 1].text[0] != MASK and end < len(tokens) and looks_verbal(tokens[end])
        if who is not None and not told_of and (subject.phrase is None or _in_brackets(tokens, at, end, lemma)):
            return Voice(cue, token.lower, lemma, who, _carrier(tokens, end), tokens[end - 1].end, clausal=True)
    if subject.phrase is None and not subject.elided:
        return None
    if verb == at and not is_verb(tokens, at, subject, headline=headline):
        return None
    if lemma == "read" and at and tokens[at - 1].lower in _BARE_SPEAKERS:
        return None  # who reads a book does not say it
    listener, after = phrase_right(tokens, at + 1, len(tokens)) if lemma in _TELLING else (None, at + 1)
    if listener is not None and any(token.lower in _NOBODY_TOLD for token in tokens[at + 1 : after]):
        listener = None  # had asked three times
    end = tokens[after - 1].end
    clausal = lemma not in WEAK or opens_clause(tokens, after)
    return Voice(cue, token.lower, lemma, subject.phrase, listener or _carrier(tokens, at + 1), end, clausal=clausal)


def _in_brackets(tokens: Sequence[Token], at: int, end: int, lemma: str) -> bool:
    """True for an attribution set in commas inside a clause: The plan, said Reyes, was dead."""
    if tokens[at - 1].text != "," or lemma not in _INVERTING:
        return False
    if end < len(tokens) and not (tokens[end].text == "," and end + 1 < len(tokens)):
        return tokens[end].text[0] in ".?!"
    before = next((index for index in range(at - 2, -1, -1) if is_stop(tokens[index])), -1)
    return before < 0 or tokens[before].text != "," or (end + 1 < len(tokens) and looks_verbal(tokens[end + 1]))


def _passive(tokens: Sequence[Token], at: int, be: int) -> Voice | None:
    """The subject's voice in "was quoted as saying", the agent's in "was called a liar by Reyes"."""
    token = tokens[at]
    lemma = LEMMAS[token.lower]
    cue = Span(token.start, token.end)
    if lemma in {"quote", "cite"}:
        who = subject_of(tokens, be).phrase
        carrier = _carrier(tokens, at + 1)
        if carrier is None and at + 1 < len(tokens) and tokens[at + 1].lower in {"by", "in"}:
            carrier = phrase_right(tokens, at + 2, len(tokens))[0]
        return Voice(cue, token.lower, lemma, who, carrier, token.end, clausal=True) if who is not None else None
    for index in range(at + 1, min(len(tokens) - 1, at + _AGENT_WITHIN)):
        if tokens[index].lower == "by":
            agent, after = phrase_right(tokens, index + 1, len(tokens))
            if agent is None or tokens[index + 1].lower.endswith("ing"):  # "accused of lying by hiding papers"
                return None
            asked = subject_of(tokens, be).phrase if lemma in _TELLING else None
            return Voice(cue, token.lower, lemma, agent, asked, tokens[after - 1].end, clausal=lemma not in WEAK)
        if is_stop(tokens[index]) and tokens[index].text[0] != MASK:
            return None
    return None


def _behind(tokens: Sequence[Token], at: int) -> tuple[Phrase | None, int]:
    """The speaker behind the verb: said Reyes, said the mayor."""
    while at < len(tokens) and is_adverb(tokens[at]) and tokens[at].lower not in _DAYS_AND_PRONOUNS:
        at += 1
    if at >= len(tokens) or tokens[at].lower in _NO_SPEAKER:
        return None, at
    return phrase_right(tokens, at, len(tokens))


def _carrier(tokens: Sequence[Token], at: int) -> Phrase | None:
    """Who carries it: "said in an interview with the BBC", "in a statement to Reuters"."""
    for index in range(at, min(len(tokens), at + _CARRIED_WITHIN)):
        token = tokens[index]
        if token.text[0] in MASK + ";:.?!" or token.lower in {"that", "he", "she", "they", "it", "who"}:
            return None
        if token.lower in {"with", "to", "by"} and any(t.lower in _CARRIERS for t in tokens[max(0, index - 4) : index]):
            who = phrase_right(tokens, index + 1, len(tokens))[0]
            woven = index + 1 < len(tokens) and tokens[index + 1].text[0] == WOVEN
            return who if who is not None and who.kind != "pronoun" and not woven else None
    return None
