"""Prompts: found, versioned, rendered, digested, overridable."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from briefer.article import Story, build_article
from briefer.brief import Section
from briefer.check import SourceIndex, quote_ledger
from briefer.errors import PromptError
from briefer.write.engine import Draft
from briefer.write.ground import Grounder
from briefer.write.prompts import NAMES, load_prompt, shipped_prompts
from briefer.write.split import SplitReply

VARIABLES = {
    "rules": {},
    "split": {},
    "compose": dict.fromkeys(("what_happened", "who_said_what", "what_next", "background"), "1, 2"),
    "repair": {"failures": "- id 1", "standing": "- nothing yet"},
    "judge": {},
    "small/rules": {},
    "small/what_happened": {"sentences": "- They voted."},
    "small/who_said_what": {"sentences": "- They voted."},
    "small/what_next": {"sentences": "- They voted."},
    "small/repair": {"sentence": "They voted.", "reasons": "nobody did"},
}


@pytest.mark.parametrize("name", NAMES)
def test_every_shipped_prompt_renders_with_the_variables_that_the_engine_gives(name):
    """Each shipped prompt fills in whole: no variable is missing and no dollar sign is left."""
    text = load_prompt(name).render(**VARIABLES[name])

    assert text
    assert "$" not in text


def test_a_missing_variable_is_an_error_that_names_it():
    """A template that wants what is not given says which, and what there is."""
    with pytest.raises(PromptError, match=r"wants \$what_happened"):
        load_prompt("compose").render()


def test_an_unknown_prompt_is_an_error_that_names_the_known_ones():
    """Asking for a prompt that does not exist lists those that do."""
    with pytest.raises(PromptError, match="there are rules, split, compose, repair"):
        load_prompt("headline")


def test_the_newest_version_of_a_folder_is_used(tmp_path: Path):
    """v10 comes after v2, by number and not by letter."""
    for version in ("v2", "v10"):
        (tmp_path / "split" / version).mkdir(parents=True)
        (tmp_path / "split" / version / "task.md").write_text(f"this is {version}")

    assert load_prompt("split", tmp_path).render() == "this is v10"


def test_a_prompt_folder_of_ones_own_may_hold_one_prompt_alone(tmp_path: Path):
    """Prompts that the folder lacks come from the shipped ones."""
    (tmp_path / "split" / "v1").mkdir(parents=True)
    (tmp_path / "split" / "v1" / "task.md").write_text("sort them")

    assert load_prompt("split", tmp_path).template == "sort them"
    assert load_prompt("compose", tmp_path).path.is_relative_to(shipped_prompts())


def test_a_prompt_folder_that_is_not_there_is_an_error(tmp_path: Path):
    """A mistyped folder is not silently passed over."""
    with pytest.raises(PromptError, match="does not exist"):
        load_prompt("split", tmp_path / "promts")


def test_a_stray_dollar_sign_is_an_error_that_says_how_to_write_one(tmp_path: Path):
    """A price in a prompt of one's own is explained, not a traceback."""
    (tmp_path / "split" / "v1").mkdir(parents=True)
    (tmp_path / "split" / "v1" / "task.md").write_text("it costs $ 5")

    with pytest.raises(PromptError, match=r"write \$\$"):
        load_prompt("split", tmp_path).render()


def test_the_digest_changes_with_template_examples_and_schema(tmp_path: Path):
    """Whatever changes what is asked changes the digest."""
    folder = tmp_path / "split" / "v1"
    folder.mkdir(parents=True)
    digests = set()
    for template, examples in (("a", ""), ("b", ""), ("b", '[[example]]\nstory = "s"\nreply = "r"\n')):
        (folder / "task.md").write_text(template)
        (folder / "examples.toml").write_text(examples)
        load_prompt.__globals__["_load"].cache_clear()
        prompt = load_prompt("split", tmp_path)
        digests |= {prompt.digest(), prompt.digest({"type": "object"})}

    assert len(digests) == 6


def _example_story(text: str) -> Story:
    sentences = re.findall(r"^\[\d+\] (.*)$", text, re.MULTILINE)
    return Story((build_article("\n\n".join(sentences)),))


@pytest.mark.parametrize("example", load_prompt("split").examples)
def test_split_examples_name_numbers_that_their_story_has(example):
    """A worked example of split fits the schema and its own story, each number once."""
    reply = SplitReply.model_validate_json(example.reply)
    numbers = [*reply.what_happened, *reply.who_said_what, *reply.what_next, *reply.background]

    assert len(numbers) == len(set(numbers))
    assert set(numbers) <= {sentence.number for sentence in _example_story(example.story).sentences}


@pytest.mark.parametrize("example", load_prompt("compose").examples)
def test_compose_examples_are_grounded_in_their_own_story(example):
    """A worked example of compose fits the schema, and each statement and quotation stands in its story."""
    story = _example_story(example.story)
    draft = Draft.model_validate(json.loads(example.reply))
    grounder = Grounder(story, quote_ledger(story), SourceIndex.of(story))
    grounded = [grounder.ground(statement) for section in Section for statement in draft.section(section)]

    assert grounded
    for one in grounded:
        assert one.problems == ()
        assert one.statement.evidence
    assert sum(len(one.statement.quotes) for one in grounded) == 2


@pytest.mark.parametrize("example", load_prompt("compose").examples)
def test_the_ledger_that_an_example_shows_is_the_one_that_code_would_make(example):
    """The example's quotations carry the numbers and words of the real ledger."""
    shown = re.findall(r"^Q(\d+) \[(\d+)\] (?:[^:]+: )?(.*)$", example.story, re.MULTILINE)
    ledger = quote_ledger(_example_story(example.story))

    assert [(str(entry.number), str(entry.sentence), entry.quote.text) for entry in ledger] == shown
