"""The one import of pyarrow, which comes with the extra `batch` alone."""

from __future__ import annotations

import importlib
from types import ModuleType

from briefer.errors import ConfigError


def import_pyarrow(purpose: str, *, instead: str = "") -> ModuleType:
    """The module, for what a message calls `purpose` ("reading Parquet"); `instead` does without it.

    Raises:
        ConfigError: it is not installed.
    """
    try:
        return importlib.import_module("pyarrow")
    except ImportError as error:
        other = f", or take {instead}" if instead else ""
        raise ConfigError(f"{purpose} needs pyarrow; pip install 'briefer-news[batch]'{other}") from error
