"""The network that is trained: where a call is handed the rate, a right one answers in its place.

Training is judged by itself then, whatever the student's neurons and layers do with the rate. It
trains the student's own objects, and asks nothing but the call.
"""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

from grader.adapt.asking import attempted
from grader.adapt.dropout import Droppable
from grader.adapt.network import Layers, Network
from grader.adapt.neurons import parts_of
from grader.adapt.training import Data, Trained, given, train
from grader.exercise import Case
from grader.remote.value import plain, recorded


@dataclass(frozen=True)
class Done:
    """A training that was done."""

    trained: Trained
    answers: Any
    """What the network answered while it was trained; empty where that cannot be told."""

    @property
    def network(self) -> Network:
        """The network as it was left."""
        return self.trained.network

    def told(self) -> Any:
        """Return the numbers that were left, as what will be, and the answers."""
        return self.network.flat(), [] if isinstance(self.answers, str) else self.answers


def _row(heard: Any, number: str) -> Any:
    return recorded("numbers", heard, number)


class Trainee:
    """Networks of a student's class, to be trained by the student's training."""

    def __init__(self, student: Any, networks: Droppable, case: Case) -> None:
        self.student, self._networks, self._case = student, networks, case

    def made(self, numbers: Layers, rate: float = 0.0) -> Network:
        """Make a network with these numbers, to be trained at a rate."""
        return self._networks.at(rate, self._case.features, self._case.sizes, numbers)

    def answering(self, made: Network) -> AbstractContextManager[Any]:
        """For a while, let a right network answer where that can be arranged."""
        parts = parts_of(self._networks, made)
        return parts.as_network() if parts is not None else nullcontext()

    @property
    def is_replaced(self) -> bool:
        """Whether right networks answer."""
        made = self.made(self._case.layers)
        return parts_of(self._networks, made) is not None

    def trained(
        self, numbers: Layers, *, rate: float, epochs: int, step: float, on: Case | None = None
    ) -> Done:
        """Make and train a network; what it answers is heard."""
        return self.train(self.made(numbers, rate), rate=rate, epochs=epochs, step=step, on=on)

    def train(
        self, made: Network, *, rate: float, epochs: int, step: float, on: Case | None = None
    ) -> Done:
        """Train a network; what it answers is heard."""
        case = on or self._case
        with self.answering(made) as noted:
            self._networks.look(made, case.x[0], rate)
            if noted is not None:
                noted()  # from here on
                found = self._train(made, case, rate, epochs, step)
                return Done(found, [row[1] for row in plain(noted()).tolist()])
            number = self._networks.scalars.number_name
            with made.overheard() as heard:
                found = self._train(made, case, rate, epochs, step)
                return Done(found, attempted(self.student, lambda: _row(heard, number)))

    def _train(self, made: Network, case: Case, rate: float, epochs: int, step: float) -> Trained:
        data = Data(case.x, case.y)
        asked = given(made, data, epochs=epochs, rate=step, dropout=rate)
        return train(self.student, made, asked)
