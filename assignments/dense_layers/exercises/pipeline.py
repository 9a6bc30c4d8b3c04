"""The network of the last listing: two dense layers, ReLU between them, softmax at the end.

It is put together here, of the student's own classes. What each of them computes is judged in its
own exercise; here it is enough that they fit together and keep out of each other's way.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from nnfs import datasets

from grader.check.compare import refused, states
from grader.check.values import Unfit, array, mapping, sequence
from grader.exercise import Case, Exercise, Line
from grader.model import Finding

from .asking import OUTPUTS, Spelling, attribute, copied, fed, made, seed
from .judging import as_dict, equals, varies
from .layer_lines import activation_lines

STEPS = ("dense1", "activation1", "dense2", "activation2")
_FEW = 5
"""Rows shown of the example, as in the lesson."""


class Pipeline(Exercise):
    """Judged by shapes, by what every object remembers, and by where results are stored."""

    name = "pipeline"
    asks = ("Layer_Dense", "Activation_ReLU", "Activation_Softmax")
    shown = ("rows",)

    def examples(self) -> Iterator[Case]:
        yield Case("lesson", samples=100, sizes=[2, 3, 3], seed=0)

    def cases(self, rng: np.random.Generator) -> Iterator[Case]:
        rows, inputs, hidden, classes = (int(n) for n in rng.permutation(np.arange(3, 10))[:4])
        number = int(rng.integers(1 << 31))
        sizes = [inputs, hidden + 4, classes]
        yield Case("batch", X=rng.normal(0, 2, (rows, inputs)), sizes=sizes, seed=number)

    def run(self, student: Any, case: Case) -> Any:
        names = Spelling.of(student.Layer_Dense)
        seed(case.seed)
        X = case.inputs.get("X")
        if X is None:  # as in the listing: the data are drawn first, then the weights
            X, _ = datasets.spiral_data(case.samples, case.sizes[-1])
        inputs, hidden, classes = case.sizes
        objects = [student.Layer_Dense(inputs, hidden), made(student.Activation_ReLU)]
        born = names.read(objects[0])["weights"]
        objects += [student.Layer_Dense(hidden, classes), made(student.Activation_Softmax)]
        held = names.read(objects[0])["weights"]
        outputs, batch = [], X
        for one in objects:
            outputs.append(fed(one, copied(batch)))
            batch = outputs[-1]
        return {
            "rows": batch[:_FEW] if isinstance(batch, np.ndarray) else batch,
            "outputs": outputs,
            "stored": [copied(attribute(one, OUTPUTS)) for one in objects],
            "weights": [born, held],
            "samples": len(X),
        }

    def check(self, case: Case, got: Any, want: Any) -> Iterator[Finding]:
        answers = mapping(got, "pipeline", ())
        with np.errstate(all="ignore"):
            findings = [*_together(case, answers, want["samples"]), *_stored(answers)]
        yield from findings

    def lines(self, case: Case, got: Any) -> Iterator[Line]:
        yield from activation_lines(STEPS, as_dict(got).get("outputs"))


def _together(case: Case, answers: Mapping[str, Any], samples: int) -> Iterator[Finding]:
    _, hidden, classes = case.sizes
    widths = (hidden, hidden, classes, classes)
    try:
        found = sequence(answers.get("outputs"), "output", len(STEPS))
        outputs = [
            array(one, f"{step}.output", (samples, width))
            for step, one, width in zip(STEPS, found, widths, strict=True)
        ]
    except Unfit as unfit:
        yield refused(unfit, item="together")
        return
    first, *_, last, end = outputs
    flows = all(np.isfinite(one).all() for one in outputs) and varies(first) and varies(end)
    yield states(flows and not equals(end, last), "pipeline.flows", item="together")
    yield states(_remembered(answers, outputs), "pipeline.apart", item="together")


def _remembered(answers: Mapping[str, Any], outputs: list[Any]) -> bool:
    """Tell whether every object still holds its output at the end, and the first its weights."""
    try:
        stored = sequence(answers.get("stored"), "output", len(STEPS))
        born, held = sequence(answers.get("weights"), "weights", 2)
        same = born is None or equals(held, array(born, "weights"))
    except Unfit:
        return False
    pairs = zip(stored, outputs, strict=True)
    return same and all(one is None or equals(one, right) for one, right in pairs)


def _stored(answers: Mapping[str, Any]) -> Iterator[Finding]:
    stored = answers.get("stored")
    found = stored if isinstance(stored, list) and len(stored) == len(STEPS) else [None] * 4
    parts = {"Layer_Dense": (0, 2), "Activation_ReLU": (1,), "Activation_Softmax": (3,)}
    for name, places in parts.items():
        ok = all(_is_array(found[place]) for place in places)
        yield states(ok, "pipeline.stored", item="stored", part=name, name=name)


def _is_array(value: Any) -> bool:
    try:
        found = array(value, "output")
    except Unfit:
        return False
    return found.ndim == 2 and bool(found.any())
