"""What every `run` of this lesson does: networks with dropout, whatever their design."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar, cast

import numpy as np

from grader.adapt.asking import attempted
from grader.adapt.dropout import Droppable
from grader.adapt.network import Layers, Network
from grader.adapt.neurons import ALMOST, Neurons, idle_neurons, neurons_of, silent_neurons
from grader.adapt.scalar import Scalars
from grader.exercise import Case
from grader.lessons.scalar_dropout import TwoLayers, read_two_layers
from grader.lessons.scalar_mlp import as_arrays, sigmoid
from grader.remote.value import plain, recorded

Found = TypeVar("Found")

NETWORKS = 4
"""How many networks share a question: masks that a network keeps for ever show in a few of them."""
_LOOKS = 16
_NEAR = 1e-6
_OWN = "own"
_SURE = (0.0, ALMOST)
"""Rates at which nothing is left to chance."""
_APART = 0.1
"""By how much the biases of the outputs differ from one of these networks to the next."""


def with_networks(student: Any, ask: Callable[[Droppable], Found]) -> Found:
    """Ask about the student's networks; what its numbers lack is paid for in another lesson.

    Where they answer what has yet to be run, that stands in the place of what stopped on it.
    """
    s = Scalars(student)
    with s.mended():
        networks = Droppable(s, student.MLP)
        found = ask(networks)
        if not isinstance(found, dict) or "AttributeError" not in map(str, found.values()):
            return found
        kind = networks.unrun()
        return cast("Found", {k: kind or v if _is_stop(v) else v for k, v in found.items()})


def _is_stop(value: Any) -> bool:
    return isinstance(value, str) and value == "AttributeError"


def elsewhere(student: Any, ask: Callable[[Droppable], Found]) -> Found:
    """Ask the submission loaded apart: there right parts may be lent, and nothing leaves it."""
    found: Found = plain(with_networks(student.apart(), ask))
    return found


def seed_of(case: Case) -> int:
    """Return a seed of a case's own: what was found out before draws nothing from its stream."""
    return int(abs(case.layers[0][0][0]) * 1e6)


def network(networks: Droppable, case: Case, rate: float, place: int = 0) -> Network:
    """Make the case's network, or another of those that share a question, to train at this rate."""
    return networks.at(rate, case.features, case.sizes, layers(case, place))


def layers(case: Case, place: int) -> Layers:
    """Return the numbers of one of the networks that share a question: the first is the case's."""
    *hidden, last = case.layers
    return [*hidden, [[*row[:-1], row[-1] + _APART * place] for row in last]]


def parts_of(networks: Droppable, made: Network, case: Case) -> Neurons | None:
    """Return a network's neurons where they can be asked by themselves.

    None where a rate makes no difference to them, or where they never give a value that is one of
    theirs: then they are judged by what the network answers.
    """
    found = neurons_of(networks, made, case.x[0])
    if found is None:
        return None
    student = networks.scalars.student
    compute = student.remembered("neurons compute", lambda: _compute(found, case))
    return found if compute in ("right", _OWN) else None


def usual_values(parts: Neurons, case: Case) -> Any:
    """Return what the first layer's neurons give at rate 0, where that is not sig of their sums.

    At 1 where they are off at 0, the wrong way round.
    """
    student = parts.network.scalars.student
    if student.remembered("neurons compute", lambda: _compute(parts, case)) != _OWN:
        return None
    found = [np.asarray(plain(parts.alone(0, case.x[0], rate, 1))[0])[0] for rate in _SURE]
    return found[0] if found[0].all() else found[1]


def silent_of(networks: Droppable, made: Network, case: Case) -> Neurons | None:
    """Return neurons behind whose backs a network draws, where they have a value of their own.

    Its answers show no masks then, and those of right neurons in their place do.
    """
    found = silent_neurons(networks, made, case.x[0])
    if found is None:
        return None
    student = networks.scalars.student
    compute = student.remembered("silent neurons compute", lambda: _compute(found, case))
    return found if compute == _OWN else None


def layers_of(networks: Droppable, made: Network, case: Case) -> Neurons | None:
    """Return a network's neurons where its layers can be asked apart from what they do.

    Those of which nothing is to be seen are among them: they stop with an exception, or give their
    value and drop never. Neurons that do no work bring in nothing.
    """
    found = parts_of(networks, made, case)
    idle = idle_neurons(networks, made, case.x[0]) if found is None else None
    if idle is None:
        return found or silent_of(networks, made, case)
    student = networks.scalars.student
    compute = student.remembered("idle neurons compute", lambda: _compute(idle, case))
    return idle if compute != "wrong" else None


def _compute(neurons: Neurons, case: Case) -> str:
    """Tell whether each neuron of the first layer gives sig of its sum at some rate.

    That is "right" or "wrong", or their "own" value, which is another; or asking them "stops".
    """
    layer = as_arrays(case.layers)[0]
    right = sigmoid(layer[:, :-1] @ np.asarray(case.x[0]) + layer[:, -1])
    student = neurons.network.scalars.student
    elsewhere_ = [0.7 * v + 0.3 for v in case.x[0]]

    def ask() -> Any:
        asked = [(case.x[0], rate) for rate in (*_SURE, 0.05, 0.5)]
        moved_ = [(elsewhere_, rate) for rate in _SURE]
        return [neurons.alone(0, x, rate, _LOOKS)[0] for x, rate in (*asked, *moved_)]

    found = attempted(student, ask)
    if isinstance(found, str):
        return "stops"
    *at_rates, moved, moved_at_1 = (np.asarray(one) for one in found)
    near = [np.abs(one - right) <= _NEAR for one in at_rates]
    if np.concatenate(near).any(axis=0).all():
        return "right"
    are_own = _are_values(at_rates[0], moved) or _are_values(at_rates[1], moved_at_1)
    return _OWN if are_own else "wrong"


def _are_values(numbers_: Any, moved: Any) -> bool:
    """Tell whether numbers of calls without any chance are some value of each neuron's numbers.

    They are the same in every call, others for another neuron, and others for other inputs.
    """
    one = numbers_[0]
    stay = np.isfinite(numbers_).all() and (numbers_ == one).all() and (moved == moved[0]).all()
    differ = len(np.unique(one)) == len(one) and (np.abs(moved[0] - one) > _NEAR).all()
    return bool(stay and differ)


def numbers(networks: Droppable, made: Network, x: list[float], rate: float) -> Any:
    """Return a handle of the outputs at a rate as numbers."""
    return recorded("numbers", networks.ask(made, x, rate), networks.scalars.number_name)


def unasked_numbers(networks: Droppable, made: Network, x: list[float]) -> Any:
    """Return a handle of the outputs as numbers, of a call that says nothing of a rate."""
    return recorded("numbers", made(x), networks.scalars.number_name)


def calls(
    networks: Droppable, case: Case, times: int, rates: Sequence[float], sharing: int = NETWORKS
) -> Any:
    """Ask the same question many times at each rate, of a few networks; or name an exception.

    Returns the answers at each rate, those of the first network before those of the next.
    """
    student = networks.scalars.student

    def some(rate: float, place: int) -> Any:
        made = network(networks, case, rate, place)
        put_back, _ = restoring(made)

        def once() -> Any:
            put_back()
            return numbers(networks, made, case.x[0], rate)

        return student.repeated(times // sharing, once)

    found = attempted(
        student, lambda: [[some(rate, place) for place in range(sharing)] for rate in rates]
    )
    if isinstance(found, str):
        return found
    return [[answer for one in of_rate for answer in one] for of_rate in found]


def read(outputs: Any, case: Case, rate: float, shifts: Any) -> TwoLayers | None:
    """Read the masks as `explained` does; None as well where no neuron was ever seen to be on."""
    found = explained(outputs, case, rate, shifts)
    return found if found is not None and found.first.read.any() else None


def explained(outputs: Any, case: Case, rate: float, shifts: Any) -> TwoLayers | None:
    """Read the masks out of what the networks answered; None unless every answer is explained.

    What fits no mask in one call may fit by chance in another. `shifts` are those of `apart`.
    """
    told = len(outputs) if isinstance(outputs, list | np.ndarray) else 0
    if not told or len(shifts) != told:
        return None
    found = read_two_layers(outputs, case.x[0], case.layers, rate, shifts)
    return found if found is not None and found.explained else None


def apart(times: int, sharing: int = NETWORKS) -> Any:
    """Return for each call by how much its network's outputs have other biases than the case's."""
    return np.repeat(_APART * np.arange(sharing), times // sharing)


def restoring(made: Network) -> tuple[Callable[[], None], Callable[[], Any]]:
    """Return what puts a network's numbers back, and what gives a handle of those that are there.

    A call that changes them is paid for in one place only.
    """
    s = made.scalars
    nodes = made.nodes()
    before = made.filled
    if before is None:
        before = s.student.hold(plain(recorded("numbers", nodes, s.number_name)).tolist())

    def put_back() -> None:
        s.set_numbers(nodes, before)

    def there() -> Any:
        return recorded("numbers", nodes, s.number_name)

    return put_back, there
