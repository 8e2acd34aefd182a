"""How often the collector looks for objects that only hold each other: seldom, in a run that makes next to none."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator

_NEW, _YOUNG, _OLD = 20_000, 20, 50
"""Objects and collections before each generation is looked at. At Python's 700, 10 and 10 a day of 100 feeds spends a
twentieth of its time on looking, and finds nothing; at these, memory is the same."""


@contextlib.contextmanager
def seldom_collected() -> Iterator[None]:
    """A body in which cycles are looked for seldom, and never among what was loaded before it."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(_NEW, _YOUNG, _OLD)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
