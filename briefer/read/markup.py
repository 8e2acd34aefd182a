"""Bytes to a parsed page: encoding, characters that XML cannot hold, depth that a parser can stand.

`decode` finds the text in the bytes; `parse_html` gives the tree, comments and processing instructions left
out. A page nested deeper than libxml2 reads is flattened first, so that no nesting hides the rest of an
article.
"""

from __future__ import annotations

import codecs
import re

from lxml import etree, html
from lxml.html import HtmlElement

_META_CHARSET = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,400}?(?:charset|encoding)\s*=\s*["']?\s*([a-zA-Z0-9_.:-]{2,40})""",
    re.IGNORECASE,
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WEB_NAMES = {  # what browsers take these names for
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "iso8859-1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "windows-1252": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "iso-8859-9": "cp1254",
    "utf8": "utf-8",
}
_NOT_TEXT = frozenset(
    {
        "base64",
        "hex",
        "bz2",
        "zip",
        "zlib",
        "rot13",
        "quopri",
        "uu",
        "idna",
        "punycode",
        "unicode_escape",
        "raw_unicode_escape",
        "utf-7",
        "utf_7",
        "undefined",
    }
)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_CONTROL_BYTES = bytes([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F])
_C1 = range(0x80, 0xA0)
_REFERENCE = re.compile(
    rb"&#(0*(?:[0-8]|1[124-9]|2\d|3[01]|12[7-9]|1[345]\d|6553[45])(?!\d)|"
    rb"x0*(?:[0-8bcef]|1[0-9a-f]|7f|[89][0-9a-f]|fff[ef])(?![0-9a-f]));?",
    re.IGNORECASE,
)
"""A reference to a control character: libxml2 puts them into a tree, and lxml then refuses the text that holds one."""
_TO_LINES = bytes.maketrans(b"\r", b"\n")
_NO_CHARACTERS = (b"\xef\xbf\xbe", b"\xef\xbf\xbf")  # U+FFFE and U+FFFF in UTF-8
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*+)[^<>]*+>")  # possessive: a tag that never ends is tried once
_HEAD = 4_096  # bytes: browsers look no further for a charset than 1,024; pages with long scripts first do exist
_SAMPLE = 40_000  # bytes that a guess of the encoding is made from
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_ONE_CLASS = etree.ElementDefaultClassLookup(element=HtmlElement)
"""lxml asks Python for the class of each element it hands out, a tenth of the time of reading a page; nothing
here uses what forms and inputs have of their own."""
BLOCK_TAGS = HEADINGS | frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "header",
        "hr",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
"""Elements that begin a line of their own."""
_BLOCKS = BLOCK_TAGS | {"br", "nav"}
_SKIPPED = frozenset({"script", "style", "noscript", "template", "svg", "iframe", "object", "select", "textarea"})


def decode(data: bytes, charset: str | None = None) -> str:
    """The text in the bytes, by byte order mark, UTF-8, the server's word, the page's word, or its looks.

    In that order, the first that fits. What fits no encoding comes out as U+FFFD, never as an error.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    declared = _META_CHARSET.search(data[:_HEAD])
    named = [charset, declared[1].decode("ascii") if declared else None]
    wide = next((name for name in named if name and name.lower().startswith(("utf-16", "utf-32"))), None)
    if wide is None or b"\0" not in data[:200]:
        try:  # chance text in another encoding is hardly ever valid UTF-8, whatever a header says
            return data.decode("utf-8")
        except UnicodeDecodeError as error:
            if error.start > len(data) - 4 and error.reason == "unexpected end of data":  # cut in mid-character
                return data.decode("utf-8", "replace")
    for name in named:
        encoding_name = known_encoding(name)
        if encoding_name is None:
            continue
        text = data.decode(encoding_name, "replace")
        if text.count("\ufffd") <= len(text) // 200:  # a stray byte is forgiven, a wrong name is not
            return text
    return data.decode(_guess(data), "replace")


def known_encoding(name: str | None) -> str | None:
    """Python's name for a text encoding as the web names it; None for an unknown one."""
    lowered = (name or "").strip().strip("\"'").lower()
    lowered = _WEB_NAMES.get(lowered, lowered)
    try:
        found = codecs.lookup(lowered).name if lowered else None
    except (LookupError, ValueError):
        return None
    return None if found is None or found.replace("-", "_") in {name.replace("-", "_") for name in _NOT_TEXT} else found


def _guess(data: bytes) -> str:
    from charset_normalizer import from_bytes  # noqa: PLC0415 - one page in a hundred needs it

    broken = sum(1 for byte in data[:_SAMPLE] if byte >= 0x80)
    if broken * 1_000 < len(data[:_SAMPLE]):  # next to all is ASCII: UTF-8 with a few broken bytes
        return "utf-8"
    best = from_bytes(data[:_SAMPLE]).best()
    return best.encoding if best is not None else "cp1252"


def without_controls(text: str) -> str:
    """The text without the characters that neither XML nor a reader knows; line breaks are line feeds."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def parse_html(text: str) -> HtmlElement | None:
    """The page's tree; None if there is nothing in it. Never raises on text of any kind."""
    page = text.encode("utf-8", "ignore").translate(_TO_LINES, _CONTROL_BYTES)  # a tenth of the time of `sub`
    for character in _NO_CHARACTERS:
        page = page.replace(character, b"")
    page = _REFERENCE.sub(_meant, page) if b"&#" in page else page
    if not page.strip():
        return None
    tree, deep = _parse(page)
    if deep:
        tree, _ = _parse(flatten(page.decode("utf-8")).encode("utf-8"))
    return tree


def _meant(reference: re.Match[bytes]) -> bytes:
    """What a browser shows for a reference to a control character: the character of Windows-1252, or nothing."""
    digits = reference[1].lower()
    number = int(digits[1:], 16) if digits.startswith(b"x") else int(digits)
    return bytes([number]).decode("cp1252", "ignore").encode() if number in _C1 else b""


def _parse(page: bytes) -> tuple[HtmlElement | None, bool]:
    """The tree, and whether the page is nested too deeply for all of it to be in there."""
    parser = html.HTMLParser(
        encoding="utf-8",
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
        huge_tree=True,
        default_doctype=False,
    )
    parser.set_element_class_lookup(_ONE_CLASS)
    try:
        tree = html.document_fromstring(page, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, AssertionError):
        tree = None
    deep = any("depth" in entry.message.lower() for entry in parser.error_log.filter_from_errors())
    return tree, deep


def flatten(text: str) -> str:
    """The page with its blocks side by side, headings and paragraphs, for one too deep for a parser."""
    out: list[str] = []
    words: list[str] = []
    tag, skipping, at = "p", None, 0

    def end_block() -> None:
        block = " ".join("".join(words).split())
        words.clear()
        if block:
            out.append(f"<{tag}>{block}</{tag}>")

    for match in _TAG.finditer(text):
        if skipping is None:
            words.append(text[at : match.start()])
        at = match.end()
        closing, name = match[1], match[2].lower()
        if skipping is not None:
            skipping = None if closing and name == skipping else skipping
        elif name in _SKIPPED and not closing:
            skipping = name
        elif name in _BLOCKS:
            end_block()
            tag = name if name in HEADINGS and not closing else "p"
    words.append(text[at:] if skipping is None else "")
    end_block()
    return f"<html><body><article>{''.join(out)}</article></body></html>"
