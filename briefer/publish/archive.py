"""The editions that were made, kept whole in the store: what `--send` goes on with, on the same day or later."""

from __future__ import annotations

from briefer.publish.edition import Edition, load_edition
from briefer.publish.store import Store

_STEPS = ("create table editions (id text primary key, title text not null, day text not null, data blob not null);",)


class Archive:
    """The editions of a store."""

    def __init__(self, store: Store) -> None:
        store.ensure("editions", _STEPS)
        self._store = store

    def keep(self, edition: Edition) -> None:
        """Put an edition in; one of the same title and day gives way."""
        with self._store.transaction() as database:
            database.execute(
                "insert into editions (id, title, day, data) values (?, ?, ?, ?) "
                "on conflict (id) do update set data = excluded.data",
                (edition.id, edition.title, edition.date.isoformat(), edition.dump()),
            )

    def find(self, identity: str) -> Edition | None:
        """The edition of that id; None where none was made.

        Raises:
            ConfigError: it is of a version that cannot be read.
        """
        with self._store.transaction() as database:
            row = database.execute("select data from editions where id = ?", (identity,)).fetchone()
        return None if row is None else load_edition(bytes(row[0]), name=f"the edition {identity}")
