"""Whether a text is English, told by its function words.

Covered: English against the large languages of news written in Latin letters, and against other scripts. Not covered:
which other language it is; a text of a few words counts as English unless another language's words speak against it.
"""

from __future__ import annotations

import re

_SAMPLE = 2000  # characters: some 300 words, of which function words are a third in any of these languages
_LAST_LATIN = "\u024f"
_WORD = re.compile(r"[^\W\d_]+")
_ENGLISH_LIST = (
    "the of and to in that is was for it with as his on be at by had not are but from or have an they which "
    "one you were her all she there would their we him been has when who will more if out so said what up its "
    "about into than them can only other new some could time these two may then do first any my now such like "
    "our over"
)
_ENGLISH = frozenset(_ENGLISH_LIST.split())
_OTHER_LISTS = (
    "der die das und ist nicht ein eine den dem des mit auf für von zu im sich auch wird sind bei nach",
    "le la les et est une des du dans que qui pour pas sur au aux avec ce cette par sont il elle ont",
    "el la los las y es una del que en por con para se su al como más pero sus fue ha este lo",
    "il lo la gli le e è un una di che del della per con non si sono anche dei nel alla più ha",
    "o a os as e é um uma de do da que em por com para não se dos das na no mais foi ao pelo",
    "de het een en van is dat op te zijn met voor niet aan er ook als bij door uit naar wordt",
    "och att det som en på är av för med till den har inte om ett de jag var han hon från",
    "og det som er til på av for ikke den har med et en at de vi han hun fra var",
    "i w na z się nie do to że jest o po od jak za ale przez był dla oraz tym który",
)
_OTHERS = tuple(frozenset(words.split()) for words in _OTHER_LISTS)
_FOREIGN = frozenset().union(*_OTHERS)


def is_english(text: str, tag: str | None = None) -> bool:
    """True if the text is English: by its language tag if it has one, else by its function words.

    `tag` is a BCP 47 language tag, as a page gives it.
    """
    if tag and tag.strip():
        return tag.strip().lower().replace("_", "-").split("-")[0] in {"en", "eng", "english"}
    sample = text[:_SAMPLE]
    words = _WORD.findall(sample.lower())
    if sum([word[0] > _LAST_LATIN for word in words]) * 2 > len(words):
        return False
    english = sum(map(_ENGLISH.__contains__, words))
    foreign = list(filter(_FOREIGN.__contains__, words))
    other = max(sum(map(function_words.__contains__, foreign)) for function_words in _OTHERS)
    return english > other or (english == other and len(words) < 12)
