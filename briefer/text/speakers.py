"""Who said it: each quotation's speaker, each sentence's voice, quoted or not.

A quotation is attributed by what stands beside it: the writer's words behind it ("...," she said), before it
(Reyes said: "..."), around it, in front of its colon, or by the quotation before it in the same paragraph.
None where the text does not say. Names are resolved within the text (`briefer.text.people`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby

from briefer.text.cues import DENIALS, NO_COMMENT
from briefer.text.grammar import MASK, Token, tokenise
from briefer.text.hearing import Heard, Hearing, mask
from briefer.text.people import NOBODY
from briefer.text.phrases import Phrase, phrase_right
from briefer.text.quotations import Mention, Quotation, find_quotations
from briefer.text.spans import Span, enclosing
from briefer.text.subjects import clause_subject, subject_before
from briefer.text.voices import find_voices

_ONLY_MARKS = re.compile(
    r"[\s,.:;!?\-–—―…()\[\]]*(?:(?:as|so|and|but|that|then|also|later|is|was|a|an|the|in|it|it's|like|by|saying|simply|how)\b"
    r"[\s,:]*){0,3}"
)
"""Punctuation and a few small words: what stands between is no clause of its own."""
_ENDS_SOON = re.compile(
    r"\s*(?:[.,;:!?—–-]|$|(?:by|[A-Z][a-z]+day|today|yesterday|in|on|at|during|after|before|when|as|to|of|while|from|last|this|with)\b)"
)
_POINTS_ON = re.compile(rf"[,:]?\s*{MASK}")
"""The next quotation, right behind a voice."""
_OTHER_CLAUSE = re.compile(
    rf"[,;]\s(?!(?:which|who|whose|where|when|and|or|but|as)\b)(?:[^\W{MASK}][\w’'-]{{0,30}}\s){{1,4}}"
    r"(?:is|are|was|were|will|would|has|have|had|can|could|should|must|might|do|does|did)\b"
)
"""A clause with a subject of its own: ", the firm will"."""
_AND_THAT = re.compile(r"\band that\b")
_FAR = 300  # characters behind a voice that are looked at for another clause
_NEAR = 12  # characters between a verb that does much besides saying and the nested words that it quotes
_BREAKING_IN = frozenset(["began", "broke", "burst", "cut", "shot", "spat", "wept"])
"""What people do behind a quotation's comma, and is no verb of saying by itself."""
_REPLY = 6  # words: what is shorter may be the other one's answer
_SAME_CLAUSE = re.compile(rf"[^.?!{MASK}]*")
_VOICES = 12  # on either side of a quotation that may govern it: no sentence that reads has more
_SENTENCE = 400  # tokens: what is longer is no sentence, and is not read to its ends for every quotation in it
_LABEL = 6  # tokens: Mayor of Harbourtown: "We will not pay"
_SIGNATURE = 8  # tokens: "We will not pay" - the mayor of Harbourtown
_DASHES = frozenset("-–—―")


@dataclass(frozen=True, slots=True)
class Attribution:
    """A sentence that gives somebody's word, quoted or not."""

    sentence: int
    """Index of the sentence."""
    speaker: Mention | None
    """Whose word it is; None where the sentence does not say."""
    cue: str
    """The word that attributes it."""
    via: Mention | None
    """Whom they told, or the outlet that reports it."""
    denial: bool
    """True for a denial or another answer to what others say."""
    no_comment: bool
    """True where somebody was asked and did not answer."""


def attribute(
    text: str, quotations: Sequence[Quotation], sentences: Sequence[Span], paragraphs: Sequence[Span]
) -> tuple[Quotation, ...]:
    """The quotations with speaker, via and cue where the text gives them; order and spans unchanged.

    `sentences` and `paragraphs` are the text's own, in order.
    """
    return _Attributing(_heard(text, quotations, sentences), quotations, paragraphs).all()


def find_attributions(
    text: str, sentences: Sequence[Span], quotations: Sequence[Quotation] | None = None
) -> tuple[Attribution, ...]:
    """The voices of all sentences, direct and indirect speech, in order; a sentence may have none or several.

    `quotations` are the text's own, found anew where None. Verbs that do much besides saying count where a
    clause or a quotation follows.
    """
    if quotations is None:
        quotations = find_quotations(text)
    hearing = _heard(text, quotations, sentences)
    found = [*_spoken(hearing, sentences), *_silent(hearing, sentences)]
    return tuple(item for _, item in sorted(found, key=lambda pair: pair[0]))


def _heard(text: str, quotations: Sequence[Quotation], sentences: Sequence[Span]) -> Hearing:
    """The hearing of a text; the same one for those who ask for its speakers and then for its voices."""
    unattributed = tuple(
        quotation
        if (quotation.speaker, quotation.via, quotation.cue) == (None, None, None)
        else replace(quotation, speaker=None, via=None, cue=None)
        for quotation in quotations
    )
    return _hearing(text, unattributed, tuple(sentences))


@lru_cache(maxsize=8)  # the articles of a story
def _hearing(text: str, quotations: tuple[Quotation, ...], sentences: tuple[Span, ...]) -> Hearing:
    return Hearing(text, quotations, sentences)


def _spoken(hearing: Hearing, sentences: Sequence[Span]) -> Iterator[tuple[int, Attribution]]:
    for heard in (item for frame in hearing.heard for item in frame):
        voice = heard.voice
        sentence = enclosing(sentences, voice.cue.start)
        denial = voice.lemma in DENIALS
        if sentence is not None and (voice.clausal or denial):
            item = Attribution(sentence, heard.speaker, voice.word, heard.via, denial=denial, no_comment=False)
            yield voice.cue.start, item


def _silent(hearing: Hearing, sentences: Sequence[Span]) -> Iterator[tuple[int, Attribution]]:
    """The sentences in which somebody did not answer."""
    for frame, tokens in zip(hearing.frames, hearing.tokens, strict=True):
        for match in NO_COMMENT.finditer(hearing.masked, frame.start, frame.end):
            sentence = enclosing(sentences, match.start())
            if sentence is None:
                continue
            verb = bisect_left(tokens, match.start(), key=lambda token: token.start)
            subject = subject_before(tokens[max(0, verb - _SENTENCE) : verb + 1], min(verb, _SENTENCE))
            speaker = hearing.resolve(subject) if subject is not None else None
            cue = " ".join(match.group().lower().split())
            yield match.start(), Attribution(sentence, speaker, cue, None, denial=False, no_comment=True)


class _Attributing:
    """Gives the quotations of one text their speakers."""

    def __init__(self, hearing: Hearing, quotations: Sequence[Quotation], paragraphs: Sequence[Span]) -> None:
        self._hearing = hearing
        self._quotations = quotations
        self._paragraphs = paragraphs
        self._earlier: Quotation | None = None
        """The last quotation of another speaker than the one whose words came last."""

    def all(self) -> tuple[Quotation, ...]:
        """The quotations, each with what the text says of it."""
        done: list[Quotation] = []
        before: Quotation | None = None  # the last outermost one
        self._earlier = None
        for nested, group in groupby(self._quotations, key=lambda quotation: quotation.kind == "nested"):
            if nested and before is not None:
                done.extend(_nested(self._hearing, before, list(group)))
                continue
            for quotation in group:
                attributed = self._outermost(quotation, before)
                done.append(attributed)
                if before is not None and _speak_apart(before, attributed):
                    self._earlier = before
                before = attributed
        return tuple(done)

    def _outermost(self, quotation: Quotation, before: Quotation | None) -> Quotation:
        index = enclosing(self._hearing.frames, quotation.outer.start)
        if index is None:
            return quotation
        frame = self._hearing.tokens[index]
        heard = self._beside(quotation, index)
        if heard is not None:
            return _with(quotation, heard)
        labelled = self._labelled(quotation, frame)
        if labelled is not None:
            return replace(quotation, speaker=labelled)
        unheard = self._unheard(quotation, frame)
        if unheard is not None:
            return unheard
        if quotation.kind == "direct" and not self._hearing.has_words(index):
            return self._alone(quotation, index, before)
        return quotation

    # words beside it

    def _beside(self, quotation: Quotation, index: int) -> Heard | None:
        """The voice that governs a quotation: right before or behind it, else the nearest that can."""
        start, end = quotation.outer
        heard = self._near(index, start)
        ahead = [item for item in heard if item.span.end <= start]
        behind = [item for item in heard if item.span.start >= end and item.voice.subject is not None]
        across = [item for item in heard if item.voice.cue.end <= start and item.span.end > end]
        if across:  # was branded "madness" by critics
            return across[-1]
        speaking = self._outer(
            _speaking([h for h in ahead if h.voice.clausal or not self._cut_off(h, start)]), ahead, start
        )
        if ahead and self._only_marks(ahead[-1].span.end, start):
            return speaking if ahead[-1].voice.mental and speaking is not None else ahead[-1]
        woven = self._runs_into(quotation)
        tight = behind[0] if behind and self._only_marks(end, behind[0].span.start) else None
        if tight is not None and woven and quotation.kind == "fragment" and self._looks_on(tight, index):
            tight = None  # In an essay called "On Leaving", Reyes describes her youth
        if speaking is not None and (tight is None or (woven and not self._begins_anew(quotation))):
            return speaking
        found = tight or speaking or self._next_sentence(quotation, index)
        if found is None and behind and self._behind_comma(behind[0], end) and self._ends_soon(behind[0], index):
            return behind[0]
        return found

    def _outer(self, heard: Heard | None, ahead: Sequence[Heard], start: int) -> Heard | None:
        """The voice that a second "that" goes back to: Reyes said | she had asked in May and that it was "late"."""
        if heard is None or not _AND_THAT.search(self._hearing.masked, heard.span.end, start):
            return heard
        before = [item for item in ahead if item.span.end <= heard.span.start]
        return before[-1] if before and self._hearing.embedded(before[-1], heard.voice) else heard

    def _cut_off(self, heard: Heard, start: int) -> bool:
        """True if a clause of somebody else's stands between a verb that does much besides saying and a place."""
        return _OTHER_CLAUSE.search(self._hearing.masked, heard.span.end, min(start, heard.span.end + _FAR)) is not None

    def _ends_soon(self, heard: Heard, index: int) -> bool:
        """True if nothing follows that a voice may govern, so that it has to govern what stands before it."""
        rest = self._hearing.masked[heard.span.end : self._hearing.frames[index].end][:_FAR]
        return _ENDS_SOON.match(rest) is not None and _POINTS_ON.match(rest) is None

    def _looks_on(self, heard: Heard, index: int) -> bool:
        """True if a voice governs what follows it: the next quotation, or what a verb that does much besides saying has."""
        rest = self._hearing.masked[heard.span.end : self._hearing.frames[index].end][:_FAR]
        return _POINTS_ON.match(rest) is not None or not (heard.voice.clausal or _ENDS_SOON.match(rest))

    def _begins_anew(self, quotation: Quotation) -> bool:
        """True for a whole sentence that lost the stop before it and waits for its speaker: 'I stay,' Reyes said."""
        inside = quotation.span.of(self._hearing.text)
        return quotation.kind == "direct" and inside[:1].isupper() and inside[-1] in ",?!"

    def _near(self, index: int, position: int) -> list[Heard]:
        """The voices of a frame on both sides of a place, those without a speaker left out."""
        heard = self._hearing.heard[index]
        at = bisect_left(heard, position, key=lambda item: item.voice.cue.start)
        return [item for item in heard[max(0, at - _VOICES) : at + _VOICES] if item.speaker is not None]

    def _only_marks(self, start: int, end: int) -> bool:
        return _ONLY_MARKS.fullmatch(self._hearing.masked, start, end) is not None

    def _runs_into(self, quotation: Quotation) -> bool:
        """True if the writer's sentence runs into the quotation without a stop."""
        before = self._hearing.masked[max(0, quotation.outer.start - 2) : quotation.outer.start].rstrip()
        return bool(before) and before[-1] not in ",:.?!;" + MASK

    def _behind_comma(self, heard: Heard, end: int) -> bool:
        """True for a voice behind the rest of the sentence: The plan is "mad" and should go, Reyes said."""
        between = self._hearing.masked[end : heard.span.start].rstrip()
        return between.endswith(",") and MASK not in between

    def _next_sentence(self, quotation: Quotation, index: int) -> Heard | None:
        """`"Why?" Reyes asked.` where the quotation's own stop has ended the sentence."""
        frames = self._hearing.frames
        if index + 1 >= len(frames) or frames[index].end != quotation.outer.end:
            return None
        following = frames[index + 1]
        if "\n" in self._hearing.text[quotation.outer.end : following.start]:
            return None
        first = next(iter(self._hearing.heard[index + 1]), None)
        if first is None or first.span.start > following.start + 1 or first.voice.subject is None:
            return None
        if first.voice.lemma in DENIALS:
            return None  # "They knew." The firm denied this.
        if not first.voice.clausal and first.voice.subject.kind == "description":
            return None  # "Why?" The noise continued.
        rest = self._hearing.masked[first.span.end : following.end]
        return first if first.speaker is not None and _ENDS_SOON.match(rest) else None

    def _labelled(self, quotation: Quotation, frame: Sequence[Token]) -> Mention | None:
        """The subject before the colon that opens it; the name behind its dash; a headline's label."""
        if len(frame) > _SENTENCE:
            return None
        ahead = [token for token in frame if token.end <= quotation.outer.start]
        if ahead and ahead[-1].text == ":" and all(token.text[0] != MASK for token in ahead):
            subject = clause_subject(ahead[:-1])
            if subject is None:
                return None
            label = len(ahead) <= _LABEL and subject.span.end == ahead[-2].end
            return self._hearing.resolve(subject) if subject.kind != "description" or label else None
        behind = [token for token in frame if token.start >= quotation.outer.end]
        if not ahead and 2 <= len(behind) <= _SIGNATURE and behind[0].text in _DASHES:
            who, after = phrase_right(behind, 1, len(behind))
            closed = after >= len(behind) - 1 or behind[after].lower == "on"  # "I was lucky" – Reyes on her fall
            return self._hearing.resolve(who) if who is not None and closed else None
        return None

    def _unheard(self, quotation: Quotation, frame: Sequence[Token]) -> Quotation | None:
        """A quotation with its comma, and somebody behind it who does what no list of verbs has: he rasped."""
        if quotation.kind != "direct" or self._hearing.text[quotation.span.end - 1] not in ",?!":
            return None
        at = bisect_left(frame, quotation.outer.end, key=lambda token: token.start)
        who, end = phrase_right(frame, at, len(frame))
        if who is None or who.kind == "description" or end >= len(frame):
            return None
        verb = frame[end]
        if (
            not (verb.text.islower() and (verb.lower.endswith("ed") or verb.lower in _BREAKING_IN))
            or who.span.start - quotation.outer.end > 1
        ):
            return None
        return replace(quotation, speaker=self._hearing.resolve(who), cue=verb.lower)

    # a quotation that is a sentence by itself

    def _alone(self, quotation: Quotation, index: int, before: Quotation | None) -> Quotation:
        """The quotation or the sentence before it in its paragraph says whose it is."""
        paragraph = enclosing(self._paragraphs, quotation.outer.start)
        if paragraph is None or index == 0:
            return quotation
        home, previous = self._paragraphs[paragraph].start, self._hearing.frames[index - 1]
        if previous.start >= home:
            same = before if before is not None and before.outer.start >= home and before.speaker is not None else None
            if same is not None and previous.start <= same.outer.end:
                return _like(quotation, same)
            led = self._led(quotation, index - 1)
            return led or (_like(quotation, same) if same is not None else quotation)
        between = self._hearing.text[previous.end - 1 : quotation.outer.start].rstrip()
        if between.endswith((":", ",")):
            return self._led(quotation, index - 1) or quotation
        if before is not None and before.kind == "direct":
            between = self._hearing.text[before.outer.end : quotation.outer.start]
            if not any(character.isalnum() for character in between):
                return _like(quotation, before)  # a paragraph of its own that goes on with the one before
            if self._goes_on(quotation, before, paragraph, previous):
                return _like(quotation, before)
        return quotation

    def _goes_on(self, quotation: Quotation, before: Quotation, paragraph: int, previous: Span) -> bool:
        """True for a paragraph that is a quotation behind one that ends with the words of a speaker it names.

        Not where the words before ask, or where two have spoken by turns and these may be the other's answer.
        """
        home = self._paragraphs[paragraph - 1]
        if not (home.start <= before.outer.start and previous.start <= before.outer.end) or before.speaker is None:
            return False
        inside = quotation.span.of(self._hearing.text)
        if (
            before.span.of(self._hearing.text).endswith("?")
            or quotation.outer.start != self._paragraphs[paragraph].start
        ):
            return False
        earlier = self._earlier
        by_turns = (
            earlier is not None
            and earlier.speaker is not None
            and earlier.speaker.name != before.speaker.name
            and paragraph > 1
            and earlier.outer.start >= self._paragraphs[paragraph - 2].start
        )
        return not by_turns or (len(inside.split()) >= _REPLY and not inside.endswith("?"))

    def _led(self, quotation: Quotation, index: int) -> Quotation | None:
        """The quotation with the voice, or the person who is the subject, of the sentence in front."""
        heard = [item for item in self._hearing.heard[index] if item.speaker is not None]
        if heard:
            return _with(quotation, heard[-1])
        subject = clause_subject(self._hearing.tokens[index])
        if subject is None or subject.kind == "description":
            return None
        mention = self._hearing.resolve(subject)
        known = mention.name.lower() not in NOBODY and self._hearing.people.is_known_person(mention.name)
        return replace(quotation, speaker=mention) if known else None


def _speak_apart(one: Quotation, other: Quotation) -> bool:
    return one.speaker is not None and (other.speaker is None or one.speaker.name != other.speaker.name)


def _speaking(ahead: Sequence[Heard]) -> Heard | None:
    """The last voice that says rather than thinks, one that is sure to attribute before one that may not.

    One without a subject of its own goes on with the speaker before it: denies it and calls it "needless".
    """
    if ahead and ahead[-1].voice.subject is None and not ahead[-1].voice.mental:
        return ahead[-1]
    for wanted in (
        [h for h in ahead if not h.voice.mental and h.voice.clausal],
        [h for h in ahead if not h.voice.mental],
        ahead,
    ):
        if wanted:
            return wanted[-1]
    return None


def _nested(hearing: Hearing, around: Quotation, inner: Sequence[Quotation]) -> Iterator[Quotation]:
    """Quotations inside another: whom the outer speaker says it of, never the outer speaker unasked."""
    masked = mask(hearing.text, inner)
    frame = tokenise(masked[around.span.start : around.span.end], around.span.start)
    voices = [voice for voice in find_voices(frame) if not voice.mental]
    subject: Phrase | None = None
    following = 0
    for quotation in inner:
        while following < len(voices) and voices[following].end <= quotation.outer.start:
            subject = voices[following].subject or subject  # "I called her up and said"
            following += 1
        voice = voices[following - 1] if following else None
        if (
            voice is None
            or subject is None
            or not _SAME_CLAUSE.fullmatch(masked, voice.end, quotation.outer.start)
            or not (voice.clausal or quotation.outer.start - voice.end <= _NEAR)
        ):
            yield quotation
            continue
        speaker = hearing.resolve(subject)
        if speaker.name.lower() in {"i", "we"}:
            speaker = Mention(around.speaker.name, speaker.span) if around.speaker is not None else speaker
        yield replace(quotation, speaker=speaker, cue=voice.word)


def _with(quotation: Quotation, heard: Heard) -> Quotation:
    return replace(quotation, speaker=heard.speaker, via=heard.via, cue=heard.voice.word)


def _like(quotation: Quotation, other: Quotation) -> Quotation:
    return replace(quotation, speaker=other.speaker, via=other.via, cue=other.cue)
