"""`backward_propagation_with_dropout`, held to the student's own forward pass."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np

from grader.check.compare import agree, states
from grader.check.network import (
    NAMES,
    alive,
    draw_labels,
    draw_network,
    draw_sizes,
    draw_until,
)
from grader.check.values import Unfit, array, mapping
from grader.exercise import Case
from grader.model import Finding

from .asking import gradients, seed
from .own_slopes import draw_directions, followed, read_slopes, slopes

NAME = "own_forward"
_ALL, _NONE = 1 - 1e-12, 1e-12


def draw_case(rng: np.random.Generator) -> Case:
    """Draw a network whose hidden layers are awake; which units are off is the student's draw."""
    sizes, m = draw_sizes(rng, smallest=5)
    X, net = draw_until(partial(draw_network, rng, sizes, m), lambda drawn: alive(drawn[1]))
    parameters = {name: net[name] for name in NAMES}
    return Case(
        NAME, X=X, Y=draw_labels(rng, 1, m), parameters=parameters,
        keep_prob=round(float(rng.uniform(0.6, 0.8)), 2), seed=int(rng.integers(1 << 31)),
        directions=draw_directions(rng, parameters),
    )  # fmt: skip


def run(student: Any, case: Case) -> Any:
    """Ask for a pass there and back, for the cost on either side, and for the two extremes."""

    def there(p: Any, keep_prob: float) -> Any:
        seed(case.seed)
        own = {name: value.copy() for name, value in p.items()}
        return student.forward_propagation_with_dropout(case.X.copy(), own, keep_prob)

    def cost(p: Any) -> Any:
        A3 = there(p, case.keep_prob)[0]
        losses = case.Y * np.log(A3) + (1 - case.Y) * np.log(1 - A3)
        return -np.sum(losses) / case.Y.shape[1]

    _A3, cache = there(case.parameters, case.keep_prob)
    found = student.backward_propagation_with_dropout(
        case.X.copy(), case.Y.copy(), cache, case.keep_prob
    )
    return {
        "gradients": gradients(found),
        "slopes": slopes(cost, case.parameters, case.directions),
        "extremes": [there(case.parameters, keep_prob)[0] for keep_prob in (_ALL, _NONE)],
    }


def check(case: Case, got: Any) -> Iterator[Finding]:
    """Judge by the slope of the student's own forward pass, which must turn units off."""
    answers = mapping(got, "gradients", ("gradients", "slopes", "extremes"))
    with np.errstate(all="ignore"):
        found = read_slopes(answers["slopes"])
        right = set(followed(answers["gradients"], found, case.directions))
    ok = right == {*NAMES} and _turns_units_off(answers["extremes"], case.X.shape[1])
    for part in ("dA1", "dA2"):
        yield states(ok, "backward.own", item="same_units", part=part, name=part)
        yield states(ok, "backward.own", item="scaling", part=part, name=part)
    yield states(ok, "backward.own", item="rest", name="rest")


def _turns_units_off(extremes: Any, m: int) -> bool:
    """Tell whether at one end of keep_prob nothing of X is left: all answers are alike."""
    for end in extremes if isinstance(extremes, list) else ():
        try:
            A3 = array(end, "A3", (1, m))
        except Unfit:
            continue
        if bool(agree(A3, A3[:, :1]).all()):
            return True
    return False
