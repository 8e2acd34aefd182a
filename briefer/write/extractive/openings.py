"""Openings: whether a sentence can stand by itself, told by its first words.

Covered (English): pronouns and demonstratives as subjects ("She said", "This means"), nouns that only point
back ("The move", "The ruling"), appositions that point back ("Anna Reyes, its director"), early pronouns
with no name before them ("In his speech, he"), connectives. Not covered: a name that only its surname
introduces (`voices` tells), and definite nouns that an earlier sentence brought in ("the review").
"""

from __future__ import annotations

import re

PRONOUNS = frozenset({"he", "she", "they", "it", "we", "i", "you", "his", "her", "their", "its", "our", "him", "them"})

_CONNECTIVES = (
    "And|But|So|Yet|Or|Nor|Still|Also|Then|Instead|However|Meanwhile|Moreover|Furthermore|Nevertheless|"
    "Nonetheless|Besides|Similarly|Likewise|Indeed|Otherwise|Therefore|Thus|Hence|Consequently|Plus|"
    "For example|For instance|In addition|In fact|In turn|In contrast|By contrast|On the other hand|"
    "At the same time|As a result|That said|Of course|Even so|Again|Additionally|Rather|Finally"
)
_JOINT = re.compile(rf"[\W_]*(?:{_CONNECTIVES})\b")
_STANDING_IT = (
    r"[Ii]t (?:is|was|will be|has been|remains) (?:also )?(?:"
    r"the (?:first|second|third|largest|biggest|worst|latest|deadliest)|"
    r"not (?:yet |immediately )?(?:clear|known)|unclear|expected|understood|believed|thought|estimated)"
)
"""It that points at nothing before it, or stands by its own weight behind any lead."""
_POINTING = (
    "move|news|announcement|comments?|remarks?|latter|former|pair|duo|trio|same|others?|latest|incident|ruling|"
    "decision|statement|report|findings?|study|letter|document|footage|video|photo|image|picture|order|deal|plan|"
    "bill|measure|changes?|claims?|results?|figures?|numbers?|idea|question|answer|problem|reason|point|aim|goal|"
    "event|attack|crash|accident|case|man|woman|boy|girl|suspect|victims?|two|three"
)
_LEANS = re.compile(
    rf"[\W_]*(?:(?:{_CONNECTIVES}|After (?:that|this)|Since then|Later|Soon after|Afterwards?),?\s+)?"
    rf"(?!{_STANDING_IT})"
    r"(?:[Hh]e|[Ss]he|[Tt]hey|[Ii]t|[Hh]is|[Hh]er|[Tt]heir|[Ii]ts|[Tt]his|[Tt]hat|[Tt]hese|[Tt]hose|[Ss]uch|"
    r"[Nn]either|[Oo]thers?|[Aa]nother|[Ee]ach|Here|None|"
    r"(?:[Ss]ome|[Bb]oth|[Oo]ne|[Mm]any|[Mm]ost) of (?:them|these|those|which)|"
    rf"[Tt]he (?:{_POINTING}))(?![\w-])"
    r"|[A-Z][\w.’'-]+(?:\s[A-Z][\w.’'-]+){0,3},\s(?:its|his|her|their)\s"
)
_EARLY_PRONOUN = re.compile(
    r"(?:In|On|At|After|Before|Since|When|While|As|For|During|Last|Earlier|Later|Now|Then|Once|By|With|From|Until|"
    r"If|Although|Though|Despite|To|According|Asked|Having|Speaking|Because|Where|Among)\b"
    r"[^A-Z\"“]{0,60}?\b(?:he|she|they|his|her|their|him)\b"
)


def leans(outside: str) -> bool:
    """True if the sentence needs the one before it; `outside` has its quotations blanked out."""
    return bool(_LEANS.match(outside) or _EARLY_PRONOUN.match(outside))


def is_joint(text: str) -> bool:
    """True if the sentence opens with a connective: whole, but in the middle of a thought."""
    return bool(_JOINT.match(text))
