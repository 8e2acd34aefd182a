"""What is said of a briefer.toml that is not as it should be, in the words of whoever wrote it."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefer.errors import ConfigError
from briefer.settings import read_config


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[mail]\nto = "ann@example.org"\n', 'mail.to cannot be \'ann@example.org\': write a list, ["...", "..."]'),
        ('[feed]\nurl = "https://example.org/a"\n', "begin each with [[feed]]"),
        ('[section]\nname = "World"\n', "begin each with [[section]]"),
        ('[[feed]]\noutlet = "A"\n', "feed.0.url is missing"),
        ("[edition]\nstoris = 3\n", "edition.storis is not a key that briefer knows; did you mean 'stories'?"),
        ("[editon]\nstories = 3\n", "editon is not a key that briefer knows; did you mean 'edition'?"),
        ('[edition]\nstories = "three"\n', "edition.stories cannot be 'three'"),
        ('[edition]\ntitle = " "\n', "edition.title cannot be ' ': it says nothing"),
        ("[edition\n", "is not TOML"),
        (b'[edition]\ntitle = "Caf\xe9"\n', "is not in UTF-8 (byte 22): save it as UTF-8"),
    ],
)
def test_what_is_wrong_is_said(tmp_path, text, said):
    """A mistake is told with its place and with what to write there."""
    path = tmp_path / "briefer.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(ConfigError) as caught:
        read_config(path)
    assert said in str(caught.value)
    assert "tuple" not in str(caught.value)


def test_a_byte_order_mark_is_no_mistake(tmp_path):
    """Editors on Windows begin a file with a mark that nobody sees."""
    path = tmp_path / "briefer.toml"
    path.write_text('[edition]\ntitle = "Früh"\n', encoding="utf-8-sig")
    assert read_config(path).edition.title == "Früh"


def test_paths_are_from_the_folder_of_the_file(tmp_path, monkeypatch):
    """Wherever a command is typed, the file means the same files; a file of the current folder is told by short names."""
    text = """
        [edition]
        template_dir = "own"
        [mail]
        recipients_file = "readers.csv"
        [llm]
        model_path = "/models/small.gguf"
        prompt_dir = "../prompts"
    """
    home = tmp_path / "home"
    home.mkdir()
    (home / "briefer.toml").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    file = read_config(Path("home/briefer.toml"))
    assert (file.edition.template_dir, file.mail.recipients_file) == (Path("home/own"), Path("home/readers.csv"))
    assert (file.llm.model_path, file.llm.prompt_dir) == (Path("/models/small.gguf"), Path("home/../prompts"))
    assert file.store.path == Path("home/briefer.sqlite3")
    monkeypatch.chdir(home)
    assert read_config(None).store.path == Path("briefer.sqlite3")
    assert read_config(Path("briefer.toml")).mail.recipients_file == Path("readers.csv")
