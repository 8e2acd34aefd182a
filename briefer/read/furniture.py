"""What a block is by its own words: sign-up box, share bar, caption, pointer to another story, or none of these.

Each kind has its pattern, the length up to which it may condemn a block, and whether it yields to somebody who speaks
in it. What the words alone do not settle carries its doubt; `clean` settles it by what stands around.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto

from briefer.read.blocks import Block, Shape
from briefer.read.signs import (
    AD,
    BIO,
    BIO_MORE,
    BULLET_ONLY,
    CAPTION,
    COMMENTS,
    CONSENT,
    CONSENT_STEMS,
    CORRECTION,
    CREDIT,
    CREDIT_STEMS,
    CRUMBS,
    FOLLOW,
    FOOTER,
    FOOTER_STEMS,
    IMPERATIVE,
    ITSELF,
    MORE,
    NAVIGATE,
    OFFER,
    OURS,
    PICTURE,
    PLAYER,
    PRODUCT,
    PRODUCT_STEMS,
    RELATED_HEAD,
    RELEASE,
    RIGHTS,
    SAID,
    SENTENCE_BREAK,
    SHARE,
    SIGN_UP,
    SIGN_UP_STEMS,
    STEM,
    SUBSCRIBE,
    TIME,
    WIDGET,
    WIRE,
)

WRAPPER = "it is of the wrapper around the story"
HEADS = "it heads a list of other stories"
_LABEL_WORDS = 2
"""What has so few words may as well be a sub-heading of the story; it goes where other furniture is near."""
_APPEAL_WORDS = 40
_MAX_WORDS = 80  # no furniture of the development sets is longer, but for readers' comments
_BIO_WORDS = 150
_JOINERS = frozenset(
    {"van", "von", "de", "der", "den", "del", "della", "di", "da", "la", "le", "bin", "al", "and", "y", "und"}
)
"""Words of names that are written small."""
_MAX_CHARS = 1_200  # of 80 words; what is longer is one word without end


class Doubt(Enum):
    """What a block may be besides furniture."""

    LABEL = auto()
    """A sub-heading of the story."""
    IMPRINT = auto()
    """The story's own last line: papers print it there, and some count it to the story."""
    APPEAL = auto()
    """The story's own advice to its reader."""
    VOICE = auto()
    """The story's own words: the outlet speaks of itself there, or somebody of something else."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a block is, and the rule that says so in words."""

    kind: str
    reason: str
    doubt: Doubt | None = None
    """What else the block may be; it is then furniture only beside furniture."""


@dataclass(frozen=True, slots=True)
class _Rule:
    """A pattern, how long a block it may condemn, and as what."""

    pattern: re.Pattern[str]
    longest: int
    """Words."""
    kind: str
    reason: str
    silent: bool = True
    """True if a block in which somebody speaks is acquitted."""
    stems: frozenset[str] | None = None
    """Beginnings of words without which the pattern need not be tried."""
    anywhere: bool = False
    """True if the pattern may fit behind the block's first character too."""
    cased: bool = False
    """True if the pattern is asked about the text as it is."""
    doubt: Doubt | None = None
    label_words: int = _LABEL_WORDS


_RULES = (
    _Rule(AD, 45, "ad", "it labels an advertisement", silent=False),
    _Rule(TIME, 14, "timestamp", "it is a time stamp alone", silent=False, doubt=Doubt.LABEL),
    _Rule(SHARE, 14, "share", "it is a share bar", silent=False),
    _Rule(PLAYER, 20, "furniture", "it belongs to a player or a gallery", silent=False, doubt=Doubt.LABEL),
    _Rule(COMMENTS, 14, "comments", "it leads to the comments", silent=False, doubt=Doubt.LABEL),
    _Rule(RELATED_HEAD, 14, "related", HEADS, silent=False, doubt=Doubt.LABEL, label_words=1),
    _Rule(NAVIGATE, 30, "furniture", "it is navigation", silent=False, doubt=Doubt.LABEL),
    _Rule(MORE, 30, "related", "it points to another story"),
    _Rule(SIGN_UP, 60, "promo", "it asks readers to sign up", stems=SIGN_UP_STEMS, anywhere=True),
    _Rule(SUBSCRIBE, 40, "promo", "it asks readers to subscribe"),
    _Rule(FOLLOW, 45, "promo", "it asks readers to follow or write"),
    _Rule(CONSENT, 80, "consent", "it speaks of cookies and consent", stems=CONSENT_STEMS, anywhere=True),
    _Rule(RIGHTS, 30, "furniture", "it is an imprint", doubt=Doubt.IMPRINT),
    _Rule(
        FOOTER,
        60,
        "furniture",
        WRAPPER,
        stems=FOOTER_STEMS,
        anywhere=True,
        doubt=Doubt.IMPRINT,
    ),
    _Rule(
        CREDIT,
        60,
        "furniture",
        "it names who worked on the story",
        stems=CREDIT_STEMS,
        anywhere=True,
        cased=True,
        doubt=Doubt.IMPRINT,
    ),
    _Rule(WIRE, 40, "furniture", "it is an agency's last line", silent=False),
    _Rule(CAPTION, 45, "caption", "it is a caption or a credit", anywhere=True, cased=True),
    _Rule(RELEASE, 14, "furniture", "it labels a press release"),
    _Rule(PICTURE, 30, "caption", "it names who took a picture", anywhere=True, cased=True),
    _Rule(WIDGET, 25, "furniture", "it belongs to a widget", doubt=Doubt.LABEL),
)
_TESTS = tuple(
    (rule, rule.longest, rule.stems, rule.pattern.search if rule.anywhere else rule.pattern.match) for rule in _RULES
)
_WORD = re.compile(r"[^\W_]+")


def judge_block(block: Block, *, pasted: bool = True) -> Verdict | None:
    """What the block is if its own words say so, beyond doubt or not.

    Of what an extractor let through (not `pasted`), advice and an outlet's words about itself are not condemned.
    """
    text, words = block.lower, block.words
    if not words and BULLET_ONLY.match(text):
        return Verdict("furniture", "it has no words")
    if words > _MAX_WORDS or len(text) > _MAX_CHARS:
        return None
    beginnings = {word[:STEM] for word in _WORD.findall(text)}
    for rule, longest, stems, fits in _TESTS:
        if (
            words > longest
            or (stems is not None and stems.isdisjoint(beginnings))
            or fits(block.text if rule.cased else text) is None
        ):
            continue
        if not rule.silent or not speaks(block):
            figures = any(map(str.isdigit, text)) and not text.isdigit()
            sure = rule.doubt is Doubt.LABEL and (words > rule.label_words or figures)
            return Verdict(rule.kind, rule.reason, None if sure else rule.doubt)
    if pasted and words <= _APPEAL_WORDS and _only_appeals(block):
        return Verdict("promo", "it tells readers what to do", None if OURS.search(text) else Doubt.APPEAL)
    if pasted and ITSELF.search(text) and not CORRECTION.search(text) and not speaks(block):
        return Verdict("furniture", "the outlet speaks of itself", Doubt.VOICE)
    if 2 < words <= 40 and block.shape is not Shape.ROW and CRUMBS.match(block.text):
        return Verdict("furniture", "it is a row of links")
    offers = words <= _APPEAL_WORDS and not PRODUCT_STEMS.isdisjoint(beginnings) and PRODUCT.search(text) is not None
    if offers and appeals(block) and not speaks(block):
        return Verdict("promo", "it offers readers what the outlet sells")
    return None


def appeals(block: Block) -> bool:
    """True if the block tells the reader to do something: one of its sentences begins with an imperative."""
    return any(IMPERATIVE.match(sentence) for sentence in SENTENCE_BREAK.split(block.lower))


def _only_appeals(block: Block) -> bool:
    """True if all that the block says are questions and imperatives to the reader about the outlet and its things."""
    if not OFFER.search(block.lower) or speaks(block) or block.text.endswith(":"):
        return False  # what a colon announces is the story's
    sentences = [sentence for sentence in SENTENCE_BREAK.split(block.lower) if sentence]
    orders = [bool(IMPERATIVE.match(sentence)) for sentence in sentences]
    return any(orders) and all(
        order or sentence.endswith("?") for order, sentence in zip(orders, sentences, strict=True)
    )


def speaks(block: Block) -> bool:
    """True if somebody is quoted or reported in it: that is the story, whatever else its words are."""
    return block.quotes or bool(SAID.search(block.lower))


def is_bio(block: Block) -> bool:
    """True for a paragraph that presents the author: a name, a trade, and no news."""
    if block.words > _BIO_WORDS or block.quotes or (found := BIO.match(block.lower)) is None:
        return False
    named = block.text[: found.end("name")].split() if found["name"] else []
    return all(word[0].isupper() or word.lower() in _JOINERS for word in named)


def is_signed_bio(block: Block) -> bool:
    """True if the paragraph also says where its author lives, studied or can be found."""
    return bool(BIO_MORE.search(block.lower))


def describe(block: Block) -> tuple[str, str]:
    """The kind of a block that is known to be no part of the story, and the reason in words."""
    verdict = judge_block(block)
    if verdict is not None:
        return verdict.kind, verdict.reason
    if is_bio(block):
        return "bio", "it presents the author"
    return "furniture", "the extractor found it no part of the article"
