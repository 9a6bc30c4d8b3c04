"""`Activation_Softmax`: every row becomes probabilities, whatever numbers it holds."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from grader.check.compare import refused, states
from grader.check.network import Array
from grader.check.values import Unfit, array, mapping, sequence
from grader.exercise import Case, Exercise, Line
from grader.model import Finding

from . import layer_lines
from .asking import changed, fed, made
from .judging import alike, as_dict, unchanged, varies

STABLE = ("large", "apart", "range")
"""Cases of extreme numbers; each is a part of the item."""
_WHOLE = ("exponential", "rows", "own_row", "unchanged")


class Softmax(Exercise):
    """Judged by what a softmax depends on, then by the same with extreme numbers.

    An axis that is wrong costs the sums of the rows, and not what is right about it.
    """

    name = "Activation_Softmax"
    shown = ("output",)
    meant = ("square",)

    def examples(self) -> Iterator[Case]:
        yield Case("lesson", batch=np.array([[1.0, 2.0, 3.0], [3.0, 1.0, 0.2]]))

    def cases(self, rng: np.random.Generator) -> Iterator[Case]:
        rows, columns = (int(n) for n in rng.permutation(np.arange(3, 7))[:2])
        yield Case("different_sizes", batch=rng.normal(0, 1.5, (rows, columns)))
        n = int(rng.integers(3, 6))
        yield Case("square", batch=rng.normal(0, 1.5, (n, n)))
        for name in STABLE:
            yield Case(name, batch=_whole_numbers(rng), extremes=_extremes(rng, name))

    def run(self, student: Any, case: Case) -> Any:
        def softmax(logits: Array) -> Any:
            return fed(made(student.Activation_Softmax), logits)

        mine = case.batch.copy()
        found = {"output": softmax(mine), "changed": changed(case.batch, mine)}
        if case.name in STABLE:
            found["extremes"] = [softmax(case.batch + extreme) for extreme in case.extremes]
            return found
        rows = range(len(case.batch))
        moved = case.batch + 3.0 * np.arange(1, len(case.batch) + 1).reshape(-1, 1)
        found["alone"] = [softmax(case.batch[i : i + 1].copy()) for i in rows]
        found["moved"] = softmax(moved)
        return found

    def check(self, case: Case, got: Any, want: Any) -> Iterator[Finding]:
        answers = mapping(got, "Activation_Softmax", ())
        with np.errstate(all="ignore"):
            judge = _extreme if case.name in STABLE else _modest
            findings = list(judge(case, answers))
        yield from findings

    def lines(self, case: Case, got: Any) -> Iterator[Line]:
        yield layer_lines.line(
            "output", as_dict(got).get("output"), layer_lines.softmax(case.batch)
        )

    def factors(self, case: Case) -> Mapping[str, float]:
        rows, columns = case.batch.shape
        return {"len(inputs)": rows, "inputs.shape[1]": columns}


def _modest(case: Case, answers: Mapping[str, Any]) -> Iterator[Finding]:
    shape = case.batch.shape
    try:
        output = array(answers.get("output"), "output", shape)
    except Unfit as unfit:
        for item in _WHOLE:
            yield refused(unfit, item=item)
        return
    some = varies(output)
    yield states(exponential(output, case.batch), "softmax.exponential", item="exponential")
    sums = some and alike(output.sum(axis=1), np.ones(shape[0])) and (output >= 0).all()
    yield states(sums, "softmax.rows", item="rows")
    try:
        alone = np.vstack(
            [
                array(row, "output", (1, shape[1]))
                for row in sequence(answers.get("alone"), "output", shape[0])
            ]
        )
        moved = array(answers.get("moved"), "output", shape)
    except Unfit as unfit:
        yield refused(unfit, item="own_row")
    else:
        own = some and alike(alone, output) and alike(moved, output)
        yield states(own, "softmax.own_row", item="own_row")
    yield unchanged(answers, item="unchanged", done=some and not alike(output, case.batch))


def _extreme(case: Case, answers: Mapping[str, Any]) -> Iterator[Finding]:
    """Judge extreme numbers, for something that is right with modest ones."""
    shape, part = case.batch.shape, case.name
    try:
        output = array(answers.get("output"), "output", shape)
        extremes = [
            array(one, "output", shape)
            for one in sequence(answers.get("extremes"), "output", len(case.extremes))
        ]
    except Unfit as unfit:
        yield refused(unfit, item="stable", part=part)
        return
    works = exponential(output, case.batch)
    if part == "range":
        # the largest number of each row has nearly all of it
        winners = [(case.batch + extreme).argmax(axis=1) for extreme in case.extremes]
        rows = np.arange(shape[0])
        ok = all(
            np.isfinite(found).all() and (found[rows, winner] > 0.1).all()
            for found, winner in zip(extremes, winners, strict=True)
        )
    else:
        ok = all(alike(found, output) for found in extremes)
    yield states(works and ok, f"softmax.{part}", item="stable", part=part)


def exponential(output: Array, logits: Array) -> bool:
    """Tell whether every entry is exp of its logit times a factor of its row or its column.

    Then log(output) - logits is a number of the row plus a number of the column, and differences
    of differences vanish: sums over a wrong axis leave that as it is.
    """
    if not (np.isfinite(output).all() and (output > 0).all()):
        return False
    rest = np.log(output) - logits
    crossed = rest - rest[:1] - rest[:, :1] + rest[:1, :1]
    return bool((np.abs(crossed) <= 1e-4).all())


def _whole_numbers(rng: np.random.Generator) -> Array:
    """Draw two rows of small whole numbers, each in an order of its own."""
    row = rng.permutation(np.arange(1.0, 4.0))
    return np.stack([row, np.roll(row, int(rng.integers(1, 3)))])


def _extremes(rng: np.random.Generator, name: str) -> list[Array]:
    """Return what is added to the modest numbers; rounding cannot tell it afterwards."""
    if name == "large":
        return [np.full((2, 3), float(step)) for step in (rng.integers(1000, 1500), -1000)]
    if name == "apart":
        return [np.array([[0.0], [-2000.0]]), np.array([[-2000.0], [0.0]])]
    places = rng.permutation(3)[:2]
    return [size * np.eye(3)[places] for size in (900.0, 3000.0)]
