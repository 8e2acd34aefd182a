"""Boxes of a page that are no part of its article, taken out before the extractor sees them.

A sign-up form with the heading and the small print around it, a list of other stories, the author's bio, a caption, a
table of contents, a disclaimer. What a box is called (class, id) counts only together with what is in it, and nothing
large is ever taken for a box.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement

from briefer.article import Removed
from briefer.read.blocks import Block
from briefer.read.signs import AD, CONTACT_LINE, SAID, SIGN_UP, SUBSCRIBE

_BOXES = (
    "div",
    "section",
    "aside",
    "form",
    "ul",
    "ol",
    "p",
    "figure",
    "nav",
    "fieldset",
    "blockquote",
    "footer",
    "small",
)
_NEVER = frozenset({"article", "main", "body", "html"})
_FORM_WORDS = 45  # around a bare form, which no name tells from a form at the end of a short text
_LINKED = 0.5  # of the characters: a list of stories is mostly links, a paragraph is not
_DISCLAIMER_WORDS = 16  # what is shorter stands under a story, and some count it to the story
_ALL_LINKED = 0.9  # but for bullets, dashes and "Read:"
_HEADLINE_WORDS = 4
_MANY_LINKS = 50  # a list of more is a page's menu, which the extractor knows
_CAPTION_WORDS = 200
_MAX_CHARS = 2_000
_MAX_BOXES = 500
_EDGE, _END = r"(?:^|[-_\s])", r"(?:$|[-_\s])"


@dataclass(frozen=True, slots=True)
class _Kind:
    """What a kind of box is called, how many words it has at most, and what has to be in it."""

    names: re.Pattern[str]
    longest: int
    fits: Callable[[HtmlElement, Block], bool]
    kind: str
    reason: str


def _named(*names: str) -> re.Pattern[str]:
    """A pattern of the names of boxes, which is asked about names in lower case."""
    return re.compile("|".join(names))


def _is_silent(block: Block) -> bool:
    return not SAID.search(block.lower) and not block.quotes


def _asks(_box: HtmlElement, block: Block) -> bool:
    return _is_silent(block) and bool(SIGN_UP.search(block.lower) or SUBSCRIBE.search(block.lower))


def _sends_letters(box: HtmlElement, block: Block) -> bool:
    return block.words <= _FORM_WORDS and _is_silent(block) and _has_little_prose(box)


def _is_linked(box: HtmlElement, _block: Block) -> bool:
    return _linked(box) >= _LINKED


def _disclaims(_box: HtmlElement, block: Block) -> bool:
    return block.words >= _DISCLAIMER_WORDS and _is_silent(block)


def _presents(box: HtmlElement, _block: Block) -> bool:
    return box.find(".//h1") is None


def _is_advertisement(_box: HtmlElement, block: Block) -> bool:
    return bool(AD.match(block.lower[:60])) or bool(
        re.match(r"\W*(?:anzeige|werbung|advertisement|sponsored)\b", block.text, re.IGNORECASE)
    )


def _holds_picture(box: HtmlElement, block: Block) -> bool:
    return _is_silent(block) and next(box.iter("img", "picture", "amp-img"), None) is not None


def _has_address(_box: HtmlElement, block: Block) -> bool:
    return bool(CONTACT_LINE.search(block.lower))


_KINDS = (  # the limits are those of the longest such boxes of the development sets, with room for half as much again
    _Kind(
        _named(
            r"newsletter", r"sign-?up", r"subscri", rf"promo{_END}", rf"{_EDGE}cta{_END}", r"opt-?in", r"abonnement"
        ),
        100,
        _asks,
        "promo",
        "it is a sign-up box",
    ),
    _Kind(
        _named(r"newsletter", r"nieuwsbrief", r"nyhetsbrev"), 100, _sends_letters, "promo", "it is a newsletter's box"
    ),
    _Kind(
        _named(
            r"related|read-?more|more-?(?:stories|news|from|on|articles)|recommend|also-?read|see-?also|read-?also|read-?next",
            r"most-?(?:read|popular)|trending|teaser|further-?reading|you-?may|outbrain|taboola|link-?list|cross-?ref",
            r"similar-?(?:posts|articles)|popular-?posts|suggested",
        ),
        300,
        _is_linked,
        "related",
        "it is a list of other stories",
    ),
    _Kind(
        _named(
            r"author-?(?:bio|box|info|card|description|profile|desc|about)|about-?(?:the-?)?author|autor(?:en)?-?(?:box|info)",
            rf"{_EDGE}bio(?:graphy)?{_END}|saboxplugin|author__bio|quote-editor",
        ),
        200,
        _presents,
        "bio",
        "it presents the author",
    ),
    _Kind(
        _named(rf"{_EDGE}toc{_END}|-toc-|table-?of-?contents|inhaltsverzeichnis|{_EDGE}sommaire{_END}"),
        200,
        _is_linked,
        "furniture",
        "it is a table of contents",
    ),
    _Kind(
        _named(r"disclaimer|disclosure|affiliate", rf"{_EDGE}copyright|{_EDGE}imprint{_END}|legal-?note"),
        90,
        _disclaims,
        "furniture",
        "it is a disclaimer or an imprint",
    ),
    _Kind(
        _named(rf"{_EDGE}(?:article-?|post-?|entry-?)?tags?(?:-?(?:list|cloud|links))?{_END}", r"breadcrumb|rootline"),
        60,
        _is_linked,
        "furniture",
        "it is a row of links",
    ),
    _Kind(
        _named(rf"{_EDGE}ad(?:s|vert\w*)?(?:-?(?:container|slot|block|unit|wrapper|box))?{_END}|code-block|sponsor"),
        120,
        _is_advertisement,
        "ad",
        "it is an advertisement",
    ),
    _Kind(
        _named(
            rf"(?:image|img|photo|picture|bild|foto|media)-?(?:box|wrap\w*|container|caption|credit|text|legend){_END}",
            r"wp-caption|caption",
        ),
        80,
        _holds_picture,
        "caption",
        "it is a picture's caption",
    ),
    _Kind(
        _named(r"press-?(?:contact|officer|kontakt)|media-?contact|contact-?(?:box|card)"),
        80,
        _has_address,
        "furniture",
        "it says whom to contact",
    ),
)
_ANY_NAME = re.compile("|".join(kind.names.pattern for kind in _KINDS))
_STEMS = [
    "news",
    "sign",
    "subscri",
    "promo",
    "cta",
    "opt",
    "abonn",
    "nieuws",
    "nyhets",
    "related",
    "more",
    "recommend",
    "also",
    "read",
    "popular",
    "trending",
    "teaser",
    "further",
    "may",
    "outbrain",
    "taboola",
    "list",
    "ref",
    "similar",
    "suggested",
    "author",
    "autor",
    "bio",
    "sabox",
    "editor",
    "toc",
    "contents",
    "verzeichnis",
    "sommaire",
    "disclaim",
    "disclos",
    "affiliate",
    "copyright",
    "imprint",
    "legal",
    "tag",
    "crumb",
    "rootline",
    "ad",
    "code",
    "sponsor",
    "image",
    "img",
    "photo",
    "picture",
    "bild",
    "foto",
    "media",
    "caption",
    "press",
    "contact",
]
"""A name without any of these is none of a box; to look for them is cheaper than to try the patterns."""


def take_boxes(tree: HtmlElement) -> Iterator[Removed]:
    """Removes the boxes, and says of each what it was. The tree is changed."""
    root = tree.getroottree().getroot()
    for box, kind, reason in islice(_boxes(tree), _MAX_BOXES):
        if box.getroottree().getroot() is root:  # not inside a box that is gone
            yield _take(box, kind, reason)


def _boxes(tree: HtmlElement) -> Iterator[tuple[HtmlElement, str, str]]:
    """Each box, its kind and the reason; some stand inside others."""
    for field in [field for field in tree.iter("input") if (field.get("type") or "").lower() == "email"]:
        box = _around(field)
        if box is not None:
            yield box, "promo", "it is a sign-up form"
    kinds_of: dict[str, tuple[_Kind, ...]] = {}  # a page gives few names to many elements
    for box in list(tree.iter(*_BOXES)):
        name = f"{box.get('class') or ''} {box.get('id') or ''} {box.get('data-component') or ''}"
        kinds = kinds_of.get(name)
        if kinds is None:
            kinds = kinds_of[name] = _kinds_named(name)
        if kinds and (found := _kind(box, kinds)) is not None:
            yield box, found.kind, found.reason
    for part in list(tree.iter("p", "ul", "ol")):
        if _is_link_list(part):
            yield part, "related", "it is made of links to other stories"
    for caption in list(tree.iter("figcaption")):
        if _block(caption, _CAPTION_WORDS) is not None:
            yield caption, "caption", "it is a picture's caption"


def _kinds_named(name: str) -> tuple[_Kind, ...]:
    name = name.lower()
    if not any(stem in name for stem in _STEMS) or _ANY_NAME.search(name) is None:
        return ()
    return tuple(kind for kind in _KINDS if kind.names.search(name))


def _around(field: HtmlElement) -> HtmlElement | None:
    """The largest element around a field that holds nothing but the sign-up; None if that is the page."""
    box: HtmlElement | None = None
    for ancestor in field.iterancestors():
        if ancestor.tag in _NEVER or ancestor.find(".//h1") is not None:
            break
        block = _block(ancestor, _FORM_WORDS)
        if block is None or not _is_silent(block):
            break
        box = ancestor
    return box


def _kind(box: HtmlElement, kinds: Sequence[_Kind]) -> _Kind | None:
    """The first of the kinds whose content the box has."""
    block = _block(box, _LONGEST)
    if block is None:
        return None
    return next((kind for kind in kinds if 0 < block.words <= kind.longest and kind.fits(box, block)), None)


_LONGEST = max(kind.longest for kind in _KINDS)


def _block(box: HtmlElement, limit: int) -> Block | None:
    """The box's text as a block; None if it has more words than the limit."""
    text, words = [], 0
    for string in box.itertext():
        words += len(string.split())
        if words > limit:
            return None
        text.append(string)
    return Block(" ".join(" ".join(text).split()))


def _is_link_list(part: HtmlElement) -> bool:
    """True for a paragraph or a list that is nothing but links of several words, as long as headlines."""
    links = list(islice(part.iter("a"), _MANY_LINKS))
    if not links or len(links) == _MANY_LINKS:
        return False
    linked = [" ".join("".join(link.itertext()).split()) for link in links]
    whole = " ".join("".join(part.itertext()).split())
    if len(whole) > _MAX_CHARS or sum(map(len, linked)) < len(whole) * _ALL_LINKED or whole.endswith((".", "”", "»")):
        return False
    return min(len(text.split()) for text in linked) >= _HEADLINE_WORDS and (part.tag != "p" or len(linked) >= 1)


def _has_little_prose(box: HtmlElement) -> bool:
    """True if no paragraph of the box reads as running text of more than a sentence or two."""
    return all(len("".join(part.itertext()).split()) <= _FORM_WORDS for part in box.iter("p"))


def _linked(box: HtmlElement) -> float:
    """The share of the box's characters that stand in links."""
    whole = linked = 0
    inside = 0
    for event, part in etree.iterwalk(box, events=("start", "end")):
        if event == "end":
            inside -= part.tag == "a"
            text = part.tail if part is not box else None
        else:
            inside += part.tag == "a"
            text = part.text
        if text:
            whole += len(text.strip())
            linked += len(text.strip()) if inside else 0
    return linked / whole if whole else 0.0


def _take(box: HtmlElement, kind: str, reason: str) -> Removed:
    text = " ".join(" ".join(box.itertext()).split())
    drop(box)
    return Removed(kind=kind, reason=reason, text=text[:_MAX_CHARS])


def drop(element: HtmlElement) -> None:
    """Takes an element out of its tree; the text behind it stays."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)
