"""What a figure measures: the dead or the injured, turnout or votes, profit or revenue; and which of these are another.

Covered: words of a few families that news gives figures for, each parted into kinds that nobody takes for one another.
Not covered: words that may stand for several kinds ("casualties", "earnings", "income"), things that are merely counted
("12 boats").
"""

from __future__ import annotations

from briefer.text.cues import word_set

_FAMILIES = (
    (  # what became of people
        "dead die died dies dying kill kills killed killing death deaths fatality fatalities",
        "injure injured injures injuring injury injuries wound wounded wounding hurt",
        "missing unaccounted",
        "arrest arrested arrests arresting detained",
        "homeless displaced",
        "infected infection infections",
        "birth births born",
        "survivor survivors survived",
    ),
    ("turnout", "votes vote", "seat seats", "population"),
    (  # money that a business takes, keeps, asks, owes, pays
        "profit profits profitable",
        "revenue revenues sales takings",
        "loss losses lost",
        "price prices priced",
        "debt debts owe owes owed",
        "wage wages salary salaries pay",
        "dividend dividends",
        "rent rents",
    ),
    ("cost costs", "profit profits", "debt debts"),
    ("export exports exported", "import imports imported"),
    ("inflation", "unemployment joblessness jobless", "growth grew"),
    ("budget budgets", "deficit deficits", "surplus"),
    ("loan loans lent", "grant grants subsidy subsidies", "tax taxes", "fine fines fined"),
    ("income incomes", "debt debts owe owes owed", "tax taxes"),
    ("height high tall", "depth deep", "width wide", "weight weigh weighs weighed"),
)
Kind = tuple[int, int]
"""A family and a kind within it."""
_KINDS: dict[str, frozenset[Kind]] = {}
for _family, _kinds in enumerate(_FAMILIES):
    for _kind, _words in enumerate(_kinds):
        for _word in word_set(_words):
            _KINDS[_word] = _KINDS.get(_word, frozenset()) | {(_family, _kind)}


def kinds_of(word: str) -> frozenset[Kind]:
    """What a folded word measures; empty for most."""
    return _KINDS.get(word, frozenset())


def measures_another(one: frozenset[Kind], other: frozenset[Kind]) -> bool:
    """Whether two words measure different things for sure: they share a family, and no kind of it."""
    return one.isdisjoint(other) and not {family for family, _ in one}.isdisjoint(family for family, _ in other)
