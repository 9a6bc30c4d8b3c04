"""A pass in which no active unit is kept shows nothing: another is asked for, not for ever."""

from typing import Any

import numpy as np
import pytest
from regularization_lesson import FORWARD, REGULARIZATION

RIGHT = REGULARIZATION.reference()[FORWARD]
DRAWN = ("lesson", "different_sizes", "square")


class Empty:
    """Draws masks of zeros so many times, and then as it should."""

    def __init__(self, times: int) -> None:
        self.times = times
        self.asked = 0

    def __call__(self, X: Any, parameters: Any, keep_prob: float = 0.5) -> Any:
        self.asked += 1
        if self.asked > self.times or keep_prob == 1:
            return RIGHT(X, parameters, keep_prob)
        kept = np.random.rand
        np.random.rand = lambda *shape: np.ones(shape)  # none is smaller than keep_prob
        try:
            return RIGHT(X, parameters, keep_prob)
        finally:
            np.random.rand = kept


def lost(name: str, forward: Empty) -> set[str]:
    judge = REGULARIZATION.assignment().exercises[FORWARD]
    functions = {**REGULARIZATION.reference(), FORWARD: forward}
    [case] = [case for case, _ in REGULARIZATION.cases(FORWARD, 0) if case.name == name]
    answer = REGULARIZATION.answer(functions, FORWARD, case, 0)
    return {finding.item for finding in judge.check(case, answer, None) if not finding.ok}


@pytest.mark.parametrize("name", DRAWN)
@pytest.mark.parametrize("times", [0, 1, 3])
def test_by_chance_nothing_is_lost(name: str, times: int) -> None:
    forward = Empty(times)
    assert lost(name, forward) == set()
    assert forward.asked == times + 1


@pytest.mark.parametrize("name", DRAWN)
def test_whoever_never_keeps_any_is_not_asked_for_ever(name: str) -> None:
    forward = Empty(1_000)
    assert {"scaling", "algebra"} <= lost(name, forward)
    assert forward.asked == 8
