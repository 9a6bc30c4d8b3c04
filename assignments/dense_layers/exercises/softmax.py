"""`Activation_Softmax`: every row becomes probabilities, whatever numbers it holds."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import partial
from typing import Any

import numpy as np

from grader.check.compare import refused, states
from grader.check.network import Array
from grader.check.values import Unfit, array, mapping, sequence
from grader.exercise import Case, Exercise, Line
from grader.model import Finding
from grader.remote.errors import StudentError

from . import layer_lines
from .asking import fed
from .judging import alike, as_dict, later, unchanged
from .softmax_likeness import is_exponential, likeness

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
        ask = partial(fed, student, student.Activation_Softmax)
        if case.name in STABLE:
            extremes = [case.batch + extreme for extreme in case.extremes]
            (output, *others), changed = ask([case.batch, *extremes])
            return {"output": output, "changed": changed, "extremes": others}
        moved = case.batch + 3.0 * np.arange(1, len(case.batch) + 1).reshape(-1, 1)
        parts = [case.batch[:1], case.batch[1:]]
        if case.name != "square":
            (output, moved, *alone), changed = ask([case.batch, moved, *parts])
        else:  # who runs on square batches only shows what is right there
            (output, moved), changed = ask([case.batch, moved])
            alone = None
            with suppress(StudentError):
                alone, _ = ask(parts)
        return {"output": output, "changed": changed, "moved": moved, "alone": alone}

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
    kind = likeness(output, case.batch)
    yield states(kind.exponential, "softmax.exponential", item="exponential")
    sums = bool(alike(output.sum(axis=1), np.ones(shape[0])) and (output >= 0).all())
    if sums and not kind.any_base:
        yield later("softmax.rows_later", item="rows")
    else:
        yield states(sums, "softmax.rows", item="rows")
    yield _own_row(answers, output, works=kind.any_base or kind.logarithm)
    yield unchanged(answers, item="unchanged", works=kind.any_work)


def _own_row(answers: Mapping[str, Any], output: Array, *, works: bool) -> Finding:
    """Judge that a row answers alike by itself, and all of them with a constant added."""
    rows, columns = output.shape
    try:
        first, others = sequence(answers.get("alone"), "output", 2)
        alone = [array(first, "output", (1, columns)), array(others, "output", (rows - 1, columns))]
        moved = array(answers.get("moved"), "output", output.shape)
    except Unfit as unfit:
        return refused(unfit, item="own_row")
    own = alike(np.vstack(alone), output) and alike(moved, output)
    if own and not works:
        return later("softmax.own_row_later", item="own_row")
    return states(own, "softmax.own_row", item="own_row")


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
    works = is_exponential(output, case.batch)
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
    if ok and not works:
        yield later("softmax.stable_later", item="stable", part=part)
    else:
        yield states(ok, f"softmax.{part}", item="stable", part=part)


def _whole_numbers(rng: np.random.Generator) -> Array:
    """Draw rows of small whole numbers, each in an order of its own."""
    row = rng.permutation(np.arange(1.0, 5.0))
    return np.stack([np.roll(row, int(step)) for step in rng.permutation(4)[:3]])


def _extremes(rng: np.random.Generator, name: str) -> list[Array]:
    """Return what is added to the modest numbers; rounding cannot tell it afterwards."""
    if name == "large":
        return [np.full((3, 4), float(step)) for step in (rng.integers(1000, 1500), -1000)]
    if name == "apart":
        return [np.array([[0.0], [-2000.0], [0.0]]), np.array([[-2000.0], [0.0], [-2000.0]])]
    places = rng.permutation(4)[:3]
    return [size * np.eye(4)[places] for size in (900.0, 3000.0)]
