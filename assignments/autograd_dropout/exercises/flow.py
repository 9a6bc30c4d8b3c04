"""What dropout leaves alone: the parameters, and the gradient through the neurons that stay."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from grader.adapt.asking import attempted
from grader.adapt.dropout import Droppable
from grader.adapt.network import Network
from grader.check.compare import states
from grader.check.rows import row, same, stopped
from grader.check.scalar_dropout import TwoLayers, read_two_layers, slopes
from grader.check.scalar_mlp import as_arrays, flat
from grader.check.values import mapping
from grader.exercise import Case, Exercise
from grader.model import Finding
from grader.remote.value import recorded

from . import asking
from .where import two_layers

_CALLS = 16
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
    asked = attempted(
        student, lambda: [one for _ in range(asking.NETWORKS) for one in _some(networks, case)]
    )
    if isinstance(asked, str):
        return {"outputs": asked}
    outputs, gradients, untouched = (list(column) for column in zip(*asked, strict=True))
    return {"outputs": outputs, "gradients": gradients, "untouched": untouched, "start": start}


def _some(networks: Droppable, case: Case) -> list[Any]:
    """Ask one network a few times: outputs, gradient, the numbers that were there afterwards."""
    made = asking.network(networks, case, case.rate)
    put_back, there = asking.restoring(made)

    def once() -> Any:
        outputs, gradient = _ask(networks, made, case)
        left = there()
        put_back()
        return outputs, gradient, left

    return networks.scalars.student.repeat(_CALLS // asking.NETWORKS, once)


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
    layers = as_arrays(case.layers)
    outputs = answers.get("outputs")
    lost = [stopped(outputs, "MLP", item=item) for item in ("flows", "untouched")]
    if lost[0]:
        yield from filter(None, lost)
        return
    found = read_two_layers(outputs, case.x[0], case.layers, case.rate)
    drops = found is not None and (found.first.drops or found.second.drops)
    there = answers.get("untouched")
    kept = isinstance(there, list) and len(there) == _CALLS
    kept = kept and all(same(one, flat(layers)) for one in (answers.get("start"), *there))
    yield states(drops and kept, "flow.untouched", item="untouched")
    flows = drops and found is not None and _flows(case, found, answers.get("gradients"))
    yield states(flows, "flow.flows", item="flows")


def _flows(case: Case, found: TwoLayers, gradients: Any) -> bool:
    """Tell whether what arrives at the neurons that stayed is their slope, in every call."""
    layers, x = as_arrays(case.layers), np.asarray(case.x[0])
    given = gradients if isinstance(gradients, list) else []
    first, second = found.first, found.second
    known = np.flatnonzero(first.read & first.whole & second.read)
    on = [int(call) for call in known if first.kept[call].any() and second.kept[call].any()]
    # those with neurons off in both layers tell most
    on.sort(key=lambda call: first.kept[call].all() + second.kept[call].all())
    for call in on[:_ENOUGH]:
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
