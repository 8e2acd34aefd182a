"""Sorts a story's sentences into piles by their signals: the three sections, background, out."""

from __future__ import annotations

from collections.abc import Sequence

from briefer.article import Story
from briefer.write.engine import Pile, Split
from briefer.write.extractive.ahead import FORWARD
from briefer.write.extractive.signals import Signals

_EVENT_SHARE = 0.35
"""News tells its event in the first third; what stands later is detail."""
_OPENING_SHARE = 0.15
"""Up to here "..., the police said" gives the event its source; further on it is somebody's word."""
_WORDS_OF_SOMEBODY = 4
_EVENTS = 8
"""Event sentences in the pile, the strongest: three are printed, a model needs some to choose from."""


def event_score(signals: Signals) -> float:
    """How well a unit tells the event: early, central, with figures, names and a day, in no one's quotes."""
    unit = signals.unit
    early = 1.0 / (1.0 + 20.0 * unit.share)  # half at 5 per cent of the text: the second paragraph
    score = 4.0 * early + 1.2 * signals.centrality + 1.0 * signals.title
    score += 0.15 * signals.figures + 0.08 * signals.names + 0.3 * signals.day
    score -= 0.5 * max(signals.forward - 1.0, 0.0)
    score -= 0.4 * signals.quotes + 0.04 * signals.quote_words
    score -= 0.15 * signals.attributed
    score -= 1.5 * signals.personal + 0.3 * signals.joint + 0.8 * signals.leans + 0.8 * signals.dated
    score -= 3.0 * signals.question + 2.0 * signals.bare_quote
    score -= 0.03 * max(unit.words - 45, 0) + 0.08 * max(12 - unit.words, 0)
    return score


def sort_story(story: Story, signals: Sequence[Signals]) -> Split:
    """Every sentence of the story in a pile; sentences of no unit are dropped."""
    leads = lead_indices(signals)
    events = set(leads)
    rivals = [
        one
        for one in signals
        if not _ahead(one) and not one.question and one.unit.share <= _EVENT_SHARE and not _voice_of_somebody(one)
    ]
    rivals.sort(key=event_score, reverse=True)
    events |= {one.unit.index for one in rivals[: max(_EVENTS - len(leads), 0)]}
    piles = {sentence.number: Pile.DROP for sentence in story.sentences}
    for one in signals:
        pile = _pile(one, event=one.unit.index in events)
        piles.update(dict.fromkeys(one.unit.numbers, pile))
    return Split(piles)


def lead_indices(signals: Sequence[Signals]) -> tuple[int, ...]:
    """The unit that leads each article: the best event sentence among its first few."""
    leads: list[int] = []
    by_article: dict[int, list[Signals]] = {}
    for one in signals:
        by_article.setdefault(one.unit.article, []).append(one)
    for own in by_article.values():
        first = [one for one in own[:8] if not one.leans and not one.question] or own[:1]
        leads.append(max(first, key=event_score).unit.index)
    return tuple(leads)


def _pile(signals: Signals, *, event: bool) -> Pile:
    if event:
        return Pile.WHAT_HAPPENED
    if signals.question and not signals.attributed:
        return Pile.DROP
    if _ahead(signals):
        return Pile.WHAT_NEXT
    return Pile.WHO_SAID_WHAT if _spoken(signals) else Pile.BACKGROUND


def _ahead(signals: Signals) -> bool:
    return signals.forward >= FORWARD and not signals.dated


def _spoken(signals: Signals) -> bool:
    """Somebody's word; a word or two in quotation marks, said by nobody, is a title or irony."""
    return signals.attributed or signals.longest_quote >= _WORDS_OF_SOMEBODY


def _voice_of_somebody(signals: Signals) -> bool:
    """A word for Who said what, and not an early fact with its source ("..., police said")."""
    return _spoken(signals) and (signals.quotes > 0 or signals.answers or signals.unit.share > _OPENING_SHARE)
