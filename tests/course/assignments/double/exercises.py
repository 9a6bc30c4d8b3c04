"""A small assignment for tests: a function on arrays and a class."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from grader.exercise import Case, Exercise
from grader.measure.compare import close, close_number
from grader.measure.values import array
from grader.model import Finding


class Double(Exercise):
    name = "double"

    def examples(self) -> Iterator[Case]:
        yield Case("small", x=np.array([[1.0, 2.0], [3.0, 4.0]]))

    def cases(self, rng: np.random.Generator) -> Iterator[Case]:
        yield Case("drawn", x=rng.normal(size=(3, 2)))
        yield Case("row", x=rng.normal(size=(1, 4)))

    def run(self, student: Any, case: Case) -> Any:
        return student.double(case.x)

    def check(self, case: Case, got: Any, want: Any) -> Iterator[Finding]:
        found = array(got, "double(x)", np.shape(want))
        yield close(found, want, item="values", what="double(x)")
        yield close(found[0], want[0], item="rows", what="row 0", part="first")
        yield close(found[-1], want[-1], item="rows", what="row -1", part="last")


class Counting(Exercise):
    name = "Counter"

    def cases(self, rng: np.random.Generator) -> Iterator[Case]:
        yield Case("steps", steps=int(rng.integers(2, 9)))

    def run(self, student: Any, case: Case) -> Any:
        counter = student.Counter()
        for _ in range(case.steps):
            counter.step()
        return counter.count

    def check(self, case: Case, got: Any, want: Any) -> Iterator[Finding]:
        yield close_number(got, want, item="counts", what="count")
