"""Why something could not be read, as an edition tells it. Pure.

Errors advise whoever gave one page at a terminal; a run over feeds has no such option, and nobody saves a feed.
"""

from __future__ import annotations

from briefer.errors import BrieferError

_FOR_ONE_PAGE = (
    "; save the page in a browser and give the file",
    "; save the page's text and give that",
    "; --allow-thin takes it all the same",
    "; give the page itself",
    "; save it again",
    "; save it without a password",
    "; `briefer read SOURCE --format json` writes one",
)


def reason_of(error: BrieferError) -> str:
    """What the error says happened, without the advice that only the reader of one page can follow."""
    said = str(error)
    for advice in _FOR_ONE_PAGE:
        said = said.removesuffix(advice)
    return said
