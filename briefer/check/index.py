"""A story made ready for checking: words, numbers, dates, names, quotations, each worked out once, when asked for.

Sentences are known by their number in the story, from 1; number 0 stands for what is printed around the body: titles,
sub-heads, bylines, outlets.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from functools import cached_property
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Any, Self

from briefer.article import Article, Story, StorySentence
from briefer.brief import Evidence
from briefer.check.lazily import Lazily, Made
from briefer.check.voices import attributions_in, quotations_in, sentence_spans
from briefer.text.dates import DateMention, find_dates
from briefer.text.language import is_english
from briefer.text.names import Name, acronym, find_names, people_of, place_of
from briefer.text.normalise import normalise
from briefer.text.numbers import Number, find_numbers
from briefer.text.quotations import Mention, Quotation
from briefer.text.spans import MappedText, Span, enclosing
from briefer.text.speakers import Attribution
from briefer.text.words import Form, Token, content, forms_of, split_words, tokenize, tokens_of

if TYPE_CHECKING:  # it is made by `check.twin`, which looks things up here
    from briefer.check.offices_of import Held
    from briefer.check.scopes import Scope
    from briefer.check.twin import Twin

_NESTED = 4  # words of a nested quotation that are somebody's speech: fewer are a title, or a word held at arm's length
_OPENING = 300  # code points: a headline, a byline and the first words of the story
PREFIX = 5
"""Letters that a word and its derivations share: "resign", "resignation"."""


class SourceIndex:
    """All that the checks look up in a story. Nothing is worked out before it is needed, and nothing twice."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.examined: dict[object, Any] = {}
        """What the checks had to say of a claim (`check.report`): a statement is tried when it is written, and again when
        it is published."""
        self.twins: dict[tuple[str, tuple[int, ...]], Twin | None] = {}
        """The sentence that a claim nearly copies, by its text and passage: several checks ask for it."""
        self.clause_starts: dict[int, tuple[int, ...]] = {}
        """Where the clauses of a sentence begin, for those that were asked for (`check.clauses`)."""
        self.scopes: dict[int, tuple[Scope, ...]] = {}
        """What the sentences that were asked for deny, hold possible or plan (`check.scopes`)."""
        self.offices: dict[int, tuple[Held, ...]] = {}
        """Who holds which office in the sentences that were asked for (`check.office_holders`)."""

    @classmethod
    def of(cls, story: Story) -> Self:
        """The index of a story."""
        return cls(story)

    @cached_property
    def sentences(self) -> tuple[StorySentence, ...]:
        """The story's sentences; `sentences[n - 1]` has number n."""
        return self.story.sentences

    @cached_property
    def surroundings(self) -> str:
        """What is printed around the bodies: titles, sub-heads, bylines, outlets; a line each."""
        lines: list[str] = []
        for article in self.story.articles:
            parts = (article.title, article.dek, article.outlet, *article.byline)
            lines.extend(part for part in parts if part)
        return "\n".join(lines)

    @cached_property
    def english(self) -> bool:
        """True if every article is in English, as far as its tag or its words tell."""
        return all(is_english(article.text, article.language) for article in self.story.articles)

    @cached_property
    def published(self) -> date | None:
        """The day that day words count from: the first article's that has one."""
        for article in self.story.articles:
            if article.published is not None:
                return published_day(article)
        return None

    @cached_property
    def dateline(self) -> date | None:
        """The first full date in the first lines of a body, which stands above a story that came without its page."""
        opening = next((article.text[:_OPENING] for article in self.story.articles), "")
        full = (mention.days for mention in find_dates(opening) if mention.kind == "date" and mention.year is not None)
        return next((days[0][0] for days in full if days), None)

    @cached_property
    def days_from_dateline(self) -> frozenset[tuple[date, date]]:
        """What the bodies' dates and day words mean if the dateline is the day they count from; empty where it is not."""
        if self.published is not None or self.dateline is None:
            return frozenset()
        found = (find_dates(sentence.text, self.dateline) for sentence in self.sentences)
        return frozenset(days for mentions in found for mention in mentions for days in mention.days)

    @cached_property
    def _parts(self) -> tuple[list[str], ...]:
        return (split_words(self.surroundings), *[split_words(sentence.text) for sentence in self.sentences])

    @cached_property
    def forms(self) -> tuple[list[Form], ...]:
        """The words of each sentence, by number, without their places; `forms[0]` those around the bodies."""
        return tuple(map(forms_of, self._parts))

    @cached_property
    def tokens(self) -> Sequence[tuple[Token, ...]]:
        """The same words with their places in the sentence."""
        return Lazily(len(self.sentences) + 1, lambda number: tokens_of(self._parts[number]))

    @cached_property
    def content(self) -> Sequence[tuple[Token, ...]]:
        """The words that carry meaning, by sentence number."""
        return Lazily(len(self.sentences) + 1, lambda number: content(self.tokens[number]))

    @cached_property
    def content_stems(self) -> tuple[list[str], ...]:
        """The stems of the words that carry meaning, by sentence number."""
        return tuple([form.stem for form in forms if form.content] for forms in self.forms)

    @cached_property
    def stem_sets(self) -> tuple[frozenset[str], ...]:
        """The same, each once."""
        return tuple(map(frozenset, self.content_stems))

    @cached_property
    def postings(self) -> Mapping[str, Sequence[int]]:
        """The sentences that each stem stands in, in order; what is around the bodies left out."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for number, stems in enumerate(self.stem_sets):
            if number:
                for stem in stems:
                    found[stem].append(number)
        found.default_factory = None  # looking up a stem that is missing adds none
        return found

    @cached_property
    def stem_places(self) -> Mapping[int, Mapping[str, Sequence[int]]]:
        """Where each content stem of a sentence, by its number, stands: which of its content words it is."""
        return Made(self._places_in)

    def _places_in(self, number: int) -> Mapping[str, Sequence[int]]:
        places: defaultdict[str, list[int]] = defaultdict(list)
        for place, stem in enumerate(self.content_stems[number]):
            places[stem].append(place)
        return places

    @cached_property
    def sentence_words(self) -> tuple[list[str], ...]:
        """The folded words of each sentence, by its number."""
        return tuple([form.word for form in forms] for forms in self.forms)

    @cached_property
    def word_places(self) -> Mapping[str, Sequence[tuple[int, int]]]:
        """Where each folded word stands: the sentence's number, and which of its words it is."""
        found: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        for number, words in enumerate(self.sentence_words):
            for place, word in enumerate(words):
                found[word].append((number, place))
        found.default_factory = None
        return found

    def follows(self, number: int, place: int, word: str) -> bool:
        """Whether a word stands right behind a place of a sentence."""
        words = self.sentence_words[number]
        return place + 1 < len(words) and words[place + 1] == word

    @cached_property
    def rarities(self) -> Mapping[str, float]:
        """What each stem weighs, 1 to 2: the more the fewer sentences have it, and most where none does."""
        count = max(2, len(self.sentences))
        most = math.log(count)
        return Made(lambda stem: 1.0 + math.log(count / max(1, len(self.postings.get(stem, ())))) / most)

    @cached_property
    def log_words(self) -> float:
        """Logarithm of the number of words, surroundings included."""
        return math.log1p(sum(map(len, self.forms)))

    @cached_property
    def prefixes(self) -> frozenset[str]:
        """First letters of the longer content stems, which derivations share."""
        return frozenset(stem[:PREFIX] for stem in self.postings if len(stem) >= PREFIX)

    @cached_property
    def stems(self) -> frozenset[str]:
        """Every stem of the story, stop words and surroundings included."""
        return frozenset([form.stem for forms in self.forms for form in forms])

    @cached_property
    def words(self) -> frozenset[str]:
        """Every folded word of the story, surroundings included."""
        return frozenset(chain.from_iterable(self.sentence_words))

    @cached_property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """The neighbouring content stems of all sentences."""
        return frozenset(chain.from_iterable(map(pairwise, self.content_stems)))

    @cached_property
    def word_pairs(self) -> frozenset[tuple[str, str]]:
        """Neighbouring folded words within a sentence, stop words included."""
        return frozenset(chain.from_iterable(map(pairwise, self.sentence_words)))

    def text_of(self, number: int) -> str:
        """The words of a sentence; what is printed around the bodies for number 0."""
        return self.sentences[number - 1].text if number else self.surroundings

    @cached_property
    def numbers(self) -> Sequence[tuple[Number, ...]]:
        """The numbers of each sentence, by number of the sentence; offsets in the sentence."""
        return Lazily(len(self.sentences) + 1, lambda number: find_numbers(self.text_of(number)))

    @cached_property
    def dates(self) -> Sequence[tuple[DateMention, ...]]:
        """The dates and day words of each sentence, resolved against its own article's publication."""
        days = [published_day(article) for article in self.story.articles]

        def find(number: int) -> tuple[DateMention, ...]:
            day = days[self.sentences[number - 1].article] if number else self.published
            return find_dates(self.text_of(number), day)

        return Lazily(len(self.sentences) + 1, find)

    @cached_property
    def names(self) -> Sequence[tuple[Name, ...]]:
        """The names of each sentence, by number of the sentence; offsets in the sentence."""
        return Lazily(len(self.sentences) + 1, lambda number: find_names(self.text_of(number), self.tokens[number]))

    @cached_property
    def name_words(self) -> frozenset[str]:
        """Folded words that the story writes with a capital."""
        return frozenset([form.word for forms in self.forms for form in forms if form.raw[0].isupper()])

    @cached_property
    def places(self) -> frozenset[str]:
        """The capitalised words without the endings that names of places have."""
        return frozenset(place_of(word) for word in self.name_words)

    @cached_property
    def peoples(self) -> frozenset[str]:
        """The capitalised words that may name a people, without the ending that makes them do so."""
        return frozenset(root for word in self.name_words if (root := people_of(word)) is not None)

    @cached_property
    def acronyms(self) -> frozenset[str]:
        """First letters of every name of several words, with and without its joiners."""
        found = set()
        for number, names in enumerate(self.names):
            for name in names:
                if len(name.words) > 1:
                    tokens = self.tokens[number]
                    inside = tuple(token.word for token in tokens if name.start <= token.start < name.end)
                    found |= {acronym(name.words), acronym(inside)}
        return frozenset(found)

    @cached_property
    def acronyms_written(self) -> frozenset[str]:
        """Folded words that the story writes in capitals throughout."""
        return frozenset(
            [form.word for forms in self.forms for form in forms if form.raw.isupper() and len(form.word) > 1]
        )

    @cached_property
    def surnames(self) -> dict[str, tuple[Name, ...]]:
        """Names of several words by their last word."""
        found: defaultdict[str, list[Name]] = defaultdict(list)
        for names in self.names:
            for name in names:
                if len(name.words) > 1:
                    found[name.words[-1]].append(name)
        return {word: tuple(names) for word, names in found.items()}

    @cached_property
    def given_names(self) -> frozenset[str]:
        """First words of names of several words."""
        return frozenset(name.words[0] for names in self.names for name in names if len(name.words) > 1)

    @cached_property
    def levelled(self) -> tuple[MappedText, ...]:
        """Each article's text with its typography levelled, single and double marks made one."""
        return tuple(level(article.text) for article in self.story.articles)

    @cached_property
    def word_line(self) -> str:
        """All folded words in order, a blank around each."""
        return " ".join(["", *chain.from_iterable(self.sentence_words), ""])

    @cached_property
    def numbers_by_value(self) -> dict[Fraction, tuple[tuple[int, Number], ...]]:
        """The numbers of the story with the sentences that they stand in, by what they are worth."""
        found: defaultdict[Fraction, list[tuple[int, Number]]] = defaultdict(list)
        for sentence, numbers in enumerate(self.numbers):
            for number in numbers:
                found[number.value].append((sentence, number))
        return {value: tuple(numbers) for value, numbers in found.items()}

    @cached_property
    def outers(self) -> tuple[tuple[Quotation, ...], ...]:
        """Each article's quotations without those inside another, in order."""
        return tuple(tuple(one for one in found if one.kind != "nested") for found in self.quotations)

    @cached_property
    def quotations(self) -> tuple[tuple[Quotation, ...], ...]:
        """Each article's quotations with their speakers."""
        return tuple(quotations_in(article) for article in self.story.articles)

    def speaker_at(self, article: int, span: Span) -> Mention | None:
        """Who says the words at a place of an article; None where no quotation with a speaker holds them."""
        around = [one for one in self.quotations[article] if one.outer.contains(span)]
        innermost = min(around, key=lambda one: one.outer.end - one.outer.start, default=None)
        return innermost.speaker if innermost is not None else None

    def teller_at(self, article: int, span: Span) -> Mention | None:
        """Who tells what somebody else said at a place of an article: a nested quotation's outer speaker; else None."""
        around = sorted(
            (one for one in self.quotations[article] if one.outer.contains(span)),
            key=lambda one: one.outer.end - one.outer.start,
        )
        if len(around) < 2 or around[0].kind != "nested":
            return None
        words = sum(1 for _ in tokenize(around[0].span.of(self.story.articles[article].text)))
        return around[1].speaker if words >= _NESTED else None

    def sentence_at(self, article: int, position: int) -> int:
        """The story's number of the sentence that holds a place of an article; 0 if none does."""
        inside = enclosing(self.spans[article], position)
        return self.first_numbers[article] + inside if inside is not None else 0

    @cached_property
    def spans(self) -> tuple[tuple[Span, ...], ...]:
        """Each article's sentences as spans of its text."""
        return tuple(sentence_spans(article) for article in self.story.articles)

    @cached_property
    def first_numbers(self) -> tuple[int, ...]:
        """The story's number of each article's first sentence."""
        first, numbers = 1, []
        for article in self.story.articles:
            numbers.append(first)
            first += len(article.sentences)
        return tuple(numbers)

    @cached_property
    def attributions(self) -> dict[int, tuple[Attribution, ...]]:
        """Who is heard in each sentence, by its number; sentences without a voice are missing."""
        heard: defaultdict[int, list[Attribution]] = defaultdict(list)
        before = 0
        for article in self.story.articles:
            for attribution in attributions_in(article):
                heard[before + attribution.sentence + 1].append(attribution)
            before += len(article.sentences)
        return {number: tuple(found) for number, found in heard.items()}

    def evidence(self, number: int, within: Span | None = None) -> Evidence:
        """A sentence as evidence, or the part of it that `within` (offsets in the sentence) covers."""
        sentence = self.sentences[number - 1]
        span = sentence.span if within is None else within.shift(sentence.span.start)
        return Evidence(source=self.story.articles[sentence.article].id, start=span.start, end=span.end)

    def numbers_of(self, evidence: tuple[Evidence, ...]) -> tuple[int, ...]:
        """The numbers of the sentences that evidence touches, in order."""
        found: set[int] = set()
        for piece in evidence:
            found.update(self._touched(piece))
        return tuple(sorted(found))

    def _touched(self, piece: Evidence) -> range:
        for number, article in enumerate(self.story.articles):
            if article.id == piece.source:
                spans = self.spans[number]
                first = bisect_right(spans, piece.start, key=lambda span: span.end)
                last = bisect_left(spans, piece.end, key=lambda span: span.start)
                start = self.first_numbers[number]
                return range(start + first, start + last)
        return range(0)


def level(text: str) -> MappedText:
    """A text with its typography levelled, single and double marks made one, as nesting turns one into the other."""
    mapped = normalise(text)
    return MappedText(mapped.text.replace('"', "'"), mapped.starts, mapped.ends)


def published_day(article: Article) -> date | None:
    """The day that an article was published on, in the time zone that its page gave; None if unknown."""
    published = article.published
    return published.date() if isinstance(published, datetime) else published
