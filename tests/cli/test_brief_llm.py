"""`briefer brief` with a model, through real sockets: what the person sees, what was retried, billed and kept."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
import threading

import pytest

from briefer.brief import BriefRecord
from tests.newsroom import COMPOSE, INVENTED_NUMBER, INVENTED_QUOTE, SPLIT, composed, newsroom, tasks
from tests.servers.openai_double import USAGE, Answer, OpenAIDouble, completion, refused, reply, status, stream
from tests.stories import FERRY_TEXT

KEY = "sk-invented-key-0123456789"
INTERRUPTIBLE = [
    sys.executable,
    "-c",
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); from briefer.__main__ import main; main()",
]
"""The command as a terminal starts it: a shell's background jobs, and all that they start, ignore SIGINT."""


@pytest.fixture
def ferry(tmp_path):
    path = tmp_path / "ferry.txt"
    path.write_text("Ferry workers walk out in Norhaven, stranding thousands\n\n" + FERRY_TEXT, encoding="utf-8")
    return path


pytestmark = pytest.mark.usefixtures("no_waiting")


@pytest.fixture
def brief(briefer, ferry, monkeypatch):
    """Brief the ferry story with a server: the outcome of the command."""
    monkeypatch.setenv("OPENAI_API_KEY", KEY)

    def run(server, *arguments):
        return briefer("brief", ferry, "--base-url", server.base_url, "--format", "json", *arguments)

    return run


def record(outcome) -> BriefRecord:
    assert outcome.exit_code == 0, outcome.stderr
    return BriefRecord.model_validate_json(outcome.stdout)


def cached(tmp_path) -> list[str]:
    """The tasks of the replies that the cache holds."""
    path = tmp_path / "cache" / "cache.sqlite3"
    if not path.exists():
        return []
    connection = sqlite3.connect(path)
    rows = [row[0] for row in connection.execute("select task from replies order by task")]
    connection.close()
    return rows


def test_a_model_writes_the_brief_and_code_proves_it(brief):
    """Two calls; quotations copied, evidence found, nothing held; tokens counted, model and endpoint recorded."""
    with newsroom() as server:
        made = record(brief(server))

    assert tasks(server) == ["split", "compose"]
    assert made.engine.name == "llm"
    assert made.engine.model == "double-1"
    assert made.engine.endpoint == server.base_url
    assert made.usage.calls == 2
    assert made.usage.input_tokens == 2 * USAGE["prompt_tokens"]
    assert made.usage.output_tokens == 2 * USAGE["completion_tokens"]
    assert made.usage.cost_usd is None
    assert set(made.prompts) == {"rules", "split", "compose", "repair"}
    assert made.brief.held == ()
    assert made.fidelity.verdict != "fail"
    said = made.brief.who_said_what[0]
    assert said.text == "“We were offered eleven cents an hour,” said Mira Tolland, who leads the Seafarers' Union."
    assert said.attribution == "Mira Tolland"
    source = made.articles[0].text
    for statement in (*made.brief.what_happened, *made.brief.who_said_what, *made.brief.what_next):
        assert statement.evidence
        for quote in statement.quotes:
            assert statement.text[quote.start : quote.end] == source[quote.source_start : quote.source_end]


def test_every_call_sends_the_same_rules_and_the_same_story_first(brief):
    """The shared prefix is there to be cached by the provider, and the task follows the untrusted text."""
    with newsroom() as server:
        brief(server)
    systems = {chat.body["messages"][0]["content"] for chat in server.chats}
    users = [chat.body["messages"][1]["content"] for chat in server.chats]
    shared = users[0][: next(at for at, pair in enumerate(zip(*users, strict=False)) if len(set(pair)) > 1)]

    assert len(systems) == 1
    assert len(chat_roles := [message["role"] for message in server.chats[0].body["messages"]]) == 2, chat_roles
    assert "<<<END" in shared
    assert all("TASK:" not in user[: len(shared) - len("TASK: ")] for user in users)


def test_a_known_model_has_its_price(brief):
    """The cost of a model in the price table is the tokens' price, whatever the endpoint."""
    with newsroom() as server:
        made = record(brief(server, "--model", "gpt-4o-mini"))

    assert made.usage.cost_usd == pytest.approx((2000 * 0.15 + 200 * 0.60) / 1_000_000)


def test_a_second_identical_run_makes_no_call(brief):
    """The same brief again comes from the cache, at no cost."""
    with newsroom() as server:
        first = record(brief(server))
        asked = len(server.chats)
        second = record(brief(server))

    assert len(server.chats) == asked
    assert second.brief == first.brief
    assert second.usage.calls == 0
    assert second.usage.cost_usd == 0


def test_no_cache_asks_anew(brief):
    """--no-cache leaves kept replies unread."""
    with newsroom() as server:
        brief(server)
        brief(server, "--no-cache")

    assert tasks(server) == ["split", "compose"] * 2


def test_an_edited_prompt_is_asked_anew(brief, briefer, tmp_path):
    """The cache knows a prompt by its digest."""
    briefer("prompts", "copy", tmp_path / "mine")
    task = tmp_path / "mine" / "compose" / "v1" / "task.md"
    task.write_text(task.read_text(encoding="utf-8") + "\nWrite plainly.", encoding="utf-8")
    with newsroom() as server:
        brief(server)
        brief(server, "--prompt-dir", tmp_path / "mine")

    assert tasks(server) == ["split", "compose", "compose"]


@pytest.mark.parametrize(
    ("bad", "section", "words"),
    [(INVENTED_QUOTE, "who_said_what", "end of the line"), (INVENTED_NUMBER, "what_happened", "9,700")],
    ids=["invented quotation", "invented number"],
)
def test_what_is_invented_is_repaired_twice_then_held_in_plain_sight(brief, bad, section, words):
    """It is never published; it is held with a reason, said on stderr, and --strict is exit 1 with the result printed."""
    answer = {"id": 1, "sentences": bad["sentences"], "speaker": bad["speaker"], "text": bad["text"] + " Again."}

    def repair(chat):
        count = sum("TASK: mend" in one.prompt for one in server.chats)
        return reply({"statements": [answer | {"text": bad["text"].replace("the ", "the old " * count, 1)}]})

    draft = composed(**{section: [*COMPOSE[section], bad]})
    with newsroom(compose=reply(draft), repair=repair) as server:
        outcome = brief(server, "--strict")
    made = BriefRecord.model_validate_json(outcome.stdout)

    assert tasks(server) == ["split", "compose", "repair", "repair"]
    assert made.usage.calls == 4
    assert [held.section.value for held in made.brief.held] == [section]
    assert made.brief.held[0].findings
    assert words not in made.brief.model_dump_json(exclude={"held"})
    assert "1 statement held back" in outcome.stderr
    assert outcome.exit_code == 1


def test_a_mended_statement_is_published(brief):
    """The reason goes to the model, and what it mends stands."""
    mended = {
        "id": 1,
        "sentences": [1],
        "speaker": None,
        "text": "About 4,300 passengers were stranded by the walkout.",
    }
    draft = composed(what_happened=[*COMPOSE["what_happened"], INVENTED_NUMBER])
    with newsroom(compose=reply(draft), repair=reply({"statements": [mended]})) as server:
        made = record(brief(server))

    assert "9,700" in server.chats[-1].last
    assert made.brief.held == ()
    assert made.brief.what_happened[-1].text == mended["text"]


def test_a_field_that_a_bare_quotation_mark_ended_early_is_not_published(brief):
    """A sentence that breaks off fails and is held."""
    text = "Mira Tolland of the Seafarers' Union said: "
    cut = {"sentences": [2], "speaker": "Mira Tolland", "text": text, "paragraph": 0}
    with newsroom(compose=reply(composed(who_said_what=[*COMPOSE["who_said_what"], cut]))) as server:
        made = record(brief(server))

    assert [held.text for held in made.brief.held] == [text.strip()]
    assert "breaks off" in made.brief.held[0].findings[-1].message


def test_a_held_brief_never_replaces_a_good_one_in_the_cache(brief):
    """After a bad --no-cache run, the good brief is still what a plain run prints."""
    drafts = [reply(COMPOSE), reply(composed(who_said_what=[INVENTED_QUOTE]))]
    with newsroom(compose=lambda _chat: drafts.pop(0) if len(drafts) > 1 else drafts[0]) as server:
        good = record(brief(server))
        bad = record(brief(server, "--no-cache"))
        again = record(brief(server))

    assert good.brief.held == ()
    assert bad.brief.held
    assert again.brief == good.brief


def test_an_empty_section_is_filled_from_the_source_and_said(brief):
    """A model that leaves What next? empty does not make it vanish."""
    with newsroom(compose=reply(composed(what_next=[]))) as server:
        outcome = brief(server)
    made = record(outcome)

    assert [section.value for section in made.filled] == ["what_next"]
    assert "Friday" in made.brief.what_next[0].text
    assert "What next?" in outcome.stderr


@pytest.mark.parametrize(
    ("answer", "words", "calls"),
    [
        (status(500), "500", 4),
        (status(503), "503", 4),
        (Answer(drop=True), "disconnected", 4),
        (status(429, Retry_After="600"), "600", 1),
        (status(401, "bad key"), "key", 1),
        (reply("", finish="content_filter"), "filter", 1),
        (reply(None, refusal="I cannot help with that."), "declined", 1),
        (completion([]), "empty", 4),
    ],
    ids=["500", "503", "dropped", "429 over the cap", "401", "content filter", "refusal", "no choices"],
)
def test_a_failed_model_call_is_exit_4_one_line_and_nothing_in_the_cache(brief, tmp_path, answer, words, calls):
    """The line names what happened; nothing falls back behind one's back; nothing bad is kept."""
    with OpenAIDouble(answer) as server:
        outcome = brief(server)

    assert outcome.exit_code == 4
    assert outcome.stdout == ""
    lines = [line for line in outcome.stderr.splitlines() if "engine:" not in line and "sorted by rule" not in line]
    assert len(lines) == 1
    assert words in lines[0].lower()
    assert KEY not in outcome.stderr
    assert len(server.chats) <= max(calls, 1) <= 8
    assert cached(tmp_path) == []


def test_a_stalled_endpoint_is_given_up(brief, monkeypatch):
    """A body that stops half-way is bounded by BRIEFER_TIMEOUT_S."""
    monkeypatch.setenv("BRIEFER_TIMEOUT_S", "0.2")
    with OpenAIDouble(Answer(200, reply(SPLIT).body, stall_at=20)) as server:
        outcome = brief(server)

    assert outcome.exit_code == 4
    assert "0.2" in outcome.stderr


def test_a_passing_fault_is_retried_and_not_seen(brief):
    """A 503 and a 429 before the answer leave a good brief."""
    faults = [status(503), status(429, Retry_After="0")]

    def split(_chat):
        return faults.pop(0) if faults else reply(SPLIT)

    with newsroom(split=split) as server:
        made = record(brief(server))

    assert made.brief.held == ()
    assert len(server.chats) == 4


def test_a_reply_of_the_wrong_shape_goes_back_with_the_reason(brief):
    """The model hears what was wrong in the validator's words, and both replies are billed."""
    replies = [reply({"headline": "No sections here"}), reply(COMPOSE)]
    with newsroom(compose=lambda _chat: replies.pop(0)) as server:
        made = record(brief(server))

    assert tasks(server) == ["split", "compose", "compose"]
    assert "what_happened" in server.chats[-1].last
    assert made.usage.calls == 3


def test_split_that_cannot_be_read_is_sorted_by_rule_and_said(brief):
    """Lists that never validate do not end the brief: sorting has a rule to fall back on, composing has none."""
    with newsroom(split=reply({"numbers": "none"})) as server:
        outcome = brief(server)

    assert record(outcome).brief.held == ()
    assert "sorted by rule" in outcome.stderr


@pytest.mark.parametrize("ignored", [False, True], ids=["refused with 400", "silently ignored"])
def test_a_server_without_schemas_is_learned_and_remembered(brief, ignored):
    """json_schema gives way to what works, once per endpoint; the second brief asks that way at once."""

    def picky(chat):
        if chat.mode == "json_schema":
            return (
                reply("Here is my brief, in prose.")
                if ignored
                else refused("response_format json_schema is not supported")
            )
        return reply(SPLIT if "TASK: sort" in chat.prompt else COMPOSE)

    with OpenAIDouble(picky) as server:
        made = record(brief(server))
        before = len(server.chats)
        brief(server, "--no-cache")

    assert made.brief.held == ()
    assert all(chat.mode != "json_schema" for chat in server.chats[before:])


def test_thinking_aloud_and_streaming_servers_are_understood(brief):
    """<think> before the JSON, and a server that only streams, give the same brief."""

    def streaming(chat):
        if not chat.body.get("stream"):
            return refused("this server only supports streaming: set stream to true", param="stream")
        return stream("<think>Let me see {...}</think>" + json.dumps(SPLIT if "TASK: sort" in chat.prompt else COMPOSE))

    with OpenAIDouble(streaming) as server:
        made = record(brief(server))

    assert made.brief.headline == COMPOSE["headline"]


def test_the_budget_stops_before_the_call_that_would_pass_it(brief):
    """--max-cost is exit 5 without a call; with room for it, the brief is made."""
    with newsroom() as server:
        refused_ = brief(server, "--model", "gpt-4o", "--max-cost", "0.0001")
        assert server.chats == []
        made = brief(server, "--model", "gpt-4o", "--max-cost", "1")

    assert refused_.exit_code == 5
    assert "--max-cost" in refused_.stderr
    assert made.exit_code == 0


def test_a_read_only_cache_is_a_line_and_not_the_end(brief, tmp_path, monkeypatch):
    """Where the cache cannot be written, the brief is made all the same."""
    blocked = tmp_path / "a file, not a folder"
    blocked.write_text("", encoding="utf-8")
    monkeypatch.setenv("BRIEFER_CACHE_DIR", str(blocked))
    with newsroom() as server:
        outcome = brief(server)

    assert record(outcome).brief.held == ()
    assert "cache" in outcome.stderr
    assert "Traceback" not in outcome.stderr


def test_ctrl_c_during_a_call_is_130_with_no_half_written_file_and_a_whole_cache(ferry, tmp_path):
    """An interrupt while the model is awaited ends at once; the next run works."""
    target = tmp_path / "out.json"
    with newsroom() as server:
        server.gate = threading.Event()
        command = [*INTERRUPTIBLE, "brief", str(ferry), "--base-url", server.base_url, "-f", "json"]
        process = subprocess.Popen([*command, "-o", str(target)], stderr=subprocess.PIPE)
        while not server.chats:
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate()
        server.gate.set()
        again = subprocess.run(command, capture_output=True, check=True)

    assert process.returncode == 130
    assert b"Traceback" not in errors
    assert not target.exists()
    assert [path for path in tmp_path.iterdir() if path.name.startswith(".out")] == []
    assert json.loads(again.stdout)["brief"]["held"] == []


def test_a_long_story_is_split_in_parts_and_only_its_picks_go_on(brief, briefer, tmp_path, monkeypatch):
    """A server that says how small its window is gets the story in parts that fit; the brief is made."""
    long = tmp_path / "long.txt"
    filler = [
        f"The council's report of {year} lists the ferries that sailed in that year." for year in range(1300, 2000)
    ]
    long.write_text("Ferry workers walk out\n\n" + FERRY_TEXT + "\n\n" + "\n\n".join(filler), encoding="utf-8")

    def small_window(chat):
        if len(chat.prompt) > 24_000:
            return refused(
                "This model's maximum context length is 6000 tokens. However, your messages resulted in 30000 tokens.",
                code="context_length_exceeded",
            )
        if "TASK: sort" in chat.prompt:
            return reply(SPLIT if "[1] Ferry" in chat.prompt else {name: [] for name in SPLIT})
        return reply(COMPOSE)

    with OpenAIDouble(small_window) as server:
        outcome = briefer("brief", long, "--base-url", server.base_url, "--format", "json", "--model", "double-1")
    made = record(outcome)

    assert made.brief.held == ()
    sorted_ = [chat for chat in server.chats if "TASK: sort" in chat.prompt and len(chat.prompt) <= 24_000]
    assert len(sorted_) > 3
    composed_ = [chat for chat in server.chats if "TASK: write" in chat.prompt]
    assert "lists the ferries" not in composed_[-1].prompt or len(composed_[-1].prompt) <= 24_000


def test_a_check_that_only_warns_holds_nothing(brief):
    """With --check number=warn a wrong figure is published with its warning, nothing is repaired, --strict is 0."""
    wrong = INVENTED_NUMBER | {"text": COMPOSE["what_happened"][0]["text"].replace("4,300", "9,700")}
    with newsroom(compose=reply(composed(what_happened=[wrong]))) as server:
        made = record(brief(server, "--strict", "--check", "number=warn"))

    assert tasks(server) == ["split", "compose"]
    assert made.brief.held == ()
    assert "9,700" in made.brief.what_happened[0].text
    assert made.fidelity.verdict == "warn"
