"""Whom a text means by a surname, a pronoun or a description.

All of it rests on the text itself (`briefer.text.entities`). A pronoun means the last person who fits, a
sentence's subject before the others; a description ("the union leader") means whom a title or an apposition
called so.
"""

from __future__ import annotations

from collections.abc import Sequence

from briefer.text.cues import word_set
from briefer.text.entities import PRONOUN_GENDER, Entities, Entity, Seen, gender_in, is_plural
from briefer.text.grammar import DETERMINERS, ORGANISATION, PREPOSITIONS, TITLES
from briefer.text.phrases import Phrase
from briefer.text.spans import Span

_GENERIC = word_set("spokesman spokeswoman spokesperson source official report statement")
"""Heads too common to mean somebody by themselves: another word has to match too."""
_THINGS = word_set(
    "report letter e-mail email statement message post tweet note memo document study survey poll analysis paper "
    "book website site page sign banner poster article editorial column text transcript lawsuit complaint filing "
    "indictment affidavit ruling judgment judgement verdict manifesto leaflet headline caption video film song poem "
    "label notice media firm police crowd staff public industry regulator watchdog charity ministry"
)
"""What speaks without being a he or a she."""
_ONE = TITLES - word_set(
    "home foreign state shadow interior health finance defence defense justice labour former acting interim deputy vice "
    "prime senior assistant associate"
)
"""Words for one person wherever they stand in a title: the chief executive of a chief executive officer."""
_INDEFINITE = word_set("a an one another some several many two three")
NOBODY = word_set("he she it they i we who you")
"""Names that are no names: a pronoun that the text leaves open."""
_SMALL = DETERMINERS | PREPOSITIONS | {"and"}
_SENTENCES_BACK = 6  # sentences with a name that a pronoun's person is looked for in
_LOOK_BACK = 24  # mentions, at most, in those
_FAR = 120  # mentions on either side that may bind a description


class People:
    """Resolves the mentions of one text."""

    def __init__(self, text: str, entities: Entities) -> None:
        self._text = text
        self._entities = entities

    def vouch(self, phrase: Phrase) -> None:
        """Count it as evidence for a person that somebody named spoke."""
        entity = self._entities.named(phrase.core)
        if entity is not None and ORGANISATION.isdisjoint(entity.words):
            entity.evidence = max(entity.evidence + 1, 1)

    def name_of(self, phrase: Phrase) -> str:
        """The fullest name that the text has for the one named in a phrase."""
        titles = self._text[phrase.span.start : phrase.core.start]
        entity = self._entities.named(phrase.core, gender_in(titles) if titles else None)
        return entity.name if entity is not None else " ".join(phrase.core.of(self._text).split())

    def described_as(self, phrase: Phrase) -> str | None:
        """The name of the one that a definite description means; None if the text binds it to nobody.

        The coast guard's commander is the commander, not the coast guard: a body speaks for itself.
        """
        words = phrase.span.of(self._text).lower().replace("’", "'").split()
        if not words or words[0] in _INDEFINITE:
            return None
        head, modifiers = _head(words)
        at = self._entities.before(phrase.span.start)
        seen = self._entities.seen
        best = -1
        chosen: Seen | None = None
        rival = False
        considered: set[int] = set()
        for place in [
            *reversed(seen[max(0, at - _FAR) : at]),
            *seen[at : at + _FAR],
        ]:  # the nearest before comes first
            entity = place.entity
            if id(entity) in considered or head not in entity.described:
                continue
            considered.add(id(entity))
            if head not in entity.heads and head not in _ONE:
                continue
            shared = len(modifiers & entity.described)
            if not shared and (head in _GENERIC or modifiers):
                continue
            if shared > best:
                best, chosen, rival = shared, place, False
            elif chosen is not None and shared == best and place.sentence == chosen.sentence:
                rival = True  # two ministers in one sentence: the minister is either
        return chosen.entity.name if chosen is not None and not rival else None

    def named_within(self, span: Span) -> frozenset[str]:
        """The names of those who are named in a stretch of the text."""
        start, end = self._entities.before(span.start), self._entities.before(span.end)
        return frozenset(place.entity.name for place in self._entities.seen[start:end])

    def meant_by(
        self, pronoun: str, position: int, *, limit: int | None = None, others: frozenset[str] = frozenset()
    ) -> str | None:
        """The name of the person that he or she means at `position`; None where no fitting one stands before.

        `limit` is a place that the person has to stand behind, `others` are those whom it cannot mean.
        """
        gender = PRONOUN_GENDER.get(pronoun)
        if gender is None:
            return None
        seen = self._entities.seen
        at = self._entities.before(position) - 1
        fallback: str | None = None
        steps = 0
        for _ in range(_SENTENCES_BACK):
            if at < 0 or steps >= _LOOK_BACK or (limit is not None and seen[at].position < limit):
                break
            first = at
            while first > 0 and at - first < _LOOK_BACK and seen[first - 1].sentence == seen[at].sentence:
                first -= 1
            steps += at - first + 1
            here = [p for p in seen[first : at + 1] if _fits(p, gender, limit) and p.entity.name not in others]
            best = min(
                here,
                key=lambda p: (p.entity.gender != gender, not p.leading, p.entity.evidence <= 0),
                default=None,
            )
            if best is not None and (best.entity.evidence > 0 or best.entity.gender == gender):
                return best.entity.name
            if best is not None and fallback is None and (limit is None or best.leading):
                fallback = best.entity.name
            at = first - 1
        return fallback

    def may_mean(self, pronoun: str, name: str) -> bool:
        """True if somebody of this name, or of this description, may be meant by he or she."""
        if name.lower() in NOBODY:
            return name.lower() == pronoun
        entity = self._entities.called(name)
        if entity is None and _is_thing(name):
            return False
        gender = entity.gender if entity is not None else gender_in(name)
        return gender in {None, PRONOUN_GENDER.get(pronoun)} and self._may_be_person(name, entity)

    def is_one_person(self, name: str) -> bool:
        """True where the text gives this name a gender, so that no "they" or "it" means it."""
        entity = self._entities.called(name)
        return entity is not None and entity.gender is not None

    def is_known_person(self, name: str) -> bool:
        """True if the text shows a person: a title, words spoken, or several words and nothing against it."""
        entity = self._entities.called(name)
        return entity is not None and (entity.evidence > 0 or (entity.evidence == 0 and len(entity.words) > 1))

    def _may_be_person(self, name: str, entity: Entity | None) -> bool:
        if entity is not None:
            return entity.person
        words = self._entities.words_of(name)
        return ORGANISATION.isdisjoint(words) or _head(words)[0] in _ONE  # a police officer is no police


def _is_thing(description: str) -> bool:
    """True for a description of papers or of several people, whom no he or she means."""
    words = description.lower().replace("’", "'").split()
    head, _ = _head(words) if words else ("", set())
    if len(words) == 1 and description.islower() and head not in TITLES:
        return True
    return head in _THINGS or is_plural(head)


def _fits(place: Seen, gender: str, limit: int | None) -> bool:
    entity = place.entity
    return entity.person and entity.gender in {None, gender} and (limit is None or place.position >= limit)


def _head(words: Sequence[str]) -> tuple[str, set[str]]:
    """The noun that a description turns on, and its other words."""
    end = next((at for at, word in enumerate(words) if at and word in PREPOSITIONS), len(words))
    plain = [word.strip(".,").removesuffix("'s") for word in words]
    return plain[end - 1], {word for at, word in enumerate(plain) if at != end - 1 and word not in _SMALL}
