"""A mask that is turned round on the way back costs itself; zeros are no such mask."""

from typing import Any

import numpy as np
import pytest
from regularization_lesson import REGULARIZATION

from grader.exercise import Case
from grader.lessons.relu_network import DROPOUT_CACHE

EXERCISE = "backward_propagation_with_dropout"
GRADIENTS = ("dZ3", "dW3", "db3", "dA2", "dZ2", "dW2", "db2", "dA1", "dZ1", "dW1", "db1")


def way_back(X: Any, Y: Any, cache: Any, keep_prob: float, hidden: Any) -> dict[str, Any]:
    """Go back with a step of one's own in the hidden layers: of the error, mask and rate."""
    net, m = {**dict(zip(DROPOUT_CACHE, cache, strict=True)), "A0": X}, X.shape[1]
    found: dict[str, Any] = {"dZ3": net["A3"] - Y}
    for n in (3, 2, 1):
        dZ = found[f"dZ{n}"]
        found[f"dW{n}"] = dZ @ net[f"A{n - 1}"].T / m
        found[f"db{n}"] = dZ.sum(axis=1, keepdims=True) / m
        if n > 1:
            found[f"dA{n - 1}"] = hidden(net[f"W{n}"].T @ dZ, net[f"D{n - 1}"], keep_prob)
            found[f"dZ{n - 1}"] = found[f"dA{n - 1}"] * (net[f"A{n - 1}"] > 0)
    return {name: found[name] for name in GRADIENTS}


STEPS = {
    "right": lambda error, D, keep_prob: error * D / keep_prob,
    "turned round": lambda error, D, keep_prob: error * (1 - D) / keep_prob,
    "zeros": lambda error, D, keep_prob: 0 * error,
}


def lost(step: str, case: Case) -> set[str]:
    judge = REGULARIZATION.assignment().exercises[EXERCISE]

    def own(X: Any, Y: Any, cache: Any, keep_prob: float) -> dict[str, Any]:
        return way_back(X, Y, cache, keep_prob, STEPS[step])

    functions = {**REGULARIZATION.reference(), EXERCISE: own}
    answer = REGULARIZATION.answer(functions, EXERCISE, case, 0)
    want = REGULARIZATION.answer(REGULARIZATION.reference(), EXERCISE, case, 0)
    return {finding.item for finding in judge.check(case, answer, want) if not finding.ok}


def lesson_case(*, all_kept: bool) -> Case:
    [case] = [one for one, _ in REGULARIZATION.cases(EXERCISE, 0) if one.name == "lesson"]
    if not all_kept:
        return case
    cache = dict(zip(DROPOUT_CACHE, case.cache, strict=True))
    for D in ("D1", "D2"):
        cache[D] = np.ones_like(cache[D])
    return Case("lesson", **{**case.inputs, "cache": tuple(cache[name] for name in DROPOUT_CACHE)})


@pytest.mark.parametrize(
    ("step", "all_kept", "items"),
    [
        ("right", False, set()),
        ("right", True, set()),
        ("turned round", False, {"same_units"}),
        ("zeros", False, {"same_units", "scaling", "rest"}),
        ("zeros", True, {"same_units", "scaling", "rest"}),
        ("turned round", True, {"same_units", "scaling", "rest"}),
    ],
)
def test_what_is_lost(step: str, all_kept: bool, items: set[str]) -> None:
    assert lost(step, lesson_case(all_kept=all_kept)) == items
