"""What is still to do: the input's items, less what is finished, and what lost workers held.

What a worker held when it was lost goes to a careful worker, one item at a time: an article that ends the program twice
more is the cause, and becomes a row that says so.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator

from briefer.batch.item import Item
from briefer.batch.store import JobStore, Outcome
from briefer.batch.tally import Tally
from briefer.errors import BrieferError

_SCAN = 500
"""Items that are passed over before others have their turn: reading on takes the event loop some milliseconds."""
_DEATHS = 2
"""Careful workers that one article may cost."""
Key = tuple[str, bytes]


class Feed:
    """Items to be briefed, each handed out once; the rows that come back for them."""

    def __init__(
        self, store: JobStore, items: Iterator[Item] | None, tally: Tally, *, retry_failed: bool = False
    ) -> None:
        """`items` is None where workers have the input themselves, and begin items of their own."""
        self.exhausted = False
        self.broken: BrieferError | None = None
        """Why the input ended before its end."""
        self.suspects: deque[Item] = deque()
        """What lost workers held."""
        self._store = store
        self._items = items
        self._tally = tally
        self._retry_failed = retry_failed
        self._open: dict[Key, int] = {}
        """The first of the positions that it stands at, as far as they were met."""
        self._ahead: Item | None = None
        self._keys: dict[int, Key] = {}
        """Of what is open, by position: a digest of a page is not made twice."""
        self._deaths: dict[int, int] = {}

    @property
    def empty(self) -> bool:
        """Whether nothing is left to hand out."""
        return self.exhausted and not self.has_work

    def look_ahead(self) -> bool:
        """Whether it is known now that there is something to do, or nothing: before workers are started for it."""
        if self._ahead is None:
            self._ahead = self.take(careful=False)
        return self._ahead is not None or self.exhausted

    @property
    def has_work(self) -> bool:
        """Whether an item is in hand for the next who asks."""
        return self._ahead is not None or bool(self.suspects)

    def take(self, *, careful: bool) -> Item | None:
        """An item to be briefed; None where there is none now. Careful workers get suspects and nothing else."""
        if careful:
            return self.suspects.popleft() if self.suspects else None
        if self._ahead is not None:
            item, self._ahead = self._ahead, None
            return item
        if self.exhausted:
            return None
        self._store.begin_scan()
        try:
            for _ in range(_SCAN):
                found = self._read_on()
                if found is None or self.begin(found):
                    return found
        finally:
            self._store.end_scan()
        return None

    def begin(self, item: Item) -> bool:
        """Whether an item has to be briefed: what is finished, there twice or not to be read at all has not."""
        key = (item.id, item.digest)
        seen = self._store.look(*key, item.position, failed_too=self._retry_failed)
        if seen == "finished":
            self._tally.skipped += 1
        elif seen == "same" or self._open.get(key) == item.position:
            pass  # a worker that reads the input itself came by here before
        elif seen == "twice" or key in self._open:
            self._tally.duplicates += 1
            if key in self._open:
                self._open[key] = min(self._open[key], item.position)
        else:
            self._open[key] = item.position
            self._keys[item.position] = key
            if item.error is None:
                return True
            self.finish(item, Outcome(None, item.error))
        return False

    def start_over(self, items: Iterator[Item] | None = None) -> None:
        """The input is read from its beginning once more, or for the first time by the workers themselves."""
        self._tally.duplicates = 0
        if items is not None:
            self._items, self.exhausted = items, False

    def finish(self, item: Item, outcome: Outcome) -> None:
        """Keep how an item came out."""
        position = self._open[self._keys[item.position]]
        key = self.leave(item)
        self._store.add(*key, position, outcome)
        self._tally.add(failed=outcome.error is not None, cost_usd=outcome.usage.cost_usd)

    def leave(self, item: Item) -> Key:
        """Leave an item that was taken; a later run will find it again unless it is finished."""
        self._deaths.pop(item.position, None)
        key = self._keys.pop(item.position)
        del self._open[key]
        return key

    def lose(self, items: Iterable[Item], *, careful: bool) -> None:
        """Take back what a lost worker held."""
        for item in items:
            deaths = self._deaths[item.position] = self._deaths.get(item.position, 0) + careful
            if deaths < _DEATHS:
                self.suspects.append(item)
            else:
                self.finish(item, Outcome(None, "the article ended the program that read it; it is left out"))

    def _read_on(self) -> Item | None:
        if self._items is None:
            return None
        try:
            return next(self._items)
        except StopIteration:
            self.exhausted = True
        except BrieferError as error:  # the input breaks off: what it gave is briefed, and the reason told
            self.exhausted, self.broken = True, error
        return None
