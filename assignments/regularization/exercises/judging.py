"""What claims share: read a student's values whatever they are, say what was found."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from grader.claim import Answer, Said, said
from grader.exercise import Case
from grader.measure.compare import agree
from grader.measure.values import Array, Unfit, array
from grader.model import Text


def own(answers: Mapping[str, Any], name: str, default: Array) -> Array:
    """Return the student's own array, else the default where there is none of its shape."""
    try:
        return array(answers.get(name), name, default.shape)
    except Unfit:
        return default


def is_multiple(value: Any, of: Array) -> bool:
    """Tell whether a value is an array times some number that is not 0."""
    try:
        found = array(value, "value", of.shape)
    except Unfit:
        return False
    squares = float((of * of).sum())
    factor = float((found * of).sum()) / squares if squares else 0.0
    return factor != 0 and bool(agree(found, factor * of).all())


def factors_of(case: Case) -> Mapping[str, float]:
    """Return what formulas of the lesson multiply and divide by, under the lesson's own names."""
    name = "X" if "X" in case.inputs else "Y"
    rows, m = np.shape(case.inputs[name])
    found = {"m": float(m), f"m/{name}.shape[0]": m / rows}
    if "lambd" in case.inputs:
        found |= {"lambd": case.lambd, "lambd/m": case.lambd / m}
    if "keep_prob" in case.inputs:
        keep_prob = case.keep_prob
        found |= {"keep_prob": keep_prob, "1 - keep_prob": 1 - keep_prob}
        found["keep_prob/(1 - keep_prob)"] = keep_prob / (1 - keep_prob) if keep_prob < 1 else 0.0
    return found


def numbers(expected: Any, got: Any) -> Text:
    """Tell two numbers, for examples."""
    return Text("numbers", {"expected": float(expected), "got": float(got)})


def inputs_unchanged(got: Answer, *names: str) -> Said:
    """Say whether the inputs were left as they were; no word of the student's is repeated."""
    found = got.get("changed")
    told = [text for text in found if isinstance(text, str)] if isinstance(found, list) else []
    known = ", ".join(name for name in names if name in told)
    return said(isinstance(found, list) and not found, names=known or "X, Y")
