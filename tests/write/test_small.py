"""The engine for small models: plain questions, the story first, and nothing published that is not proved."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from briefer.article import Story, build_article
from briefer.brief import BriefRecord, Section
from briefer.pipeline import brief_story, open_desk
from briefer.settings import Settings
from briefer.write.prompts import SMALL, load_prompt
from briefer.write.small import SmallEngine, SmallPrompts
from tests.servers.openai_double import Answer, Chat, OpenAIDouble, reply
from tests.stories import ferry_article, ferry_story

HAPPENED = (
    "Ferry workers in Norhaven walked out on Tuesday, stranding about 4,300 passengers, after talks over night shifts "
    "broke down."
)
SAID = (
    '"We were offered eleven cents an hour," said Mira Tolland, who leads the Seafarers\' Union. '
    "Jonas Abel, the chief executive of Strait Lines, denied that any ship had sailed without a full crew."
)
NEXT = "A state mediator will meet both sides on Friday, and the union plans to vote on March 20."
USUAL = {"What happened?": HAPPENED, "Who said what?": SAID, "What happens next?": NEXT, "was refused": "Nothing."}
pytestmark = pytest.mark.usefixtures("no_waiting")


def question(chat: Chat) -> str:
    """Which of the questions a request puts; that of the turn before a correction."""
    asked = chat.body["messages"][1]["content"].rpartition("<<<END")[2]
    return next(words for words in USUAL if words in asked)


def small_model(**answers: Answer | str | Callable[[Chat], Answer | str]) -> OpenAIDouble:
    """A server that answers each question in prose; `happened=...`, `said=...`, `next=...` and `repair=...` change it."""
    names = dict(zip(USUAL, ("happened", "said", "next", "repair"), strict=True))

    def smart(chat: Chat) -> Answer:
        given = answers.get(names[question(chat)], USUAL[question(chat)])
        said = given(chat) if callable(given) else given
        return said if isinstance(said, Answer) else reply(said)

    return OpenAIDouble(smart, models=("tiny-1.5b-instruct",))


async def brief(server: OpenAIDouble, story: Story | None = None, **settings: object) -> tuple[BriefRecord, list[str]]:
    """The record, and what was said on the way."""
    said: list[str] = []
    async with open_desk(Settings(base_url=server.base_url, engine="llm", **settings), notice=said.append) as desk:
        return await brief_story(story or ferry_story(), desk=desk), said


def texts(record: BriefRecord, section: Section) -> list[str]:
    return [statement.text for statement in getattr(record.brief, section.value)]


async def test_a_small_model_is_asked_one_plain_question_a_section():
    """Three calls without a schema; statements proved, the source's title kept, the prompts really used recorded."""
    with small_model() as server:
        record, _ = await brief(server)

    assert [question(chat) for chat in server.chats] == ["What happened?", "Who said what?", "What happens next?"]
    assert all("response_format" not in chat.body and "tools" not in chat.body for chat in server.chats)
    assert "JSON" not in server.chats[0].prompt
    assert texts(record, Section.WHAT_HAPPENED) == [HAPPENED]
    assert record.brief.headline == ferry_article().title
    assert record.brief.held == ()
    assert record.filled == ()
    assert set(record.prompts) == set(SMALL)
    assert record.prompts == SmallPrompts.load(None).digests()
    said = record.brief.who_said_what
    assert [statement.attribution for statement in said] == ["Mira Tolland", "Jonas Abel"]
    for statement in (*record.brief.what_happened, *said, *record.brief.what_next):
        assert statement.evidence
        for quote in statement.quotes:
            assert (
                statement.text[quote.start : quote.end]
                == (record.articles[0].text[quote.source_start : quote.source_end])
            )
    assert said[0].quotes


async def test_all_questions_share_the_story_as_their_beginning():
    """Rules and fenced article come first, word for word the same, so that a prompt cache pays for them once."""
    with small_model(said='The minister said "we never said that" on the quay.', repair="Nothing.") as server:
        await brief(server)
    users = [chat.body["messages"][1]["content"] for chat in server.chats]
    shared = {user.partition("<<<END")[0] for user in users}

    assert len(server.chats) > 3  # repairs too
    assert len({chat.body["messages"][0]["content"] for chat in server.chats}) == 1
    assert len(shared) == 1
    assert all(user.startswith("<<<ARTICLE") for user in users)
    assert "[1]" not in users[0]


async def test_an_answer_that_breaks_off_is_asked_for_once_more_then_filled_from_the_source():
    """No full stop: one more call that says why; then the source's own sentences, and the record says so."""
    with small_model(happened="Ferry workers in Norhaven walked out on Tuesday, stranding") as server:
        record, said = await brief(server)
    asked = [chat for chat in server.chats if question(chat) == "What happened?"]

    assert len(asked) == 2
    assert "breaks off" in asked[1].last
    assert record.filled == (Section.WHAT_HAPPENED,)
    assert all(text in record.articles[0].text for text in texts(record, Section.WHAT_HAPPENED))
    assert any("filled from the source" in line for line in said)
    assert texts(record, Section.WHAT_NEXT) == [NEXT]


async def test_an_answer_that_is_mended_at_the_second_time_stands():
    """The correction is heeded: nothing is filled."""

    def happened(chat: Chat) -> str:
        return HAPPENED if "breaks off" in chat.last else HAPPENED[:40]

    with small_model(happened=happened) as server:
        record, _ = await brief(server)

    assert texts(record, Section.WHAT_HAPPENED) == [HAPPENED]
    assert record.filled == ()


async def test_a_model_that_runs_on_is_told_to_be_short_and_given_up():
    """Cut at its limit twice over: no third call, no larger limit."""
    with small_model(happened=lambda _chat: reply("The ferry workers walked out. " * 30, finish="length")) as server:
        record, _ = await brief(server)
    asked = [chat for chat in server.chats if question(chat) == "What happened?"]

    assert len(asked) == 2
    assert asked[0].body["max_tokens"] == asked[1].body["max_tokens"]
    assert record.filled == (Section.WHAT_HAPPENED,)


async def test_what_is_invented_is_asked_about_and_then_held():
    """A number that the article lacks goes back in a plain question; unmended it is held, with its reason."""
    invented = "About 9,700 passengers were stranded by the walkout in Norhaven."
    with small_model(happened=f"{HAPPENED} {invented}", repair=invented) as server:
        record, _ = await brief(server)
    repairs = [chat for chat in server.chats if question(chat) == "was refused"]

    assert invented in repairs[0].last
    assert "9,700" in repairs[0].last
    assert [held.text for held in record.brief.held] == [invented]
    assert texts(record, Section.WHAT_HAPPENED) == [HAPPENED]


async def test_what_the_model_gives_up_is_left_out():
    """Nothing, the one word that it may answer, drops the statement; what is mended is checked like any other."""
    invented = "About 9,700 passengers were stranded by the walkout in Norhaven."
    with small_model(happened=f"{HAPPENED} {invented}", repair="Nothing.") as server:
        record, _ = await brief(server)
    assert record.brief.held == ()
    assert texts(record, Section.WHAT_HAPPENED) == [HAPPENED]

    mended = "Two passengers were treated for cold after a night in the terminal, the hospital said."
    with small_model(happened=f"{HAPPENED} {invented}", repair=mended) as server:
        record, _ = await brief(server)
    assert texts(record, Section.WHAT_HAPPENED) == [HAPPENED, mended]


async def test_a_section_that_the_story_has_nothing_for_is_not_asked_about():
    """Asked all the same, a small model would invent an answer."""
    no_future = "The ferry Tern sank in the harbour of Norhaven on Tuesday. It was built in 1961 and carried 40 cars."
    story = Story((build_article(no_future, title="Ferry sinks in Norhaven harbour"),))
    with small_model(happened="The ferry Tern sank in the harbour of Norhaven on Tuesday.") as server:
        record, _ = await brief(server, story)

    assert [question(chat) for chat in server.chats] == ["What happened?"]
    assert record.brief.what_next == record.brief.who_said_what == ()


async def test_list_marks_and_thoughts_are_no_part_of_the_brief():
    """What small models put around sentences is taken off: thoughts, fences, bullets, bold type."""
    wrapped = f"<think>Let me see.</think>\n- **{HAPPENED}**\n"
    with small_model(happened=wrapped) as server:
        record, _ = await brief(server)

    assert texts(record, Section.WHAT_HAPPENED) == [HAPPENED]


async def test_a_model_that_retells_the_whole_article_is_cut_at_the_houses_measure():
    """Ninety words are enough for a section; whole sentences are kept."""
    sentences = [sentence.text for sentence in ferry_story().sentences]
    with small_model(happened=" ".join(sentences)) as server:
        record, _ = await brief(server)

    written = " ".join(texts(record, Section.WHAT_HAPPENED))
    assert written
    assert len(written.split()) <= 90


async def test_a_long_story_is_cut_to_the_same_picks_for_each_question():
    """Where the window is small, all questions show the same part of the story."""
    long = Story((ferry_article(), *(build(number) for number in range(3))))
    with small_model() as server:
        desk = Settings(base_url=server.base_url, engine="llm", model="tiny-1b")
        async with open_desk(desk) as opened:
            engine = opened.engine_for_story()
            assert isinstance(engine, SmallEngine)
            engine._client.learn_window("tiny-1b", 2048)
            split = await engine.split(long)
            await engine.compose(long, split)
    stories = {chat.body["messages"][1]["content"].partition("<<<END")[0] for chat in server.chats}

    assert len(stories) == 1
    assert len(stories.pop()) < sum(len(article.text) for article in long.articles)


def build(number: int):
    sentence = f"The council of town {number} met on Monday and counted {number + 3} boats in its harbour of stone. "
    return build_article(sentence * 60, title=f"Town {number} counts its boats")


async def test_prompts_go_by_the_models_size_or_by_ones_word(tmp_path):
    """A 1.5B by its name gets the small ones; full is full, whatever the name."""
    with small_model() as server:
        async with open_desk(Settings(base_url=server.base_url, engine="llm")) as desk:
            assert "small/rules" in desk.engine_for_story().prompts
        async with open_desk(Settings(base_url=server.base_url, engine="llm", prompt_style="full")) as desk:
            assert "compose" in desk.engine_for_story().prompts
        async with open_desk(Settings(base_url=server.base_url, engine="llm", model="gpt-6-luna")) as desk:
            assert "compose" in desk.engine_for_story().prompts


async def test_a_second_run_makes_no_call(tmp_path):
    """Answers in prose are cached like any other."""
    with small_model() as server:
        first, _ = await brief(server, cache_dir=tmp_path / "kept")
        asked = len(server.chats)
        again, _ = await brief(server, cache_dir=tmp_path / "kept")

    assert len(server.chats) == asked
    assert again.brief == first.brief


@pytest.mark.parametrize("name", SMALL)
def test_the_small_prompts_are_small(name):
    """No small prompt has examples, JSON or numbers to copy, and none is long."""
    prompt = load_prompt(name)

    assert prompt.examples == ()
    assert len(prompt.template.split()) < 170
    assert "JSON" not in prompt.template
