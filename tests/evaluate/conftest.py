"""What tests of the evals stand on: an empty eval folder in the working folder of the test."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.evaluate.folders import Evals


@pytest.fixture
def evals() -> Evals:
    """An eval folder where the command line looks for it; it has no case yet."""
    return Evals(Path.cwd())
