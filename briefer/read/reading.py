"""A page, a text or bytes of any kind to an Article with its receipt: pure, no network and no clock.

A `Reading` is the article and why it is not whole, where it is not. Blocked and thin pages are readings too;
whether they are good enough is the caller's choice.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from lxml.html import HtmlElement
from pydantic import ValidationError

from briefer.article import Article, Removed, build_article
from briefer.errors import ExtractionError
from briefer.read.blocks import Block, Shape
from briefer.read.clean import clean_blocks
from briefer.read.completeness import Judgement, judge_page, judge_text
from briefer.read.extract import Extracted, extract_blocks
from briefer.read.hidden import without_invisible
from briefer.read.lines import around_headline
from briefer.read.markup import decode, parse_html, without_controls
from briefer.read.metadata import Metadata, read_metadata, with_lines
from briefer.read.plain import looks_like_markdown, read_plain
from briefer.read.receipt import left_out

MAX_CHARS = 20_000_000
"""As many as a fetch may bring in bytes; a text beyond it is no article, and would only cost memory."""


class Kind(StrEnum):
    """What the bytes of a source are."""

    HTML = "html"
    TEXT = "text"
    MARKDOWN = "markdown"
    PDF = "pdf"
    MAIL = "mail"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Reading:
    """An article, and how whole it is."""

    article: Article
    reason: str | None = None
    """Why it is thin, paywalled or blocked; None for a full one."""


def article_from_html(html: str, *, url: str | None = None, id: str | None = None) -> Article:  # noqa: A002 - the contract's word
    """The article in a page; a thin or blocked page is an article too, and says so."""
    return read_html(html, url=url, id=id).article


def article_from_text(
    text: str,
    *,
    url: str | None = None,
    title: str | None = None,
    markdown: bool | None = None,
    id: str | None = None,  # noqa: A002 - the contract's word
) -> Article:
    """The article in a plain text or in Markdown; which of the two is seen from the text if not given."""
    return read_text(text, url=url, title=title, markdown=markdown, id=id).article


def article_from_bytes(
    data: bytes,
    *,
    name: str = "-",
    kind: Kind | None = None,
    url: str | None = None,
    charset: str | None = None,
    id: str | None = None,  # noqa: A002 - the contract's word
) -> Article:
    """The article in bytes of any kind that briefer reads; the kind is seen from the bytes if not given.

    Raises:
        ExtractionError: the bytes are empty, binary, broken, or JSON that is no Article.
    """
    return read_bytes(data, name=name, kind=kind, url=url, charset=charset, id=id).article


def read_html(html: str, *, url: str | None = None, id: str | None = None) -> Reading:  # noqa: A002 - see above
    """The article in a page, and how whole it is."""
    html = html[:MAX_CHARS]
    tree = parse_html(html)
    if tree is None:
        return to_reading((), Metadata(url=url), (), Judgement(judge_text("").completeness, "the page is empty"), id)
    metadata = read_metadata(tree, url=url)
    password = _has_password_field(tree)
    page = extract_blocks(tree, url=url)
    return _from_page(page, with_lines(metadata, page.everything), password=password, id=id)


def _from_page(
    page: Extracted,
    metadata: Metadata,
    *,
    password: bool,
    id: str | None,  # noqa: A002 - see above
) -> Reading:
    if metadata.dek is not None and any(
        block.stopped and block.key == Block(metadata.dek).key for block in page.blocks
    ):
        metadata = replace(metadata, dek=None)  # the page describes itself by its own first paragraph
    kept, cleaned = clean_blocks(
        page.blocks,
        title=metadata.title,
        dek=metadata.dek,
        outlet=metadata.outlet,
        above=around_headline(page.everything, metadata.title).above,
    )
    removed = (*page.removed, *cleaned)
    omitted = left_out(page.everything, kept, removed, title=metadata.title)
    judgement = judge_page(
        kept,
        title=metadata.title,
        furniture=[block.text for block in page.everything[:400]] + [entry.text for entry in page.removed],
        order=page.order,
        free=metadata.free,
        has_password_field=password,
    )
    return to_reading(kept, metadata, (*removed, *omitted), judgement, id)


def read_text(
    text: str,
    *,
    url: str | None = None,
    title: str | None = None,
    markdown: bool | None = None,
    id: str | None = None,  # noqa: A002 - see above
) -> Reading:
    """The article in a plain text or in Markdown, and how whole it is."""
    text, hidden = without_invisible(without_controls(text[:MAX_CHARS]))
    parts = read_plain(text, markdown=looks_like_markdown(text) if markdown is None else markdown)
    headline = title or parts.title
    kept, removed = clean_blocks(parts.blocks, title=headline, dek=parts.dek, pasted=True)
    metadata = Metadata(title=headline, dek=parts.dek, byline=parts.byline, published=parts.published, url=url)
    return to_reading(kept, metadata, (*hidden, *parts.removed, *removed), judge_text(joined(kept)), id)


def read_bytes(
    data: bytes,
    *,
    name: str = "-",
    kind: Kind | None = None,
    url: str | None = None,
    charset: str | None = None,
    id: str | None = None,  # noqa: A002 - see above
) -> Reading:
    """The article in bytes, and how whole it is. `name` is what a message calls the source.

    Raises:
        ExtractionError: the bytes are empty, binary, broken, or JSON that is no Article.
    """
    if not data.strip(b" \t\r\n\0\xef\xbb\xbf"):
        raise ExtractionError(f"{name!r} is empty; give a file with an article in it", url=name)
    kind = sniff(data) if kind is None or data.startswith(b"%PDF-") else kind
    if kind is Kind.PDF:
        from briefer.read.pdf import pdf_text  # noqa: PLC0415 - pypdf costs 100 ms at import

        pdf = pdf_text(data, name=name)
        reading = read_text(pdf.text, url=url, markdown=False, id=id)
        return _with_fields(reading, title=pdf.title)
    if kind is Kind.MAIL:
        from briefer.read.mail import read_mail  # noqa: PLC0415 - most sources are no mail

        return read_mail(data, name=name, url=url, id=id)
    if kind is None:
        raise ExtractionError(f"{name!r} is not text; give an article as HTML, text, PDF or .eml", url=name)
    text = decode(data, charset)
    if kind is Kind.JSON:
        return Reading(parse_article(text, name=name))
    if kind is Kind.HTML:
        return read_html(text, url=url, id=id)
    return read_text(text, url=url, markdown=True if kind is Kind.MARKDOWN else None, id=id)


def _with_fields(reading: Reading, *, title: str | None) -> Reading:
    if title is None or reading.article.title is not None:
        return reading
    return replace(reading, article=reading.article.model_copy(update={"title": title}))


def parse_article(text: str, *, name: str = "-") -> Article:
    """The Article that a JSON text holds.

    Raises:
        ExtractionError: it is not JSON, or not an Article.
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ExtractionError(f"{name!r} is not valid JSON: {error}; give an Article", url=name) from error
    if not isinstance(document, dict) or document.get("schema") != "briefer/article/1":
        raise ExtractionError(
            f"{name!r} is JSON but no Article; `briefer read SOURCE --format json` writes one", url=name
        )
    try:
        return Article.model_validate(document)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "it"
        raise ExtractionError(f"{name!r} is not an Article: {where}: {first['msg'].lower()}", url=name) from error


def sniff(data: bytes) -> Kind | None:
    """What the bytes are, by their beginning; None for what is no text."""
    head = data[:4_096].lstrip(b"\xef\xbb\xbf \t\r\n\0")
    lowered = head[:1_024].lower()
    if b"%PDF-" in data[:1_024]:
        return Kind.PDF
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        lowered = decode(data[:4_096]).lstrip().lower().encode("utf-8")
    elif _binary(data[:4_096]):
        return None
    if lowered.startswith(b"{") and b'"briefer/article/1"' in data[:400]:
        return Kind.JSON
    if lowered.startswith(
        (
            b"<!doctype html",
            b"<html",
            b"<?xml",
            b"<head",
            b"<body",
            b"<article",
            b"<!--",
            b"<div",
            b"<p>",
            b"<p ",
            b"<main",
            b"<h1",
            b"<section",
            b"<meta",
            b"<title",
        )
    ):
        return Kind.HTML
    if _mail_headers(head):
        return Kind.MAIL
    if b"<html" in lowered or b"<body" in lowered:
        return Kind.HTML
    if lowered.startswith(b"{"):
        return Kind.JSON
    return Kind.TEXT


def _binary(sample: bytes) -> bool:
    """True for bytes that are no text in any encoding that we read."""
    controls = sum(1 for byte in sample if byte < 9 or (14 <= byte < 32 and byte != 27))
    return controls * 20 > len(sample) or sample.startswith(
        (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"\x1f\x8b")
    )


def _mail_headers(head: bytes) -> bool:
    """True if the text begins with mail headers, From or Subject among them."""
    names: set[bytes] = set()
    for line in head.split(b"\n")[:60]:
        if not line.strip(b"\r"):
            break
        if line[:1] in b" \t" and names:
            continue
        name, colon, _ = line.partition(b":")
        if not colon or not name or any(byte <= 32 or byte >= 127 for byte in name):
            return False
        names.add(name.lower())
    return bool(names & {b"from", b"subject"}) and bool(
        names & {b"mime-version", b"message-id", b"date", b"received", b"to", b"return-path", b"content-type"}
    )


def _has_password_field(tree: HtmlElement) -> bool:
    return any((field.get("type") or "").lower() == "password" for field in tree.iter("input"))


def joined(blocks: Sequence[Block]) -> str:
    """The text of the blocks, a blank line between two."""
    return "\n\n".join(block.text for block in blocks)


def to_reading(
    blocks: Sequence[Block],
    metadata: Metadata,
    removed: Sequence[Removed],
    judgement: Judgement,
    id: str | None,  # noqa: A002 - see above
) -> Reading:
    """The reading of blocks that are the story: invisible characters taken out, sentences and digest computed."""
    text, invisible = without_invisible(joined([block for block in blocks if block.text.strip()]))
    shown = {
        name: None if value is None else without_invisible(value)[0].strip() or None
        for name, value in (("title", metadata.title), ("dek", metadata.dek), ("outlet", metadata.outlet))
    }
    article = build_article(
        text.strip(),
        id=id,
        url=metadata.url,
        title=shown["title"],
        dek=shown["dek"] if shown["dek"] != shown["title"] else None,
        byline=metadata.byline,
        outlet=shown["outlet"],
        published=metadata.published,
        language=metadata.language,
        removed=(*removed, *invisible),
        completeness=judgement.completeness,
    )
    return Reading(article, judgement.reason)


__all__ = [
    "Kind",
    "Reading",
    "Shape",
    "article_from_bytes",
    "article_from_html",
    "article_from_text",
    "joined",
    "parse_article",
    "read_bytes",
    "read_html",
    "read_text",
    "sniff",
    "to_reading",
]
