"""The edition's other outputs: plain text, Markdown, RSS."""

from __future__ import annotations

import re
from email.utils import parsedate_to_datetime
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree, html
from markdown_it import MarkdownIt

from briefer.brief import BriefRecord
from briefer.errors import ConfigError
from briefer.publish import Edition, edition_markdown, edition_rss, edition_text
from briefer.publish.render.wrapping import columns
from briefer.text.terminal import one_line, plain
from tests.publish.editions import CREATED_AT, hostile_edition, make_day, with_headlines
from tests.publish.records import COURIER, HELD, LEDGER, WHO_SAID_WHAT, make_record

PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
LINKS = {COURIER.url, LEDGER.url}


def channel(feed: str) -> etree._Element:
    """The channel of a feed that keeps to RSS 2.0: what has to be there, once; dates, ids and addresses as they go."""
    root = etree.fromstring(feed.encode())
    assert (root.tag, root.get("version"), [child.tag for child in root]) == ("rss", "2.0", ["channel"])
    top = root[0]
    for name in ("title", "link", "description"):
        assert len(top.findall(name)) == 1, name
        assert top.findtext(name), name
    assert urlsplit(top.findtext("link") or "").scheme in {"http", "https", "urn"}
    assert parsedate_to_datetime(top.findtext("lastBuildDate") or "") == CREATED_AT
    ids = [item.findtext("guid") for item in top.findall("item")]
    assert len(ids) == len(set(ids))
    for item in top.findall("item"):
        assert item.findtext("title")
        assert item.findtext("description")
        assert item.find("guid").get("isPermaLink") == "false"
        assert parsedate_to_datetime(item.findtext("pubDate")) == CREATED_AT
        assert item.find("link") is None or urlsplit(item.findtext("link")).scheme in {"http", "https"}
    return top


def test_text_is_read_in_a_terminal() -> None:
    """Lines of at most 72 columns (addresses aside), none with white space at its end, no markup, no escape."""
    text = edition_text(make_day())
    lines = text.splitlines()
    assert max(columns(line) for line in lines if "https://" not in line) <= 72
    assert [line for line in lines if line != line.rstrip()] == []
    assert not re.search(r"[<>*\x1b]|\n{4,}", text)
    assert text.endswith("\n")
    assert not text.startswith("\n")
    assert text == plain(text)


def test_notes_of_the_text_lead_to_the_sources() -> None:
    """Each number in the text stands once before a source with its address; every statement's paragraph has a number."""
    text = edition_text(make_day())
    sources = re.findall(r"(?m)^\[(\d+)\] (.+(?:\n {4}(?!https).+)*)\n {4}(https\S+)$", text)
    assert [int(number) for number, _, _ in sources] == [1, 2, 3, 4, 5]
    assert {url for _, _, url in sources} == LINKS
    noted = re.findall(r"\[(\d+)\]", re.sub(r"(?m)^\[\d+\] ", "", text))
    assert set(noted) == {number for number, _, _ in sources}
    by_number = {number: url for number, _, url in sources}
    for item in WHO_SAID_WHAT:
        at = " ".join(text.split()).index(item.text)
        after = re.search(r"\[(\d+)\]", " ".join(text.split())[at:])
        assert after is not None
        assert by_number[after[1]] == (LEDGER.url if item.evidence[0].source == LEDGER.id else COURIER.url)


def test_quotations_at_length_are_indented() -> None:
    """What somebody says at length stands four columns in, the speaker with it."""
    text = edition_text(make_day(make_record()))
    block = re.search(r"(?m)^ {4}“I will not gamble(?:.|\n {4})+", text)
    assert block is not None
    assert "Ilse Varga" in " ".join(block[0].split())


@pytest.mark.parametrize("width", [40, 72, 100])
def test_text_is_as_wide_as_asked(width: int) -> None:
    """Another width is kept too."""
    lines = edition_text(make_day(), width=width).splitlines()
    assert max(columns(line) for line in lines if "https://" not in line) <= width


def test_text_templates_do_not_escape(tmp_path: Path) -> None:
    """In plain text an ampersand is an ampersand, in the bundled template and in one of one's own."""
    edition = with_headlines("Fish & <chips>")
    assert "Fish & <chips>" in edition_text(edition)
    (tmp_path / "edition.txt.j2").write_text("{{ view.stories[0].headline }}", encoding="utf-8")
    assert edition_text(edition, template_dir=tmp_path) == "Fish & <chips>\n"


def test_markdown_is_the_edition() -> None:
    """Rendered, it has headings in order, quotations set apart, and links to the sources alone."""
    text = edition_markdown(make_day())
    page = html.fromstring(PARSER.render(text))
    assert set(page.xpath("//a/@href")) == LINKS
    levels = [int(heading.tag[1]) for heading in page.xpath("//h1 | //h2 | //h3")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))
    assert "I will not gamble" in page.xpath("//blockquote")[0].text_content()
    told = " ".join(page.text_content().split())
    assert [item.text for item in make_record().brief.what_happened if item.text not in told] == []
    assert ("Ilse Varga", COURIER.url) in [(link.text_content(), link.get("href")) for link in page.xpath("//a")]
    assert "Update: Port Annet braces" in told
    assert text.endswith("\n")


def test_hostile_text_stays_text(hostile: BriefRecord) -> None:
    """No markup, no HTML, no link and no control character comes of a text from outside, in any of the outputs."""
    edition = hostile_edition(hostile)
    link = "https://courier.example/%22%3E%3Cscript%3Ealert(1)%3C/script%3E"
    markdown = edition_markdown(edition)
    page = html.fromstring(PARSER.render(markdown))
    assert page.xpath("//script | //img | //strong | //code | //b") == []
    assert set(page.xpath("//a/@href")) == {link.replace("(", "%28").replace(")", "%29")}
    assert "https://evil" not in markdown
    told = html.fragment_fromstring(
        channel(edition_rss(edition)).findtext("item/description") or "", create_parent=True
    )
    assert told.xpath(".//script | .//img") == []
    assert set(told.xpath(".//a/@href")) == {link}
    for text in (markdown, edition_text(edition), edition_rss(edition)):
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\ufffe\uffff]", text)


def test_the_feed_has_each_story() -> None:
    """The feed keeps to RSS 2.0; an item has headline, first source, section and the whole of its brief."""
    top = channel(edition_rss(make_day()))
    items = top.findall("item")
    assert [item.findtext("title") for item in items] == [
        make_record().brief.headline,
        "Update: Port Annet braces for Marrow Bay’s boats",
        COURIER.title,
    ]
    assert [item.findtext("category") for item in items] == ["Coast", "Business", "Coast"]
    assert items[0].findtext("link") == COURIER.url
    told = html.fragment_fromstring(items[0].findtext("description") or "", create_parent=True)
    assert told.xpath(".//h3/text()") == ["What happened", "Who said what", "What next?"]
    assert set(told.xpath(".//a/@href")) == LINKS
    assert told.xpath(".//blockquote//text()")
    assert [item.text for item in make_record().brief.what_happened if item.text not in told.text_content()] == []
    assert HELD.text not in edition_rss(make_day())


def test_ids_of_the_feed_are_kept() -> None:
    """An edition made again, its stories in another order, has the same ids; tomorrow's has others."""
    edition = make_day()
    turned = edition.model_copy(update={"stories": edition.stories[::-1]})

    def ids(of: Edition) -> list[str | None]:
        return [item.findtext("guid") for item in channel_items(of)]

    def channel_items(of: Edition) -> list[etree._Element]:
        return list(channel(edition_rss(of)).iterfind("item"))

    assert ids(turned) == ids(edition)[::-1]
    again = edition.model_copy(update={"stories": edition.stories[:1] * 3})
    assert ids(again) == [ids(edition)[0], f"{ids(edition)[0]}-2", f"{ids(edition)[0]}-3"]
    assert not set(ids(edition)) & set(ids(edition.model_copy(update={"id": "tomorrow"})))


def test_a_feed_links_to_the_page_of_the_whole() -> None:
    """A link that is given is the channel's; what is no address is refused."""
    assert channel(edition_rss(make_day(), link="https://example.org/brief")).findtext("link") == (
        "https://example.org/brief"
    )
    with pytest.raises(ConfigError, match="cannot link"):
        edition_rss(make_day(), link="javascript:alert(1)")


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=120))
def test_any_text_makes_good_outputs(text: str) -> None:
    """Whatever a feed calls a story, text, Markdown and feed stay what they are and show it."""
    edition = with_headlines(text, stories=1)
    words = one_line(text) or "Untitled story"
    lines = edition_text(edition).splitlines()
    assert max(columns(line) for line in lines if "https://" not in line) <= 72
    page = html.fromstring(PARSER.render(edition_markdown(edition)))
    assert set(page.xpath("//a/@href")) <= LINKS
    assert len(page.xpath("//h2")) == 1
    title = channel(edition_rss(edition)).findtext("item/title") or ""
    assert " ".join(title.split()) == " ".join(words.replace("\ufffe", "").replace("\uffff", "").split())
