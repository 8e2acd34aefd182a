"""Names of people out of a byline: "By Ana Lind and Tom Roe, chief reporters" is Ana Lind and Tom Roe.

Covered: By and its like in other languages, several names, roles, places and agencies behind a name, e-mail
addresses and handles. Left out: desks, agencies and "Staff", which are not people. A part that does not look
like a name gives nothing rather than a guess.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

_BY = re.compile(
    r"^(?:(?:story|text|words|report|reported|written|posted|published|article|review|analysis|interview|"
    r"view all posts)\s+by|by|about the author|über (?:den autor|die autorin)|(?:(?:erstellt|geschrieben|verfasst|veröffentlicht|gepostet|eingestellt|text|"
    r"(?:ein )?(?:gast)?beitrag|artikel|interview)\s+)?von|(?:écrit |publié |proposé )?par|"
    r"(?:(?:escrito|publicado|texto) )?por|(?:geschreven )?door|(?:(?:scritto|pubblicato) )?da|di|af|av|"
    r"text|autore?|autor(?:in|en|es|a)|auteure?s?|authors?|byline)\b(?:\s*:\s*|\s+)",
    re.IGNORECASE,
)
_SPLIT = re.compile(
    r"\s*(?:[,;|•·/\n]|\s&\s|\s+im (?:gespräch|interview) mit\s+|\s+(?:and|und|et|with|mit)\s+|\s+[-–—]\s+|\s+y\s+(?=[A-ZÁÉÍÓÚÑ]))\s*"
)
_BEHIND = re.compile(
    r"\s+(?:(?:for|in|at|of|from|aus|für|am|vom|le|el|updated|published|posted|last|on)\s+.*|\([^)]*\)?$|<.*|"
    r"@\w.*|\S+@\S+.*|https?:.*|(?-i:Mo|Di|Mi|Fr|Mon|Tue|Wed|Thu|Fri)\.?)$",
    re.IGNORECASE | re.DOTALL,
)
_NOT_PEOPLE = re.compile(
    r"\b(?:staff|desk|team|editors?|editorial|redaktion|rédaction|redacción|redazione|"
    r"redactie|newsroom|reporters?|"
    r"correspondents?|correspondente?|writers?|contributors?|agency|agencies|agentur|admin|"
    r"administrator|news|press|wire|"
    r"media|magazine|times|post|journal|online|digital|studio|guest|author|autor|chief|"
    r"analyst|columnist|producer|"
    r"journalist|journalistin|redakteur|redakteurin|freelance|director|professor|"
    r"photograph(?:er|s|y)|photos?|"
    r"services?|report|reports|company|inc|ltd|llc|gmbh|university|institute|foundation|"
    r"association|group|blog|"
    r"associated|reuters|afp|dpa|apa|pti|ansa|efe|bloomberg|cnn|bbc|npr|none|null|undefined|"
    r"unknown|anonymous|anonyme?|an[oó]nimo|anonimo|webmaster|webteam|webredaktion|newsdesk|gast|gastautor|leser|user|presse|pressestelle|"
    r"zeitung|tagblatt|volksblatt|magazin|verlag|nachrichten|radio|fernsehen|verein|stiftung|verband|ministerium|"
    r"e\.?\s?v|agencia|agence|agenzia|redacci[oó]n|equipo|équipe|"
    r"subscribe|follow|twitter|facebook|email|share|comments?|minutes?|min|read|updated|published|posted|ago|"
    r"january|february|march|april|june|july|august|september|october|november|december|"
    r"monday|tuesday|wednesday|thursday|friday|saturday|sunday|am|pm|et|gmt)\b|"
    r"^(?:das|die|les|the)\s|[\d@#:?!\[\]{}<>=_]|\.(?:com|org|net|de)\b",
    re.IGNORECASE,
)
_PARTICLES = frozenset(
    [
        "van",
        "von",
        "der",
        "den",
        "de",
        "la",
        "le",
        "du",
        "da",
        "di",
        "dos",
        "das",
        "del",
        "della",
        "bin",
        "ibn",
        "al",
        "el",
        "abu",
        "ap",
        "ter",
        "ten",
        "zu",
        "zur",
        "y",
        "e",
        "af",
        "av",
        "mac",
        "mc",
        "st",
    ]
)
_SUFFIX = re.compile(r"^(?:jr|sr|ii|iii|iv|md|phd|ph\.d|esq|dds|obe|mbe|mba|cpa|rn)\.?$", re.IGNORECASE)
_MAX_WORDS = 6  # "Maria del Carmen de la Cruz Ortega" is no rarer than a role of that length; longer is no name
_MAX_BYLINE = 400  # characters: a longer byline is a biography
_MAX_PEOPLE = 20


def people(bylines: Iterable[str], *, own: Collection[str] = (), single_ok: bool = False) -> tuple[str, ...]:
    """The people that the bylines name, in order, each once.

    `own` are the names of the site, which is left out where it signs as an author. `single_ok` lets in a name
    of one word, which only a field that holds nothing but a name can be trusted with.
    """
    sites = {bare_name(name) for name in own} - {""}
    found: dict[str, str] = {}
    for byline in bylines:
        text = " ".join(byline.split())
        if not text or len(text) > _MAX_BYLINE:
            continue
        whole = _BY.sub("", text).strip(" ,.;:|-–—")
        for part in _SPLIT.split(_BY.sub("", text)):
            name = _BEHIND.sub("", " " + _BY.sub("", part)).strip(" ,.;:|-–—*'\"()")
            if _SUFFIX.match(name):
                continue
            if sites & {bare_name(name), bare_name(whole)}:
                continue
            if _is_name(name, single_ok=single_ok):
                found.setdefault(name.casefold(), name)
    return tuple(found.values())[:_MAX_PEOPLE]


def bare_name(name: str) -> str:
    """A site's name without article, punctuation and top-level domain: what its spellings share."""
    name = re.sub(r"^(?:the|der|die|das|le|la|les|il|el)\s+|^www\.", "", name.casefold().strip())
    return re.sub(r"\W+", "", re.sub(r"\.(?:com|org|net|co\.uk|info|news|[a-z]{2})$", "", name))


def _is_name(text: str, *, single_ok: bool) -> bool:
    words = text.split()
    if not (1 if single_ok else 2) <= len(words) <= _MAX_WORDS or _NOT_PEOPLE.search(text):
        return False
    if not any(character.isalpha() for character in text):
        return False
    if len(words) == 1:
        return len(text) > 2
    cased = [word for word in words if word.casefold().strip(".'’") not in _PARTICLES]
    return bool(cased) and all(not word[0].islower() or "'" in word[:3] or "’" in word[:3] for word in cased)
