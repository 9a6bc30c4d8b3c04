"""What every `run` of this lesson does: networks with dropout, whatever their design."""

from collections.abc import Callable
from typing import Any, TypeVar

from grader.adapt.asking import attempted
from grader.adapt.dropout import Droppable
from grader.adapt.network import Network
from grader.adapt.scalar import Scalars
from grader.exercise import Case

Found = TypeVar("Found")

NETWORKS = 4
"""How many networks share a question: masks that a network keeps for ever show in a few of them."""


def with_networks(student: Any, ask: Callable[[Droppable], Found]) -> Found:
    """Ask about the student's networks; what its numbers lack is paid for in another lesson."""
    s = Scalars(student.Valor)
    with s.mended():
        return ask(Droppable(s, student.MLP))


def network(networks: Droppable, case: Case, rate: float) -> Network:
    """Make the case's network, to train at this rate."""
    return networks.at(rate, case.features, case.sizes, case.layers)


def numbers(networks: Droppable, made: Network, x: list[float], rate: float) -> list[float]:
    """Return the outputs at a rate as numbers."""
    return [networks.scalars.number(one) for one in networks.ask(made, x, rate)]


def calls(networks: Droppable, case: Case, times: int) -> Any:
    """Ask the same question many times, of a few networks with the same numbers."""

    def some() -> list[list[float]]:
        made = network(networks, case, case.rate)
        put_back = restoring(made)
        found = []
        for _ in range(times // NETWORKS):
            put_back()
            found.append(numbers(networks, made, case.x[0], case.rate))
        return found

    return attempted(lambda: [answer for _ in range(NETWORKS) for answer in some()])


def restoring(made: Network) -> Callable[[], bool]:
    """Return what puts a network's numbers back, and tells whether they were still there.

    A call that changes them is paid for in one place only.
    """
    s = made.scalars
    nodes = [(node, s.number(node)) for node in made.nodes() if s.is_scalar(node)]

    def put_back() -> bool:
        untouched = all(s.number(node) == number for node, number in nodes)
        for node, number in nodes:
            s.set_number(node, number)
        return untouched

    return put_back
