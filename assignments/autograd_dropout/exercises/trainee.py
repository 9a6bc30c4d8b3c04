"""The network that is trained: where a call is handed the rate, a right one answers in its place.

Training is judged by itself then, whatever the student's neurons and layers do with the rate. It
trains the student's own objects, and asks nothing but the call.
"""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from grader.adapt.asking import attempted
from grader.adapt.dropout import Droppable
from grader.adapt.network import Layers, Network
from grader.adapt.neurons import parts_of
from grader.adapt.training import Data, Trained, given, train
from grader.exercise import Case
from grader.lessons.scalar_mlp import as_arrays, flat, gradient
from grader.measure.rows import along, row, same
from grader.remote.value import plain, recorded


@dataclass(frozen=True)
class Done:
    """A training that was done."""

    trained: Trained
    answers: Any
    """What the network answered while it was trained; empty where that cannot be told."""
    at_rates: tuple[float, ...] = ()
    """The rate at which each of these was asked for, of a right network that answered."""

    @property
    def network(self) -> Network:
        """The network as it was left."""
        return self.trained.network

    def told(self) -> Any:
        """Return the numbers that were left, as what will be, and the answers."""
        return self.network.flat(), [] if isinstance(self.answers, str) else self.answers


@lru_cache(maxsize=64)
def true_slope(case: Case) -> tuple[Any, Any]:
    """Return a network's numbers, and the slope of its error by each, without dropout."""
    layers = as_arrays(case.layers)
    return flat(layers), flat(gradient(layers, np.asarray(case.x), np.asarray(case.y)))


def _row(heard: Any, number: str) -> Any:
    return recorded("numbers", heard, number)


class Trainee:
    """Networks of a student's class, to be trained by the student's training."""

    def __init__(self, student: Any, networks: Droppable, case: Case) -> None:
        self.student, self._networks, self._case = student, networks, case
        self.more = 0
        """How many epochs more than it is asked for the training takes."""

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
                heard = plain(noted()).tolist()
                return Done(found, [one[1] for one in heard], tuple(one[0] for one in heard))
            number = self._networks.scalars.number_name
            with made.overheard() as heard:
                found = self._train(made, case, rate, epochs, step)
                return Done(found, attempted(self.student, lambda: _row(heard, number)))

    def _train(self, made: Network, case: Case, rate: float, epochs: int, step: float) -> Trained:
        data = Data(case.x, case.y)
        asked = given(made, data, epochs=max(epochs - self.more, 0), rate=step, dropout=rate)
        return train(self.student, made, asked)

    def count(self) -> None:
        """Find out `more`: -1 where one epoch takes no step, and 1 where none takes one."""
        case, start = self._case, flat(as_arrays(self._case.layers))

        def end(epochs: int) -> Any:
            def trained() -> Any:
                done = self.trained(case.layers, rate=0.0, epochs=epochs, step=case.step)
                return done.network.flat()

            return row(attempted(self.student, trained), len(start))

        none, one, two = end(0), end(1), end(2)
        if two is not None and same(one, start) and not same(two, start):
            self.more = -1
        elif none is not None and along(start - none, true_slope(case)[1]) and not same(none, one):
            self.more = 1
