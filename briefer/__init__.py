"""briefer reads news and writes the brief that an editor of The Week would sign, every statement proved.

The public names are below; everything else is private. They are loaded on first use, so that `briefer --version` costs
what Python costs.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from briefer.article import Article as Article
    from briefer.article import Story as Story
    from briefer.brief import Brief as Brief
    from briefer.brief import BriefRecord as BriefRecord
    from briefer.brief import FidelityReport as FidelityReport
    from briefer.brief import Finding as Finding
    from briefer.brief import Quote as Quote
    from briefer.brief import Statement as Statement
    from briefer.check import check_summary as check_summary
    from briefer.check import find_quotes as find_quotes
    from briefer.errors import BrieferError as BrieferError
    from briefer.pipeline import brief_story as brief_story
    from briefer.read import read_article as read_article
    from briefer.settings import Settings as Settings

_HOMES = {
    "Article": "briefer.article",
    "Brief": "briefer.brief",
    "BriefRecord": "briefer.brief",
    "BrieferError": "briefer.errors",
    "FidelityReport": "briefer.brief",
    "Finding": "briefer.brief",
    "Quote": "briefer.brief",
    "Settings": "briefer.settings",
    "Statement": "briefer.brief",
    "Story": "briefer.article",
    "brief_story": "briefer.pipeline",
    "check_summary": "briefer.check",
    "find_quotes": "briefer.check",
    "read_article": "briefer.read",
}

__all__ = ["__version__", *sorted(_HOMES)]  # noqa: PLE0604 - the names are strings, one by one


def __getattr__(name: str) -> object:
    """Load a public name from its home on first use."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """The public names."""
    return sorted(__all__)
