"""What is soon seen of networks with dropout: answers at the rates 0 and 1, and between.

It is asked of small edits of a student's code, which are tried by the hundred.
"""

from typing import Any

import numpy as np

from grader.adapt.dropout import Droppable
from grader.adapt.network import Network
from grader.adapt.neurons import ALMOST
from grader.adapt.training import Data, given, train
from grader.exercise import Case
from grader.lessons.scalar_mlp import answer, as_arrays, flat, gradient_of, sigmoid
from grader.measure.rows import row, same
from grader.remote.value import plain

from . import asking

_CALLS = 12
"""At a rate between: alike in all of them is no chance."""


def may_drop(networks: Droppable, case: Case, rate: float) -> bool:
    """Tell whether a network is whole at rate 0, at rest at rate 1, and varies at one between."""
    layers, x = as_arrays(case.layers), case.x[0]
    whole, rest = answer(layers, np.asarray([x]))[0], sigmoid(layers[-1][:, -1])
    none, almost, *between = (
        row(one, len(whole)) for one in plain(_answers(networks, case, x, rate))
    )
    if not same(none, whole) or not same(almost, rest):
        return False
    return any(not same(one, between[0]) for one in between[1:])


def _answers(networks: Droppable, case: Case, x: list[float], rate: float) -> list[Any]:
    predicting = networks.plain(case.features, case.sizes, case.layers)
    resting = asking.network(networks, case, ALMOST)
    answers = [
        asking.numbers(networks, predicting, x, 0.0),
        asking.numbers(networks, resting, x, ALMOST),
    ]
    made = asking.network(networks, case, rate)
    return answers + [asking.numbers(networks, made, x, rate) for _ in range(_CALLS)]


def hands_back(networks: Droppable, case: Case) -> bool:
    """Tell whether what arrives in a network without dropout is the slope of its answers' sum."""
    s, x = networks.scalars, np.asarray(case.x[:1])
    made = networks.at(0.0, case.features, case.sizes, case.layers)
    s.set_gradients(made.nodes(), 0, len(made.plan.spots))
    outputs = networks.ask(made, case.x[0], 0.0)
    whole = outputs[0]
    for place in range(1, case.sizes[-1]):
        whole = whole + outputs[place]
    s.backward(whole)
    slopes = gradient_of(lambda moved: answer(moved, x).sum(), as_arrays(case.layers))
    return same(plain(s.gradients(made.nodes())), flat(slopes))


def trained(networks: Droppable, case: Case, rate: float, seed: int) -> Any:
    """Return the numbers that an epoch at a rate leads to, under a seed."""
    student = networks.scalars.student
    student.seed(seed)
    made: Network = networks.at(rate, case.features, case.sizes, case.layers)
    networks.look(made, case.x[0], rate)
    asked = given(made, Data(case.x, case.y), epochs=1, rate=case.step, dropout=rate)
    return plain(train(student, made, asked).network.flat())
