"""Selection: which units make each section, inside the house's bands, and in which order they are printed.

What happened is chosen first, as the lead is the story; then What next?, whose material is rare; Who said
what gets the room that is left. Weights are judgements read off real briefs, not fitted: each is a part of
a point, where a point is about what separates a sentence that an editor would take from one that she would
cut.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from briefer.brief import Section
from briefer.write.engine import Pile, Split
from briefer.write.extractive.picks import BANDS, SAME, SAME_ANSWER, Picks
from briefer.write.extractive.signals import LONGEST_QUOTE, Signals
from briefer.write.extractive.sorting import event_score

MOST_WORDS = 300
_SHARE_OF_STORY = 0.6
"""A brief of a short article is much shorter than the article, or it would save nobody time."""
_SHORTEST = 60
"""Words that the brief of even the shortest story may have: its lead and a voice."""
_FORESIGHT = 0.8
"""The forward score of a plan or expectation inside quotation marks."""
_MOST_EVENT_QUOTES = 2
_ANY = -99.0
"""The floor of a pick that is made whatever it is worth."""


def select(
    signals: Sequence[Signals],
    split: Split,
    sections: Iterable[Section] = tuple(Section),
    exclude: Collection[int] = (),
    *,
    edited: bool = False,
) -> Picks:
    """The units of each wanted section, in the order to print them.

    `exclude` are sentence numbers already printed. `edited` says that the story's own headings made the
    split: then its editor's order and choice stand, and only length is looked at.
    """
    wanted = set(sections)
    picks = Picks(signals, split)
    picks.barred = [one for one in signals if any(number in exclude for number in one.unit.numbers)]
    if edited:
        for section in Section:
            if section in wanted:
                _pick_in_order(picks, section)
        return picks
    words = sum(one.unit.words for one in signals)
    room = min(MOST_WORDS, max(int(_SHARE_OF_STORY * words), _SHORTEST))
    if Section.WHAT_HAPPENED in wanted:
        _pick_events(picks, room)
    if Section.WHAT_NEXT in wanted:
        _pick_next(picks, max((room - picks.words()) // 2, BANDS[Section.WHAT_NEXT].enough_words))
    if Section.WHO_SAID_WHAT in wanted:
        _pick_voices(picks, max(room - picks.words(), BANDS[Section.WHO_SAID_WHAT].fewest_words))
    return picks


def _pick_in_order(picks: Picks, section: Section) -> None:
    chosen = picks.sections[section]
    for one in picks.in_pile(Pile(section.value)):
        follows = bool(chosen) and picks.before(one) is chosen[-1]
        stands = follows or not (one.leans or one.joint)
        fits = picks.words(section) + one.unit.words <= BANDS[section].most_words
        if fits and stands and not one.question and picks.likeness(one) < SAME:
            chosen.append(one)


def _pick_events(picks: Picks, most_words: int) -> None:
    """The lead, then what adds most to it: who, where, how many, and a day if the lead has none."""
    section, band = Section.WHAT_HAPPENED, BANDS[Section.WHAT_HAPPENED]
    pile = picks.in_pile(Pile.WHAT_HAPPENED)
    wider = picks.in_pile(Pile.WHAT_HAPPENED, Pile.BACKGROUND)
    chosen = picks.sections[section]

    def score(one: Signals) -> float:
        worth = event_score(one)
        if chosen and one.day:
            worth += -0.4 if any(each.day for each in chosen) else 0.6
        if sum(each.quotes for each in chosen) + one.quotes > _MOST_EVENT_QUOTES:
            worth -= 2.0
        return worth + (0.4 if picks.before(one) in chosen else 0.0)  # it reads on

    standing = [one for one in pile if not one.leans] or pile
    picks.pick(section, standing, score, most_words=most_words, floor=_ANY)
    while picks.words(section) < band.enough_words and len(chosen) < band.most_units:
        short = picks.words(section) < band.fewest_words
        floor = 0.2 if short else 1.0
        if picks.pick(section, pile, score, most_words=most_words, floor=floor):
            continue
        if not (short and picks.pick(section, wider, score, most_words=most_words, floor=floor)):
            break
    lead = chosen[0] if chosen else None
    chosen.sort(key=lambda one: (one is not lead and not _follows(one, lead), one.unit.index))


def _follows(one: Signals, lead: Signals | None) -> bool:
    return lead is not None and one.unit.follows and one.unit.index == lead.unit.index + 1


def _next_score(one: Signals) -> float:
    """How well a unit tells what comes next: dated steps first, the end of the article before its middle."""
    worth = one.forward + 0.9 * one.unit.share + 0.6 * one.scheduled + 0.8 * one.centrality
    worth += 0.3 * bool(one.names or one.voice) - 0.06 * one.quote_words - 0.3 * one.quotes
    worth -= 1.5 * one.personal + 0.7 * one.leans + 0.2 * one.joint + 3.0 * one.question + 1.5 * one.bare_quote
    return worth - _misfit(one)


def _foresees(one: Signals) -> bool:
    return one.forward >= _FORESIGHT and not one.dated and not one.personal


def _pick_next(picks: Picks, most_words: int) -> None:
    section, band = Section.WHAT_NEXT, BANDS[Section.WHAT_NEXT]
    pile = picks.in_pile(Pile.WHAT_NEXT)
    chosen = picks.sections[section]
    while picks.words(section) < band.enough_words:
        short = picks.words(section) < band.fewest_words
        floor = (2.2 if short else 3.2) if chosen else 0.0
        if not picks.pick(section, pile, _next_score, most_words=most_words, floor=floor):
            break
    if not chosen:  # a long sentence, or a forecast inside quotation marks, is worth more than nothing
        ahead = {one.unit.index for one in pile}
        wider = pile + [one for one in picks.signals if _foresees(one) and one.unit.index not in ahead]
        picks.pick(section, wider, _next_score, most_words=band.most_words, floor=0.0)
    chosen.sort(key=lambda one: one.unit.index)


def _voice_score(one: Signals) -> float:
    """How well a unit gives somebody's word: named, quoted briefly, about the matter."""
    worth = (
        1.8 * one.centrality + 0.5 * one.title + 0.7 * bool(one.voice) + (0.6 if one.named else 0.2) * one.introduces
    )
    if one.attributed:
        worth += 1.0 * (0 < one.longest_quote <= LONGEST_QUOTE) + 0.3 * min(one.quotes, 2)
    worth -= 0.05 * max(one.longest_quote - LONGEST_QUOTE, 0)
    worth += 0.4 * (1.0 - one.unit.share) + 0.1 * min(one.figures + one.names, 4)
    worth -= 0.8 * one.leans + 0.2 * one.joint + 1.2 * one.personal + 2.0 * one.question + 0.4 * one.dated
    return worth - _misfit(one)


def _misfit(one: Signals) -> float:
    """What a unit loses for its length: the house's sentences have 18 to 33 words, the median 25."""
    return 0.02 * max(one.unit.words - 45, 0) + 0.08 * max(10 - one.unit.words, 0)


def _pick_voices(picks: Picks, most_words: int) -> None:
    """Two voices where there are two, the other side's answer if there is one, then the best of the rest."""
    section, band = Section.WHO_SAID_WHAT, BANDS[Section.WHO_SAID_WHAT]
    pile = picks.in_pile(Pile.WHO_SAID_WHAT)
    elsewhere = picks.in_pile(Pile.WHAT_NEXT, Pile.WHAT_HAPPENED)
    wider = pile + [one for one in elsewhere if one.attributed]
    chosen = picks.sections[section]

    def score(one: Signals) -> float:
        heard = [each.voice for each in chosen]
        worth = _voice_score(one) + 0.4 * one.answers - 0.9 * (not picks.introduced(one))
        if one.voice is not None:
            worth += 0.9 if one.voice not in heard else -0.7 * heard.count(one.voice)
        if chosen and one.unit.article not in {each.unit.article for each in chosen}:
            worth += 0.4  # another outlet
        return worth

    picks.pick(section, [one for one in pile if one.quotes], score, most_words=most_words, floor=0.0)
    answering = [one for one in wider if one.answers]
    if answering:  # kept whatever else is: leaving the other side's answer out would be unfair
        same = SAME if any(one.answers for one in picks.chosen()) else SAME_ANSWER
        picks.pick(section, answering, score, most_words=band.most_words, floor=_ANY, same=same)
        if not any(one.answers for one in picks.chosen()):
            _answer_to_lead(picks, answering)
    answered = {one.voice for one in chosen if one.answers}
    if answered and not any(one.accuses for one in chosen):  # an answer means little without what it answers
        charges = [one for one in pile if one.accuses and one.voice not in answered]
        if picks.pick(section, charges, score, most_words=most_words, floor=0.0):
            _introduce(picks, chosen[-1], pile)
    while picks.words(section) < band.enough_words:
        voices = {one.voice for one in chosen}
        others = [one for one in wider if one.voice is not None and one.voice not in voices]
        if len(voices) < 2 and picks.pick(section, others, score, most_words=most_words, floor=0.0):
            continue
        short = picks.words(section) < band.fewest_words
        floor = 0.2 if short else 1.0
        if not picks.pick(section, wider if short else pile, score, most_words=most_words, floor=floor):
            break
    if not chosen:  # the source has little: whatever is said, in words or by a verb of another kind
        spoken = [one for one in picks.signals if one.voice is not None or one.quotes]
        picks.pick(section, spoken, score, most_words=most_words, floor=0.0)
    before = picks.sections[Section.WHAT_HAPPENED]
    _order_by_voice(chosen, before)
    _introduce_first(picks, before)


def _introduce_first(picks: Picks, before: Sequence[Signals]) -> None:
    """Put the sentence that names somebody in full in front of the first that has only a part of the name.

    `before` is printed before the section. Where no sentence that fits names them, it stays as it is.
    """
    section = Section.WHO_SAID_WHAT
    band = BANDS[section]
    chosen = picks.sections[section]
    for one in list(chosen):
        at = chosen.index(one)
        if not _is_part_of_name(one) or _names(one, [*before, *chosen[:at]]):
            continue
        free = [other for other in picks.signals if _names(one, [other]) and _may_introduce(picks, other, one)]
        room = band.most_words - picks.words(section)
        fits = [other for other in free if other.unit.words <= room]
        if fits and len(chosen) < band.most_units:
            chosen.insert(at, max(fits, key=lambda other: (other.voice == one.voice, -other.unit.index)))


def _is_part_of_name(one: Signals) -> bool:
    """Whether the unit has its voice by a surname alone: "Reyes said" for Anna Reyes."""
    words = (one.voice or "").split()
    return len(words) > 1 and words[0][0].isupper() and not one.introduces and not one.leans


def _names(one: Signals, others: Iterable[Signals]) -> bool:
    """Whether one of the others has the unit's voice in full."""
    name = (one.voice or "").casefold()
    return any(name in other.unit.text.casefold() for other in others)


def _may_introduce(picks: Picks, other: Signals, one: Signals) -> bool:
    """Whether a unit can stand in front of another to say who speaks: whole, earlier in its article, said nowhere yet."""
    whole = not (other.leans or other.question or other.joint)
    earlier = other.unit.article == one.unit.article and other.unit.index < one.unit.index
    return whole and earlier and picks.likeness(other) < SAME


def _introduce(picks: Picks, one: Signals, pile: Sequence[Signals]) -> None:
    """Choose the sentence that names a voice in full, where the one just chosen does not and it fits."""
    if picks.introduced(one):
        return
    section = Section.WHO_SAID_WHAT
    named = [other for other in pile if other.voice == one.voice and other.introduces]
    earlier = [other for other in named if other.unit.index < one.unit.index]
    picks.pick(section, earlier, _voice_score, most_words=BANDS[section].most_words, floor=0.0)


def _answer_to_lead(picks: Picks, answering: Sequence[Signals]) -> None:
    """Put an answer that leans on a unit of What happened right behind it: it can be printed nowhere else."""
    section = Section.WHAT_HAPPENED
    events = picks.sections[section]
    for one in answering:
        before = picks.before(one)
        fits = picks.words(section) + one.unit.words <= BANDS[section].most_words
        if fits and before is not None and before in events:
            events.insert(events.index(before) + 1, one)
            return


def _order_by_voice(chosen: list[Signals], before: Sequence[Signals]) -> None:
    """Order by voice, each where it first speaks; a quotation opens the section, and no answer if it can.

    Nor does a voice that nothing has named in full: `before` is printed before the section.
    """
    groups = voice_groups(sorted(chosen, key=lambda one: one.unit.index))
    quoted = [group for group in groups if group[0].quotes]
    if quoted:
        opening = min(
            quoted,
            key=lambda group: (
                any(one.answers for one in group),
                _is_part_of_name(group[0]) and not _names(group[0], before),
            ),
        )
        groups.remove(opening)
        groups.insert(0, opening)
    chosen[:] = [one for group in groups for one in group]


def voice_groups(ordered: Sequence[Signals]) -> list[list[Signals]]:
    """Units of one voice together, at the place of the first; a leaning unit stays right behind the one before it."""
    groups: list[list[Signals]] = []
    before: Signals | None = None
    place: list[Signals] = []
    """The group that the unit before is in."""
    for one in ordered:
        home = next((group for group in groups if one.voice is not None and group[0].voice == one.voice), None)
        if before is not None and one.leans and one.unit.index == before.unit.index + 1:
            place.append(one)
        elif home is not None:
            home.append(one)
            place = home
        else:
            place = [one]
            groups.append(place)
        before = one
    return groups
