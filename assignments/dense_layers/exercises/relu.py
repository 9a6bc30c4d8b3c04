"""`Activation_ReLU`: negative entries become 0, positive ones pass, the input stays as it was."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from grader.check.compare import agree, refused, states
from grader.check.network import Array
from grader.check.values import Unfit, array, mapping
from grader.exercise import Case, Exercise
from grader.model import Finding

from .asking import changed, fed, made
from .judging import unchanged, varies


class ReLU(Exercise):
    """Judged entry by entry, for each side of zero by itself."""

    name = "Activation_ReLU"
    shown = ("output",)
    meant = ("square",)

    def examples(self) -> Iterator[Case]:
        yield Case("lesson", batch=np.array([[-5.0, 2.0, 0.0]]))

    def cases(self, rng: np.random.Generator) -> Iterator[Case]:
        rows, columns = (int(n) for n in rng.permutation(np.arange(3, 8))[:2])
        yield Case("different_sizes", batch=_both_sides(rng, rows, columns))
        n = int(rng.integers(3, 6))
        yield Case("square", batch=_both_sides(rng, n, n))
        yield Case("all_negative", batch=-rng.uniform(0.5, 4, (columns, rows)))

    def run(self, student: Any, case: Case) -> Any:
        mine = case.batch.copy()
        output = fed(made(student.Activation_ReLU), mine)
        return {"output": output, "changed": changed(case.batch, mine)}

    def check(self, case: Case, got: Any, want: Any) -> Iterator[Finding]:
        answers = mapping(got, "Activation_ReLU", ())
        mixed = case.name != "all_negative"
        try:
            output = array(answers.get("output"), "output", case.batch.shape)
        except Unfit as unfit:
            yield refused(unfit, item="values", part="gate")
            if mixed:
                yield refused(unfit, item="values", part="passes")
                yield refused(unfit, item="unchanged")
            return
        # zeros all over and the input itself are each right on one side, and no work
        done = not mixed or (varies(output) and not np.array_equal(output, case.batch))
        positive = case.batch > 0
        gate = done and agree(output, 0.0)[~positive].all()
        yield states(gate, "relu.gate", item="values", part="gate")
        if mixed:
            passes = done and agree(output, case.batch)[positive].all()
            yield states(passes, "relu.passes", item="values", part="passes")
            yield unchanged(answers, item="unchanged", done=done)


def _both_sides(rng: np.random.Generator, rows: int, columns: int) -> Array:
    """Draw entries on both sides of 0 and of 1, with a 0 here and there.

    Multiples of 1/64, which float32 holds exactly.
    """
    signs = rng.permutation(np.arange(rows * columns) % 3 - 1)  # as many of each
    sizes = rng.integers(16, 256, rows * columns) / 64
    sizes[np.flatnonzero(signs > 0)[0]] = 2.75
    return (signs * sizes).reshape(rows, columns)
