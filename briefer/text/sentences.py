"""Sentences of news text, as spans: nupunkt's boundaries, mended where news writing trips it.

The spans of a paragraph are in order, do not overlap, and leave out nothing but white space. nupunkt (a
trained Punkt model) knows abbreviations, initials and numbers; the mends here are for what it gets wrong on
news: a quotation's own full stop inside the writer's sentence, a stop with its space lost ("ends.Next"),
names with a stop of their own ("Yahoo! said"), times of day, common words and names taken for short forms ("on the wall.
Reyes left", "near Sorrell Bank. Reyes left"), and lines that stand alone. A quotation of three sentences is three
sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from briefer.text.cues import SPOKEN, word_set
from briefer.text.spans import Span, trim
from briefer.text.words import fold, ordinary_words, stem_of

_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
_CLOSERS = "\"'”’»)]"
_TRAILING = re.compile(r"[\"'”’»)\]]*(?:\[\d{1,3}\])*(?=\s|$)|[”’»)\]]+(?:\[\d{1,3}\])*")
_SIGNED = re.compile(r"[–—-]{1,2}\s?[^\W\d_](?:[^.!?]|\.(?=\S)){0,60}")
"""A name behind a dash: “We stay.” – Lund."""
_CLOCK = re.compile(r"\b[ap]\.m\.$")
_TITLE = re.compile(r"(?<![\w.])(?:Mr|Mrs|Ms|Dr|Prof|Lt|Maj|Brig|Sgt|Capt|Col|Cmdr|Gov|Sen|Rep|Rev|Atty|Asst)\.$")
"""A title ends nothing, also where the next word is one: Lt. Gov. Berg."""
_AFTER_CLOCK = re.compile(
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|(?:January|February|March|April|May|June|July|August|September|October|"
    r"November|December|ET|EST|EDT|CT|CST|CDT|MT|PT|PST|PDT|GMT|BST|UTC|CET|CEST|Eastern|Central|Pacific|Mountain|local)\b"
)
_GLUED = re.compile(
    r"\b(?P<word>[^\W\d_A-Z]*[^\W\d_]{2})[.!?][”\"’']?(?=[A-Z][a-z]|[A-Z]\s[a-z])|(?P<no>\bno)\.(?=\s[A-Z][a-z])"
    r"|(?<=\w)[\"”][.!?](?=[\"“]?[A-Z])|(?<=\bper cent)\.(?=\s\d)|(?<=[^\n]\s)\d{1,4}[.!?](?=[A-Z][a-z]{2})"
)
"""A stop right between two words ("ends.Next", "so".And", "on Jan. 18.Shares"), and two words that pass for short forms before a
capital or a number: no, per cent."""
_MAY_BE_GLUED = re.compile(r"[.!?][”\"’']?[A-Z]|[\"”][.!?]|\bno\.|per cent\.")
_PARTED = re.compile(
    r"(?<![\w.'’/@-])(?P<word>[a-z]{3,}|(?P<name>[A-Z][^\W\d_]{2,}))\.[”\"’']?"
    r"(?=\s+(?:[“\"‘'][A-Z]|[A-Z][a-z]|[AI]\s))"
)
"""A stop behind a word, and a capital: where the word is no short form, a sentence ends."""
_SHORTENED = word_set(
    "prof dept approx incl excl misc figs vols arts secs mins etc vol gov rep gen sen hon min max sec fig est inc ltd viz cit "
    "ext tel ref pop ave mfg nos eds col capt sgt rev del"
)
"""Short forms that are words too, or stems of words, in small letters."""
_CAPITALISED_SHORT = word_set(
    "mrs mme mlle messrs prof profs gov govs sen sens rep reps gen gens col cols capt capts cmdr comdr cdr maj sgt cpl pvt "
    "spc adm brig rev revs hon supt insp det pres msgr mgr amb atty asst assoc dir cllr ald sra srta dra ing esq dept univ "
    "acad inst assn govt natl intl mfg inc ltd corp cos bros ave blvd hwy mtn mts bldg apt hosp ala ariz ark calif colo "
    "conn del fla ill ind kan kans mass mich minn miss mont neb nev okla ore oreg penn tenn tex wash wis wyo ont que alta "
    "sask jan feb mar apr jun jul aug sept sep oct nov dec mon tue tues wed thu thur thurs fri sat sun vol vols fig figs "
    "nos art arts sec secs chap chaps hist misc min max eds est ext tel approx incl excl vers prot mrd mio chas geo jos "
    "thos benj robt proc trans bull lett phys chem biol math med sci soc amer comm assoc coll conf"
)
"""Titles, states, months, streets, firms and the like, as they stand shortened before a name."""
_LONG = 4  # letters: of 995 news texts none has a short form of as many before a capital that is not listed
_UNSTOPPED = re.compile(r"(?<![\w.])[^\W\d_]{3,}(?![\w.])")
_SHORT_FORMS = word_set("Mr Mrs Ms Dr St Jr Sr Prof Gov Sen Rep Gen Col Capt Sgt Lt Rev Hon Inc Ltd Corp Co vs No www")
_ADDRESS = re.compile(r"(?:https?:|www|@|/)\S*$")
_ENDS_SENTENCE = re.compile(r"[.!?…:;][\"'”’»)\]]*$")
_WRAPPED_AT = 50
"""Columns: a shorter line without a full stop is a line of its own, a longer one may be hard-wrapped."""


def split_paragraphs(text: str) -> tuple[Span, ...]:
    """The paragraphs: what stands between blank lines, or on lines of its own where no line is blank."""
    spans = list(_between(text, _BLANK_LINE))
    if len(spans) == 1 and "\n" in spans[0].of(text):
        spans = list(_lines(text, spans[0]))
    return tuple(spans)


def split_sentences(text: str, within: Span | None = None) -> tuple[Span, ...]:
    """The sentences of one paragraph (all of `text`, or the part `within`), offsets in `text`."""
    from nupunkt import sent_spans  # noqa: PLC0415 - 40 ms at import, and not every command splits sentences

    whole = within or Span(0, len(text))
    sentences: list[Span] = []
    for line in _lines(text, whole):
        part = line.of(text)
        pieces = [trim(text, start + line.start, end + line.start) for start, end in sent_spans(part)]
        sentences.extend(_mended(text, [piece for piece in pieces if piece.start < piece.end]))
    return tuple(sentences)


def _between(text: str, separator: re.Pattern[str]) -> Iterator[Span]:
    start = 0
    for match in separator.finditer(text):
        span = trim(text, start, match.start())
        if span.start < span.end:
            yield span
        start = match.end()
    span = trim(text, start, len(text))
    if span.start < span.end:
        yield span


def _lines(text: str, within: Span) -> Iterator[Span]:
    """The stretches that a line break ends; a break inside hard-wrapped running text does not."""
    start = at = within.start
    while at < within.end:
        stop = text.find("\n", at, within.end)
        stop = within.end if stop == -1 else stop
        line = text[at:stop].rstrip()
        following = text[stop : within.end].lstrip()
        wrapped = len(line) >= _WRAPPED_AT and not _ENDS_SENTENCE.search(line) and bool(following)
        if not wrapped:
            span = trim(text, start, stop)
            if span.start < span.end:
                yield span
            start = stop
        at = stop + 1


def _mended(text: str, spans: Iterable[Span]) -> list[Span]:
    """The spans, those that belong together joined, those that a lost space glued taken apart."""
    mended: list[Span] = []
    for span in spans:
        start = span.start
        if mended and mended[-1].end == start:
            trailing = _TRAILING.match(text, start, span.end)  # ”[1] belongs to the sentence it closes
            if trailing is not None:
                mended[-1] = Span(mended[-1].start, trailing.end())
                span = trim(text, trailing.end(), span.end)  # noqa: PLW2901 - what is left of it
                if span.start >= span.end:
                    continue
        if mended and _belongs_to_last(text, mended[-1], span):
            mended[-1] = Span(mended[-1].start, span.end)
        else:
            mended.append(span)
    return [piece for span in mended for whole in _parted(text, span) for piece in _unglued(text, whole)]


def _belongs_to_last(text: str, last: Span, span: Span) -> bool:
    if span.of(text).strip(_CLOSERS + " ") == "":  # a closing mark on its own
        return True
    before = text[last.end - 1]
    if before in _CLOSERS:
        # "Why?" he asked.  "We are leaving." she said.  The quotation's stop is not the sentence's.
        if text[span.start].islower() or _SIGNED.fullmatch(text, span.start, span.end):
            return True
        return text[last.end - 2] in "?!" and SPOKEN.match(text, span.start, span.end) is not None
    if _TITLE.search(text, max(last.start, last.end - 6), last.end):
        return True
    if before in "!?":  # a name with a mark of its own: Yahoo! said
        return text[span.start : span.start + 2].islower()
    return _CLOCK.search(text, max(last.start, last.end - 5), last.end) is not None and (
        _AFTER_CLOCK.match(text, span.start, span.end) is not None
    )


def _parted(text: str, span: Span) -> Iterator[Span]:
    """The sentences of a span in which a common word or a name before a full stop passed for a short form."""
    start = span.start
    for stop in _PARTED.finditer(text, span.start, span.end):
        if stop.end() == span.end or _is_short(stop["word"], stop["name"] is not None, text):
            continue
        yield trim(text, start, stop.end())
        start = stop.end()
    yield trim(text, start, span.end)


def _is_short(word: str, capital: bool, text: str) -> bool:
    """Whether a word before a stop may be a short form: it is listed, or no word that is known or stands without its stop.

    Of words with a capital, few of which are known, the longer ones are none.
    """
    folded = fold(word)
    if folded in (_CAPITALISED_SHORT if capital else _SHORTENED):
        return True
    if stem_of(folded) in ordinary_words() or (capital and len(word) >= _LONG):
        return False
    return (len(word) < _LONG and not capital) or word not in _unstopped(text)


@lru_cache(maxsize=1)  # few texts need it; those that do ask again for each of their sentences
def _unstopped(text: str) -> frozenset[str]:
    """The words that stand in a text without a full stop behind them."""
    return frozenset(_UNSTOPPED.findall(text))


def _unglued(text: str, span: Span) -> Iterator[Span]:
    """The sentences of a span in which a stop has lost its space, or an answer passed for "No. 5"."""
    start = span.start
    if _MAY_BE_GLUED.search(text, span.start, span.end) is None:  # the look that tells is ten times as dear
        yield span
        return
    for glue in _GLUED.finditer(text, span.start, span.end):
        if glue.group("word") in _SHORT_FORMS or _ADDRESS.search(text, max(start, glue.start() - 60), glue.start()):
            continue
        yield trim(text, start, glue.end())
        start = glue.end()
    rest = trim(text, start, span.end)
    if rest.start < rest.end:
        yield rest
