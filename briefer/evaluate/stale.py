"""What it would take to record anew what no longer fits: which cases, and about how much."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from briefer.evaluate.case import Case
from briefer.evaluate.cassette import cassette_path, load_cassette
from briefer.write.cost import price_usd
from briefer.write.replies import ErrorBody, NotAReply, Spent, read_reply


@dataclass(frozen=True, slots=True)
class Stale:
    """Cases of one run without fitting replies."""

    run: str
    models: tuple[str, ...]
    """Whose replies they are: the run's model, and the judge."""
    cases: tuple[str, ...]
    tokens: int | None
    """About as many as their last recording took; None where nothing was ever recorded."""
    cost_usd: float | None
    """What these cost; None where that or the price is not known."""

    def __str__(self) -> str:
        """What to do, in a line."""
        count = "this case" if len(self.cases) == 1 else f"these {len(self.cases)} cases"
        about = (
            f", {'about $' + format(self.cost_usd, '.2f') if self.cost_usd >= 0.005 else 'less than $0.01'}"
            if self.cost_usd is not None
            else f", about {self.tokens:,} tokens (the price of {' or '.join(map(repr, self.models))} is not known)"
            if self.tokens is not None
            else ""
        )
        return f"re-record {count} of {self.run!r}{about}, with --record and an endpoint: {', '.join(self.cases)}"


def stale(run: str, models: Sequence[str | None], cases: Sequence[Case]) -> Stale:
    """What recording these cases again would take, by what their old cassettes, or those of the others, took.

    A case that lacks the replies of several repeats is given so many times.
    """
    asked = tuple(dict.fromkeys(filter(None, models)))
    names = tuple(dict.fromkeys(case.id for case in cases))
    tokens: int | None = None
    costs: list[float | None] = []
    for model in asked:
        spent = [_spent(case, model) for case in cases]
        known = [one for one in spent if one is not None]
        if not known:
            continue
        usual = Spent(round(fmean(one.input for one in known)), 0, round(fmean(one.output for one in known)))
        tokens = (tokens or 0) + sum((one or usual).input + (one or usual).output for one in spent)
        costs += [price_usd(model, one or usual) for one in spent]
    priced = [cost for cost in costs if cost is not None]
    return Stale(run, asked, names, tokens, sum(priced) if priced and len(priced) == len(costs) else None)


def _spent(case: Case, model: str) -> Spent | None:
    """The tokens of one brief that a case's cassette tells of; None without one."""
    cassette = load_cassette(cassette_path(case.folder, model))
    if cassette is None or not cassette.replies:
        return None
    first = min(reply.repeat for reply in cassette.replies)
    usages = [_usage(reply.body) for reply in cassette.replies if reply.repeat == first]
    return Spent(sum(read for read, _ in usages), 0, sum(written for _, written in usages))


def _usage(body: Any) -> tuple[int, int]:
    """Tokens in and out, as a reply's body says; nothing where it does not."""
    try:
        spent = read_reply((body if isinstance(body, str) else json.dumps(body)).encode()).spent
    except (NotAReply, ErrorBody):
        return 0, 0
    return (spent.input, spent.output) if spent else (0, 0)
