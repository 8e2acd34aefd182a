"""A scripted model that briefs the ferry story: what it answers to split, compose and repair can be changed by a test."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.servers.openai_double import Answer, Chat, OpenAIDouble, reply

SPLIT = {"what_happened": [1, 7], "who_said_what": [2, 3, 4, 5, 6], "what_next": [9], "background": [8]}
COMPOSE: dict[str, Any] = {
    "headline": "Ferry workers walk out in Norhaven over night shifts",
    "dek": "The strike is the first on the route since 2009.",
    "what_happened": [
        {
            "sentences": [1],
            "speaker": None,
            "text": "Ferry workers in Norhaven walked out on Tuesday, stranding about 4,300 passengers, after talks over "
            "night shifts broke down.",
            "paragraph": 0,
        }
    ],
    "who_said_what": [
        {
            "sentences": [2],
            "speaker": "Mira Tolland",
            "text": "[Q1] said Mira Tolland, who leads the Seafarers' Union.",
            "paragraph": 0,
        },
        {
            "sentences": [4],
            "speaker": "Strait Lines",
            "text": "Strait Lines said the union had walked away from “a fair and final proposal.”",
            "paragraph": 1,
        },
        {
            "sentences": [6],
            "speaker": None,
            "text": "Harbour Minister Edda Voss did not respond to a request for comment.",
            "paragraph": 1,
        },
    ],
    "what_next": [
        {
            "sentences": [9],
            "speaker": None,
            "text": "A state mediator will meet both sides on Friday, and the union plans to vote on March 20.",
            "paragraph": 0,
        }
    ],
}
INVENTED_QUOTE = {
    "sentences": [2],
    "speaker": "Mira Tolland",
    "text": "Tolland called the offer “the end of the line for us all.”",
    "paragraph": 0,
}
INVENTED_NUMBER = {
    "sentences": [1],
    "speaker": None,
    "text": "About 9,700 passengers were stranded by the walkout in Norhaven.",
    "paragraph": 0,
}


_TASKS = {"split": "TASK: sort", "compose": "TASK: write", "repair": "TASK: mend", "judge": "TASK: judge"}


def task(chat: Chat) -> str:
    """Which of the tasks a request is about."""
    for name, words in _TASKS.items():
        if words in chat.prompt:
            return name
    raise AssertionError("a request without a task")


def composed(**sections: Any) -> dict[str, Any]:
    """The draft with some of its parts changed."""
    return COMPOSE | sections


_USUAL = {"split": reply(SPLIT), "compose": reply(COMPOSE), "repair": reply({"statements": []})}


def newsroom(**answers: Answer | Callable[[Chat], Answer]) -> OpenAIDouble:
    """A server that answers by task; `compose=reply(...)` changes one of the answers."""

    def smart(chat: Chat) -> Answer:
        given = answers.get(task(chat))
        if given is None:
            given = _USUAL[task(chat)]
        return given(chat) if callable(given) else given

    return OpenAIDouble(smart)


def tasks(server: OpenAIDouble) -> list[str]:
    """What was asked, in order."""
    return [task(chat) for chat in server.chats]
