"""The e-mail: headers, both parts, links, size, and what it refuses."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from briefer.brief import BriefRecord
from briefer.errors import ConfigError
from briefer.publish import build_message, render_email
from briefer.publish.message import CLIPPED_AT
from briefer.text.terminal import one_line
from tests.publish.records import ARTICLES, COURIER, CREATED_AT, HELD, LEDGER, WHO_SAID_WHAT, make_record


def read(raw: bytes) -> EmailMessage:
    message = message_from_bytes(raw, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def parts(raw: bytes) -> tuple[str, str]:
    """The plain part and the HTML part."""
    plain, rich = list(read(raw).iter_parts())
    assert (plain.get_content_type(), rich.get_content_type()) == ("text/plain", "text/html")
    assert isinstance(plain, EmailMessage)
    assert isinstance(rich, EmailMessage)
    return plain.get_content(), rich.get_content()


def test_headers(record: BriefRecord) -> None:
    """The message has the headers that it needs, dated by the record, and no more."""
    message = read(render_email(record, sender="Brief <brief@example.org>", to="Editor <editor@example.org>"))
    assert message.get_content_type() == "multipart/alternative"
    assert message["Subject"] == record.brief.headline
    assert message["From"] == "Brief <brief@example.org>"
    assert message["To"] == "Editor <editor@example.org>"
    assert message["Date"] == "Thu, 19 Nov 2026 06:30:00 +0000"
    assert re.fullmatch(r"<[0-9a-f]{32}@example\.org>", message["Message-ID"])
    assert set(message.keys()) == {
        "From",
        "To",
        "Subject",
        "Date",
        "Message-ID",
        "MIME-Version",
        "Content-Type",
    }
    assert message.defects == []


def test_a_saved_message_needs_no_reader(record: BriefRecord) -> None:
    """Without a recipient there is no To header."""
    assert read(render_email(record))["To"] is None


def test_the_same_record_gives_the_same_bytes(record: BriefRecord) -> None:
    """Rendering twice gives the same message; another reader has a Message-ID of their own."""
    again = BriefRecord.model_validate_json(record.model_dump_json())
    assert render_email(record) == render_email(again)
    one, other = (read(render_email(record, to=f"{name}@example.org"))["Message-ID"] for name in "ab")
    assert one != other


def test_lines_are_as_mail_wants_them(record: BriefRecord) -> None:
    """Every line ends in CRLF, has at most 998 bytes, and is ASCII."""
    raw = render_email(record)
    assert raw.count(b"\n") == raw.count(b"\r\n") == raw.count(b"\r")
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    assert raw.isascii()


def test_both_parts_say_the_same(record: BriefRecord) -> None:
    """Each statement, source, finding and held statement stands in the plain part and in the HTML part."""
    plain, rich = parts(render_email(record))
    words = html.document_fromstring(rich).text_content()
    brief = record.brief
    lines = [item.text for item in (*brief.what_happened, *brief.who_said_what, *brief.what_next)]
    lines += [finding.message for finding in (*record.fidelity.findings, *HELD.findings)]
    lines += [
        HELD.text,
        "1 statement held back",
        "example-small-2",
        *(item.title for item in ARTICLES if item.title),
    ]
    for text in (" ".join(plain.split()), " ".join(words.split())):
        assert [line for line in lines if line not in text] == []
    assert max(len(line) for line in plain.splitlines() if "https://" not in line) <= 76


def test_the_html_part_is_fit_for_mail(record: BriefRecord) -> None:
    """It has a language, headings in order, inline styles, dark colours, and nothing that is fetched."""
    _, rich = parts(render_email(record))
    page = html.document_fromstring(rich)
    assert page.get("lang") == "en"
    assert next(heading.tag for heading in page.xpath("//h1 | //h2")) == "h1"
    assert page.xpath("//h2/text()")[:3] == ["What happened", "Who said what", "What next?"]
    assert page.xpath("//script | //img | //link | //*[@background] | //form") == []
    assert all(element.get("style") for element in page.xpath("//p | //h1 | //h2 | //a"))
    assert all(table.get("role") == "presentation" for table in page.xpath("//table"))
    assert "prefers-color-scheme: dark" in rich
    assert "url(" not in rich


def test_attributions_link_to_their_source(record: BriefRecord) -> None:
    """Each attribution links to its source; a statement without one has its source named behind it."""
    _, rich = parts(render_email(record))
    page = html.document_fromstring(rich)
    links = [(" ".join(link.text_content().split()), link.get("href")) for link in page.xpath("//a")]
    for item in (*record.brief.who_said_what, *record.brief.what_next):
        if item.attribution:
            url = LEDGER.url if item.evidence[0].source == LEDGER.id else COURIER.url
            assert (item.attribution, url) in links
    assert ("Marrow Bay Courier", COURIER.url) in links
    assert {href for _, href in links} == {COURIER.url, LEDGER.url}


def test_hostile_text_stays_text(hostile: BriefRecord) -> None:
    """A line break in a headline begins no header, and no markup, link or control character gets through."""
    raw = render_email(hostile)
    message = read(raw)
    assert message["Bcc"] is None
    assert "Bcc: everybody" in message["Subject"] or "\n" not in message["Subject"]
    assert set(message.keys()) == {"From", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"}
    plain, rich = parts(raw)
    page = html.document_fromstring(rich)
    assert page.xpath("//script | //img | //b[not(@class)]") == []
    assert set(page.xpath("//a/@href")) == {"https://courier.example/%22%3E%3Cscript%3Ealert(1)%3C/script%3E"}
    for text in (plain, rich):
        assert not re.search("[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e]", text)


@pytest.mark.parametrize(
    "address",
    [
        "a@example.org\r\nBcc: b@example.org",
        "a@example.org\n",
        "A\r\n <a@example.org>",
        "a@example.org, b@example.org",
        "nobody",
        "",
        "a@",
        "@example.org",
        "a b@example.org",
        "a@exämple.org",
        "a@example..org",
        "<a@example.org> b@example.org",
    ],
)
def test_an_address_that_is_none_is_refused(address: str, record: BriefRecord) -> None:
    """Line breaks, several addresses and what is no address are errors that show what was given."""
    with pytest.raises(ConfigError, match="address"):
        render_email(record, to=address)
    with pytest.raises(ConfigError, match="address"):
        render_email(record, sender=address)


@pytest.mark.parametrize("header", [("X-A", "b\r\nBcc: c@example.org"), ("X-A: b\r\nBcc", "c"), ("", "x")])
def test_a_header_that_would_hold_more_than_its_line_is_refused(header: tuple[str, str]) -> None:
    """Names and values of further headers are one line each."""
    with pytest.raises(ConfigError, match="mail header"):
        build_message(
            subject="s",
            text="t",
            html="h",
            sender="a@example.org",
            to=None,
            date=CREATED_AT,
            headers=dict([header]),
        )


@given(st.text(max_size=300))
def test_any_subject_survives(subject: str) -> None:
    """A subject of any characters and length is read back as it was, and starts no other header."""
    raw = build_message(subject=subject, text="t", html="h", sender="a@example.org", to=None, date=CREATED_AT)
    head = raw.partition(b"\r\n\r\n")[0]
    assert max(len(line) for line in head.split(b"\r\n")) <= 78
    assert re.findall(rb"(?m)^[A-Za-z-]+(?=:)", head) == [
        b"From",
        b"Subject",
        b"Date",
        b"Message-ID",
        b"MIME-Version",
        b"Content-Type",
    ]
    assert str(read(raw)["Subject"]) == one_line(subject)


@pytest.mark.parametrize(
    "subject",
    ["=?utf-8?q?=0D=0ABcc:_a=40example.org?=", "a =?utf-8?b?DQpCY2M6IGFAZXhhbXBsZS5vcmc=?= b", "=?", "=? x ?=" * 30],
)
def test_a_subject_that_looks_encoded_is_read_as_it_stands(subject: str) -> None:
    """An encoded word in a headline stays those characters: nothing is decoded out of it, here or in the mail program."""
    raw = build_message(subject=subject, text="t", html="h", sender="a@example.org", to=None, date=CREATED_AT)
    assert str(read(raw)["Subject"]) == subject
    assert b"=?utf-8?q?=0D" not in raw
    with pytest.raises(ConfigError, match="mail header"):
        build_message(
            subject="s",
            text="t",
            html="h",
            sender="a@example.org",
            to=None,
            date=CREATED_AT,
            headers={"X-A": subject},
        )
    with pytest.raises(ConfigError, match="address"):
        build_message(subject="s", text="t", html="h", sender=f'"{subject}" <a@example.org>', to=None, date=CREATED_AT)


@pytest.mark.parametrize("unit", ["潮汐屏障", "é ", "word ", "=", "\x00"])
def test_a_message_is_never_clipped(unit: str) -> None:
    """A record however long gives a message under the limit, which says that it was shortened."""
    long = WHO_SAID_WHAT[0].model_copy(update={"text": unit * 3_000})
    many = tuple(HELD.model_copy(update={"text": unit * 1_000}) for _ in range(20))
    record = make_record(headline=unit * 2_000, who_said_what=(long,) * 30, held=many)
    raw = render_email(record)
    assert len(raw) < CLIPPED_AT
    assert "20 statements held back" in " ".join(parts(raw)[0].split())


def test_a_shortened_message_keeps_what_fits() -> None:
    """Where statements had to go, those at the front stay and the section says that it was cut."""
    record = make_record(who_said_what=WHO_SAID_WHAT * 60)
    plain, _ = parts(render_email(record))
    assert "Marrow Bay’s county council voted 9 to 4" in " ".join(plain.split())
    assert "Shortened: the whole is too long for one message." in plain
