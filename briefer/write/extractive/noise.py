"""Sentences that stand in an article's text and are no part of its story: the last sieve before the brief.

Covered (English wording): promos, bios, captions and credits, corrections and editor's notes, paragraphs with orders
to a model, read-more lines, share and copyright lines, live-blog time stamps, headings, lists of links, the headline once more.
The reader has taken out what the page's markup gives away; this looks at the words alone, so that saved
text and pages of poor markup end in the same brief. Not covered: other languages' promos, captions without
a credit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefer.article import Article, count_words
from briefer.check.injection import find_address
from briefer.text.words import content, tokenize


def _one_of(*patterns: str, opens: bool = False, fold: bool = True) -> re.Pattern[str]:
    """One pattern of many; `opens` ties them to the start, marks and bullets aside."""
    joined = "|".join(patterns)
    return re.compile(rf"^[\W_]*(?:{joined})" if opens else joined, re.IGNORECASE if fold else 0)


_PROMO = _one_of(
    r"\bsign(?:ing)?[ -]up\b.{0,60}\b(?:newsletter|e-?mails?|alerts?|briefing|inbox|free|here|updates)\b",
    r"\bour (?:free |daily |weekly )*(?:newsletter|podcast|app|briefing)s?\b",
    r"\b(?:in|to) your inbox\b|\bnewsletters?\b.{0,60}\b(?:inbox|subscribe|delivered|sign)",
    r"\bsubscribe (?:to|now|here|today|for)\b|\bunsubscribe\b|\balready a subscriber\b",
    r"\bescape your echo chamber\b|\bfree daily e-?mail\b",
    r"\bclick (?:here|on the link|to (?:read|subscribe|watch|see))\b|\bdownload (?:the|our) (?:free )?app\b",
    r"\bfollow (?:us|me|him|her|them|@\w+|[a-z][\w ]{2,40}) on (?:twitter|facebook|instagram|x|youtube)\b",
    r"\blike us on facebook\b|\bcontact us at\b|\bget in touch\b.{0,40}\b(?:by|at|email)\b",
    r"\bour (?:privacy (?:notice|policy)|terms (?:and conditions|of (?:use|service)))\b|\buse cookies\b",
    r"\bsupport our journalism\b|\bbecome a (?:member|subscriber|supporter)\b",
    r"\blisten to our\b|\bwatch (?:the|our) (?:full )?video\b|\bheadlines\b.{0,40}\bare here\b",
    r"\baffiliate (?:links?|commission)\b|\bmay earn a commission\b|\bsponsored (?:by|content)\b",
    r"^(?:check out|find out more|learn more|take a look at|click|tap|scroll)\b",
)
_LEAD_IN = _one_of(
    r"read (?:more|also|next|the full|our)\b|also read\b|see also\b|continue reading\b|print this\b",
    r"related(?: (?:stories|articles|content|coverage))?\s{0,3}[:|]|more:",
    r"more (?:on this|from|stories|about)\b[^.]{0,60}:?$|recommended(?:\s|:)|don[’']t miss\b|must read\b",
    r"most (?:read|popular)\b|trending\b|you (?:may|might) also (?:like|be interested)\b|scroll down\b",
    r"(?:watch|video|listen|photos?|gallery|tags?|topics?|source)\s{0,3}:",
    r"(?:story|article) continues\b|advertisement\b|share this\b|leave a comment\b|join the conversation\b",
    r"comments?\b\s{0,3}(?:\(\d+\)|$|on this)|the week$|key points?\b|what (?:to|you need to) know\b",
    r"here(?:[’']s| is| are) (?:what|how|why|everything|the latest|some)\b[^.]{0,60}:?$",
    opens=True,
)
_CREDIT = _one_of(
    r"\b(?:Photo(?:graph)?|Image|Picture|Pic|Credit|Video|Illustration|Graphic)s?\s{0,3}(?:credit\s{0,3})?[:/©]",
    r"\((?:Photo|Image|Picture)s?\b|\bGetty(?: Images)?\b|\b(?:AP|EPA|AFP|PA|Reuters) ?(?:Photo|Images?)\b",
    r"/(?:AP|AFP|EPA|Reuters|Getty|Shutterstock)\b|\bShutterstock\b|\bCourtesy (?:of|photo)\b",
    r"\bfrom file\b|\b[Ff]ile (?:photo|image|picture)\b|©|\([Cc]\) ?(?:19|20)\d\d|\bAll rights reserved\b",
    r"\bseen (?:here|in this (?:photo|image|picture))\b|\bEnlarge this image\b|\bView gallery\b",
    r"\((?:pictured|left|right|above|below|centre|center)(?:[ ,][^)]{0,40})?\)",
    r"\bpictured (?:above|below|left|right|in|with|at|here)\b",
    fold=False,
)
_NOTE = _one_of(
    r"correction|clarification|editor[’']?s?[’']? note|updated?\s{0,3}:|updated at\b|copyright\b",
    r"disclosure|disclaimer|updated?[ ,][^:]{0,12}\d[\d:. ]{0,8}(?:[ap]\.?m\.?)?[^:]{0,12}:\s",
    r"(?:the )?(?:latest|newest|most recent) (?:entries|updates|posts) (?:are |appear |come |stand )?(?:at the top|on top|first)\b",
    r"all times (?:are |given |shown )*(?:in )?(?:local|[a-z]{2,4}t|utc)\b|(?:that|this) is all (?:from us|for now|for today)\b",
    r"(?:this|our|the) (?:page|(?:live ?)?blog|live (?:page|coverage|feed)) (?:follows|tracks|is (?:now )?clos|has (?:now )?(?:closed|ended))",
    r"we(?:[’']re| are)? (?:going to |now )?(?:paus|clos|wrapp?)(?:e|ing)(?: up| down)? (?:our|this) (?:live )?(?:coverage|blog|page)\b",
    r"(?:thank you|thanks) (?:all )?for (?:reading|following|joining|staying)\b",
    r"this (?:story|article|post|piece|page) (?:was|has been|is|originally|first|will be|contains|may)\b",
    r"(?:an|a previous|an earlier) version of this|last (?:updated|modified)\b|posted (?:on|at|by)\b",
    r"(?:additional |with )?reporting (?:by|contributed)\b",
    r"(?:writing|editing|edited|compiled|translated) by\b",
    r"with (?:files|reporting|contributions?) (?:from|by)\b",
    r".{3,120}\bcontributed (?:to (?:this|the)|reporting)\b",
    r"(?:first )?published\b[^.]{0,40}\d|by (?-i:[A-Z])[\w.’'-]+ (?-i:[A-Z])[^.]{0,60}$",
    opens=True,
)
_ROLE = (
    "correspondent|reporter|columnist|contributor|freelance(?:r| writer| journalist)|"
    "(?:staff|senior|contributing) writer|(?:contributing|news|deputy) editor|editor[- ]at[- ]large|editor"
)
_BIO = _one_of(
    rf"\b(?:is|was) (?:a|an|the|our) (?:[\w’'-]+ ){{0,5}}(?:{_ROLE})\b"
    r"(?: (?:of|at|for|with|on|in|covering|based|who)\b|[.,]|$)",
    r"\b(?:has worked as|has written for|writes (?:about|for|on)|covers [\w ,’'-]{3,60} for)\b",
    r"\b(?:her|his|their) (?:work|writing|journalism|career) (?:has )?(?:appeared|been|began|include)",
    r"^(?:he|she|they) (?:covers|writes|lives in|tweets|can be (?:reached|found|followed))\b",
)
_OF_WRITERS = re.compile(r"\b(?:covers?|writes?|reporter|writer|editor|journalis[tm]|correspondent|columnist|career)\b")
_STAMP = re.compile(
    r"^[\W_]*(?:\d{1,2}[:.]\d{2}\s?(?:[ap]\.?m\.?)?(?:\s?[A-Z]{2,4})?|\d{1,2}\s?[ap]\.?m\.?)\b.{0,60}$"
    r"|^\d+ (?:minutes?|hours?|days?) ago\b"
)
_BULLET = re.compile(r"^\s*(?:[-–—•*▪◦‣>]|\d{1,2}[.)])\s")
_ENDS = re.compile(r"[.!?…。！？][\"'”’»)\]]*$")
_QUESTION = re.compile(r"[?？][\"'”’»)\]]*$")
_FEWEST_WORDS = 5
"""A paragraph of four words is a cross-heading or a shout."""
_LONGEST = 60
"""Words: captions, notes and bios are shorter paragraphs than that."""
_TAIL = 0.8
"""A bio stands in the last fifth or the last two paragraphs; before, "is a reporter" is about the story's
people."""
_REPEATED = 0.9
"""Share of content words from which a first sentence is the headline once more."""


def furniture(article: Article) -> frozenset[int]:
    """The ids of the article's sentences that are not part of its story."""
    return frozenset(_furniture(article))


def is_question(text: str) -> bool:
    """True for a sentence that asks, marks behind the question mark aside."""
    return bool(_QUESTION.search(text.rstrip()))


def ends_well(text: str) -> bool:
    """True for a sentence with its full stop, its exclamation or question mark, marks behind it aside."""
    return bool(_ENDS.search(text))


def _furniture(article: Article) -> Iterator[int]:
    title = _stems(article.title or "")
    by_paragraph: dict[int, list[int]] = {}
    for sentence in article.sentences:
        by_paragraph.setdefault(sentence.paragraph, []).append(sentence.id)
    length = max(len(article.text), 1)
    for number, ids in by_paragraph.items():
        span = article.paragraphs[number]
        late = span.start / length >= _TAIL or number >= len(article.paragraphs) - 2
        text = article.text[span.start : span.end]
        if find_address(text) is not None or _is_furniture_paragraph(text, late=late):
            yield from ids
            continue
        for identity in ids:
            text = article.sentence_text(article.sentences[identity - 1]).strip()
            repeats = identity <= 2 and _repeats(text, title)
            if repeats or _is_furniture(text) or (len(ids) == 1 and _is_heading(text)):
                yield identity


def _is_furniture_paragraph(text: str, *, late: bool) -> bool:
    """Whether a paragraph as a whole is a caption, a note, a read-more line or a bio; a long one never is."""
    if len(text) >= 8 * _LONGEST or count_words(text) > _LONGEST:
        return False
    if any(pattern.search(text) for pattern in (_LEAD_IN, _NOTE, _STAMP, _BULLET, _CREDIT, _PROMO)):
        return True
    return late and bool(_BIO.search(text)) and bool(_OF_WRITERS.search(text))


def _is_furniture(text: str) -> bool:
    """Whether one sentence is no part of the story."""
    if any(pattern.search(text) for pattern in (_PROMO, _LEAD_IN, _CREDIT, _NOTE)):
        return True
    return not ends_well(text) and not text.endswith(":")  # a heading, a list's entry, a table's row


def _is_heading(text: str) -> bool:
    return text.isascii() and count_words(text) < _FEWEST_WORDS


def _repeats(text: str, title: frozenset[str]) -> bool:
    words = _stems(text)
    return bool(title and words) and len(words & title) >= _REPEATED * len(words | title)


def _stems(text: str) -> frozenset[str]:
    return frozenset(token.stem for token in content(tokenize(text)))
