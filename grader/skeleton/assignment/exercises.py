"""One class per exercise: what to ask, how to ask it, how to judge. No answer is here."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from grader.claim import Answer, Claims, claim
from grader.exercise import Case
from grader.model import Finding


class Errors(Answer):
    """What two pairs of predictions and labels cost."""

    @property
    def tells_apart(self) -> bool:
        """Whether a wrong prediction costs more than nothing."""
        return self.number("error") > 0


class MeanSquaredError(Claims):
    """Judged by its value, and by what a perfect prediction costs."""

    name = "mean_squared_error"
    shown = ("error",)
    reads = Errors

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

    @claim(item="value")
    def value(self, got: Errors) -> Finding:
        return got.close_number("error", got.want["error"])

    # a function that always returns 0 knows nothing of perfect predictions
    @claim("error.perfect", item="zero", rests_on="tells_apart")
    def perfect(self, got: Errors) -> bool:
        return abs(got.number("perfect")) < 1e-9
