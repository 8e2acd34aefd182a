"""Who does the work of a job: worker processes of our own, or those of an engine for many machines.

What enters is a job that listens at an address. What leaves is nothing: every row goes to the job as it comes. What must
never happen inside: an end before the job's, or one that does not come because the workers always fail.
"""

from briefer.batch.runners.local import LocalRunner
from briefer.batch.runners.site import Runner, Site

__all__ = ["LocalRunner", "Runner", "Site"]
