"""Statements that are forgotten, and are offered: as data, the code and what is put into it."""

import ast

import pytest

from grader.extract.defining import Defining
from grader.model import Chunk
from grader.repair.edits import candidates

VISITS = """
def visita(v, vistos, ordem):
    if v not in vistos:
        for p in v.progenitor:
            visita(p, vistos, ordem)
        ordem.append(v)
"""
VISITED = VISITS.replace("vistos:\n", "vistos:\n        vistos.add(v)\n")
RETURNS = """
def visita(v, vistos):
    if v in vistos:
        return
    for p in v.progenitor:
        visita(p, vistos)
"""
TRAINS = """
def treinar(mlp, x, y, epocas, taxa):
    perdas = []
    for _ in range(epocas):
        perda = sum((mlp(a) - b) ** 2 for a, b in zip(x, y))
        perda.propagar_tudo()
        for p in mlp.parametros():
            p.data = p.data - taxa * p.grad
        perdas.append(perda.data)
    return perdas
"""
KEEPS = """
class Valor:
    def __init__(self, data, progenitor=()):
        self.data = data
        self.progenitor = progenitor
        self.grad = 0.0

    def __add__(self, outro):
        outro = como_valor(outro)
        saida = Valor(self.data + outro.data, (self, outro))
        def passo():
            self.grad += saida.grad
            outro.grad += saida.grad
        saida.passo = passo
        return saida

    def __mul__(self, outro):
        outro = como_valor(outro)
        saida = Valor(self.data * outro.data, (self, outro))
        def passo():
            self.grad += saida.grad * outro.data
            outro.grad += saida.grad * self.data
        saida.passo = passo
        return saida

    def propagar(self):
        self.passo()

    def tudo(self):
        self.grad = 1
        for v in ordem(self):
            v.propagar()
"""

HIDDEN = """
class Valor:
    def __init__(self, data, operador="", passo=None):
        self.data = data
        self.operador = operador
        self.grad = 0.0
        self._passo = passo

    def propagar(self):
        if self._passo is not None:
            self._passo(self)
"""
LAYERS = """
def para_frente(X, parametros, keep_prob):
    W1, b1 = parametros["W1"], parametros["b1"]
    W2, b2 = parametros["W2"], parametros["b2"]
    Z1 = W1 @ X + b1
    A1 = relu(Z1)
    D1 = np.random.rand(*A1.shape) < keep_prob
    A1 = A1 * D1 / keep_prob
    Z2 = W2 @ A1 + b2
    A2 = relu(Z2)
    D2 = np.random.rand(*A2.shape) < keep_prob
    A2 = A2 * D2 / keep_prob
    return W1, Z1, A1, D1, Z2, A2, D2
"""

FORGOTTEN = [
    (VISITED, "        vistos.add(v)\n", "vistos.add(v)"),
    (VISITS, "        ordem.append(v)\n", "ordem.append(v)"),
    (RETURNS, "", "vistos.add(v)"),
    (VISITS, "            visita(p, vistos, ordem)\n", "visita(p, vistos, ordem)"),
    (TRAINS, "        perdas.append(perda.data)\n", "perdas.append(perda.data)"),
    (TRAINS, "    perdas = []\n", "perdas = []"),
    (TRAINS, "", "for p in mlp.parametros(): p.grad = 0"),
    (KEEPS, "        self.data = data\n", "self.data = data"),
    (KEEPS, "        self.grad = 0.0\n", "self.grad = 0.0"),
    (KEEPS, "            outro.grad += saida.grad\n", "outro.grad += saida.grad"),
    (
        KEEPS,
        "            self.grad += saida.grad * outro.data\n",
        "self.grad += saida.grad * outro.data",
    ),
    (KEEPS, "        outro = como_valor(outro)\n", "outro = como_valor(outro)"),
    (KEEPS, "        saida.passo = passo\n", "saida.passo = passo"),
    (KEEPS, "        self.grad = 1\n", "self.grad = 1"),
    (KEEPS, "            v.propagar()\n", "v.propagar()"),
    (HIDDEN, "        self._passo = passo\n", "self._passo = passo"),
    *(
        (LAYERS, f"    {line}\n", line)
        for line in LAYERS.strip().split("\n    ")[1:11]
        if not line.startswith(("Z2", "A2"))
    ),
]


@pytest.mark.parametrize(("source", "line", "added"), FORGOTTEN)
def test_what_is_forgotten_is_offered(source: str, line: str, added: str) -> None:
    before, _, after = source.partition(line) if line else (source, "", "")
    text = (before + after).strip("\n")
    if not _is_whole(text):  # a block that is empty without it
        indent = line[: len(line) - len(line.lstrip())]
        text = (before + f"{indent}pass\n" + after).strip("\n")
    found = candidates([Defining(ast.parse(text).body[0], Chunk(1, 1, text))], {}, 10_000)
    offered = [one for one in found if one.becomes == added and not one.was]
    assert offered
    for one in offered:
        ast.parse(one.after.source)
        lines = one.after.source.split("\n")
        assert lines.pop(one.line - 1).strip() == added
        assert lines == text.split("\n")


def _is_whole(text: str) -> bool:
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True


@pytest.mark.parametrize("source", [VISITED, TRAINS, KEEPS, LAYERS])
def test_few_are_offered_where_nothing_is_forgotten(source: str) -> None:
    text = source.strip("\n")
    found = candidates([Defining(ast.parse(text).body[0], Chunk(1, 1, text))], {}, 10_000)
    assert sum(not one.was for one in found) <= 12


@pytest.mark.parametrize(
    ("line", "after"),
    [
        ("        self.data = data\n", "self.operador = operador"),
        ("        self.operador = operador\n", "self._passo = passo"),
        ("        self._passo = passo\n", ""),
    ],
)
def test_what_an_object_keeps_stands_in_the_order_of_what_it_is_given(
    line: str, after: str
) -> None:
    """Before the first line that uses a later argument; else it is the last."""
    text = HIDDEN.replace(line, "").strip("\n")
    found = candidates([Defining(ast.parse(text).body[0], Chunk(1, 1, text))], {}, 10_000)
    one = next(one for one in found if one.becomes == line.strip())
    assert one.after.source.split("\n")[one.line].strip() == after
