"""The store's interface at its smallest: a database, and schema steps that run once."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path


class Shelf:
    def __init__(self, path: Path) -> None:
        self.connection = sqlite3.connect(path)
        self.connection.execute("create table if not exists applied (module text primary key, steps integer)")

    def ensure(self, module: str, steps: Sequence[str]) -> None:
        row = self.connection.execute("select steps from applied where module = ?", (module,)).fetchone()
        with self.connection:
            for step in steps[row[0] if row else 0 :]:
                self.connection.execute(step)
            self.connection.execute("insert or replace into applied values (?, ?)", (module, len(steps)))
