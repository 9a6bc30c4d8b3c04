"""`backward_propagation_with_dropout`, held to the student's own forward pass."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

import numpy as np

from grader.check.compare import agree
from grader.check.network import (
    NAMES,
    Array,
    alive,
    draw_labels,
    draw_parameters,
    draw_sizes,
    draw_until,
    forward,
    sigmoid,
)
from grader.check.values import Unfit, array, mapping
from grader.exercise import Case
from grader.model import Finding

from .asking import gradients, seed
from .judging import as_dict
from .own_slopes import draw_directions, followed, read_slopes, slopes, steady

NAME = "own_forward"
_ALL, _NONE = 1 - 1e-9, 1e-9
_DRAWS = 3
_QUIET = 0.5
"""Weights so small that outputs stay off 0 and 1 where a wrong factor makes them larger."""


def draw_case(rng: np.random.Generator) -> Case:
    """Draw a network whose hidden layers are awake; which units are off is the student's draw.

    So is, then, whether a slope happens to be 0 or a unit to sit at the ReLU's corner: there are
    three draws, and one is enough.
    """
    sizes, m = draw_sizes(rng, smallest=5)

    def draw() -> tuple[Array, dict[str, Array]]:
        parameters = {name: _QUIET * value for name, value in draw_parameters(rng, sizes).items()}
        X = rng.normal(size=(sizes[0], m))
        return X, forward(X, parameters)

    X, net = draw_until(draw, lambda drawn: alive(drawn[1]) and steady(drawn[1], "Z1"))
    parameters = {name: net[name] for name in NAMES}
    return Case(
        NAME, X=X, Y=draw_labels(rng, 1, m), parameters=parameters,
        keep_prob=round(float(rng.uniform(0.6, 0.7)), 2),
        seeds=[int(number) for number in rng.integers(1 << 31, size=_DRAWS)],
        directions=draw_directions(rng, parameters),
    )  # fmt: skip


def run(student: Any, case: Case) -> Any:
    """Ask for passes there and back, for the cost on either side, and for the two extremes."""

    def there(p: Any, keep_prob: float, number: int) -> Any:
        seed(number)
        own = {name: value.copy() for name, value in p.items()}
        return student.forward_propagation_with_dropout(case.X.copy(), own, keep_prob)

    def cost(number: int, p: Any) -> Any:
        A3, _cache = there(p, case.keep_prob, number)
        losses = case.Y * np.log(A3) + (1 - case.Y) * np.log(1 - A3)
        return -np.sum(losses) / case.Y.shape[1]

    def draw(number: int) -> dict[str, Any]:
        A3, cache = there(case.parameters, case.keep_prob, number)
        found = student.backward_propagation_with_dropout(
            case.X.copy(), case.Y.copy(), cache, case.keep_prob
        )
        around = slopes(partial(cost, number), case.parameters, case.directions)
        return {"A3": A3, "gradients": gradients(found), "slopes": around}

    first = case.seeds[0]
    return {
        "draws": [draw(number) for number in case.seeds],
        "extremes": [there(case.parameters, end, first)[0] for end in (_ALL, _NONE)],
    }


def check(case: Case, got: Any) -> Iterator[Finding]:
    """Judge by the slope of the student's own forward pass, which must turn units off.

    Nothing is said: what comes of an own case is not shown.
    """
    answers = mapping(got, "gradients", ("draws", "extremes"))
    draws, extremes = (_listed(answers[key]) for key in ("draws", "extremes"))
    given = [as_dict(draw) for draw in draws]
    with np.errstate(all="ignore"):
        follows = any(_follows(case, draw) for draw in given)
        ok = follows and _turns_units_off(case, [draw.get("A3") for draw in given], extremes)
    for part in ("dA1", "dA2"):
        yield Finding("same_units", ok, part=part)
        yield Finding("scaling", ok, part=part)
    yield Finding("rest", ok)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _follows(case: Case, draw: Mapping[str, Any]) -> bool:
    """Tell whether every gradient is the slope, with the units that this draw turned off."""
    try:
        found = read_slopes(draw.get("slopes"))
    except Unfit:
        return False
    return {*followed(draw.get("gradients"), found, case.directions)} == {*NAMES}


def _turns_units_off(case: Case, drawn: list[Any], extremes: list[Any]) -> bool:
    """Tell whether draws differ or, at one end of keep_prob, nothing but b3 is left."""
    shape = (1, case.X.shape[1])
    nothing_left = np.broadcast_to(sigmoid(case.parameters["b3"]), shape)
    if any(_is(end, nothing_left) for end in extremes):
        return True
    first, *others = drawn or [None]
    try:
        return any(not _is(other, array(first, "A3", shape)) for other in others)
    except Unfit:
        return False


def _is(value: Any, expected: Array) -> bool:
    """Tell whether a value is this array: closer than by a factor that is nearly 0."""
    try:
        return bool(agree(array(value, "A3", expected.shape), expected, 1e-12, 1e-12).all())
    except Unfit:
        return False
