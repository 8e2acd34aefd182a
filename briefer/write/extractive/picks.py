"""What has been chosen so far, and how one more is chosen: the best bundle that fits and repeats nothing.

Greedy, with the likeness to what is already chosen taken off (maximal marginal relevance, Carbonell and
Goldstein 1998). A dozen picks over n units, so linear in the story. A unit that leans on what stands before
it is chosen together with that, as a bundle, or stays out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from briefer.brief import Section
from briefer.write.engine import Pile, Split
from briefer.write.extractive.signals import Signals, similarity

SAME = 0.6
"""Share of content words from which two units say the same: wire copy edited by two desks measures 0.7 and
more."""
SAME_ANSWER = 0.95
"""The same for answers: they repeat the words of what they answer, and say the opposite."""

_LONGEST_BUNDLE = 3
_REPETITION = 1.2
"""What full likeness costs: as much as the best position is worth over the middle of the text."""
_EXTRA = 0.3
"""What each unit that only leads up to another costs."""


@dataclass(frozen=True, slots=True)
class Band:
    """How long a section may be."""

    fewest_words: int
    enough_words: int
    """From here on nothing more is added."""
    most_words: int
    most_units: int


BANDS = {
    Section.WHAT_HAPPENED: Band(35, 60, 90, 3),
    Section.WHO_SAID_WHAT: Band(70, 125, 180, 7),
    Section.WHAT_NEXT: Band(25, 45, 90, 3),
}
"""The house style's bands; `enough_words` is near the median of the pieces measured (62, 112, 51 words)."""


@dataclass(slots=True)
class Picks:
    """The units chosen for each section, in the order in which they are printed."""

    signals: Sequence[Signals]
    """The whole story."""
    split: Split
    sections: dict[Section, list[Signals]] = field(default_factory=lambda: {section: [] for section in Section})
    barred: list[Signals] = field(default_factory=list)
    """Units that are printed elsewhere: nothing like them is chosen."""

    def words(self, section: Section | None = None) -> int:
        """The words chosen for one section, or for all."""
        wanted = tuple(Section) if section is None else (section,)
        return sum(one.unit.words for each in wanted for one in self.sections[each])

    def chosen(self) -> list[Signals]:
        """Everything chosen, and what is barred."""
        return [one for section in Section for one in self.sections[section]] + self.barred

    def in_pile(self, *piles: Pile) -> list[Signals]:
        """The units that split put there, in the story's order."""
        return [one for one in self.signals if self.split.piles.get(one.unit.numbers[0]) in piles]

    def likeness(self, one: Signals) -> float:
        """How like the unit is to the likest of what is chosen; 1 for a unit that is chosen."""
        return max((1.0 if other is one else similarity(one, other) for other in self.chosen()), default=0.0)

    def before(self, one: Signals) -> Signals | None:
        """The unit just before; None where something was left out between the two, or an article begins."""
        return self.signals[one.unit.index - 1] if one.unit.follows and one.unit.index > 0 else None

    def introduced(self, one: Signals) -> bool:
        """Whether readers know who speaks: the unit, or one that is chosen, has the full name."""
        if one.voice is None or one.introduces:
            return True
        name = one.voice.casefold()
        return any(name in other.unit.text.casefold() for other in self.chosen())

    def pick(
        self,
        section: Section,
        candidates: Sequence[Signals],
        score: Callable[[Signals], float],
        *,
        most_words: int,
        floor: float,
        same: float = SAME,
    ) -> bool:
        """Add the best bundle that fits and is worth more than `floor`; False if there is none.

        `same` is the likeness to what is chosen from which a unit is left out.
        """
        best: tuple[float, list[Signals]] | None = None
        left = min(most_words, BANDS[section].most_words) - self.words(section)
        units = BANDS[section].most_units - len(self.sections[section])
        for one in candidates:
            if one.unit.words > left:
                continue
            likeness = self.likeness(one)
            bundle = None if likeness >= same else self._bundle(one, section)
            if bundle is None or len(bundle) > units or sum(each.unit.words for each in bundle) > left:
                continue
            worth = sum(score(each) for each in bundle) / len(bundle)
            worth -= _REPETITION * likeness + _EXTRA * (len(bundle) - 1)
            if worth > floor and (best is None or worth > best[0]):
                best = worth, bundle
        if best is not None:
            self.sections[section].extend(best[1])
        return best is not None

    def _bundle(self, one: Signals, section: Section) -> list[Signals] | None:
        """The unit with what it leans on, where that is not yet in the section; None if it cannot stand.

        What it leans on is the unit or two before it; or, where only its speaker is a pronoun, the
        speaker's name. An answer to what is left out cannot stand.
        """
        bundle = [one]
        while bundle[0].leans and len(bundle) < _LONGEST_BUNDLE:
            before = self.before(bundle[0])
            if before is None or before.question:
                break
            if before in self.sections[section]:
                return bundle
            if self.likeness(before) >= SAME:
                break
            bundle.insert(0, before)
        if not bundle[0].leans:
            return bundle
        named_after = section is Section.WHO_SAID_WHAT and one.speaker_is_pronoun and not one.hangs
        return self._with_name(one, section) if named_after else None

    def _with_name(self, one: Signals, section: Section) -> list[Signals] | None:
        """The unit behind another of the same voice that names it; None if there is none."""
        named = [
            other
            for other in self.signals[: one.unit.index]
            if other.voice == one.voice and not other.leans and other.unit.article == one.unit.article
        ]
        if any(other in self.sections[section] for other in named):
            return [one]
        free = [other for other in named if self.likeness(other) < SAME and not other.question]
        return [free[-1], one] if free else None
