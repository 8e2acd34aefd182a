"""The fixture for other people's tests."""

from __future__ import annotations

import pytest

pytest_plugins = ["briefer.evaluate.pytest_plugin"]

SOURCE = "The council of Marrowby voted 9 to 4 on Tuesday to keep the reading room open until March."


def test_a_summary_that_the_source_bears_out_passes(faithful):
    """The fixture hands back the report of a faithful summary."""
    assert faithful("The council voted 9 to 4 to keep the reading room open.", SOURCE).verdict != "fail"


def test_a_summary_that_it_does_not_fails_with_the_reason(faithful):
    """A false figure fails the test, and the message says which."""
    with pytest.raises(pytest.fail.Exception, match="not 5"):
        faithful("The council voted 9 to 5 to keep the reading room open.", SOURCE)
