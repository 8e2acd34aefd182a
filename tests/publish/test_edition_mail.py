"""The edition's mail: the checker's rules, headers, links, size, hostile texts, templates of a person's own."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default
from email.utils import parseaddr
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from briefer.brief import BriefRecord
from briefer.errors import ConfigError
from briefer.publish import Edition, edition_html, edition_mail, write_letter
from briefer.publish.message import CLIPPED_AT
from briefer.settings import MailTable
from briefer.text.terminal import one_line
from tests.publish.conftest import HOSTILE
from tests.publish.editions import MAIL, MESSAGE_ID, UNSUBSCRIBE, hostile_edition, make_day, with_headlines
from tests.publish.mailcheck import both_parts, message_faults, page_faults
from tests.publish.records import COURIER, HELD, LEDGER, WHO_SAID_WHAT, make_extractive, make_record

LINKS = {COURIER.url or "", LEDGER.url or "", UNSUBSCRIBE}


def send(edition: Edition, mail: MailTable = MAIL, *, unsubscribe_url: str | None = UNSUBSCRIBE) -> bytes:
    """The edition for one reader."""
    return edition_mail(
        edition,
        mail,
        "reader@example.org",
        "Ada Reader",
        message_id=MESSAGE_ID,
        unsubscribe_url=unsubscribe_url,
    )


def read(raw: bytes) -> EmailMessage:
    message = message_from_bytes(raw, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def named(raw: bytes, header: str) -> tuple[str, str]:
    """Name and address in a header, read as RFC 2047 has it: white space between encoded words is none."""
    value = message_from_bytes(raw)[header]
    assert isinstance(value, str)
    name, address = parseaddr(value.replace("\r\n", ""))
    return str(make_header(decode_header(name))), address


def squeezed(text: str) -> str:
    return " ".join(text.split())


def shown(rich: str) -> str:
    """The words of an HTML part, runs of white space made one space."""
    return squeezed(html.document_fromstring(rich).text_content())


def test_the_mail_keeps_to_the_rules() -> None:
    """The checker finds nothing in the mail of an ordinary day, of a story alone, and of a day without any."""
    assert message_faults(send(make_day()), LINKS) == []
    assert message_faults(send(make_day(make_extractive())), LINKS) == []
    assert message_faults(send(make_day(stories=1).model_copy(update={"stories": ()})), LINKS) == []
    assert message_faults(send(make_day(), unsubscribe_url=None), LINKS) == []


@pytest.mark.parametrize(
    ("good", "bad", "told"),
    [
        ('lang="en"', "", "language"),
        ('role="presentation"', "", "role"),
        ("</h1>", '</h1><img src="https://a.example/p.gif">', "no alt"),
        ("</h1>", '</h1><img alt="p" src="cid:1">', "a img is not for mails"),
        ("</h1>", "</h1><script>1</script>", "a script is not"),
        ("</h1>", "</h1><form></form>", "a form is not"),
        ("</h1>", "</h1><p>bare</p>", "no inline style"),
        ("</h1>", '</h1><b onclick="x()">b</b>', "runs something"),
        ("</h1>", '</h1><b style="background:url(//a.example)">b</b>', "style fetches"),
        ("</h1>", "</h1><h4>deep</h4>", "leaves out a level"),
        ("</h1>", "</h1><h1>again</h1>", "not one h1"),
        ('href="https://courier.example/', 'href="javascript:', "neither http"),
        ('href="https://courier.example/', 'href="https://evil.example/', "leads elsewhere"),
        ("prefers-color-scheme: dark", "print", "the dark"),
        ('name="viewport"', "", "phones"),
        (".voice {", ".nobody {", "class that nothing has"),
    ],
)
def test_the_checker_finds_what_is_wrong(good: str, bad: str, told: str) -> None:
    """Each rule, broken in a good mail, is told of: the checker does not pass whatever it is given."""
    _, rich = both_parts(send(make_day()))
    assert good in rich
    faults = page_faults(rich.replace(good, bad), LINKS)
    assert any(told in fault for fault in faults), faults


def test_headers() -> None:
    """The message has the headers that it needs, dated by the edition, and no more."""
    message = read(send(make_day()))
    assert dict(message.items()) == {
        "From": "Morning Briefing <brief@example.org>",
        "To": "Ada Reader <reader@example.org>",
        "Subject": "Morning Briefing: Marrow Bay shuts its tidal barrier until spring, and its fleet goes to court",
        "Date": "Thu, 19 Nov 2026 06:30:00 +0000",
        "Message-ID": MESSAGE_ID,
        "Reply-To": "News Desk <desk@example.org>",
        "List-Unsubscribe": f"<{UNSUBSCRIBE}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
        "MIME-Version": "1.0",
        "Content-Type": message["Content-Type"],
    }
    assert message.defects == []
    for part in message.iter_parts():
        assert part["Content-Transfer-Encoding"] in {"7bit", "quoted-printable"}


def test_the_same_edition_and_reader_give_the_same_bytes() -> None:
    """Made again, a message is the same to the byte; another reader's differs in what is theirs, boundary included."""
    letter = write_letter(make_day(), MAIL)
    one = letter.to("a@example.org", unsubscribe_url="https://example.org/u/a", message_id="<a@example.org>")
    other = letter.to("b@example.org", unsubscribe_url="https://example.org/u/b", message_id="<b@example.org>")
    again = write_letter(make_day(), MAIL).to(
        "a@example.org", unsubscribe_url="https://example.org/u/a", message_id="<a@example.org>"
    )
    assert one == again
    assert read(one).get_boundary() != read(other).get_boundary()
    assert b"/u/b" not in one
    assert b"/u/a" not in other
    assert b"unsubscribe.invalid" not in one + other


@pytest.mark.parametrize(
    ("url", "clicks"),
    [
        ("https://example.org/u/a", True),
        ("http://example.org/u/a", False),
        (None, False),
    ],
)
def test_one_click_is_promised_where_there_is_an_endpoint(url: str | None, clicks: bool) -> None:
    """List-Unsubscribe stands with an https endpoint alone; a link stands in both parts; without either, how to leave."""
    raw = send(make_day(), unsubscribe_url=url)
    message = read(raw)
    assert (message["List-Unsubscribe"] is not None) == (message["List-Unsubscribe-Post"] is not None) == clicks
    plain, rich = both_parts(raw)
    if url is None:
        for text in (squeezed(plain), shown(rich)):
            assert "To unsubscribe from Morning Briefing, answer this e-mail and say so." in text
    else:
        assert f"Unsubscribe:\n{url}\n" in plain
        assert url in html.document_fromstring(rich).xpath("//a[text()='Unsubscribe']/@href")


def test_a_long_address_to_unsubscribe_at_stays_whole() -> None:
    """An address longer than a header's line is neither folded nor encoded, as programs would not find it again."""
    url = f"https://example.org/u/{'x' * 400}?a=1&b=2"
    raw = send(make_day(), unsubscribe_url=url)
    assert f"\r\nList-Unsubscribe: <{url}>\r\n".encode() in raw
    assert message_faults(raw, {*LINKS, url}) == []


def test_both_parts_say_the_same() -> None:
    """Each statement, headline, source and held count stands in the plain part and in the HTML part."""
    plain, rich = both_parts(send(make_day()))
    record, extractive = make_record().brief, make_extractive().brief
    lines = [
        item.text
        for brief in (record, extractive)
        for item in (*brief.what_happened, *brief.who_said_what, *brief.what_next)
    ]
    lines += [title for title in (record.headline, record.dek, extractive.headline) if title]
    lines += [
        "Thursday, 19 November 2026",
        "3 stories, 3 minutes to read",
        "Updates our story of 18 November 2026; what is new comes first.",
        "The source has nothing on what comes next.",
        "1 statement held back",
        "3 stories from 8 feeds; 1 feed could not be read.",
        "Held back: 1 story that could not be told and 2 statements that could not be proved.",
        "the llm engine, example-small-2 at api.example.org and the extractive engine",
        "Made 19 November 2026, 06:30 UTC.",
    ]
    without_notes = squeezed(re.sub(r"(?:\s?\[\d+\])+", "", plain))
    without_credits = re.sub(r"\s\((?:Marrow Bay Courier|Northern Ledger|, )+\)", "", shown(rich))
    for text in (without_notes, without_credits):
        assert [line for line in lines if line not in text] == []


def test_attributions_link_to_the_source_that_supports_them() -> None:
    """Each attribution is a link to its statement's source; where none is shown, the source is named behind it."""
    _, rich = both_parts(send(make_day(make_record(), stories=1)))
    page = html.document_fromstring(rich)
    links = [(squeezed(link.text_content()), link.get("href")) for link in page.xpath("//a")]
    brief = make_record().brief
    for item in (*brief.who_said_what, *brief.what_next):
        if item.attribution:
            url = LEDGER.url if item.evidence[0].source == LEDGER.id else COURIER.url
            assert (item.attribution, url) in links
    statements = page.xpath("//p[.//span[@class='credit']]")
    assert "repairs costing £6.4 million begin in January. (Marrow Bay Courier)" in shown(rich)
    assert all(paragraph.xpath(".//span[@class='credit']//a/@href") for paragraph in statements)


def test_an_attribution_links_to_the_source_that_was_quoted() -> None:
    """Where several sources prove a statement, its name leads to the one it was quoted from; the other stands behind it."""
    words = "ice for forty boats, not a hundred"
    text = f"Port Annet has “{words}”, Aldo Brandt said."
    start = text.index(words)
    item = WHO_SAID_WHAT[4].model_copy(
        update={
            "text": text,
            "quotes": (WHO_SAID_WHAT[4].quotes[0].model_copy(update={"start": start, "end": start + len(words)}),),
            "evidence": (WHO_SAID_WHAT[0].evidence[0], *WHO_SAID_WHAT[4].evidence),
        }
    )
    raw = send(make_day(make_record(who_said_what=(item,)), stories=1))
    paragraph = html.document_fromstring(both_parts(raw)[1]).xpath("//h3[text()='Who said what']/following-sibling::p")[
        0
    ]
    assert [(link.text_content(), link.get("href")) for link in paragraph.xpath(".//a")] == [
        ("Aldo Brandt", LEDGER.url),
        ("Marrow Bay Courier", COURIER.url),
    ]
    assert "Aldo Brandt said. [2][1]" in squeezed(both_parts(raw)[0])


def test_an_attribution_by_its_surname_is_linked() -> None:
    """Where a statement names a speaker by part of the name, that part is the link; a part inside a quotation is not."""
    words = "The council would appeal “the same afternoon, Varga or no Varga”, Ms Varga said."
    item = WHO_SAID_WHAT[0].model_copy(update={"text": words, "attribution": "Ilse Varga", "quotes": ()})
    start = words.index("the same")
    quote = (
        WHO_SAID_WHAT[0].quotes[0].model_copy(update={"start": start, "end": words.index("”"), "speaker": "Ilse Varga"})
    )
    item = item.model_copy(update={"quotes": (quote,)})
    _, rich = both_parts(send(make_day(make_record(who_said_what=(item,)), stories=1)))
    link = html.document_fromstring(rich).xpath("//a[text()='Varga']")
    assert [one.getparent().get("class") for one in link[:1]] != ["quote"]
    assert squeezed(link[0].getparent().text_content()).startswith("The council would appeal")


@pytest.mark.parametrize(
    ("attribution", "text", "linked"),
    [
        ("a senior member of staff", "A member of the crew said a storm was near.", None),
        ("The Harbour Board", "The board said nothing.", "board"),
        ("The Harbour Office", "The crew said nothing.", None),
        ("Sir Alaric Penn", "Sir Alaric said so.", None),
        ("Alaric Penn", "Sir Alaric said so.", "Alaric"),
        ("the police", "Police stations closed, the police said.", "the police"),
        ("Police", "“Police, police!” somebody shouted, police said.", "police"),
    ],
)
def test_what_is_no_name_is_not_linked(attribution: str, text: str, linked: str | None) -> None:
    """An article, a title or a common word is no part of a name; without one the source is named behind the statement."""
    item = WHO_SAID_WHAT[0].model_copy(update={"text": text, "attribution": attribution, "quotes": ()})
    if "“" in text:
        quote = WHO_SAID_WHAT[0].quotes[0].model_copy(update={"start": 1, "end": text.index("”")})
        item = item.model_copy(update={"quotes": (quote,)})
    _, rich = both_parts(send(make_day(make_record(who_said_what=(item,)), stories=1)))
    paragraph = html.document_fromstring(rich).xpath("//h3[text()='Who said what']/following-sibling::p")[0]
    links = [link.text_content() for link in paragraph.xpath(".//a")]
    assert links == [linked or "Marrow Bay Courier"]


def test_long_quotations_are_set_apart_with_their_speaker() -> None:
    """A paragraph is set apart where somebody is quoted at length, and the block names who speaks."""
    _, rich = both_parts(send(make_day(make_record(), stories=1)))
    voices = html.document_fromstring(rich).xpath("//p[@class='voice']")
    assert voices
    assert all(voice.xpath(".//span[@class='quote']") and voice.xpath(".//a") for voice in voices)
    assert "I will not gamble" in voices[0].text_content()
    assert "Ilse Varga" in voices[0].text_content()
    assert not any("did not respond" in voice.text_content() for voice in voices)


def test_a_quotation_without_its_speaker_stays_with_the_one_before() -> None:
    """A long quotation whose statement names nobody is not set apart from the statement that does."""
    first = WHO_SAID_WHAT[1].model_copy(update={"text": "Ilse Varga spoke.", "attribution": "Ilse Varga", "quotes": ()})
    words = "“I will not gamble with three thousand front doors.”"
    quote = WHO_SAID_WHAT[0].quotes[0].model_copy(update={"start": 1, "end": len(words) - 2})
    second = WHO_SAID_WHAT[0].model_copy(update={"text": words, "paragraph": 1, "quotes": (quote,)})
    _, rich = both_parts(send(make_day(make_record(who_said_what=(first, second)), stories=1)))
    voices = html.document_fromstring(rich).xpath("//p[@class='voice']")
    assert squeezed(voices[0].text_content()).startswith(f"Ilse Varga spoke. {words}")


def test_an_update_leads_with_what_is_new() -> None:
    """An update says so in contents, headline and line below; what rests on a new source stands first."""
    edition = make_day()
    _, rich = both_parts(send(edition))
    page = html.document_fromstring(rich)
    assert squeezed(page.xpath("//h2")[2].text_content()) == "Update: Port Annet braces for Marrow Bay’s boats"
    assert len(page.xpath("//b[@class='update'] | //span[@class='update']")) == 2
    cell = page.xpath("//h2")[2].getparent()
    assert [heading.text for heading in cell.xpath(".//h3")] == [
        "What is new",
        "What happened",
        "Who said what",
        "What next?",
    ]
    first = cell.xpath(".//h3/following-sibling::p[1]")[0]
    assert "ice for forty boats" in first.text_content()
    told = squeezed(cell.text_content())
    assert all(told.count(item.text) == 1 for item in WHO_SAID_WHAT)


def test_an_update_whose_event_is_new_needs_no_block_of_its_own() -> None:
    """Where What happened rests on what is new, that section leads as ever, its new paragraphs first."""
    story = make_day().stories[1].model_copy(update={"new": (COURIER.id,)})
    edition = make_day().model_copy(update={"stories": (story,)})
    _, rich = both_parts(send(edition))
    assert html.document_fromstring(rich).xpath("//h3/text()") == ["What happened", "Who said what", "What next?"]
    everything = story.model_copy(update={"new": (COURIER.id, LEDGER.id)})
    edition = edition.model_copy(update={"stories": (everything,)})
    assert "Updates our story of 18 November 2026. " in shown(both_parts(send(edition))[1])


@pytest.mark.parametrize(
    ("edition", "line"),
    [
        (make_day(make_record(), stories=5), "A slow day: 1 story today, not the usual 5."),
        (make_day(make_record(), stories=5, feeds_failed=2), "1 story today, not the usual 5: 2 of 8 feeds could not"),
        (make_day(stories=5), "not the usual 5: 1 story could not be told and 1 of 8 feeds could not be read."),
        (make_day(stories=3), None),
    ],
)
def test_a_slow_day_says_so_and_an_outage_is_none(edition: Edition, line: str | None) -> None:
    """Fewer stories than usual are explained in both parts; where something failed, the day is not called slow."""
    for text in (squeezed(both_parts(send(edition))[0]), shown(both_parts(send(edition))[1])):
        if line is None:
            assert "not the usual" not in text
        else:
            assert line in text
            assert ("slow day" in text.lower()) == line.startswith("A slow day")


def test_hostile_text_stays_text(hostile: BriefRecord) -> None:
    """No markup, link, header, template or control character gets in by a headline, a title, an outlet or a section."""
    raw = send(hostile_edition(hostile))
    message = read(raw)
    assert message["Bcc"] is None
    assert "\n" not in message["Subject"]
    plain, rich = both_parts(raw)
    link = "https://courier.example/%22%3E%3Cscript%3Ealert(1)%3C/script%3E"
    assert message_faults(raw, {link, UNSUBSCRIBE}) == []
    assert "<script>alert(1)</script>" in shown(rich)
    assert "{{ 7*7 }}" in shown(rich)
    for text in (plain, rich):
        assert not re.search("[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e]", text)


@pytest.mark.parametrize(
    "headline",
    [
        "<script>alert(1)</script>",
        "a\r\nBcc: everybody@example.org\r\n\r\nbody",
        "\u202etxt.exe\u202c \u2067right\u2069 \u200fto left",
        "word " * 2_000,
        "x" * 20_000,
        "🎣🏴‍☠️👩🏽‍🚒 boats " * 40,
        "潮汐屏障" * 300,
        "هيئة الميناء تغلق البوابة",
        "=?utf-8?q?=0D=0ABcc:_a=40example.org?=",
        "</title></style></td></table>",
        "https://unsubscribe.invalid/",
        "",
        " \x00 ",
    ],
)
def test_any_headline_makes_a_good_mail(headline: str) -> None:
    """Script, line breaks, direction marks, great length, emoji: the mail keeps to every rule and shows the words."""
    raw = send(with_headlines(headline))
    assert message_faults(raw, LINKS) == []
    assert set(read(raw).keys()) == set(read(send(make_day())).keys())
    plain, rich = both_parts(raw)
    words = one_line(headline)[:40].strip() or "Untitled story"
    assert words in shown(rich)
    assert words.split()[0][:30] in plain
    assert max(len(line) for line in plain.splitlines() if "https://" not in line) <= 72


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=120))
def test_any_text_makes_a_good_mail(text: str) -> None:
    """Whatever a feed calls a story, the mail keeps to the rules and its headers stay what they are."""
    raw = send(with_headlines(text, stories=1))
    assert message_faults(raw, LINKS) == []
    assert str(read(raw)["Subject"]) == f"Morning Briefing: {one_line(text) or 'Untitled story'}"


LETTER = write_letter(make_day(make_extractive()), MAIL)


@given(st.text(max_size=80))
@settings(max_examples=60, deadline=None)
def test_any_name_is_a_header_or_refused(name: str) -> None:
    """A reader's name is read back as it was given, whatever its script; one that is not one line is refused."""
    letter = LETTER
    if name != one_line(name) or "=?" in name:
        with pytest.raises(ConfigError, match="cannot stand"):
            letter.to("reader@example.org", name, message_id=MESSAGE_ID)
        return
    raw = letter.to("reader@example.org", name, message_id=MESSAGE_ID)
    assert named(raw, "To") == (name, "reader@example.org")
    assert max(len(line) for line in raw.partition(b"\r\n\r\n")[0].split(b"\r\n")) <= 78
    assert read(raw)["Bcc"] is None


@pytest.mark.parametrize("name", [None, "Ada", "Åsa"])
def test_an_address_beyond_ascii_stands_as_it_is(name: str | None) -> None:
    """A local part in any script goes out as UTF-8 in To, where alone the message is not ASCII; a domain has to be."""
    letter = write_letter(make_day(make_extractive()), MAIL)
    raw = letter.to("用户@xn--fsqu00a.example", name, message_id=MESSAGE_ID)
    line = next(line for line in raw.split(b"\r\n") if line.startswith(b"To:"))
    assert line.decode().endswith("<用户@xn--fsqu00a.example>")
    assert raw.replace(line, b"").isascii()
    for bad in ("用户@例子.example", "用 户@a.example", "用\u202e@a.example", "用\u00a0@a.example"):
        with pytest.raises(ConfigError):
            letter.to(bad, message_id=MESSAGE_ID)


@pytest.mark.parametrize(
    "name", ["Åsa’s Morning Briefing", "潮汐屏障晨报" * 9, "é" * 90, "x" * 55 + " é", "Brief: news (UK), daily"]
)
def test_names_in_any_script(name: str) -> None:
    """A sender's name and the one to answer are read back as they were configured."""
    table = MailTable.model_validate({"from": f"{name} <brief@example.org>", "reply_to": f"{name} <desk@example.org>"})
    raw = send(make_day(make_extractive()), table)
    assert named(raw, "From") == (name, "brief@example.org")
    assert named(raw, "Reply-To") == (name, "desk@example.org")
    assert message_faults(raw, LINKS) == []


@pytest.mark.parametrize(
    "address",
    [
        "a" * 250 + "@example.org",
        "a@example.org\r\nBcc: b@example.org",
        "a@example.org\n",
        "nobody",
        "",
        "a@b.example, c@b.example",
        "A <a@b.example>",
    ],
)
def test_an_address_that_is_none_is_refused(address: str) -> None:
    """Line breaks, several addresses, names in the address and what is no address are errors."""
    with pytest.raises(ConfigError):
        write_letter(make_day(make_extractive()), MAIL).to(address, message_id=MESSAGE_ID)


@pytest.mark.parametrize(
    ("mail", "told"),
    [
        ({}, "from in"),
        ({"from": "nobody"}, "sender"),
        ({"from": "A <a@example.org>\r\nBcc: b@example.org"}, "sender"),
        ({"from": "a@example.org", "reply_to": "a@example.org\r\nBcc: b@example.org"}, "reply"),
    ],
)
def test_a_mail_table_that_cannot_be_kept_is_refused(mail: dict[str, str], told: str) -> None:
    """No sender, and what would begin another header, are errors of the configuration."""
    with pytest.raises(ConfigError, match=told):
        write_letter(make_day(), MailTable.model_validate(mail))


@pytest.mark.parametrize(
    "url",
    ["ftp://a.example", "mailto:a@b.example", "javascript:x", "https://a.example/\r\nBcc: b@c.example", "", "x" * 9],
)
def test_an_address_one_cannot_unsubscribe_at_is_refused(url: str) -> None:
    """What is not http(s), is not on one line, or is far too long, is an error."""
    for bad in (url, f"https://a.example/{'x' * 600}"):
        with pytest.raises(ConfigError, match="unsubscribe"):
            send(make_day(make_extractive()), unsubscribe_url=bad)


@pytest.mark.parametrize("message_id", ["", "a@b", "<a b@c>", "<a@b>\r\nBcc: c@d", "<a>", f"<{'a' * 990}@b>"])
def test_a_message_id_that_is_none_is_refused(message_id: str) -> None:
    """An id that would hold more than itself is an error."""
    with pytest.raises(ConfigError, match="Message-ID"):
        write_letter(make_day(make_extractive()), MAIL).to("a@example.org", message_id=message_id)


@pytest.mark.parametrize("unit", ["潮汐屏障", "é ", "word ", "=", "\x00", "<", "🎣"])
@pytest.mark.parametrize("stories", [1, 50])
def test_a_mail_is_never_clipped(unit: str, stories: int) -> None:
    """Editions however long give a mail below the limit, whole in its markup, with every rule kept."""
    long = WHO_SAID_WHAT[0].model_copy(update={"text": unit * 900, "quotes": (), "attribution": None})
    held = tuple(HELD.model_copy(update={"text": unit * 1_000}) for _ in range(3))
    record = make_record(headline=unit * 2_000, dek=unit * 500, who_said_what=(long,) * 12, held=held)
    edition = make_day(*[record] * stories, stories=stories)
    raw = send(edition, unsubscribe_url=f"https://example.org/u/{'x' * 400}")
    assert message_faults(raw, {*LINKS, f"https://example.org/u/{'x' * 400}"}) == []
    plain, rich = both_parts(raw)
    for text in (squeezed(plain), shown(rich)):
        assert f"{'1 story' if stories == 1 else '50 stories'}, " in text
        assert f"{stories * 3} statements that could not be proved" in text
    assert "</html>" in rich


def test_addresses_however_long_never_clip_a_mail() -> None:
    """Links of a thousand characters fit or are left out; longer ones are not linked at all."""
    sources = tuple(
        source.model_copy(update={"url": f"https://a.example/{'%' * 900}{number}"})
        for number, source in enumerate(make_record().brief.sources)
    )
    edition = make_day(*[make_record(sources=sources)] * 50, stories=50)
    raw = send(edition)
    assert len(raw) < CLIPPED_AT
    longer = tuple(source.model_copy(update={"url": f"https://a.example/{'x' * 5_000}"}) for source in sources)
    assert message_faults(send(make_day(make_record(sources=longer))), LINKS) == []


def test_a_shortened_mail_tells_what_is_missing() -> None:
    """Stories are shortened with a count and a link; then the last are their headline; both parts say the same."""
    record = make_record(who_said_what=WHO_SAID_WHAT * 8)
    few = send(make_day(*[record] * 4, stories=4))
    plain, rich = both_parts(few)
    left = re.findall(r"Shortened; (\d+) more statements?\.", squeezed(plain))
    assert left == re.findall(r"Shortened; (\d+) more statements?\.", shown(rich))
    assert len(left) == 4
    page = html.document_fromstring(rich)
    assert set(page.xpath("//a[starts-with(text(), 'Read it at ')]/@href")) == {COURIER.url}
    many = send(make_day(*[record] * 40, stories=40))
    plain, rich = both_parts(many)
    assert message_faults(many, LINKS) == []
    total = len(WHO_SAID_WHAT) * 8 + 5
    alone = f"({total} statements not shown)"
    assert squeezed(plain).count(alone) == shown(rich).count(alone) > 5
    page = html.document_fromstring(rich)
    assert len(page.xpath("//ol/li")) + len(page.xpath("//ul/li")) == 40
    assert page.xpath("//ul/li//a/@href") == [COURIER.url] * len(page.xpath("//ul/li"))
    assert len(page.xpath("//h2[not(contains(@class, 'label'))]")) == len(page.xpath("//ol/li")) > 5
    assert "Marrow Bay’s county council voted 9 to 4" in squeezed(plain)


def test_every_statement_is_shown_or_counted() -> None:
    """In a shortened mail, what is shown and what is counted as missing are all the statements that there are."""
    record = make_record(who_said_what=WHO_SAID_WHAT * 8)
    plain, rich = both_parts(send(make_day(*[record] * 4, stories=4)))
    missing = sum(int(number) for number in re.findall(r"Shortened; (\d+) more", squeezed(plain)))
    told = [item.text for item in (*record.brief.what_happened, *WHO_SAID_WHAT, *record.brief.what_next)]
    without = re.sub(r"\s\((?:Marrow Bay Courier|Northern Ledger|, )+\)", "", shown(rich))
    assert sum(without.count(text) for text in dict.fromkeys(told)) + missing == 4 * (len(WHO_SAID_WHAT) * 8 + 5)


def test_an_edition_from_right_to_left() -> None:
    """An edition in such a language says so; in another, such a headline turns itself alone."""
    page = html.document_fromstring(edition_html(make_day().model_copy(update={"language": "ar"})))
    assert (page.get("lang"), page.get("dir")) == ("ar", "rtl")
    page = html.document_fromstring(edition_html(with_headlines("هيئة الميناء تغلق البوابة")))
    assert (page.get("lang"), page.get("dir")) == ("en", None)
    assert page.xpath("//ol/li[@dir]") == []
    assert page.xpath("//ol/li/bdi") and page.xpath("//h2[@dir='auto']")


def test_the_page_is_whole_and_leads_to_itself() -> None:
    """The page has every statement of an edition however long, its contents lead to the stories, nothing is fetched."""
    record = make_record(who_said_what=WHO_SAID_WHAT * 8)
    rich = edition_html(make_day(*[record] * 40, stories=40))
    page = html.document_fromstring(rich)
    inside = page.xpath("//ol//a/@href")
    assert inside == [f"#story-{number}" for number in range(1, 41)]
    assert all(page.get_element_by_id(href[1:]) is not None for href in inside)
    assert "Shortened" not in rich
    assert "nsubscribe" not in rich
    assert rich.count("I will not gamble") == 40 * 8
    assert rich.index('<meta charset="utf-8">') < 1024
    links = {*LINKS, *inside}
    assert [fault for fault in page_faults(rich, links) if "neither" not in fault] == []
    assert "default-src 'none'" in rich


def test_a_template_of_ones_own_wins(tmp_path: Path) -> None:
    """A file of the same name takes the bundled one's place, the others stay; texts are escaped in it all the same."""
    (tmp_path / "edition_story.html.j2").write_text(
        "{% macro blocks(story, feed=false) %}<p class='mine'>{{ story.headline }}</p>{% endmacro %}"
        "{% macro shortened(story) %}{% endmacro %}{% macro sources(story) %}{% endmacro %}"
        "{% macro link(href, text) %}<a href='{{ href }}'>{{ text }}</a>{% endmacro %}",
        encoding="utf-8",
    )
    bundled = (Path(__file__).parents[2] / "briefer/publish/templates/house.css").read_text(encoding="utf-8")
    (tmp_path / "house.css").write_text(bundled.replace("#1e1b17", "#123456"), encoding="utf-8")
    rich = edition_html(with_headlines(HOSTILE), template_dir=tmp_path)
    page = html.document_fromstring(rich)
    assert len(page.xpath("//p[@class='mine']")) == 2
    assert page.xpath("//script") == []
    assert "#123456" in rich
    assert "#1e1b17" not in rich
    _, mail = both_parts(edition_mail(make_day(), MAIL, "a@example.org", message_id=MESSAGE_ID, template_dir=tmp_path))
    assert 'class="mine"' in mail
    assert "#1e1b17" in edition_html(make_day())


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("edition.html.j2", "{% for %}", r"edition\.html\.j2, line 1"),
        ("edition.html.j2", "{{ nobody }}", "nobody"),
        ("edition.html.j2", "{{ 1 / 0 }}", "division"),
        ("edition.html.j2", "\n{% include 'gone.j2' %}", r"gone\.j2"),
        ("edition.txt.j2", "{{ view.title | nofilter }}", "nofilter"),
    ],
)
def test_a_template_that_is_wrong_is_told(name: str, text: str, told: str, tmp_path: Path) -> None:
    """What is wrong in a template of one's own is an error of the configuration, with what and where."""
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=told):
        edition_mail(make_day(), MAIL, "a@example.org", message_id=MESSAGE_ID, template_dir=tmp_path)
    with pytest.raises(ConfigError, match="no folder"):
        edition_html(make_day(), template_dir=tmp_path / "none")


def test_templates_that_leave_no_room_are_told(tmp_path: Path) -> None:
    """A frame that alone is too long for a mail is an error, not a mail that is clipped."""
    (tmp_path / "edition.html.j2").write_text(f"<html><body>{'x' * 110_000}</body></html>", encoding="utf-8")
    with pytest.raises(ConfigError, match="no room"):
        write_letter(make_day(), MAIL, template_dir=tmp_path)
