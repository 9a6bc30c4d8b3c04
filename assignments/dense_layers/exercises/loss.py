"""`Loss_CategoricalCrossentropy`: the mean of -ln of the right class's probability."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from grader.check.compare import refused, states
from grader.check.values import Unfit, mapping, number, sequence
from grader.exercise import Case, Exercise, Line
from grader.model import Finding

from .judging import RTOL, as_dict, later, numbers, unchanged
from .layer_lines import best, line
from .loss_asking import FORMATS, near_zero, with_labels
from .loss_drawing import drawn, rows_near_zero
from .loss_told import CLIPPED, Told


class Loss(Exercise):
    """Judged in both formats of labels; one that fails costs its part and nothing else."""

    name = "Loss_CategoricalCrossentropy"
    shown = ("loss",)
    meant = ("square", "zero")

    def examples(self) -> Iterator[Case]:
        probabilities = np.array([[0.09, 0.24, 0.67], [0.8, 0.1, 0.1]])
        others = np.array([[0.32, 0.01, 0.67], [0.8, 0.05, 0.15]])
        yield Case(
            "lesson", probabilities=probabilities, labels=np.array([2, 0]),
            others=others, elsewhere=np.array([0, 1]), classes=3, sure=[0.6, 0.9],
        )  # fmt: skip

    def cases(self, rng: np.random.Generator) -> Iterator[Case]:
        # never the example's 3 classes: what is right there and nowhere else shows
        samples, classes = (int(n) for n in rng.permutation(np.arange(4, 7))[:2])
        yield drawn("different_sizes", rng, samples, classes)
        n = int(rng.integers(4, 7))
        yield drawn("square", rng, n, n)
        elsewhere = np.array([2 * int(rng.integers(2))])
        rows, labels = rows_near_zero(rng), np.array([1])
        yield Case("zero", rows=rows, labels=labels, elsewhere=elsewhere, classes=3)

    def run(self, student: Any, case: Case) -> Any:
        ask = near_zero if case.name == "zero" else with_labels
        found: dict[str, Any] = ask(student, case)
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


# ---------------------------------------------------------------- judging


def _whole(case: Case, answers: Mapping[str, Any]) -> Iterator[Finding]:
    """Judge with labels in the format that the loss reads best, then hold both formats together."""
    told = {name: Told.read(answers.get(name), case) for name in FORMATS}
    name = max(FORMATS, key=lambda name: told[name].merits)  # the first of equals
    chosen = told[name]
    yield states(chosen.right_class, "loss.right_class", item="right_class")
    yield states(
        chosen.logarithm, "loss.logarithm",
        item="logarithm", detail=numbers(-np.log(case.sure[0]), chosen.sure[0]),
    )  # fmt: skip
    yield _mean(as_dict(answers.get(name)).get("loss"), chosen)
    for name in FORMATS:
        alike = told[name].says_as(chosen)
        if alike and not chosen.looks:
            yield later("loss.ignores", item="labels", part=name)
        else:
            yield states(alike, f"loss.{name}", item="labels", part=name)


def _mean(loss: Any, told: Told) -> Finding:
    """Judge the mean of something that labels matter to, or that is -ln of a probability."""
    try:
        number(loss, "loss")
    except Unfit as unfit:
        return refused(unfit, item="mean")
    if told.is_mean and not (told.varies and (told.looks or told.logarithm)):
        return later("loss.ignores", item="mean")
    return states(told.is_mean, "loss.mean", item="mean")


def _finite(case: Case, answers: Mapping[str, Any]) -> Iterator[Finding]:
    """Judge what a probability of exactly 0 costs, and that nothing was written into the inputs."""
    formats = [as_dict(answers.get(name)) for name in FORMATS]
    large = [place for place, one in enumerate(formats) if _is_large(one.get("rows"))]
    anchored = [place for place in large if _is_another(formats[place])]
    if not large:
        yield states(False, "loss.finite", item="finite")
        return
    if not anchored:
        yield later("loss.ignores", item="finite")
        return
    yield states(True, "loss.finite", item="finite")
    yield unchanged(formats[anchored[0]], item="finite", works=True)


def _is_large(rows: Any) -> bool:
    """Tell whether probability 0 costs more than a small one does, and a finite number."""
    try:
        none, small = (number(value, "loss") for value in sequence(rows, "loss", 2))
    except Unfit:
        return False
    return bool(np.isfinite(none)) and abs(none) > abs(small)


def _is_another(answers: Mapping[str, Any]) -> bool:
    """Tell whether the same costs something else where another class is right; alike again."""
    try:
        none, other, again = (number(answers.get(k), "loss") for k in ("loss", "other", "again"))
    except Unfit:
        return False
    return abs(none - other) > CLIPPED >= abs(none - again)
