"""What fails goes back twice, is then held in plain sight in every format, and an empty section says what fills it."""

from __future__ import annotations

import json
from email import message_from_bytes, policy

import pytest
from lxml import html

from briefer.text.terminal import one_line
from tests.newsroom import COMPOSE, INVENTED_NUMBER, INVENTED_QUOTE, composed, newsroom, tasks
from tests.servers.openai_double import Answer, Chat, reply, status
from tests.stories import FERRY_TEXT

KEY = "sk-invented-key-0123456789"
FORMATS = ("text", "markdown", "html", "json", "email")
BAD = composed(who_said_what=[*COMPOSE["who_said_what"], INVENTED_QUOTE])
LOST = composed(who_said_what=[INVENTED_QUOTE])


pytestmark = pytest.mark.usefixtures("no_waiting")


@pytest.fixture
def brief(briefer, tmp_path, monkeypatch):
    """Brief the ferry story with a server."""
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    ferry = tmp_path / "ferry.txt"
    ferry.write_text("Ferry workers walk out in Norhaven, stranding thousands\n\n" + FERRY_TEXT, encoding="utf-8")

    def run(server, *arguments):
        return briefer("brief", ferry, "--base-url", server.base_url, *arguments)

    return run


def read(printed: str, form: str) -> list[str]:
    """The words that a reader of the format sees, on one line each: of a mail those of both its parts."""
    if form == "html":
        return [" ".join(html.document_fromstring(printed).xpath("//main")[0].text_content().split())]
    if form != "email":
        return [" ".join(printed.replace("\\", "").split())]
    message = message_from_bytes(printed.encode(), policy=policy.default)
    parts = [message.get_body((kind,)) for kind in ("html", "plain")]
    texts = [part.get_content() for part in parts if part is not None]
    return [" ".join(html.document_fromstring(texts[0]).text_content().split()), " ".join(texts[1].split())]


@pytest.mark.parametrize("form", FORMATS)
def test_a_held_statement_is_seen_in_every_format_with_its_reason(brief, form):
    """The words, that they were held, how many there are, and why; they never stand among what is published."""
    with newsroom(compose=reply(BAD)) as server:
        (held,) = brief(server, "--format", "json").json["brief"]["held"]
        outcome = brief(server, "--format", form)
    told = read(outcome.stdout, form)

    assert outcome.exit_code == 0
    assert "1 statement held back" in outcome.stderr
    assert len(told) == (2 if form == "email" else 1)
    for words in told:
        assert "the end of the line for us all" in words
        assert form == "json" or "1 statement held back" in words
        assert all(one_line(finding["message"])[:60] in words for finding in held["findings"])


@pytest.mark.parametrize("form", FORMATS)
def test_a_filled_section_says_so_in_every_format(brief, form):
    """Where nothing written was proved, the source's own sentences stand in its place, and the line above says that."""
    with newsroom(compose=reply(LOST)) as server:
        outcome = brief(server, "--format", form)

    if form == "json":
        assert json.loads(outcome.stdout)["filled"] == ["who_said_what"]
    else:
        for words in read(outcome.stdout, form):
            assert "In the source’s own sentences: nothing written for this section could be proved." in words
    assert "'Who said what'" in outcome.stderr
    assert "filled with the source's own sentences" in outcome.stderr


def test_a_section_that_nothing_was_written_for_says_that(brief):
    """A model that forgot a section is not said to have failed in it."""
    with newsroom(compose=reply(composed(what_next=[]))) as server:
        outcome = brief(server)

    assert "In the source’s own sentences: nothing was written for this section." in " ".join(outcome.stdout.split())


def test_strict_fails_a_brief_with_something_held_in_any_format(brief):
    """--strict is exit 1 with the result printed; without it the same brief is exit 0."""
    with newsroom(compose=reply(BAD)) as server:
        strict = brief(server, "--strict")
        lenient = brief(server)

    assert (strict.exit_code, lenient.exit_code) == (1, 0)
    assert "1 statement held back" in strict.stdout
    assert "--strict" in strict.stderr


def test_strict_fails_the_check_of_a_record_with_something_held(brief, briefer, tmp_path):
    """`check --strict` does not forget what the brief held back."""
    path = tmp_path / "record.json"
    with newsroom(compose=reply(BAD)) as server:
        brief(server, "--format", "json", "-o", path)
    outcome = briefer("check", path, "--format", "json", "--strict")

    assert outcome.json["verdict"] != "fail"
    assert outcome.exit_code == 1
    assert briefer("check", path).exit_code == 0


def test_only_what_failed_goes_back_with_every_reason(brief):
    """The model sees the failed statements with what is wrong, and the others as standing."""
    with newsroom(compose=reply(composed(what_happened=[*COMPOSE["what_happened"], INVENTED_NUMBER]))) as server:
        brief(server)
    asked = server.chats[2].last
    failed = asked.partition("TASK: mend")[2].partition("which stand")[0]

    assert str(INVENTED_NUMBER["text"]) in failed
    assert "4,300" in failed
    assert COMPOSE["what_happened"][0]["text"] not in failed
    assert COMPOSE["what_happened"][0]["text"] in asked.partition("which stand")[2]


def test_nothing_goes_back_a_third_time(brief):
    """A model that answers every repair with another invention is asked twice, and what it wrote last is held."""
    count = 0

    def worse(_chat: Chat) -> Answer:
        nonlocal count
        count += 1
        text = f"About {count},111 passengers were stranded by the walkout in Norhaven."
        return reply({"statements": [{"id": 1, "sentences": [1], "speaker": None, "text": text}]})

    with newsroom(
        compose=reply(composed(what_happened=[*COMPOSE["what_happened"], INVENTED_NUMBER])), repair=worse
    ) as server:
        outcome = brief(server, "--format", "json")

    assert tasks(server) == ["split", "compose", "repair", "repair"]
    assert [held["text"][:11] for held in outcome.json["brief"]["held"]] == ["About 2,111"]


@pytest.mark.parametrize(
    "answer",
    [
        reply("I am sorry, I cannot mend these."),
        reply(None, refusal="I cannot help with that."),
        reply('{"statements": [{"id": 1, "sent', finish="length"),
        reply({"statements": [{"id": 77, "sentences": [1], "speaker": None, "text": "Nobody asked for this."}]}),
        reply({"statements": []}),
        reply(""),
    ],
    ids=["prose", "refusal", "cut", "an id that nobody gave", "nothing", "empty"],
)
def test_a_repair_that_is_none_holds_what_failed_and_keeps_the_brief(brief, answer):
    """What was good is printed, what failed is held, and nothing that nobody asked for is published."""
    with newsroom(compose=reply(BAD), repair=answer) as server:
        outcome = brief(server, "--format", "json")

    assert outcome.exit_code == 0, outcome.stderr
    assert [held["section"] for held in outcome.json["brief"]["held"]] == ["who_said_what"]
    assert len(outcome.json["brief"]["who_said_what"]) == len(COMPOSE["who_said_what"])
    assert "Nobody asked" not in outcome.stdout


def test_an_endpoint_that_dies_during_the_repair_is_exit_4(brief):
    """A configured model that fails is an error, not a brief that looks finished."""
    with newsroom(compose=reply(BAD), repair=status(500)) as server:
        outcome = brief(server)

    assert outcome.exit_code == 4
    assert outcome.stdout == ""
