"""Known wrong variants: the network or its training with one slot filled wrongly. Texts: .toml.

Runs as a student's code would: it needs the standard library and `grader.mistake` only.
"""

import math
import random
from collections.abc import Callable
from itertools import pairwise
from typing import Any

from grader.mistake import Mistake, compose

PREVER = "prever"
SORTEAR = "sortear"
CAMADAS = "camadas"
GRADIENTE = "gradiente"
TREINAR = "treinar"

Function = Callable[..., Any]
Slots = dict[str, dict[str, Function]]


def functions(*mistakes: Mistake) -> dict[str, Function]:
    """Return the classes and the function of a student who makes these mistakes."""
    return compose(_MAKERS, mistakes, {"Valor": Valor})


# ---------------------------------------------------------------- the class Valor, as it is given


class Valor:
    """A number that remembers how it was made: from which numbers, and by which slopes.

    No closure holds a node: that would be a cycle, and looking for cycles takes twice the time of
    everything else.
    """

    def __init__(self, data: Any, progenitor: Any = (), slopes: Any = ()) -> None:
        self.data, self.progenitor, self.grad = data, progenitor, 0.0
        self._slopes = slopes

    def propagar(self) -> None:
        for parent, slope in zip(self.progenitor, self._slopes, strict=False):  # a leaf has none
            parent.grad += self.grad * slope

    def __add__(self, other: Any) -> "Valor":
        other = other if isinstance(other, Valor) else Valor(other)
        return Valor(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other: Any) -> "Valor":
        other = other if isinstance(other, Valor) else Valor(other)
        return Valor(self.data * other.data, (self, other), (other.data, self.data))

    def __pow__(self, n: Any) -> "Valor":
        return Valor(self.data**n, (self,), (n * self.data ** (n - 1),))

    def exp(self) -> "Valor":
        value = math.exp(self.data)
        return Valor(value, (self,), (value,))

    def sig(self) -> "Valor":
        return ((-self).exp() + 1) ** -1

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
        _visit(self, set(), order)
        self.grad = 1.0
        for node in reversed(order):
            node.propagar()


def _visit(node: Valor, seen: set[Valor], order: list[Valor]) -> None:
    if node not in seen:
        seen.add(node)
        for parent in node.progenitor:
            _visit(parent, seen, order)
        order.append(node)


# ---------------------------------------------------------------- the network


def _weighted(neuron: Any, x: Any) -> Any:
    total = neuron.vies
    for one, weight in zip(x, neuron.pesos, strict=True):
        total = total + one * weight
    return total


def _uniform(neuron: Any) -> float:
    return random.random()  # noqa: S311  (a draw, not a secret)


def _zero(neuron: Any) -> Any:
    return Valor(0)


def _each(neurons: list[Any], x: Any, rate: float) -> list[Any]:
    return [neuron(x, rate) for neuron in neurons]


def _hidden_only(rate: float, layers: int) -> list[float]:
    return [rate] * (layers - 1) + [0.0]


def make_network(
    _: Any,
    *,
    rate: Function = lambda dropout: dropout,
    begin: Function = lambda x, rate: x,
    rates: Function = _hidden_only,
    each: Function = _each,
    draw: Function = _uniform,
    is_off: Function = lambda u, rate: u < rate,
    when_off: Function = _zero,
    when_on: Function = lambda out, rate: out,
    default: Function = lambda: 0,
) -> dict[str, Function]:
    """Make `Neuronio`, `Camada` and `MLP`."""

    class Neuronio:
        def __init__(self, num_dados_entrada: int) -> None:
            self.pesos = [_draw() for _ in range(num_dados_entrada)]
            self.vies = _draw()

        def __call__(self, x: Any, dropout: float = 0) -> Any:
            if is_off(draw(self), dropout):
                return when_off(self)
            return when_on(_weighted(self, x).sig(), dropout)

        def parametros(self) -> list[Any]:
            return [*self.pesos, self.vies]

    class Camada:
        def __init__(self, num_dados_entrada: int, num_neuronios: int) -> None:
            self.neuronios = [Neuronio(num_dados_entrada) for _ in range(num_neuronios)]

        def __call__(self, x: Any, dropout: float = 0) -> list[Any]:
            found: list[Any] = each(self.neuronios, x, dropout)
            return found

        def parametros(self) -> list[Any]:
            return [p for neuronio in self.neuronios for p in neuronio.parametros()]

    class MLP:
        def __init__(self, num_dados_entrada: int, num_neuronios_por_camada: list[int]) -> None:
            path = [num_dados_entrada, *num_neuronios_por_camada]
            self.camadas = [Camada(a, b) for a, b in pairwise(path)]

        def __call__(self, x: Any, dropout: float = default()) -> Any:
            taxa = rate(dropout)
            x = begin(x, taxa)
            for camada, own in zip(self.camadas, rates(taxa, len(self.camadas)), strict=True):
                x = camada(x, own)
            return x[0] if len(x) == 1 else x

        def parametros(self) -> list[Any]:
            return [p for camada in self.camadas for p in camada.parametros()]

    return {"Neuronio": Neuronio, "Camada": Camada, "MLP": MLP}


def _draw() -> Any:
    return Valor(random.uniform(-1, 1))  # noqa: S311  (a weight, not a secret)


def _one_draw_for_all(neurons: list[Any], x: Any, rate: float) -> list[Any]:
    if random.random() < rate:  # noqa: S311
        return [Valor(0) for _ in neurons]
    return [neuron(x, 0) for neuron in neurons]


def _exact_count(neurons: list[Any], x: Any, rate: float) -> list[Any]:
    off = random.sample(range(len(neurons)), int(rate * len(neurons)))
    return [Valor(0) if n in off else neuron(x, 0) for n, neuron in enumerate(neurons)]


def _removed(neurons: list[Any], x: Any, rate: float) -> list[Any]:
    return [neuron(x, 0) for neuron in neurons if random.random() >= rate]  # noqa: S311


def _drawn_once(neuron: Any) -> float:
    if not hasattr(neuron, "sorteio"):
        neuron.sorteio = random.random()  # noqa: S311
    return float(neuron.sorteio)


def _seeded(rate: float) -> float:
    random.seed(3)
    return rate


def _seeded_draw(neuron: Any) -> float:
    random.seed(0)
    return random.random()  # noqa: S311


def _destroyed(neuron: Any) -> Any:
    for p in neuron.parametros():
        p.data = 0.0
    return Valor(0)


def _inputs_dropped(x: Any, rate: float) -> Any:
    return [0.0 if random.random() < rate else one for one in x]  # noqa: S311


_PREVER_MISTAKES: Slots = {
    "active_at_prediction": {"rate": lambda dropout: dropout or 0.5},
    "default_rate": {"default": lambda: 0.5},
}

_SORTEAR_MISTAKES: Slots = {
    "zero_before_activation": {"when_off": lambda neuron: Valor(0).sig()},
    "bias_survives": {"when_off": lambda neuron: neuron.vies.sig()},
    "scaled_by_rate": {"when_on": lambda out, rate: out * (1 / rate) if rate else out},
    "inverted": {"is_off": lambda u, rate: rate > 0 and u > rate},
    "always_half": {"draw": lambda neuron: random.randint(0, 1)},  # noqa: S311
    "normal_draw": {
        "draw": lambda neuron: random.gauss(0, 1),
        "is_off": lambda u, rate: 0 < u < rate,
    },
    "per_layer": {"each": _one_draw_for_all},
    "exact_count": {"each": _exact_count},
    "fixed_mask": {"draw": _drawn_once},
    "seeded_in_call": {"rate": _seeded},
    "seeded_in_neuron": {"draw": _seeded_draw},
    "plain_zero": {"when_off": lambda neuron: 0},
    "no_dropout": {"is_off": lambda u, rate: False},
}

_CAMADAS_MISTAKES: Slots = {
    "output_dropped": {"rates": lambda rate, layers: [rate] * layers},
    "first_hidden_never": {"rates": lambda rate, n: [0.0, *[rate] * (n - 2), 0.0][-n:]},
    "last_hidden_never": {"rates": lambda rate, n: [*[rate] * (n - 2), 0.0, 0.0][-n:]},
    "input_dropped": {"begin": _inputs_dropped},
    "dropped_is_removed": {"each": _removed},
    "rate_not_handed_on": {"each": lambda neurons, x, rate: [neuron(x) for neuron in neurons]},
}

_GRADIENTE_MISTAKES: Slots = {
    "detached": {"when_on": lambda out, rate: Valor(out.data) if rate else out},
    "weights_destroyed": {"when_off": _destroyed},
    "scaled_after_graph": {"when_on": lambda out, rate: _scaled_in_place(out, rate)},
}


def _scaled_in_place(out: Any, rate: float) -> Any:
    out.data = out.data / (1 - rate) if rate < 1 else out.data
    return out


# ---------------------------------------------------------------- training


def _clear(parameters: list[Any]) -> None:
    for p in parameters:
        p.grad = 0.0


def _leave(parameters: list[Any]) -> None:
    """Do nothing."""


def _down(p: Any, rate: float, dropout: float) -> None:
    p.data = p.data - rate * p.grad


def _up(p: Any, rate: float, dropout: float) -> None:
    p.data = p.data + rate * p.grad


def _without_rate(p: Any, rate: float, dropout: float) -> None:
    p.data = p.data - p.grad


def _over_what_is_kept(p: Any, rate: float, dropout: float) -> None:
    p.data = p.data - rate * p.grad / (1 - dropout)


def make_treinar(
    _: Any,
    *,
    used: Function = lambda dropout, epoch: dropout,
    clear: Function = _clear,
    update: Function = _down,
    keep: Function = lambda losses, loss: losses.append(loss),
    rate: Function = lambda rate, epoch: rate,
    goes_on: Function = lambda before, loss: True,
) -> dict[str, Function]:
    """Make the function `treinar`."""

    def treinar(
        mlp: Any, x: Any, y: Any, epocas: int, taxa: float, dropout: float = 0
    ) -> list[float]:
        perdas: list[float] = []
        before = math.inf
        for epoch in range(epocas):
            previsoes = [mlp(one, used(dropout, epoch)) for one in x]
            perda = sum((yp - yt) ** 2 for yp, yt in zip(previsoes, y, strict=True))
            clear(mlp.parametros())
            perda.propagar_tudo()
            for p in mlp.parametros():
                update(p, rate(taxa, epoch), dropout)
            keep(perdas, perda.data)
            if not goes_on(before, perda.data):
                break
            before = perda.data
        return perdas

    return {"treinar": treinar}


_TREINAR_MISTAKES: Slots = {
    "without_dropout": {"used": lambda dropout, epoch: 0},
    "first_epoch_only": {"used": lambda dropout, epoch: 0 if epoch else dropout},
    "stops_early": {"goes_on": lambda before, loss: abs(before - loss) > 1e-6},
    "rate_decays": {"rate": lambda rate, epoch: rate * 0.5 ** (epoch // 100)},
    "always_dropout": {"used": lambda dropout, epoch: dropout or 0.5},
    "wrong_sign": {"update": _up},
    "rate_ignored": {"update": _without_rate},
    "step_over_kept": {"update": _over_what_is_kept},
    "no_losses": {"keep": lambda losses, loss: None},
    "rebinds_p": {"update": lambda p, rate, dropout: p - rate * p.grad},
    "no_zero_grad": {"clear": _leave},
}


_MAKERS: dict[tuple[str, ...], Function] = {
    (PREVER, SORTEAR, CAMADAS, GRADIENTE): make_network,
    (TREINAR,): make_treinar,
}

_FAMILIES: tuple[tuple[str, Slots], ...] = (
    (PREVER, _PREVER_MISTAKES),
    (SORTEAR, _SORTEAR_MISTAKES),
    (CAMADAS, _CAMADAS_MISTAKES),
    (GRADIENTE, _GRADIENTE_MISTAKES),
    (TREINAR, _TREINAR_MISTAKES),
)

MISTAKES: tuple[Mistake, ...] = tuple(
    Mistake(f"{exercise}.{name}", exercise, slots)
    for exercise, mistakes in _FAMILIES
    for name, slots in mistakes.items()
)
