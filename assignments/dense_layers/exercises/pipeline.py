"""The network of the last listing: two dense layers, ReLU between them, softmax at the end.

It is put together here, of the student's own classes. What each of them computes is judged in its
own exercise; here it is enough that they fit together, that data flow through each of them, and
that they keep out of each other's way.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from grader.check.compare import refused, states
from grader.check.network import Array, draw_until
from grader.check.values import Unfit, array, mapping, sequence
from grader.exercise import Case, Exercise, Line
from grader.model import Finding
from grader.remote.value import snapshot

from .asking import OUTPUTS, USUAL, Way, usually, way_of
from .flow import Step
from .judging import as_dict, equals, later, varies
from .layer_lines import activation_lines
from .layer_names import LayerNames, by_names
from .spiral import spiral

STEPS = ("dense1", "activation1", "dense2", "activation2")
PLACES = {"Layer_Dense": (0, 2), "Activation_ReLU": (1,), "Activation_Softmax": (3,)}
"""Where each class stands among the steps."""
_ROWS = 20
"""Different ones, each there twice: more than there are orders of the classes."""
_AWAKE = 0.9
"""Share of rows."""
_FEW = 5
"""Rows shown of the example, as in the lesson."""


class Pipeline(Exercise):
    """Judged by shapes, by what every object remembers, and by where results are stored."""

    name = "pipeline"
    asks = ("Layer_Dense", "Activation_ReLU", "Activation_Softmax")
    shown = ("rows",)

    def examples(self) -> Iterator[Case]:
        X = spiral(100, 3, np.random.RandomState(0))
        yield Case("lesson", X=X, drawn=[100] * 3, sizes=[2, 3, 3], seed=0)

    def cases(self, rng: np.random.Generator) -> Iterator[Case]:
        inputs, hidden = (int(n) for n in rng.permutation(np.arange(5, 12))[:2])
        number, places = int(rng.integers(1 << 31)), rng.permutation(2 * _ROWS)
        sizes = [inputs, hidden + 8, 3]
        X = rng.normal(0, 20, (_ROWS, inputs))[places % _ROWS]
        weights = draw_until(
            lambda: [rng.normal(0, 0.1, pair) for pair in pairwise(sizes)],
            lambda drawn: _is_awake(X, *drawn),
        )
        yield Case("batch", X=X, twins=places, weights=weights, sizes=sizes, seed=number)

    def run(self, student: Any, case: Case) -> Any:
        layer = student.Layer_Dense
        found: dict[str, Any] = usually(
            lambda ways: by_names(layer, lambda names: _asked(student, case, names, ways))[1],
            lambda: _ways(student, case),
            dict.fromkeys(PLACES, USUAL),
        )
        end = found["outputs"][-1]
        return {"rows": end[:_FEW] if isinstance(end, np.ndarray) else end, **found}

    def check(self, case: Case, got: Any, want: Any) -> Iterator[Finding]:
        answers = mapping(got, "pipeline", ())
        with np.errstate(all="ignore"):
            flowing = _flowing(case, answers)
            findings = [*_together(case, answers, flowing), *_stored(answers, flowing)]
        yield from findings

    def lines(self, case: Case, got: Any) -> Iterator[Line]:
        yield from activation_lines(STEPS, as_dict(got).get("outputs"))


def _is_awake(X: Array, first: Array, second: Array) -> bool:
    """Tell whether nearly all rows reach the end, even through layers that let nothing negative."""
    ends = np.maximum(X @ first, 0) @ second
    return float((ends > 0).any(axis=1).mean()) >= _AWAKE


# ---------------------------------------------------------------- asking


def _ways(student: Any, case: Case) -> dict[str, Way]:
    """Find out how each class is asked."""
    inputs, hidden, _ = case.sizes
    sizes = {"Layer_Dense": (inputs, hidden)}
    return {name: way_of(getattr(student, name), case.X, *sizes.get(name, ())) for name in PLACES}


def _asked(student: Any, case: Case, names: LayerNames, ways: Mapping[str, Way]) -> dict[str, Any]:
    """Put the network together, with the case's weights where it has some, and feed it."""
    dense, relu, softmax = (getattr(student, name) for name in PLACES)
    to_layer, to_relu, to_softmax = ways.values()
    inputs, hidden, classes = case.sizes
    student.seed(case.seed)
    if "drawn" in case.inputs:
        for size in case.drawn:  # as many numbers as the lesson's data take: its own weights follow
            student.next_normal(size)
    first, activation = to_layer.made(dense, inputs, hidden), to_relu.made(relu)
    born = names.read(first)["weights"]
    second, last = to_layer.made(dense, hidden, classes), to_softmax.made(softmax)
    held = names.read(first)["weights"]
    objects = [(to_layer, first), (to_relu, activation), (to_layer, second), (to_softmax, last)]
    found: dict[str, Any] = {"weights": [born, held]}
    if "weights" in case.inputs:
        for layer, weights in zip((first, second), case.weights, strict=True):
            names.give_weights(layer, weights.T if names.is_turned else weights)
    found["outputs"] = _fed(objects, case.X)
    found["stored"] = [_kept(*one) for one in objects]
    if "weights" in case.inputs:
        found["used"] = [names.read(layer)["weights"] for layer in (first, second)]
    return found


def _fed(objects: Sequence[tuple[Way, Any]], batch: Any) -> list[Any]:
    """Feed a batch to the first object, what comes out to the next; a copy, so that it stays."""
    outputs: list[Any] = []
    for way, thing in objects:
        outputs.append(way.asked(thing, snapshot(outputs[-1]) if outputs else batch))
    return outputs


def _kept(way: Way, thing: Any) -> Any:
    """Return what an object stores where the next step would look for it."""
    return getattr(thing, way.result) if way.result in OUTPUTS else None


# ---------------------------------------------------------------- judging


def _flowing(case: Case, answers: Mapping[str, Any]) -> list[bool] | None:
    """Tell of each step whether data flow through it; None where that is told by another case."""
    if "weights" not in case.inputs:
        return None
    outputs, used = answers.get("outputs"), answers.get("used")
    if not isinstance(outputs, list) or len(outputs) != len(STEPS):
        return [False] * len(STEPS)
    steps = [Step(*one) for one in zip([case.X, *outputs[:-1]], outputs, strict=True)]
    found = [step.flows(case.twins) and not step.is_straight() for step in steps]
    drawn = used if isinstance(used, list) and len(used) == 2 else [None] * 2
    for place, *ways in zip((0, 2), case.weights, drawn, strict=True):
        step = steps[place]
        found[place] = step.flows(case.twins) and any(map(step.follows, ways))
    return found


def _together(
    case: Case, answers: Mapping[str, Any], flowing: list[bool] | None
) -> Iterator[Finding]:
    _, hidden, classes = case.sizes
    widths = (hidden, hidden, classes, classes)
    try:
        found = sequence(answers.get("outputs"), "output", len(STEPS))
        outputs = [
            array(one, f"{step}.output", (len(case.X), width))
            for step, one, width in zip(STEPS, found, widths, strict=True)
        ]
    except Unfit as unfit:
        yield refused(unfit, item="together")
        return
    first, *_, last, end = outputs
    finite = all(np.isfinite(one).all() for one in outputs)
    works = finite and varies(first) and varies(end) and not equals(end, last)
    flows = works and (flowing is None or all(flowing))
    yield states(flows, "pipeline.flows", item="together")
    yield states(_remembered(answers, outputs), "pipeline.apart", item="together")


def _remembered(answers: Mapping[str, Any], outputs: list[Array]) -> bool:
    """Tell whether every object still holds its output at the end, and the first its weights."""
    try:
        stored = sequence(answers.get("stored"), "output", len(STEPS))
        born, held = sequence(answers.get("weights"), "weights", 2)
        same = born is None or equals(held, array(born, "weights"))
    except Unfit:
        return False
    pairs = zip(stored, outputs, strict=True)
    return same and all(one is None or equals(one, right) for one, right in pairs)


def _stored(answers: Mapping[str, Any], flowing: list[bool] | None) -> Iterator[Finding]:
    """Judge that results are stored: results, not whatever a step was given or made up."""
    stored = answers.get("stored")
    found = stored if isinstance(stored, list) and len(stored) == len(STEPS) else [None] * 4
    for name, places in PLACES.items():
        ok = all(_is_array(found[place]) for place in places)
        if ok and flowing is not None and not all(flowing[place] for place in places):
            yield later("pipeline.stored_later", item="stored", part=name, name=name)
        else:
            yield states(ok, "pipeline.stored", item="stored", part=name, name=name)


def _is_array(value: Any) -> bool:
    try:
        found = array(value, "output")
    except Unfit:
        return False
    return found.ndim == 2 and bool(found.any())
