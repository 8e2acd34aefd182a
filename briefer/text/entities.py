"""What a text names, each thing once: its fullest name, what it is called, and what speaks for a person.

Names of the same thing are brought together: a surname with the full name, initials with what they stand for,
a name with and without the title glued to it. Nothing is known of the world: no list of persons, first names
or places.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from briefer.text.cues import word_set
from briefer.text.grammar import (
    CONJUNCTIONS,
    DAYS,
    DETERMINERS,
    LEADS,
    ORGANISATION,
    PREPOSITIONS,
    PRONOUNS,
    TITLES,
    Token,
    is_stop,
    looks_verbal,
)
from briefer.text.phrases import name_core, name_runs
from briefer.text.spans import Span
from briefer.text.words import fold, ordinary_words, stem_of

Gender = Literal["m", "f"]

_ABBREVIATED = {
    "sen": "senator", "gov": "governor", "rep": "representative", "prof": "professor", "dr": "doctor",
    "gen": "general", "col": "colonel", "capt": "captain", "sgt": "sergeant", "lt": "lieutenant",
    "pres": "president", "rev": "reverend", "insp": "inspector", "det": "detective",
    "supt": "superintendent", "maj": "major", "adm": "admiral",
}  # fmt: skip
_MALE = word_set(
    "mr sir lord king prince duke father brother son husband uncle nephew grandfather boy man gentleman "
    "chairman spokesman congressman councilman businessman policeman fisherman fireman salesman cameraman "
    "actor monk pope bishop sheikh ayatollah emperor baron imam groom boyfriend widower schoolboy waiter "
    "father-in-law frontman"
)
_FEMALE = word_set(
    "mrs ms miss dame lady queen princess duchess mother sister daughter wife aunt niece grandmother girl "
    "woman chairwoman spokeswoman congresswoman councilwoman businesswoman policewoman actress nun baroness "
    "empress mum mom bride girlfriend widow schoolgirl waitress heroine mother-in-law"
)
PRONOUN_GENDER: dict[str, Gender] = {
    "he": "m", "him": "m", "his": "m", "himself": "m",
    "she": "f", "her": "f", "hers": "f", "herself": "f",
}  # fmt: skip
_PRESS = word_set(
    "times post journal guardian telegraph independent herald tribune observer economist sun mirror star "
    "mail express globe gazette chronicle spectator atlantic examiner record standard press news week hill "
    "intercept verge nation"
)
"""Last words of papers whose name has its article: The Straits Times."""
_ARTICLES = word_set("the a an")
_CALLED = ORGANISATION | word_set(
    "podcast newspaper website blog outlet ship ferry vessel novel film play opera series"
)
"""What a name stands behind that is no person's: the journal Geology, the podcast Second Charge."""
_BODIES = word_set(
    "company firm corporation bank fund university college school institute foundation association federation union party "
    "department ministry agency council committee commission hospital museum charity business startup start-up airline "
    "subsidiary supplier manufacturer retailer"
)
"""What no person is called: her company, Afterglow; Belmara Lines, a ferry company."""
_PLURALS = word_set("police people men women children staff")
"""Nouns for several that do not end in s."""
_OF_ONE = word_set("is was has does says isn't wasn't hasn't doesn't")
_PLACING = word_set("in at from near to across the outside")
_LEADING = CONJUNCTIONS | {"the"}
_NO_TITLE = DETERMINERS | LEADS | CONJUNCTIONS | PRONOUNS | {"and", "to"}
_CLAUSAL = CONJUNCTIONS | (PRONOUNS - {"one"})
_SMALL = DETERMINERS | PREPOSITIONS | DAYS
_COPULAS = word_set("is was became remains")
_DEFINITE = word_set("the its their his her our")
_OFFICE = 9  # tokens of an office before a comma
_NO_DESCRIPTION = word_set("the a an of former then")
_PRODUCT = re.compile(r"\b(?!Mc|Mac|De|Di|La|Le|Van|Fitz|O)[A-Z][a-z]+[A-Z]")
"""A capital inside a word, as no person has it but McKay and DeWitt."""
_LEADS_IN = re.compile(r"(?:In|At|On|During|After|Before|From|For|Throughout|Despite|Until|By)\b")
_LED_IN = 80  # characters from a pronoun that leads in to the name it means
_SHORT = 5  # letters of a word in -ing that is as likely a name
_GAP = 2  # characters: wider, a quotation or a paragraph's end stands between two words
_APPOSITION = 14  # tokens: a longer stretch between commas is a clause
_TITLE = 6  # tokens: longer stretches before a name hold more than its title
_LOOK_BACK = 24  # mentions of a sentence that a pronoun's gender is compared with
_NAMESAKES = 40  # of one surname that are compared: no article has as many


@dataclass(slots=True, eq=False)
class Entity:
    """Somebody or something that a text names."""

    name: str
    words: tuple[str, ...]
    """The name's words, lower case, without an article."""
    full: list[int]
    """Where it is named in full, in order."""
    evidence: int = 0
    """How much speaks for a person; under 0 speaks against."""
    gender: Gender | None = None
    described: set[str] = field(default_factory=set)
    """What titles and appositions call it: senator, union, leader."""
    heads: set[str] = field(default_factory=set)
    """Those of them that say what it is: the leader, and not the union, of a union leader."""
    plural: bool | None = None
    """True for a noun for several that is capitalised only where it opens a sentence: Neighbours called."""

    @property
    def person(self) -> bool:
        """True if it may be a person."""
        return self.evidence >= 0 and not self.plural


class Seen(NamedTuple):
    """One place where the writer names an entity."""

    position: int
    entity: Entity
    sentence: int
    leading: bool
    """True where a clause begins with it."""


class Entities:
    """All that one text names, and where."""

    def __init__(self, text: str, tokens: Sequence[Token], quoted: Sequence[Token], sentences: Sequence[Span]) -> None:
        self._text = text
        self._starts = [span.start for span in sentences]
        self._by_words: dict[tuple[str, ...], Entity] = {}
        self._by_last: dict[str, list[Entity]] = {}
        self._by_any: dict[str, list[Entity]] = {}
        self._by_initials: dict[str, Entity] = {}
        self._words: dict[str, tuple[str, ...]] = {}
        self.seen: list[Seen] = []
        self._register(tokens, quoted)
        self.positions = [seen.position for seen in self.seen]
        self._learn_gender(tokens)

    def words_of(self, name: str) -> tuple[str, ...]:
        """The words that two spellings of a name share: lower case, no article, no possessive."""
        known = self._words.get(name)
        if known is None:
            words = name.replace("’", "'").lower().split()
            known = tuple(word.removesuffix("'s") for word in words if word not in _ARTICLES)
            self._words[name] = known
        return known

    def named(self, core: Span, gender: Gender | None = None) -> Entity | None:
        """The entity that the name in `core` means; None for one that was never registered.

        `gender` is that of the title before it, which tells namesakes apart.
        """
        return self._lookup(self.words_of(core.of(self._text)), core.start, gender)

    def called(self, name: str) -> Entity | None:
        """The entity of exactly this name."""
        return self._by_words.get(self.words_of(name))

    def before(self, position: int) -> int:
        """How many of `seen` stand before a place in the text."""
        return bisect_left(self.positions, position)

    # collecting

    def _register(self, tokens: Sequence[Token], quoted: Sequence[Token]) -> None:
        """Full names first, those in quotations too, so that a surname finds its person."""
        runs = [(_past_opening(tokens, first, last), last) for first, last in name_runs(tokens)]
        found = [(core, first, last) for first, last in runs if (core := name_core(tokens, first, last))]
        spoken = [core for first, last in name_runs(quoted) if (core := name_core(quoted, first, last))]
        for core, first, last in found:
            before = tokens[first - 1].text if first else ""
            article = before == "The" and tokens[last].lower in _PRESS and core.start == tokens[first].start
            self._add(core, "The " if article else "", full=True)
        for core in spoken:
            self._add(core, "", full=True)
        self._fold_titles()
        for core, first, last in found:
            titles = self._text[tokens[first].start : core.start]
            entity = self.named(core, gender_in(titles) if titles else None) or self._add(core, "", full=False)
            if entity is None:
                continue
            self._weigh(entity, tokens, first, last, core)
            before_it = tokens[first - 1] if first else None
            leading = before_it is None or is_stop(before_it) or before_it.lower in _LEADING
            sentence = bisect_right(self._starts, core.start) - 1
            self.seen.append(Seen(core.start, entity, sentence, leading))
        self.seen.sort(key=lambda seen: seen.position)

    def _add(self, core: Span, article: str, *, full: bool) -> Entity | None:
        """The entity of a name, made if need be; None for one word where only `full` names count."""
        words = self.words_of(core.of(self._text))
        if not words or (full and len(words) < 2):
            return None
        entity = self._by_words.get(words)
        if entity is not None:
            insort(entity.full, core.start)
            if article and not entity.name.startswith(article):
                entity.name = article + entity.name
            return entity
        entity = Entity(article + " ".join(core.of(self._text).split()), words, [core.start])
        self._by_words[words] = entity
        self._by_last.setdefault(words[-1], []).append(entity)
        for word in set(words):
            self._by_any.setdefault(word, []).append(entity)
        letters = "".join(word[0] for word in words if word not in {"of", "for", "and", "the"})
        if len(letters) > 1:
            self._by_initials.setdefault(letters, entity)
        return entity

    def _fold_titles(self) -> None:
        """Take "Actor Tom Hale" for Tom Hale where the text names him alone too."""
        for words, entity in list(self._by_words.items()):
            plain = self._by_words.get(words[1:])
            if len(words) > 2 and plain is not None and plain is not entity and ORGANISATION.isdisjoint(words):
                self._by_words[words] = plain  # found by a part of it, it still leads there

    def _lookup(self, words: tuple[str, ...], position: int, gender: Gender | None) -> Entity | None:
        """The entity of these words: the fullest name that ends or begins so, or has these initials."""
        if not words or (len(words) > 1 and words in self._by_words):
            return self._by_words.get(words)
        fuller = [
            entity
            for entity in self._by_last.get(words[-1], [])[-_NAMESAKES:]
            if len(entity.words) > len(words)
            and (gender is None or entity.gender in {None, gender})
            and (entity.words[-len(words) :] == words or (len(words) > 1 and entity.words[0] == words[0]))
        ]
        if fuller:
            return self._by_words[_latest(fuller, position).words]
        if len(words) > 1 or words in self._by_words:
            return self._by_words.get(words)
        initialled = self._by_initials.get(words[0].replace(".", ""))
        if initialled is not None:
            return initialled
        named = [
            entity
            for entity in self._by_any.get(words[0], [])[-_NAMESAKES:]
            if len(entity.words) > 1 and (entity.words[0] == words[0] or not entity.person)
        ]
        return self._by_words[_latest(named, position).words] if named else None

    # what is known of them

    def _weigh(self, entity: Entity, tokens: Sequence[Token], first: int, last: int, core: Span) -> None:
        """Count what one mention says for and against a person, and what it calls the entity."""
        before = tokens[first - 1].lower if first else ""
        if not ORGANISATION.isdisjoint(entity.words) or core.of(self._text).isupper():
            entity.evidence -= 3
        name = core.of(self._text)
        product = not name.istitle() and _PRODUCT.search(name) is not None
        if product or (before in _CALLED and first > 1 and tokens[first - 2].lower in _ARTICLES):
            entity.evidence -= 2  # PayPal, the journal Geology
        if before in {"a", "an"} or (first == last and tokens[first].lower.endswith("ing")):
            entity.evidence -= 2
        if before in _PLACING and not entity.described:
            entity.evidence -= 1
        if first == last and (not first or tokens[first - 1].text in ".?!") and _ordinary(tokens[first].text):
            entity.evidence -= 1  # it may be capitalised only for beginning a sentence
        entity.plural = entity.plural is not False and self._opens_as_several(tokens, first, last)
        for token in tokens[first : last + 1]:
            if token.start >= core.start:
                break
            if token.lower.rstrip(".") in TITLES:
                entity.evidence += 2
        described, heads = _described(tokens, first, last, core)
        entity.described |= described
        entity.heads |= heads
        if not heads.isdisjoint(_BODIES):
            entity.evidence -= 3
        for words, gender in ((_MALE, "m"), (_FEMALE, "f")):
            if not words.isdisjoint(described):
                entity.gender = "m" if gender == "m" else "f"
                entity.evidence += 2

    def _opens_as_several(self, tokens: Sequence[Token], first: int, last: int) -> bool:
        """True for a plural noun that may have its capital for opening a sentence alone."""
        token = tokens[first]
        if first != last or not is_plural(token.lower) or not _ordinary(token.text):
            return False
        at = bisect_right(self._starts, token.start) - 1
        opens = (at >= 0 and self._starts[at] == token.start) or not first or tokens[first - 1].text in ".?!:—–"
        return opens and not (first + 1 < len(tokens) and tokens[first + 1].lower in _OF_ONE)

    def _learn_gender(self, tokens: Iterable[Token]) -> None:
        """A pronoun behind the only person of its sentence says of which gender that person is."""
        for token in [token for token in tokens if token.lower in PRONOUN_GENDER]:
            gender = PRONOUN_GENDER[token.lower]
            sentence = bisect_right(self._starts, token.start) - 1
            last = self.before(token.start) - 1
            persons: list[Entity] = []
            for at in range(last, max(-1, last - _LOOK_BACK), -1):
                if self.seen[at].sentence != sentence or len(persons) > 1:
                    break
                entity = self.seen[at].entity
                if entity.person and entity not in persons:
                    persons.append(entity)
            if not persons and token.lower in {"his", "her"}:
                persons = self._led_in(token, sentence, last + 1)
            if len(persons) == 1 and persons[0].gender is None:
                persons[0].gender = gender

    def _led_in(self, token: Token, sentence: int, following: int) -> list[Entity]:
        """Whom a pronoun of what leads in to a sentence means: "In her opening speech, Reyes ..."."""
        if sentence < 0 or following >= len(self.seen) or not _LEADS_IN.match(self._text, self._starts[sentence]):
            return []
        seen = self.seen[following]
        beside = seen.position - token.end <= _LED_IN and self._text[token.end : seen.position].rstrip().endswith(",")
        return [seen.entity] if beside and seen.sentence == sentence and seen.entity.person else []


def _past_opening(tokens: Sequence[Token], first: int, last: int) -> int:
    """Where a name begins behind a participle that opens its sentence: "Hosting Hale in Oslo, ..."."""
    opening = tokens[first]
    if first == last or not opening.lower.endswith("ing") or opening.lower in TITLES or len(opening.text) <= _SHORT:
        return first
    opens = not first or is_stop(tokens[first - 1]) or opening.start - tokens[first - 1].end > _GAP
    return first + 1 if opens and last - first == 1 and _ordinary(opening.text) else first


def gender_in(description: str) -> Gender | None:
    """The gender that a description's own words give; None where they give none."""
    words = description.lower().replace(",", " ").replace(".", " ").split()
    return "m" if not _MALE.isdisjoint(words) else "f" if not _FEMALE.isdisjoint(words) else None


def _described(tokens: Sequence[Token], first: int, last: int, core: Span) -> tuple[set[str], set[str]]:
    """The words of the title before a name and of the apposition behind it, and those that say what it is."""
    title = [token.lower.rstrip(".") for token in tokens[first : last + 1] if token.start < core.start]
    for at in range(first - 1, max(-1, first - 1 - _TITLE), -1):
        token = tokens[at]
        if is_stop(token) or looks_verbal(token) or tokens[at + 1].start - token.end > _GAP:
            break
        if token.lower in _NO_TITLE or (token.lower.endswith("ed") and token.text.islower()):
            break
        title.insert(0, token.lower)
    words, heads = set(title), set(title[-1:])
    behind = last + 1
    following = tokens[behind] if behind < len(tokens) else None
    is_one = behind + 1 < len(tokens) and tokens[behind].lower in _COPULAS and tokens[behind + 1].lower in _DEFINITE
    if following is not None and (following.text == "," or is_one):
        apposition = _apposition(tokens, behind + 1)
        words |= _nouns(apposition)
        heads |= _heads(apposition)
        if behind + 1 < len(tokens) and tokens[behind + 1].text.isdigit():
            words.add(f"{tokens[behind + 1].text}-year-old")
            heads.add(f"{tokens[behind + 1].text}-year-old")
    if first > 1 and tokens[first - 1].text == ",":
        office = _office_before(tokens, first - 2, closed=following is not None and is_stop(following))
        words |= {token.lower for token in office if token.lower not in _SMALL}
        heads |= _heads(office)
    for found in (words, heads):
        found |= {_ABBREVIATED[word] for word in found if word in _ABBREVIATED}
    return words - _NO_DESCRIPTION, heads - _NO_DESCRIPTION


def _heads(description: Sequence[Token]) -> set[str]:
    """The nouns that a description turns on: of a docker and member of the union, docker and member."""
    heads: set[str] = set()
    noun: str | None = None
    placed = False
    for token in description:
        if token.lower in {"and", "or"}:
            heads |= {noun} if noun is not None else set()
            noun, placed = None, False
        elif token.lower in PREPOSITIONS:
            placed = True
        elif not placed and token.text[0].isalpha():
            noun = None if token.possessive else token.lower
    return heads | ({noun} if noun is not None else set())


def _nouns(description: Iterable[Token]) -> set[str]:
    """The words of a description without its small ones."""
    words = (token.lower for token in description if token.text[0].isalpha() and token.lower not in _SMALL)
    return {word.removesuffix("’s").removesuffix("'s") for word in words}


def _office_before(tokens: Sequence[Token], last: int, *, closed: bool) -> Sequence[Token]:
    """An office with a comma before its name, without its article: "The transport minister, Anna Reyes".

    `closed` says that a comma or a stop follows the name: else "with the minister, Reyes left" looks the same.
    """
    office = False
    for at in range(last, max(-1, last - _OFFICE), -1):
        token = tokens[at]
        if is_stop(token) or looks_verbal(token) or tokens[at + 1].start - token.end > _GAP:
            return ()
        before = tokens[at - 1].lower if at else ""
        if (token.lower in _DEFINITE and before not in {"of", "for"}) or token.possessive:
            return tokens[at + 1 : last + 1] if office and (closed or before not in PREPOSITIONS) else ()
        office = office or token.lower in TITLES or token.lower in _BODIES
    return ()


def _apposition(tokens: Sequence[Token], at: int) -> Sequence[Token]:
    """What stands between the comma at a name's end and the next one; empty for a clause."""
    if at < len(tokens) and tokens[at].lower in {"and", "or"}:
        return ()  # somebody else
    for end, token in enumerate(tokens[at : at + _APPOSITION], at):
        if is_stop(token):
            return tokens[at:end]
        if looks_verbal(token) or token.lower in _CLAUSAL:
            return ()
    return ()


def _latest(entities: Sequence[Entity], position: int) -> Entity:
    """The one named in full most often before `position`, the last of several; else the first named after it."""

    def rank(entity: Entity) -> tuple[int, int]:
        before = bisect_right(entity.full, position)
        return (-before, position - entity.full[before - 1]) if before else (0, entity.full[0] - position)

    return min(entities, key=rank)


def is_plural(word: str) -> bool:
    """True for a noun, in lower case, that has the form of several."""
    return word in _PLURALS or (word.endswith("s") and not word.endswith(("ss", "us", "is")))


def _ordinary(word: str) -> bool:
    return stem_of(fold(word)) in ordinary_words()
