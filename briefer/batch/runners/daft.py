"""The workers of a job as Daft places them: in processes on this machine, or over the machines of a Ray cluster.

Daft runs in a process of its own, which makes one query: a column of parts of the work, and a function with a state that
does them, in as many processes as there are workers. Its rows are no articles. An input of several files is a column of
their names, and each worker reads the files that it is given with our own readers; any other input is a column of seats,
and who sits down asks the job for one item after the other. So the items are the same ones, whoever places the workers.

A process of Daft's that dies ends its whole query. The query is then made again, and the job knows what is finished.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Mapping, Sequence
from typing import Any

from briefer.batch.inputs.parts import Part
from briefer.batch.runners.crew import Crew, End, run_module
from briefer.batch.runners.site import Site
from briefer.errors import ConfigError

_QUIET = {
    "DAFT_ANALYTICS_ENABLED": "0",  # it reports each import and each query to its makers otherwise
    "DO_NOT_TRACK": "1",  # the same, in the form that other packages heed as well
    "DAFT_PROGRESS_BAR": "0",
}


class DaftRunner:
    """Worker processes of Daft's; `parts` is what they read themselves, if anything."""

    def __init__(self, parts: Sequence[Part] = (), columns: Mapping[str, str] | None = None) -> None:
        if importlib.util.find_spec("daft") is None:
            raise ConfigError("--runner daft needs daft; pip install 'briefer-news[batch]'")
        self._parts = parts
        self._columns = dict(columns or {})

    @property
    def reads(self) -> bool:
        """Whether the workers read the input themselves."""
        return bool(self._parts)

    async def run(self, site: Site) -> None:
        """Make the query, again where it fails, until the job is finished.

        Raises:
            CompletionError: it fails before anything is begun, several times in a row.
        """
        await Crew(site, lambda: self._query(site), 1).run()

    async def _query(self, site: Site) -> End:
        coordinator = site.coordinator
        if self.reads:
            coordinator.input_begins()
        end = await run_module(
            "briefer.batch.runners.query", self._told(site), environment=os.environ | _QUIET, keep_stderr=True
        )
        if end.code and not coordinator.finished.is_set():
            site.notice(f"the engine's query ended with code {end.code} and is made again: {end.said}")
        elif self.reads:
            coordinator.input_ended()
        return end

    def _told(self, site: Site) -> dict[str, Any]:
        # whoever sits at work while the query of another one failed, stays: only the empty seats are offered anew
        seats = max(site.workers - site.coordinator.workers, 1)
        return {
            "address": site.address,
            "key": site.key.hex(),
            "workers": site.workers if self.reads else seats,
            "parts": [part.told() for part in self._parts] if self.reads else [None] * seats,
            "columns": self._columns,
        }
