"""The templates, and a person's own in their place: a file of the same name in a folder of theirs wins.

What a template writes into a page is escaped, in one's own too; into a plain text (`.txt.j2`) it is not. A template of
a person's own is configuration: what is wrong in it is their error to mend, told with its file and line, and what a
compiler can see (`check_templates`) before anything is read or spent.
"""

from __future__ import annotations

import contextlib
import re
import traceback
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefer.errors import ConfigError, OutputError
from briefer.files import make_output_folder, whole_file
from briefer.publish.render.wrapping import wrap
from briefer.text.terminal import plain

if TYPE_CHECKING:
    from jinja2 import Environment

REPLACEABLE = (
    "edition.html.j2",
    "edition_story.html.j2",
    "edition.css.j2",
    "edition_dark.css.j2",
    "house.css",
    "edition.txt.j2",
    "edition.rss.j2",
)
"""What an edition is made of: page and mail, a story in them, their styles, the plain text, the feed."""
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


def check_templates(template_dir: Path | None) -> None:
    """Refuse a folder of templates that cannot be right.

    Raises:
        ConfigError: it is none, replaces nothing, or a template in it does not compile.
    """
    if template_dir is None:
        return
    template_dir = _folder(template_dir)
    names = sorted(path.relative_to(template_dir).as_posix() for path in template_dir.rglob("*") if path.is_file())
    if not set(names) & set(REPLACEABLE):
        raise ConfigError(
            f"no template in {str(template_dir)!r} takes the place of one: name them like {', '.join(REPLACEABLE)}; "
            "`briefer daily --copy-templates DIR` copies these"
        )
    for name in names:
        if name.endswith(".j2"):
            with _told(template_dir):
                environment(template_dir).get_template(name)


def copy_templates(folder: Path) -> None:
    """Copy the templates of an edition into a folder, to be edited; those that are there stay as they are.

    Raises:
        OutputError: the folder holds one of them, or cannot be written.
    """
    taken = [name for name in REPLACEABLE if (folder / name).exists()]
    if taken:
        raise OutputError(f"{str(folder)!r} already holds {', '.join(taken)}; choose another folder")
    make_output_folder(folder)
    for name in REPLACEABLE:
        with whole_file(folder / name) as file:
            file.write((files("briefer.publish") / "templates" / name).read_bytes())


def fill(name: str, template_dir: Path | None, **values: Any) -> str:
    """The template of this name with these values.

    Raises:
        ConfigError: the folder is none, or a template in it is wrong.
    """
    if template_dir is None:
        return environment().get_template(name).render(**values)
    template_dir = _folder(template_dir)
    with _told(template_dir):
        return environment(template_dir).get_template(name).render(**values)


def _folder(template_dir: Path) -> Path:
    """The folder by its whole path, as what is compiled is kept by it."""
    if not template_dir.is_dir():
        raise ConfigError(f"there is no folder of templates {str(template_dir)!r}; make it, or name another")
    return template_dir.absolute()


@contextlib.contextmanager
def _told(template_dir: Path) -> Iterator[None]:
    from jinja2 import TemplateError, TemplateNotFound  # noqa: PLC0415 - see environment

    try:
        yield
    except (TemplateError, OSError, TypeError, ValueError, ArithmeticError, LookupError) as error:
        place = _place(error, template_dir)
        where = f"the template {place}," if place else f"a template in {str(template_dir)!r}"
        why = f"there is no template {error.name!r}" if isinstance(error, TemplateNotFound) else error
        raise ConfigError(f"{where} cannot be filled: {why}") from error


def _place(error: Exception, template_dir: Path) -> str | None:
    """File and line of what is wrong: the innermost one of a person's own, else of the bundled template."""
    from jinja2 import TemplateSyntaxError  # noqa: PLC0415 - see environment

    if isinstance(error, TemplateSyntaxError):
        return f"{error.filename or error.name}, line {error.lineno}"
    bundled = str(files("briefer.publish") / "templates")
    own: str | None = None
    other: str | None = None
    for frame in traceback.extract_tb(error.__traceback__):  # Jinja writes templates' own lines into it
        if frame.filename.startswith(str(template_dir)):
            own = f"{frame.filename}, line {frame.lineno}"
        elif frame.filename.startswith(bundled):
            other = f"{Path(frame.filename).name}, line {frame.lineno}"
    return own or other


def colours(template_dir: Path | None = None) -> dict[str, dict[str, str]]:
    """The house's colours by name, `light` and `dark`, read from house.css: mail programs know no variables."""
    if template_dir is None:
        return _colours(None)
    template_dir = _folder(template_dir)
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
