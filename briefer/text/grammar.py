"""The small words of English, and the tokens of a text whose quotations have been masked.

Function words are a closed class, so phrases and clauses can be told apart without a tagger. The lists of
titles and of words that organisations end in are no lists of anybody: they say what kind of thing a
capitalised word belongs to.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from briefer.text.cues import BASE_FORMS, LEMMAS, NOUNLIKE, word_set

MASK = "\ue000"
"""Stands for each character of a quotation that is a stop: the writer's sentence does not run through."""
WOVEN = "\ue001"
"""Stands for each character of a quotation that is a word of the writer's phrase: the "History" section."""
MASKS = MASK + WOVEN

_TOKEN = re.compile(
    r"([a-z]+(?![\w'’‐‑&-]|\.\w)|[A-Z][a-z]+(?![\w.'’‐‑&-])|,"  # what most of a text is: the rest is not tried
    rf"|{MASK}+|{WOVEN}+"
    r"|(?:Mr|Mrs|Ms|Mx|Dr|Drs|Prof|Sens?|Reps?|Gov|Lt|Col|Gen|Capt|Sgt|Cpl|Maj|Cmdr|Adm|Rev|Hon|St|Jr|Sr|Supt|Insp|"
    r"Det|Pres|Fr|Msgr|Messrs)\."
    r"|(?:[^\W\d_]\.){2,}(?:['’]s)?|[^\W\d_a-z]\.(?=\s[^\W\d_a-z])"  # U.S., J. K. Rowe
    r"|\b(?:I|[Yy]ou|[Ww]e|[Tt]hey|[Hh]e|[Ss]he|[Ii]t)(?=['’](?:d|s|m|ll|ve|re)\b)"  # he | 'd
    r"|['’](?:s|d|m|ll|ve|re)\b|[@#]\w+|(?:\d+['′’]\s?)?\d+[\"″](?=[\s,.)]|$)|\d[\d,.]*\d(?:-\w+)*"
    r"|\w+(?:[-‐‑'’&]\w+)*(?:\.(?:com|org|net|co\.uk|gov|edu|tv|io)\b)?|\.{3}|[^\w\s])"
)


_ARTICLED = re.compile(r"(?:[ae][dlnrstz]|[ae]sh|ul|bin|ibn|d|l|o)[-‐‑'’][A-Z]")
"""Names whose first letter is small: al-Amr, d'Arcy."""


class Token(NamedTuple):
    """A word, a mark or a masked quotation."""

    text: str
    lower: str
    start: int
    end: int
    capital: bool
    """True for a word that a name may be made of."""

    @property
    def possessive(self) -> bool:
        """True for what owns the word behind it."""
        return self.text.endswith(("'s", "’s"))


def tokenise(text: str, offset: int = 0) -> list[Token]:
    """The words and marks of a text, a masked quotation as one token; `offset` is added to their places."""
    new = tuple.__new__  # cheaper than calling the named tuple, and this is most of what a text costs
    parts = _TOKEN.split(text)  # a gap, a word, a gap, ...: no match is made into an object
    ends = list(accumulate(map(len, parts), initial=offset))
    words = parts[1::2]
    return [
        new(Token, (word, lower, start, end, capital))
        for word, (lower, capital), start, end in zip(words, map(_case, words), ends[1::2], ends[2::2], strict=False)
    ]


@lru_cache(maxsize=16384)
def _case(word: str) -> tuple[str, bool]:
    """A word in lower case, and whether a name may be made of it."""
    return (word, False) if word.islower() and word[0] != "@" else (word.lower(), _is_capital(word))


def _is_capital(word: str) -> bool:
    first = word[0]
    if first.isupper() or first == "@":
        return True
    return first.isalpha() and not word.islower() and (word.isalpha() or _ARTICLED.match(word) is not None)


PERSONAL = word_set("he she it they i we")
PRONOUNS = PERSONAL | word_set(
    "you who everyone everybody someone somebody anyone nobody one both others many some most all another "
    "several neither these those"
)
OBJECTS = {"him": "he", "her": "she", "them": "they", "me": "i", "us": "we", "it": "it", "you": "you"}
"""Object forms, with the subject's."""
OBJECTS_ALONE = OBJECTS.keys() - {"it", "you"}
"""Object forms that are no subject's."""
DETERMINERS = word_set(
    "the a an his her its their our my your this that these those one two three four five six some several "
    "many both each every another any most all few no other various numerous"
)
BARE_DETERMINERS = DETERMINERS - PRONOUNS
PREPOSITIONS = word_set(
    "of for in on at by from with to into onto over under about against after before during since until till "
    "through throughout among amid amidst between behind beside besides beyond despite near outside inside "
    "within without toward towards upon via per across around along alongside above below as like unlike "
    "following regarding concerning including except asked speaking citing responding referring ahead "
    "instead because given"
)
LEADS = PREPOSITIONS | word_set(
    "when while if although though once whereas where earlier later last next this early late"
)
"""What leads in to a clause: "In Oslo, ...", "Last week ..."."""
CONJUNCTIONS = word_set(
    "that because while when as if although though but after before since until whether where which what how "
    "why than who whom whose so yet or nor unless whereas then"
)
LINKS = word_set("and but yet so then meanwhile still because while that even only however")
"""What may stand before a subject without belonging to it."""
AUXILIARIES = word_set(
    "'d 've 'll 're 'm ’d ’ve ’ll ’re ’m is are was were be been being am has have had having do does did will would can could shall should may "
    "might must isn't aren't wasn't weren't hasn't haven't hadn't don't doesn't didn't won't wouldn't can't "
    "couldn't"
)
BE = word_set("is are was were be been being am get gets got 'm ’m 're ’re")
HAVE = word_set("has have had having 's ’s 'd ’d 've ’ve")
ADVERBS = word_set(
    "also much heard then later once now still just even often again further first has have had did do does would "
    "will could might may can must since ever never always soon already instead earlier too however today "
    "yesterday tonight himself herself themselves itself there here twice simply so both all been is was are "
    "were be being s 's ’s 'd ’d 've ’ve 'll ’ll 're ’re 'm ’m went on"
)
"""What may stand between a subject and its verb, auxiliaries among them."""
DAYS = word_set(
    "monday tuesday wednesday thursday friday saturday sunday january february march april june july august "
    "september october november december today yesterday tonight tomorrow mon tue tues wed thu thur thurs "
    "fri sat sun jan feb mar apr jun jul aug sep sept oct nov dec"
)
_WEEKDAYS = word_set(
    "monday tuesday wednesday thursday friday saturday sunday today yesterday tonight tomorrow mon tue tues wed "
    "thu thur thurs fri sat sun"
)
"""What may stand between a subject and its verb, as months do not: Reyes Monday said."""
_ALSO_NAMES = word_set("will may")
_NOUNS_IN_LY = word_set("family assembly ally bully supply rally monopoly anomaly butterfly")
"""Nouns that look like adverbs, and are a subject's where a verb follows: the family said."""
PARTICLES = word_set(
    "de da di del della der den van von bin ibn al el la le du dos das ter ten zu y e ap abu ben af av und"
)
JOINERS = PARTICLES | word_set("of for the &")
"""Small words inside a name."""
NEVER_SUBJECT = DAYS | word_set("not n't there here then so thus yet and but or nor if to")
NO_NAME = (
    BARE_DETERMINERS
    | (DETERMINERS - {"one"})
    | LEADS
    | CONJUNCTIONS
    | (PRONOUNS - {"one"})
    | AUXILIARIES
    | DAYS
    | word_set(
        "and but yet also meanwhile however moreover still even not no yes there here let i'm i've i'd i'll "
        "it's he's she's they're we're we've that's what's there's"
    )
)
"""Capitalised at the beginning of a sentence, but no part of a name."""
TITLES = word_set(
    "mr mrs ms mx miss dr prof sen gov rep lt col gen capt sgt cpl maj cmdr adm rev hon pres fr sir dame "
    "lord lady baron baroness president vice-president vice prime minister deputy secretary senator governor "
    "representative congressman congresswoman councillor councilor councilman councilwoman mayor chancellor "
    "ambassador judge justice attorney prosecutor sheriff detective inspector superintendent constable "
    "officer chief commissioner commander captain sergeant corporal colonel general lieutenant major admiral "
    "professor doctor rabbi imam pope cardinal archbishop bishop father sister brother reverend pastor king "
    "queen prince princess duke duchess emperor sheikh ayatollah sultan chairman chairwoman chair "
    "chairperson ceo cfo coo cto director editor coach manager spokesman spokeswoman spokesperson "
    "undersecretary under-secretary leader boss founder co-founder speaker premier taoiseach mp msp mep "
    "analyst economist author coauthor co-author home foreign shadow interior health finance defence defense "
    "state former ex-president acting interim executive assistant associate senior head counsel barrister "
    "lawyer academic researcher scientist reporter correspondent journalist commentator critic campaigner "
    "activist actor actress singer candidate nominee democrat republican conservative labour tory envoy "
    "det ch insp supt cllr negotiator dean provost principal headteacher"
)
ORGANISATION = word_set(
    "department ministry agency office council committee commission parliament congress senate house "
    "assembly court police force service university college school institute foundation association "
    "federation union party group company corporation corp inc ltd llc plc bank fund board bureau center "
    "centre museum hospital church society club network press post times journal news herald tribune "
    "telegraph guardian gazette magazine television tv radio channel authority administration organization "
    "organisation league alliance coalition movement army navy guard nations team airlines airways motors "
    "industries media review chronicle observer independent mail mirror express standard star sun globe "
    "inquirer examiner record weekly daily reuters bbc cnn nbc cbs abc fox npr ap afp itv government "
    "treasury pentagon kremlin city county state states airport hotel park street road avenue river valley "
    "mountain island islands sea ocean kingdom republic province region district cup championship act bill "
    "day week games world section trust campaign project programme program report"
)
_STOPS = frozenset(',;:()[]{}—–-…?!."“”„«»‘`/|•*' + MASK)


def is_stop(token: Token) -> bool:
    """True for what no noun phrase runs across."""
    return token.text[0] in _STOPS and token.text != "-"


def is_adverb(token: Token) -> bool:
    """True for a word that may stand between a subject and its verb."""
    word = token.lower
    if word in _ALSO_NAMES and token.capital:
        return False  # Theresa May, Will Moy
    return (
        word in ADVERBS
        or word in _WEEKDAYS
        or (word.endswith("ly") and len(word) > 4 and not token.capital and word not in _NOUNS_IN_LY)
    )


def looks_verbal(token: Token) -> bool:
    """True for a verb that is known: an auxiliary, or a form of a verb of saying that is no noun."""
    word = token.lower
    if word in _ALSO_NAMES and token.capital:
        return False
    return word in AUXILIARIES or (
        word in LEMMAS and word not in NOUNLIKE and word not in BASE_FORMS and not token.capital
    )
