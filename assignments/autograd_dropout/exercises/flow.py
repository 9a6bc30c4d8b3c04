"""What dropout leaves alone: the parameters, and the gradient through the neurons that stay."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from grader.adapt.asking import attempted
from grader.adapt.dropout import Droppable
from grader.adapt.network import Network
from grader.check.compare import states
from grader.check.rows import row, same, stopped
from grader.check.values import mapping
from grader.exercise import Case, Exercise
from grader.lessons.scalar_dropout import TwoLayers, slopes
from grader.lessons.scalar_mlp import as_arrays, flat
from grader.model import Finding
from grader.remote.value import recorded

from . import asking
from .where import two_layers

_CALLS = 8
_SHARING = 2
"""Networks that share them."""
_ENOUGH = 3
"""Calls whose gradient is looked at."""


class Flow(Exercise):
    """The gradient is held to the slope of the network that the student's own mask leaves."""

    name = "gradiente"
    asks = ("Valor", "MLP")
    asked_twice = False

    def cases(self, rng: np.random.Generator) -> Iterator[Case]:
        rate = round(float(rng.uniform(0.35, 0.45)), 3)
        yield two_layers("own_masks", rng, (4, 3), rate)

    def run(self, student: Any, case: Case) -> Any:
        return asking.with_networks(student, lambda networks: _run(networks, case))

    def check(self, case: Case, got: Any, want: Any) -> Iterator[Finding]:
        answers = mapping(got, "MLP", ())
        with np.errstate(all="ignore"):
            findings = list(_judge(case, answers))
        yield from findings


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


def _judge(case: Case, answers: Mapping[str, Any]) -> Iterator[Finding]:
    outputs = answers.get("outputs")
    lost = [stopped(outputs, "MLP", item=item) for item in ("flows", "untouched")]
    if lost[0]:
        yield from filter(None, lost)
        return
    apart = asking.apart(_CALLS, _SHARING)
    found = asking.read(outputs, case, case.rate, apart)
    drops = found is not None and (found.first.drops or found.second.drops)
    start = flat(as_arrays(case.layers))
    kept = same(answers.get("start"), start) and _untouched(case, answers.get("untouched"))
    yield states(drops and kept, "flow.untouched", item="untouched")
    flows = drops and found is not None and _flows(case, found, answers.get("gradients"))
    yield states(flows, "flow.flows", item="flows")


def _untouched(case: Case, there: Any) -> bool:
    """Tell whether the numbers after every call are those that its network was given."""
    found = there if isinstance(there, list) and len(there) == _CALLS else []
    return bool(found) and all(
        same(one, flat(_layers(case, call))) for call, one in enumerate(found)
    )


def _layers(case: Case, call: int) -> list[Any]:
    """Return the layers of the network that a call asked."""
    return as_arrays(asking.layers(case, call * _SHARING // _CALLS))


def _flows(case: Case, found: TwoLayers, gradients: Any) -> bool:
    """Tell whether what arrives at the neurons that stayed is their slope, in every call."""
    x = np.asarray(case.x[0])
    given = gradients if isinstance(gradients, list) else []
    first, second = found.first, found.second
    known = np.flatnonzero(first.read & first.whole)
    on = [int(call) for call in known if first.kept[call].any() and second.kept[call].any()]
    # those with neurons off in both layers tell most
    on.sort(key=lambda call: first.kept[call].all() + second.kept[call].all())
    for call in on[:_ENOUGH]:
        layers = _layers(case, call)
        gradient = row(given[call], len(flat(layers))) if call < len(given) else None
        right = flat(slopes(layers, x, found, call, case.rate))
        kept = (first.kept[call], second.kept[call])
        stayed = flat([_spread(mask, layer) for mask, layer in zip(kept, layers, strict=False)])
        own = None if gradient is None else gradient[: len(stayed)][stayed]
        if not same(own, right[: len(stayed)][stayed]):
            return False
    return bool(on)


def _spread(mask: Any, layer: Any) -> Any:
    """Return which numbers of a layer belong to neurons that stayed."""
    return np.repeat(mask, layer.shape[1]).reshape(layer.shape)
