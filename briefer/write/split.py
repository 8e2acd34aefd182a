"""Split by a model: sentence numbers sorted into sections, believed only where the sentences bear it out.

Models under two billion parameters cannot pick numbers: every one tried answered by position ([1, 2], [3, 4, 5],
[6, 7]) or copied the example. So a reply is data, not an order: numbers that the story lacks are dropped, a section whose
picks carry no sign of their section (no voice in Who said what, nothing ahead in What next?) is sorted by code instead,
and so is the whole story when the reply sorts by position alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from briefer.article import Contract
from briefer.brief import Section
from briefer.write.engine import Pile, Split

_BORNE_OUT = 0.5
"""Share of a section's picks that must carry its sign. Frontier replies stand near 0.9, positional ones near 0.3."""


class SplitReply(Contract):
    """The sentence numbers of each section."""

    what_happened: tuple[int, ...]
    """Sentences that tell the event."""
    who_said_what: tuple[int, ...]
    """Sentences that carry somebody's words or position."""
    what_next: tuple[int, ...]
    """Sentences about what is scheduled, planned or expected."""
    background: tuple[int, ...]
    """Older context."""

    def numbers(self, pile: Pile) -> tuple[int, ...]:
        """The numbers that the reply puts in one pile."""
        return () if pile is Pile.DROP else getattr(self, pile.value)


def believed(reply: SplitReply, by_code: Split, shown: Sequence[int]) -> Split:
    """The split to go on with: the reply's where the story bears it out, the code's own (`by_code`) elsewhere.

    `shown` are the numbers that the model was shown; others are not touched. A number in two lists stays in the first of
    what_next, who_said_what, what_happened, background: the rarer material wins.
    """
    if _positional(reply, shown):
        return Split({number: by_code.piles[number] for number in shown})
    picked: dict[int, Pile] = {}
    for pile in (Pile.WHAT_NEXT, Pile.WHO_SAID_WHAT, Pile.WHAT_HAPPENED, Pile.BACKGROUND):
        numbers = [number for number in reply.numbers(pile) if number in set(shown) and number not in picked]
        if pile is Pile.BACKGROUND or _borne_out(pile, numbers, by_code):
            picked |= dict.fromkeys(numbers, pile)
        else:
            coded = [number for number in by_code.numbers(pile) if number in set(shown) and number not in picked]
            picked |= dict.fromkeys(coded, pile)
    return Split({number: picked.get(number, Pile.DROP) for number in shown})


def _borne_out(pile: Pile, numbers: Sequence[int], by_code: Split) -> bool:
    """Whether the picks carry their section's sign as the code sees it; events carry none of their own."""
    wanted = by_code.numbers(pile)
    if not numbers:
        return not wanted
    if pile is Pile.WHAT_HAPPENED:
        return True
    agreed = sum(1 for number in numbers if by_code.piles[number] in {pile, Pile.WHAT_HAPPENED, Pile.BACKGROUND})
    return agreed / len(numbers) >= _BORNE_OUT and (not wanted or bool(set(numbers) & set(wanted)))


def _positional(reply: SplitReply, shown: Sequence[int]) -> bool:
    """True for lists that are one unbroken run from the story's first sentence on, section after section."""
    run = [*reply.what_happened, *reply.who_said_what, *reply.what_next]
    return len(run) > 2 and run == list(shown[: len(run)])


def joined(parts: Sequence[Split]) -> Split:
    """One split of the parts of a story."""
    piles: dict[int, Pile] = {}
    for part in parts:
        piles |= part.piles
    return Split(piles)


def listed(split: Split) -> Mapping[str, str]:
    """Each section's numbers as the prompts show them."""
    return {
        pile.value: ", ".join(str(number) for number in split.numbers(pile)) or "nothing"
        for pile in (*Section, Pile.BACKGROUND)
    }
