"""`briefer feeds`: each feed's state, and an OPML file taken over."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from briefer.settings import read_config
from tests.servers.feeds import WEB_PAGE, full_text, item, rss_page
from tests.servers.pages import Page, PageServer

OPML = """<opml version="2.0"><body><outline text="World">
<outline text="Calderwick Post" xmlUrl="https://example.org/world.xml"/></outline>
<outline text="Quay &quot;Q&quot; &amp; Co" xmlUrl="https://example.net/q"/><outline text="x" xmlUrl="ftp://x.example/"/>
</body></opml>"""
CONFIG = Path("briefer.toml")


@pytest.fixture
def opml() -> Path:
    path = Path("mine.opml")
    path.write_text(OPML, encoding="utf-8")
    return path


def configure(server: PageServer, *paths: str) -> None:
    tables = (f'[[feed]]\nurl = "{server.url(path)}"\n' for path in paths)
    CONFIG.write_text("[network]\nallow_private = true\n\n" + "\n".join(tables), encoding="utf-8")


# --- check -----------------------------------------------------------------------------------------


def test_each_feed_has_its_line_and_a_bad_one_is_exit_3(briefer):
    """Entries, fresh ones and full texts are counted; what gives nothing says why."""
    page = rss_page(item(extra=full_text()), item("B", "https://example.org/b", hours_ago=None))
    with PageServer({"/good": page, "/page": Page(WEB_PAGE)}) as server:
        configure(server, "/good", "/page")
        outcome = briefer("feeds", "check")
        good, bad = outcome.stdout.splitlines()

        assert good == f"ok  {server.url('/good')}: 2 entries, 0 fresh, 1 with full text, 1 undated"
        assert bad.startswith(f"BAD {server.url('/page')}: ")
    assert "Access denied" in bad
    assert outcome.exit_code == 3
    assert outcome.stderr == "briefer: 1 of 2 feeds gives nothing\n"


def test_a_narrow_terminal_gets_whole_words_set_in(briefer, monkeypatch):
    """At 60 columns a row goes on below itself, four spaces in, and its address stays in one piece."""
    monkeypatch.setattr("briefer.cli.feeds._is_terminal", lambda: True)
    monkeypatch.setenv("COLUMNS", "60")
    with PageServer({"/good": rss_page(item(extra=full_text())), "/page": Page(WEB_PAGE)}) as server:
        configure(server, "/good", "/page")
        rows = briefer("feeds", "check").stdout.splitlines()

    assert max(map(len, rows)) <= 60
    assert [row[:4] for row in rows] == ["ok  ", "    ", "BAD ", "    ", "    "]
    assert rows[2].startswith(f"BAD {server.url('/page')}: ")


def test_good_feeds_are_exit_0_and_json_holds_all_of_it(briefer):
    """--json is one row a feed."""
    with PageServer({"/good": rss_page(item("Fish & chips"))}) as server:
        configure(server, "/good")
        outcome = briefer("feeds", "check", "--json")

        (row,) = outcome.json
        assert (row["url"], row["good"], row["title"], row["entries"]) == (
            server.url("/good"), True, "Calderwick Post", 1,
        )  # fmt: skip
    assert "broken" in row["problems"][0]
    assert outcome.exit_code == 0


def test_escape_sequences_of_a_feed_do_not_reach_the_terminal(briefer):
    """A page's title is printed without what a terminal obeys."""
    with PageServer({"/a": Page("<html><title>\x1b]0;owned\x07\u202eevil</title>")}) as server:
        configure(server, "/a")
        shown = briefer("feeds", "check").stdout

    assert "evil" in shown
    assert not set("\x1b\x07\u202e") & set(shown)


def test_without_feeds_it_is_a_matter_of_configuration(briefer):
    """Nothing to check is exit 2, and says what to do."""
    outcome = briefer("feeds", "check")

    assert outcome.exit_code == 2
    assert "briefer feeds import" in outcome.stderr


def test_a_feed_without_an_entry_may_be_quiet_or_give_nothing(briefer):
    """No entry at all is a quiet feed; entries that lead nowhere are a feed that gives nothing, and exit 3."""
    homeless = "<item><title>Episode 5</title><guid isPermaLink='false'>5</guid></item>"
    with PageServer({"/quiet": rss_page(), "/pod": rss_page(homeless)}) as server:
        configure(server, "/quiet", "/pod")
        outcome = briefer("feeds", "check")
        quiet, pod = outcome.stdout.splitlines()

        assert quiet == f"ok  {server.url('/quiet')}: 0 entries, 0 fresh"
        assert pod == f"BAD {server.url('/pod')}: 1 entry has no http or https address"
    assert outcome.exit_code == 3


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (401, "the server answered 401; it asks for a login"),
        (403, "the server answered 403; the site refuses programs"),
        (304, "it answers that nothing changed, though it was never read"),
    ],
)
def test_what_is_said_of_a_feed_can_be_done_about_a_feed(briefer, status, said):
    """Nobody saves a feed in a browser, and its address is told once."""
    with PageServer({"/feed": Page(status=status)}) as server:
        configure(server, "/feed")
        assert briefer("feeds", "check").stdout == f"BAD {server.url('/feed')}: {said}\n"


# --- import ----------------------------------------------------------------------------------------


def test_import_makes_a_configuration_where_there_is_none(briefer, opml):
    """The tables are a briefer.toml that can be read."""
    outcome = briefer("feeds", "import", opml)

    assert outcome.stdout == "briefer.toml: 2 added, 0 there already\n"
    assert "ftp://x.example/" in outcome.stderr
    assert [(feed.url, feed.outlet, feed.section) for feed in read_config(CONFIG).feed] == [
        ("https://example.org/world.xml", "Calderwick Post", "World"),
        ("https://example.net/q", 'Quay "Q" & Co', None),
    ]


def test_import_keeps_what_is_there(briefer, opml):
    """Comments, settings, the file's mode and a feed that is known stay; run again, it adds nothing."""
    before = '# mine\n[edition]\ntitle = "Dawn"\n\n[[feed]]\nurl = "https://example.net/q" # best\nweight = 2.0\n'
    CONFIG.write_text(before, encoding="utf-8")
    CONFIG.chmod(0o600)
    assert briefer("feeds", "import", opml).stdout == "briefer.toml: 1 added, 1 there already\n"
    once = CONFIG.read_text(encoding="utf-8")
    assert briefer("feeds", "import", opml).stdout == "briefer.toml: 0 added, 2 there already\n"

    assert once.startswith(before)
    assert CONFIG.read_text(encoding="utf-8") == once
    assert stat.S_IMODE(CONFIG.stat().st_mode) == 0o600
    assert [feed.weight for feed in read_config(CONFIG).feed] == [2.0, 1.0]


def test_print_changes_nothing(briefer, opml):
    """--print gives the tables on stdout."""
    outcome = briefer("feeds", "import", opml, "--print")

    assert outcome.stdout.count("[[feed]]") == 2
    assert not CONFIG.exists()


def test_import_follows_a_link_and_another_path(briefer, opml, tmp_path):
    """--config names the file, and a symbolic link stays one."""
    real = tmp_path / "real.toml"
    real.write_text("", encoding="utf-8")
    Path("link.toml").symlink_to(real)
    assert briefer("feeds", "import", opml, "--config", "link.toml").exit_code == 0

    assert Path("link.toml").is_symlink()
    assert len(read_config(real).feed) == 2


@pytest.mark.parametrize(
    ("before", "code"),
    [("feed = [{ url = 'https://a.example/' }]\n", 2), ("[edition\n", 2), ("[[feed]]\nurll = 'x'\n", 2)],
)
def test_a_configuration_that_cannot_be_appended_to_is_left_alone(briefer, opml, before, code):
    """An inline list, broken TOML and an unknown key are refused before anything is written."""
    CONFIG.write_text(before, encoding="utf-8")
    outcome = briefer("feeds", "import", opml)

    assert outcome.exit_code == code
    assert CONFIG.read_text(encoding="utf-8") == before
    assert "Traceback" not in outcome.stderr


@pytest.mark.parametrize("text", [None, "<rss/>", WEB_PAGE])
def test_what_is_no_opml_is_exit_3(briefer, text):
    """A missing file, a feed and a page are named."""
    if text is not None:
        Path("x.opml").write_text(text, encoding="utf-8")
    outcome = briefer("feeds", "import", "x.opml")

    assert outcome.exit_code == 3
    assert "'x.opml'" in outcome.stderr


def test_an_opml_that_breaks_off_says_so(briefer, opml):
    """The feeds before the break are taken over, and whoever counts on the rest is told."""
    opml.write_text(OPML[: OPML.index('<outline text="x"')], encoding="utf-8")
    outcome = briefer("feeds", "import", opml)

    assert outcome.stdout == "briefer.toml: 2 added, 0 there already\n"
    assert "the XML of 'mine.opml' is broken" in outcome.stderr
    assert outcome.exit_code == 0


def test_an_opml_without_a_feed_is_exit_3(briefer, opml):
    """Nothing to take over is no success."""
    opml.write_text("<opml version='2.0'><body><outline text='World'/></body></opml>", encoding="utf-8")
    outcome = briefer("feeds", "import", opml)

    assert outcome.exit_code == 3
    assert "'mine.opml' lists no feed" in outcome.stderr
    assert not CONFIG.exists()


def test_what_cannot_be_appended_to_is_named_as_it_is(briefer, opml):
    """The reason names the file that the user has, not the trial copy of it."""
    CONFIG.write_text("feed = [{ url = 'https://a.example/' }]\n", encoding="utf-8")
    (line,) = [line for line in briefer("feeds", "import", opml).stderr.splitlines() if "append" in line]

    assert "('briefer.toml' is not TOML: " in line
