"""Openings: whether a sentence can stand by itself, told by its first words, and by what it answers.

Covered (English): pronouns and demonstratives as subjects ("She said", "This means"), nouns that only point
back ("The move", "The ruling"), appositions that point back ("Anna Reyes, its director"), early pronouns
with no name before them ("In his speech, he"), connectives, answers whose object only points back ("Reyes denied it",
"the ministry rejected the claim"). Not covered: a name that only its surname
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
    r"If|Although|Though|Despite|To|Together|According|Asked|Having|Speaking|Because|Where|Among)\b"
    r"[^A-Z\"“]{0,60}?\b(?:he|she|they|his|her|their|him)\b"
)
_ANSWERS = (
    r"den(?:y|ies|ied)|reject(?:s|ed)?|refut(?:es?|ed)|disput(?:es?|ed)|dismiss(?:es|ed)?|rebut(?:s|ted)?|contest(?:s|ed)?|"
    r"confirm(?:s|ed)?|acknowledg(?:es?|ed)|admit(?:s|ted)?|conced(?:es?|ed)|question(?:s|ed)?|challeng(?:es?|ed)|"
    r"condemn(?:s|ed)?|criticis(?:es?|ed)|criticiz(?:es?|ed)|denounc(?:es?|ed)|welcom(?:es?|ed)|defend(?:s|ed)?|"
    r"oppos(?:es?|ed)|doubt(?:s|ed)?|support(?:s|ed)?|accept(?:s|ed)?|ridicul(?:es?|ed)|mock(?:s|ed)?|disagree(?:s|d)? with|object(?:s|ed)? to|"
    r"(?:respond(?:s|ed)?|repl(?:y|ies|ied)) to"
)
_NAMES = r"call(?:s|ed)?|describ(?:es?|ed)|brand(?:s|ed)?|label(?:s|led|ed)?"
_CLAIMS = (
    r"claims?|allegations?|charges?|accusations?|criticisms?|suggestions?|assertions?|accounts?|versions?|arguments?|"
    r"characteri[sz]ations?|descriptions?|insinuations?|comparisons?|rumou?rs?|complaints?"
)
"""What is answered, named without being told. Not findings, reports and figures, which are often the story itself."""
_SO = (
    r"(?=\s*(?:[.,;:!?—–\"“”]|$)|\s(?:as|outright|too|also|again|strongly|flatly|firmly|vehemently|categorically|yesterday|"
    r"today|and|but|when|while|altogether|completely|entirely|immediately|in (?:a|an|her|his|its|their)|"
    r"(?:on |last |late on )?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b)"
)
"""What stands behind an object that is a word by itself, and not behind the first word of a clause."""
_OF_SOMETHING = r"(?!\s(?:of|that|about|by|from|against|over|made|which|who|whom|for|to|in the)\b|-)"
_HANGS = re.compile(
    rf"\b(?:{_ANSWERS}|{_NAMES})\s(?:(?:both|all) (?:of )?)?"
    rf"(?:(?:that|this|it|them|those|these|both|so){_SO}"
    rf"|(?:the|that|this|these|those|such|both|all|any|all the)\s(?:[a-z-]+\s){{0,2}}?(?:{_CLAIMS})\b{_OF_SOMETHING}{_SO}"
    rf")|\b(?:{_NAMES})\s(?:it|that|this)\s(?:as\s)?(?:a|an|the)\s"
    r"|\bsa(?:id|ys)\s(?:that\s)?(?:that|this)\s(?:is|was|were|would|had|has)\b"
    rf"|\b(?:disagree[sd]?|object(?:s|ed))(?!\s(?:with|to|over|about|on\s(?:how|the|whether))\b){_SO}"
)
_ANSWERED = re.compile(
    r"[;:]|\b(?:said|says|saying|that|whether|accus\w+|alleg\w+|claim\w*|told|asked|suggest\w*|report\w*|why|how|if|although|"
    r"while|after|because)\b",
    re.IGNORECASE,
)
"""Words of a clause that tells what is answered, before the answer in its own sentence."""
_QUOTED_ANSWER = re.compile(
    r"[\W_]*(?:That(?:[’']s|\sis|\swas|\sisn[’']t|\swasn[’']t|\swould|\swill|\shas|\sdoes)|No(?=,)|Not true|Untrue|Nonsense|Of course not|"
    r"Absolutely not|Not at all)\b"
)


def hangs(outside: str, quoted: str | None = None) -> bool:
    """True if the sentence answers something that it does not tell: "Reyes denied it", "She rejected the claim".

    It says something else behind any other sentence than the one it answers. `outside` has its quotations blanked
    out, `quoted` is the quotation that it opens with, if it does.
    """
    if quoted is not None and _QUOTED_ANSWER.match(quoted):
        return True
    found = _HANGS.search(outside)
    return found is not None and _ANSWERED.search(outside, 0, found.start()) is None


def leans(outside: str) -> bool:
    """True if the sentence needs the one before it; `outside` has its quotations blanked out."""
    return bool(_LEANS.match(outside) or _EARLY_PRONOUN.match(outside))


def is_joint(text: str) -> bool:
    """True if the sentence opens with a connective: whole, but in the middle of a thought."""
    return bool(_JOINT.match(text))
