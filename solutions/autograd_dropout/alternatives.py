"""Right answers that look different: every one of them must earn full marks.

Most are other designs of real notebooks: where the rate is given, who draws, what is scaled. Runs
as a student's code would: it needs numpy, the standard library and `grader.mistake`.
"""

import math
import random
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np

from grader.mistake import Alternative

PREVER = "prever"
SORTEAR = "sortear"
CAMADAS = "camadas"
GRADIENTE = "gradiente"
TREINAR = "treinar"

Function = Callable[..., Any]


class Valor:
    """As the lesson has it: no __rsub__, and sig with exp(-x)."""

    def __init__(self, data: Any, progenitor: Any = ()) -> None:
        self.data, self.progenitor, self.grad = data, progenitor, 0.0
        self.propagar: Function = lambda: None

    def _made(self, data: Any, *parts: tuple[Any, Any]) -> "Valor":
        """Make a node; each part is a parent and its local derivative."""
        out = Valor(data, tuple(parent for parent, _ in parts))

        def propagar() -> None:
            for parent, slope in parts:
                parent.grad += out.grad * slope

        out.propagar = propagar
        return out

    def __add__(self, other: Any) -> "Valor":
        other = other if isinstance(other, Valor) else Valor(other)
        return self._made(self.data + other.data, (self, 1.0), (other, 1.0))

    def __mul__(self, other: Any) -> "Valor":
        other = other if isinstance(other, Valor) else Valor(other)
        return self._made(self.data * other.data, (self, other.data), (other, self.data))

    def __pow__(self, n: Any) -> "Valor":
        return self._made(self.data**n, (self, n * self.data ** (n - 1)))

    def exp(self) -> "Valor":
        value = math.exp(self.data)
        return self._made(value, (self, value))

    def sig(self) -> "Valor":
        return Valor(1) / (Valor(1) + (-self).exp())

    def __neg__(self) -> "Valor":
        return self * -1

    def __sub__(self, other: Any) -> "Valor":
        return self + (-other)

    def __truediv__(self, other: Any) -> "Valor":
        return self * other**-1

    __radd__ = __add__
    __rmul__ = __mul__

    def propagar_tudo(self) -> None:
        order: list[Valor] = []
        seen: set[Valor] = set()

        def visit(node: Valor) -> None:
            if node not in seen:
                seen.add(node)
                for parent in node.progenitor:
                    visit(parent)
                order.append(node)

        self.grad = 1.0
        visit(self)
        for node in reversed(order):
            node.propagar()


class Neuron:
    """A neuron without dropout, which every design below builds on."""

    def __init__(self, inputs: int) -> None:
        self.vies = _draw()
        self.pesos = [_draw() for _ in range(inputs)]

    def fire(self, x: Any) -> Valor:
        total = self.vies
        for one, weight in zip(x, self.pesos, strict=True):
            total = total + one * weight
        return total.sig()

    def __call__(self, x: Any) -> Valor:
        return self.fire(x)

    def parametros(self) -> list[Valor]:
        return [*self.pesos, self.vies]


class Layer:
    """Neurons that see the same inputs; the number of neurons comes first."""

    def __init__(self, neurons: int, inputs: int, kind: type[Neuron] = Neuron) -> None:
        self.neuronios = [kind(inputs) for _ in range(neurons)]

    def __call__(self, x: Any, *rest: Any) -> list[Any]:
        return [neuron(x, *rest) for neuron in self.neuronios]

    def parametros(self) -> list[Valor]:
        return [p for neuron in self.neuronios for p in neuron.parametros()]


class Network:
    """What all designs share: layers, and how one output or several are handed back."""

    kind = Neuron

    def __init__(self, inputs: int, sizes: list[int]) -> None:
        self.camadas = [Layer(b, a, self.kind) for a, b in pairwise([inputs, *sizes])]

    def parametros(self) -> list[Valor]:
        return [p for camada in self.camadas for p in camada.parametros()]

    @staticmethod
    def handed(x: list[Any]) -> Any:
        return x[0] if len(x) == 1 else x


def _draw() -> Valor:
    return Valor(random.uniform(-1, 1))  # noqa: S311  (a weight, not a secret)


def _uniform() -> float:
    return random.uniform(0, 1)  # noqa: S311  (a draw, not a secret)


# ---------------------------------------------------------------- the rate at each call


class _Drawing(Neuron):
    """As the lesson: draws first, computes anyway, and may throw the result away."""

    def __call__(self, x: Any, dropout: float = 0) -> Valor:
        drawn = _uniform()
        out = self.fire(x)
        return Valor(0) if drawn < dropout else out


class LessonNetwork(Network):
    """The rate is an argument of each call; the output layer is called with 0."""

    kind: type[Neuron] = _Drawing

    def __call__(self, x: Any, dropout: float) -> Any:
        for camada in self.camadas[:-1]:
            x = camada(x, dropout)
        return self.handed(self.camadas[-1](x, 0))


class _Multiplying(Neuron):
    def __call__(self, x: Any, p: float = 0) -> Valor:
        return self.fire(x) * float(np.random.rand() >= p) if p else self.fire(x)


class MultiplyingNetwork(LessonNetwork):
    """Multiplies by a mask of 0 and 1 drawn by numpy; draws nothing where the rate is 0."""

    kind = _Multiplying


class MaskingNetwork(Network):
    """The network itself masks what each hidden layer gives, and scales what is kept."""

    def __call__(self, x: Any, *, taxa_dropout: float = 0.0) -> Any:
        for camada in self.camadas[:-1]:
            kept = np.random.binomial(1, 1 - taxa_dropout, len(camada.neuronios))
            x = [
                out * (1 / (1 - taxa_dropout)) if keep else Valor(0.0)
                for out, keep in zip(camada(x), kept, strict=True)
            ]
        return self.handed(self.camadas[-1](x))


class KeepingNetwork(Network):
    """Speaks of the probability to keep, and divides by it: at rate 1 it would divide by 0."""

    def __call__(self, x: Any, keep_prob: float = 1.0) -> Any:
        for camada in self.camadas[:-1]:
            mask = [(_uniform() < keep_prob) / keep_prob for _ in camada.neuronios]
            x = [out * m for out, m in zip(camada(x), mask, strict=True)]
        return self.handed(self.camadas[-1](x))


# ---------------------------------------------------------------- the rate in the constructor


class ConstructedNetwork(Network):
    """The rate is given once; each layer holds its own, 0 for the last."""

    def __init__(self, inputs: int, sizes: list[int], dropout_p: float = 0) -> None:
        super().__init__(inputs, sizes)
        self.rates = [dropout_p] * (len(sizes) - 1) + [0]

    def __call__(self, x: Any) -> Any:
        for camada, rate in zip(self.camadas, self.rates, strict=True):
            x = [Valor(0) if _uniform() < rate else neuron(x) for neuron in camada.neuronios]
        return self.handed(x)


class FlaggedNetwork(Network):
    """The rate is given once, and each call says whether it trains."""

    def __init__(self, inputs: int, sizes: list[int], dropout: float = 0.5) -> None:
        super().__init__(inputs, sizes)
        self.dropout = dropout

    def __call__(self, x: Any, treino: bool = True) -> Any:
        for camada in self.camadas[:-1]:
            x = camada(x)
            if treino:
                x = [out * int(_uniform() > self.dropout) for out in x]
        return self.handed(self.camadas[-1](x))


class SwitchedNetwork(Network):
    """The rate is given once; an attribute says whether the network trains."""

    def __init__(self, inputs: int, sizes: list[int], taxa: float = 0.5) -> None:
        super().__init__(inputs, sizes)
        self.taxa, self.treinando = taxa, True

    def __call__(self, x: Any) -> Any:
        for camada in self.camadas[:-1]:
            x = camada(x)
            if self.treinando:
                x = [
                    out / (1 - self.taxa) if np.random.random() >= self.taxa else Valor(0)
                    for out in x
                ]
        return self.handed(self.camadas[-1](x))


class AttributeNetwork(Network):
    """The rate is an attribute that anyone may set."""

    def __init__(self, inputs: int, sizes: list[int]) -> None:
        super().__init__(inputs, sizes)
        self.dropout = 0.0

    def __call__(self, x: Any) -> Any:
        for camada in self.camadas[:-1]:
            x = [Valor(0) if _uniform() < self.dropout else n(x) for n in camada.neuronios]
        return self.handed(self.camadas[-1](x))


_generator = np.random.default_rng()


class OwnGeneratorNetwork(LessonNetwork):
    """Draws from a generator of its own, which nobody can seed."""

    def __call__(self, x: Any, dropout: float = 0) -> Any:
        for camada in self.camadas[:-1]:
            off = _generator.random(len(camada.neuronios)) < dropout
            x = [Valor(0) if o else n.fire(x) for o, n in zip(off, camada.neuronios, strict=True)]
        return self.handed([n.fire(x) for n in self.camadas[-1].neuronios])


# ---------------------------------------------------------------- training


def _answers(mlp: Any, x: Any, dropout: float) -> list[Any]:
    """Ask as the design wants to be asked."""
    if isinstance(mlp, MaskingNetwork):
        return [mlp(one, taxa_dropout=dropout) for one in x]
    if isinstance(mlp, KeepingNetwork):
        return [mlp(one, keep_prob=1 - dropout) for one in x]
    if isinstance(mlp, LessonNetwork):
        return [mlp(one, dropout) for one in x]
    return [mlp(one) for one in x]


def treinar(mlp: Any, x: Any, y: Any, epocas: int, taxa: float, dropout: float = 0) -> Any:
    perdas = []
    for _ in range(epocas):
        perda = sum((yp - yt) ** 2 for yp, yt in zip(_answers(mlp, x, dropout), y, strict=True))
        for p in mlp.parametros():
            p.grad = 0
        perda.propagar_tudo()
        for p in mlp.parametros():
            p.data -= taxa * p.grad
        perdas.append(perda.data)
    return perdas


def zeroes_at_the_end(x: Any, y: Any, rede: Any, dropout: float, taxa: float, epocas: int) -> Any:
    for _ in range(epocas):
        erros = [yp - yt for yp, yt in zip(_answers(rede, x, dropout), y, strict=True)]
        perda = erros[0] * erros[0]
        for erro in erros[1:]:
            perda = perda + erro * erro
        perda.propagar_tudo()
        for p in rede.parametros():
            p.data += -taxa * p.grad
            p.grad = 0.0
    return rede


def steps_of_the_mean(mlp: Any, x: Any, y: Any, epocas: int, lr: float, p: float = 0) -> Any:
    for _ in range(epocas):
        perda = sum((yp - yt) ** 2 for yp, yt in zip(_answers(mlp, x, p), y, strict=True)) / len(y)
        for parametro in mlp.parametros():
            parametro.grad = 0
        perda.propagar_tudo()
        for parametro in mlp.parametros():
            parametro.data -= lr * parametro.grad


ALTERNATIVES: tuple[Alternative, ...] = (
    Alternative("sortear.lesson", SORTEAR, LessonNetwork, "the rate at each call, as the lesson"),
    Alternative("sortear.mask", SORTEAR, MultiplyingNetwork, "multiplies by a mask of numpy's"),
    Alternative("sortear.own_generator", SORTEAR, OwnGeneratorNetwork, "cannot be seeded"),
    Alternative("prever.flag", PREVER, FlaggedNetwork, "rate once, training flag at each call"),
    Alternative("prever.switch", PREVER, SwitchedNetwork, "rate once, an attribute for training"),
    Alternative("prever.keep_prob", PREVER, KeepingNetwork, "probability to keep; divides by it"),
    Alternative("camadas.constructor", CAMADAS, ConstructedNetwork, "a rate for each layer"),
    Alternative("camadas.attribute", CAMADAS, AttributeNetwork, "the rate is an attribute"),
    Alternative("gradiente.inverted", GRADIENTE, MaskingNetwork, "scales what is kept"),
    Alternative("treinar.zeroes_at_the_end", TREINAR, zeroes_at_the_end, "other order, no losses"),
    Alternative("treinar.mean", TREINAR, steps_of_the_mean, "the mean of the squared errors"),
)


def functions(alternative: Alternative | None = None) -> dict[str, Function]:
    """Return the classes and the function of a student who writes one of them this way."""
    chosen = {alternative.exercise: alternative.function} if alternative else {}
    train = chosen.pop(TREINAR, treinar)
    network = next(iter(chosen.values()), LessonNetwork)
    return {"Valor": Valor, "MLP": network, "treinar": train}
