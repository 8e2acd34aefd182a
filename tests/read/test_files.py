"""PDF, mail, JSON, stdin and paths: every kind of source that is no page on the web."""

from __future__ import annotations

import io
import json
import textwrap
from datetime import UTC, datetime
from email.message import EmailMessage

import pypdf
import pytest
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from briefer.article import Article
from briefer.errors import ExtractionError, FetchError, SourceError
from briefer.read import read_article
from briefer.read.reading import Kind, article_from_bytes, article_from_text, sniff
from briefer.settings import Settings
from tests.read.samples import BODY, LEAD, PLAIN, SECOND, STORY, TITLE, URL, page
from tests.servers.pages import Page, PageServer, redirect


def pdf(*pages: list[str], password: str | None = None) -> bytes:
    """A PDF with these lines on its pages."""
    writer = pypdf.PdfWriter()
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
            NameObject("/Encoding"): NameObject("/WinAnsiEncoding"),
        }
    )
    for lines in pages:
        sheet = writer.add_blank_page(612, 792)
        escaped = [line.replace("\\", "").replace("(", "").replace(")", "") for line in lines]
        drawn = "BT /F1 10 Tf 50 750 Td 14 TL " + " ".join(f"({line}) Tj T*" for line in escaped) + " ET"
        stream = DecodedStreamObject()
        stream.set_data(drawn.encode("cp1252"))
        sheet[NameObject("/Contents")] = writer._add_object(stream)
        fonts = DictionaryObject({NameObject("/F1"): writer._add_object(font)})
        sheet[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    if password is not None:
        writer.encrypt(password, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_pdf_gives_its_paragraphs_without_running_heads():
    """Pages are joined, the line at the top of each and the page numbers go, hyphenated words are whole again."""
    wrapped = textwrap.wrap(" ".join(BODY), 78)
    third = len(wrapped) // 3
    parts = [wrapped[:third], wrapped[third : 2 * third], wrapped[2 * third :]]
    parts[0] = [*parts[0], "Crews were told to keep their dis-", "tance from the divers at all times of the day."]
    pages = [["VELMORA HERALD, 1 APRIL 2026", *lines, f"Page {number} of 3"] for number, lines in enumerate(parts, 1)]
    article = article_from_bytes(pdf(*pages))
    assert "keep their distance from the divers" in article.text
    assert "VELMORA HERALD" not in article.text
    assert "Page 2" not in article.text
    assert "port authority, adding that the cost of 4.2 million crowns" in article.text.replace("\n", " ")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"%PDF-1.7\nnothing of the kind", "broken PDF"),
        (pdf(["some words"])[:-400], "PDF"),
        (pdf(["some words"], password="secret"), "encrypted"),
        (pdf([]), "without text"),
    ],
    ids=["garbage", "cut off", "encrypted", "scanned"],
)
def test_pdf_that_cannot_be_read_is_an_error_line(data, reason):
    """Broken, encrypted and empty PDF files are each refused with their reason."""
    with pytest.raises(ExtractionError, match=reason):
        article_from_bytes(data, name="paper.pdf")


def mail(*, html: str | None = None, text: str | None = None, listed: bool = False) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "The Morning Tide <tide@velmora-herald.example>"
    message["To"] = "reader@example.org"
    message["Subject"] = f"Fwd: {TITLE}"
    message["Date"] = "Wed, 01 Apr 2026 06:30:00 +0000"
    if listed:
        message["List-Unsubscribe"] = "<https://velmora-herald.example/u>"
    if text is not None:
        message.set_content(text)
    if html is not None:
        if text is None:
            message.set_content(html, subtype="html")
        else:
            message.add_alternative(html, subtype="html")
    return message


@pytest.mark.parametrize(
    "message",
    [mail(text="\n\n".join(BODY)), mail(html=page(STORY)), mail(html=page(STORY), text="See the web version.")],
    ids=["text", "html", "both"],
)
def test_mail_gives_subject_date_and_story(message):
    """The subject is the headline, the date the date, and the story comes from the part that has it."""
    article = article_from_bytes(bytes(message))
    assert article.title == TITLE
    assert article.published == datetime(2026, 4, 1, 6, 30, tzinfo=UTC)
    assert LEAD in article.text
    assert SECOND in article.text


def test_newsletter_names_its_sender_as_outlet_and_a_person_s_mail_none():
    """Only a mailing list's mail has an outlet."""
    assert article_from_bytes(bytes(mail(text="\n\n".join(BODY), listed=True))).outlet == "The Morning Tide"
    assert article_from_bytes(bytes(mail(text="\n\n".join(BODY)))).outlet is None


def test_attachment_is_not_read_as_the_story():
    """A text file that hangs on a mail is no part of it."""
    message = mail(text="\n\n".join(BODY))
    message.add_attachment("secret plans of the port\n" * 50, filename="plans.txt")
    assert "secret plans" not in article_from_bytes(bytes(message)).text


def test_mail_without_text_is_an_error_line():
    """A mail that holds a picture alone is refused."""
    message = EmailMessage()
    message["From"], message["Subject"] = "a@example.org", "x"
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="a.png")
    with pytest.raises(ExtractionError, match="without text"):
        article_from_bytes(bytes(message), kind=Kind.MAIL)


def test_article_json_comes_back_as_it_went_out():
    """An Article written as JSON is read as the same Article."""
    article = article_from_text(PLAIN)
    assert article_from_bytes(article.model_dump_json().encode()) == article


@pytest.mark.parametrize(
    "text", ['{"schema":"briefer/article/1"}', '{"a": 1}', "{", "[1]", '{"brief": {}, "articles": []}']
)
def test_json_that_is_no_article_is_an_error_line(text):
    """Other JSON is refused, and the message says what would be read."""
    with pytest.raises(ExtractionError, match=r"Article|JSON"):
        article_from_bytes(text.encode(), kind=Kind.JSON)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"<!DOCTYPE html><html>", Kind.HTML),
        (b"\n  <html lang='en'>", Kind.HTML),
        (b"\xef\xbb\xbf<html>", Kind.HTML),
        ("<html>".encode("utf-16"), Kind.HTML),
        (b"%PDF-1.4", Kind.PDF),
        (b"From: a@example.org\nSubject: x\nDate: today\n\nText", Kind.MAIL),
        (b"Subject: a matter of taste, she said.", Kind.TEXT),
        (b"# A title\n\nText", Kind.TEXT),
        (b'{"schema":"briefer/article/1"}', Kind.JSON),
        (b"The ferry was late.", Kind.TEXT),
        (b"\x89PNG\r\n\x1a\n\0\0\0", None),
        (b"PK\x03\x04", None),
        (bytes(range(256)), None),
    ],
)
def test_kind_is_seen_from_the_bytes(data, kind):
    """Each kind of source is told by its beginning, and binary is told from text."""
    assert sniff(data) is kind


@pytest.mark.parametrize(
    "data", [b"", b" \n", b"\0\0", b"\xef\xbb\xbf", b"\x89PNG\r\n\x1a\n\0\0", b"\x1f\x8b\x08\0\0\0"]
)
def test_empty_and_binary_sources_are_error_lines(data):
    """Nothing and no text are refused as such."""
    with pytest.raises(ExtractionError, match=r"empty|not text"):
        article_from_bytes(data)


@pytest.mark.parametrize(
    "name", ["story.txt", "story.md", "story.html", "story.htm", "story.eml", "story.json", "story", "story.xyz"]
)
async def test_path_is_read_by_its_ending_or_its_bytes(tmp_path, name):
    """Every ending that is named in the help is read, and an unknown one is seen from the bytes."""
    contents = {
        ".html": page(STORY).encode(),
        ".htm": page(STORY).encode(),
        ".eml": bytes(mail(text="\n\n".join(BODY))),
        ".json": article_from_text(PLAIN).model_dump_json().encode(),
    }
    path = tmp_path / name
    path.write_bytes(contents.get(path.suffix, PLAIN.encode()))
    for source in (path, str(path)):
        article = await read_article(source)
        assert article.title == TITLE
        assert LEAD in article.text


async def test_stdin_is_read_and_sniffed():
    """`-` reads what is piped in, of whatever kind; `url` says where it came from."""
    article = await read_article("-", stdin=page(STORY).encode(), url=URL)
    assert article.text == "\n\n".join(BODY)
    assert article.url == URL
    assert (await read_article("-", stdin=PLAIN.encode())).title == TITLE


async def test_page_over_http_is_read_with_its_final_address():
    """A URL is fetched, redirected and read, and the article knows where it stands."""
    settings = Settings.model_validate({"allow_private": True})
    with PageServer({"/go": redirect("/story"), "/story": Page(page(STORY))}) as server:
        article = await read_article(server.url("/go"), settings=settings)
        assert article.url == server.url("/story")
    assert article.text == "\n\n".join(BODY)


@pytest.mark.parametrize("source", ["missing.txt", "", "no such\0file", "example.org/story", "x" * 5000])
async def test_path_that_is_not_there_is_an_error_line(source):
    """A missing or impossible path is a SourceError of one line."""
    with pytest.raises(SourceError) as caught:
        await read_article(source)
    assert "\n" not in str(caught.value)
    assert caught.value.exit_code == 3


async def test_folder_is_an_error_line(tmp_path):
    """A folder is no source."""
    with pytest.raises(SourceError, match="folder"):
        await read_article(tmp_path)


@pytest.mark.parametrize(
    "source", ["file:///etc/passwd", "ftp://example.org/x", "http://127.0.0.1/", "HTTP://localhost:1/"]
)
async def test_address_that_may_not_be_fetched_is_never_taken_for_a_path(source):
    """What looks like an address goes through the guard, whatever its scheme."""
    with pytest.raises(FetchError):
        await read_article(source)


async def test_thin_and_blocked_pages_are_refused_unless_allowed(tmp_path):
    """A thin or blocked page is exit 3 with its reason; `allow_thin` takes it."""
    thin = tmp_path / "thin.html"
    thin.write_text(page("<p>The harbour of Velmora is shut, the port said.</p>"), encoding="utf-8")
    with pytest.raises(ExtractionError, match=r"thin.*words.*--allow-thin"):
        await read_article(thin)
    assert (await read_article(thin, allow_thin=True)).completeness == "thin"


async def test_page_without_any_words_is_refused_even_if_thin_is_allowed(tmp_path):
    """There is no article without a text."""
    empty = tmp_path / "empty.html"
    empty.write_text("<html><body></body></html>", encoding="utf-8")
    with pytest.raises(ExtractionError, match="no article"):
        await read_article(empty, allow_thin=True)


def test_article_validates_as_its_contract():
    """What is read is an Article whose JSON is valid against its own model."""
    article = article_from_bytes(page(STORY).encode(), url=URL)
    assert Article.model_validate(json.loads(article.model_dump_json())) == article
