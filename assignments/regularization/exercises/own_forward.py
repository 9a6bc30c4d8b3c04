"""`backward_propagation_with_dropout`, held to the student's own forward pass.

That pass has to be the task's, but for which units it turns off and how it scales the others: the
activations in its cache tell both, and the network makes the student's own A3 of them. Then the
gradients are known. The passes there and back are asked in two processes.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

import numpy as np

from grader.claim import Answer, Claims, claim
from grader.exercise import Case
from grader.lessons.relu_network import (
    NAMES,
    alive,
    draw_labels,
    draw_network,
    draw_sizes,
    draw_until,
    relu,
    sigmoid,
)
from grader.measure.compare import agree, equals
from grader.measure.rows import table
from grader.measure.values import Array, Unfit, array, mapping
from grader.remote.value import plain, snapshot

from .asking import asking, gradients, pair

NAME = "own_forward"
_ALL, _NONE = 1 - 1e-9, 1e-9
_CLOSER = (1e-12, 1e-12)
"""Tolerances: closer than by a factor that is nearly 0."""
_DRAWS, _TELLING = 6, 3
"""Passes that are asked for, and how many of them must show a unit that is off and one that is on:
where a unit has one draw for the whole batch, all or none may be off, and such a pass says nothing.
"""
_MOST_ARRAYS = 50
"""Arrays of a cache that are looked at; the lesson's holds 14."""


class Draws(Answer):
    """Passes there and back with units turned off, and there with nearly all or none of them."""

    def __init__(self, case: Case, values: Any, want: Any) -> None:
        super().__init__(case, mapping(values, "gradients", ("draws", "extremes")), want)
        self.draws = [table(draw) for draw in self.sequence("draws", _DRAWS)]
        self.extremes = self.sequence("extremes", 2, "A3")

    @cached_property
    def follow(self) -> bool:
        """Tell whether all gradients are those of the passes, which turn units off by chance."""
        told = [_follows(self.case, draw) for draw in self.draws]
        return False not in told and told.count(True) >= _TELLING and self._are_drawn()

    def _are_drawn(self) -> bool:
        """Tell whether draws differ or, at one end of keep_prob, nothing but b3 is left."""
        shape = (1, self.case.X.shape[1])
        nothing_left = np.broadcast_to(sigmoid(self.case.parameters["b3"]), shape)
        first, *others = (array(draw.get("A3"), "A3", shape) for draw in self.draws)
        is_left = any(equals(end, nothing_left, *_CLOSER) for end in self.extremes)
        return is_left or not all(equals(other, first, *_CLOSER) for other in others)


class OwnForward(Claims):
    """Judged by the gradients of the student's own forward pass, which must turn units off.

    Nothing is said: what comes of an own case is not shown.
    """

    def own_cases(self, rng: np.random.Generator) -> Iterator[Case]:
        sizes, m = draw_sizes(rng, smallest=5)
        X, net = draw_until(lambda: draw_network(rng, sizes, m), lambda drawn: alive(drawn[1]))
        yield Case(
            NAME, asked=NAME, X=X, Y=draw_labels(rng, 1, m),
            parameters={name: net[name] for name in NAMES},
            keep_prob=round(float(rng.uniform(0.6, 0.7)), 2),
            seeds=[int(number) for number in rng.integers(1 << 31, size=_DRAWS)],
        )  # fmt: skip

    def run(self, student: Any, case: Case) -> Any:
        """Ask for passes there, for the two extremes and, elsewhere, for the passes back."""
        pass_there = asking(student, "forward_propagation_with_dropout")

        def there(keep_prob: float, number: int) -> Any:
            student.seed(number)
            return snapshot(pass_there(case.X, case.parameters, keep_prob))

        drawn = [there(case.keep_prob, number) for number in case.seeds]
        ends = [there(end, case.seeds[0])[0] for end in (_ALL, _NONE)]
        passes, extremes = plain((drawn, ends))
        pairs = [pair(one) for one in passes]
        ask = asking(student.apart(), "backward_propagation_with_dropout")
        back = plain([snapshot(ask(case.X, case.Y, cache, case.keep_prob)) for _, cache in pairs])
        draws = [
            {"A3": A3, "cache": cache, "gradients": gradients(found)}
            for (A3, cache), found in zip(pairs, back, strict=True)
        ]
        return {"draws": draws, "extremes": extremes}

    def read(self, case: Case, got: Any, want: Any) -> Answer:
        return Draws(case, got, want) if case.asked == NAME else super().read(case, got, want)

    @claim("", item="same_units", parts=("dA1", "dA2"), on=NAME)
    def own_same_units(self, got: Draws, _name: str) -> bool:
        return got.follow

    @claim("", item="scaling", parts=("dA1", "dA2"), on=NAME)
    def own_scaling(self, got: Draws, _name: str) -> bool:
        return got.follow

    @claim("", item="rest", on=NAME)
    def own_rest(self, got: Draws) -> bool:
        return got.follow


def _follows(case: Case, draw: Mapping[str, Any]) -> bool | None:
    """Tell whether every gradient is that of the pass; None where nothing shows whether it is.

    It is shown where some units were turned off, and not so many that nothing comes back.
    """
    try:
        A3 = array(draw.get("A3"), "A3", (1, case.X.shape[1]))
    except Unfit:
        return False
    found, agrees = table(draw.get("gradients")), False
    for A1, A2 in _activations(case, A3, draw.get("cache")):
        right, shares = _gradients(case, A3, A1, A2)
        if not all(equals(found.get(f"d{name}"), right[name]) for name in NAMES):
            continue
        uneven = any(bool(share.min() < share.max() / 2) for share in shares)
        if uneven and all(bool((right[name] != 0).any()) for name in NAMES):
            return True
        agrees = True
    return None if agrees else False


def _activations(case: Case, A3: Array, cache: Any) -> Iterator[tuple[Array, Array]]:
    """Yield the hidden layers in the cache, in whatever order, of which the network makes A3."""
    p, arrays = case.parameters, _arrays(cache)
    Z1 = p["W1"] @ case.X + p["b1"]
    for A1 in _layers(arrays, Z1):
        Z2 = p["W2"] @ A1 + p["b2"]
        for A2 in _layers(arrays, Z2):
            if agree(sigmoid(p["W3"] @ A2 + p["b3"]), A3).all():
                yield A1, A2


def _layers(arrays: list[Array], Z: Array) -> Iterator[Array]:
    """Yield what may be relu(Z) with units off or down: at rest it is 0, and never negative."""
    for A in arrays:
        if A.shape == Z.shape and (A >= 0).all() and (A[Z <= 0] == 0).all():
            yield A


def _arrays(cache: Any) -> list[Array]:
    values = cache.values() if isinstance(cache, dict) else cache
    if not isinstance(cache, dict | list | tuple):
        return []
    return [
        value for value in values if isinstance(value, np.ndarray) and value.dtype.kind in "biuf"
    ][:_MOST_ARRAYS]


def _gradients(
    case: Case, A3: Array, A1: Array, A2: Array
) -> tuple[dict[str, Array], tuple[Array, Array]]:
    """Return the gradients with these activations, and what became of each unit that is awake."""
    p, m = case.parameters, case.X.shape[1]
    found, befores, dZ = {}, {3: A2, 2: A1, 1: case.X}, A3 - case.Y
    shares: list[Array] = []
    for n in (3, 2, 1):
        found[f"W{n}"] = dZ @ befores[n].T / m
        found[f"b{n}"] = dZ.sum(axis=1, keepdims=True) / m
        if n > 1:
            active = relu(p[f"W{n - 1}"] @ befores[n - 1] + p[f"b{n - 1}"])
            share = np.where(active > 0, befores[n] / active, 0)
            shares.append(share[active > 0])
            dZ = p[f"W{n}"].T @ dZ * share
    return found, (shares[0], shares[1])
