"""`treinar`: gradient descent on the sum of squared errors, in a function or a loop of its own."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from grader.adapt.asking import attempt, attempted
from grader.adapt.network import Network, build
from grader.adapt.scalar import Scalars
from grader.adapt.stand_in import StandIn
from grader.adapt.training import Data, Trained, given, slope, squared_error, train
from grader.check.rows import table
from grader.check.scalar_mlp import draw_layers
from grader.check.values import mapping
from grader.exercise import Case, Exercise, Line, Picture
from grader.model import Finding

from . import lesson
from .descent import falls, step_lines, steps

_MANY = 12
"""Epochs after which the loss must have fallen."""


class Training(Exercise):
    """Each step is held to the student's own gradient: a wrong derivative is paid for elsewhere."""

    name = "treinar"
    asks = ("Valor", "MLP", "treinar")
    upstream = ("Valor", "MLP")
    asked_twice = False
    shown = ("losses",)

    def examples(self) -> Iterator[Case]:
        given = {"features": lesson.FEATURES, "sizes": lesson.SIZES, "layers": lesson.PARAMETERS}
        yield Case("lesson", **given, x=lesson.X, y=lesson.Y, rate=lesson.RATE)

    def cases(self, rng: np.random.Generator) -> Iterator[Case]:
        rate = round(float(rng.uniform(0.02, 0.04)), 4)
        yield _case("two_epochs", rng, 2, [4, 3, 1], samples=3, rate=rate)
        yield _case("many_epochs", rng, 2, [3, 1], samples=4, rate=0.01, epochs=_MANY)

    def run(self, student: Any, case: Case) -> Any:
        s = Scalars(student.Valor)
        with s.mended():
            return self._run(student, s, case)

    def _run(self, student: Any, s: Scalars, case: Case) -> Any:
        made = attempted(lambda: _whole(_network(student, s, case), case))
        stopped = made if isinstance(made, str) else None

        def network(numbers_: Any = None) -> Network:
            found = StandIn(s, case.features) if stopped else _network(student, s, case)
            if numbers_ is not None:
                found.fill(numbers_)
            return found

        if "epochs" in case.inputs:
            end = _train(student, network(), case, case.epochs).network
            return {"errors": [_error(network(), case), _error(end, case)]}
        found = _steps_of(student, network, case)
        return {**found, "losses": stopped or found["errors"]}

    def check(self, case: Case, got: Any, want: Any) -> Iterator[Finding]:
        answers = mapping(got, "treinar", ())
        with np.errstate(all="ignore"):
            judge = falls if "epochs" in case.inputs else steps
            findings = list(judge(case, answers, want))
        yield from findings

    def lines(self, case: Case, got: Any) -> Iterator[Line]:
        found: list[Line] = []
        with np.errstate(all="ignore"):
            if "epochs" not in case.inputs:
                found = list(step_lines(case, table(got)))
        yield from found

    def factors(self, case: Case) -> Mapping[str, float]:
        return {"taxa": case.rate, "len(x)": len(case.x)}

    def pictures(self, case: Case, got: Any) -> Iterator[Picture]:
        yield Picture("losses", "curve", table(got).get("losses"))


def _case(
    name: str,
    rng: np.random.Generator,
    features: int,
    sizes: list[int],
    *,
    samples: int,
    **more: Any,
) -> Case:
    # an output bias that is far off: whatever the rest does, the loss has a long way to fall
    layers = draw_layers(rng, features, sizes)
    layers[-1][0][-1] = 1.5
    x: list[list[float]] = rng.uniform(-1.5, 1.5, (samples, features)).tolist()
    y: list[float] = rng.uniform(0.05, 0.45, samples).tolist()
    return Case(name, features=features, sizes=sizes, layers=layers, x=x, y=y, **more)


# ---------------------------------------------------------------- asking


def _network(student: Any, s: Scalars, case: Case) -> Network:
    network = Network(s, build(student.MLP, case.features, case.sizes))
    network.fill(case.layers)
    return network


def _whole(network: Network, case: Case) -> None:
    """Raise unless a network can be trained at all: it answers, twice alike, with parameters."""
    s = network.scalars
    one, other = (s.number(network(case.x[0])[0]) for _ in range(2))
    if one != other or not all(map(s.is_scalar, network.parameters())) or not network.nodes():
        raise ValueError


def _steps_of(student: Any, network: Callable[..., Network], case: Case) -> dict[str, Any]:
    """Train one epoch, two epochs, and one from where one ends; slopes at both starts."""
    start, trained = network(), network()
    s = start.scalars
    with trained.overheard() as outputs:
        one = _train(student, trained, case, 1)
    middle = one.network.numbers()
    # a wrong gradient may have gone so far by now that nothing can be computed
    two = attempt(lambda: _train(student, network(), case, 2))
    again = attempted(lambda: _flat(_train(student, network(middle), case, 1).network))
    went_on = isinstance(two, Trained)
    listed = [id(p) for p in start.parameters()]
    reached = [start, network(middle), *([two.network] if went_on else [])]
    return {
        "start": _flat(start),
        "one": _flat(one.network),
        "two": _flat(two.network) if went_on else two.name,
        "again": again,
        "errors": attempted(lambda: np.array([_error(n, case) for n in reached])),
        "listed": [listed.count(id(node)) for node in start.nodes()],
        "slope": attempted(lambda: _slope(start, case)),
        "slope_after": attempted(lambda: _slope(network(middle), case)),
        "slope_twice": attempted(lambda: _slope(network(), case, passes=2)),
        "series": two.series if went_on else [],
        "scalars": two.scalars if went_on else [],
        "rates": one.rates,
        "left": {
            "parameters": _any_gradient(s, one.network.nodes()),
            "outputs": _any_gradient(s, outputs),
        },
    }


def _any_gradient(s: Scalars, nodes: list[Any]) -> bool:
    """Tell whether any of these was left with a gradient."""
    return any(s.is_scalar(node) and s.gradient(node) != 0 for node in nodes)


def _train(student: Any, network: Network, case: Case, epochs: int) -> Trained:
    network(case.x[0])  # it is seen whether it gives a list
    asked = given(network, Data(case.x, case.y), epochs=epochs, rate=case.rate)
    return train(student, network, asked)


def _error(network: Network, case: Case) -> float:
    return squared_error(network, lambda x: network(x)[0], Data(case.x, case.y))


def _slope(network: Network, case: Case, passes: int = 1) -> list[float]:
    return slope(network, lambda x: network(x)[0], Data(case.x, case.y), passes=passes)


def _flat(network: Network) -> list[float]:
    return [network.scalars.number(node) for node in network.nodes()]
