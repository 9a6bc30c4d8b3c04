"""What dropout leaves alone: the parameters, and the gradient through the neurons that stay."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

import numpy as np

from grader.adapt.asking import attempted
from grader.adapt.dropout import Droppable
from grader.adapt.network import Network
from grader.check.rows import row, same, unstopped
from grader.claim import Answer, Claims, claim
from grader.exercise import Case
from grader.lessons.scalar_dropout import TwoLayers, slopes
from grader.lessons.scalar_mlp import as_arrays, flat
from grader.remote.value import recorded

from . import asking
from .where import two_layers

_CALLS = 8
_SHARING = 2
"""Networks that share them."""
_ENOUGH = 3
"""Calls whose gradient is looked at."""


class Calls(Answer):
    """The outputs of every call, its gradient, and the numbers that were there afterwards."""

    @cached_property
    def masks(self) -> TwoLayers | None:
        """Which neurons were off; None where none were, or none that are known."""
        outputs, apart = unstopped(self.get("outputs"), "MLP"), asking.apart(_CALLS, _SHARING)
        found = asking.read(outputs, self.case, self.case.rate, apart)
        drops = found is not None and (found.first.drops or found.second.drops)
        return found if drops else None

    def gradient(self, call: int, length: int) -> Any:
        """Return a call's gradient; None for what is no row of so many numbers."""
        given = self.get("gradients")
        is_there = isinstance(given, list) and call < len(given)
        return row(given[call], length) if is_there else None


class Flow(Claims):
    """The gradient is held to the slope of the network that the student's own mask leaves."""

    name = "gradiente"
    answered = "MLP"
    asks = ("Valor", "MLP")
    asked_twice = False
    reads = Calls

    def cases(self, rng: np.random.Generator) -> Iterator[Case]:
        rate = round(float(rng.uniform(0.35, 0.45)), 3)
        yield two_layers("own_masks", rng, (4, 3), rate)

    def run(self, student: Any, case: Case) -> Any:
        return asking.with_networks(student, lambda networks: _run(networks, case))

    @claim("flow.untouched", item="untouched")
    def untouched(self, got: Calls) -> bool:
        given = [flat(_layers(got.case, call)) for call in range(_CALLS)]
        stay = same(got.get("start"), given[0]) and same(got.get("untouched"), given)
        return got.masks is not None and stay

    @claim("flow.flows", item="flows")
    def flows(self, got: Calls) -> bool:
        if got.masks is None:
            return False
        calls = _telling(got.masks)
        return bool(calls) and all(_arrives(got, got.masks, call) for call in calls)


def _run(networks: Droppable, case: Case) -> dict[str, Any]:
    student = networks.scalars.student
    start = asking.network(networks, case, case.rate).flat()
    asked = attempted(student, lambda: [_some(networks, case, n) for n in range(_SHARING)])
    if isinstance(asked, str):
        return {"outputs": asked}
    calls = [one for of_network in asked for one in of_network]
    outputs, gradients, untouched = (list(column) for column in zip(*calls, strict=True))
    return {"outputs": outputs, "gradients": gradients, "untouched": untouched, "start": start}


def _some(networks: Droppable, case: Case, place: int) -> Any:
    """Ask one network a few times: outputs, gradient, the numbers that were there afterwards."""
    made = asking.network(networks, case, case.rate, place)
    put_back, there = asking.restoring(made)

    def once() -> Any:
        outputs, gradient = _ask(networks, made, case)
        left = there()
        put_back()
        return outputs, gradient, left

    return networks.scalars.student.repeated(_CALLS // _SHARING, once)


def _ask(networks: Droppable, made: Network, case: Case) -> tuple[Any, Any]:
    """Return the outputs, and the gradient of their sum."""
    s = networks.scalars
    s.set_gradients(made.nodes(), 0, len(made.plan.spots))
    outputs = networks.ask(made, case.x[0], case.rate)
    whole = outputs[0]
    for place in range(1, case.sizes[-1]):
        whole = whole + outputs[place]
    s.backward(whole)
    return recorded("numbers", outputs, s.number_name), s.gradients(made.nodes())


# ---------------------------------------------------------------- judging


def _layers(case: Case, call: int) -> list[Any]:
    """Return the layers of the network that a call asked."""
    return as_arrays(asking.layers(case, call * _SHARING // _CALLS))


def _telling(masks: TwoLayers) -> list[int]:
    """Return a few calls that left neurons on in both layers."""
    first, second = masks.first, masks.second
    known = np.flatnonzero(first.read & first.whole)
    on = [int(call) for call in known if first.kept[call].any() and second.kept[call].any()]
    # those with neurons off in both layers tell most
    on.sort(key=lambda call: first.kept[call].all() + second.kept[call].all())
    return on[:_ENOUGH]


def _arrives(got: Calls, masks: TwoLayers, call: int) -> bool:
    """Tell whether what arrives at the neurons that stayed in a call is their slope."""
    layers = _layers(got.case, call)
    right = flat(slopes(layers, np.asarray(got.case.x[0]), masks, call, got.case.rate))
    found = got.gradient(call, len(right))
    kept = (masks.first.kept[call], masks.second.kept[call])
    stayed = flat([_spread(mask, layer) for mask, layer in zip(kept, layers, strict=False)])
    hidden = slice(len(stayed))
    return found is not None and same(found[hidden][stayed], right[hidden][stayed])


def _spread(mask: Any, layer: Any) -> Any:
    """Return which numbers of a layer belong to neurons that stayed."""
    return np.repeat(mask, layer.shape[1]).reshape(layer.shape)
