"""What dropout leaves alone: the parameters, and the gradient through the neurons that stay."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

import numpy as np

from grader.adapt.asking import attempted
from grader.adapt.dropout import Droppable
from grader.adapt.network import Network
from grader.adapt.neurons import Neurons
from grader.adapt.scalar import Scalars
from grader.claim import Answer, Claims, Said, claim, said
from grader.exercise import Case
from grader.lessons.scalar_dropout import TwoLayers, slopes
from grader.lessons.scalar_mlp import as_arrays, flat
from grader.measure.rows import row, same, unstopped
from grader.remote.value import plain, recorded

from . import asking, glance, neuron_flow, valor
from .where import two_layers

_CALLS = 8
_SHARING = 2
"""Networks that share them."""
_TRIES = 8
"""Times that others are asked where no call left a neuron on in each layer: masks may be kept."""
_ENOUGH = 3
"""Calls whose gradient is looked at."""


class Shown(Answer):
    """What became of parameters and gradients, in words."""

    @cached_property
    def words(self) -> Mapping[str, str]:
        """Raises Unfit where there was an exception."""
        unstopped(self.word("stopped") or None, "MLP")
        return {key: self.word(key) for key in ("flows", "valor")}

    @property
    def untouched(self) -> bool:
        return bool(self.words) and self.flag("untouched")

    @property
    def drops(self) -> bool:
        return bool(self.words) and self.flag("drops")


class Flow(Claims):
    """The gradient is held to the slope of the network that the student's own mask leaves."""

    name = "gradiente"
    answered = "MLP"
    asks = ("Valor", "MLP")
    asked_twice = False
    is_glanced_at = True
    reads = Shown

    def cases(self, rng: np.random.Generator) -> Iterator[Case]:
        rate = round(float(rng.uniform(0.35, 0.45)), 3)
        yield two_layers("own_masks", rng, (4, 3), rate)

    def run(self, student: Any, case: Case) -> Any:
        return asking.with_networks(student, lambda networks: _run(networks, case))

    def glance(self, student: Any, case: Case) -> bool:
        scalars = Scalars(student)
        with scalars.mended():
            is_whole = valor.is_whole(scalars)
        return is_whole and asking.with_networks(student, lambda n: _glance(n, case))

    @claim("flow.untouched", item="untouched", rests_on="drops")
    def untouched(self, got: Shown) -> bool:
        return got.untouched

    @claim("flow.flows", item="flows", rests_on="drops")
    def flows(self, got: Shown) -> Said:
        """Hold it to its slope; what the given class hands on beside it must be right as well."""
        valor_, what = got.word("valor"), got.word("valor_of")
        if valor_ == "changed":  # whatever stopped because of it
            if what in valor.TOGETHER:  # its steps may be why, and the way through them
                return said(False, "flow.valor", what=what, by=valor.WAY_BACK)
            return said(False, "flow.valor", what=what)
        arrives = got.words["flows"] == "right"
        if valor_ == "stops" and not arrives:
            return said(False, "flow.valor", what=what)
        if got.words["flows"] == neuron_flow.ALSO_OFF:
            return said(False, "flow.off")
        if got.words["flows"] == neuron_flow.CUT:
            return said(False, "flow.cut")
        return said(arrives)


def _glance(networks: Droppable, case: Case) -> bool:
    return glance.hands_back(networks, case) and glance.may_drop(networks, case, case.rate)


def _run(networks: Droppable, case: Case) -> dict[str, Any]:
    """Ask neurons by themselves, and the network with right ones; or the network as it is."""
    made = asking.network(networks, case, case.rate)
    parts = asking.parts_of(networks, made, case)
    networks.scalars.student.seed(asking.seed_of(case))
    found = _of_network(networks, case, None) if parts is None else _in_parts(networks, case, parts)
    if parts is None and not found["stopped"] and not found["flows"]:
        silent = asking.silent_of(networks, made, case)
        found = found if silent is None else _in_parts(networks, case, silent, draw=False)
    word = valor.judged(networks.scalars)
    of = "" if word == "right" else valor.changed(networks.scalars)
    return {**found, "valor": word, "valor_of": of}


def _in_parts(
    networks: Droppable, case: Case, parts: Neurons, *, draw: bool = True
) -> dict[str, Any]:
    """Ask the network with right neurons, and the student's by themselves, which `draw` or not."""
    student = networks.scalars.student
    found = asking.elsewhere(student, lambda apart: _of_network(apart, case, parts))
    own = neuron_flow.ask(parts, case)
    found["drops"] = own["drops"] if draw else found["drops"]
    found["stopped"] = own["stopped"]
    found["untouched"] = found["untouched"] and own["untouched"]
    found["flows"] = found["flows"] if own["flows"] == "right" else own["flows"]
    return found


def _of_network(networks: Droppable, case: Case, parts: Neurons | None) -> dict[str, Any]:
    """Ask networks, and judge each call's gradient by the masks that its answer shows.

    With right neurons, where there are `parts`: then the submission is loaded apart.
    """
    networks.scalars.student.seed(asking.seed_of(case))
    start = plain(asking.network(networks, case, case.rate).flat())
    for _ in range(_TRIES):
        found, is_told = _once(networks, case, parts, start)
        if is_told:
            break
    return found


def _once(
    networks: Droppable, case: Case, parts: Neurons | None, start: Any
) -> tuple[dict[str, Any], bool]:
    """Ask a few networks; return what is told, and whether others need not be asked."""
    student = networks.scalars.student
    asked = attempted(student, lambda: [_some(networks, case, n, parts) for n in range(_SHARING)])
    if isinstance(asked, str):
        # of layers with right neurons another exercise tells
        stopped = {"stopped": asked} if parts is None else {"untouched": True, "flows": "right"}
        return _told(**stopped), True
    calls = [one for of_network in asked for one in of_network]
    outputs, gradients, left = (list(column) for column in zip(*calls, strict=True))
    given = [flat(_layers(case, call)) for call in range(_CALLS)]
    stay = same(start, given[0]) and same(left, given)
    with np.errstate(all="ignore"):
        masks = asking.read(outputs, case, case.rate, asking.apart(_CALLS, _SHARING))
    if masks is None:
        return _told(untouched=stay, flows="" if parts is None else "right"), True
    telling = _telling(masks)
    told = {_arrival(case, masks, call, gradients[call]) for call in telling}
    drops = masks.first.drops or masks.second_drops
    found = _told(drops=drops, untouched=stay, flows=neuron_flow.worst(told))
    return found, bool(telling) or not stay


def _told(**told: Any) -> dict[str, Any]:
    """Return words for everything, so that answers can be held to each other."""
    return {"stopped": "", "drops": False, "untouched": False, "flows": "", **told}


def _some(networks: Droppable, case: Case, place: int, parts: Neurons | None) -> Any:
    """Ask one network a few times: outputs, gradient, the numbers that were there afterwards."""
    made = asking.network(networks, case, case.rate, place)
    put_back, there = asking.restoring(made)
    student = networks.scalars.student

    def once() -> Any:
        outputs, gradient = _ask(networks, made, case)
        left = there()
        put_back()
        return outputs, gradient, left

    if parts is None:
        return student.repeated(_CALLS // _SHARING, once)
    with parts.of_another(made, networks).replaced("graph"):
        return student.repeated(_CALLS // _SHARING, once)


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


def _arrival(case: Case, masks: TwoLayers, call: int, given: Any) -> str:
    """Tell how what arrives at the neurons that stayed in a call is related to their slope."""
    layers = _layers(case, call)
    right = flat(slopes(layers, np.asarray(case.x[0]), masks, call, case.rate))
    kept = (masks.first.kept[call], masks.second.kept[call])
    stayed = flat([_spread(mask, layer) for mask, layer in zip(kept, layers, strict=False)])
    hidden = slice(len(stayed))
    found = row(given, len(right))
    if found is None:
        return "none"
    if masks.first.off == masks.second.off == "zero" and found[hidden][~stayed].any():
        return neuron_flow.ALSO_OFF
    return neuron_flow.compared(found[hidden][stayed], right[hidden][stayed])


def _spread(mask: Any, layer: Any) -> Any:
    """Return which numbers of a layer belong to neurons that stayed."""
    return np.repeat(mask, layer.shape[1]).reshape(layer.shape)
