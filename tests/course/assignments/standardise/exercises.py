"""A small assignment for tests of diagnoses: one exercise builds on the other."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from grader.exercise import Case, Exercise
from grader.measure.compare import close
from grader.measure.values import mapping
from grader.model import Finding

SMALL = np.array([[1.0, 2.0], [3.0, 5.0], [8.0, 9.0]])


class Standardise(Exercise):
    name = "standardise"

    def examples(self) -> Iterator[Case]:
        yield Case("small", x=SMALL)

    def cases(self, rng: np.random.Generator) -> Iterator[Case]:
        yield Case("tall", x=rng.normal(size=(7, 2)))
        yield Case("wide", x=rng.normal(size=(3, 5)))

    def run(self, student: Any, case: Case) -> Any:
        return student.standardise(case.x)

    def check(self, case: Case, got: Any, want: Any) -> Iterator[Finding]:
        answers = mapping(got, "standardise(x)", ())
        for name in ("mean", "spread", "result"):
            yield close(answers.get(name), want[name], item=name, what=name)


class Score(Exercise):
    name = "score"
    upstream = ("standardise",)

    def examples(self) -> Iterator[Case]:
        yield Case("small", x=SMALL, w=np.array([2.0, 1.0]))

    def cases(self, rng: np.random.Generator) -> Iterator[Case]:
        yield Case("column", x=rng.normal(size=(4, 1)), w=rng.uniform(1, 2, size=1))

    def run(self, student: Any, case: Case) -> Any:
        return student.score(case.x, case.w)

    def check(self, case: Case, got: Any, want: Any) -> Iterator[Finding]:
        yield close(got, want, item="sum", what="score(x, w)")
