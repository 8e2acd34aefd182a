"""The table at a terminal and on a pipe."""

from __future__ import annotations

import io

import pytest
from rich.cells import cell_len
from rich.console import Console

from briefer.evaluate.report.terminal import results_table
from briefer.evaluate.results import Results
from tests.evaluate.invented import make_empty, make_hostile, make_large, make_results


def printed(results: Results, width: int, *, terminal: bool = False) -> str:
    """What stands on a screen, or on a pipe."""
    out = io.StringIO()
    console = Console(file=out, width=width, force_terminal=terminal, color_system="standard" if terminal else None)
    console.print(results_table(results, width))
    return out.getvalue()


@pytest.mark.parametrize("width", [60, 80, 160])
@pytest.mark.parametrize("results", [make_results(), make_hostile(), make_large(), make_empty()])
def test_no_line_is_wider(width: int, results: Results) -> None:
    """Every line fits, also on a narrow screen, also of hostile text."""
    assert max(cell_len(line) for line in printed(results, width).splitlines()) <= min(width, 100)


def test_numbers_are_whole_at_sixty_columns() -> None:
    """Mean, interval, n, unscored and smallest effect of a score stand on one line."""
    lines = [" ".join(line.split()) for line in printed(make_results(), 60).splitlines()]
    assert "support ↑ 0.700 0.600 to 0.800 2 3 0.396" in lines
    assert "judge_faithful ↑ – – 0 5 –" in lines
    assert "number 57 of 60 95.0 % 86 to 98 %" in lines
    assert lines[0] == "gate RED: 2 of 4 demands not met, 1 flaky, 1 problem"
    assert any(line.startswith("NOT MET support 0.810 at least 0.95") for line in lines)


def test_a_long_name_is_broken_before_a_number_is() -> None:
    """A scorer whose name alone would fill the line leaves its numbers whole."""
    results = make_results()
    metrics = tuple(
        one.model_copy(update={"scorer": f"{one.scorer}_of_all_that_there_is_to_say_of_it"}) for one in results.metrics
    )
    text = printed(results.model_copy(update={"metrics": metrics}), 60)
    assert "0.600 to 0.800  2     3  0.396" in text


def test_nothing_is_cut_off_on_a_very_narrow_screen() -> None:
    """At 30 columns every digit of every number is still there, and no ellipsis."""
    text = printed(make_results(), 30)
    assert "…" not in text
    assert sum(character.isdigit() for character in text) == sum(
        character.isdigit() for character in printed(make_results(), 100)
    )


def test_a_pipe_gets_no_colours_and_a_terminal_does() -> None:
    """Nothing but text on a pipe; the same words in colour on a terminal."""
    assert "\x1b" not in printed(make_results(), 80)
    assert "\x1b[" in printed(make_results(), 80, terminal=True)


def test_hostile_text_is_printed_as_text() -> None:
    """No escape sequence passes, and brackets are no markup."""
    results = make_hostile().model_copy(update={"suite": "[bold red]x[/bold red] \x1b[31m"})
    text = printed(results, 80)
    assert "\x1b" not in text
    assert text.startswith("[bold red]x[/bold red]")


def test_outcomes_and_costs_are_told() -> None:
    """Each run says how its cases ended and what it cost."""
    text = " ".join(printed(make_results(), 100).split())
    assert "1 warn, 1 fail, 1 no brief, 1 stale, 1 endpoint; 8 calls" in text
    assert "not gated" in printed(make_empty(), 80)
