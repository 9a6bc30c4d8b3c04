"""`Activation_Softmax`: every row becomes probabilities, whatever numbers it holds."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

import numpy as np

from grader.claim import BY_NAME, Answer, Claims, Said, claim, said
from grader.exercise import Case, Line
from grader.measure.rows import table
from grader.measure.values import Array

from . import layer_lines
from .asking import fed
from .judging import alike
from .softmax_likeness import Likeness, likeness

STABLE = ("large", "apart", "range")
"""Cases of extreme numbers; each is a part of the item."""
_LEAST, _WINS = 0.01, 100.0
"""How much the largest number gets at least, and how many times as much as any other."""
_AWAY = 0.2
"""How far from zero the largest number of a row is, at the least."""


class Outputs(Answer):
    """What came of the batch, and of what else was fed after it."""

    called = "output"

    @cached_property
    def output(self) -> Array:
        return self.array("output", self.case.batch.shape)

    @cached_property
    def likeness(self) -> Likeness:
        return likeness(self.output, self.case.batch)

    @property
    def works_by_row(self) -> bool:
        return self.likeness.any_base or self.likeness.logarithm


class Softmax(Claims):
    """Judged by what a softmax depends on, then by the same with extreme numbers.

    An axis that is wrong costs the sums of the rows, and not what is right about it.
    """

    name = "Activation_Softmax"
    shown = ("output",)
    meant = ("square", *STABLE)
    reads = Outputs

    def examples(self) -> Iterator[Case]:
        batch = np.array([[1.0, 2.0, 3.0], [3.0, 1.0, 0.2]])
        yield Case("lesson", asked="modest", batch=batch)

    def cases(self, rng: np.random.Generator) -> Iterator[Case]:
        rows, columns = (int(n) for n in rng.permutation(np.arange(3, 7))[:2])
        batch = _modest(rng, rows, columns)
        yield Case("different_sizes", asked="modest", batch=batch)
        n = int(rng.integers(3, 6))
        yield Case("square", asked="modest", batch=_modest(rng, n, n))
        for name in STABLE:
            batch, extremes = _whole_numbers(rng), _extremes(rng, name)
            yield Case(name, asked="extreme", batch=batch, extremes=extremes)

    def run(self, student: Any, case: Case) -> Any:
        if case.asked == "extreme":
            others = [case.batch + extreme for extreme in case.extremes]
        else:
            rows = np.arange(1, len(case.batch) + 1)
            moved = case.batch + 3.0 * rows.reshape(-1, 1)
            others = [moved, case.batch[:1], case.batch[-1:]]
        outputs, changed = fed(student, student.Activation_Softmax, [case.batch, *others])
        found = {"output": outputs[0], "changed": changed}
        if case.asked == "extreme":
            return {**found, "extremes": outputs[1:]}
        return {**found, "moved": outputs[1], "alone": outputs[2:]}

    @claim("softmax.exponential", item="exponential", on="modest")
    def exponential(self, got: Outputs) -> bool:
        return got.likeness.exponential

    @claim("softmax.rows", item="rows", rests_on="likeness.any_base", on="modest")
    def rows(self, got: Outputs) -> bool:
        sums = got.output.sum(axis=1)
        return alike(sums, np.ones(len(sums))) and bool((got.output >= 0).all())

    @claim("softmax.own_row", item="own_row", rests_on="works_by_row", on="modest")
    def own_row(self, got: Outputs) -> bool:
        """Rows answer alike by themselves, and with a constant added."""
        output, moved = got.output, got.array("moved", got.output.shape)
        alone = got.arrays("alone", 2, (1, output.shape[1]))
        return alike(np.vstack(alone), output[[0, -1]]) and alike(moved, output)

    @claim("unchanged", item="unchanged", rests_on="likeness.any_work", on="modest")
    def unchanged(self, got: Outputs) -> bool:
        return got.get("changed") is False

    @claim(
        "softmax.stable", item="stable", part=BY_NAME, rests_on="likeness.any_base", on="extreme"
    )
    def stable(self, got: Outputs) -> Said:
        """Extreme numbers cost nothing."""
        if not got.likeness.any_base:  # not a question yet, whatever came of them
            return said(True)
        extremes = got.arrays("extremes", len(got.case.extremes), got.output.shape)
        keeps = _keeps_winners if got.case.name == "range" else _changes_nothing
        return said(keeps(got, extremes), f"softmax.{got.case.name}")

    def lines(self, case: Case, got: Any) -> Iterator[Line]:
        yield layer_lines.line("output", table(got).get("output"), layer_lines.softmax(case.batch))

    def factors(self, case: Case) -> Mapping[str, float]:
        rows, columns = case.batch.shape
        return {"len(inputs)": rows, "inputs.shape[1]": columns}


def _changes_nothing(got: Outputs, extremes: list[Array]) -> bool:
    return all(alike(found, got.output) for found in extremes)


def _keeps_winners(got: Outputs, extremes: list[Array]) -> bool:
    """Tell whether the largest number of each row has nearly all that is in it.

    What a row sums to is another matter.
    """
    for extreme, found in zip(got.case.extremes, extremes, strict=True):
        shares = np.take_along_axis(found, (got.case.batch + extreme).argsort(axis=1), axis=1)
        won, others = shares[:, -1], np.abs(shares[:, :-1]).max(axis=1)
        if not (np.isfinite(shares).all() and (won > np.maximum(_LEAST, _WINS * others)).all()):
            return False
    return True


def _modest(rng: np.random.Generator, rows: int, columns: int) -> Array:
    """Draw rows whose maximum is not near zero: dividing by it would show as nothing but NaN."""
    batch = rng.normal(0, 1.5, (rows, columns))
    is_near = np.abs(batch.max(axis=1, keepdims=True)) < _AWAY
    return np.asarray(batch + np.where(is_near, 2 * _AWAY, 0.0))


def _whole_numbers(rng: np.random.Generator) -> Array:
    """Draw rows of small whole numbers, each in an order of its own.

    As many as there are columns: what comes of other shapes shows elsewhere.
    """
    row = rng.permutation(np.arange(1.0, 5.0))
    return np.stack([np.roll(row, int(step)) for step in rng.permutation(4)])


def _extremes(rng: np.random.Generator, name: str) -> list[Array]:
    """Return what is added to the modest numbers; rounding cannot tell it afterwards."""
    if name == "large":
        return [np.full((4, 4), float(step)) for step in (rng.integers(1000, 1500), -1000)]
    if name == "apart":
        far = np.array([[0.0], [-2000.0], [0.0], [-2000.0]])
        return [far, far[::-1]]
    places = rng.permutation(4)
    return [size * np.eye(4)[places] for size in (900.0, 3000.0)]
