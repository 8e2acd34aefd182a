"""Words that attribute: verbs of saying and their forms, and the phrases of denial and of no comment.

English only. A form that is also a common noun (claims, reports, calls) attributes only where its
surroundings say that it is a verb; `NOUNLIKE` lists those.
"""

from __future__ import annotations

import re


def word_set(words: str) -> frozenset[str]:
    """The words of a list written as one string."""
    return frozenset(words.split())


_REGULAR = """accuse acknowledge add admit advise affirm agree allege announce answer apologise apologize
           argue ask assert assure boast brag brand caution charge chide claim clarify comment complain
           concede conclude confess confirm contend continue counter criticise criticize declare decry defend
           demand denounce describe disclose dismiss dispute dub echo elaborate emphasise emphasize enthuse
           estimate exclaim explain grumble hint implore inform insist interject joke label lament maintain
           mention muse note object observe offer opine ponder praise predict proclaim promise propose protest
           question quip reason recall reckon recount refute reiterate reject remark remember remind repeat
           report request respond retort reveal scoff shout signal speculate state stress suggest surmise sigh
           tease testify theorise theorize tout tweet underline underscore urge venture vent voice vow wail
           warn whisper wonder yell characterise characterize rule believe express post call cite urge email
           text retweet scream stipulate point pledge rail recommend argue cheer caution deny reply cry
           testify specify notify clarify rebut plead appeal quote hail blast condemn claim warn outline hope
           fear credit mock reassure claim allege liken contest trumpet lambast lambaste posit rant
           slam assail deride ridicule welcome applaud laud herald bemoan moan chant mutter murmur bellow
           chuckle laugh sob snap concur fret interrupt confide recite blog beg demur deadpan gush fume
           disagree rage bark roar query inquire enquire reassert
           """
_IRREGULAR = {
    "say": "says said saying",
    "tell": "tells told telling",
    "write": "writes wrote written writing",
    "think": "thinks thought thinking",
    "read": "reads reading",
    "swear": "swears swore sworn swearing",
    "put": "puts putting",
    "speak": "speaks spoke speaking",
    "find": "finds found",
    "go": "goes",
    "sing": "sings sang",
}
_DOUBLING = word_set("admit beg blog concur deadpan demur dub fret quip rebut slam snap sob")
"""Verbs whose last letter is doubled: quipped."""
_NO_VERB_ALONE = {"go", "find", "put", "speak", "text"}  # attribute only in phrases that are not looked for


def _forms(verb: str) -> tuple[str, ...]:
    if verb in _DOUBLING:
        stem = verb + verb[-1]
        return verb, verb + "s", stem + "ed", stem + "ing"
    if verb.endswith("e"):
        return verb, verb + "s", verb + "d", verb[:-1] + "ing"
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb, verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"
    if verb.endswith(("s", "sh", "ch", "x", "z", "o")):
        return verb, verb + "es", verb + "ed", verb + "ing"
    return verb, verb + "s", verb + "ed", verb + "ing"


def _table() -> dict[str, str]:
    table: dict[str, str] = {}
    for verb in _REGULAR.split():
        table.update(dict.fromkeys(_forms(verb), verb))
    for verb, forms in _IRREGULAR.items():
        if verb not in _NO_VERB_ALONE:
            table.update(dict.fromkeys([verb, *forms.split()], verb))
    return table


LEMMAS = _table()
"""Every form of every attributing verb, with its lemma."""

BASE_FORMS = frozenset(form for form, lemma in LEMMAS.items() if form == lemma)
PARTICIPLES = frozenset(form for form in LEMMAS if form.endswith("ing"))
NOUNLIKE = word_set(
    "claim claims report reports note notes state states call calls comment comments demand demands answer "
    "answers reply replies promise promises remark remarks question questions charge charges request "
    "requests protest protests post posts hope hopes fear fears estimate estimates tweet tweets text texts "
    "brand brands label labels object objects offer offers rule rules point points voice voices signal "
    "signals quote quotes cry cries echo echoes vow vows pledge pledges praise appeal appeals plead email "
    "emails hint hints stress joke jokes whisper shout shouts scream reason reasons read dispute disputes "
    "reading saying writing thought credit credits contest contests outline outlines cheer cheers blast "
    "blasts rails rail proposal wonder wonders counter counters sigh mock relate advance caution finding "
    "meaning offering posting ruling reporting questioning recall boast boasts rant rants moan moans chant chants "
    "bark barks roar roars rage rages laugh laughs snap snaps herald heralds query queries welcome welcomes blog blogs sob sobs chuckle chuckles"
)
MENTAL = word_set("think believe remember recall wonder hope fear reckon estimate find")
"""Verbs of thinking: they attribute, but give way to a verb of saying in the same sentence."""

NAMING = word_set("call dub brand label describe characterise characterize hail liken")
"""Verbs that name a thing: "a tool called "x"" attributes nothing unless somebody does the calling."""

WEAK = word_set(
    "advise appeal blast boast brag call caution charge cheer chide cite contest counter credit cry defend "
    "describe brand dub label characterise characterize dispute echo express fault hail hint hope fear "
    "lambast lambaste lament liken mock muse object observe offer outline point ponder post praise promise "
    "propose protest question quote rail read recommend reject request respond rule scream shout sigh signal "
    "sing speculate stress tease text thank tout trumpet vent voice relate request show underline slam assail "
    "deride ridicule welcome applaud laud herald bemoan chant recite interrupt snap laugh sob beg fret continue rage "
    "bark roar"
)
"""Verbs that do much besides saying: they attribute only what is quoted, or a clause that "that" opens."""

DENIALS = word_set("deny reject refute dispute dismiss rebut contest")
"""Verbs whose sentence is the other side's answer."""

_BY_US = r"(?=\s+(?:for|by|on|at|immediately|late|yesterday)\b|\s*(?:[.,;]|$))"
"""Not: villages that could not be reached because of the flood."""
NO_COMMENT = re.compile(
    r"\b(?=[acdhinrtuw])(?:(?:did|does|do|have|has|had|could|was|were|is|are)(?:\s+not|n[’']t)\s+(?:yet\s+)?(?:immediately\s+|promptly\s+|"
    r"publicly\s+|directly\s+)?(?:(?:be\s+)?(?:respon\w+|repl(?:y|ied)|comment\w*|return\w*|available|answer\w*|"
    rf"reached{_BY_US})|"
    r"(?:issued?|made|make|offer(?:ed)?|provided?|give|given)\s+(?:a\s+|any\s+|further\s+)?(?:comment|statement|response|reply))"
    r"|declin\w+\s+(?:to\s+(?:comment|answer|say|discuss|respond|elaborate|be\s+(?:interviewed|named|identified|quoted))|"
    r"(?:all\s+)?(?:requests?|comment|an\s+interview|interview)\b)"
    r"|refus\w+\s+(?:to\s+(?:comment|answer|discuss|respond|say|speak)|comment)"
    r"|had\s+no\s+(?:immediate\s+|further\s+)?comment|no\s+comment\s+from|unavailable\s+for\s+comment"
    rf"|(?:could|can)\s+not\s+(?:immediately\s+)?be\s+(?:reached|contacted){_BY_US}"
    r"|(?:ignored|turned\s+down)\s+(?:a\s+|several\s+|repeated\s+)?requests?\s+for\s+(?:comment|an\s+interview))",
    re.IGNORECASE,
)
"""Somebody was asked and did not answer: the sentence is kept, as leaving it out would be unfair."""

_TAIL_VERBS = "|".join(sorted((form for form in LEMMAS if form not in BASE_FORMS), key=len, reverse=True))
ATTRIBUTION_TAIL = re.compile(
    rf"[,.?!…—–-]\s(?:(?:[^\W\d_][\w.’'-]{{0,30}}\s){{1,5}}(?:{_TAIL_VERBS})|(?:{_TAIL_VERBS})(?:\s[^\W\d_][\w’'-]{{0,30}}){{1,5}})\.?\s*(?=$|\n|[\"“‘]|\Z)"
)
"""The writer's own words at the end of a stretch: ", she said." or ", said the mayor"."""
SPOKEN_BEHIND = re.compile(rf"\s(?:(?:[^\W\d_][\w.’'-]{{0,30}}\s){{1,5}}(?:{_TAIL_VERBS})\b|(?:{_TAIL_VERBS})\s)")
"""The writer's own words right behind a closing mark: " she said" or " said the mayor"."""
SPOKEN = re.compile(rf"(?:[^\W\d_][\w.’'-]{{0,30}}\s){{1,4}}(?:{_TAIL_VERBS})\b")
"""An attribution as it stands behind a question in marks: Reyes asked."""
