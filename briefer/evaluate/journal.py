"""The journal of a run: each paid-for reply on disk before anything is made of it, so that no call is made twice.

A run that is killed leaves it behind; the next one into the same folder plays from it. A run that ends takes it away, so
that the one after asks anew.
"""

from __future__ import annotations

import json
import os
from collections import defaultdict
from pathlib import Path
from typing import Self

from pydantic import ValidationError

from briefer.errors import OutputError
from briefer.evaluate.cassette import KeptReply

JOURNAL_FILE = "journal.jsonl"


class Journal:
    """Replies by run and case; a context manager."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / JOURNAL_FILE
        self._kept: defaultdict[tuple[str, str], list[KeptReply]] = defaultdict(list)
        whole = self._load()
        try:
            self._file = self.path.open("ab")
            self._file.truncate(whole)  # a line that a kill tore in two
        except OSError as error:
            raise OutputError(f"cannot write to {str(self.path)!r}: {error.strerror or error}") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def kept(self, run: str, case: str) -> tuple[KeptReply, ...]:
        """What an earlier run that did not end was told."""
        return tuple(self._kept[run, case])

    @property
    def replies(self) -> int:
        """How many there are."""
        return sum(map(len, self._kept.values()))

    def keep(self, run: str, case: str, reply: KeptReply) -> None:
        """Put a reply on disk.

        Raises:
            OutputError: the disk does not take it.
        """
        line = json.dumps({"run": run, "case": case, "reply": reply.model_dump(mode="json")}, ensure_ascii=True)
        try:
            self._file.write(line.encode() + b"\n")
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as error:
            raise OutputError(f"cannot write to {str(self.path)!r}: {error.strerror or error}") from error

    def end(self) -> None:
        """Take the journal away: the run is over."""
        self._file.close()
        self.path.unlink(missing_ok=True)

    def _load(self) -> int:
        """Read what is there; the length up to which it is whole."""
        try:
            data = self.path.read_bytes()
        except FileNotFoundError:
            return 0
        except OSError as error:
            raise OutputError(f"cannot read {str(self.path)!r}: {error.strerror or error}") from error
        whole = 0
        for line in data.splitlines(keepends=True):
            try:
                entry = json.loads(line)
                run, case = str(entry["run"]), str(entry["case"])
                reply = KeptReply.model_validate(entry["reply"])
            except (ValueError, KeyError, TypeError, ValidationError):
                break
            if not line.endswith(b"\n"):
                break
            self._kept[run, case].append(reply)
            whole += len(line)
        return whole
