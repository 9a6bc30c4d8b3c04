"""What is asked of `Neuronio`, `Camada`, `MLP`: little where it is what mathematics says."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from grader.adapt import anatomy, blueprint
from grader.adapt.asking import tried
from grader.adapt.network import Lone, Network, build
from grader.adapt.scalar import Scalars
from grader.exercise import Case
from grader.lessons.scalar_mlp import answer, as_arrays
from grader.measure.rows import same
from grader.remote.value import Later, plain, recorded, then

ALONE = (2, 3)
"""Inputs and neurons of a layer made by itself: courses give them in either order."""
_FAR = 40
"""Operations beyond a network's own, whose way back gets as far as its."""
_SEED = 5
"""What the draws are begun with where answers must differ for another reason than chance."""


def ask(student: Any, s: Scalars, case: Case) -> dict[str, Any]:
    """Ask for answers; where they are not the law's, for what they are made of too."""
    neuron, network = _built(student, s, case)
    drawn = network.numbers()
    neuron.fill([[case.layers[0][0]]])
    network.fill(case.layers)
    found: dict[str, Any] = plain(
        {
            "drawn": drawn,
            "weights": then(neuron.numbers(), lambda layers: layers[0][0]),
            "neuron": tried(student, lambda: _numbers(s, [neuron.made(list(x)) for x in case.x])),
            "layers": network.numbers(),
            "answers": tried(student, lambda: _answers(s, network, case)),
            "parameters": _listed(network),
            "alone": then(tried(student, lambda: _alone(student, s)), _sizes),
        }
    )
    known = is_law(case, found)
    found |= _arrivals(student, s, neuron, network, case)
    if not known:
        found |= {
            "line": tried(student, lambda: _steady(neuron, _on_a_line(case.features))),
            "steady": tried(student, lambda: _steady(neuron, case.x)),
            "refilled": tried(student, lambda: _refilled(neuron, found["weights"], case.x[0])),
            "own_sig": tried(student, lambda: _own_sig(s, found["weights"], case.x)),
            "by_neurons": tried(student, lambda: _by_neurons(network, case.x)),
            "bare": tried(student, lambda: _bare(network, case.x[0])),
        }
    if "y" in case.inputs:
        found |= _predictions(network, case, found["answers"] if known else None)
    return found


def glance(student: Any, s: Scalars, case: Case) -> bool:
    """Tell whether a neuron and the network answer by the law, and nothing else."""
    neuron, network = _built(student, s, case)
    neuron.fill([[case.layers[0][0]]])
    network.fill(case.layers)
    found: dict[str, Any] = plain(
        {
            "weights": then(neuron.numbers(), lambda layers: layers[0][0]),
            "neuron": tried(student, lambda: _numbers(s, [neuron.made(list(x)) for x in case.x])),
            "answers": tried(student, lambda: _answers(s, network, case)),
        }
    )
    return is_law(case, found)


def is_law(case: Case, answers: Mapping[str, Any]) -> bool:
    """Tell whether a neuron's answers and the network's are those of the numbers put in them."""
    weights, first, right = _law(case)
    given = answers.get("answers")
    if not same(answers.get("weights"), weights) or not same(answers.get("neuron"), first):
        return False
    if not isinstance(given, list) or len(given) != len(right):
        return False
    return all(
        same(one if isinstance(one, list) else [one], outputs)
        for one, outputs in zip(given, right, strict=True)
    )


@lru_cache(maxsize=64)
def _law(case: Case) -> tuple[Any, Any, Any]:
    """Return the first neuron's numbers, and what it and the network answer."""
    layers, x = as_arrays(case.layers), np.asarray(case.x)
    return layers[0][0], answer([layers[0][:1]], x)[:, 0], answer(layers, x)


def _built(student: Any, s: Scalars, case: Case) -> tuple[Lone, Network]:
    """Build a neuron and a network, and have both taken apart together."""
    lone, made = student.Neuronio(case.features), build(student, case.features, case.sizes)
    trees = plain([s.taken_apart(lone), s.taken_apart(made)])
    neuron, network = (anatomy.read(tree) for tree in trees)
    return (
        Lone(s, lone, plan=blueprint.of_neuron(neuron)),
        Network(s, made, plan=blueprint.of_network(network)),
    )


def _numbers(s: Scalars, nodes: list[Any]) -> Any:
    return recorded("numbers", nodes, s.number_name)


def _answers(s: Scalars, network: Network, case: Case) -> Any:
    return s.numbered([network.made(list(x)) for x in case.x])


def _steady(neuron: Lone, xs: list[list[float]]) -> Any:
    """Ask a neuron with the same draws each time: only what it is given can make a difference."""
    found = []
    for x in xs:
        neuron.scalars.student.seed(_SEED)
        found.append(neuron.made(list(x)))
    return _numbers(neuron.scalars, found)


def _arrivals(
    student: Any, s: Scalars, neuron: Lone, network: Network, case: Case
) -> dict[str, Any]:
    """Ask what arrives at weights and biases; where some have nothing, whether scalars carry it."""
    found: dict[str, Any] = plain(
        {
            "arrives": tried(student, lambda: _arrived(neuron, case, 1)),
            "arrives at first": tried(student, lambda: _arrived(network, case, case.sizes[-1])),
        }
    )
    if not all(isinstance(one, list) and all(one) for one in found.values()):
        found["carried"] = plain(tried(student, lambda: _carried(s)))
    return found


def _arrived(network: Network, case: Case, outputs: int) -> Any:
    """Return the gradients of the sum of all answers."""
    s = network.scalars
    s.set_gradients(network.nodes(), 0, len(network.plan.spots))
    every = [network(x)[place] for x in case.x for place in range(outputs)]
    whole = every[0]
    for one in every[1:]:
        whole = whole + one
    s.backward(whole)
    return network.gradients()


def _carried(s: Scalars) -> Any:
    """Return what arrives at weights and biases through neurons that are made here.

    Two of them are alike: a way back may take what has the same number for one. They multiply in
    either order: one operand alone may have the gradient. And they are far from the end: a way back
    may stop before.
    """
    weights: list[Any] = s.new_each([0.7, 0.7])
    biases: list[Any] = s.new_each([0.2, 0.2])
    one = s.sigmoid(weights[0] * s.new(0.5) + biases[0])
    other = s.sigmoid(s.new(0.5) * weights[1] + biases[1])
    out = s.sigmoid(s.new(0.4) * one + other * s.new(0.6) + s.new(-0.3))
    for _ in range(_FAR):
        out = out + s.new(0.1)
    s.backward(out)
    return s.gradients([*weights, *biases])


def _on_a_line(features: int) -> list[list[float]]:
    """Return inputs as far from each other as each from the next."""
    return [[step * (0.3 + 0.1 * n) for n in range(features)] for step in (-1.0, 0.0, 1.0, 2.0)]


def _refilled(neuron: Lone, numbers: list[float], x: list[float]) -> Any:
    """Ask a neuron of other numbers."""
    neuron.fill([[[0.5 - number for number in numbers]]])
    return neuron.scalars.number(neuron.made(list(x)))


def _by_neurons(network: Network, xs: list[list[float]]) -> Any:
    """Hand inputs from layer to layer by calling the student's neurons one by one."""
    neurons = [[network.at(plan.path) for plan in row] for row in network.plan.layers]
    found = []
    for x in xs:
        values: list[Any] = list(x)
        for layer in neurons:
            values = [neuron(list(values)) for neuron in layer]
        found.append([network.scalars.number(value) for value in values])
    return found


def _bare(network: Network, x: list[float]) -> Any:
    """Tell whether the first layer answers with a scalar alone."""
    first = next((row[0] for row in network.plan.layers if row), None)
    if first is None:
        return None
    layer = network.at(first.path[:-2])
    return recorded("areall", [layer(list(x))], network.scalars.kind)


def _own_sig(s: Scalars, numbers: list[float], x: list[list[float]]) -> Any:
    """Return the student's own sig of the sums, with the bias and without it."""
    found = []
    for bias in (numbers[-1], 0.0):
        sums = [sum(v * w for v, w in zip(one, numbers, strict=False)) + bias for one in x]
        found.append([s.number(s.sigmoid(s.new(z))) for z in sums])
    return found


def _listed(network: Network) -> Later:
    """Tell how the student's list of parameters relates to the neurons' own."""
    s, own = network.scalars, len(network.plan.spots)

    def ask() -> Any:
        listed, again = network.parameters(), network.parameters()
        return {
            "numbers": recorded("identities", [network.nodes(), listed, again]),
            "scalars": recorded("areall", listed, s.kind),
        }

    def told(found: Any) -> Any:
        if isinstance(found, str):
            return found
        numbers_, listed, again = found["numbers"]
        return {
            "neurons": own,
            "listed": len(listed),
            "distinct": len({*listed}),
            "shared": len({*listed} & {*numbers_}),
            "scalars": sum(found["scalars"]),
            "again": len(again),
        }

    return then(tried(s.student, ask), told)


def _alone(student: Any, s: Scalars) -> Any:
    """Ask what a layer made by itself is made of."""
    return s.taken_apart(student.Camada(*ALONE))


def _sizes(found: Any) -> Any:
    """Return how many neurons a layer has, and how many weights each."""
    if isinstance(found, str):
        return found
    neurons = blueprint.of_layer(anatomy.read(found))
    return [len(neurons), *(len(neuron.weights) for neuron in neurons)]


def _predictions(network: Network, case: Case, given: Any) -> dict[str, Any]:
    """Return the lesson's own figures: what it predicts, and the sum of the squared errors."""
    if given is None:
        s = network.scalars
        asked = tried(s.student, lambda: _numbers(s, [network(x)[0] for x in case.x]))
        return {"y_pred": asked, "loss": then(asked, lambda found: _error(found, case))}
    y_pred = np.array([one[0] if isinstance(one, list) else one for one in given])
    return {"y_pred": y_pred, "loss": _error(y_pred, case)}


def _error(found: Any, case: Case) -> Any:
    if isinstance(found, str):
        return found
    return float(sum((yp - yt) ** 2 for yp, yt in zip(found, case.y, strict=True)))
