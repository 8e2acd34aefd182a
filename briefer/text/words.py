"""Words as checks compare them: folded in case and accents, freed of possessives, and lightly stemmed.

Covered: "Smith's" and "Smith", "U.S." and "US", "naïve" and "naive", "co-operate" as its two halves, and the endings
that English puts on one and the same word ("strikes", "striking"; "took" and "take"). Not covered: derivation beyond
that ("resign", "resignation"), synonyms, other languages' endings (their words still compare as they stand).
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files
from itertools import accumulate
from typing import NamedTuple

_TOKEN = re.compile(
    r"([a-zA-Z]+(?![^\W_]|[.'’ʼ])"  # what most of a text is: the rest is not tried
    r"|(?:[^\W\d_]\.){2,}|\d+(?:[.,]\d+)*[^\W\d_]{0,12}|[^\W_]+(?:['’ʼ][^\W\d_]+)*)"
)
"""A dotted abbreviation, a number with the letters glued to it, or a word with its apostrophes."""

_KNOWN = 16_384
"""Words that are kept: the vocabulary of some thousand articles. A name or a number that nobody uses again takes 200 bytes
until it is forgotten, which in a batch of a hundred thousand articles is 10 MB and not 40."""
_CLITICS = ("'s", "'re", "'ve", "'ll", "'d", "'m")
_STOP = (
    "a an the and or but nor so yet if then than that which who whom whose what when where while as at by for from in "
    "into of off on onto out over to up with within without about above across after against along among around before "
    "behind below beneath beside between beyond during through throughout toward towards under until upon via despite "
    "is are was were be been being am do does did done doing has have had having will would shall should can could may "
    "might must ought i me my mine myself we us our ours ourselves you your yours yourself he him his himself she her "
    "hers herself it its itself they them their theirs themselves this these those there here s t d ll m re ve n't "
    "also just only even still too very more most much many some any each every both either neither other another such "
    "own same again once further because since although though whether how why all not no ain don doesn didn isn aren "
    "wasn weren won wouldn shan shouldn can't couldn mightn mustn hasn haven hadn one's said say says saying told tell "
    "tells according added adds adding however meanwhile now well like per"
)
STOP_WORDS = frozenset(_STOP.split())
"""Words that say nothing of what a sentence is about; attribution verbs too, as every news sentence has one."""

_IRREGULAR_LIST = (
    "be:been take:took take:taken give:gave give:given go:went go:gone come:came see:saw see:seen know:knew "
    "know:known get:got get:gotten make:made say:said think:thought find:found leave:left keep:kept "
    "begin:began begin:begun write:wrote write:written run:ran bring:brought buy:bought catch:caught "
    "teach:taught fight:fought seek:sought sell:sold tell:told hold:held lead:led meet:met pay:paid lose:lost "
    "win:won send:sent spend:spent build:built stand:stood understand:understood fall:fell fall:fallen "
    "rise:rose rise:risen drive:drove drive:driven break:broke break:broken speak:spoke speak:spoken "
    "choose:chose choose:chosen steal:stole steal:stolen draw:drew draw:drawn grow:grew grow:grown "
    "throw:threw throw:thrown fly:flew fly:flown shoot:shot strike:struck become:became feel:felt deal:dealt "
    "mean:meant hear:heard sit:sat shake:shook shake:shaken wear:wore wear:worn swear:swore swear:sworn "
    "hide:hid hide:hidden sing:sang sing:sung sink:sank sink:sunk man:men woman:women child:children "
    "person:people foot:feet tooth:teeth wife:wives life:lives leaf:leaves half:halves die:died die:dying "
    "lie:lying tie:tied freeze:froze freeze:frozen arise:arose withdraw:withdrew withdraw:withdrawn "
    "overthrow:overthrew undergo:underwent forgive:forgave forbid:forbade"
)
_IRREGULAR = {form: base for base, form in (pair.split(":") for pair in _IRREGULAR_LIST.split())}
_INVARIANT = frozenset(["news", "series", "species", "during", "wednesday"])
_VOWELS = frozenset("aeiouy")


class Token(NamedTuple):
    """One word of a text, where it stands, and its forms for comparison."""

    start: int
    end: int
    raw: str
    word: str
    """Folded: lower case, no accents, no possessive."""
    stem: str


class Form(NamedTuple):
    """A word as it is compared, wherever it stands."""

    raw: str
    word: str
    stem: str
    content: bool
    """True for a word that carries meaning: no stop word, no single letter."""


_new = tuple.__new__  # a named tuple's own call costs as much as finding the word


def tokenize(text: str) -> tuple[Token, ...]:
    """The words of a text in order; hyphens part words, punctuation is left out."""
    return tokens_of(split_words(text))


def split_words(text: str) -> list[str]:
    """A gap, a word, a gap, and so on to the end of a text; no match is made into an object."""
    return _TOKEN.split(text)


def tokens_of(parts: list[str]) -> tuple[Token, ...]:
    """The words of a text that was split."""
    ends = list(accumulate(map(len, parts)))
    forms = map(_form, parts[1::2])
    return tuple(
        [
            _new(Token, (start, end, raw, word, stem))
            for start, end, (raw, word, stem, _) in zip(ends[::2], ends[1::2], forms, strict=False)
            if word
        ]
    )


def forms_of(parts: list[str]) -> list[Form]:
    """The same without their places: nothing is made for a word that was met before."""
    return [form for form in map(_form, parts[1::2]) if form[1]]


@lru_cache(maxsize=_KNOWN)
def _form(raw: str) -> Form:
    word = fold(raw)
    return Form(raw, word, stem_of(word), content=_carries(word))


@lru_cache(maxsize=_KNOWN)
def fold(raw: str) -> str:
    """One word in lower case, without accents, dots of an abbreviation or a possessive ending."""
    word = raw.casefold().replace("’", "'").replace("ʼ", "'")
    if not word.isascii():
        word = "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))
    if word.endswith("."):  # u.s. -> us; the pronoun is a stop word, and names are looked up with their capitals
        word = word.replace(".", "")
    for clitic in _CLITICS:
        if word.endswith(clitic):
            return word.removesuffix(clitic)
    return word


@lru_cache(maxsize=_KNOWN)
def stem_of(word: str) -> str:
    """The stem of a folded word: its commonest English endings gone, irregular forms brought home."""
    if word in _IRREGULAR:
        word = _IRREGULAR[word]
    if len(word) <= 3 or not word.isalpha() or word in _INVARIANT:
        return word
    if word.endswith("ies") and len(word) > 4:
        word = word[:-3] + "y"
    elif word.endswith(("sses", "shes", "ches", "xes", "zes")):
        word = word[:-2]
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ing", "ed"):
        root = word.removesuffix(ending)
        if root != word and len(root) >= 3 and not _VOWELS.isdisjoint(root):
            word = root[:-1] if root[-1] == root[-2] and root[-1] not in "lsz" else root
            break
    if word.endswith("ly") and len(word) > 5:
        word = word[:-2]
    if word.endswith("ied"):
        word = word[:-3] + "y"
    if word.endswith("i"):  # "carried" lost its -ed
        word = word[:-1] + "y"
    return word.removesuffix("e") if len(word) > 3 else word


_PLAIN_WORD = re.compile(r"[a-z]+")


@lru_cache(maxsize=256)  # a sentence is asked for its numbers, then for its dates
def plain_words(text: str) -> frozenset[str]:
    """The runs of the letters a to z in a text, in lower case: what tells cheaply that a dear pattern finds nothing.

    Letters that `re.IGNORECASE` takes for one of those count as it: a dotless i, a long s.
    """
    return frozenset(_PLAIN_WORD.findall(text.replace("İ", "i").casefold().replace("ı", "i")))


def content(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """The tokens that carry meaning: no stop words, no single letters."""
    return tuple([token for token in tokens if _carries(token.word)])


def _carries(word: str) -> bool:
    return word not in STOP_WORDS and (len(word) > 1 or word.isdigit())


@cache
def ordinary_words() -> frozenset[str]:
    """Stems of English words that are no names, from the package's own list.

    The list holds the stems that stand in lower case in at least three of 878 news articles and transcripts, and in
    not many more with a capital; function words are added.
    """
    listed = files("briefer.text").joinpath("ordinary_words.txt").read_text(encoding="ascii").split()
    return frozenset(listed) | STOP_WORDS
