"""Are the cases good fixtures? Sizes that tell axes apart, probabilities away from 0.5, no kinks.

Looks at hidden cases only: public examples are the lesson's, whatever they are. An author who means
a degenerate case says so in the exercise: ``meant = ("square", "exact_zeros")``.
"""

import math
import re
from collections.abc import Iterator
from typing import Any

import numpy as np

from grader.prepare import Prepared, PreparedCase
from grader.validate.flaw import Flaw, Row

_PROBABILITY = re.compile(r"(?i)(^p$|prob|rate$|^taxa|tasa|dropout)")
_DATA = frozenset({"X", "x", "inputs", "entradas"})
"""What lessons call a batch of examples."""
_NEAR_HALF = 0.02
_NEAR_KINK = 1e-6


def examine_fixtures(prepared: Prepared) -> Row:
    """Lint every hidden case's inputs."""
    folder = str(prepared.assignment.folder / "exercises")
    faults = []
    hidden = [case for case in prepared.cases if case.question.kind == "hidden"]
    for case in hidden:
        q = case.question
        exercise = prepared.assignment.exercises[q.exercise]
        said = list(exercise.lint(q.case))
        if q.case.name not in exercise.meant:
            said += _poor(case)
        key = f"{q.exercise}, case {q.case.name}"
        faults += [Flaw(folder, key, sentence) for sentence in said]
    return Row("fixtures", f"{len(hidden)} hidden cases", tuple(faults))


def _poor(case: PreparedCase) -> Iterator[str]:
    for name, value in _leaves(case.question.case.inputs, ""):
        if isinstance(value, np.ndarray):
            yield from _poor_array(name, value)
        elif isinstance(value, float) and _PROBABILITY.search(name) and _is_half(value):
            yield f"{name} is {value:g}: keeping and dropping look alike at one half"


def _is_half(probability: float) -> bool:
    return abs(probability - 0.5) < _NEAR_HALF


def _poor_array(name: str, value: Any) -> Iterator[str]:
    if name in _DATA and value.ndim == 2 and min(value.shape) < 2:
        yield f"{name} holds a single example or a single feature"
    if value.ndim == 2 and value.shape[0] == value.shape[1] > 1:
        yield f"{name} is square: a transposition goes unseen"
    if value.dtype.kind == "f" and value.size and not np.isfinite(value).all():
        yield f"{name} holds NaN or infinity"
    if value.dtype.kind == "f" and value.size > 1:
        near = np.abs(value[np.abs(value) > 0])
        if near.size and float(near.min()) < _NEAR_KINK:
            yield f"{name} comes within {_NEAR_KINK:g} of zero, where ReLU has its kink"


def _leaves(value: Any, name: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, str(key))
    elif isinstance(value, list | tuple):
        for place, inner in enumerate(value):
            yield from _leaves(inner, f"{name}[{place}]")
    elif not isinstance(value, float) or math.isfinite(value):
        yield name, value
