"""From a draft to statements with proof: quotations copied in from the source, evidence found, speakers checked.

The model's `[Q3]` and its typed words between quotation marks both end as the source's own characters, or the statement
fails with the reason in words that a model can act on. Typed words are located after levelling typography alone; a first
letter may differ in case, as a writer may open a sentence with it; brackets and ellipses part a quotation into pieces,
each of which has to stand in the source. Nothing is located by likeness.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from briefer.article import Story, count_words
from briefer.brief import Evidence, Statement, StatementQuote
from briefer.check import Alignment, LedgerEntry, SourceIndex, align
from briefer.text.cues import LEMMAS
from briefer.text.normalise import locate, normalise
from briefer.text.quotations import find_quotations
from briefer.text.spans import MappedText, Span, trim
from briefer.write.engine import DraftStatement

_MARKER = re.compile(r"[\"“”]?\[Q(\d+)\][\"“”]?")
_PIECES = re.compile(r"\[[^\]]*\]|\(\.\.\.\)|\.\.\.|…")
_COMPLETE = re.compile(r"[.!?…。！？][\"'”’“‘»«›‹」』)\]]*$")
_SPACED_CLOSE = re.compile(r"([.,!?…]) ([\"”])(?=[\s.,;:!?]|$)")  # called it "needless. "
_OUTSIDE_COMMA = re.compile(r"”([.,])")
_FIRST_PERSON = re.compile(r"(?<![\w.])(?:I(?=[ '’,])|[Mm]y|[Ww]e|[Oo]ur|[Mm]yself|[Oo]urselves)(?![\w.])")
_LONGEST_SENTENCE = 120
"""Words: the longest sentence of The Week's 33 pieces has 55; past twice that a model has run on."""
_EDGE_POINTS = ",;:. "


@dataclass(frozen=True, slots=True)
class Grounded:
    """A draft's statement with its proof, and what is wrong with it so far."""

    statement: Statement
    problems: tuple[str, ...]
    """Reasons, for the model and for the desk; empty when the words hold."""


@dataclass(frozen=True, slots=True)
class _Copied:
    """Words of a source that stand in a statement."""

    span: Span
    """In the statement."""
    source: int
    """Index of the article."""
    origin: Span
    """In that article's text."""


class Grounder:
    """Grounds the statements of one story; holds what is worked out once for all of them."""

    def __init__(self, story: Story, ledger: Sequence[LedgerEntry], index: SourceIndex) -> None:
        self.story = story
        self.ledger = ledger
        self.index = index
        self._texts = [normalise(article.text) for article in story.articles]

    def ground(self, draft: DraftStatement) -> Grounded:
        """The statement as it can stand: quotations the source's own, evidence where the support is found."""
        problems: list[str] = []
        text = _SPACED_CLOSE.sub(r"\1\2", " ".join(draft.text.split()))
        if not _COMPLETE.search(text):
            problems.append(f"the sentence breaks off: it ends {text[-30:]!r}, without a full stop")
        if (words := count_words(text)) > _LONGEST_SENTENCE:
            problems.append(f"{words} words are too many for one sentence: write a short one")
        text, problems = self._fill_markers(text, problems)
        text, copied, problems = self._copy_quotations(text, draft.sentences, problems)
        quotes = tuple(self._quote(item) for item in copied)
        alignment = align(text, self.index, draft.sentences)
        numbers = self._with_quotes(alignment, copied)
        if voice := self._borrowed_voice(text, numbers):
            problems.append(
                f"{voice!r} is a speaker's own word, and stands outside quotation marks: quote it, or say it in the "
                "third person"
            )
        speaker, numbers = self._speaker(draft.speaker, quotes, numbers)
        statement = Statement(
            text=text,
            paragraph=max(draft.paragraph, 0),
            evidence=tuple(self._evidence(number) for number in numbers),
            quotes=quotes,
            attribution=speaker,
        )
        return Grounded(statement, tuple(problems))

    def _fill_markers(self, text: str, problems: list[str]) -> tuple[str, list[str]]:
        entries = {entry.number: entry for entry in self.ledger}

        def words(match: re.Match[str]) -> str:
            entry = entries.get(int(match[1]))
            if entry is None:
                problems.append(f"there is no quotation Q{match[1]} in the ledger")
                return ""
            return f"“{_inner(entry, text[match.end() :].lstrip())}”"

        filled = " ".join(_MARKER.sub(words, text).split())
        if filled == text:  # nothing was put in, and the writer's own punctuation is the writer's
            return text, problems
        return _OUTSIDE_COMMA.sub(r"\1”", filled), problems

    def _copy_quotations(
        self, text: str, hints: Sequence[int], problems: list[str]
    ) -> tuple[str, list[_Copied], list[str]]:
        """The text with each quotation's words replaced by the source's, and where each piece came from."""
        copied: list[_Copied] = []
        out: list[str] = []
        at = length = 0
        for quotation in find_quotations(text):
            if quotation.kind == "nested":
                continue
            pieces = _pieces(text, quotation.span)
            places = self._locate([piece.of(text) for piece in pieces], hints)
            if places is None:
                problems.append(
                    f"the words “{quotation.span.of(text)}” are not in the story: copy a quotation by its number, "
                    "take its exact words, or write them as your own without quotation marks"
                )
                continue
            for piece, (source, origin) in zip(pieces, places, strict=True):
                words = _one_line(origin.of(self.story.articles[source].text))
                length += piece.start - at
                copied.append(_Copied(Span(length, length + len(words)), source, origin))
                out += [text[at : piece.start], words]
                length += len(words)
                at = piece.end
        return "".join([*out, text[at:]]), copied, problems

    def _locate(self, pieces: Sequence[str], hints: Sequence[int]) -> list[tuple[int, Span]] | None:
        """Where the pieces stand, in order, in one passage; cited sentences are searched before the rest."""
        if not pieces:
            return None
        candidates = [
            (source, origin) for source, mapped in enumerate(self._texts) for origin in _occurrences(pieces[0], mapped)
        ]
        candidates.sort(key=lambda place: not self._cited(place, hints))  # stable: the text's order within each
        for source, first in candidates:
            found = [(source, first)]
            for piece in pieces[1:]:
                later = [
                    origin
                    for origin in _occurrences(piece, self._texts[source])
                    if origin.start >= found[-1][1].end and self._same_paragraph(source, first, origin)
                ]
                if not later:
                    break
                found.append((source, later[0]))
            if len(found) == len(pieces):
                return found
        return None

    def _cited(self, place: tuple[int, Span], hints: Sequence[int]) -> bool:
        source, origin = place
        return any(
            self.story.sentences[number - 1].article == source
            and self.story.sentences[number - 1].span.overlaps(origin)
            for number in hints
            if 0 < number <= len(self.story.sentences)
        )

    def _same_paragraph(self, source: int, first: Span, later: Span) -> bool:
        return any(
            paragraph.start <= first.start and later.end <= paragraph.end
            for paragraph in self.story.articles[source].paragraphs
        )

    def _quote(self, copied: _Copied) -> StatementQuote:
        article = self.story.articles[copied.source]
        entry = self._entry_at(copied)
        speaker = None if entry is None or entry.quote.speaker is None else entry.quote.speaker.name
        return StatementQuote(
            start=copied.span.start,
            end=copied.span.end,
            source=article.id,
            source_start=copied.origin.start,
            source_end=copied.origin.end,
            speaker=speaker,
        )

    def _entry_at(self, copied: _Copied) -> LedgerEntry | None:
        """The ledger's innermost quotation around the copied words; None for the outlet's own words."""
        article = self.story.articles[copied.source]
        around = [
            entry
            for entry in self.ledger
            if entry.source == article.id
            and entry.quote.start <= copied.origin.start
            and copied.origin.end <= entry.quote.end
        ]
        return min(around, key=lambda entry: entry.quote.end - entry.quote.start, default=None)

    def _with_quotes(self, alignment: Alignment, copied: Sequence[_Copied]) -> list[int]:
        numbers = set(alignment.numbers)
        for item in copied:
            numbers |= {
                sentence.number for sentence in self.story.find(self.story.articles[item.source].id, item.origin)
            }
        return sorted(numbers)

    def _borrowed_voice(self, text: str, numbers: Sequence[int]) -> str | None:
        """A first person outside the statement's quotations that the source has inside its own alone; None without."""
        match = _FIRST_PERSON.search(_narration(text))
        if match is None:
            return None
        for number in numbers:
            sentence = self.story.sentences[number - 1]
            article = self.story.articles[sentence.article]
            narrated = list(sentence.text)
            for entry in self.ledger:
                if entry.source == article.id:
                    start, end = (at - sentence.span.start for at in (entry.quote.start, entry.quote.end))
                    for at in range(max(start, 0), min(end, len(narrated))):
                        narrated[at] = " "
            if _FIRST_PERSON.search("".join(narrated)):
                return None  # the source itself speaks in the first person
        return match[0]

    def _speaker(
        self, wanted: str | None, quotes: Sequence[StatementQuote], numbers: list[int]
    ) -> tuple[str | None, list[int]]:
        """The attribution as the source bears it out, and the evidence with the sentence that names the speaker."""
        name = wanted.split(",")[0].strip() or None if wanted else None  # models add the role: "Ida Corran, the leader"
        if name is None:
            spoken = {quote.speaker for quote in quotes if quote.speaker is not None}
            name = spoken.pop() if len(spoken) == 1 else None
        if name is None:
            return None, numbers
        named = [sentence.number for sentence in self.story.sentences if _names(sentence.text, name)]
        if not named:
            return None, numbers
        if numbers and not set(named) & set(numbers):
            before = [number for number in named if number <= numbers[0]]
            numbers = sorted({*numbers, before[-1] if before else named[0]})
        return name, numbers

    def _evidence(self, number: int) -> Evidence:
        sentence = self.story.sentences[number - 1]
        return Evidence(
            source=self.story.articles[sentence.article].id, start=sentence.span.start, end=sentence.span.end
        )


def _inner(entry: LedgerEntry, following: str) -> str:
    """A ledger quotation ready for marks of the house: its closing point fits what follows it in the statement."""
    words = _one_line(entry.quote.text).rstrip()
    bare = words.rstrip(",;.")
    if not following:
        return words if words.endswith(".") else bare
    cue = LEMMAS.get(following.split(" ", maxsplit=1)[0].lower())
    closed = words != bare or cue is not None  # "..., she said"; "... said she"
    if following[0].isalpha() and closed and bare[-1:].isalnum() and entry.quote.kind == "direct":
        return bare + ","
    return bare


def _narration(text: str) -> str:
    """The text with its quotations blanked out."""
    narrated = list(text)
    for quotation in find_quotations(text):
        for at in range(quotation.span.start, quotation.span.end):
            narrated[at] = " "
    return "".join(narrated)


def _one_line(words: str) -> str:
    return words.replace("\n", " ")


def _pieces(text: str, span: Span) -> list[Span]:
    """The stretches of a quotation between its bracketed edits and ellipses, edge punctuation left out."""
    pieces: list[Span] = []
    start = span.start
    for match in [*_PIECES.finditer(text, span.start, span.end), None]:
        end = span.end if match is None else match.start()
        piece = trim(text, start, end)
        while piece.end > piece.start and text[piece.end - 1] in _EDGE_POINTS:
            piece = Span(piece.start, piece.end - 1)
        if any(character.isalnum() for character in piece.of(text)):
            pieces.append(piece)
        start = end if match is None else match.end()
    return pieces


def _occurrences(words: str, mapped: MappedText) -> tuple[Span, ...]:
    """Where the words stand; if nowhere, where they stand with the first letter in the other case."""
    found = locate(words, mapped)
    if not found and words[:1].isalpha():
        found = locate(words[0].swapcase() + words[1:], mapped)
    return found


def _names(text: str, name: str) -> bool:
    """Whether a sentence names somebody: in full, or by the last word of the name."""
    folded, wanted = normalise(text, fold=True), normalise(name, fold=True).text
    return bool(locate(wanted, folded) or locate(wanted.split(" ")[-1], folded))
