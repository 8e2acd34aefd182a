"""`[edition] template_dir`: a person's own templates, through the command."""

from __future__ import annotations

from email import message_from_bytes, policy
from pathlib import Path

import pytest
from typer.testing import CliRunner

from briefer.cli import build_app
from briefer.publish.render.templates import REPLACEABLE
from tests.cli.outlets import OUTLETS
from tests.servers.pages import Page


@pytest.fixture
def templates(newsroom) -> Path:
    """A folder of templates, configured."""
    newsroom.configure(edition='template_dir = "own"')
    folder: Path = newsroom.folder / "own"
    folder.mkdir()
    return folder


def both_parts(raw: bytes) -> tuple[str, str]:
    message = message_from_bytes(raw, policy=policy.default)
    plain, rich = (message.get_body((kind,)) for kind in ("plain", "html"))
    assert plain is not None and rich is not None
    return plain.get_content(), rich.get_content()


def test_own_templates_make_page_text_and_mail(newsroom, templates):
    """A page, a text and a style of one's own are in the files and in the mail; the bundled ones do the rest."""
    (templates / "edition.html.j2").write_text(
        '<html><head><style>{% include "edition.css.j2" %}</style></head><body><h1>Own {{ view.title }}</h1></body></html>'
    )
    (templates / "edition.css.j2").write_text("h1 { color: {{ light.ink }}; letter-spacing: 7px; }")
    (templates / "edition.txt.j2").write_text("Own text of {{ view.title }}\n")
    run = newsroom.daily("--send", "--out", "today")
    assert run.exit_code == 0, run.stderr
    page = Path("today/edition.html").read_text()
    assert "Own The Morning</h1>" in page and "letter-spacing: 7px" in page
    assert Path("today/edition.txt").read_text() == "Own text of The Morning\n"
    plain, rich = both_parts(newsroom.smtp.received[0].content)
    assert plain.strip() == "Own text of The Morning"
    assert "letter-spacing: 7px" in rich
    assert "<item>" in Path("today/edition.xml").read_text()


def test_what_the_world_says_is_escaped_in_own_templates(newsroom, templates):
    """A title with a script in it is text in a page of one's own, and stands as it is in a text of one's own."""
    for outlet in OUTLETS:
        feed = newsroom.web.routes[f"/{outlet}.xml"].body
        newsroom.web.routes[f"/{outlet}.xml"] = Page(
            feed.replace("<item><title>", "<item><title>&lt;script&gt;alert(1)&lt;/script&gt; "),
            content_type="application/rss+xml",
        )
    (templates / "edition.html.j2").write_text("<p>{{ '<script>' ~ view.stories[0].headline }}</p>")
    (templates / "edition.txt.j2").write_text("{{ '<script>' ~ view.stories[0].headline }}")
    assert newsroom.daily("--out", "today").exit_code == 0
    assert "<script" not in Path("today/edition.html").read_text()
    assert Path("today/edition.txt").read_text().startswith("<script>")


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("edition.html.j2", "<p>\n{% for %}", "own/edition.html.j2, line 2"),
        (
            "edition_story.html.j2",
            "{% macro x() %}\n\n{{ nofilter | gone }}{% endmacro %}",
            "own/edition_story.html.j2, line 3",
        ),
        ("edtion.html.j2", "<p>", "edition.html.j2"),
        ("edition.txt.j2", b"\xff\xfe", "utf-8"),
        (None, None, "takes the place of one: name them like edition.html.j2"),
    ],
    ids=["syntax", "filter", "no such name", "not UTF-8", "empty folder"],
)
def test_a_broken_template_is_found_before_anything_is_read(newsroom, templates, name, text, told):
    """A template that does not compile, and a folder that replaces nothing, are exit 2 before a feed is asked."""
    if name is not None:
        (templates / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    run = newsroom.daily("--send")
    assert run.exit_code == 2
    assert told in run.stderr
    assert not newsroom.web.requests


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        (
            "edition.html.j2",
            "<p>\n{{ view.title }}\n{{ nobody }}",
            "own/edition.html.j2, line 3, cannot be filled: 'nobody'",
        ),
        (
            "edition.html.j2",
            "\n{% include 'gone.j2' %}",
            "own/edition.html.j2, line 2, cannot be filled: there is no template 'gone.j2'",
        ),
        ("edition_story.html.j2", "nothing", "edition_story.html.j2"),
        ("house.css", ":root { --ink: #123456; }", "cannot be filled"),
    ],
    ids=["variable", "missing file", "missing macro", "missing colour"],
)
def test_what_shows_with_an_edition_alone_is_told_with_file_and_line(newsroom, templates, name, text, told):
    """A variable, a file or a macro that is missing is exit 2 with its file and line, and nobody is mailed."""
    (templates / name).write_text(text)
    run = newsroom.daily("--send")
    assert run.exit_code == 2
    assert told in run.stderr
    assert ", line " in run.stderr
    assert not newsroom.smtp.received


def test_no_such_folder(newsroom):
    """A folder that is not there is exit 2."""
    newsroom.configure(edition='template_dir = "own"')
    run = newsroom.daily("--out", "today")
    assert run.exit_code == 2
    assert "there is no folder of templates 'own'" in run.stderr


def test_copied_templates_make_the_same_edition(newsroom):
    """--copy-templates gives what the bundled page is made of: used unchanged, it makes the same bytes; once is enough."""
    assert newsroom.daily("--out", "bundled").exit_code == 0
    assert newsroom.daily("--copy-templates", "own").exit_code == 0
    assert {path.name for path in Path("own").iterdir()} == set(REPLACEABLE)
    again = newsroom.daily("--copy-templates", "own")
    assert again.exit_code == 2
    assert "already holds edition.html.j2" in again.stderr
    newsroom.configure(edition='template_dir = "own"')
    assert newsroom.daily("--send", "--out", "own-edition").exit_code == 0  # goes on with the edition that is there
    for path in Path("bundled").iterdir():
        assert path.read_bytes() == (Path("own-edition") / path.name).read_bytes(), path.name


def test_the_demo_shows_own_templates(tmp_path, monkeypatch):
    """--demo uses the templates of the configuration: a look at them without a feed."""
    monkeypatch.chdir(tmp_path)
    Path("own").mkdir()
    Path("own/edition.txt.j2").write_text("Own: {{ view.stories | length }}")
    Path("briefer.toml").write_text('[edition]\ntemplate_dir = "own"\n')
    run = CliRunner().invoke(build_app("daily"), ["daily", "--demo"])
    assert run.exit_code == 0, run.stderr
    assert run.stdout == "Own: 5\n"
