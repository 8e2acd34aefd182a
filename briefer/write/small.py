"""The engine for small models: the article first, then one plain question a section.

A model of a billion parameters copies sentence numbers from the example and ends its JSON at the first quotation mark,
but it can answer a plain question about a text that it has just read. So code sorts the sentences, shows with each
question those that the extractive engine would print, and keeps the source's own title; the model is asked for prose, and
what it answers is cut into statements, located and checked like any other. An answer that breaks off is asked for once
more; a section without an answer is filled from the source.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from briefer.article import Contract, Story, count_words
from briefer.brief import Section
from briefer.errors import InvalidOutputError, RefusalError, TruncatedError
from briefer.text.sentences import split_paragraphs, split_sentences
from briefer.text.speakers import find_attributions
from briefer.write.asking import Asking
from briefer.write.client import Meter, ModelClient, Request
from briefer.write.engine import Draft, DraftStatement, Failure, Split
from briefer.write.extractive.openings import PRONOUNS
from briefer.write.fence import fenced_text, flat
from briefer.write.prompts import Prompt, load_prompt

_TOKENS = {Section.WHAT_HAPPENED: 240, Section.WHO_SAID_WHAT: 420, Section.WHAT_NEXT: 240}
"""Room for each section's words twice over: 90, 180 and 90 at the most, in tokens of three quarters of a word."""
_REPAIR_TOKENS = 160
_MOST_WORDS = {Section.WHAT_HAPPENED: 90, Section.WHO_SAID_WHAT: 180, Section.WHAT_NEXT: 90}
"""The house's measure. A model that runs on retells the article from its beginning: the rest is left out."""
_TASK_TOKENS = 700
"""Rules and question measure 250 tokens (o200k), the sentences shown with it 100 to 350."""
_WHOLE = re.compile(r"[.!?…][\"'”’»)\]]*$")
_NOTHING = re.compile(r"\W*(?:nothing|none|n/a)\b[^.!?]{0,60}[.!?]?\W*$", re.IGNORECASE)
_MARKUP = re.compile(r"^\s*(?:[#>*•-]+|\d{1,2}[.)])\s+|\*\*|__|^\s*(?:\[\d+\]\s*)+", re.MULTILINE)
"""What small models put around their sentences although they are asked not to: list marks, headings, bold type."""


class Answer(Contract):
    """A reply in prose."""

    text: str
    """The reply as it stands."""


@dataclass(frozen=True, slots=True)
class SmallPrompts:
    """The prompts that the engine sends."""

    rules: Prompt
    what_happened: Prompt
    who_said_what: Prompt
    what_next: Prompt
    repair: Prompt

    @classmethod
    def load(cls, prompt_dir: Path | None) -> SmallPrompts:
        """The prompts in use.

        Raises:
            PromptError: one of them cannot be read.
        """
        names = ("rules", *(section.value for section in Section), "repair")
        return cls(*(load_prompt(f"small/{name}", prompt_dir) for name in names))

    def digests(self) -> Mapping[str, str]:
        """The digest of each; there is no schema that a reply has to fit."""
        prompts = (self.rules, self.what_happened, self.who_said_what, self.what_next, self.repair)
        return {prompt.name: prompt.digest() for prompt in prompts}


class SmallEngine(Asking):
    """Composes and repairs one story with a small model, which is asked for nothing but prose."""

    task_tokens = _TASK_TOKENS
    sentence_share = 1.0
    number_tokens = 1

    def __init__(
        self,
        client: ModelClient,
        prompts: SmallPrompts,
        meter: Meter,
        *,
        model: str,
        secret: bytes,
        notice: Callable[[str], None],
    ) -> None:
        super().__init__(client, prompts.digests(), meter, model=model, secret=secret, notice=notice)
        self._texts = prompts

    async def split(self, story: Story) -> Split:
        """The sentences sorted by code: by the story's headings, else by their signs."""
        return await self._by_code.split(story)

    async def compose(self, story: Story, split: Split) -> Draft:
        """One question a section, each with the same story before it; headline and dek are the source's own."""
        own = await self._by_code.compose(story, split)
        sections: dict[str, tuple[DraftStatement, ...]] = {}
        for section in Section:  # one after the other: what the model has read of the story is still in its cache
            sections[section.value] = await self._fitting(partial(self._section, story, split, section, own))
        return Draft(headline=own.headline, dek=own.dek, **sections)

    async def repair(self, story: Story, split: Split, draft: Draft, failures: Sequence[Failure]) -> Draft | None:
        """The draft with each failed statement asked for anew; what the model gives up is left out."""
        answers: dict[tuple[Section, int], str] = {}
        for failure in failures:
            answer = await self._answer(self._repairing(story, split, failure), "what failed is held")
            if answer is not None:
                answers[failure.section, failure.index] = answer
        if not answers:
            return None
        return draft.model_copy(update={section.value: _mended(draft, section, answers) for section in Section})

    async def requests(self, story: Story, split: Split) -> tuple[Request[Answer], ...]:
        """The requests that the brief starts with, for a dry run."""
        own = await self._by_code.compose(story, split)
        return tuple(self._composing(story, split, section, own) for section in Section if own.section(section))

    async def _section(self, story: Story, split: Split, section: Section, own: Draft) -> tuple[DraftStatement, ...]:
        """A section as the model words it; none where code finds nothing for it, as a model asked all the same invents."""
        if not own.section(section):
            return ()
        instead = f"{section.heading!r} is filled from the source"
        answer = await self._answer(self._composing(story, split, section, own), instead)
        return _within(_statements(answer or "", section), _MOST_WORDS[section])

    async def _answer(self, request: Request[Answer], instead: str) -> str | None:
        """The model's prose, empty where it says that there is nothing; None where it does not answer as asked."""
        try:
            text = (await self._complete(request)).text
        except (InvalidOutputError, RefusalError, TruncatedError) as error:
            self._notice(f"{error}; {instead}")
            return None
        return "" if _NOTHING.match(text) else text

    def _composing(self, story: Story, split: Split, section: Section, own: Draft) -> Request[Answer]:
        prompt: Prompt = getattr(self._texts, section.value)
        shown = {"sentences": "\n".join(f"- {flat(statement.text)}" for statement in own.section(section))}
        return self._request(story, split, prompt, _TOKENS[section], shown)

    def _repairing(self, story: Story, split: Split, failure: Failure) -> Request[Answer]:
        variables = {"sentence": failure.statement.text, "reasons": "; ".join(failure.reasons)}
        return self._request(story, split, self._texts.repair, _REPAIR_TOKENS, variables)

    def _request(
        self, story: Story, split: Split, prompt: Prompt, tokens: int, variables: Mapping[str, str]
    ) -> Request[Answer]:
        shown = self._picked(story, split, max(_TOKENS.values()))  # the same for each question, or nothing is cached
        identity = [prompt.name, self.prompts["small/rules"], self.prompts[prompt.name], story.digest, shown, variables]
        return Request(
            task=prompt.name,
            system=self._texts.rules.render(),
            story=fenced_text(story, self._secret, None if shown is None else frozenset(shown)),
            instructions=prompt.render(**variables),
            reply=Answer,
            max_output_tokens=self._output(tokens),
            cache_key=hashlib.sha256(json.dumps(identity, sort_keys=True).encode()).hexdigest(),
            problem=_problem,
            plain=True,
            reasks=1,
        )


def _problem(answer: Answer) -> str | None:
    text = _prose(answer.text)
    if not text:
        return "There is no sentence in it."
    if not _WHOLE.search(text) and not _NOTHING.match(text):
        return f"It breaks off: it ends {text[-30:]!r}, without a full stop. Answer in whole sentences."
    return None


def _prose(text: str) -> str:
    """The sentences of an answer, without list marks and type."""
    return _MARKUP.sub("", text).strip()


def _statements(text: str, section: Section) -> tuple[DraftStatement, ...]:
    """The answer as statements: its sentences, a label at the head of a line left out."""
    prose = _prose(text)
    statements: list[DraftStatement] = []
    paragraphs = split_paragraphs(prose)
    for number, paragraph in enumerate(paragraphs):
        for span in split_sentences(prose, paragraph):
            sentence = " ".join(span.of(prose).split())
            if not sentence.endswith(":"):
                statements.append(_statement(sentence, number if section is Section.WHO_SAID_WHAT else 0))
    return tuple(statements)


def _within(statements: Sequence[DraftStatement], most: int) -> tuple[DraftStatement, ...]:
    """The first statements of so many words in all; one at the least."""
    words = 0
    kept: list[DraftStatement] = []
    for statement in statements:
        words += count_words(statement.text)
        if kept and words > most:
            break
        kept.append(statement)
    return tuple(kept)


def _statement(sentence: str, paragraph: int) -> DraftStatement:
    return DraftStatement(sentences=(), speaker=_speaker(sentence), text=sentence, paragraph=paragraph)


def _speaker(sentence: str) -> str | None:
    """Whose word the sentence gives, by its own grammar; None for nobody's, or for a pronoun's."""
    for attribution in find_attributions(sentence, split_sentences(sentence)):
        name = attribution.speaker.name if attribution.speaker is not None else ""
        if name[:1].isupper() and name.casefold() not in PRONOUNS:
            return name
    return None


def _mended(draft: Draft, section: Section, answers: Mapping[tuple[Section, int], str]) -> tuple[DraftStatement, ...]:
    kept: list[DraftStatement] = []
    for index, statement in enumerate(draft.section(section)):
        if (section, index) not in answers:
            kept.append(statement)
            continue
        written = _statements(answers[section, index], section)
        if written:
            kept.append(written[0].model_copy(update={"paragraph": statement.paragraph}))
    return tuple(kept)
