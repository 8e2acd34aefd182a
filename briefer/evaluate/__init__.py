"""How good briefer's own judgement is, measured on texts and labels that it did not make.

Enters: texts, and what is known about them. Leaves: labelled errors that code planted, and rates with intervals. Must
never happen inside: a model call, the network, a clock; an error planted that does not change the meaning; a rate
without its n.
"""

from __future__ import annotations

from briefer.evaluate.calibrate import (
    Checked,
    Estimate,
    Labelled,
    SetResult,
    calibrate,
    check_labelled,
    labelled_of,
    macro,
)
from briefer.evaluate.detect import ClassRate, Measured, Rate, interval, measure
from briefer.evaluate.mutant import CLASSES, Mutant, MutantClass
from briefer.evaluate.mutate import Given, given_of, mutate

__all__ = [
    "CLASSES",
    "Checked",
    "ClassRate",
    "Estimate",
    "Given",
    "Labelled",
    "Measured",
    "Mutant",
    "MutantClass",
    "Rate",
    "SetResult",
    "calibrate",
    "check_labelled",
    "given_of",
    "interval",
    "labelled_of",
    "macro",
    "measure",
    "mutate",
]
