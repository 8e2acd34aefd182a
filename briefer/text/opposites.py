"""Words that say the opposite of each other: which way a figure went, who won, what was allowed.

Covered: groups of words that mean one direction against groups that mean the other ("rose", "climbed", "jumped"
against "fell", "dropped", "sank"), points of the compass, and words that a prefix turns round ("legal", "illegal").
Not covered: opposites in one story alone ("the government" and "the rebels"), degrees of one thing ("warm", "hot").
"""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache

from briefer.text.words import stem_of

_OPPOSED = (  # a word behind = stands for this form alone: "a defeat" is a loss, "defeated" a win
    (
        (
            "rise rose risen rising climb increase grow grew grown gain jump surge soar swell advance rally rebound "
            "double triple expand raise boost lift growth upward upwards"
        ),
        (
            "fall fell fallen falling drop decrease decline shrink shrank shrunk lose slump plunge sink sank tumble slide "
            "dip contract reduce lower cut loss halve halved reduction downward downwards"
        ),
    ),
    ("more", "less fewer"),
    ("most", "least fewest"),
    ("higher high highest", "lower low lowest"),
    ("larger largest bigger biggest large big greater greatest", "smaller smallest small"),
    ("longer longest", "shorter shortest"),
    ("faster fastest quicker", "slower slowest"),
    ("stronger strongest strengthen strengthened strong", "weaker weakest weaken weakened weak"),
    ("older oldest elder eldest old", "younger youngest young"),
    ("better best improve improved improvement", "worse worst worsen worsened deteriorate deterioration"),
    ("earlier early earliest", "later late latest"),
    ("up", "down"),
    (
        (
            "accept approve back endorse support welcome favour favor praise hail embrace agree agreed agreeing uphold "
            "upheld supporter for"
        ),
        "reject oppose condemn criticise criticize denounce refuse disapprove veto overturn overturned opponent against",
    ),
    ("begin began begun start open launch beginning resume", "end finish stop close cease halt shut ended ending"),
    ("allow permit legalise legalize authorise authorize let", "ban forbid forbade prohibit bar outlaw block prevent"),
    ("majority", "minority"),
    ("success succeed succeeded successful", "failure fail failed unsuccessful"),
    ("guilty convict convicted", "innocent acquit acquitted"),
    ("arrest arrested detain detained jail jailed imprison", "release released free freed"),
    ("positive", "negative"),
    ("maximum", "minimum"),
    ("include included", "exclude excluded"),
    ("inside", "outside"),
    ("north northern northward", "south southern southward"),
    ("east eastern eastward", "west western westward"),
    ("northeast north-east", "southwest south-west"),
    ("northwest north-west", "southeast south-east"),
    ("top", "bottom"),
    ("profit", "loss deficit"),
    ("surplus", "deficit shortage"),
    ("alive survive survived", "dead die died killed"),
    ("confirm confirmed acknowledge acknowledged admit admitted", "deny denied"),
    ("safe safer", "dangerous unsafe"),
    ("easy easier easily", "difficult hard harder"),
    ("always", "never"),
    ("all every everyone everybody", "none no nobody"),
    ("many", "few"),
    ("son", "daughter"),
    ("father", "mother"),
    ("brother", "sister"),
    ("male", "female"),
    ("rich", "poor"),
    ("public", "private"),
    ("hire hired", "fire fired sack sacked dismiss dismissed"),
    ("attack", "defend defended"),
    ("build built construct", "demolish demolished destroy destroyed"),
    ("encourage", "discourage"),
    ("encouraging", "discouraging"),
    ("optimistic", "pessimistic"),
    ("likely", "unlikely"),
    ("remember remembered", "forget forgot forgotten"),
    ("add added", "remove removed subtract"),
    ("appear appeared", "disappear disappeared vanish vanished"),
    ("same", "different"),
    ("ally", "enemy rival"),
    ("love loved", "hate hated"),
    ("accelerate", "decelerate slow slowed"),
    ("tighten", "loosen ease relax"),
    ("warm warmer warmest hot hotter", "cold colder coldest cool cooler"),
    ("heavy heavier", "light lighter"),
    ("wide wider", "narrow narrower"),
    ("full", "empty"),
    ("new newer newest", "old older oldest"),
    ("permanent permanently", "temporary temporarily"),
    ("voluntary voluntarily", "compulsory mandatory"),
    ("=right", "wrong =left"),
    ("true", "false"),
    ("present", "absent"),
    ("day", "night"),
    ("peace", "war"),
    ("he him his himself", "she her hers herself"),
    ("ahead", "behind"),
    ("forward", "backward backwards back"),
    ("often frequently", "rarely seldom"),
    ("hope hopeful", "despair hopeless"),
    ("friend friendly", "hostile"),
    ("hero", "villain"),
    ("birth born", "death"),
    ("urban", "rural"),
    ("domestic", "foreign"),
    ("offence offense", "defence defense"),
    ("demand", "supply"),
    ("visible", "hidden"),
    ("together", "apart"),
    ("proven prove proved", "disprove disproved"),
)  # fmt: skip
_CONVERSE = (
    ("win won winning wins victory victorious triumph winner beat", "lose lost losing loses loss loser =defeat"),
    ("before", "after"),
    ("first", "last"),
    ("buy bought purchase", "sell sold"),
    ("husband", "wife"),
    ("import", "export"),
    ("borrow", "lend lent"),
    ("above over exceeding exceed", "below under beneath"),
    ("arrive arrived enter entered join joined", "leave left depart departed quit exit exited"),
)
"""What one side does, the other undergoes: A beat B where B lost to A. The same event, seen from its other end."""
_GROUPS = _OPPOSED + _CONVERSE
_ONE_OF = (
    "spring summer autumn winter",
    "morning afternoon evening",
    "once twice thrice",
    "double triple quadruple halve",
    "doubled tripled quadrupled halved",
    "gold silver bronze",
    "red yellow green blue white black",
    "monthly weekly daily yearly",
)
"""Words of which only one can be true in one place."""
_RANKS = {word: (at, place) for at, words in enumerate(_ONE_OF) for place, word in enumerate(words.split())}
_SIDES: defaultdict[str, set[tuple[int, int]]] = defaultdict(set)
for _at, _pair in enumerate(_GROUPS):
    for _side, _words in enumerate(_pair):
        for _word in _words.split():
            _SIDES[_word.lstrip("=")].add((_at, _side))
            if not _word.startswith("="):
                _SIDES[stem_of(_word)].add((_at, _side))
_EXACT = frozenset(word[1:] for pair in _GROUPS for words in pair for word in words.split() if word.startswith("="))
_PREFIXES = ("un", "in", "im", "il", "ir", "dis", "non", "mis")
_ROOT = 4  # letters behind a prefix: "unit" is no opposite of "it"


@lru_cache(maxsize=16384)
def sides_of(word: str) -> frozenset[tuple[int, int]]:
    """The groups that a folded word belongs to, and on which side of each it stands; empty for most words."""
    if word in _SIDES:
        return frozenset(_SIDES[word])
    stem = stem_of(word)
    return frozenset(_SIDES[stem]) if stem in _SIDES and stem not in _EXACT else frozenset()


@lru_cache(maxsize=16384)
def opposites(one: str, other: str) -> bool:
    """Whether two folded words say the opposite of each other."""
    if one == other or stem_of(one) == stem_of(other):
        return False
    here, there = sides_of(one), sides_of(other)
    if any((group, 1 - side) in there for group, side in here) and not here & there:
        return True
    if one in _RANKS and other in _RANKS and _RANKS[one][0] == _RANKS[other][0]:
        return True
    return _turned(one, other) or _turned(other, one)


def converse(word: str) -> bool:
    """Whether a folded word has a partner that tells the same event from its other end ("beat", "lost to")."""
    return any(group >= len(_OPPOSED) for group, _ in sides_of(word))


def _turned(plain: str, turned: str) -> bool:
    return len(plain) >= _ROOT and any(
        turned.startswith(prefix) and stem_of(turned[len(prefix) :]) == stem_of(plain) for prefix in _PREFIXES
    )
