"""`Activation_ReLU`: negative entries become 0, positive ones pass, the input stays as it was."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

import numpy as np

from grader.claim import Answer, Claims, Said, claim, said
from grader.exercise import Case
from grader.measure.compare import agree
from grader.measure.values import Array

from .asking import fed
from .judging import alike, varies

_STOPPED = 0.25


_MOSTLY = 0.75
"""Of the positive numbers, so many pass where some small ones are lost."""
_SMALL = 2.0**-14
"""A positive number that passes, near as it is to 0."""


class Output(Answer):
    """What came out, and whether it is any work."""

    @cached_property
    def output(self) -> Array:
        return self.array("output", self.case.batch.shape)

    @cached_property
    def passes(self) -> bool:
        return bool(agree(self.output, self.case.batch)[self.case.batch > 0].all())

    @cached_property
    def works(self) -> bool:
        """Zeros all over and the input itself are each right on one side, and no work."""
        if self.case.asked == "negative":  # where zeros are all there is to do
            return True
        if _bends(self.output, self.case.batch) or self.is_whole:
            return True
        above = self.case.batch > 0
        mostly = float(agree(self.output, self.case.batch)[above].mean()) >= _MOSTLY
        return mostly and _tells_apart(self.output, self.case.batch)

    @cached_property
    def is_whole(self) -> bool:
        """Whether positive numbers came out as whole ones, what comes after the point cut off."""
        right = np.maximum(self.case.batch, 0)
        return varies(self.output) and bool((self.output == np.trunc(right)).all())


class ReLU(Claims):
    """Judged entry by entry, for each side of zero by itself."""

    name = "Activation_ReLU"
    shown = ("output",)
    meant = ("square",)
    reads = Output

    def examples(self) -> Iterator[Case]:
        yield Case("lesson", asked="mixed", batch=np.array([[-5.0, 2.0, 0.0]]))

    def cases(self, rng: np.random.Generator) -> Iterator[Case]:
        rows, columns = (int(n) for n in rng.permutation(np.arange(4, 9))[:2])
        yield Case("different_sizes", asked="mixed", batch=_both_sides(rng, rows, columns, -1))
        n = int(rng.integers(4, 7))
        yield Case("square", asked="mixed", batch=_both_sides(rng, n, n, 0))
        batch = -rng.uniform(0.5, 4, (columns, rows))
        yield Case("all_negative", asked="negative", batch=batch)

    def run(self, student: Any, case: Case) -> Any:
        [output], changed = fed(student, student.Activation_ReLU, [case.batch])
        return {"output": output, "changed": changed}

    @claim("relu.gate", item="values", part="gate", rests_on="works")
    def gate(self, got: Output) -> bool:
        return bool(agree(got.output, 0.0)[got.case.batch <= 0].all())

    @claim("relu.passes", item="values", part="passes", rests_on="works", on="mixed")
    def positive(self, got: Output) -> Said:
        return said(got.passes, "relu.whole" if got.is_whole and not got.passes else "")

    @claim("unchanged", item="unchanged", rests_on="works", on="mixed")
    def unchanged(self, got: Output) -> bool:
        return got.get("changed") is False


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


def _both_sides(rng: np.random.Generator, rows: int, columns: int, first_sign: int) -> Array:
    """Draw entries on both sides of 0 and of 1, with a 0 here and there, and large ones.

    One is beyond where a ReLU that is cut off (at 6, mostly) lets anything pass, and one hardly
    above 0. Multiples of 1/64, but for that one; float32 holds all of them exactly. The first
    entry is of the sign that is given: `np.vectorize` cuts all to whole numbers where it gives a 0.
    """
    signs = rng.permutation(np.arange(rows * columns) % 3 - 1)  # as many of each
    place = np.flatnonzero(signs == first_sign)[0]
    signs[0], signs[place] = signs[place], signs[0]
    sizes = rng.permutation(np.linspace(16, 255, rows * columns).astype(int)) / 64
    first, second, third, fourth, *_ = np.flatnonzero(signs > 0)
    sizes[first], sizes[second], sizes[third], sizes[fourth] = 2.75, 0.625, 24.25, _SMALL
    sizes[np.flatnonzero(signs < 0)[0]] = 21.5
    return (signs * sizes).reshape(rows, columns)
