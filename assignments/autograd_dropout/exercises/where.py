"""Where neurons are dropped: in every hidden layer, never at the output, never at the input."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from grader.adapt.dropout import Droppable
from grader.check.compare import states
from grader.check.rows import stopped
from grader.check.values import mapping
from grader.exercise import Case, Exercise
from grader.lessons.scalar_dropout import TwoLayers, draw_readable
from grader.model import Finding

from . import asking

_CALLS = 36
_ROUND = 12
"""Calls after which it is mostly seen where there is dropout."""
_PARTS = (("hidden", "first"), ("hidden", "last"), ("output", ""), ("input", ""))


class Where(Exercise):
    """Asked of two hidden layers: each output shows one neuron of the second, and it the first."""

    name = "camadas"
    asks = ("Valor", "MLP")
    upstream = ("Valor",)
    asked_twice = False

    def cases(self, rng: np.random.Generator) -> Iterator[Case]:
        rate = round(float(rng.uniform(0.35, 0.45)), 3)
        yield two_layers("two_hidden_layers", rng, (4, 3), rate)

    def run(self, student: Any, case: Case) -> Any:
        return asking.with_networks(student, lambda networks: _run(networks, case))

    def check(self, case: Case, got: Any, want: Any) -> Iterator[Finding]:
        answers = mapping(got, "MLP", ())
        with np.errstate(all="ignore"):
            findings = list(_judge(case, answers.get("outputs")))
        yield from findings


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


def _judge(case: Case, outputs: Any) -> Iterator[Finding]:
    lost = [stopped(outputs, "MLP", item=item, part=part) for item, part in _PARTS]
    if lost[0]:
        yield from filter(None, lost)
        return
    found = _read(case, outputs)
    if found is None:
        for item, part in _PARTS:
            yield states(False, "where.read", item=item, part=part)
        return
    drops = {"first": found.first.drops, "last": found.second.drops}
    for part, dropped in drops.items():
        yield states(dropped, f"where.{part}", item="hidden", part=part)
    some = any(drops.values())
    yield states(some and found.whole_output, "where.output", item="output")
    whole = bool(found.first.whole[found.first.read].all())
    yield states(some and whole, "where.input", item="input")
