"""Where neurons are dropped: in every hidden layer, never at the output, never at the input."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

import numpy as np

from grader.adapt.asking import attempted
from grader.adapt.dropout import Droppable
from grader.adapt.neurons import Neurons
from grader.claim import Answer, Claims, Said, claim, said
from grader.exercise import Case
from grader.lessons.scalar_dropout import TwoLayers, draw_readable
from grader.measure.rows import unstopped
from grader.measure.values import Unfit
from grader.model import Text

from . import arrival, asking, glance, of_layers
from .read_masks import in_order, times_the_last

_CALLS = 36
_ROUND = 12
"""Calls after which it is mostly seen where there is dropout."""
_NEAR = 1e-6
_EACH = 4
"""Calls of one network: a mask that it keeps for ever may leave all neurons of a layer on."""


class Shown(Answer):
    """Where there is dropout, in words."""

    @cached_property
    def words(self) -> Mapping[str, str]:
        """Raises Unfit where masks cannot be told."""
        unstopped(self.word("stopped") or None, "MLP")
        if self.word("inputs") == "missing":
            raise Unfit(Text("where.shrinks.fails"))
        if not self.word("first"):
            raise Unfit(Text("where.read.fails"))
        return {key: self.word(key) for key in _NOTHING}

    @property
    def drops(self) -> bool:
        return "drops" in (self.words["first"], self.words["last"], self.words["layers"])


class Where(Claims):
    """Asked of two hidden layers: each output shows one neuron of the second, and it the first."""

    name = "camadas"
    answered = "MLP"
    asks = ("Valor", "MLP")
    upstream = ("Valor",)
    asked_twice = False
    is_glanced_at = True
    reads = Shown

    def cases(self, rng: np.random.Generator) -> Iterator[Case]:
        rate = round(float(rng.uniform(0.35, 0.45)), 3)
        yield two_layers("two_hidden_layers", rng, (4, 3), rate)

    def run(self, student: Any, case: Case) -> Any:
        return asking.with_networks(student, lambda networks: _run(networks, case))

    def glance(self, student: Any, case: Case) -> bool:
        return asking.with_networks(
            student, lambda networks: glance.may_drop(networks, case, case.rate)
        )

    @claim("where.first", item="hidden", part="first")
    def first(self, got: Shown) -> Said:
        return _dropping(got, "first")

    @claim("where.last", item="hidden", part="last")
    def last(self, got: Shown) -> Said:
        return _dropping(got, "last")

    @claim("where.output", item="output", rests_on="drops")
    def whole_output(self, got: Shown) -> Said:
        found = got.words["output"]
        return said(found == "whole", "where.multiplied" if found == "multiplied" else "")

    @claim("where.input", item="input", rests_on="drops")
    def whole_input(self, got: Shown) -> bool:
        return got.words["input"] == "whole"


def _dropping(got: Shown, layer: str) -> Said:
    drops = got.words[layer] == "drops"
    # what a layer is handed, and does not hand on, is another mistake than one that is spared
    is_handed = not drops and got.words["layers"] == "drops"
    return said(drops, "where.handed" if is_handed else "")


def _run(networks: Droppable, case: Case) -> dict[str, Any]:
    made = asking.network(networks, case, case.rate)
    parts = asking.layers_of(networks, made, case)
    student = networks.scalars.student
    student.seed(asking.seed_of(case))
    if parts is None:
        return _read(case, *_outputs(networks, case))
    asked = asking.elsewhere(student, lambda apart: _with_right_neurons(apart, case, parts))
    if isinstance(asked, str):
        return {**_NOTHING, "stopped": asked}
    outputs, heard = asked
    answers = np.array([np.ravel(one) for one in outputs], dtype=float)
    times = times_the_last(answers, heard, sum(case.sizes[:2]))
    if times is None:
        return _read(case, *_outputs(networks, case))
    is_last = abs(times - 1) <= _NEAR
    masks = _masks(case, answers if is_last else answers / times, np.zeros(len(outputs)))
    words = {**_told(masks), **_by_layer(case, heard, masks)}
    if masks is None:
        words |= of_layers.told(case, heard, len(outputs))
    if words["output"] == "whole" and not is_last:
        words["output"] = "multiplied"
    # an answer that neurons have no part in is not read with what was heard of them
    is_silent = words["first"] == words["last"] == "never" and not heard[:, 1].any()
    return {**words, **_handed(networks, case, parts)} if is_silent else words


def _with_right_neurons(networks: Droppable, case: Case, like: Neurons) -> Any:
    """Return what the network answers with right neurons, and what these were given.

    Or the name of an exception.
    """
    student = networks.scalars.student
    student.seed(asking.seed_of(case))

    def some() -> Any:
        parts = like.of_another(asking.network(networks, case, case.rate), networks)
        with parts.replaced() as noted:
            return student.repeated(_EACH, lambda: _numbers(networks, parts, case)), noted()

    outputs: list[Any] = []
    heard: list[Any] = []
    for _ in range(_CALLS // _EACH):
        found = attempted(student, some)
        if isinstance(found, str):
            return found
        outputs += found[0]
        heard.append(np.asarray(found[1], dtype=float).reshape(-1, arrival.COLUMNS))
    return outputs, np.concatenate(heard)


def _numbers(networks: Droppable, parts: Neurons, case: Case) -> Any:
    return asking.numbers(networks, parts.network, case.x[0], case.rate)


def _outputs(networks: Droppable, case: Case) -> tuple[Any, Any]:
    """Ask until both layers were seen to drop, and each output was there often enough."""
    outputs: list[Any] = []
    while len(outputs) < _CALLS:
        answers = asking.calls(networks, case, _ROUND, [case.rate])
        if isinstance(answers, str):
            return answers, None
        outputs += answers[0]
        shifts = np.tile(asking.apart(_ROUND), len(outputs) // _ROUND)
        if _read(case, outputs, shifts)["first"] == "":
            break
    return outputs, shifts


_NOTHING = dict.fromkeys(("stopped", "first", "last", "output", "input", "inputs", "layers"), "")
"""Words for everything, so that answers can be held to each other."""


def _read(case: Case, outputs: Any, shifts: Any) -> dict[str, Any]:
    """Tell where there is dropout by what the network answered."""
    if isinstance(outputs, str):
        return {**_NOTHING, "stopped": outputs}
    return _told(_masks(case, outputs, shifts))


def _masks(case: Case, outputs: Any, shifts: Any) -> TwoLayers | None:
    with np.errstate(all="ignore"):
        return asking.read(outputs, case, case.rate, shifts)


def _told(masks: TwoLayers | None) -> dict[str, Any]:
    if masks is None:
        return dict(_NOTHING)
    first = masks.first
    return {
        **_NOTHING,
        "first": _word(first.drops), "last": _word(masks.second_drops),
        "output": "whole" if masks.whole_output else "dropped",
        "input": "whole" if first.whole[first.read].all() else "dropped",
    }  # fmt: skip


def _word(drops: Any) -> str:
    return "drops" if drops else "never"


def _by_layer(case: Case, heard: Any, masks: TwoLayers | None) -> dict[str, Any]:
    """Tell where the rate arrives, and whether inputs were missing, by what neurons were given.

    It is told where the network's answers show no neuron that is on and was heard to be off.
    """
    found = {"inputs": "missing"} if (heard[:, 2] > 0).any() else {}
    hidden = sum(case.sizes[:2])
    calls = heard[heard[:, 0] < hidden]
    if masks is None or len(calls) != len(masks.first.read) * hidden:
        return found
    calls = in_order(calls.reshape(-1, hidden, calls.shape[1]))
    layers = np.split(calls, [case.sizes[0]], axis=1)
    for name, layer, read in zip(
        ("first", "last"), layers, (masks.first, masks.second), strict=True
    ):
        is_off = layer[:, :, 3] == 0
        if (read.kept[read.read] & is_off[read.read]).any():
            return found
        if (layer[:, :, 1] > 0).any():
            found[name] = "drops"
    return found


def _handed(networks: Droppable, case: Case, parts: Neurons) -> dict[str, str]:
    """Tell whether hidden layers are handed a rate that they do not hand on."""

    def once() -> Any:
        with parts.layers_heard() as noted:
            answers = _numbers(networks, parts, case)
            return answers, noted()

    found = attempted(networks.scalars.student, once)
    table = found[1] if isinstance(found, tuple) else None
    if not isinstance(table, np.ndarray) or table.ndim != 2 or len(table) != len(case.sizes):
        return {}
    *hidden, last = table[np.argsort(table[:, 0]), 1]
    return {"layers": _word(all(rate == case.rate for rate in hidden) and last == 0)}


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
