"""TOML files of the eval suite read into closed models: an unknown key is an error that names the nearest known one."""

from __future__ import annotations

import difflib
import tomllib
from pathlib import Path
from typing import TypeVar, get_args

from pydantic import BaseModel, ConfigDict, ValidationError

from briefer.errors import ConfigError

Model = TypeVar("Model", bound=BaseModel)


class Table(BaseModel):
    """The base of everything that a person writes in an eval folder: frozen and closed."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def read_table(path: Path, model: type[Model]) -> Model:
    """The model that a TOML file holds.

    Raises:
        ConfigError: the file cannot be read, is not TOML, or does not fit the model.
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ConfigError(f"there is no file {str(path)!r}; check the path") from error
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"cannot read {str(path)!r}: {error}") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{str(path)!r} is not TOML: {error}") from error
    try:
        return model.model_validate(document)
    except ValidationError as error:
        raise ConfigError(f"{str(path)!r}: {_explain(error, model)}") from error


def _explain(error: ValidationError, model: type[BaseModel]) -> str:
    # an unknown key first: it is often the one that is reported missing, misspelt
    first = min(error.errors(), key=lambda one: one["type"] != "extra_forbidden")
    where = ".".join(str(part) for part in first["loc"])
    if first["type"] == "missing":
        return f"{where} is missing"
    if (
        first["type"] == "value_error"
    ):  # a rule of ours over several keys: its words say it, the table would only be printed whole
        return ": ".join(filter(None, (where, str(first["ctx"]["error"]))))
    if first["type"] != "extra_forbidden":
        return f"{where} cannot be {first['input']!r}: {first['msg'].lower()}"
    known = _keys_at(model, first["loc"][:-1])
    nearest = difflib.get_close_matches(str(first["loc"][-1]), known, n=1, cutoff=0)
    return f"{where} is not a key that briefer knows" + (f"; did you mean {nearest[0]!r}?" if nearest else "")


def _keys_at(model: type[BaseModel], loc: tuple[int | str, ...]) -> list[str]:
    """The keys that the table at a place may hold."""
    for part in loc:
        if isinstance(part, int) or part not in model.model_fields:
            continue
        inner = _model_in(model.model_fields[part].annotation)
        if inner is not None:
            model = inner
    return list(model.model_fields)


def _model_in(annotation: object) -> type[BaseModel] | None:
    """The first model that an annotation speaks of, however it is wrapped."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part)) is not None), None)
