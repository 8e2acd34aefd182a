"""Prompts: prose in files, no logic; which ones are in use, and the digest of what they say.

A prompt is `NAME/vN/task.md` (the rules are `rules/vN/system.md`), with `examples.toml` beside it; those for small models
stand under `small/`. They ship in the wheel as `briefer/_prompts`; a checkout reads its own `prompts/`. A folder given with
`--prompt-dir` comes first, prompt by prompt, so that one of them can be changed alone. The newest version of a folder is
the one in use.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from string import Template

from briefer.errors import PromptError

SMALL = tuple(f"small/{name}" for name in ("rules", "what_happened", "who_said_what", "what_next", "repair"))
NAMES = ("rules", "split", "compose", "repair", "judge", *SMALL)
_VERSION = re.compile(r"v(\d+)")


@dataclass(frozen=True, slots=True)
class Example:
    """One worked example: a small story as it is shown, and the reply that we hope for."""

    story: str
    reply: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """One prompt in use."""

    name: str
    version: str
    template: str
    examples: tuple[Example, ...]
    path: Path

    def render(self, **variables: str) -> str:
        """The prompt's text with its variables filled in, and its examples where it wants them.

        Raises:
            PromptError: the template names a variable that is not given, or has a stray `$`.
        """
        try:
            return Template(self.template).substitute(examples=self._shown(), **variables).strip()
        except KeyError as error:
            given = ", ".join(sorted({*variables, "examples"}))
            raise PromptError(
                f"prompt {self.name!r} in {str(self.path)!r} wants ${error.args[0]}, which is not among {given}",
                name=self.name,
            ) from error
        except ValueError as error:
            raise PromptError(
                f"prompt {self.name!r} in {str(self.path)!r}: {error}; write $$ for a dollar sign", name=self.name
            ) from error

    def digest(self, schema: Mapping[str, object] | None = None) -> str:
        """SHA-256 over template, examples and the reply's JSON Schema: what the prompt really asks."""
        shown = [self.template, [[example.story, example.reply] for example in self.examples], schema]
        return hashlib.sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()

    def _shown(self) -> str:
        blocks = [
            f"\nEXAMPLE, from another story\n{example.story.strip()}\nANSWER\n{example.reply.strip()}"
            for example in self.examples
        ]
        return "\n".join(blocks)


def shipped_prompts() -> Path:
    """The folder of the prompts that come with briefer: in the wheel, or the checkout's own."""
    package = Path(str(files("briefer")))
    shipped = package / "_prompts"
    return shipped if shipped.is_dir() else package.parent / "prompts"


def load_prompt(name: str, prompt_dir: Path | None = None) -> Prompt:
    """The prompt of this name: from `prompt_dir` where it has one, else the one that comes with briefer.

    Raises:
        PromptError: there is no such prompt, or its files cannot be read.
    """
    if name not in NAMES:
        raise PromptError(f"there is no prompt {name!r}; there are {', '.join(NAMES)}", name=name)
    if prompt_dir is not None and not prompt_dir.is_dir():
        raise PromptError(
            f"the prompt folder {str(prompt_dir)!r} does not exist; see `briefer prompts copy`", name=name
        )
    own = prompt_dir / name if prompt_dir is not None else None
    folder = own if own is not None and own.is_dir() else shipped_prompts() / name
    return _load(name, folder)


@lru_cache(maxsize=64)
def _load(name: str, folder: Path) -> Prompt:
    versions = sorted((int(match[1]), path) for path in folder.glob("v*") if (match := _VERSION.fullmatch(path.name)))
    if not versions:
        raise PromptError(f"no version of prompt {name!r} in {str(folder)!r}; it wants a folder v1", name=name)
    path = versions[-1][1]
    try:
        template = (path / ("system.md" if name.endswith("rules") else "task.md")).read_text(encoding="utf-8")
        examples_file = path / "examples.toml"
        found = tomllib.loads(examples_file.read_text(encoding="utf-8")) if examples_file.is_file() else {}
        examples = tuple(Example(entry["story"], entry["reply"]) for entry in found.get("example", ()))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise PromptError(f"prompt {name!r} in {str(path)!r} cannot be read: {error}", name=name) from error
    return Prompt(name, path.name, template, examples, path)
