"""A mail to its story: newsletters without their wrapper, forwards, flowed text."""

from __future__ import annotations

import textwrap
from datetime import date, datetime
from email.message import EmailMessage
from email.mime.text import MIMEText

import pytest

from briefer.read.mail import split_forward
from briefer.read.reading import article_from_bytes
from tests.read.samples import BODY, DEK, TITLE, paragraphs

SENT = "Wed, 01 Apr 2026 06:30:00 +0200"


def letter(subject: str = TITLE, *, sent: str = SENT) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "The Morning Tide <tide@velmora-herald.example>"
    message["To"] = "reader@example.org"
    message["Subject"] = subject
    message["Date"] = sent
    return message


def cell(inside: str) -> str:
    return f'<tr><td class="text" style="padding:9px 18px">{inside}</td></tr>'


TABLES = (
    "<html><body><span style='display:none'>What else is new this morning</span><center><table><tr><td><table width='600'>"
    + cell("<a href='#'>View this email in your browser</a>")
    + cell(f"<h1>{TITLE}</h1>")
    + "".join(cell(f"<p>{text}</p>") for text in BODY[:2])
    + cell("<table><tr><td><a href='#'>Upgrade to Tide Plus for just 3 crowns a month</a></td></tr></table>")
    + "".join(cell(f"{text}<br><br>") for text in BODY[2:])
    + cell("<h3>Also today</h3><ul><li><a href='#'>Ferry fares rise in May</a></li></ul>")
    + cell("<a href='#'>Twitter</a> <a href='#'>Website</a>")
    + cell(
        "<em>Copyright © 2026 Velmora Herald, All rights reserved.</em><br><br>You are receiving this email because you "
        "opted in.<br><br>Our mailing address is:<br>1 Quay St<br><br>You can <a>unsubscribe from this list</a>."
    )
    + "</table></td></tr></table></center></body></html>"
)
POST = (
    f"<html><body><table role='presentation'><tr><td><h1>{TITLE}</h1><h3>{DEK}</h3>"
    "<table><tr><td><a>Nora Quist</a></td><td>Apr 1</td></tr></table><table><tr><td>Like</td><td>Comment</td></tr></table>"
    f"<div class='body'>{paragraphs(*BODY)}<p>Tide is a reader-supported publication. To receive new posts and support my "
    "work, consider becoming a free or paid subscriber.</p></div><p>© 2026 Nora Quist<br>548 Quay Street<br>"
    "<a>Unsubscribe</a></p></td></tr></table></body></html>"
)


@pytest.mark.parametrize("html", [TABLES, POST], ids=["tables", "post"])
@pytest.mark.parametrize("encoding", ["quoted-printable", "base64"])
def test_newsletter_is_its_story_without_the_wrapper(html, encoding):
    """Laid out with tables or not: each paragraph is there once, in order, and nothing of the sender's own."""
    message = letter()
    message.set_content("This email needs HTML.\n")
    message.add_alternative(html, subtype="html", cte=encoding)
    article = article_from_bytes(message.as_bytes())
    assert article.text.split("\n\n") == list(BODY)
    assert article.title == TITLE
    taken = " ".join(entry.text for entry in article.removed)
    assert "Unsubscribe" in taken.replace("unsubscribe", "Unsubscribe")


def test_newsletter_names_the_author_that_stands_alone_below_the_headline():
    """A line below the headline that is a name and no more signs the story."""
    message = letter()
    message.set_content(POST, subtype="html")
    article = article_from_bytes(message.as_bytes())
    assert article.byline == ("Nora Quist",)
    assert article.dek == DEK


def test_text_newsletter_loses_its_advertisement_and_its_imprint():
    """What stands between rules under an advertisement's label goes, and so does what follows the story."""
    wrapped = ["\n".join(textwrap.wrap(text, 72)) for text in BODY]
    ad = "-" * 30 + "\nSPONSORED\nQuayside Bank: open an account in five minutes.\n" + "-" * 30
    foot = "--\nYou received this because you signed up.\nUnsubscribe: https://v.example/u\nVelmora Herald, 1 Quay St"
    message = letter()
    message.set_content("\n\n".join([*wrapped[:2], ad, *wrapped[2:], foot]))
    assert article_from_bytes(message.as_bytes()).text.split("\n\n") == list(BODY)


def test_attached_mail_is_the_story_of_a_forward():
    """A mail that says little and has another attached is read as that other, with its subject and date."""
    inner = letter()
    inner.set_content("\n\n".join(BODY))
    outer = letter("Fwd: have a look", sent="Fri, 03 Apr 2026 09:00:00 +0200")
    outer.set_content("Worth reading.")
    outer.add_attachment(inner)
    article = article_from_bytes(outer.as_bytes())
    assert article.title == TITLE
    assert article.published == datetime.fromisoformat("2026-04-01T06:30:00+02:00")
    assert article.text.split("\n\n") == list(BODY)


def test_long_mail_is_not_given_up_for_the_mail_attached_to_it():
    """What is attached to a story stays unread."""
    inner = letter("Another")
    inner.set_content("\n\n".join(text.upper() for text in BODY))
    outer = letter()
    outer.set_content("\n\n".join(BODY * 3))
    outer.add_attachment(inner)
    assert article_from_bytes(outer.as_bytes()).title == TITLE


HEADER = (
    "---------- Forwarded message ---------\nFrom: The Morning Tide <tide@velmora-herald.example>\n"
    f"Date: Wed, 1 Apr 2026 at 06:30\nSubject: {TITLE}\nTo: <reader@example.org>\n\n\n"
)


@pytest.mark.parametrize("html", [False, True], ids=["text", "html"])
def test_forward_inside_the_text_begins_below_its_header(html):
    """The lines that a mail program writes above what it forwards are no part of it; its date is that of the story."""
    outer = letter(f"Fwd: {TITLE}", sent="Fri, 03 Apr 2026 09:00:00 +0200")
    outer.set_content("FYI\n\n" + HEADER + "\n\n".join(BODY))
    if html:
        header = HEADER.strip().replace("<", "&lt;").replace("\n", "<br>")
        outer.add_alternative(f"<div>FYI</div><div><div>{header}</div><br>{paragraphs(*BODY)}</div>", subtype="html")
    article = article_from_bytes(outer.as_bytes())
    assert article.published == date(2026, 4, 1)
    assert article.text.split("\n\n") == list(BODY)


def test_quoted_forward_loses_its_marks():
    """Where every line of a forward is quoted, the marks go."""
    quoted = "\n".join(f"> {line}" for line in "\n\n".join(BODY).split("\n"))
    forward = split_forward("Begin forwarded message:\n\nFrom: a\nSubject: x\n\n" + quoted)
    assert forward is not None
    assert forward.text.strip() == "\n\n".join(BODY)
    assert forward.subject == "x"


@pytest.mark.parametrize("delete", [False, True])
def test_flowed_text_has_the_paragraphs_of_its_writer(delete):
    """Lines that end in a space go on, whatever their width (RFC 3676)."""
    lines = []
    for text in BODY:
        broken = textwrap.wrap(text, 30, break_on_hyphens=False)
        lines += [f"{line} {' ' if delete else ''}" for line in broken[:-1]] + [broken[-1], ""]
    message = MIMEText("\n".join(lines), "plain", "utf-8")
    message.set_param("format", "flowed")
    message.set_param("delsp", "yes" if delete else "no")
    message["From"], message["Subject"], message["Date"] = "a@b.example", TITLE, SENT
    assert article_from_bytes(message.as_bytes()).text.split("\n\n") == list(BODY)
