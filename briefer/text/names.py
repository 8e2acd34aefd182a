"""Names of a text, by their capitals: persons, organisations, places; and what makes two of them one.

Covered: "Anna Kowalska", "Dr Kowalska", "Bank of England", "Smith-Jones", "O'Neill", "WHO" for the World Health
Organization, French for France, "U.S." for the United States, sentence beginnings told from names by a word list.
Not covered: names in lower-case text (there is nothing to see them by), names that are also ordinary words at a
sentence's beginning ("Brown said" is one only because a verb of saying follows), nicknames.
"""

from __future__ import annotations

import calendar
import re
from typing import NamedTuple

from briefer.text.cues import LEMMAS
from briefer.text.spans import Span
from briefer.text.words import STOP_WORDS, Token, ordinary_words, stem_of, tokenize

_HONORIFICS_LIST = (
    "mr mrs ms miss mx dr prof professor sir dame lord lady baroness baron rev reverend fr father sister st "
    "saint capt captain col colonel gen general lt lieutenant maj major sgt sergeant cpl adm admiral cmdr "
    "commander president vice-president vice premier chancellor prime minister secretary senator sen rep "
    "representative congressman congresswoman governor gov mayor mp judge justice king queen prince princess "
    "pope cardinal archbishop bishop ambassador chairman chairwoman chair ceo chief director deputy former ex "
    "spokesman spokeswoman spokesperson councillor alderman detective inspector sheriff constable officer "
    "coach manager minister attorney leader speaker duke duchess sheikh ayatollah imam rabbi jr sr esq doctor "
    "nurse pc cllr hon"
)
HONORIFICS = frozenset(_HONORIFICS_LIST.split())
"""Words that stand before a name and are no part of it."""
_JOINERS_LIST = "of de la le du des del della da di dos van von der den ten ter bin ibn al el and & for y e zu"
_JOINERS = frozenset(_JOINERS_LIST.split())
_WEAK_JOINERS = frozenset(["and", "for", "e", "y"])
_CALENDAR = frozenset(name.lower() for name in (*calendar.month_name, *calendar.day_name, *calendar.month_abbr) if name)
_SENTENCE_END = re.compile(r"[.!?:;…][\"'”’»)\]]*\s*$|^\s*[\"'“‘«(\[—–•*-]*\s*$|[\"“‘«(\[]\s*$|[—–]\s*$|\n\s*$")
_CAPITALISED_SHARE = 0.6  # of the ordinary words: a headline in title case has nearly all, a sentence few

_ROOT = 4  # letters that a place and its people share at least; "cuba" and "cuban" are told by their alias

_SHORT = 3  # letters that a short form has at least
_SAME = (
    "us usa america american americans united-states",
    "uk britain british briton britons united-kingdom great-britain",
    "france french frenchman", "germany german", "spain spanish spaniard", "netherlands dutch holland",
    "switzerland swiss", "denmark danish dane", "sweden swedish swede", "finland finnish finn", "poland polish pole",
    "turkey turkish turk turkiye", "greece greek", "ireland irish", "wales welsh", "scotland scottish scot scots",
    "england english englishman", "norway norwegian", "portugal portuguese", "thailand thai",
    "philippines filipino philippine",
    "cyprus cypriot", "afghanistan afghan", "pakistan pakistani", "iraq iraqi", "israel israeli", "china chinese",
    "europe european europeans eu european-union", "un united-nations", "kosovo kosovar",
    "czechia czech czech-republic",
    "saudi-arabia saudi saudis", "kuwait kuwaiti", "somalia somali", "bangladesh bangladeshi", "myanmar burma burmese",
    "kyiv kiev", "democrat democratic democrats", "republican republicans gop",
    "tory tories conservative conservatives",
    "lebanon lebanese", "vietnam vietnamese", "peru peruvian", "argentina argentine argentinian", "iceland icelandic",
    "new-zealand new-zealander kiwi", "hong-kong", "texas texan", "asia asian asians", "africa african",
    "cuba cuban", "india indian indians", "southeast south-east", "northeast north-east", "iran iranian", "laos lao", "mali malian",
    "california californian", "catalonia catalan",
    "christian christianity", "islam islamic muslim", "jew jewish", "buddhist buddhism", "soviet ussr",
)  # fmt: skip
_ALIASES: dict[str, frozenset[str]] = {}
for _line in _SAME:
    for _word in _line.split():
        _ALIASES[_word] = _ALIASES.get(_word, frozenset()) | frozenset(_line.split())
_DEMONYM = re.compile(r"(?:(?:i|e)?ans?|ese|ish|ics?|ists?|ism)$")
_HOME = re.compile(r"(?:ia|y|ity|land|[aeo])$")


class Name(NamedTuple):
    """A name, where it stands, and its words folded, honorifics left out."""

    start: int
    end: int
    text: str
    words: tuple[str, ...]
    """Folded; joiners such as "of" are left out."""
    sure: bool
    """False where a capital may only be a sentence's first letter or a headline's style."""

    @property
    def span(self) -> Span:
        """Where it stands."""
        return Span(self.start, self.end)


def find_names(text: str, tokens: tuple[Token, ...] | None = None) -> tuple[Name, ...]:
    """The names of a text in order; empty for a text without capitals."""
    tokens = tokenize(text) if tokens is None else tokens
    capitals = [place for place, token in enumerate(tokens) if _capital(token)]
    titled = len(capitals) > 1 and _title_case(tokens)
    names: list[Name] = []
    stop = 0
    for index in capitals:
        if index < stop:
            continue
        stop = _run(text, tokens, index)
        name = _name(text, tokens[index:stop], tokens[stop : stop + 1], titled=titled)
        if name is not None:
            names.append(name)
    return tuple(names)


def _capital(token: Token) -> bool:
    return token.raw[0].isupper() and (len(token.raw) > 1 or token.raw not in {"I", "A"})


def _run(text: str, tokens: tuple[Token, ...], index: int) -> int:
    """Where the run of capitalised words from `index` ends; "of" and its like belong inside it, not at its end."""
    stop = index + 1
    while stop < len(tokens):
        gap = text[tokens[stop - 1].end : tokens[stop].start]
        initial = (gap == ". " and len(tokens[stop - 1].raw) == 1) or (
            gap == ". " and tokens[stop - 1].word in HONORIFICS
        )
        if gap not in {" ", "-", "–", "\u00a0", "'", "’"} and not initial:
            break
        if _capital(tokens[stop]):
            stop += 1
            continue
        ahead = stop
        while ahead < len(tokens) and tokens[ahead].raw in _JOINERS | {"the"} and ahead - stop < 2:
            ahead += 1
        joined = ahead > stop and ahead < len(tokens) and _capital(tokens[ahead])
        if (
            not joined
            or tokens[stop].raw in _WEAK_JOINERS
            or text[tokens[stop].end : tokens[ahead].start].strip(" \u00a0" + "aelthdfoinvrus")
        ):
            break
        stop = ahead + 1
    return stop


def _name(text: str, run: tuple[Token, ...], after: tuple[Token, ...], *, titled: bool) -> Name | None:
    first = 0
    begins = _SENTENCE_END.search(text[max(0, run[0].start - 6) : run[0].start]) is not None
    while first < len(run) and (
        (run[first].word in STOP_WORDS and not run[first].raw.isupper()) or run[first].word in HONORIFICS
    ):
        first += 1
        begins = False  # "The High Court": what comes second has a capital of its own
    for place in range(first, len(run) - 1):  # "Harbour Minister Edda Voss": all before the name is her office
        if run[place].word in HONORIFICS and all(_ordinary(token) for token in run[first:place]):
            first, begins = place + 1, False
    if begins and first < len(run) and len(run) - first > 1 and _ordinary(run[first]):
        first += 1  # "Yesterday Anna Kowalska", "Striking Amazon workers"
        begins = False
    while first < len(run) and run[first].word in _CALENDAR:  # "On Monday Australian officials"
        first += 1
        begins = False
    kept = run[first:]
    while kept and (kept[-1].word in STOP_WORDS and not kept[-1].raw.isupper()):
        kept = kept[:-1]
    words = tuple(token.word for token in kept if token.raw not in _JOINERS and token.raw != "the")
    if not words or all(word in _CALENDAR for word in words):
        return None
    sure = not titled
    if begins and len(words) == 1 and not kept[0].raw[1:2].isupper():
        says = bool(after) and after[0].raw in LEMMAS and after[0].raw.endswith(("ed", "s", "aid", "old"))
        sure = sure and (not _ordinary(kept[0]) or says) and not _plain_form(kept[0].word)
    elif titled:
        sure = not any(_ordinary(token) for token in kept) and len(words) == 1 and not _plain_form(words[0])
    return Name(kept[0].start, kept[-1].end, text[kept[0].start : kept[-1].end], words, sure)


def _ordinary(token: Token) -> bool:
    return token.stem in ordinary_words() or token.word in ordinary_words()


def _plain_form(word: str) -> bool:
    """The word has an ending that ordinary words have and names seldom do."""
    return word.endswith(("ing", "ed", "ly", "ness", "tion", "tions", "ment", "ments", "ists", "ers", "ors", "ies"))


def _title_case(tokens: tuple[Token, ...]) -> bool:
    """True for a headline in which ordinary words have capitals too; names alone never make it one."""
    ordinary = [token for token in tokens[1:] if len(token.raw) > 3 and token.raw.isalpha() and _ordinary(token)]
    return len(ordinary) >= 2 and sum(1 for token in ordinary if token.raw[0].isupper()) > _CAPITALISED_SHARE * len(
        ordinary
    )


def acronym(words: tuple[str, ...]) -> str:
    """The first letters of a name's words."""
    return "".join(word[0] for word in words if word)


def aliases(word: str) -> frozenset[str]:
    """Other names of what a folded name word means: demonyms and short forms; "united-states" stands for two words."""
    return _ALIASES.get(word, frozenset()) | _ALIASES.get(stem_of(word), frozenset())


def people_of(word: str) -> str | None:
    """What is left of the name of a people or a creed's followers ("brazilian": "brazil"); None for other words."""
    cut = _DEMONYM.sub("", word)
    return cut if cut != word and len(cut) >= _ROOT else None


def place_of(word: str) -> str:
    """What is left of the name of a place or a creed without its ending ("brazil", "canad", "scientolog")."""
    cut = _HOME.sub("", word)
    return cut if len(cut) >= _ROOT else word


def namesakes(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether the words of two names may mean the same: one in common, initials, a place and its people, a short form."""
    if not set(one).isdisjoint(other) or acronym(one) in other or acronym(other) in one:
        return True
    roots, others = (
        {root for word in words for root in (place_of(word), people_of(word)) if root} for words in (one, other)
    )
    if roots & others or _shortened(one, other) or _shortened(other, one):
        return True
    return any(alias in other or alias == "-".join(other) for word in one for alias in aliases(word))


def _shortened(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Whether a word of one name is the beginning of a word of the other ("Philly", "Ed" and "Edward")."""
    return any(len(word) >= _SHORT and whole.startswith(word) for word in short for whole in long)
