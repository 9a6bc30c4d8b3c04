"""Where neurons are dropped: in every hidden layer, never at the output, never at the input."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

import numpy as np

from grader.adapt.dropout import Droppable
from grader.check.rows import unstopped
from grader.check.values import Unfit
from grader.claim import Answer, Claims, claim
from grader.exercise import Case
from grader.lessons.scalar_dropout import TwoLayers, draw_readable
from grader.model import Text

from . import asking

_CALLS = 36
_ROUND = 12
"""Calls after which it is mostly seen where there is dropout."""


class Masked(Answer):
    """Outputs that tell which neurons were off."""

    @cached_property
    def _found(self) -> TwoLayers | None:
        return _read(self.case, unstopped(self.get("outputs"), "MLP"))

    @property
    def masks(self) -> TwoLayers:
        """The masks of both layers. Raises Unfit where they cannot be told."""
        if self._found is None:
            raise Unfit(Text("where.read.fails"))
        return self._found

    @property
    def drops(self) -> bool:
        return self.masks.first.drops or self.masks.second.drops


class Where(Claims):
    """Asked of two hidden layers: each output shows one neuron of the second, and it the first."""

    name = "camadas"
    answered = "MLP"
    asks = ("Valor", "MLP")
    upstream = ("Valor",)
    asked_twice = False
    reads = Masked

    def cases(self, rng: np.random.Generator) -> Iterator[Case]:
        rate = round(float(rng.uniform(0.35, 0.45)), 3)
        yield two_layers("two_hidden_layers", rng, (4, 3), rate)

    def run(self, student: Any, case: Case) -> Any:
        return asking.with_networks(student, lambda networks: _run(networks, case))

    @claim("where.first", item="hidden", part="first")
    def first(self, got: Masked) -> bool:
        return got.masks.first.drops

    @claim("where.last", item="hidden", part="last")
    def last(self, got: Masked) -> bool:
        return got.masks.second.drops

    @claim("where.output", item="output")
    def whole_output(self, got: Masked) -> bool:
        return got.drops and got.masks.whole_output

    @claim("where.input", item="input")
    def whole_input(self, got: Masked) -> bool:
        first = got.masks.first
        return got.drops and bool(first.whole[first.read].all())


def _run(networks: Droppable, case: Case) -> dict[str, Any]:
    """Ask until both layers were seen to drop, and each output was there often enough."""
    outputs: list[Any] = []
    while len(outputs) < _CALLS:
        answers = asking.calls(networks, case, _ROUND, [case.rate])
        if isinstance(answers, str):
            return {"outputs": answers}
        outputs += answers[0]
        with np.errstate(all="ignore"):
            found = _read(case, outputs)
        if found is None or (found.first.drops and found.second.drops):
            break
    return {"outputs": outputs}


def _read(case: Case, outputs: Any) -> TwoLayers | None:
    count = len(outputs) // _ROUND if isinstance(outputs, list) else 0
    return asking.read(outputs, case, case.rate, np.tile(asking.apart(_ROUND), count))


def two_layers(
    name: str,
    rng: np.random.Generator,
    sizes: tuple[int, int],
    rate: float,
    *,
    features: int = 2,
    total: float = 3.0,
    handed_on: float = 2.0,
) -> Case:
    """Draw a network with two hidden layers whose outputs show who was off.

    `total` are the weights behind the first layer, `handed_on` the one behind each of the second.
    """
    one, other = sizes
    x: list[float] = rng.uniform(0.6, 1.4, features).tolist()
    first, weights = draw_readable(rng, x, one, total)
    second = [[*(0.8 * w for w in np.roll(weights, k).tolist()), -0.8] for k in range(other)]
    outputs = [[handed_on * (k == n) for k in range(other)] + [-0.7] for n in range(other)]
    layers = [first, second, outputs]
    return Case(name, features=features, sizes=[one, other, other], layers=layers, x=[x], rate=rate)
