"""What every `run` of this lesson does: networks with dropout, whatever their design."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar, cast

import numpy as np

from grader.adapt.asking import attempted
from grader.adapt.dropout import Droppable
from grader.adapt.network import Layers, Network
from grader.adapt.neurons import ALMOST, Neurons, idle_neurons, neurons_of
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

    None where a rate makes no difference to them, or where they never give their value: then they
    are judged by what the network answers.
    """
    found = neurons_of(networks, made, case.x[0])
    if found is None:
        return None
    student = networks.scalars.student
    compute = student.remembered("neurons compute", lambda: _compute(found, case))
    return found if compute == "right" else None


def layers_of(networks: Droppable, made: Network, case: Case) -> Neurons | None:
    """Return a network's neurons where its layers can be asked apart from what they do.

    Those of which nothing is to be seen are among them: they stop with an exception, or give their
    value and drop never. Neurons that do no work bring in nothing.
    """
    found = parts_of(networks, made, case)
    idle = idle_neurons(networks, made, case.x[0]) if found is None else None
    if idle is None:
        return found
    student = networks.scalars.student
    compute = student.remembered("idle neurons compute", lambda: _compute(idle, case))
    return idle if compute != "wrong" else None


def _compute(neurons: Neurons, case: Case) -> str:
    """Tell whether each neuron of the first layer gives sig of its sum at some rate.

    That is "right" or "wrong"; or asking them "stops".
    """
    layer = as_arrays(case.layers)[0]
    right = sigmoid(layer[:, :-1] @ np.asarray(case.x[0]) + layer[:, -1])
    student = neurons.network.scalars.student

    def ask() -> Any:
        return [neurons.alone(0, case.x[0], rate, _LOOKS)[0] for rate in (0.0, 0.05, 0.5, ALMOST)]

    found = attempted(student, ask)
    if isinstance(found, str):
        return "stops"
    near = [np.abs(np.asarray(one) - right) <= _NEAR for one in found]
    return "right" if np.concatenate(near).any(axis=0).all() else "wrong"


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
