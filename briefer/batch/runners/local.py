"""The workers of a job on this machine alone: processes that ask for one item after the other."""

from __future__ import annotations

from briefer.batch.runners.crew import Crew, work
from briefer.batch.runners.site import Site


class LocalRunner:
    """Worker processes on this machine."""

    reads = False

    async def run(self, site: Site) -> None:
        """Keep the workers going until the job is finished.

        Raises:
            CompletionError: they end as soon as they are started.
        """
        await Crew(site, lambda: work(site), site.workers).run()
