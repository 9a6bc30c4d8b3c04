"""What every `run` of this lesson does: networks with dropout, whatever their design."""

from collections.abc import Callable
from typing import Any, TypeVar

from grader.adapt.asking import attempted
from grader.adapt.dropout import Droppable
from grader.adapt.network import Network
from grader.adapt.scalar import Scalars
from grader.exercise import Case
from grader.remote.value import plain, recorded

Found = TypeVar("Found")

NETWORKS = 4
"""How many networks share a question: masks that a network keeps for ever show in a few of them."""


def with_networks(student: Any, ask: Callable[[Droppable], Found]) -> Found:
    """Ask about the student's networks; what its numbers lack is paid for in another lesson."""
    s = Scalars(student)
    with s.mended():
        return ask(Droppable(s, student.MLP))


def network(networks: Droppable, case: Case, rate: float) -> Network:
    """Make the case's network, to train at this rate."""
    return networks.at(rate, case.features, case.sizes, case.layers)


def numbers(networks: Droppable, made: Network, x: list[float], rate: float) -> Any:
    """Return a handle of the outputs at a rate as numbers."""
    return recorded("numbers", networks.ask(made, x, rate), networks.scalars.number_name)


def calls(networks: Droppable, case: Case, times: int, rate: float | None = None) -> Any:
    """Ask the same question many times, of a few networks with the same numbers."""
    student, at = networks.scalars.student, case.rate if rate is None else rate

    def some() -> list[Any]:
        made = network(networks, case, at)
        put_back, _ = restoring(made)

        def once() -> Any:
            put_back()
            return numbers(networks, made, case.x[0], at)

        return student.repeat(times // NETWORKS, once)

    return attempted(student, lambda: [answer for _ in range(NETWORKS) for answer in some()])


def restoring(made: Network) -> tuple[Callable[[], None], Callable[[], Any]]:
    """Return what puts a network's numbers back, and what gives a handle of those that are there.

    A call that changes them is paid for in one place only.
    """
    s = made.scalars
    nodes = made.nodes()
    before = plain(recorded("numbers", nodes, s.number_name)).tolist()

    def put_back() -> None:
        s.set_numbers(nodes, before)

    def there() -> Any:
        return recorded("numbers", nodes, s.number_name)

    return put_back, there
