"""The templates, and a person's own in their place: a file of the same name in a folder of theirs wins.

What a template writes into a page is escaped; into a plain text (`.txt.j2`) it is not. A template of a person's
own is configuration: what is wrong in it is their error to mend, told with its file and line.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefer.errors import ConfigError
from briefer.publish.render.wrapping import wrap
from briefer.text.terminal import plain

if TYPE_CHECKING:
    from jinja2 import Environment

_VARIABLE = re.compile(r"--([\w-]+)\s*:\s*(#[0-9a-fA-F]{3,8})\s*;")
_DARK = "@media (prefers-color-scheme: dark)"


@cache
def environment(template_dir: Path | None = None) -> Environment:
    """The templates, compiled once: a variable that is missing is an error."""
    from jinja2 import (  # noqa: PLC0415 - 40 ms, and text needs none
        ChoiceLoader,
        Environment,
        FileSystemLoader,
        PackageLoader,
        StrictUndefined,
    )

    bundled = PackageLoader("briefer.publish", "templates")
    made = Environment(
        loader=ChoiceLoader([FileSystemLoader(template_dir), bundled]) if template_dir else bundled,
        autoescape=_escapes,  # noqa: S701 - all but plain text is escaped
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters["plain"] = plain
    made.filters["wrap"] = _wrapped
    return made


def fill(name: str, template_dir: Path | None, **values: Any) -> str:
    """The template of this name with these values.

    Raises:
        ConfigError: the folder is none, or a template in it is wrong.
    """
    if template_dir is not None and not template_dir.is_dir():
        raise ConfigError(f"there is no folder of templates {str(template_dir)!r}; make it, or name another")
    if template_dir is None:
        return environment().get_template(name).render(**values)
    with _told(template_dir):
        return environment(template_dir).get_template(name).render(**values)


@contextlib.contextmanager
def _told(template_dir: Path) -> Iterator[None]:
    from jinja2 import TemplateError, TemplateSyntaxError  # noqa: PLC0415 - see environment

    try:
        yield
    except (TemplateError, OSError, TypeError, ValueError, ArithmeticError, LookupError) as error:
        place = f" ({error.name}, line {error.lineno})" if isinstance(error, TemplateSyntaxError) else ""
        raise ConfigError(f"a template in {str(template_dir)!r} cannot be filled{place}: {error}") from error


def colours(template_dir: Path | None = None) -> dict[str, dict[str, str]]:
    """The house's colours by name, `light` and `dark`, read from house.css: mail programs know no variables."""
    if template_dir is None:
        return _colours(None)
    with _told(template_dir):
        return _colours(template_dir)


@cache
def _colours(template_dir: Path | None) -> dict[str, dict[str, str]]:
    loader = environment(template_dir).loader
    assert loader is not None  # noqa: S101 - `environment` gives it one
    css, _, _ = loader.get_source(environment(template_dir), "house.css")
    light, _, dark = css.partition(_DARK)
    known = dict(_VARIABLE.findall(light))
    return {"light": known, "dark": known | dict(_VARIABLE.findall(dark))}


def _escapes(name: str | None) -> bool:
    return name is None or not name.endswith(".txt.j2")


def _wrapped(text: str, width: int, first: str = "", rest: str | None = None) -> str:
    return "\n".join(wrap(text, width, first=first, rest=rest))
