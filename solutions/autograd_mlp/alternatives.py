"""Right answers that look different: every one of them must earn full marks.

Runs as a student's code would: it needs numpy, the standard library and `grader.mistake`.
"""

import math
import random
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np

from grader.mistake import Alternative

VALOR = "valor"
PROPAGAR = "propagar_tudo"
MLP = "mlp"
TREINAR = "treinar"

Function = Callable[..., Any]


# ---------------------------------------------------------------- the class Valor


class LessonValor:
    """As the lesson writes it: no number over a Valor, closures on `propagar`."""

    def __init__(self, data: Any, progenitor: Any = (), operador_mae: str = "") -> None:
        self.data = data
        self.progenitor = progenitor
        self.operador_mae = operador_mae
        self.grad: Any = 0
        self.propagar: Function = lambda: None

    def _as_own(self, other: Any) -> Any:
        return other if isinstance(other, type(self)) else type(self)(other)

    def _node(self, data: Any, *parts: tuple[Any, Any]) -> Any:
        """Make a node; each part is a parent and its local derivative."""
        out = type(self)(data, tuple(parent for parent, _ in parts))

        def propagar() -> None:
            for parent, slope in parts:
                parent.grad += out.grad * slope

        out.propagar = propagar
        return out

    def __add__(self, other: Any) -> Any:
        other = self._as_own(other)
        return self._node(self.data + other.data, (self, 1), (other, 1))

    def __mul__(self, other: Any) -> Any:
        other = self._as_own(other)
        return self._node(self.data * other.data, (self, other.data), (other, self.data))

    def __pow__(self, n: Any) -> Any:
        return self._node(self.data**n, (self, n * self.data ** (n - 1)))

    def exp(self) -> Any:
        value = math.exp(self.data)
        return self._node(value, (self, value))

    def sig(self) -> Any:
        return self.exp() / (self.exp() + 1)

    def __neg__(self) -> Any:
        return self * (-1)

    def __sub__(self, other: Any) -> Any:
        return self + (-other)

    def __rsub__(self, other: Any) -> Any:
        return self * (-1) + other

    def __truediv__(self, other: Any) -> Any:
        return self * other ** (-1)

    def __radd__(self, other: Any) -> Any:
        return self + other

    def __rmul__(self, other: Any) -> Any:
        return self * other

    def propagar_tudo(self) -> None:
        order = _ordered(self)
        self.grad = 1
        for node in reversed(order):
            node.propagar()


def _ordered(root: Any) -> list[Any]:
    order: list[Any] = []
    seen: set[Any] = set()

    def visit(node: Any) -> None:
        if node not in seen:
            seen.add(node)
            for parent in node.progenitor:
                visit(parent)
            order.append(node)

    visit(root)
    return order


class FusedValor(LessonValor):
    """Subtraction, division and sig are operations of their own; gradients start from 0."""

    def __sub__(self, other: Any) -> Any:
        other = self._as_own(other)
        return self._node(self.data - other.data, (self, 1.0), (other, -1.0))

    def __truediv__(self, other: Any) -> Any:
        other = self._as_own(other)
        slopes = ((self, 1 / other.data), (other, -self.data / other.data**2))
        return self._node(self.data / other.data, *slopes)

    def __rtruediv__(self, other: Any) -> Any:
        return self._as_own(other) / self

    def sig(self) -> Any:
        value = 1 / (1 + math.exp(-self.data))
        return self._node(value, (self, value * (1 - value)))

    def propagar_tudo(self) -> None:
        for node in _ordered(self):
            node.grad = 0.0
        super().propagar_tudo()


class StableValor(LessonValor):
    """sig as 1 / (1 + exp(-x)), with numpy's exponential."""

    def exp(self) -> Any:
        value = np.exp(self.data)
        return self._node(value, (self, value))

    def sig(self) -> Any:
        return type(self)(1) / (type(self)(1) + (-self).exp())


class KahnValor(LessonValor):
    """A node hands on when all that it feeds has handed on to it: counted, without recursion."""

    def propagar_tudo(self) -> None:
        waiting_for: dict[Any, int] = {self: 0}
        found = [self]
        for node in found:
            for parent in node.progenitor:
                if parent not in waiting_for:
                    waiting_for[parent] = 0
                    found.append(parent)
                waiting_for[parent] += 1
        self.grad = 1.0
        ready = [self]
        while ready:
            node = ready.pop()
            node.propagar()
            for parent in node.progenitor:
                waiting_for[parent] -= 1
                if waiting_for[parent] == 0:
                    ready.append(parent)


class NumberedValor(LessonValor):
    """Nodes are numbered as they are made; going back from the youngest is an order as well."""

    _made = 0

    def __init__(self, data: Any, progenitor: Any = (), operador_mae: str = "") -> None:
        super().__init__(data, progenitor, operador_mae)
        NumberedValor._made += 1
        self.number = NumberedValor._made

    def propagar_tudo(self) -> None:
        nodes = sorted(_ordered(self), key=lambda node: node.number, reverse=True)
        self.grad = 1
        for node in nodes:
            node.propagar()


class Value:
    """The names of micrograd: data, grad, _prev, _backward, backward."""

    def __init__(self, data: Any, _children: Any = (), _op: str = "") -> None:
        self.data, self.grad = data, 0.0
        self._prev, self._op = set(_children), _op
        self._backward: Function = lambda: None

    def __add__(self, other: Any) -> "Value":
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data + other.data, (self, other), "+")

        def _backward() -> None:
            self.grad += out.grad
            other.grad += out.grad

        out._backward = _backward
        return out

    def __mul__(self, other: Any) -> "Value":
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data * other.data, (self, other), "*")

        def _backward() -> None:
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out._backward = _backward
        return out

    def __pow__(self, other: Any) -> "Value":
        out = Value(self.data**other, (self,), f"**{other}")

        def _backward() -> None:
            self.grad += (other * self.data ** (other - 1)) * out.grad

        out._backward = _backward
        return out

    def exp(self) -> "Value":
        out = Value(math.exp(self.data), (self,), "exp")

        def _backward() -> None:
            self.grad += out.data * out.grad

        out._backward = _backward
        return out

    def sigmoid(self) -> "Value":
        return ((-self).exp() + 1) ** -1

    def backward(self) -> None:
        topo: list[Value] = []
        visited: set[Value] = set()

        def build_topo(v: Value) -> None:
            if v not in visited:
                visited.add(v)
                for child in v._prev:
                    build_topo(child)
                topo.append(v)

        build_topo(self)
        self.grad = 1
        for v in reversed(topo):
            v._backward()

    def __neg__(self) -> "Value":
        return self * -1

    def __radd__(self, other: Any) -> "Value":
        return self + other

    def __sub__(self, other: Any) -> "Value":
        return self + (-other)

    def __rsub__(self, other: Any) -> "Value":
        return other + (-self)

    def __rmul__(self, other: Any) -> "Value":
        return self * other

    def __truediv__(self, other: Any) -> "Value":
        return self * other**-1

    def __rtruediv__(self, other: Any) -> "Value":
        return other * self**-1


VALORES: dict[str, tuple[type, str]] = {
    "as_the_lesson": (LessonValor, "no number over a Valor, as in the lesson"),
    "fused": (FusedValor, "-, / and sig of their own; gradients are set to 0 before the way back"),
    "stable_sig": (StableValor, "sig with exp(-x), numpy's exp"),
    "micrograd": (Value, "other names: backward, _backward, _prev, sigmoid"),
}
ORDERS: dict[str, tuple[type, str]] = {
    "counted": (KahnValor, "Kahn's algorithm, without recursion"),
    "numbered": (NumberedValor, "from the youngest node to the oldest"),
    "micrograd": (Value, "other names: backward, _backward, _prev"),
    "idempotent": (FusedValor, "sets all gradients to 0 first: calling it twice changes nothing"),
}


# ---------------------------------------------------------------- neuron, layer, network


def _draw(kind: Any) -> Any:
    return kind(random.uniform(-1, 1))  # noqa: S311  (a weight, not a secret)


def _sig(value: Any) -> Any:
    return value.sig() if hasattr(value, "sig") else value.sigmoid()


def lesson_network(own: Any) -> dict[str, Function]:
    """Make the lesson's classes, with a list for a layer of one neuron in the middle."""

    class Neuronio:
        def __init__(self, num_dados_entrada: int) -> None:
            self.pesos = [_draw(own.Valor) for _ in range(num_dados_entrada)]
            self.vies = _draw(own.Valor)

        def __call__(self, x: Any) -> Any:
            soma: Any = 0
            for entrada, peso in zip(x, self.pesos, strict=True):
                soma = soma + entrada * peso
            return _sig(soma + self.vies)

        def parametros(self) -> list[Any]:
            return [*self.pesos, self.vies]

    class Camada:
        def __init__(self, num_dados_entrada: int, num_neuronios: int) -> None:
            self.neuronios = [Neuronio(num_dados_entrada) for _ in range(num_neuronios)]

        def __call__(self, x: Any) -> Any:
            saidas = [neuronio(x) for neuronio in self.neuronios]
            return saidas[0] if len(saidas) == 1 else saidas

        def parametros(self) -> list[Any]:
            return [p for neuronio in self.neuronios for p in neuronio.parametros()]

    class Mlp:
        def __init__(self, num_dados_entrada: int, num_neuronios_por_camada: list[int]) -> None:
            percurso = [num_dados_entrada, *num_neuronios_por_camada]
            self.camadas = [
                Camada(percurso[i], percurso[i + 1]) for i in range(len(num_neuronios_por_camada))
            ]

        def __call__(self, x: Any) -> Any:
            for camada in self.camadas:
                x = camada(x if isinstance(x, list) else [x])
            return x

        def parametros(self) -> list[Any]:
            return [p for camada in self.camadas for p in camada.parametros()]

    return {"Neuronio": Neuronio, "Camada": Camada, "MLP": Mlp}


def other_names(own: Any) -> dict[str, Function]:
    """Make classes with w, b, neurons, layers; the bias comes first, a layer's size before."""

    class Neuron:
        def __init__(self, nin: int) -> None:
            self.b = _draw(own.Valor)
            self.w = [_draw(own.Valor) for _ in range(nin)]

        def __call__(self, x: Any) -> Any:
            return _sig(sum((wi * xi for wi, xi in zip(self.w, x, strict=True)), self.b))

        def parameters(self) -> list[Any]:
            return [self.b, *self.w]

    class Layer:
        def __init__(self, nout: int, nin: int) -> None:
            self.neurons = [Neuron(nin) for _ in range(nout)]

        def __call__(self, x: Any) -> Any:
            return [n(x) for n in self.neurons]

        def parameters(self) -> list[Any]:
            return [p for n in self.neurons for p in n.parameters()]

    class Net:
        def __init__(self, nin: int, nouts: list[int]) -> None:
            self.sizes = [nin, *nouts]
            self.layers = [Layer(self.sizes[i + 1], self.sizes[i]) for i in range(len(nouts))]

        def __call__(self, x: Any) -> Any:
            for layer in self.layers:
                x = layer(x)
            return x[0] if len(x) == 1 else tuple(x)

        def zero_grad(self) -> None:
            for p in self.parameters():
                p.grad = 0

        def parameters(self) -> list[Any]:
            return [p for layer in self.layers for p in layer.parameters()]

    return {"Neuronio": Neuron, "Camada": Layer, "MLP": Net}


def arrays_of_objects(own: Any) -> dict[str, Function]:
    """Keep weights in numpy arrays of objects, and sum with dot."""
    made = lesson_network(own)
    Neuronio: Any = made["Neuronio"]

    def make(self: Any, num_dados_entrada: int) -> None:
        self.pesos = np.array([_draw(own.Valor) for _ in range(num_dados_entrada)], dtype=object)
        self.vies = _draw(own.Valor)

    def fire(self: Any, x: Any) -> Any:
        return _sig(np.dot(np.array(x, dtype=object), self.pesos) + self.vies)

    Neuronio.__init__, Neuronio.__call__ = make, fire
    return made


# ---------------------------------------------------------------- training


def zeroes_at_the_end(mlp: Any, x: Any, y: Any, epocas: int, taxa: float) -> Any:
    perdas = []
    for _ in range(epocas):
        perda = sum((yt - mlp(um)) ** 2 for um, yt in zip(x, y, strict=True))
        perda.propagar_tudo()
        for p in mlp.parametros():
            p.data += -taxa * p.grad
            p.grad = 0
        perdas.append(perda.data)
    return perdas


def other_arguments(x: Any, y: Any, rede: Any, taxa_de_aprendizado: float, num_epocas: int) -> Any:
    perdas = [0.0] * num_epocas
    parametros, epoca = rede.parametros(), 0
    while epoca < num_epocas:
        erros = [(rede(um) - yt) * (rede(um) - yt) for um, yt in zip(x, y, strict=True)]
        perda = erros[0]
        for erro in erros[1:]:
            perda = perda + erro
        for p in parametros:
            p.grad = 0.0
        perda.propagar_tudo()
        for p in parametros:
            p.data = p.data - taxa_de_aprendizado * p.grad
        perdas[epoca] = perda.data
        epoca += 1
    return rede, np.array(perdas)


def zeroes_first(mlp: Any, x: Any, y: Any, epocas: int, taxa: float) -> Any:
    historico: dict[str, list[float]] = {"perda": []}
    for _ in range(epocas):
        for p in mlp.parametros():
            p.grad = 0
        perda: Any = 0
        for um, yt in zip(x, y, strict=True):
            perda = perda + (mlp(um) - yt) ** 2
        historico["perda"].append(float(perda.data))
        perda.propagar_tudo()
        for p in mlp.parametros():
            p.data -= taxa * p.grad
    return historico


TREINOS: dict[str, tuple[Function, str]] = {
    "zeroes_at_the_end": (zeroes_at_the_end, "zeroes after the update; y - yp"),
    "other_arguments": (other_arguments, "its own arguments and order; returns network and losses"),
    "zeroes_first": (zeroes_first, "zeroes before the predictions; returns a dict"),
}

NETWORKS: dict[str, tuple[Function, str]] = {
    "lesson": (lesson_network, "as the lesson writes it"),
    "other_names": (other_names, "bias first, w and b, layers with the number of neurons first"),
    "arrays_of_objects": (arrays_of_objects, "weights in arrays of objects, and dot"),
}

ALTERNATIVES: tuple[Alternative, ...] = tuple(
    Alternative(f"{exercise}.{name}", exercise, function, note)
    for exercise, table in (
        (VALOR, VALORES), (PROPAGAR, ORDERS), (MLP, NETWORKS), (TREINAR, TREINOS),
    )
    for name, (function, note) in table.items()
)  # fmt: skip


def _train(mlp: Any, x: Any, y: Any, epocas: int, taxa: float) -> Any:
    """Train whatever the classes are called."""
    parameters = mlp.parametros if hasattr(mlp, "parametros") else mlp.parameters
    losses = []
    for _ in range(epocas):
        loss = sum((mlp(one) - yt) ** 2 for one, yt in zip(x, y, strict=True))
        for p in parameters():
            p.grad = 0
        loss.propagar_tudo() if hasattr(loss, "propagar_tudo") else loss.backward()
        for p in parameters():
            p.data -= taxa * p.grad
        losses.append(loss.data)
    return losses


def functions(alternative: Alternative | None = None) -> dict[str, Function]:
    """Return the classes and the function of a student who writes one of them this way."""
    chosen = {alternative.exercise: alternative.function} if alternative else {}
    valor = chosen.get(VALOR) or chosen.get(PROPAGAR) or LessonValor
    own = SimpleNamespace(Valor=valor)
    made = chosen.get(MLP, lesson_network)(own)
    return {"Valor": valor, **made, "treinar": chosen.get(TREINAR, _train)}
