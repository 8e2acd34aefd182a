"""Small eval folders of invented cases, and a scripted model that briefs any of them by copying its sentences."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from briefer.evaluate.case import Case, load_case
from tests.newsroom import task
from tests.servers.openai_double import Answer, Chat, OpenAIDouble, reply

LIBRARY = """\
The town library in Kelbrook will close for six weeks while its leaking roof is replaced, the council said on Monday.

"We cannot keep putting buckets between the shelves," said Hanna Dorst, who runs the library. The work will cost 340,000 euros.

Councillor Piet Aldous said a mobile library would visit twice a week. He denied that the branch would be sold.

The library is due to reopen on July 21.
"""
ORCHARD = """\
A late frost destroyed about two thirds of the cherry crop in the Tarn valley on Sunday night, the growers' association said.

"I lit forty fires and lost the trees all the same," said Renske Balt, a grower in Upper Tarn. The association put the damage at 12 million crowns.

The agriculture ministry declined to comment. An insurer, Valmark, said it had received 85 claims by Tuesday.

Inspectors will visit the orchards next week, and growers expect a decision on aid in May.
"""
BRIDGE = """\
Engineers closed the Ostler footbridge in Wexcombe on Thursday after they found cracks in 3 of its 14 cables.

"Nobody should be walking on it until we know why," said Imre Sollas, the county's chief engineer. About 1,900 people cross the bridge each day.

The contractor, Brannoc Steel, did not respond to a request for comment.

The county will publish a report on June 12.
"""
CASES = {
    "bridge": (
        BRIDGE,
        'covers = "Engineers closed the Ostler footbridge"\nspeakers = "Imre Sollas"\nnumbers = "1,900"',
    ),
    "library": (LIBRARY, 'covers = "The town library in Kelbrook will close for six weeks"\nomits = "sold to a hotel"'),
    "orchard": (
        ORCHARD,
        'covers = "A late frost destroyed about two thirds of the cherry crop"\nnext = "Inspectors will visit"',
    ),
}
"""Three cases: text, and labels that fit it."""
HEAD = 'tags = ["short"]\nsource = "written for this test"\nlicence = "CC0-1.0"\n'
MODEL = "double-1"
RUN = f'[[run]]\nname = "model"\nengine = "llm"\nmodel = "{MODEL}"\n'
EXTRACTIVE = '[[run]]\nname = "extractive"\nengine = "extractive"\n'
KEY = "sk-invented-key-0123456789"


def gate(run: str, scorer: str, **demands: float) -> str:
    """A `[[gate]]` table."""
    lines = [f'[[gate]]\nrun = "{run}"\nscorer = "{scorer}"', *(f"{name} = {value}" for name, value in demands.items())]
    return "\n".join(lines) + "\n"


@dataclass(frozen=True, slots=True)
class Evals:
    """A folder with `evals/cases` and `evals/suites`."""

    root: Path

    @property
    def cases(self) -> Path:
        """The folder of cases."""
        return self.root / "evals" / "cases"

    @property
    def baseline(self) -> Path:
        """The baseline of the suite `gate`."""
        return self.root / "evals" / "baselines" / "gate.json"

    def case(self, name: str, files: Mapping[str, str | bytes] | str, table: str = "") -> Path:
        """Write a case: an article or several files, and what follows the head of its case.toml."""
        folder = self.cases / name
        folder.mkdir(parents=True, exist_ok=True)
        for file, content in ({"article.txt": files} if isinstance(files, str) else files).items():
            (folder / file).write_bytes(content if isinstance(content, bytes) else content.encode())
        (folder / "case.toml").write_text(HEAD + table, encoding="utf-8")
        return folder

    def load(self, name: str, files: Mapping[str, str | bytes] | str, table: str = "") -> Case:
        """Write a case and read it."""
        return load_case(self.case(name, files, table))

    def three(self, *names: str) -> Evals:
        """Write the three cases, or some of them."""
        for name in names or CASES:
            text, expect = CASES[name]
            self.case(name, text, f"[expect]\n{expect}\n")
        return self

    def suite(self, *tables: str, name: str = "gate") -> Evals:
        """Write a suite."""
        path = self.root / "evals" / "suites" / f"{name}.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(tables), encoding="utf-8")
        return self

    def cassette(self, case: str, model: str = MODEL) -> Path:
        """Where a case keeps a model's replies."""
        return self.cases / case / "cassettes" / f"{model}.json"

    def replies(self, case: str, model: str = MODEL) -> list[dict[str, Any]]:
        """The replies that a cassette holds."""
        kept: list[dict[str, Any]] = json.loads(self.cassette(case, model).read_bytes())["replies"]
        return kept


_NUMBERED = re.compile(r"^\[(\d+)\] (.+)$", re.MULTILINE)
Given = Answer | Callable[[Chat], Answer]


def case_of(chat: Chat) -> str:
    """Which of the three cases a request is about."""
    (name,) = [name for name, (text, _) in CASES.items() if text.partition("\n")[0] in chat.prompt]
    return name


def copied(chat: Chat) -> dict[str, Any]:
    """A draft that copies the story: its first sentence, those that quote or say something, its last one."""
    story = chat.prompt.partition("<<<STORY")[2].partition("QUOTATIONS")[0]
    sentences = {int(number): text for number, text in _NUMBERED.findall(story)}
    first, *middle, last = sentences
    said = [number for number in middle if re.search(r"\bsaid\b|\bdenied\b|\bcomment\b", sentences[number])]
    return {
        "headline": None,
        "dek": None,
        "what_happened": [statement(first, sentences[first])],
        "who_said_what": [statement(number, sentences[number]) for number in said],
        "what_next": [statement(last, sentences[last])],
    }


def statement(number: int, text: str) -> dict[str, Any]:
    """A statement of a draft."""
    return {"sentences": [number], "speaker": None, "text": text, "paragraph": 0}


def answered(chat: Chat) -> Answer:
    """What a faithful model answers."""
    asked = task(chat)
    if asked == "split":
        return reply({"what_happened": [1], "who_said_what": [2, 4], "what_next": [6], "background": [3]})
    if asked == "compose":
        return reply(copied(chat))
    if asked == "repair":
        return reply({"statements": []})
    return reply({"reasons": "Sentence 1 says so.", "sentences": [1], "verdict": "supported"})


def desk(**answers: Given) -> OpenAIDouble:
    """A server that briefs the three cases; `compose=...` changes one of the answers, `library=...` all of one case."""

    def smart(chat: Chat) -> Answer:
        given = answers.get(case_of(chat)) or answers.get(task(chat)) or answered
        return given(chat) if callable(given) else given

    return OpenAIDouble(smart)


def asked(server: OpenAIDouble) -> list[tuple[str, str]]:
    """Case and task of each request, sorted: their order is not promised."""
    return sorted((case_of(chat), task(chat)) for chat in server.chats)


def results(folder: Path) -> dict[str, Any]:
    """The results.json in a folder."""
    document: dict[str, Any] = json.loads((folder / "results.json").read_bytes())
    return document


def metric(found: Mapping[str, Any], run: str, scorer: str) -> dict[str, Any]:
    """One metric of some results."""
    (one,) = [one for one in found["metrics"] if (one["run"], one["scorer"]) == (run, scorer)]
    return dict(one)


def rows(found: Mapping[str, Any], status: str | None = None) -> list[tuple[str, str]]:
    """Run and scorer of each gate row, or of those with a status."""
    return [(row["run"], row["scorer"]) for row in found["gate"]["rows"] if status in {None, row["status"]}]
