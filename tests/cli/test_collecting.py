"""The collector of cycles looks seldom in one body, and as before after it."""

from __future__ import annotations

import contextlib
import gc

from briefer.cli.collecting import seldom_collected


def test_cycles_are_looked_for_seldom_and_then_as_before():
    """Inside, what was loaded is left alone and new objects may be many; an error ends that too."""
    before = gc.get_threshold()
    with contextlib.suppress(ValueError), seldom_collected():
        inside = gc.get_threshold(), gc.get_freeze_count()
        raise ValueError
    assert inside[0][0] > before[0]
    assert inside[1] > 0
    assert (gc.get_threshold(), gc.get_freeze_count()) == (before, 0)
