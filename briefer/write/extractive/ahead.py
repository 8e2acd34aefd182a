"""How far a unit looks ahead: a score over its forward cues, steps with a date first."""

from __future__ import annotations

import re

from briefer.text.forward import FIRM, ForwardKind, find_forward
from briefer.write.extractive.units import Unit

FORWARD = 2.0
"""A unit from here on is about what comes next: one plan, expectation or fixed step in the writer's own
words."""

_WEIGHTS = {
    ForwardKind.SCHEDULED: 3.0,
    ForwardKind.PLANNED: 2.0,
    ForwardKind.EXPECTED: 2.0,
    ForwardKind.POSSIBLE: 0.7,
    ForwardKind.TIME: 1.3,
}
"""A fixed step is worth most; a hedge or a date alone does not make `FORWARD`, the two together do."""
_IN_QUOTES = 0.4
"""What a speaker foresees inside quotation marks is opinion more often than a step."""
_STEP = re.compile(
    r"\b(?:hearing|votes?|ballot|election|trial|sentenc\w+|deadline|meeting|meet|summit|inquest|appeal|talks|session|"
    r"launch|verdict|review|inquiry|debate|referendum)\b"
)


def look_ahead(unit: Unit, *, day: bool) -> tuple[float, bool]:
    """The unit's forward score, and whether it has a fixed step or a dated plan; `day`: it names a day."""
    quoted = [quotation.outer.shift(-unit.span.start) for quotation in unit.quotations]
    best: dict[ForwardKind, float] = {}
    for cue in find_forward(unit.text):
        inside = any(span.contains(cue.span) for span in quoted)
        weight = _WEIGHTS[cue.kind] * (_IN_QUOTES if inside else 1.0)
        best[cue.kind] = max(best.get(cue.kind, 0.0), weight)
    firm = max((weight for kind, weight in best.items() if kind in FIRM), default=0.0)
    score = firm + best.get(ForwardKind.POSSIBLE, 0.0) + best.get(ForwardKind.TIME, 0.0)
    if firm >= FORWARD:
        score += 0.8 * day + 0.6 * bool(_STEP.search(unit.text))
    fixed = best.get(ForwardKind.SCHEDULED, 0.0) >= FORWARD
    return score, fixed or (firm >= FORWARD and (day or ForwardKind.TIME in best))
