"""Planted errors in who is who: another name, another office, another speaker, subject and object changed over."""

from __future__ import annotations

import re
from itertools import pairwise

from briefer.check.index import SourceIndex
from briefer.evaluate.mutant import Edit, Ground, like
from briefer.text.dates import find_dates
from briefer.text.grammar import ORGANISATION, PREPOSITIONS, TITLES
from briefer.text.names import Name, namesakes
from briefer.text.spans import Span
from briefer.text.words import ordinary_words, stem_of, tokenize

_INVENTED = ("Tobias Quenby", "Ada Merrowdale", "Isolde Farraby", "Rufus Tanterlin", "Petra Hollwick")
"""Names of nobody, for articles that name nobody else."""
_OFFICES = {
    "president": "governor", "prime minister": "foreign minister", "chief executive": "chairman", "senator": "governor",
    "governor": "senator", "mayor": "sheriff", "sheriff": "mayor", "minister": "ambassador", "chairman": "treasurer",
    "chairwoman": "treasurer", "director": "founder", "secretary": "ambassador", "professor": "captain",
    "captain": "goalkeeper", "manager": "chairman", "coach": "owner", "king": "duke", "queen": "duchess",
    "judge": "prosecutor", "prosecutor": "judge", "general": "sergeant", "colonel": "sergeant", "founder": "treasurer",
    "commissioner": "inspector", "editor": "owner", "bishop": "rabbi", "pope": "archbishop", "doctor": "nurse",
    "lawyer": "doctor", "senior lecturer": "dean", "chancellor": "president", "ambassador": "minister",
    "spokesman": "director", "spokeswoman": "director", "candidate": "governor", "owner": "tenant",
}  # fmt: skip
_OFFICE = re.compile(r"\b(?:" + "|".join(sorted(_OFFICES, key=len)[::-1]) + r")\b", re.IGNORECASE)
_PAST = re.compile(r"\b(?:former|ex|onetime|late|then|acting|vice|deputy)[\s-]+$", re.IGNORECASE)
_MUTUAL = re.compile(  # what A does with B, B does with A; and what only says that two are one or side by side
    r"\b(?:and|or|with|is|are|was|were|be|been|meet\w*|met|marr\w+|join\w*|like|versus|vs|between|resembl\w+|include\w*|"
    r"of|said|says|told|called|named|as|by|near|than|drew|tied|play\w*|fac(?:e|ed|es)|but|who|which|that|where|when|while)\b",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"\b[a-z]+(?:ed|s)\b|\b(?:sued|beat|met|won|lost|shot|hit|struck|led|left|bought|sold|took|gave|sent|saw)\b"
)


def is_plain(word: str) -> bool:
    """Whether a folded word is no name by itself: an ordinary word, a day, a month, a single letter."""
    return (
        len(word) < 2
        or word in TITLES
        or word in ordinary_words()
        or stem_of(word) in ordinary_words()
        or bool(find_dates(f"in {word.title()}"))
    )


def names_of(index: SourceIndex) -> tuple[Name, ...]:
    """The names of a source's body that are names for sure, each once, in order."""
    found: dict[tuple[str, ...], Name] = {}
    for names in index.names[1:]:
        for name in names:
            if name.sure and not any(is_plain(word) for word in name.words):
                found.setdefault(name.words, name)
    return tuple(found.values())


def is_person(name: Name) -> bool:
    """Whether a name looks like a person's: two or three words, none of which organisations have."""
    return 2 <= len(name.words) <= 3 and ORGANISATION.isdisjoint(name.words) and not name.text.isupper()


def other_name(ground: Ground) -> Edit | None:
    """Another name of the source where there is one like it, else one of nobody."""
    dated = [mention.span for mention in find_dates(ground.text)]
    names = [
        name
        for name in ground.claim.names
        if name.sure and not ground.spoken(name.span) and not any(name.span.overlaps(span) for span in dated)
        if not any(is_plain(word) for word in name.words)
    ]
    present = tuple(word for name in ground.claim.names for word in name.words)
    for name in ground.shuffled(names):
        options = [
            other
            for other in names_of(ground.index)
            if (len(other.words) > 1) == (len(name.words) > 1) and is_person(other) == is_person(name)
            if not namesakes(name.words, other.words) and not namesakes(present, other.words)
        ]
        other = ground.pick(options) if ground.dice.random() < 0.6 else None
        words = other.text if other is not None else _nobody(ground, name)
        return Edit(name.start, name.end, words)
    return None


def _nobody(ground: Ground, name: Name) -> str:
    invented = ground.pick(_INVENTED) or _INVENTED[0]
    if len(name.words) == 1:
        return invented.split()[1]
    return name.text.split()[0] + " " + invented.split()[1] if len(name.text.split()) == 2 else invented


def other_office(ground: Ground) -> Edit | None:
    """Another office of a named person, or "former" put before it or taken away."""
    text = ground.text
    for match in ground.shuffled(list(_OFFICE.finditer(text))):
        if ground.spoken(Span(*match.span())) or not _named_beside(ground, Span(*match.span())):
            continue
        before = _PAST.search(text[: match.start()])
        if before is not None and before.group().lower().startswith("former"):
            return Edit(before.start(), match.start(), "")
        if before is None and ground.dice.random() < 0.4 and text[match.start() - 1 : match.start()] == " ":
            return Edit(match.start(), match.start(), "former ")
        if before is None:
            return Edit(match.start(), match.end(), like(match.group(), _OFFICES[match.group().lower()]))
    return None


def _named_beside(ground: Ground, office: Span) -> bool:
    """Whether a name stands right behind an office, or right before it between commas."""
    for name in ground.claim.names:
        if 0 <= name.start - office.end <= 1 and name.sure:
            return True
        if 0 < office.start - name.end < 24 and ground.text[name.end : name.end + 1] == ",":
            return True
        if name.span.overlaps(office) and name.end > office.end:
            return True
    return False


def other_speaker(ground: Ground) -> Edit | None:
    """A quotation or a reported word in the mouth of somebody else whom the source lets speak or names."""
    mentions = [voice.speaker.span for voice in ground.claim.voices if voice.speaker is not None]
    names = [
        name
        for name in ground.claim.names
        if name.sure and not ground.spoken(name.span) and any(name.span.overlaps(span) for span in mentions)
    ]
    present = tuple(word for name in ground.claim.names for word in name.words)
    for name in ground.shuffled(names):
        options = [
            other
            for other in _speakers(ground.index)
            if not namesakes(name.words, other.words) and not namesakes(present, other.words)
        ]
        other = ground.pick(options)
        if other is not None:
            short = len(name.words) == 1 and is_person(other)
            return Edit(name.start, name.end, other.text.split()[-1] if short else other.text)
    return None


def _speakers(index: SourceIndex) -> tuple[Name, ...]:
    """Names of those that the source hears, and of its other persons."""
    heard = {
        word
        for voices in index.attributions.values()
        for voice in voices
        if voice.speaker is not None
        for word in (token.word for token in tokenize(voice.speaker.name))
    }
    return tuple(
        name for name in names_of(index) if is_person(name) or (set(name.words) <= heard and len(name.words) > 1)
    )


def changed_over(ground: Ground) -> Edit | None:
    """Subject for object ("B sued A" for "A sued B"): two names on either side of a verb that does not go both ways."""
    text = ground.text
    found = []
    for one, other in pairwise(name for name in ground.claim.names):
        between = text[one.end : other.start]
        if ground.spoken(Span(one.start, other.end)) or not (one.sure and other.sure) or len(between) > 60:
            continue
        words = between.split()
        if not words or re.search(r"[,;:()\"“”–—]", between) or _MUTUAL.search(between) or not _VERB.search(between):
            continue
        if words[0].lower() in PREPOSITIONS or words[0].startswith(("'", "’", "-")) or between[0] != " ":
            continue
        if namesakes(one.words, other.words) or text[other.end : other.end + 1] in {"'", "’", "-"}:
            continue
        if text[: one.start].rstrip().endswith((" and", " or", " of", " in", " for", "-")):
            continue
        found.append((one, other, between))
    chosen = ground.pick(found)
    if chosen is None:
        return None
    one, other, between = chosen
    return Edit(one.start, other.end, other.text + between + one.text)
