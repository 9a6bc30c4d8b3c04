"""`Activation_ReLU`: negative entries become 0, positive ones pass, the input stays as it was."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from grader.check.compare import agree, refused, states
from grader.check.network import Array
from grader.check.values import Unfit, array, mapping
from grader.exercise import Case, Exercise
from grader.model import Finding

from .asking import fed
from .judging import alike, later, unchanged, varies

_STOPPED = 0.25


class ReLU(Exercise):
    """Judged entry by entry, for each side of zero by itself."""

    name = "Activation_ReLU"
    shown = ("output",)
    meant = ("square",)

    def examples(self) -> Iterator[Case]:
        yield Case("lesson", batch=np.array([[-5.0, 2.0, 0.0]]))

    def cases(self, rng: np.random.Generator) -> Iterator[Case]:
        rows, columns = (int(n) for n in rng.permutation(np.arange(4, 9))[:2])
        yield Case("different_sizes", batch=_both_sides(rng, rows, columns))
        n = int(rng.integers(4, 7))
        yield Case("square", batch=_both_sides(rng, n, n))
        yield Case("all_negative", batch=-rng.uniform(0.5, 4, (columns, rows)))

    def run(self, student: Any, case: Case) -> Any:
        [output], changed = fed(student, student.Activation_ReLU, [case.batch])
        return {"output": output, "changed": changed}

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
        gates = bool(agree(output, 0.0)[case.batch <= 0].all())
        if not mixed:
            yield states(gates, "relu.gate", item="values", part="gate")
            return
        passes = bool(agree(output, case.batch)[case.batch > 0].all())
        with np.errstate(all="ignore"):
            tells_apart, bends = _tells_apart(output, case.batch), _bends(output, case.batch)
        works = bends or (passes and tells_apart)
        # zeros all over and the input itself are each right on one side, and no work
        if gates and not works:
            yield later("relu.gate_later", item="values", part="gate")
        else:
            yield states(gates, "relu.gate", item="values", part="gate")
        if passes and not works:
            yield later("relu.passes_later", item="values", part="passes")
        else:
            yield states(passes, "relu.passes", item="values", part="passes")
        yield unchanged(answers, item="unchanged", works=works)


def _tells_apart(output: Array, batch: Array) -> bool:
    """Tell whether no negative entry passes as it is, or nearly."""
    below = batch < 0
    return bool((np.abs(output - batch) >= np.abs(batch) / 2)[below].all())


def _bends(output: Array, batch: Array) -> bool:
    """Tell whether entries pass between two bounds, wherever these are: a bend in another place.

    A good part of them does not pass.
    """
    bent = np.clip(batch, output.min(), output.max())
    stopped = float((~agree(output, batch)).mean())
    return varies(output) and alike(output, bent) and stopped >= _STOPPED


def _both_sides(rng: np.random.Generator, rows: int, columns: int) -> Array:
    """Draw entries on both sides of 0 and of 1, with a 0 here and there.

    Multiples of 1/64, which float32 holds exactly.
    """
    signs = rng.permutation(np.arange(rows * columns) % 3 - 1)  # as many of each
    sizes = rng.permutation(np.linspace(16, 255, rows * columns).astype(int)) / 64
    first, second, *_ = np.flatnonzero(signs > 0)
    sizes[first], sizes[second] = 2.75, 0.625
    return (signs * sizes).reshape(rows, columns)
