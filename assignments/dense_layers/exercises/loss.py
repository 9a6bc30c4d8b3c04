"""`Loss_CategoricalCrossentropy`: the mean of -ln of the right class's probability."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.check.compare import agree, refused, states
from grader.check.network import Array
from grader.check.values import Unfit, array, mapping, number, sequence
from grader.exercise import Case, Exercise, Line
from grader.model import Finding

from .asking import changed, loss_of
from .judging import RTOL, as_dict, numbers, unchanged
from .layer_lines import best, line
from .loss_drawing import drawn, rows_near_zero

FORMATS = ("sparse", "one_hot")
SURE = (0.6, 0.9)
"""Probabilities of a right class that is also the likeliest one."""
CLIPPED = 1e-5
"""What it may cost to keep probabilities away from 0."""


class Loss(Exercise):
    """Judged in both formats of labels; one that fails costs its part and nothing else."""

    name = "Loss_CategoricalCrossentropy"
    shown = ("loss",)
    meant = ("square", "zero")

    def examples(self) -> Iterator[Case]:
        probabilities = np.array([[0.09, 0.24, 0.67], [0.8, 0.1, 0.1]])
        others = np.array([[0.32, 0.01, 0.67], [0.8, 0.05, 0.15]])
        moved = np.array([[0.3, 0.5, 0.2], [0.4, 0.3, 0.3]])
        yield Case(
            "lesson", probabilities=probabilities, labels=np.array([2, 0]),
            others=others, moved=moved, classes=3,
        )  # fmt: skip

    def cases(self, rng: np.random.Generator) -> Iterator[Case]:
        samples, classes = (int(n) for n in rng.permutation(np.arange(3, 7))[:2])
        yield drawn("different_sizes", rng, samples, classes)
        n = int(rng.integers(3, 6))
        yield drawn("square", rng, n, n)
        yield Case("zero", rows=rows_near_zero(rng), labels=np.array([1]), classes=3)

    def run(self, student: Any, case: Case) -> Any:
        ask = _near_zero if case.name == "zero" else _ask
        found: dict[str, Any] = {}
        raised: Exception | None = None
        for name, labels in _labels(case).items():
            try:
                found[name] = ask(student, case, labels)
            except MemoryError:
                raise
            except Exception as error:
                found[name], raised = None, raised or error
        if raised is not None and not any(found.values()):
            raise raised
        first = next(one for one in found.values() if one)
        return {**found, "loss": first["loss"]}

    def check(self, case: Case, got: Any, want: Any) -> Iterator[Finding]:
        answers = mapping(got, "Loss_CategoricalCrossentropy", ())
        with np.errstate(all="ignore"):
            findings = list((_finite if case.name == "zero" else _whole)(case, answers))
        yield from findings

    def lines(self, case: Case, got: Any) -> Iterator[Line]:
        if case.name == "zero":  # how large is left open
            return
        right = -np.log(case.probabilities[np.arange(len(case.labels)), case.labels]).mean()
        losses = [as_dict(as_dict(got).get(name)).get("loss") for name in FORMATS]
        # labels in one format may be read wrongly: that is another matter
        found = [line("loss", loss, right, RTOL, CLIPPED) for loss in losses if loss is not None]
        yield from best(found)

    def factors(self, case: Case) -> Mapping[str, float]:
        return {"len(y_true)": len(case.labels), "y_pred.shape[1]": case.classes}


# ---------------------------------------------------------------- asking


def _labels(case: Case) -> dict[str, Array]:
    return {"sparse": case.labels, "one_hot": np.eye(case.classes)[case.labels]}


def _ask(student: Any, case: Case, labels: Array) -> dict[str, Any]:
    def loss(probabilities: Array, rows: Any = slice(None)) -> Any:
        target = student.Loss_CategoricalCrossentropy
        return loss_of(target, probabilities[rows].copy(), labels[rows].copy())

    each = range(len(labels))
    found = {key: loss(case.inputs[key]) for key in ("probabilities", "others", "moved")}
    found["alone"] = [loss(case.probabilities, slice(i, i + 1)) for i in each]
    found["sure"] = [loss(_sure(case, p), slice(0, 1)) for p in SURE]
    return {"loss": found["probabilities"], **found}


def _sure(case: Case, p: float) -> Array:
    """Return one row in which the first sample's class has probability p."""
    row = np.full((1, case.classes), (1 - p) / (case.classes - 1))
    row[0, case.labels[0]] = p
    return row


def _near_zero(student: Any, case: Case, labels: Array) -> dict[str, Any]:
    found = []
    untouched = True
    for row in case.rows:
        mine, given = row.copy(), labels.copy()
        found.append(loss_of(student.Loss_CategoricalCrossentropy, mine, given))
        untouched = untouched and not changed(row, mine) and not changed(labels, given)
    return {"loss": found[0], "rows": found, "changed": not untouched}


# ---------------------------------------------------------------- judging


def _whole(case: Case, answers: Mapping[str, Any]) -> Iterator[Finding]:
    """Judge with labels in the format that the loss reads best, then hold both formats together."""
    told = {name: _Told.read(answers.get(name), len(case.labels)) for name in FORMATS}
    best = max(FORMATS, key=lambda name: told[name].merits)  # the first of equals
    yield states(told[best].right_class, "loss.right_class", item="right_class")
    yield states(
        told[best].logarithm, "loss.logarithm",
        item="logarithm", detail=numbers(-np.log(SURE[0]), told[best].sure[0]),
    )  # fmt: skip
    try:
        batch = number(as_dict(answers.get(best)).get("loss"), "loss")
    except Unfit as unfit:
        yield refused(unfit, item="mean")
    else:
        is_mean = told[best].varies and agree(batch, told[best].alone.mean(), RTOL, CLIPPED)
        yield states(is_mean, "loss.mean", item="mean")
    for name in FORMATS:
        ok = told[best].answers_to_labels and told[name].says_as(told[best])
        yield states(ok, f"loss.{name}", item="labels", part=name)


def _finite(case: Case, answers: Mapping[str, Any]) -> Iterator[Finding]:
    """Judge what a probability of exactly 0 costs, and that nothing was written into the inputs."""
    formats = [as_dict(answers.get(name)) for name in FORMATS]
    large = [_is_large(one.get("rows")) for one in formats]
    yield states(any(large), "loss.finite", item="finite")
    judged = formats[large.index(True)] if any(large) else formats[0]
    if any(large) or judged.get("changed") is True:
        yield unchanged(judged, item="finite", done=True)


def _is_large(rows: Any) -> bool:
    """Tell whether probability 0 costs more than a small one does, and a finite number."""
    try:
        none, small = (number(value, "loss") for value in sequence(rows, "loss", 2))
    except Unfit:
        return False
    return bool(np.isfinite(none)) and abs(none) > abs(small)


@dataclass(frozen=True)
class _Told:
    """What a loss said with labels in one format; NaN where it said no number.

    Of a vector, one loss for each sample, the mean is taken: that costs the item of the mean.
    """

    batch: float
    others: float
    moved: float
    alone: Array
    sure: Array

    @classmethod
    def read(cls, answers: Any, samples: int) -> "_Told":
        found = as_dict(answers)
        batch, others, moved = (_level(found.get(k), samples) for k in ("loss", "others", "moved"))
        alone, sure = _numbers(found.get("alone"), samples), _numbers(found.get("sure"), len(SURE))
        return cls(batch, others, moved, alone, sure)

    @property
    def varies(self) -> bool:
        """Tell whether different samples cost differently: a constant is no answer."""
        return bool(np.isfinite(self.alone).all()) and bool(np.ptp(self.alone) > CLIPPED)

    @property
    def answers_to_labels(self) -> bool:
        """Tell whether the right class's probability matters."""
        return bool(np.abs(self.moved - self.batch) > CLIPPED)

    @property
    def right_class(self) -> bool:
        """Tell whether nothing but the right class's probability matters."""
        return self.answers_to_labels and bool(agree(self.others, self.batch, RTOL, CLIPPED))

    @property
    def logarithm(self) -> bool:
        """Tell whether one sample costs -ln of its right class's probability."""
        return bool(agree(self.sure, -np.log(SURE), RTOL, CLIPPED).all())

    @property
    def merits(self) -> int:
        """Count what is right, to choose the format in which the rest is judged."""
        return self.right_class + self.logarithm + self.varies

    def says_as(self, other: "_Told") -> bool:
        """Tell whether labels in another format lead to the same numbers."""
        ours = np.array([self.batch, self.others, self.moved, *self.alone, *self.sure])
        theirs = np.array([other.batch, other.others, other.moved, *other.alone, *other.sure])
        return bool(agree(ours, theirs, RTOL, CLIPPED).all())


def _level(value: Any, samples: int) -> float:
    try:
        found = array(value, "loss")
    except Unfit:
        return np.nan
    return float(found.mean()) if found.size in (1, samples) else np.nan


def _numbers(values: Any, length: int) -> Array:
    try:
        return np.array([number(value, "loss") for value in sequence(values, "loss", length)])
    except Unfit:
        return np.full(length, np.nan)
