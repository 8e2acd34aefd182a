"""How well quotations and their speakers are found, beside a regex: `python benchmarks/quotes.py DATA [-v]`.

DATA is a folder with `quote-bench/`: attributions derived from the human layers of GUM, and the documents, as
gzip JSON lines. A row is a clause that attributes and what it governs; those with a quotation mark are scored,
from what `briefer quotes --batch` prints, by the one quotation that shares most characters with the row.

    found           rows whose content holds a mark that have a quotation
    exact           rows that are one quotation from mark to mark: the same first and last character
    speaker         our speaker's span meets the gold speaker's, a pronoun as it stands
      outside       the rows whose gold speaker stands outside the quotation
      all           with those inside one: "I think ...", where gold has "I" and we have who said "I think"
      or inside     all, but a gold speaker inside the quotation counts as right where we name a speaker outside
      name          spans meet, or the one's words are words of the other's name
    null            rows whose gold has no speaker, mostly as the clause leaves it out ("... and said"), where
                    we have none either

Intervals are 95 %, from 2,000 resamples of documents.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from briefer.cli.quotes import quote_line

Row = dict[str, Any]
Found = list[dict[str, Any]]
"""Quotes as `briefer quotes --batch` prints them."""

_RESAMPLES = 2_000
_MARKS = "\"“”‘’'«»„"
_OPENS = re.compile(r"[\"“”]|(?<!\w)['‘]\w")
_WHOLE = re.compile(rf"\W*?([\"“‘']+)\s*([^\"“”]+?)[\"”’']+[^\w{_MARKS}]*")
GROUPS = {
    "news": ("news",),
    "interview": ("interview",),
    "both": ("news", "interview"),
    "speech, court": ("speech", "court"),
}
"""The genres that are reported apart. The last group is spoken language, where marks quote words as words."""


# --- the two programs ------------------------------------------------------------------------------


def by_briefer(text: str) -> Found:
    """What `briefer quotes --batch` prints of a text."""
    line, _ = quote_line((1, json.dumps({"id": "x", "text": text})))
    found: Found = json.loads(line)["quotes"]
    return found


_QUOTED = re.compile(r"[\"“]([^\"“”]+)[\"”]")
_NAME = r"(?:[A-Z][\w.-]+(?: [A-Z][\w.-]+)*|he|she|they|we|I|it)"
_VERB = (
    r"(?:said|says?|tells?|told|added|writes?|wrote|ask(?:s|ed)|replied|explained|continued|stat(?:ed|ing)|not(?:es|ed)|"
    r"claim(?:s|ed)|called|described|reported|announced|commented|tweeted|argued|insisted|warned)"
)
_SAID = re.compile(rf"({_NAME}),? (?:also |has )?{_VERB}\b|\b(?:{_VERB}|according to)(?: the)? ({_NAME})")


def by_regex(text: str) -> Found:
    """The floor: what stands between double marks, and the nearest "X said"."""
    voices = [match.span(match.lastindex or 0) for match in _SAID.finditer(text)]
    found: Found = []
    for match in _QUOTED.finditer(text):
        start, end = match.span(1)
        outside = [v for v in voices if v[1] <= start or v[0] >= end]
        who = min(outside, key=lambda v: max(start - v[1], v[0] - end), default=None)
        speaker = None if who is None else {"name": text[slice(*who)], "start": who[0], "end": who[1]}
        found.append({"text": match[1], "start": start, "end": end, "kind": "direct", "speaker": speaker})
    return found


# --- scores ----------------------------------------------------------------------------------------


def meets(start: int, end: int, spans: Iterable[Sequence[int]]) -> int:
    """How many characters of `start..end` lie in the spans."""
    return sum(max(0, min(end, last) - max(start, first)) for first, last in spans)


@dataclass(frozen=True)
class Case:
    """A row with its text and what one program found of it."""

    row: Row
    text: str
    found: Found
    speaker_inside: bool
    """True if the gold speaker stands inside a quotation of more than one word."""

    @property
    def quote(self) -> dict[str, Any] | None:
        """The quotation that shares most with the row's content; the outer one of two that share the same."""
        spans = self.row["content"]["spans"]
        best = max(self.found, key=lambda q: meets(q["start"], q["end"], spans), default=None)
        return best if best is not None and meets(best["start"], best["end"], spans) else None

    @property
    def holds_mark(self) -> bool:
        """True if the row's content holds a quotation mark; in some rows only the attributing clause does."""
        return any(_OPENS.search(self.text, first, last) for first, last in self.row["content"]["spans"])

    @property
    def whole(self) -> tuple[int, int] | None:
        """First and last character of the one quotation that the row's content is; None if it is more or less."""
        first, last = self.row["content"]["spans"][0][0], self.row["content"]["spans"][-1][1]
        match = _WHOLE.fullmatch(self.text, first, last)
        return match.span(2) if match is not None else None


Score = Callable[[Case], bool | None]
"""Right, wrong, or no row for this score."""


def found(case: Case) -> bool | None:
    """Whether the row has a quotation."""
    return case.quote is not None if case.holds_mark else None


def exact(case: Case) -> bool | None:
    """Whether its bounds are the marks'."""
    whole = case.whole
    return None if whole is None else any((q["start"], q["end"]) == whole for q in case.found)


def span_outside(case: Case) -> bool | None:
    """Whether the speakers' spans meet, the speaker outside the quotation."""
    return None if case.row["speaker"] is None or case.speaker_inside else _spans_meet(case)


def span_all(case: Case) -> bool | None:
    """Whether the speakers' spans meet."""
    return None if case.row["speaker"] is None else _spans_meet(case)


def span_or_inside(case: Case) -> bool | None:
    """Whether the spans meet, or the gold speaker is part of the words that somebody outside says."""
    if case.row["speaker"] is None:
        return None
    return _spans_meet(case) or (case.speaker_inside and case.quote is not None and case.quote["speaker"] is not None)


def same_name(case: Case) -> bool | None:
    """Whether the spans meet or the names share their words."""
    if case.row["speaker"] is None:
        return None
    if case.quote is None or case.quote["speaker"] is None:
        return False
    ours, gold = (
        set(re.findall(r"\w+", n.lower())) for n in (case.quote["speaker"]["name"], case.row["speaker"]["text"])
    )
    return _spans_meet(case) or ours <= gold or gold <= ours


def null_kept(case: Case) -> bool | None:
    """Whether a row without a speaker has none."""
    if case.row["speaker"] is not None or not case.holds_mark:
        return None
    return case.quote is None or case.quote["speaker"] is None


def _spans_meet(case: Case) -> bool:
    speaker = case.quote["speaker"] if case.quote is not None else None
    return speaker is not None and meets(speaker["start"], speaker["end"], case.row["speaker"]["spans"]) > 0


SCORES: dict[str, Score] = {
    "found": found,
    "exact": exact,
    "speaker outside": span_outside,
    "speaker all": span_all,
    "speaker or inside": span_or_inside,
    "speaker name": same_name,
    "null": null_kept,
}


def interval(cases: Sequence[Case], score: Score) -> str:
    """Right of all, the share, and its 95 % interval by document."""
    by_document: dict[str, list[bool]] = {}
    for case in cases:
        value = score(case)
        if value is not None:
            by_document.setdefault(case.row["doc_id"], []).append(value)
    documents = list(by_document.values())
    total, right = sum(map(len, documents)), sum(map(sum, documents))
    if not total:
        return f"{'-':>27}"
    draw = random.Random(0)  # noqa: S311 - no secret
    shares = sorted(
        sum(map(sum, picked)) / sum(map(len, picked))
        for picked in (draw.choices(documents, k=len(documents)) for _ in range(_RESAMPLES))
    )
    low, high = shares[int(0.025 * _RESAMPLES)], shares[int(0.975 * _RESAMPLES) - 1]
    return f"{right:>3}/{total:<3} {right / total:6.1%} [{low:4.0%},{high:5.0%}]"


# --- the bench -------------------------------------------------------------------------------------


def load(path: Path) -> list[Row]:
    """The rows of a gzip JSON Lines file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def wrong(cases: Iterable[Case]) -> Iterator[str]:
    """The rows whose speaker is wrong, or whose null was filled, as one reads them."""
    for case in cases:
        scores = [case.quote is not None, span_all(case), null_kept(case)]
        if all(score is not False for score in scores):
            continue
        row, quote = case.row, case.quote
        gold = row["speaker"]["text"] if row["speaker"] else None
        ours = None if quote is None or quote["speaker"] is None else quote["speaker"]["name"]
        words = " ".join(quote["text"].split())[:90] if quote is not None else "(nothing found)"
        where = " (inside the quotation)" if gold and case.speaker_inside else ""
        yield f"{row['id']}: gold {gold!r}{where}, ours {ours!r}: {words}"


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="folder with quote-bench/")
    parser.add_argument("-v", "--verbose", action="store_true", help="print each row that is wrong")
    options = parser.parse_args()
    bench = options.data / "quote-bench"
    documents = {row["doc_id"]: row["text"] for row in load(bench / "gum-docs.jsonl.gz")}
    rows = [row for row in load(bench / "gum-attribution.jsonl.gz") if row["direct"]]
    by_briefer('"Warm," he said.')  # what is loaded once is in nobody's time
    quoted = {doc_id: [q for q in by_briefer(text) if " " in q["text"]] for doc_id, text in documents.items()}
    for name, program in (("briefer", by_briefer), ("regex", by_regex)):
        started = time.process_time()
        ledgers = {doc_id: program(text) for doc_id, text in documents.items()}
        taken = time.process_time() - started
        cases = [
            Case(row, documents[row["doc_id"]], ledgers[row["doc_id"]], _inside(row, quoted[row["doc_id"]]))
            for row in rows
        ]
        words = sum(len(text.split()) for text in documents.values())
        print(f"{name}: {len(rows)} rows, {len(documents)} documents, {taken / words * 1e6:.1f} ms CPU per 1,000 words")
        print(" " * 20 + "".join(f"{group:<29}" for group in GROUPS).rstrip())
        for title, score in SCORES.items():
            columns = (interval([c for c in cases if c.row["genre"] in genres], score) for genres in GROUPS.values())
            print(f"  {title:<18}" + "".join(f"{column:<29}" for column in columns).rstrip())
        if options.verbose and program is by_briefer:
            print("wrong:", *wrong(cases), sep="\n  ")


def _inside(row: Row, quoted: Found) -> bool:
    return row["speaker"] is not None and any(meets(q["start"], q["end"], row["speaker"]["spans"]) for q in quoted)


if __name__ == "__main__":
    main()
