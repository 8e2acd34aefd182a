"""What a brief or any other summary says, held against its sources.

Enters: a Brief (or any text) and the Story that it was written from. Leaves: a FidelityReport, Findings that say what,
where, why and what the source has instead, the sentences that support a text, the ledger of a source's quotations.
Must never happen inside: a model call, the network, a clock, the environment; a change of the brief or of the story; a
pass where a check could not tell (that is counted as abstained).
"""

from __future__ import annotations

from briefer.check.index import SourceIndex
from briefer.check.ledger import LedgerEntry, find_quotes, quote_ledger
from briefer.check.modes import ENFORCE_ALL, warn_only
from briefer.check.report import (
    Alignment,
    SentenceScore,
    align,
    check_brief,
    check_sentences,
    check_statement,
    check_summary,
    check_text,
    check_title,
    score_sentences,
)
from briefer.check.section import offered
from briefer.check.undecided import OpenClaim, as_open, open_claims, with_neighbours

__all__ = [
    "ENFORCE_ALL",
    "Alignment",
    "LedgerEntry",
    "OpenClaim",
    "SentenceScore",
    "SourceIndex",
    "align",
    "as_open",
    "check_brief",
    "check_sentences",
    "check_statement",
    "check_summary",
    "check_text",
    "check_title",
    "find_quotes",
    "offered",
    "open_claims",
    "quote_ledger",
    "score_sentences",
    "warn_only",
    "with_neighbours",
]
