"""Recipients: which addresses are taken, as what, and how often."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefer.errors import ConfigError
from briefer.publish.recipients import Recipient, parse_recipient, read_recipients
from briefer.settings import MailTable


@pytest.mark.parametrize(
    ("given", "address", "name", "needs_smtputf8"),
    [
        ("ada@example.org", "ada@example.org", None, False),
        ("Ada Byron <ada@example.org>", "ada@example.org", "Ada Byron", False),
        ('"Byron, Ada" <ada@example.org>', "ada@example.org", "Byron, Ada", False),
        ("Ada.B+news@EXAMPLE.org", "Ada.B+news@example.org", None, False),
        ("ada@bücher.example", "ada@xn--bcher-kva.example", None, False),
        ("ada@BÜCHER.example", "ada@xn--bcher-kva.example", None, False),
        ("jörg@example.org", "jörg@example.org", None, True),
        ("jo\u0308rg@example.org", "jörg@example.org", None, True),
        ("用户@例子.公司", "用户@xn--fsqu00a.xn--55qx5d", None, True),
        ("ada@mailhost", "ada@mailhost", None, False),
        ("Dr. Jörg Maier <jo@example.org>", "jo@example.org", "Dr. Jörg Maier", False),
        ("Byron, Ada (Lady): news <ada@example.org>", "ada@example.org", "Byron, Ada (Lady): news", False),
        ("朝刊<ada@example.org>", "ada@example.org", "朝刊", False),
    ],
)
def test_address_that_is_taken(given: str, address: str, name: str | None, needs_smtputf8: bool) -> None:
    """The domain becomes A-labels in lower case, the local part stays, the name is kept."""
    recipient = parse_recipient(given)
    assert (recipient.address, recipient.name, recipient.needs_smtputf8) == (address, name, needs_smtputf8)


@pytest.mark.parametrize(
    "given",
    [
        "",
        "ada",
        "@example.org",
        "ada@",
        "ada@example.org, ben@example.org",
        "ada@example.org, Ben <ben@example.org>",
        "Ada <ada@example.org> <ben@example.org>",
        "ada@example.org>",
        "ada@@example.org",
        "ada@example..org",
        "ada@-example.org",
        "ada@[127.0.0.1]",
        "ada byron@example.org",
        "ada@example.org\r\nBcc: ben@example.org",
        "Ada\r\nBcc: ben@example.org <ada@example.org>",
        "ada@example.org\n",
        "ada\x00@example.org",
        "ada\u2028@example.org",
        "\u202eada@example.org",
        "a" * 65 + "@example.org",
        "ada@" + "a" * 64 + ".org",
    ],
)
def test_address_that_is_refused(given: str) -> None:
    """What is no address, more than one, or would break out of its header is refused."""
    with pytest.raises(ConfigError):
        parse_recipient(given)


ODD = st.text(st.one_of(st.sampled_from('ab.@<>" ,\\-_[]()\r\n\x00éßü。xn\u202e\u200d'), st.characters()), max_size=12)


@given(st.one_of(ODD, st.builds("{}@{}.org".format, ODD, ODD), st.builds("{} <{}@{}.org>".format, ODD, ODD, ODD)))
@settings(max_examples=300, deadline=None)
def test_whatever_is_given(text: str) -> None:
    """Whatever is given is refused with our own error, or is one address that breaks out of no command or header."""
    try:
        recipient = parse_recipient(text)
    except ConfigError:
        return
    local, _, domain = recipient.address.rpartition("@")
    assert local and domain.isascii() and "@" not in local
    assert not any(mark.isspace() or mark in '<>"' or ord(mark) < 32 for mark in recipient.address)
    assert recipient.name is None or recipient.name.isprintable()
    assert parse_recipient(recipient.address).address == recipient.address


def test_name_and_token_are_one_line() -> None:
    """A name or a token with a line break is refused as an address with one is."""
    for odd in ({"name": "Ada\r\nBcc: x@example.org"}, {"token": "a\nb"}):
        with pytest.raises(ConfigError, match="line break"):
            parse_recipient("ada@example.org", **odd)
    assert parse_recipient("ada@example.org", name=" \u202eAda  Byron ").name == "Ada Byron"


def csv_file(folder: Path, text: str, encoding: str = "utf-8") -> MailTable:
    path = folder / "readers.csv"
    path.write_bytes(text.encode(encoding))
    return MailTable(to=("editor@example.org",), recipients_file=path)


@pytest.mark.parametrize(
    "text",
    [
        "email,name,token\nada@example.org,Ada,t1\nben@example.org,,\n",
        "\ufeffName;E-Mail;Token\r\nAda;ada@example.org;t1\r\n;ben@example.org;\r\n",
        "ada@example.org,Ada,t1\nben@example.org\n",
        "\n\nsince\taddress\tname\ttoken\n2024\tada@example.org\tAda\tt1\n\n2025\tben@example.org\n",
        "Name;E-Mail_Address;token\nAda;ada@example.org;t1\n;ben@example.org;\n",
        'address, name, token\n"ada@example.org", "Ada", "t1"\nben@example.org, ,\n',
    ],
    ids=["header", "spreadsheet", "no header", "other columns", "marks in names", "spaces and quotes"],
)
def test_forms_of_the_file(tmp_path: Path, text: str) -> None:
    """With and without a header, in any order, with the marks that spreadsheets use."""
    assert read_recipients(csv_file(tmp_path, text)).recipients == (
        Recipient("editor@example.org"),
        Recipient("ada@example.org", "Ada", "t1"),
        Recipient("ben@example.org"),
    )


def test_bad_rows_and_duplicates(tmp_path: Path) -> None:
    """A row that is no address is told with its place and costs nobody else the mail; who stands twice counts once."""
    text = 'email,name\nada@example.org,Ada\nnobody\nADA@Example.ORG,Again\n"Eve\n",x\nEditor@example.org,\n'
    found = read_recipients(csv_file(tmp_path, text))
    assert [one.address for one in found.recipients] == ["editor@example.org", "ada@example.org"]
    assert found.recipients[1].name == "Ada" and found.duplicates == 2
    assert [(row.where.rpartition(":")[2], row.given) for row in found.refused] == [("3", "nobody"), ("6", "Eve")]
    assert "not an address" in found.refused[0].reason


def test_who_stands_twice_keeps_what_one_row_alone_knows(tmp_path: Path) -> None:
    """An editor under `to` who is in the file too has the token of the file: the site knows no other."""
    found = read_recipients(
        csv_file(tmp_path, "email,name,token\nEditor@example.org,Eda,t7\neditor@example.org,No,no\n")
    )
    assert found.recipients == (Recipient("editor@example.org", "Eda", "t7"),)


def test_bad_address_in_the_configuration() -> None:
    """A wrong address in briefer.toml is a mistake to set right before anything is sent."""
    with pytest.raises(ConfigError, match="'nobody' is not an address"):
        read_recipients(MailTable(to=("ada@example.org", "nobody")))


@pytest.mark.parametrize(
    ("text", "encoding", "words"),
    [("jörg@example.org\n", "latin-1", "not in UTF-8"), (None, "", "No such file"), ('"ada\x00"', "utf-8", "")],
)
def test_file_that_cannot_be_read(tmp_path: Path, text: str | None, encoding: str, words: str) -> None:
    """A file that is missing, or in another encoding, is named; an odd byte in it is one bad row."""
    if text is None:
        with pytest.raises(ConfigError, match=words):
            read_recipients(MailTable(recipients_file=tmp_path / "none.csv"))
    elif words:
        with pytest.raises(ConfigError, match=words):
            read_recipients(csv_file(tmp_path, text, encoding))
    else:
        assert len(read_recipients(csv_file(tmp_path, text, encoding)).refused) == 1
