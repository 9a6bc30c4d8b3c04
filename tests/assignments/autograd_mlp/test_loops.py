"""Top-level training loops as notebooks write them: each is bound, shortened and judged."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from course_lesson import Lesson
from told import grade

from grader.model import Submission
from grader.prepare import Prepared, prepare
from grader.reported import ExerciseReport
from grader.sandbox.jail import Jail
from grader.seed import practice_seed

LESSON = Lesson("autograd_mlp")
PRINTED = Path(__file__).parents[2] / "data" / "lessons" / "autograd_mlp" / "printed.ipynb"
CLASSES = [
    "".join(cell["source"])
    for cell in json.loads(PRINTED.read_text(encoding="utf-8"))["cells"]
    if cell["id"] in ("celula-1", "celula-2", "celula-3")
]
DATA = """
xs = [[2.0, 3.0, -1.0], [3.0, -1.0, 0.5], [0.5, 1.0, 1.0], [1.0, 1.0, -1.0]]
ys = [1, 0, 0.2, 0.5]
rede = MLP(3, [3, 2, 1])
"""

PARAMETERS_OUTSIDE = """
params = rede.parametros()
for _ in range(100):
    erros = [(rede(a) - b) ** 2 for a, b in zip(xs, ys)]
    perda = sum(erros)
    for p in params:
        p.grad = 0
    perda.propagar_tudo()
    for p in params:
        p.data -= 0.05 * p.grad
"""
WHILE = """
NUM_EPOCAS = 100
lr = 0.05
epoca = 0
while epoca < NUM_EPOCAS:
    perda = 0
    for a, b in zip(xs, ys):
        perda += (rede(a) - b) ** 2
    for p in rede.parametros():
        p.grad = 0
    perda.propagar_tudo()
    for p in rede.parametros():
        p.data = p.data - lr * p.grad
    epoca += 1
"""
PROGRESS_BAR = """
from tqdm import tqdm
import matplotlib.pyplot as plt
historico = []
taxa_de_aprendizado = 0.1
for epoca in tqdm(range(5000), desc="treino"):
    previsoes = [rede(xs[i]) for i in range(len(xs))]
    perda = sum([(previsoes[i] - ys[i]) ** 2 for i in range(len(ys))])
    historico.append(perda.data)
    perda.propagar_tudo()
    for p in rede.parametros():
        p.data -= taxa_de_aprendizado * p.grad
        p.grad = 0
    plt.plot(historico)
"""
FUNCTIONS_OF_ITS_OWN = """
import numpy as np
x_treino = np.array(xs)
y_treino = np.array(ys)

def soma_dos_quadrados(y_true, y_pred):
    return sum((yp - yt) ** 2 for yt, yp in zip(y_true, y_pred))

def zera(rede):
    for p in rede.parametros():
        p.grad = 0

EPOCAS, LR = 300, 0.01
for i, _ in enumerate(range(EPOCAS)):
    y_pred = [rede(amostra) for amostra in x_treino]
    loss = soma_dos_quadrados(y_treino, y_pred)
    zera(rede)
    loss.propagar_tudo()
    for p in rede.parametros():
        p.data += -LR * p.grad
"""
IN_A_BLANK_FUNCTIONS_PLACE = (
    """
def treinar(mlp, x, y, epocas, taxa):
    raise NotImplementedError
"""
    + PARAMETERS_OUTSIDE
)


@pytest.fixture(scope="module")
def prepared() -> Prepared:
    return prepare(LESSON.assignment(), practice_seed())


@pytest.fixture(scope="module")
def jail() -> Iterator[Jail]:
    with Jail(LESSON.folder, LESSON.assignment().limits, (LESSON.solutions,)) as opened:
        yield opened


def training(loop: str, prepared: Prepared, jail: Jail) -> ExerciseReport:
    sources = [*CLASSES, DATA, loop]
    cells = [{"cell_type": "code", "metadata": {}, "source": source} for source in sources]
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
    submission = Submission("someone", "cells.ipynb", json.dumps(notebook).encode())
    return grade(submission, prepared, jail, "en").exercises[-1]


@pytest.mark.parametrize(
    "loop",
    [PARAMETERS_OUTSIDE, WHILE, PROGRESS_BAR, FUNCTIONS_OF_ITS_OWN, IN_A_BLANK_FUNCTIONS_PLACE],
    ids=["parameters", "while", "progress", "functions", "blank"],
)
def test_a_right_loop_earns_everything(loop: str, prepared: Prepared, jail: Jail) -> None:
    found = training(loop, prepared, jail)
    assert [item.id for item in found.items if item.score != item.max_score] == []


@pytest.mark.parametrize(
    ("change", "items"),
    [
        (("p.data -= 0.05 * p.grad", "p.data += 0.05 * p.grad"), ["direction", "falls"]),
        (("p.grad = 0", "pass"), ["zeroing"]),
        (("p.data -= 0.05 * p.grad", "p.data -= p.grad"), ["size"]),
        (("p.data -= 0.05 * p.grad", "pass"), ["direction", "size", "zeroing", "falls"]),
    ],
    ids=["sign", "zeroing", "rate", "update"],
)
def test_a_wrong_loop_loses_what_is_wrong_in_it(
    change: tuple[str, str], items: list[str], prepared: Prepared, jail: Jail
) -> None:
    found = training(PARAMETERS_OUTSIDE.replace(*change), prepared, jail)
    assert [item.id for item in found.items if item.score != item.max_score] == items


def test_no_loop_and_no_function_are_told_with_what_to_write(
    prepared: Prepared, jail: Jail
) -> None:
    found = training("for epoch in range(3):\n    print(epoch)\n", prepared, jail)
    assert found.status == "missing"
    assert "`treinar`" in found.summary
    assert "propagar_tudo" in found.summary


def test_a_loop_that_stops_is_told_with_its_place(prepared: Prepared, jail: Jail) -> None:
    found = training(PARAMETERS_OUTSIDE.replace("sum(erros)", "soma(erros)"), prepared, jail)
    assert found.score == 0
    assert "NameError in cell 5, line 5" in found.summary
