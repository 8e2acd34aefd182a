"""Planted errors in small words: negation, hedge, direction, and the words and edges of quotations."""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefer.evaluate.mutant import Edit, Ground, like
from briefer.text.spans import Span
from briefer.text.words import STOP_WORDS, content, tokenize

_AUXILIARY = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|can|could|should|must)\b(?!\s*(?:not\b|n[’']t|never|,|\.|-|no\b|to\b|only\b|just\b|\d))"
)
_DENIED = (
    (re.compile(r"\b(is|are|was|were|has|have|had|did|does|do|could|would|should|must)n[’']t\b"), r"\1"),
    (re.compile(r"\bcan(?:not| not|['’]t)\b"), "can"),
    (re.compile(r"\bwon['’]t\b"), "will"),
    (re.compile(r"\b((?:is|are|was|were|has|have|had|did|does|do|will|would|should|could|must|may|might)) not\b(?! (?:only|just|until|least))"), r"\1"),
    (re.compile(r"\bnever\b"), "always"),
    (re.compile(r"\bwithout\b"), "with"),
    (re.compile(r"\b((?:has|have|had|is|are|was|were|with|found|see|saw)) no\b(?! (?:longer|more|doubt|less|fewer))"), r"\1 some"),
)  # fmt: skip
_QUESTION = re.compile(r"\?|\b(?:whether|if|unless|not|no|never|nor|neither|n[’']t)\b|n['’]t\b", re.IGNORECASE)
_PAST = re.compile(
    r"(?<=[a-z]) ([a-z]{3,}(?:[^aeiou]ed|[aeiou]yed))\b(?= (?:the|a|an|his|her|their|its|that|to|in|on|[A-Z]))"
)
_NOT_PAST = frozenset("need exceed proceed succeed speed indeed based used united alleged named called aged".split())  # noqa: SIM905

_HEDGED = (
    (re.compile(r"\b(?:allegedly|reportedly|apparently|possibly|probably|perhaps|purportedly|supposedly) "), ""),
    (re.compile(r"\b(?:alleged|suspected|possible|presumed) (?=[a-z])"), ""),
    (re.compile(r"\b(?:could|might|may) (?=(?!have\b|not\b|be\b|only\b|also\b|n[’'])[a-z]{3,})"), "will "),
    (re.compile(r"\b(?:could|might|may) be\b(?! (?:able|done|found|seen|reached)\b)"), "will be"),
    (re.compile(r"\b(?:could|might|may) have\b"), "had"),
    (re.compile(r"\b(?:is|are) (?:expected|likely|due|set|planned|scheduled) to\b"), "will"),
    (re.compile(r"\b(?:was|were) (?:expected|likely|planning|planned) to\b"), "did"),
    (re.compile(r"\b(?:plans|plan|hopes|hope|aims|intends|wants) to\b"), "will"),
    (re.compile(r"\b(is|are|was|were) (?:believed|thought|suspected|understood|said|alleged) to be\b"), r"\1"),
    (re.compile(r"\b(?:is|are|was|were) (?:believed|thought|suspected|reported|alleged) to have\b"), "had"),
    (re.compile(r"\baccused of\b"), "convicted of"),
    (re.compile(r"\b(?:appears|appeared|seems|seemed) to (?=be\b)"), "is known to "),
    (re.compile(r"\bclaim(?:s|ed) (?=that\b)"), "proved "),
    (re.compile(r"\blikely (?=to\b)"), "certain "),
)  # fmt: skip

_OPPOSED = (
    "rose:fell rise:fall rises:falls rising:falling risen:fallen increased:decreased increase:decrease increases:decreases "
    "increasing:decreasing grew:shrank higher:lower highest:lowest fewer:more less:more won:lost win:lose wins:loses "
    "winning:losing before:after above:below largest:smallest larger:smaller biggest:smallest bigger:smaller best:worst "
    "better:worse accepted:rejected approved:rejected supported:opposed supports:opposes support:oppose "
    "supporters:opponents gained:lost gain:loss majority:minority success:failure successful:unsuccessful legal:illegal "
    "positive:negative north:south northern:southern east:west eastern:western longer:shorter longest:shortest "
    "faster:slower stronger:weaker strongest:weakest oldest:youngest older:younger earlier:later maximum:minimum "
    "victory:defeat allowed:banned arrived:left opened:closed began:ended beginning:end started:stopped "
    "agreed:refused strengthened:weakened expanded:reduced doubled:halved top:bottom inside:outside guilty:innocent "
    "praised:criticised improved:worsened raised:lowered buy:sell bought:sold"
)
_OPPOSITES: dict[str, str] = {}
for _pair in _OPPOSED.split():
    _one, _other = _pair.split(":")
    _OPPOSITES.setdefault(_one, _other)
    _OPPOSITES.setdefault(_other, _one)
_OPPOSITES["more"] = "less"
_DIRECTION = re.compile(r"\b(?:" + "|".join(sorted(_OPPOSITES, key=len)[::-1]) + r")\b")
_OTHERWISE_MEANT = re.compile(  # the word is there and says no direction
    r"^(?:more (?:information|recently|on)|best known|lost (?:his|her|their) (?:life|lives)|support(?:ed)? by|left (?:the|in|for|to))"
)


def flipped(ground: Ground) -> Edit | None:
    """A negation put in or taken out, so that what was denied is affirmed."""
    edits = [*_affirmed(ground)]
    if not edits or ground.dice.random() < 0.3:
        edits = [*_negated(ground)] or edits
    return ground.pick(edits)


def _affirmed(ground: Ground) -> Iterator[Edit]:
    for pattern, words in _DENIED:
        for match in pattern.finditer(ground.text):
            if not ground.spoken(Span(*match.span())):
                yield Edit(match.start(), match.end(), match.expand(words))


def _negated(ground: Ground) -> Iterator[Edit]:
    if _QUESTION.search(ground.text):
        return
    for match in _AUXILIARY.finditer(ground.text):
        if not ground.spoken(Span(*match.span())):
            yield Edit(match.end(), match.end(), " not")
    for match in _PAST.finditer(ground.text):
        word = match[1]
        if not ground.spoken(Span(*match.span())) and word not in _NOT_PAST and word[:-1] not in _NOT_PAST:
            yield Edit(match.start(1), match.end(1), f"never {word}")


def surer(ground: Ground) -> Edit | None:
    """A hedge taken out: what could be, will be; what was alleged, is."""
    if "?" in ground.text:
        return None
    edits = [
        Edit(match.start(), match.end(), match.expand(words))
        for pattern, words in _HEDGED
        for match in pattern.finditer(ground.text)
        if not ground.spoken(Span(*match.span()))
    ]
    return ground.pick(edits)


def opposed(ground: Ground) -> Edit | None:
    """A word of direction or outcome turned into its opposite."""
    edits = [
        Edit(match.start(), match.end(), like(match.group(), _OPPOSITES[match.group()]))
        for match in _DIRECTION.finditer(ground.text)
        if not ground.spoken(Span(*match.span())) and not _OTHERWISE_MEANT.match(ground.text[match.start() :])
    ]
    return ground.pick(edits)


def other_word(ground: Ground) -> Edit | None:
    """A word of meaning inside a quotation exchanged for another of the source's words."""
    text = ground.text
    for span in ground.shuffled([span for span in ground.claim.quoted if _closed(text, span)]):
        tokens = [token for token in content(tokenize(span.of(text))) if token.raw.isalpha() and len(token.raw) > 3]
        if len(tokenize(span.of(text))) < 2 or not tokens:
            continue
        token = ground.dice.choice(tokens)
        options = sorted(
            {
                other.raw
                for words in ground.index.content[1:]
                for other in words
                if other.raw.isalpha() and other.raw.islower() and other.stem != token.stem
                if other.raw[-2:] == token.raw[-2:] and len(other.raw) > 3
            }
        )
        other = ground.pick(options) or ("nothing" if token.word != "nothing" else "something")
        return Edit(span.start + token.start, span.start + token.end, like(token.raw, other))
    return None


def other_edge(ground: Ground) -> Edit | None:
    """A quotation whose mark has moved: past its negation, or over the writer's own words."""
    text = ground.text
    edits = []
    for span in ground.claim.quoted:
        if not _closed(text, span):
            continue
        words = span.of(text)
        cut = re.search(r"(?:\b(?:not|never|no|without)|n[’']t) (?=\w+ \w+)", words)
        if cut is not None and len(words) - cut.end() > 8:
            edits.append(Edit(span.start, span.start + cut.end(), ""))
        edit = _swallowed(text, span, ground)
        if edit is not None:
            edits.append(edit)
    return ground.pick(edits)


def _swallowed(text: str, span: Span, ground: Ground) -> Edit | None:
    """The closing mark moved behind the next words of the writer; None where these are an attribution."""
    mark = text[span.end]
    after = re.match(r" (?:[a-z]+ ){0,2}([a-z]{3,})(?=[ .,;])", text[span.end + 1 :])
    if after is None or after[1] in STOP_WORDS or text[span.end - 1] in ",.?!":
        return None
    end = span.end + 1 + after.end()
    if ground.spoken(Span(span.end + 1, end)) or re.search(r"\b(?:said|says|told|wrote|added)\b", after.group()):
        return None
    return Edit(span.end, end, after.group() + mark)


def _closed(text: str, span: Span) -> bool:
    """Whether a quotation has its marks right around it."""
    marks = "\"“”'‘’"
    return span.start > 0 and text[span.start - 1] in marks and span.end < len(text) and text[span.end] in marks
