"""Answers that do no work, with the most that each may earn. Tried by `grader validate`.

Made by the slots of mistakes.py, or defined in the place of the reference's names; what an answer
may earn is what it does do right.
"""

import random
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from grader.dishonest import Allowed, Dishonest

VALOR, PROPAGAR, MLP, TREINAR = "valor", "propagar_tudo", "mlp", "treinar"

Function = Callable[..., Any]

COMPUTED = {"values": 8.0, "numbers": 7.0}
"""What operations with the right values earn, whatever their derivatives."""


# ---------------------------------------------------------------- Valor without a graph


class _Number:
    """A number whose operations all answer alike, and through which no gradient goes."""

    start = 0.0

    def __init__(self, data: Any, progenitor: Any = (), *_rest: Any) -> None:
        self.data, self.progenitor, self.grad = data, progenitor, self.start

    def _answer(self, *_others: Any) -> Any:
        return self

    def propagar(self) -> None:
        """Do nothing."""

    propagar_tudo = propagar


_OPERATIONS = (
    "add", "radd", "mul", "rmul", "sub", "rsub", "truediv", "rtruediv", "pow", "neg",
)  # fmt: skip


def _number(
    name: str, does: str, answer: Function, start: float = 0.0, **may_earn: float
) -> Dishonest:
    """Let every operation of Valor answer like this."""
    methods = {f"__{operation}__": answer for operation in _OPERATIONS}
    kind = type("Valor", (_Number,), {**methods, "exp": answer, "sig": answer, "start": start})
    return Dishonest(
        f"valor.{name}", VALOR, does, defines={"Valor": kind}, judged=(PROPAGAR,),
        may_earn=may_earn,
    )  # fmt: skip


def _filled(thing: Any, data: float, grad: float) -> Any:
    made = type(thing)(data)
    made.grad = grad
    return made


def _data_sum(thing: Any, *others: Any) -> Any:
    return type(thing)(thing.data + sum(getattr(other, "data", other) for other in others))


_NUMBERS = (
    _number("ones", "gives 1 always, with gradient 1", lambda a, *_: _filled(a, 1.0, 1.0), 1.0),
    _number("zeros", "gives 0 always", lambda a, *_: _filled(a, 0.0, 0.0)),
    _number("echo", "gives the first operand back", lambda a, *_: a),
    _number("copy", "gives a copy of the first operand", lambda a, *_: type(a)(a.data)),
    _number("gradient_is_data", "has its number for gradient",
            lambda a, *_: _filled(a, a.data, a.data)),
    _number("noise", "draws a number", lambda a, *_: type(a)(random.gauss(0, 1))),
    _number("sums", "adds, whatever is asked", _data_sum, 1.0, values=1, numbers=1.75),
)  # fmt: skip


# ---------------------------------------------------------------- values right, gradients not


def _each_gets(gradient: Function) -> dict[str, Function]:
    """Let every operation hand this on to each operand."""

    def one(a: Any, *rest: Any) -> None:
        a.grad += gradient(a, rest[-1])

    def two(a: Any, b: Any, out: Any) -> None:
        a.grad += gradient(a, out)
        b.grad += gradient(b, out)

    return {"add": two, "mul": two, "power": one, "exp": one}


def _slope(name: str, does: str, gradient: Function) -> Dishonest:
    return Dishonest(
        f"slope.{name}", VALOR, does, _each_gets(gradient),
        may_earn=COMPUTED, judged=(PROPAGAR,),
    )  # fmt: skip


_SLOPES = (
    _slope("ones", "hands on 1 always", lambda a, out: 1),
    _slope("zeros", "hands on nothing", lambda a, out: 0),
    _slope("own_data", "hands on the operand's own number", lambda a, out: a.data),
    _slope("noise", "hands on a draw", lambda a, out: random.gauss(0, 1)),
    Dishonest(
        "slope.scaled", VALOR, "hands on 1.001 times the derivative",
        {"mul": lambda a, b, out: _share(a, b, out, 1.001)},
        # one slip costs once: -a, a - b, a / b and sig are put together rightly, of what it does
        may_earn={**COMPUTED, "derivatives": 17.5},
    ),
)  # fmt: skip


def _share(a: Any, b: Any, out: Any, factor: float) -> None:
    a.grad += factor * out.grad * b.data
    b.grad += factor * out.grad * a.data


def _fills(value: Function) -> Function:
    """Give every node of the graph this gradient."""

    def hand_on(root: Any, order: Function) -> None:
        for node in order(root):
            node.grad = value(node)

    return hand_on


def _way(name: str, does: str, hand_on: Function, **may_earn: float) -> Dishonest:
    return Dishonest(f"way.{name}", PROPAGAR, does, {"hand_on": hand_on}, may_earn=may_earn)


_WAYS = (
    _way("nowhere", "does nothing after the start", lambda root, order: None),
    _way("ones", "gives every node 1", _fills(lambda node: 1.0), start=3),
    _way("zeros", "gives every node 0", _fills(lambda node: 0.0)),
    _way("data", "gives every node its number", _fills(lambda node: node.data)),
    _way("noise", "draws every gradient", _fills(lambda node: random.gauss(0, 1))),
    _way("last_only", "hands on from the last node only", lambda root, order: root.propagar(),
         start=3),
)  # fmt: skip


# ---------------------------------------------------------------- networks that do not compute


def _network(name: str, does: str, fire: Function) -> Dishonest:
    """Build the network right, and let every neuron answer like this."""
    return Dishonest(f"network.{name}", MLP, does, {"fire": fire}, may_earn={"parameters": 5})


def _new(neuron: Any, number: float) -> Any:
    return type(neuron.vies)(number)


_NETWORKS = (
    _network("zeros", "gives 0", lambda n, x: _new(n, 0.0)),
    _network("halves", "gives 0.5", lambda n, x: _new(n, 0.5)),
    _network("bias", "gives the bias", lambda n, x: n.vies),
    _network("sig_of_bias", "gives sig of the bias", lambda n, x: n.vies.sig()),
    _network("sum", "gives sig of the inputs' sum", lambda n, x: (sum(x, _new(n, 0.0))).sig()),
    _network("noise", "draws its output", lambda n, x: _new(n, random.gauss(0, 1))),
    _network("first", "gives the first input back", lambda n, x: _new(n, 0.0) + x[0]),
    Dishonest(
        "network.scaled", MLP, "gives 1.001 times its output",
        {"fire": lambda n, x: _weighed(n, x).sig() * 1.001},
        may_earn={"layers": 5, "outputs": 2, "narrow": 2, "parameters": 5},
    ),
)  # fmt: skip


def _weighed(neuron: Any, x: Any) -> Any:
    return sum((one * weight for one, weight in zip(x, neuron.pesos, strict=True)), neuron.vies)


# ---------------------------------------------------------------- training that does not train


def _trains(
    name: str, does: str, move: Function, losses: Function, /, **may_earn: float
) -> Dishonest:
    """Move the parameters once an epoch, and say that the losses were these."""

    def treinar(mlp: Any, x: Any, y: Any, epocas: int, taxa: float) -> list[float]:
        told = []
        for number in range(epocas):
            told.append(losses(SimpleNamespace(mlp=mlp, x=x, y=y, number=number)))
            for p in mlp.parametros():
                p.data = move(p.data, taxa)
        return told

    return Dishonest(
        f"train.{name}", TREINAR, does, defines={"treinar": treinar}, may_earn=may_earn
    )


def _loss(run: Any) -> float:
    return float(sum((run.mlp(a).data - b) ** 2 for a, b in zip(run.x, run.y, strict=True)))


def _made_up(run: Any) -> float:
    return float(0.5**run.number)


_TRAINED = (
    _trains("nothing", "does not train, and makes the losses up", lambda p, r: p, _made_up),
    # what it does do: it predicts anew and keeps each epoch's loss
    _trains("still", "does not train, with true losses", lambda p, r: p, _loss, losses=3),
    _trains("decay", "lets the parameters decay to -1, with true losses",
            lambda p, r: p - 0.01 * r * (p + 1), _loss),
    _trains("jump", "jumps to one set of parameters", lambda p, r: 0.3, _loss),
    _trains("zeros", "puts every parameter to 0", lambda p, r: 0.0, _loss),
    _trains("walk", "walks at random", lambda p, r: p + r * random.gauss(0, 0.1), _loss),
    _trains("noise", "shrinks the parameters, and makes the losses up",
            lambda p, r: 0.5 * p + 0.01 * random.gauss(0, 1), _made_up),
    Dishonest("train.losses_made_up", TREINAR, "trains, and makes the losses up",
              {"kept": lambda mlp, x, y, lost: 1.0},
              may_earn={"direction": 6, "size": 4, "zeroing": 5, "falls": 2}),
    Dishonest("train.scaled", TREINAR, "takes steps of 1.001 times the size",
              {"update": lambda p, rate: _step(p, 1.001 * rate)},
              may_earn={"direction": 6, "zeroing": 5, "losses": 3, "falls": 2}),
    Dishonest("train.signs", TREINAR, "looks at the gradient's sign only",
              {"update": lambda p, rate: _step(p, rate / (abs(p.grad) or 1.0))},
              may_earn={"zeroing": 5, "losses": 3, "falls": 2}),
)  # fmt: skip


def _step(p: Any, rate: float) -> None:
    p.data = p.data - rate * p.grad


DISHONEST: tuple[Dishonest, ...] = (*_NUMBERS, *_SLOPES, *_WAYS, *_NETWORKS, *_TRAINED)

ALLOWED: tuple[Allowed, ...] = (
    Allowed(
        "propagar_tudo.*", 25,
        "the way back is right: what is altered are the operations' values, which valor counts",
        ("scaled*",),
    ),
    *(
        Allowed(
            f"mlp.{item}", 2,
            "right where the inputs are as many as the example's; what is wrong is parametros()",
            ("public*",),
        )
        for item in ("layers", "narrow")
    ),
)  # fmt: skip
