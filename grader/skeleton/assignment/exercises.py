"""One class per exercise: what to ask, how to ask it, how to judge. No answer is here."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from grader.check.compare import close_number
from grader.check.values import mapping
from grader.exercise import Case, Exercise
from grader.model import Finding


class MeanSquaredError(Exercise):
    """Judged by its value, and by what a perfect prediction costs."""

    name = "mean_squared_error"
    shown = ("error",)

    def examples(self) -> Iterator[Case]:
        y_true = np.array([1.0, 0.0, 2.0, 1.5])
        yield Case("lesson", y_pred=np.array([0.5, 0.0, 1.0, 2.0]), y_true=y_true)

    def cases(self, rng: np.random.Generator) -> Iterator[Case]:
        size = int(rng.integers(5, 9))
        yield Case("drawn", y_pred=rng.normal(size=size), y_true=rng.normal(size=size))
        yield Case("matrix", y_pred=rng.normal(size=(4, 7)), y_true=rng.normal(size=(4, 7)))

    def run(self, student: Any, case: Case) -> Any:
        return {
            "error": student.mean_squared_error(case.y_pred, case.y_true),
            "perfect": student.mean_squared_error(case.y_true, case.y_true),
        }

    def check(self, case: Case, got: Any, want: Any) -> Iterator[Finding]:
        answers = mapping(got, "mean_squared_error", ("error", "perfect"))
        error = close_number(answers["error"], want["error"], item="value", what="error")
        yield error
        # a function that always returns 0 knows nothing of perfect predictions
        always_zero = close_number(answers["error"], 0.0, item="zero", what="error").ok
        perfect = close_number(answers["perfect"], 0.0, item="zero", what="error")
        yield replace(error, item="zero") if always_zero else perfect
