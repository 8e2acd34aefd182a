"""Feeds of every kind to entries, and what is no feed, by name."""

from __future__ import annotations

import contextlib
import json
import re
import sys
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import urljoin, urlsplit, urlunsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefer.errors import ExtractionError
from briefer.read import entries, wording
from briefer.read.feeds import MAX_ENTRIES, Entry, Feed, parse_feed
from tests.servers.feeds import BILLION_LAUGHS, LAUGHING_ATTRIBUTE, NOW, PARAGRAPH, WEB_PAGE, XXE, full_text, item, rss

URL = "https://example.org/feeds/world.xml"
NINE = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)


def parse(text: str | bytes, **options) -> Feed:
    return parse_feed(text.encode() if isinstance(text, str) else text, url=URL, **options)


def only(text: str | bytes, **options) -> Entry:
    (entry,) = parse(text, **options).entries
    return entry


def titled(title: str) -> str:
    return only(rss([item(title)])).title


# --- the kinds -------------------------------------------------------------------------------------

RSS_091 = """<?xml version="1.0"?>
<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd">
<rss version="0.91"><channel><title>Post</title><item><title>Caf&eacute; reopens</title>
<link>https://example.org/a</link><description>It was closed.</description></item></channel></rss>"""

RSS_10 = """<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://example.org/"><title>Post</title></channel>
<item rdf:about="https://example.org/a"><title>Basin to reopen</title><link>https://example.org/a</link>
<dc:date>2026-05-04T09:00:00Z</dc:date><dc:creator>Mara Quill</dc:creator></item></rdf:RDF>"""

RSS_20 = rss(
    [
        """<item><title>Basin to reopen</title><link>https://example.org/a</link><guid isPermaLink="false">n-17</guid>
        <pubDate>Mon, 04 May 2026 09:00:00 GMT</pubDate><dc:creator>Mara Quill</dc:creator>
        <description>&lt;p&gt;The board &lt;b&gt;voted&lt;/b&gt;.&lt;/p&gt;</description>"""
        + full_text(1)
        + "</item>"
    ]
)

ATOM_10 = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title type="html">The &lt;i&gt;Post&lt;/i&gt;</title>
<entry><title>Basin to reopen</title><link rel="self" href="https://example.org/a.atom"/>
<link rel="alternate" type="text/html" href="https://example.org/a"/><id>tag:example.org,2026:17</id>
<published>2026-05-04T11:00:00+02:00</published><updated>2026-05-04T10:30:00Z</updated>
<author><name>Mara Quill</name><email>mara@example.org</email></author><summary>The board voted.</summary>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>The <em>board</em> voted.</p></div></content>
</entry></feed>"""

ATOM_03 = """<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>Post</title><entry>
<title mode="escaped">Basin to reopen</title><link rel="alternate" type="text/html" href="https://example.org/a"/>
<issued>2026-05-04T09:00:00Z</issued><modified>2026-05-04T10:30:00Z</modified>
<author><name>Mara Quill</name></author></entry></feed>"""

JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Post",
        "items": [
            {
                "id": 17,
                "url": "https://example.org/a",
                "title": "Basin to reopen",
                "date_published": "2026-05-04T09:00:00Z",
                "authors": [{"name": "Mara Quill"}, {"url": "https://example.org/m"}],
                "content_html": "<p>The board voted.</p>",
            }
        ],
    }
)


@pytest.mark.parametrize(
    "text", [RSS_10, RSS_20, ATOM_10, ATOM_03, JSON_FEED], ids=["rss1", "rss2", "atom1", "atom03", "json"]
)
def test_each_kind_gives_title_address_date_and_author(text):
    """RSS 1.0 and 2.0, Atom and JSON Feed say the same in their own ways, and are read alike."""
    entry = only(text)

    assert (entry.title, entry.url, entry.link_host) == ("Basin to reopen", "https://example.org/a", "example.org")
    assert (entry.published, entry.authors) == (NINE, ("Mara Quill",))


def test_rss_091_with_its_doctype_keeps_the_letters_that_only_its_dtd_declares():
    """`&eacute;` is an é, though the DTD that says so is never fetched; the entry has no date, and none is made up."""
    entry = only(RSS_091)

    assert (entry.title, entry.published, entry.summary) == ("Café reopens", None, "It was closed.")


def test_ids_summaries_and_updates_are_kept():
    """The id is the feed's own word, the summary plain text, the update beside the publication."""
    assert (only(RSS_20).id, only(RSS_20).summary) == ("n-17", "The board voted.")
    assert only(JSON_FEED).id == "17"
    assert only(ATOM_10).updated == datetime(2026, 5, 4, 10, 30, tzinfo=UTC)
    assert parse(ATOM_10).title == "The Post"


@pytest.mark.parametrize("text", [RSS_20, ATOM_10, JSON_FEED])
def test_the_entrys_own_full_text_is_kept_as_html(text):
    """content:encoded, Atom's content and content_html come out as HTML without namespaces."""
    html = only(text).html

    assert html is not None
    assert "<p>" in html and "</p>" in html and "xmlns" not in html


def test_a_description_longer_than_any_teaser_is_the_full_text():
    """Some feeds have their articles in the description alone; a long tag makes none, and a full text of its own goes first."""
    body = "".join(f"<p>{PARAGRAPH}</p>" for _ in range(8))
    assert only(rss([item(extra=f"<description><![CDATA[{body}]]></description>")])).html == body
    bare = f"<p>The board voted.</p><img src='https://example.org/{'x' * 3000}'/>"
    assert only(rss([item(extra=f"<description><![CDATA[{bare}]]></description>")])).html is None
    assert only(rss([item(extra=f"<description><![CDATA[{body}]]></description>{full_text()}")])).html != body


def test_a_description_is_no_full_text():
    """A teaser is never taken for the article."""
    assert only(rss([item(extra="<description>The board voted.</description>")])).html is None


def test_atoms_plain_text_is_not_taken_for_markup():
    """What type="text" says with a bracket stays."""
    text = ATOM_10.replace("<title>Basin to reopen</title>", "<title>Budget &lt; 3 million &amp; falling</title>")

    assert only(text).title == "Budget < 3 million & falling"


def test_an_entry_that_only_says_when_it_was_changed_has_that_date():
    """Atom asks for `updated` alone."""
    text = ATOM_10.replace("<published>2026-05-04T11:00:00+02:00</published>", "")

    assert only(text).published == datetime(2026, 5, 4, 10, 30, tzinfo=UTC)


# --- bytes -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "iso-8859-1", "windows-1252"])
def test_encodings_are_told_by_mark_declaration_and_looks(encoding):
    """A feed reads the same in each encoding that it declares, with a byte order mark or without."""
    text = rss([item("Zürich café reopens")]).replace("UTF-8", encoding.removesuffix("-sig"))

    assert only(text.encode(encoding)).title == "Zürich café reopens"


def test_the_servers_word_counts_where_the_feed_gives_none():
    """A charset from the header decodes what is no UTF-8."""
    data = rss([item("Řeka stoupá")]).replace(' encoding="UTF-8"', "").encode("iso-8859-2")

    assert only(data, charset="iso-8859-2").title == "Řeka stoupá"


def test_a_wrong_declaration_does_not_spoil_utf8():
    """UTF-8 that calls itself ISO-8859-1 is UTF-8."""
    assert only(rss([item("Café")]).replace("UTF-8", "ISO-8859-1")).title == "Café"


@pytest.mark.parametrize("junk", ["\n\n  ", "\ufeff", "PHP Warning: mysql is gone in /a.php\n", "<!-- cached -->"])
def test_junk_before_the_feed_is_passed_over(junk):
    """White space, a second mark and a program's complaint do not cost the feed."""
    assert only(junk + rss([item()])).title == "Basin to reopen"


def test_a_pages_doctype_makes_no_page():
    """A feed that opens as XHTML does is a feed."""
    doctype = '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://site.invalid/">'

    assert only(rss([item()], prolog=doctype)).title == "Basin to reopen"


def test_items_beside_or_without_a_channel_are_items():
    """Where the items stand does not matter."""
    assert [entry.title for entry in parse(f"<rss>{item('A')}<channel>{item('B')}</channel></rss>").entries] == [
        "B",
        "A",
    ]
    assert only(f"<rss>{item()}</rss>").title == "Basin to reopen"


def test_a_warning_before_the_feed_is_not_the_feed():
    """What a site's program says before its feed is passed over, and attacks behind it are refused all the same."""
    warning = "<br />\n<b>Warning</b>: Undefined index in <b>/srv/feed.php</b> on line <b>3</b><br />\n"
    assert only(warning + rss([item()])).title == "Basin to reopen"
    with pytest.raises(ExtractionError):
        parse(warning + BILLION_LAUGHS)
    with pytest.raises(ExtractionError):
        parse(warning)


def test_control_characters_do_not_end_the_feed():
    """What XML forbids is left out, and the entries after it are read."""
    assert len(parse(rss([item("A\x08\x0c&#8;B"), item(link="https://example.org/b")])).entries) == 2


def atom(items):
    """The items as an Atom feed."""
    entries = "".join(items).replace("<item>", "<entry>").replace("</item>", "</entry>")
    entries = re.sub(r"<link>(.*?)</link>", r'<link href="\1"/>', entries)
    entries = re.sub(r"<pubDate>.*?</pubDate>", "<updated>2026-05-04T03:00:00Z</updated>", entries)
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Calderwick Post</title>{entries}</feed>'


@pytest.mark.parametrize("broken", ["Fish & chips", "Fish &chips; more", "AT&T & co", "5 &lt 6 &"])
def test_bare_ampersands_are_read_and_said(broken):
    """The feed's XML is mended, its entries are all read, and the report says that it was broken."""
    feed = parse(rss([item(broken), item("Second", "https://example.org/b")]))

    assert [entry.url for entry in feed.entries] == ["https://example.org/basin", "https://example.org/b"]
    assert feed.entries[0].title.replace("&", "").split()[0] == broken.replace("&", "").split()[0]
    assert "broken" in feed.problems[0]


@pytest.mark.parametrize("fault", ["Fell < 3%", "I <3 ferries", "A <b C", "<b>x</i>", "A & B", "x < y & z", "&nbsp;"])
@pytest.mark.parametrize("shape", [rss, atom], ids=["RSS", "Atom"])
def test_a_fault_spoils_no_link_behind_it(shape, fault):
    """One title that is no XML leaves every other entry's address and words whole, their ampersands with them."""
    link = "https://example.org/a?page=1&view=2&x=3"
    feed = parse(shape([item(fault), item("Fish &amp; chips &lt;hot&gt;", link)]))
    last = feed.entries[-1]

    assert (last.url, last.title) == (link, "Fish & chips")
    assert "broken" in feed.problems[0]


def test_a_mark_that_begins_no_tag_stays():
    """What a headline says with it is not lost."""
    assert only(rss([item("Inflation < 3%, at last")])).title == "Inflation < 3%, at last"


def test_mending_leaves_addresses_in_cdata_alone():
    """A query's ampersand inside CDATA is not escaped twice."""
    entry = only(rss(["<item><title>A & B</title><link><![CDATA[https://example.org/?a=1&b=2]]></link></item>"]))

    assert (entry.title, entry.url) == ("A & B", "https://example.org/?a=1&b=2")


def test_a_feed_that_breaks_off_gives_what_came():
    """Half a feed is half the entries, and a problem by name."""
    whole = rss([item(f"Number {n}", f"https://example.org/{n}") for n in range(10)])
    feed = parse(whole[: len(whole) // 2])

    assert 3 <= len(feed.entries) <= 6
    assert "broken" in feed.problems[0]


def test_prefixes_that_nobody_declared_still_count():
    """`dc:date` without its namespace is a date."""
    entry = only("<rss><channel><item><title>A</title><link>https://example.org/a</link>"
                 "<dc:date>2026-05-04T09:00:00Z</dc:date></item></channel></rss>")  # fmt: skip

    assert entry.published == NINE


# --- links -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("link", "found"),
    [
        ("/a", "https://example.org/a"),
        ("b?x=1#part", "https://example.org/feeds/b?x=1"),
        ("//cdn.example.net/c", "https://cdn.example.net/c"),
        ("\n  https://example.org/two\n words ", "https://example.org/two%20words"),
        ("HTTP://Example.org/A", "http://Example.org/A"),
    ],
)
def test_relative_and_untidy_links_are_made_whole(link, found):
    """A link starts from the feed's own address."""
    assert only(rss([item(link=link)])).url == found


def test_xml_base_is_where_relative_links_start():
    """The base of the feed and of the entry are both in force, the inner one from the outer one."""
    text = ATOM_10.replace("<feed ", '<feed xml:base="https://other.example/x/" ').replace(
        "<entry>", '<entry xml:base="y/">'
    )

    assert only(text.replace('href="https://example.org/a"', 'href="z"')).url == "https://other.example/x/y/z"
    assert only(rss(["<item><title>T</title><link>z</link></item>"], root='xml:base="/up/"')).url.endswith("/up/z")


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)", "file:///etc/passwd", "ftp://example.org/a", "data:text/html,x", "mailto:a@example.org",
        "https://user:secret@example.org/", "http://", "https://[::1", "https://example.org:99999/", "gopher://x",
        "https://example.org/" + "a" * 3_000,
    ],
)  # fmt: skip
def test_what_is_no_web_address_is_left_out_and_counted(link):
    """An entry whose link is no http or https address is none; the feed says how many there were."""
    feed = parse(rss([item(link=link), item()]))

    assert [entry.url for entry in feed.entries] == ["https://example.org/basin"]
    assert feed.problems == ("1 entry has no http or https address",)


def test_what_was_taken_out_of_titles_is_said():
    """Titles that were cut at a line break, or held a script in any spelling, are counted; a wrapped one is neither."""
    titles = (
        "A\nBcc: x@example.org",
        "\n  Wrapped\n",
        "<![CDATA[B <script>x()</script>]]>",
        "C &lt;SCRIPT src=x&gt;",
        "Script lost",
    )
    feed = parse(rss([item(title, f"https://example.org/{n}") for n, title in enumerate(titles)]))

    assert [entry.title for entry in feed.entries] == ["A", "Wrapped", "B", "C", "Script lost"]
    assert feed.problems == ("1 title was cut at a line break", "2 titles hold a script, which was taken out")


def test_what_is_clean_comes_out_as_it_went_in():
    """No character that skips the cleaning of a title is one that the cleaning would change."""
    clean = [mark for mark in map(chr, range(sys.maxunicode + 1)) if wording._is_clean(f"a{mark}b", 9)]

    assert len(clean) > 500
    for mark in clean:
        assert wording._one_line(wording._bare(f"a{mark}b"), 9) == " ".join(f"a{mark}b".split())


@given(st.from_regex(entries.PLAIN_ADDRESS, fullmatch=True))
def test_a_plain_address_is_what_the_parser_makes_of_it(link):
    """No link that skips the parser is one that the parser would change, or see another host in."""
    assert urlunsplit(urlsplit(urljoin("https://example.org/feed", link))) == link
    assert urlsplit(link).port != 0
    found = entries.PLAIN_ADDRESS.fullmatch(link)
    assert found is not None
    assert urlsplit(link).hostname == found[1]


def test_an_entry_of_the_wrong_age_is_counted_and_read_no_further():
    """What a date keeps out is in no other count."""
    document = rss([item("Old\nlines", "ftp://example.org/", hours_ago=900), item()])
    feed = parse(document, refuse=lambda day: None if day == NOW - timedelta(hours=3) else "old")

    assert [entry.title for entry in feed.entries] == ["Basin to reopen"]
    assert (feed.left_out, feed.problems) == ({"old": 1}, ())


@pytest.mark.parametrize(
    ("said", "published"),
    [("<pubDate>soon</pubDate>", date(2026, 5, 4)), ("<pubDate/>", NINE - timedelta(days=1))],
    ids=["no date", "empty"],
)
def test_a_date_that_is_none_gives_way_to_another(said, published):
    """An item whose `pubDate` cannot be read is dated by when it was changed, one that has none by its other dates."""
    others = "<dc:date>2026-05-03T09:00:00Z</dc:date><dcterms:modified>2026-05-04</dcterms:modified>"
    entry = only(rss([item(hours_ago=None, extra=said + others)], root='xmlns:dcterms="http://purl.org/dc/terms/"'))

    assert (entry.published, entry.updated) == (published, date(2026, 5, 4))


def test_an_entry_says_when_it_was_changed():
    """What was changed stands beside when it came out."""
    changed = item(extra="<dcterms:modified>2026-05-04</dcterms:modified>")
    entry = only(rss([changed], root='xmlns:dcterms="http://purl.org/dc/terms/"'))

    assert (entry.published, entry.updated) == (NOW - timedelta(hours=3), date(2026, 5, 4))


def test_a_base_that_is_no_address_harms_nobody():
    """A hostile `xml:base` gives no address of another kind."""
    feed = parse(rss([item(link="x"), item()], root='xml:base="javascript:alert(1)//"'))

    assert all(entry.url.startswith("https://") for entry in feed.entries)


def test_a_guid_or_atom_link_stands_in_for_a_missing_link():
    """Feeds without `link` name the page as a permanent guid, or by Atom's link."""
    guid = "<item><title>A</title><guid>https://example.org/g</guid></item>"
    atom = '<item><title>B</title><atom:link href="https://example.org/l"/><guid isPermaLink="false">https://no.example/</guid></item>'

    assert [entry.url for entry in parse(rss([guid, atom])).entries] == [
        "https://example.org/g",
        "https://example.org/l",
    ]


# --- words -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("&lt;b&gt;Basin&lt;/b&gt; to reopen", "Basin to reopen"),
        ("<![CDATA[<em>Basin</em> &amp; lock]]>", "Basin & lock"),
        ("Q&amp;amp;A: lock &amp;quot;sound&amp;quot;", 'Q&A: lock "sound"'),
        ("Basin&lt;script&gt;alert(1)&lt;/script&gt; reopens", "Basin reopens"),
        ("&amp;lt;img src=x onerror=alert(1)&amp;gt;Basin", "Basin"),
        ("Basin &lt; lock &gt; ferry", "Basin < lock > ferry"),
        ("Basin --&gt; lock", "Basin --> lock"),
        ("Basin reopens&#13;&#10;Bcc: everyone@example.org", "Basin reopens"),
        ("Basin reopens&lt;br&gt;Subscribe now", "Basin reopens"),
        ("Basin reopens&#x2028;Subscribe", "Basin reopens"),
        ("\n   Basin reopens\n  ", "Basin reopens"),
        ("Basin \u202egnp.exe\u202c reopens", "Basin gnp.exe reopens"),
        ("Bas\u200bin &#x1b;[31mred", "Basin red"),
        ("<![CDATA[<![CDATA[Basin]]>]]&gt;", "Basin"),
    ],
)
def test_titles_are_one_line_of_plain_text(title, shown):
    """Markup, scripts, second lines, control characters and direction marks go; the words stay."""
    assert titled(title) == shown


@pytest.mark.parametrize("title", ["", "   ", "&lt;img src='x'&gt;", "&lt;script&gt;x()&lt;/script&gt;", "\u200b"])
def test_a_title_is_never_empty(title):
    """The summary stands in for it, else the address."""
    assert only(rss([item(title, extra="<description>The board voted.</description>")])).title == "The board voted."
    assert only(rss([item(title)])).title == "https://example.org/basin"


@given(st.text(alphabet=st.sampled_from("<>/!-&;ltgamp#x0a scrip\n\u202e\u2028\x1b"), max_size=80))
def test_no_title_has_a_tag_or_a_second_line(text):
    """Whatever a feed writes, no tag and no line break comes through."""
    title = only(
        json.dumps({"version": "https://jsonfeed.org/version/1", "items": [{"url": URL, "title": text}]})
    ).title

    assert len(title.splitlines()) == 1
    assert re.search(r"<[a-z/!][^<>]*>|[\u202e\x1b]", title) is None


def test_authors_are_names():
    """A mail address with a name in brackets is that name; one alone is nobody."""
    extra = "<author>mara@example.org (Mara Quill)</author><author>desk@example.org</author>"

    assert only(rss([item(extra=extra)])).authors == ("Mara Quill",)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Mon, 04 May 2026 10:00:00 +0100", NINE),
        ("Mon, 04 May 2026 05:00 EDT", NINE),
        ("2026-05-04T09:00:00Z", NINE),
        ("2026-05-04 09:00:00", date(2026, 5, 4)),
        ("2026-05-04", date(2026, 5, 4)),
        ("03/04/2026", None),
        ("yesterday", None),
        ("Mon, 32 May 2026 10:00:00 GMT", None),
        ("0000-00-00T00:00:00Z", None),
    ],
)
def test_a_date_means_one_day_or_none(written, read):
    """No date is guessed, and a time without a zone is a day."""
    assert only(rss([item(hours_ago=None, extra=f"<pubDate>{written}</pubDate>")])).published == read


# --- what is no feed -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (WEB_PAGE, "a web page came in its place, titled 'Access denied'"),
        ("<html><body>Bad gateway</body></html>", "a web page"),
        ('<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body/></html>', "a web page"),
        ("", "empty"),
        ("Too many requests", "no XML"),
        ("<rss version='2.0'/>", "RSS without a channel"),
        ("<opml><body/></opml>", "neither RSS nor Atom (its root is 'opml')"),
        ('{"error": "quota"}', "no JSON Feed"),
        ('{"items": []}', "no version"),
        ('{"items": [', "JSON is broken"),
        ("[" * 50_000, "no XML"),
        ('{"a":' + "[" * 200_000, "JSON is broken"),
        ("<rss><channel>" + "<a/>" * 500_000, "more than 400,000 tags"),
        (XXE, "entities of its own"),
        (BILLION_LAUGHS, "entities of its own"),
        ("\x00\x01\x02", "empty"),
        ("%PDF-1.7 stream", "no XML"),
    ],
)
def test_what_is_no_feed_is_said_by_name(data, said):
    """A page, an error, another format and an attack are each named for what they are, with the address."""
    with pytest.raises(ExtractionError, match="no feed") as caught:
        parse(data)

    assert said in str(caught.value)
    assert caught.value.url == URL
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("attack", [XXE, XXE.replace("SYSTEM \"file", "PUBLIC 'x' \"file"), LAUGHING_ATTRIBUTE,
                                    BILLION_LAUGHS.encode("utf-16").decode("utf-16")])  # fmt: skip
def test_entities_cost_neither_secrets_nor_time(attack, tmp_path: Path):
    """No local file is read, and nothing is expanded, in an attribute either."""
    started = time.process_time()
    with pytest.raises(ExtractionError):
        parse(attack)

    assert time.process_time() - started < 1


def test_an_external_dtd_or_parameter_entity_is_never_loaded(tmp_path: Path):
    """A file that a DTD points at does not come into the feed."""
    secret = tmp_path / "secret.dtd"
    secret.write_text('<!ENTITY leak "the secret">')
    text = rss([item("A &leak; B")], prolog=f'<!DOCTYPE rss [<!ENTITY % x SYSTEM "{secret.as_uri()}"> %x;]>')

    with pytest.raises(ExtractionError, match="entities of its own"):
        parse(text)
    assert "secret" not in only(rss([item("A &leak; B")], prolog=f'<!DOCTYPE rss SYSTEM "{secret.as_uri()}">')).title


def test_entries_are_counted_to_a_bound():
    """A feed without end gives its first thousand, and says so."""
    feed = parse(rss(f"<item><link>https://example.org/{n}</link></item>" for n in range(MAX_ENTRIES + 5)))

    assert len(feed.entries) == MAX_ENTRIES
    assert "1,000" in feed.problems[0]


@given(st.binary(max_size=300))
def test_no_bytes_raise_anything_but_our_own_error(data):
    """Whatever comes, it is a feed or an ExtractionError."""
    for wrapped in (data, b"<rss><channel><item>" + data, b"<feed><entry><link href='" + data, b'{"version":' + data):
        with contextlib.suppress(ExtractionError):
            parse(wrapped)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["version", "items", "title", "url", "id", "author", "authors", "name", "content_html"]
                ),
                inner,
                max_size=4,
            )
        ),
    )
)
def test_members_of_the_wrong_type_are_not_there(value):
    """A JSON Feed whose members are of any type is read without them."""
    document = {"version": "https://jsonfeed.org/version/1", "items": [value, {"url": URL, "title": value}]}

    assert any(entry.url == URL for entry in parse(json.dumps(document)).entries)


@pytest.mark.parametrize(
    "hostile",
    [
        "<![CDATA[" * 50_000,
        "&" * 400_000,
        "<title>" + "&lt;script&gt;" * 30_000,
        "<description>" + "&lt;!--" * 50_000,
        "<description>" + "&amp;" * 200_000,
        "<title>" + "&lt;a" * 100_000,
        "<!DOCTYPE " * 50_000,
    ],
)
def test_the_worst_of_markup_costs_seconds_at_most(hostile):
    """What was written to be slow to read is read, or refused, in time."""
    started = time.process_time()
    with contextlib.suppress(ExtractionError):
        parse("<rss><channel><item><link>https://example.org/a</link>" + hostile)

    assert time.process_time() - started < 2
