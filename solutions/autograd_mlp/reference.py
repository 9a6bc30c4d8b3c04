"""The reference solution: what every submission's values are held against."""

import math
import random
from collections.abc import Callable
from itertools import pairwise
from typing import Any

Passo = Callable[["Valor"], None]
"""Hands the gradient of a node on to those it was made of."""


class Valor:
    """A number that remembers how it was made.

    What a step on the way back needs it is handed: a node that its own closure held would be a
    cycle, and looking for cycles takes twice the time of everything else.
    """

    def __init__(
        self, data: Any, progenitor: Any = (), operador_mae: str = "", passo: Passo | None = None
    ) -> None:
        self.data = data
        self.progenitor = progenitor
        self.operador_mae = operador_mae
        self.rotulo = ""
        self.grad = 0.0
        self._passo = passo

    def __repr__(self) -> str:
        return f"Valor(data={self.data})"

    def __add__(self, outro: Any) -> "Valor":
        outro = _como_valor(outro)

        def passo(saida: Valor) -> None:
            self.grad += saida.grad
            outro.grad += saida.grad

        return Valor(self.data + outro.data, (self, outro), "+", passo)

    def __mul__(self, outro: Any) -> "Valor":
        outro = _como_valor(outro)

        def passo(saida: Valor) -> None:
            self.grad += saida.grad * outro.data
            outro.grad += saida.grad * self.data

        return Valor(self.data * outro.data, (self, outro), "*", passo)

    def __pow__(self, expoente: Any) -> "Valor":

        def passo(saida: Valor) -> None:
            self.grad += saida.grad * expoente * self.data ** (expoente - 1)

        return Valor(self.data**expoente, (self,), f"**{expoente}", passo)

    def exp(self) -> "Valor":
        """Return e to the power of this number."""

        def passo(saida: Valor) -> None:
            self.grad += saida.grad * saida.data

        return Valor(math.exp(self.data), (self,), "exp", passo)

    def sig(self) -> "Valor":
        """Return exp(x) / (exp(x) + 1), with the lesson's own graph."""
        return self.exp() / (self.exp() + 1)

    def __neg__(self) -> "Valor":
        return self * -1

    def __sub__(self, outro: Any) -> "Valor":
        return self + (-outro)

    def __truediv__(self, outro: Any) -> "Valor":
        return self * outro**-1

    def __radd__(self, outro: Any) -> "Valor":
        return self + outro

    def __rmul__(self, outro: Any) -> "Valor":
        return self * outro

    def __rsub__(self, outro: Any) -> "Valor":
        return (-self) + outro

    def __rtruediv__(self, outro: Any) -> "Valor":
        return self**-1 * outro

    def propagar(self) -> None:
        """Hand this node's gradient on to the nodes it was made of; a leaf has none."""
        if self._passo is not None:
            self._passo(self)

    def propagar_tudo(self) -> None:
        """Run the whole backward pass from here, in topological order."""
        ordem: list[Valor] = []
        _visita(self, set(), ordem)
        self.grad = 1
        for vertice in reversed(ordem):
            vertice.propagar()


def _visita(vertice: Valor, visitados: set[Valor], ordem: list[Valor]) -> None:
    if vertice not in visitados:
        visitados.add(vertice)
        for progenitor in vertice.progenitor:
            _visita(progenitor, visitados, ordem)
        ordem.append(vertice)


def _como_valor(numero: Any) -> Valor:
    return numero if isinstance(numero, Valor) else Valor(numero)


def _sorteado() -> Valor:
    return Valor(random.uniform(-1, 1))  # noqa: S311  (a weight, not a secret)


class Neuronio:
    """sig of the weighted sum of the inputs, plus the bias."""

    def __init__(self, num_dados_entrada: int) -> None:
        self.pesos = [_sorteado() for _ in range(num_dados_entrada)]
        self.vies = _sorteado()

    def __call__(self, x: Any) -> Valor:
        soma = self.vies
        for entrada, peso in zip(x, self.pesos, strict=True):
            soma = soma + entrada * peso
        return soma.sig()

    def parametros(self) -> list[Valor]:
        """Return the weights and the bias."""
        return [*self.pesos, self.vies]


class Camada:
    """Neurons that see the same inputs."""

    def __init__(self, num_dados_entrada: int, num_neuronios: int) -> None:
        self.neuronios = [Neuronio(num_dados_entrada) for _ in range(num_neuronios)]

    def __call__(self, x: Any) -> Any:
        saidas = [neuronio(x) for neuronio in self.neuronios]
        return saidas[0] if len(saidas) == 1 else saidas

    def parametros(self) -> list[Valor]:
        """Return the parameters of all its neurons."""
        return [p for neuronio in self.neuronios for p in neuronio.parametros()]


class MLP:
    """Layers, one feeding the next."""

    def __init__(self, num_dados_entrada: int, num_neuronios_por_camada: list[int]) -> None:
        percurso = [num_dados_entrada, *num_neuronios_por_camada]
        self.camadas = [Camada(entra, sai) for entra, sai in pairwise(percurso)]

    def __call__(self, x: Any) -> Any:
        for camada in self.camadas:
            x = camada([x] if isinstance(x, Valor) else x)
        return x

    def parametros(self) -> list[Valor]:
        """Return the parameters of all its layers."""
        return [p for camada in self.camadas for p in camada.parametros()]


def treinar(mlp: Any, x: Any, y: Any, epocas: int, taxa: float) -> list[float]:
    """Train by gradient descent and return the loss of each epoch, from before its update."""
    perdas = []
    for _ in range(epocas):
        previsoes = [mlp(amostra) for amostra in x]
        perda = sum((yp - yt) ** 2 for yp, yt in zip(previsoes, y, strict=True))
        for p in mlp.parametros():
            p.grad = 0
        perda.propagar_tudo()
        for p in mlp.parametros():
            p.data = p.data - taxa * p.grad
        perdas.append(perda.data)
    return perdas
