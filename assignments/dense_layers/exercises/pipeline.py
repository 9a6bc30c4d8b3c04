"""The network of the last listing: two dense layers, ReLU between them, softmax at the end.

It is put together here, of the student's own classes. What each of them computes is judged in its
own exercise; here it is enough that they fit together, that data flow through each of them, and
that they keep out of each other's way.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np

from grader.claim import Answer, Claims, Judgement, Said, claim, said
from grader.exercise import Case, Line
from grader.lessons.relu_network import draw_until, relu
from grader.measure.rows import table
from grader.measure.values import Array, Unfit, array
from grader.remote.errors import Ended, StudentError
from grader.remote.value import is_remote, kept, made, plain, snapshot

from .asking import OUTPUTS, Names, in_turn, output, own_names
from .flow import Step
from .judging import equals, keeps, varies
from .layer_form import LayerForm, by_form, new_layer
from .layer_lines import activation_lines, softmax
from .spiral import spiral

STEPS = ("dense1", "activation1", "dense2", "activation2")
PLACES = {"Layer_Dense": (0, 2), "Activation_ReLU": (1,), "Activation_Softmax": (3,)}
"""Where each class stands among the steps."""
_ROWS = 20
"""Different ones, each there twice: more than there are orders of the classes."""
_AWAKE = 0.9
"""Share of rows."""
_BIAS = 1.0
"""Of every neuron, where weights are given: what biases are born with is judged elsewhere."""
_DRIFT = 0.05
"""Numbers that moved less than this were not drawn anew."""
_FEW = 5
"""Rows shown of the example, as in the lesson."""


class Network(Answer):
    """What the objects gave, one after the other, and what they hold at the end."""

    called = "output"

    @cached_property
    def outputs(self) -> list[Array]:
        """Return what each step gave, as wide as its layer. Raises Unfit."""
        _, hidden, classes = self.case.sizes
        given = self.sequence("outputs", len(STEPS))
        widths = zip(STEPS, given, (hidden, hidden, classes, classes), strict=True)
        return [array(one, f"{step}.output", (len(self.case.X), n)) for step, one, n in widths]

    @cached_property
    def stopped(self) -> list[str]:
        """Return the classes that stop with an exception, or give no array."""
        stopped = self.get("stopped")
        return [name for name in PLACES if isinstance(stopped, list) and name in stopped]

    @property
    def running(self) -> dict[str, bool]:
        """Tell of each class whether it gives an array."""
        return {name: name not in self.stopped for name in PLACES}

    @property
    def runs(self) -> bool:
        return not self.stopped

    @cached_property
    def flowing(self) -> dict[str, bool]:
        """Tell of each class whether data flow through it; its own weights need not tell that."""
        told = self.case.asked == "given"
        return {
            name: name not in self.stopped
            and all(not told or self._flows(place) for place in places)
            for name, places in PLACES.items()
        }

    def _flows(self, place: int) -> bool:
        """Tell whether a layer follows its weights, and an activation is no straight line."""
        try:
            outputs = self.sequence("outputs", len(STEPS))
            step = Step.read(self.sequence("fed", len(STEPS))[place], outputs[place])
            if not step.flows(self.case.twins):
                return False
            if place in PLACES["Layer_Dense"]:
                return any(map(step.follows, self._weights(place // 2)))
        except Unfit:
            return False
        is_relu = place in PLACES["Activation_ReLU"]
        return not step.is_straight() or (is_relu and step.is_rectified())

    def _weights(self, layer: int) -> Iterator[Array]:
        """Yield what a layer was given, then what it holds after all: it may draw again."""
        yield self.case.weights[layer]
        yield array(self.sequence("used", 2, "weights")[layer], "weights")


class Pipeline(Claims):
    """Judged by shapes, by what every object remembers, and by where results are stored."""

    name = "pipeline"
    asks = ("Layer_Dense", "Activation_ReLU", "Activation_Softmax")
    shown = ("rows",)
    reads = Network

    def examples(self) -> Iterator[Case]:
        X = spiral(100, 3, np.random.RandomState(0))
        yield Case("lesson", asked="drawn", X=X, drawn=[100] * 3, sizes=[2, 3, 3], seed=0)

    def cases(self, rng: np.random.Generator) -> Iterator[Case]:
        inputs, hidden = (int(n) for n in rng.permutation(np.arange(5, 12))[:2])
        number, places = int(rng.integers(1 << 31)), rng.permutation(2 * _ROWS)
        sizes = [inputs, hidden + 8, 3]
        X = rng.normal(0, 20, (_ROWS, inputs))[places % _ROWS]
        weights = draw_until(
            lambda: [rng.normal(0, 0.1, pair) for pair in pairwise(sizes)],
            lambda drawn: _is_awake(X, *drawn),
        )
        given = {"X": X, "twins": places, "weights": weights, "sizes": sizes, "seed": number}
        yield Case("batch", asked="given", **given)

    def run(self, student: Any, case: Case) -> Any:
        layer = student.Layer_Dense
        try:
            found = in_turn(
                lambda names: by_form(
                    layer, lambda form: _asked(student, case, form, names), mends=True
                )[1],
                lambda: _own_names(student, case),
                len(STEPS),
            )
        except StudentError:
            found = by_form(layer, lambda form: _one_by_one(student, case, form), mends=True)[1]
        if "stopped" in found:  # what came in the end is not all theirs
            return {"rows": None, **found}
        end = found["outputs"][-1]
        return {"rows": end[:_FEW] if isinstance(end, np.ndarray) else end, **found}

    @claim("pipeline.stops", item="together")
    def stops(self, got: Network) -> Said | None:
        """Name the classes that stop, or give no array: the others are judged apart from them."""
        return said(False, name=", ".join(got.stopped)) if got.stopped else None

    @claim("pipeline.flows", item="together", later=None, rests_on="runs", on="given")
    def flows(self, got: Network) -> Said:
        first, *_, last, end = got.outputs
        finite = all(np.isfinite(one).all() for one in got.outputs)
        works = finite and varies(first) and varies(end) and not equals(end, last)
        # the first: what comes after it may be at fault or not
        names = [name for name, flows in got.flowing.items() if not flows][:1] or [*PLACES]
        return said(works and all(got.flowing.values()), names=", ".join(names))

    @claim("pipeline.apart", item="together", later=None, rests_on="runs")
    def apart(self, got: Network) -> bool:
        """Every object still holds its output at the end, and the first its weights."""
        stored = zip(got.sequence("stored", len(STEPS)), got.outputs, strict=True)
        born, held = got.sequence("weights", 2)
        is_same = born is None or keeps(held, array(born, "weights"))
        return is_same and all(one is None or keeps(one, right) for one, right in stored)

    @claim("pipeline.kept", item="together", rests_on="runs", later=None, on="given")
    def keeps_its_numbers(self, got: Network) -> Judgement:
        """Hold layers to the numbers that they were given: forward only uses them."""
        if not got.flowing["Layer_Dense"]:
            return None
        used, biases = (got.sequence(key, 2) for key in ("used", "biases"))
        given = [np.full(weights.shape[1], _BIAS) for weights in got.case.weights]
        try:
            left = [array(one, "biases").ravel() for one in biases]
            weights = [array(one, "weights") for one in used]
        except Unfit:  # whether they can be seen is told elsewhere
            return None
        known = [one.shape == right.shape for one, right in zip(left, given, strict=True)]
        pairs = zip((*left, *weights), (*given, *got.case.weights), strict=True)
        drifts = any(_drifts(one, right) for one, right in pairs)
        return said(not drifts) if all(known) else None

    @claim(
        "pipeline.stored", item="stored", parts=tuple(PLACES),
        rests_on={"running": "pipeline.stored_stopped", "flowing": "pipeline.stored_later"},
    )  # fmt: skip
    def stored(self, got: Network, name: str) -> Said:
        """Results are stored, and not whatever a step was given or made up."""
        stored = got.sequence("stored", len(STEPS))
        is_stored = all(_is_array(stored[place]) for place in PLACES[name])
        return said(is_stored or name in got.stopped, name=name)

    def lines(self, case: Case, got: Any) -> Iterator[Line]:
        yield from activation_lines(STEPS, table(got).get("outputs"))


def _is_awake(X: Array, first: Array, second: Array) -> bool:
    """Tell whether nearly all rows reach the end, even through layers that let nothing negative."""
    ends = np.maximum(X @ first + _BIAS, 0) @ second + _BIAS
    return float((ends > 0).any(axis=1).mean()) >= _AWAKE


def _drifts(found: Array, given: Array) -> bool:
    """Tell whether numbers moved from where they were put, and not to others altogether."""
    found = found if found.shape == given.shape else found.T
    if found.shape != given.shape or keeps(found, given):
        return False
    return bool(np.abs(found - given).max() < _DRIFT)


def _is_array(value: Any) -> bool:
    try:
        found = array(value, "output")
    except Unfit:
        return False
    return found.ndim == 2


def _own_names(student: Any, case: Case) -> list[Names]:
    """Return the names under which each step keeps its result."""
    dense, relu, softmax = (getattr(student, name) for name in PLACES)
    layer = own_names(dense, case.X, *case.sizes[:2])
    return [layer, own_names(relu, case.X), layer, own_names(softmax, case.X)]


@dataclass(frozen=True, slots=True)
class _Objects:
    """The network's objects as they were made, and what is known of them."""

    steps: tuple[Any, ...]
    weights: list[Any]
    """The first layer's, as it was made and when all were."""


def _objects(student: Any, case: Case, form: LayerForm) -> _Objects:
    """Make the network's objects, with the case's weights where it has some."""
    dense, relu, softmax = (getattr(student, name) for name in PLACES)
    inputs, hidden, classes = case.sizes
    student.seed(case.seed)
    if case.asked == "drawn":
        for size in case.drawn:  # as many numbers as the lesson's data take: its own weights follow
            student.next_normal(size)
    first, activation = new_layer(dense, inputs, hidden), made(relu)
    born = form.read(first)["weights"]
    second, last = new_layer(dense, hidden, classes), made(softmax)
    found = _Objects((first, activation, second, last), [born, form.read(first)["weights"]])
    for layer, sizes in ((first, (inputs, hidden)), (second, (hidden, classes))):
        form.settle(layer, *sizes)
    if case.asked == "given":
        for layer, weights in zip((first, second), case.weights, strict=True):
            form.give_weights(layer, weights.T if form.is_turned else weights)
            form.give_biases(layer, np.full((1, weights.shape[1]), _BIAS))
    return found


def _asked(student: Any, case: Case, form: LayerForm, names: Sequence[Names]) -> dict[str, Any]:
    """Put the network together, and feed it."""
    made_ = _objects(student, case, form)
    fed: list[Any] = [case.X]
    outputs: list[Any] = []
    for thing, own in zip(made_.steps, names, strict=True):
        outputs.append(output(thing, fed[-1], own))
        # a copy, so that what was given to the next one stays as it was
        fed.append(snapshot(outputs[-1]))
    _bystanders(student, case, names)
    return {
        "weights": made_.weights,
        "outputs": outputs,
        "fed": [case.X, *outputs[:-1]],
        **_left(case, form, made_, names),
    }


def _bystanders(student: Any, case: Case, names: Sequence[Names]) -> None:
    """Feed activations that have no part in the network."""
    for place in (1, 3):
        kind = next(name for name, places in PLACES.items() if place in places)
        output(made(getattr(student, kind)), -case.X, names[place])


def _one_by_one(student: Any, case: Case, form: LayerForm) -> dict[str, Any]:
    """Feed a network that stops step by step: after one that gives no array go right numbers."""
    made_ = _objects(student, case, form)
    widths = (case.sizes[1], case.sizes[1], case.sizes[2], case.sizes[2])
    fed, outputs, stopped = [case.X], list[Any](), list[str]()
    names = [OUTPUTS] * len(STEPS)
    for place, (thing, width) in enumerate(zip(made_.steps, widths, strict=True)):
        try:
            found = plain(output(thing, fed[-1]))
            array(None if is_remote(found) else found, STEPS[place], (len(case.X), width))
        except (StudentError, Unfit) as error:
            if isinstance(error, Ended):
                raise
            stopped += [name for name, places in PLACES.items() if place in places]
            outputs.append(None)
            fed.append(_right(case, place, fed[-1]))
        else:
            outputs.append(found)
            fed.append(np.array(found))
    return {
        "weights": made_.weights,
        "outputs": outputs,
        "fed": fed[:-1],
        "stopped": list(dict.fromkeys(stopped)),
        **_left(case, form, made_, names),
    }


def _left(case: Case, form: LayerForm, made_: _Objects, names: Sequence[Names]) -> dict[str, Any]:
    """Return handles of what the objects hold in the end."""
    stored = [kept(thing, own) for thing, own in zip(made_.steps, names, strict=True)]
    if case.asked != "given":
        return {"stored": stored}
    held = [form.read(layer) for layer in (made_.steps[0], made_.steps[2])]
    left = {key: [one[key] for one in held] for key in ("weights", "biases")}
    return {"stored": stored, "used": left["weights"], "biases": left["biases"]}


def _right(case: Case, place: int, given: Array) -> Array:
    """Return what a step should have given; of a layer, with weights of about the lesson's size."""
    if place == 1:
        return relu(given)
    if place == 3:
        return softmax(given)
    weights = case.inputs.get("weights")
    if weights is not None:
        return np.asarray(given @ weights[place // 2] + _BIAS)
    sizes = case.sizes[place // 2], case.sizes[place // 2 + 1]
    return np.asarray(given @ np.random.RandomState(case.seed).normal(0, 0.1, sizes))
