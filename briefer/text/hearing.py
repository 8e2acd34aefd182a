"""A text as its voices are heard in it: quotations masked, names known, every cue with its person.

A frame is a sentence of the writer's with all of the quotations that stand in it, so that a quotation of
three sentences and the words around it are heard together.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from briefer.text.cues import LEMMAS
from briefer.text.entities import Entities
from briefer.text.grammar import CONJUNCTIONS, MASK, MASKS, PREPOSITIONS, WOVEN, Token, is_stop, tokenise
from briefer.text.people import NOBODY, People
from briefer.text.phrases import Phrase
from briefer.text.quotations import Mention, Quotation
from briefer.text.spans import Span
from briefer.text.subjects import clause_subject, opens_aside
from briefer.text.voices import Voice, find_voices

_NOUN_BEHIND = re.compile(r"\s?([^\W\d_][\w-]*)")
_NO_NOUN = (PREPOSITIONS | CONJUNCTIONS) - {"of", "for"}
_WOVEN_WORDS = 4  # a longer fragment is no noun of the writer's
_SUBJECT_FORMS = {"him": "he", "his": "he", "her": "she", "them": "they", "their": "they", "its": "it"}
_SKIPPED = MASK + ",—–-."
"""What stands before a clause that a quotation opens: "We stay," Reyes said, adding."""
_OPENING = 120  # tokens of a sentence that its subject stands in, with what leads in to it
_CLAUSE = 60  # tokens that a clause is read for names of those whom its own subject cannot be
_SPEAKERS_BACK = 4  # speakers that a pronoun may mean
_NO_LISTENER = NOBODY | {"me", "us"} | _SUBJECT_FORMS.keys()


class Heard(NamedTuple):
    """A voice with its mentions resolved."""

    voice: Voice
    speaker: Mention | None
    via: Mention | None

    @property
    def span(self) -> Span:
        """Cue, speaker and listener together."""
        return Span(self.voice.start, max(self.voice.end, self.voice.cue.end))


class Hearing:
    """One text, its frames and what is heard in each."""

    def __init__(self, text: str, quotations: Sequence[Quotation], sentences: Sequence[Span]) -> None:
        self.text = text
        self.outermost = tuple(q for q in quotations if q.kind != "nested")
        self.masked = mask(text, self.outermost)
        self.frames = _frames(sentences, self.outermost)
        tokens = tokenise(self.masked)
        self.tokens = list(_stretches(tokens, self.frames))
        self._worded = [any(token.text[0].isalnum() for token in frame) for frame in self.tokens]
        self._tokens, self._sentences = tokens, sentences
        self._spoken: list[tuple[int, Mention, int]] = []  # who spoke where, and what lies behind them, in order
        self.heard = [self._hear(frame) for frame in self.tokens]

    @cached_property
    def people(self) -> People:
        """Whom the text names; in a text without a voice nobody asks."""
        written = [token for token in self._tokens if token.text[0] not in MASKS]
        spoken = [token for q in self.outermost for token in tokenise(q.span.of(self.text), q.span.start)]
        return People(self.text, Entities(self.text, written, spoken, self._sentences))

    def has_words(self, index: int) -> bool:
        """True if a frame holds words of the writer's own."""
        return self._worded[index]

    def resolve(self, phrase: Phrase, others: frozenset[str] = frozenset()) -> Mention:
        """The mention with the fullest name that the text has for it; the words where it has none.

        `others` are the names of those whom a pronoun cannot mean.
        """
        words = " ".join(phrase.span.of(self.text).split())
        if phrase.kind == "name":
            name = self.people.name_of(phrase)
        elif phrase.kind == "pronoun":
            name = self._meant(words.lower(), phrase.span.start, others) or words
        else:
            name = self.people.described_as(phrase) or words
        return Mention(name, phrase.span)

    def _hear(self, frame: Sequence[Token]) -> list[Heard]:
        voices = find_voices(frame)
        for voice in voices:
            if voice.subject is not None and voice.subject.kind == "name":
                self.people.vouch(voice.subject)
        heard: list[Heard] = []
        for voice in voices:
            speaker = self._speaker(voice, heard, frame)
            heard.append(Heard(voice, speaker, self._via(voice, speaker)))
            if speaker is not None and not (len(heard) > 1 and self.embedded(heard[-2], voice)):
                self._spoken.append((voice.cue.start, speaker, speaker.span.end))
                asked = heard[-1].via if voice.lemma == "ask" else None
                if asked is not None:  # who was asked is the one who answers
                    self._spoken.append((voice.cue.start, asked, voice.end))
        return heard

    def embedded(self, before: Heard, voice: Voice) -> bool:
        """True for a voice that the one before tells of: "Reyes said | the results confirm", not the one meant by she."""
        if voice.subject is None or before.speaker is None or voice.subject.span.start < before.voice.end:
            return False
        return self.masked[before.voice.end : voice.subject.span.start].strip() in {"", "that"}

    def _speaker(self, voice: Voice, before: Sequence[Heard], frame: Sequence[Token]) -> Mention | None:
        if voice.subject is not None:
            others = self._spoken_of(voice, frame) if voice.subject.kind == "pronoun" else frozenset()
            return self.resolve(voice.subject, others)
        ahead = frame[: min(_OPENING, bisect_left(frame, voice.cue.start, key=_start))]
        first = next((at for at, token in enumerate(ahead) if token.text[0] not in _SKIPPED), len(ahead))
        subject = clause_subject(ahead[first:])
        last = next((heard for heard in reversed(before[-_SPEAKERS_BACK:]) if heard.speaker is not None), None)
        if last is not None and (subject is None or subject.span.start <= last.voice.cue.start):
            return last.speaker
        return self.resolve(subject) if subject is not None else None

    def _spoken_of(self, voice: Voice, frame: Sequence[Token]) -> frozenset[str]:
        """Whom a pronoun that speaks cannot mean: those whom it speaks of, by name, in its own clause.

        Behind it, to the end of the sentence; before it, where it stands in commas: Voss, he said, had left.
        """
        subject = voice.subject
        if subject is None:
            return frozenset()
        at = bisect_left(frame, subject.span.start, key=lambda token: token.start)
        end = bisect_left(frame, voice.end, key=lambda token: token.start)
        stop = end
        while stop < min(len(frame), end + _CLAUSE) and frame[stop].text not in {".", "?", "!"}:
            stop += 1
        behind = Span(subject.span.end, frame[min(stop, len(frame)) - 1].end)
        others = self.people.named_within(behind) if behind.start < behind.end else frozenset()
        closed = end >= len(frame) or is_stop(frame[end])
        if not closed or not at or frame[at - 1].text != ",":
            return others
        first = at - 1
        while first > max(0, at - _CLAUSE) and frame[first - 1].text[0] not in MASK + ".?!;:":
            first -= 1
        if opens_aside(frame, first):
            return others
        return others | self.people.named_within(Span(frame[first].start, subject.span.start))

    def _via(self, voice: Voice, speaker: Mention | None) -> Mention | None:
        if voice.listener is None:
            return None
        via = self.resolve(voice.listener)
        unknown = via.name.lower() in _NO_LISTENER
        return None if unknown or (speaker is not None and via.name == speaker.name) else via

    def _spoke_before(self, position: int, others: frozenset[str]) -> tuple[Mention | None, int | None]:
        """The last speaker before a place who is none of `others`, and where those named since begin."""
        at = bisect_left(self._spoken, position, key=lambda spoken: spoken[0])
        for _, mention, behind in reversed(self._spoken[max(0, at - _SPEAKERS_BACK) : at]):
            if mention.name not in others:
                return mention, behind
        return None, None

    def _meant(self, pronoun: str, position: int, others: frozenset[str]) -> str | None:
        """Whom a pronoun means: the last speaker, unless somebody who fits has been named since."""
        pronoun = _SUBJECT_FORMS.get(pronoun, pronoun)
        last, behind = self._spoke_before(position, others)
        if pronoun in {"he", "she"}:
            fits = last is not None and self.people.may_mean(pronoun, last.name)
            nearer = self.people.meant_by(pronoun, position, limit=behind if fits else None, others=others)
            return nearer or (last.name if last is not None and fits else None)
        if pronoun in {"they", "it"} and last is not None and last.name.lower() not in NOBODY:
            return None if self.people.is_one_person(last.name) else last.name
        return None


def mask(text: str, quotations: Sequence[Quotation]) -> str:
    """The text with each quotation replaced, character by character, so that offsets stay.

    A quotation is a stop, except a few words that a noun follows: the "History" section.
    """
    parts: list[str] = []
    at = 0
    for quotation in quotations:
        start, end = quotation.outer
        if start < at:
            continue
        parts.append(text[at:start])
        parts.append((WOVEN if _is_noun(text, quotation) else MASK) * (end - start))
        at = end
    parts.append(text[at:])
    return "".join(parts)


def _is_noun(text: str, quotation: Quotation) -> bool:
    if quotation.kind != "fragment":
        return False
    inside = quotation.span.of(text)
    if inside.count(" ") >= _WOVEN_WORDS or inside[-1] in ",.?!":
        return False
    start, end = quotation.outer
    before = text[max(0, start - 2) : start].rstrip()
    following = _NOUN_BEHIND.match(text, end)
    if following is None or (before and not before[-1].isalnum()):
        return False
    word = following.group(1).lower()
    return word not in LEMMAS and word not in _NO_NOUN


def _frames(sentences: Sequence[Span], quotations: Sequence[Quotation]) -> list[Span]:
    """The sentences, those that a quotation runs through made one."""
    frames: list[Span] = []
    following = iter(quotations)
    current = next(following, None)
    for sentence in sentences:
        while current is not None and current.outer.end <= sentence.start:
            current = next(following, None)
        if frames and current is not None and current.outer.start < sentence.start:
            frames[-1] = Span(frames[-1].start, sentence.end)
        else:
            frames.append(sentence)
    return frames


def _stretches(tokens: Sequence[Token], frames: Sequence[Span]) -> Iterator[Sequence[Token]]:
    """The tokens of each frame, in order."""
    end = 0
    for frame in frames:
        start = bisect_left(tokens, frame.start, lo=end, key=_start)
        end = bisect_left(tokens, frame.end, lo=start, key=_start)
        yield tokens[start:end]


def _start(token: Token) -> int:
    return token.start
