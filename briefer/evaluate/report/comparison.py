"""A comparison as text for a terminal and as Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from briefer.evaluate.compare import CaseChange, Comparison, Row, Turned
from briefer.evaluate.report.neutral import cell, row, table, told
from briefer.evaluate.report.wording import ARROW, CHANGE, coverage, effect, number, signed, signed_spread
from briefer.publish.render.wording import count
from briefer.publish.render.wrapping import columns, wrap
from briefer.text.terminal import one_line

_MOST = 10
_NOTE = (
    "p: the chance of even one such change among all rows if nothing had changed (Holm). Smallest effect (sees): the "
    "smallest change that this many cases show four times in five."
)


def comparison_markdown(compared: Comparison) -> str:
    """The comparison as Markdown, ending in one line feed."""
    blocks = [f"## {_outcome(compared)}"]
    if compared.problems:
        blocks.append("\n".join(f"- {told(problem)}" for problem in compared.problems))
    if compared.rows:
        rows = [
            row(
                cell(one.run),
                f"{cell(one.scorer)} {ARROW[one.better]}".rstrip(),
                str(one.n),
                number(one.base),
                number(one.head),
                signed(one.delta),
                signed_spread(one.low, one.high),
                number(one.p),
                effect(one.smallest_effect),
                _told(one),
            )
            for one in compared.rows
        ]
        blocks.append(
            table(
                "Run | Scorer | >n | >Base | >Head | >Change | >95 % | >p | >Smallest effect | What to make of it", rows
            )
        )
        blocks.append(_NOTE)
    for title, lines in _lists(compared, told):
        blocks += [f"### {title}", "\n".join(f"- {line}" for line in lines)]
    return "\n\n".join(blocks) + "\n"


def comparison_text(compared: Comparison, width: int = 78) -> str:
    """The comparison as plain lines of at most `width` columns, ending in one line feed."""
    lines = wrap(_outcome(compared), width)
    for problem in compared.problems:
        lines += wrap(one_line(problem), width, first="! ")
    run = None
    for one in compared.rows:
        if one.run != run:
            run = one.run
            lines += ["", one_line(run)]
        lines += _row_lines(one, width)
    if compared.rows:
        lines += ["", *wrap(_NOTE, width)]
    for title, entries in _lists(compared, one_line):
        lines += ["", title]
        for entry in entries:
            lines += wrap(entry, width, first="- ")
    return "\n".join(lines) + "\n"


def worse_lines(compared: Comparison, most: int = _MOST) -> list[str]:
    """What got worse, as Markdown, a line each: whole scores, then cases that ended worse, then single scores."""
    lines = [
        f"**{told(one.scorer)}** of {told(one.run)}: {signed(one.delta)} ({signed_spread(one.low, one.high)}, n {one.n})"
        for one in compared.rows
        if one.change == "worse"
    ]
    lines += [
        f"{told(one.scorer)} of {told(one.run)}: {coverage(one)}" for one in compared.rows if one.better and one.lost
    ]
    lines += _capped([_turn(one, told) for one in compared.turned if one.worse], most)
    lines += _capped([_move(one, told) for one in compared.worse], most)
    return lines


def _outcome(compared: Comparison) -> str:
    changes = [one.change for one in compared.rows]
    worse, better = changes.count("worse"), changes.count("better")
    if not any(one.n for one in compared.rows):
        return "Nothing could be compared"
    said = ", ".join(part for part in (f"{worse} worse" * bool(worse), f"{better} better" * bool(better)) if part)
    asked = sum(one.better is not None for one in compared.rows)
    return f"{count(len(compared.compared), 'case')} compared; of {count(asked, 'score')}: {said or 'no sure change'}"


def _told(one: Row) -> str:
    if not one.n:
        return f"nothing to compare; {coverage(one)}"
    word = f"**{CHANGE[one.change]}**" if one.change == "worse" else CHANGE[one.change]
    return "; ".join(part for part in (word, coverage(one)) if part)


def _row_lines(one: Row, width: int) -> list[str]:
    """What became of a score, and below it the figures behind that."""
    name = f"{one_line(one.scorer)} {ARROW[one.better]}".rstrip()
    verdict = _told(one).replace("**", "")
    if not one.n:
        return wrap(f"{name}: {verdict}", width, first="  ", rest="    ")
    head = f"  {name}{' ' * max(2, 24 - columns(name))}{number(one.base)} → {number(one.head)}   {verdict}"
    figures = [f"{signed(one.delta)} ({signed_spread(one.low, one.high)})", f"n {one.n}"]
    figures += [f"p {number(one.p)}"] if one.p is not None else []
    figures += [f"sees {number(one.smallest_effect)}"] if one.smallest_effect else []
    first = [head] if columns(head) <= width else wrap(head, width, first="  ", rest="    ")
    return first if one.change == "same" else [*first, *wrap(", ".join(figures), width, first="      ")]


def _lists(compared: Comparison, safe: Callable[[str], str]) -> Iterator[tuple[str, list[str]]]:
    if compared.turned:
        turned = [_turn(one, safe) for one in compared.turned]
        yield f"Cases that came to another end: {len(compared.turned)}", _capped(turned, _MOST)
    if compared.worse:
        yield f"Scores of cases that got worse: {len(compared.worse)}", _capped(_moved(compared.worse, safe), _MOST)
    if compared.better:
        yield f"Scores of cases that got better: {len(compared.better)}", _capped(_moved(compared.better, safe), _MOST)


def _moved(changes: tuple[CaseChange, ...], safe: Callable[[str], str]) -> list[str]:
    return [_move(one, safe) for one in changes]


def _move(one: CaseChange, safe: Callable[[str], str]) -> str:
    return f"{safe(one.case)} ({safe(one.run)}), {safe(one.scorer)}: {number(one.base)} → {number(one.head)}"


def _turn(one: Turned, safe: Callable[[str], str]) -> str:
    return f"{safe(one.case)} ({safe(one.run)}): {one.base} → {one.head}"


def _capped(lines: list[str], most: int) -> list[str]:
    return [*lines[:most], f"and {len(lines) - most} more"] if len(lines) > most else lines
