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
from grader.check.values import Array, Unfit, array, mapping, sequence
from grader.exercise import Case, Exercise, Line
from grader.lessons.relu_network import draw_until
from grader.model import Finding
from grader.remote.value import kept, made, snapshot

from .asking import OUTPUTS, Names, in_turn, output, own_names
from .flow import Step
from .judging import as_dict, equals, later, varies
from .layer_form import LayerForm, by_form
from .layer_lines import activation_lines
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
        found = in_turn(
            lambda names: by_form(layer, lambda form: _asked(student, case, form, names))[1],
            lambda: _own_names(student, case),
            len(STEPS),
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


def _own_names(student: Any, case: Case) -> list[Names]:
    """Return the names under which each step keeps its result."""
    dense, relu, softmax = (getattr(student, name) for name in PLACES)
    layer = own_names(dense, case.X, *case.sizes[:2])
    return [layer, own_names(relu, case.X), layer, own_names(softmax, case.X)]


def _asked(student: Any, case: Case, form: LayerForm, names: Sequence[Names]) -> dict[str, Any]:
    """Put the network together, with the case's weights where it has some, and feed it."""
    dense, relu, softmax = (getattr(student, name) for name in PLACES)
    inputs, hidden, classes = case.sizes
    student.seed(case.seed)
    if "drawn" in case.inputs:
        for size in case.drawn:  # as many numbers as the lesson's data take: its own weights follow
            student.next_normal(size)
    first, activation = dense(inputs, hidden), made(relu)
    born = form.read(first)["weights"]
    second, last = dense(hidden, classes), made(softmax)
    objects = (first, activation, second, last)
    found: dict[str, Any] = {"weights": [born, form.read(first)["weights"]]}
    if "weights" in case.inputs:
        for layer, weights in zip((first, second), case.weights, strict=True):
            form.give_weights(layer, weights.T if form.is_turned else weights)
    found["outputs"] = outputs = list[Any]()
    for thing, own in zip(objects, names, strict=True):
        # a copy, so that what was given to the next one stays as it was
        outputs.append(output(thing, snapshot(outputs[-1]) if outputs else case.X, own))
    found["stored"] = [kept(thing, OUTPUTS) for thing in objects]
    if "weights" in case.inputs:
        found["used"] = [form.read(layer)["weights"] for layer in (first, second)]
    return found


# ---------------------------------------------------------------- judging


def _flowing(case: Case, answers: Mapping[str, Any]) -> list[bool] | None:
    """Tell of each step whether data flow through it; None where that is told by another case."""
    if "weights" not in case.inputs:
        return None
    outputs, used = answers.get("outputs"), answers.get("used")
    if not isinstance(outputs, list) or len(outputs) != len(STEPS):
        return [False] * len(STEPS)
    steps = [Step(*one) for one in zip([case.X, *outputs[:-1]], outputs, strict=True)]
    bends = [not step.is_straight() for step in steps]
    bends[1] = bends[1] or steps[1].is_rectified()
    found = [step.flows(case.twins) and bent for step, bent in zip(steps, bends, strict=True)]
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
