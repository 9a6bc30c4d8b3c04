"""`Loss_CategoricalCrossentropy`: the mean of -ln of the right class's probability."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from grader.claim import Claims, Said, claim, said
from grader.exercise import Case, Line
from grader.measure.rows import table
from grader.measure.values import number

from .judging import RTOL, numbers
from .layer_lines import best, line
from .loss_asking import FORMATS, near_zero, with_labels
from .loss_drawing import drawn, rows_near_zero
from .loss_told import CLIPPED, Losses

BATCH = ("batch", "batch_again")
"""How the cases of whole batches are asked."""


class Loss(Claims):
    """Judged in both formats of labels; one that fails costs its part and nothing else."""

    name = "Loss_CategoricalCrossentropy"
    shown = ("loss",)
    meant = ("square", "zero")
    reads = Losses

    def examples(self) -> Iterator[Case]:
        probabilities = np.array([[0.09, 0.24, 0.67], [0.8, 0.1, 0.1]])
        others = np.array([[0.32, 0.01, 0.67], [0.8, 0.05, 0.15]])
        yield Case(
            "lesson", asked="batch", probabilities=probabilities, labels=np.array([2, 0]),
            others=others, elsewhere=np.array([0, 1]), classes=3, sure=[0.6, 0.9],
        )  # fmt: skip

    def cases(self, rng: np.random.Generator) -> Iterator[Case]:
        # never the example's 3 classes: what is right there and nowhere else shows
        samples, classes = (int(n) for n in rng.permutation(np.arange(4, 7))[:2])
        yield drawn("different_sizes", "batch", rng, samples, classes)
        n = int(rng.integers(4, 7))
        yield drawn("square", "batch_again", rng, n, n)
        elsewhere = np.array([2 * int(rng.integers(2))])
        rows, labels = rows_near_zero(rng), np.array([1])
        given = {"rows": rows, "labels": labels, "elsewhere": elsewhere, "classes": 3}
        yield Case("zero", asked="zero", **given)

    def run(self, student: Any, case: Case) -> Any:
        ask = near_zero if case.asked == "zero" else with_labels
        found: dict[str, Any] = ask(student, case)
        first = next(one for one in found.values() if one)
        return {**found, "loss": first["loss"]}

    @claim("loss.right_class", item="right_class", on=BATCH)
    def right_class(self, got: Losses) -> bool:
        return got.chosen.right_class

    @claim("loss.logarithm", item="logarithm", on=BATCH)
    def logarithm(self, got: Losses) -> Said:
        detail = numbers(-np.log(got.case.sure[0]), got.chosen.sure[0])
        return said(got.chosen.logarithm, detail=detail)

    @claim("loss.mean", item="mean", rests_on="chosen.tells_apart", later="loss.ignores", on=BATCH)
    def mean(self, got: Losses) -> Said:
        told = table(got.get(got.format))
        number(told.get("loss"), "loss")  # one for each sample is no loss
        if told.get("kept") is not None and got.chosen.is_mean and got.keeps:
            return said(False, "loss.keeps")
        return said(got.chosen.is_mean)

    @claim("loss.each", item="mean", rests_on="chosen.tells_apart", later=None, on=BATCH)
    def each(self, got: Losses) -> bool:
        """Of a class with both methods, `forward` gives a loss for each sample."""
        return table(got.get(got.format)).get("each") != "one"

    @claim(
        "loss", item="labels", parts=FORMATS,
        rests_on="chosen.looks", later="loss.ignores", on=BATCH,
    )  # fmt: skip
    def labels(self, got: Losses, name: str) -> Said:
        told = got.told[name]
        ok = told.says_as(got.chosen)
        alone = not ok and told.logarithm and told.looks
        return said(ok, f"loss.{name}_batch" if alone else f"loss.{name}")

    @claim("loss.finite", item="finite", rests_on="anchored", later="loss.ignores", on="zero")
    def finite(self, got: Losses) -> bool:
        return bool(got.large) and not got.leaks

    @claim("unchanged", item="finite", rests_on="anchored", later=None, on="zero")
    def unchanged(self, got: Losses) -> bool:
        return got.anchored[0].get("changed") is False

    def lines(self, case: Case, got: Any) -> Iterator[Line]:
        if case.asked == "zero":  # how large is left open
            return
        right = -np.log(case.probabilities[np.arange(len(case.labels)), case.labels]).mean()
        losses = [table(table(got).get(name)).get("loss") for name in FORMATS]
        # labels in one format may be read wrongly: that is another matter
        found = [line("loss", loss, right, RTOL, CLIPPED) for loss in losses if loss is not None]
        yield from best(found)

    def factors(self, case: Case) -> Mapping[str, float]:
        return {"len(y_true)": len(case.labels), "y_pred.shape[1]": case.classes}
