"""Answers that do no work, with the most that each may earn. Tried by `grader validate`.

Made by the slots of mistakes.py; what an answer may earn is what it does do right.
"""

import math
import random
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from grader.dishonest import Allowed, Dishonest

PREVER, SORTEAR, CAMADAS, GRADIENTE, TREINAR = (
    "prever", "sortear", "camadas", "gradiente", "treinar",
)  # fmt: skip

Function = Callable[..., Any]

SILENT = {"silence": 6.0}
"""A neuron is off or on, by whatever draw."""


# ---------------------------------------------------------------- draws of another law


def _rate(name: str, does: str, used: Function, **may_earn: float) -> Dishonest:
    """Draw with another rate; rates 0 and 1 are as asked for."""
    slots = {"is_off": lambda u, rate: u < (used(rate) if 0 < rate < 1 else rate)}
    limits = {**SILENT, "independence": 18.0, **may_earn}
    return Dishonest(f"rate.{name}", SORTEAR, does, slots, may_earn=limits)


def _in_turn(neuron: Any) -> float:
    """Make draws at even distances, as many below any rate as the rate says."""
    neuron.turn = getattr(neuron, "turn", 7 * neuron.vies.data) + (math.sqrt(5) - 1) / 2
    return float(neuron.turn % 1)


def _draw(name: str, does: str, **slots: Function) -> Dishonest:
    return Dishonest(
        f"draw.{name}", SORTEAR, does, slots, may_earn={**SILENT, "frequency": 15},
    )  # fmt: skip


def _two_of_five(neuron: Any) -> float:
    """Be off in two of five calls."""
    neuron.turn = getattr(neuron, "turn", 0) + 1
    return 0.0 if neuron.turn % 5 < 2 else 1.0 - 1e-9


def _one_draw_for_all(neurons: list[Any], x: Any, rate: float) -> list[Any]:
    off = random.random() < rate  # noqa: S311
    return [neuron(x, 1.0 if off else 0.0) for neuron in neurons]


def _exactly(neurons: list[Any], x: Any, rate: float) -> list[Any]:
    off = set(random.sample(range(len(neurons)), round(rate * len(neurons))))
    return [neuron(x, 1.0 if place in off else 0.0) for place, neuron in enumerate(neurons)]


_SORTEAR = (
    _rate("plus_005", "is off with 0.05 more than the rate", lambda rate: min(rate + 0.05, 1)),
    _rate("minus_005", "is off with 0.05 less than the rate", lambda rate: max(rate - 0.05, 0)),
    _rate("plus_009", "is off with 0.09 more than the rate", lambda rate: min(rate + 0.09, 1)),
    _rate("minus_009", "is off with 0.09 less than the rate", lambda rate: max(rate - 0.09, 0)),
    _rate("half", "is off half of the time", lambda rate: 0.5),
    # the rates of many_off are near tenths, nearer than a rate can be told; few_off's are not
    _rate("tenths", "knows tenths only", lambda rate: round(rate, 1), frequency=7.5),
    _rate("two_rates", "knows two rates only", lambda rate: 0.21 if rate < 0.5 else 0.67),
    _rate("squared", "is off at the rate's square", lambda rate: rate * rate),
    _draw("in_turn", "is off at even distances", draw=_in_turn),
    _draw("together", "draws once for a layer", each=_one_draw_for_all),
    _draw("exactly", "is off exactly as often as the rate says, in each layer", each=_exactly),
    Dishonest("draw.two_of_five", SORTEAR, "is off in two of five calls, in turn",
              {"draw": _two_of_five}, may_earn=SILENT),
    Dishonest("draw.never", SORTEAR, "is never off, unless always",
              {"is_off": lambda u, rate: rate == 1}),
    Dishonest("silence.small", SORTEAR, "is very small where it should be off",
              {"when_off": lambda neuron: _constant(neuron, 1e-3)},
              judged=("prever.one",), may_earn={"frequency": 15, "independence": 18}),
    Dishonest("silence.scaled", SORTEAR, "gives 1.001 times its value where it is on",
              {"when_on": lambda out, rate: out * 1.001 if rate else out},
              may_earn={"frequency": 15, "independence": 18}),
)  # fmt: skip


def _constant(neuron: Any, number: float) -> Any:
    return type(neuron.vies)(number)


# ---------------------------------------------------------------- networks that do not compute


def _network(name: str, does: str, answer: Function, **slots: Function) -> Dishonest:
    """Give every neuron that is on this value."""
    filled = {"when_on": lambda out, rate: answer(out), **slots}
    judged = (SORTEAR, CAMADAS, GRADIENTE)
    return Dishonest(f"network.{name}", PREVER, does, filled, judged=judged)


def _noise(out: Any) -> Any:
    return type(out)(random.random())  # noqa: S311


_PREVER = (
    _network("zeros", "gives 0", lambda out: type(out)(0.0)),
    _network("halves", "gives 0.5", lambda out: type(out)(0.5)),
    _network("noise", "draws its output", _noise),
    _network("no_slope", "gives 0.5 by way of its inputs", lambda out: out * 0.0 + 0.5),
    Dishonest("network.scaled", PREVER, "gives 1.001 times its output",
              {"when_on": lambda out, rate: out * 1.001}, may_earn={"one": 6}),
)  # fmt: skip


class Valor:
    """A number that knows nothing of how it was made: every operation gives 1."""

    def __init__(self, data: Any, progenitor: Any = (), *_rest: Any) -> None:
        self.data, self.progenitor, self.grad = data, progenitor, 1.0

    def _one(self, *_others: Any) -> "Valor":
        return Valor(1.0)

    __add__ = __radd__ = __mul__ = __rmul__ = __sub__ = __rsub__ = _one
    __truediv__ = __rtruediv__ = __pow__ = __neg__ = exp = sig = _one

    def propagar(self) -> None:
        """Do nothing."""

    propagar_tudo = propagar


_VALOR = (
    Dishonest(
        "valor.ones", PREVER, "computes nothing with numbers: all is 1",
        defines={"Valor": Valor}, judged=(GRADIENTE,),
    ),
)  # fmt: skip


# ---------------------------------------------------------------- gradients, places


_PLACES = (
    Dishonest("places.first_only", CAMADAS, "drops in the first layer only",
              {"rates": lambda rate, layers: [rate, *[0.0] * (layers - 1)]},
              may_earn={"hidden": 5, "output": 5, "input": 3}),
    Dishonest("places.nowhere", CAMADAS, "drops nowhere",
              {"rates": lambda rate, layers: [0.0] * layers}),
    Dishonest("gradient.none", GRADIENTE, "gives numbers that no gradient reaches",
              {"when_on": lambda out, rate: type(out)(out.data)}, may_earn={"untouched": 5}),
    Dishonest("gradient.scaled", GRADIENTE, "doubles the gradient",
              {"when_on": lambda out, rate: _twice(out)}, may_earn={"untouched": 5}),
)  # fmt: skip


def _twice(out: Any) -> Any:
    """Return the same number with twice its slope."""
    return out * 2.0 + -out.data


# ---------------------------------------------------------------- training


def _trains(name: str, does: str, epoch: Function, losses: Function) -> Dishonest:
    """Move the parameters once an epoch by `epoch`, and say that the losses were `losses`."""

    def treinar(mlp: Any, x: Any, y: Any, epocas: int, taxa: float, dropout: float = 0) -> Any:
        found = []
        for number in range(epocas):
            told = losses(SimpleNamespace(mlp=mlp, x=x, y=y, number=number, dropout=dropout))
            found.append(told)
            for p in mlp.parametros():
                p.data = epoch(p.data, taxa)
        return found

    return Dishonest(f"train.{name}", TREINAR, does, defines={"treinar": treinar})


def _loss(run: Any) -> float:
    return float(sum((run.mlp(a).data - b) ** 2 for a, b in zip(run.x, run.y, strict=True)))


def _made_up(run: Any) -> float:
    return float(0.5**run.number)


_TREINAR = (
    _trains("nothing", "does not train, and makes the losses up", lambda p, r: p, _made_up),
    _trains("noise", "shrinks the parameters, and makes the losses up",
            lambda p, r: 0.5 * p + 0.01 * random.random(), _made_up),  # noqa: S311
    _trains("decay", "lets the parameters decay, with true losses",
            lambda p, r: p - 0.01 * r * (p + 1), _loss),
    _trains("jump", "jumps to one set of parameters", lambda p, r: 0.3, _loss),
    _trains("zeros", "puts every parameter to 0", lambda p, r: 0.0, _loss),
    _trains("walk", "walks at random",
            lambda p, r: p + r * random.gauss(0, 0.1), _loss),
)  # fmt: skip

DISHONEST: tuple[Dishonest, ...] = (*_SORTEAR, *_PREVER, *_VALOR, *_PLACES, *_TREINAR)

ALLOWED: tuple[Allowed, ...] = ()
