"""A top-level training loop: its names are told by their use, their values and their words."""

import sys

import numpy as np
import pytest

from grader.adapt.loop import Given, Loop

NETWORK, PARAMETERS = object(), [object()]
GIVEN = Given(
    network=NETWORK,
    parameters=PARAMETERS,
    x=[[1.0, 2.0], [3.0, 4.0]],
    y=[0.5, 0.25],
    epochs=7,
    rate=0.125,
    dropout=0.375,
)

LESSON = """
for epoca in range(NUM_EPOCAS):
    y_pred = []
    for x_ in x:
        y_pred.append(minha_mlp(x_))
    for p in minha_mlp.parametros():
        p.grad = 0
    loss = sum([(yp - yt) ** 2 for yp, yt in zip(y_pred, y_true)])
    loss.propagar_tudo()
    for p in minha_mlp.parametros():
        p.data = p.data - p.grad * TAXA_DE_APRENDIZADO
"""
LESSON_VALUES = {
    "NUM_EPOCAS": 10,
    "TAXA_DE_APRENDIZADO": 0.01,
    "x": [[2.0, 3.0, -1.0], [3.0, -1.0, 0.5]],
    "y_true": [1, 0],
}

OUTSIDE = """
for k in range(100):
    preds = [n(row) for row in data]
    loss = sum((p - t) ** 2 for p, t in zip(preds, answers))
    for w in weights:
        w.grad = 0.0
    loss.backward()
    for w in weights:
        w.data += -0.05 * w.grad
    history.append(loss.data)
"""

DROPOUT = """
for epoca in range(1000):
    previsoes = [rede(exemplo, dropout) for exemplo in entradas]
    erro = sum([(p - a) ** 2 for p, a in zip(previsoes, alvos)])
    erro.propagar_tudo()
    for p in rede.parametros():
        p.data -= taxa * p.grad
"""


def test_the_lessons_own_names_are_bound():
    bound = Loop(LESSON, LESSON_VALUES).bind(GIVEN)
    assert bound == {
        "minha_mlp": NETWORK,
        "x": GIVEN.x,
        "y_true": GIVEN.y,
        "NUM_EPOCAS": 7,
        "TAXA_DE_APRENDIZADO": 0.125,
    }


def test_names_without_meaning_are_told_by_their_use_and_values():
    values = {"data": [[1.0], [2.0], [3.0]], "answers": [1.0, 2.0, 3.0], "history": []}
    loop = Loop(OUTSIDE, values)
    bound = loop.bind(GIVEN)
    assert bound == {
        "n": NETWORK,
        "weights": PARAMETERS,
        "data": GIVEN.x,
        "answers": GIVEN.y,
    }
    assert loop.constants == [0.0, 0.05]


def test_data_that_only_a_run_could_give_are_told_by_their_names():
    bound = Loop(DROPOUT, {"dropout": 0.5}).bind(GIVEN)
    assert bound == {
        "rede": NETWORK,
        "entradas": GIVEN.x,
        "alvos": GIVEN.y,
        "dropout": 0.375,
        "taxa": 0.125,
    }


@pytest.mark.parametrize("columns", [0, 1])
def test_data_come_in_the_notebooks_own_containers(columns):
    y = np.zeros((4, 1)) if columns else np.zeros(4)
    bound = Loop(LESSON, {**LESSON_VALUES, "x": np.zeros((4, 3)), "y_true": y}).bind(GIVEN)
    assert bound["x"].tolist() == GIVEN.x
    assert bound["y_true"].tolist() == ([[0.5], [0.25]] if columns else GIVEN.y)


def test_a_number_that_the_loop_writes_stays_its_own():
    source = LESSON + "    TAXA_DE_APRENDIZADO = TAXA_DE_APRENDIZADO * 0.99\n"
    assert "TAXA_DE_APRENDIZADO" not in Loop(source, LESSON_VALUES).bind(GIVEN)


def test_the_network_is_not_taken_for_a_function_that_the_notebook_defines():
    source = LESSON.replace("(yp - yt) ** 2", "erro(yp, yt)")
    bound = Loop(source, {**LESSON_VALUES, "erro": lambda a, b: (a - b) ** 2}).bind(GIVEN)
    assert bound["minha_mlp"] is NETWORK
    assert "erro" not in bound


def test_what_is_given_is_not_shared_with_the_loop():
    bound = Loop(LESSON, LESSON_VALUES).bind(GIVEN)
    bound["x"][0][0] = 99.0
    assert GIVEN.x[0][0] == 1.0


def test_a_long_loop_is_read_in_a_time_that_grows_with_its_length():
    def steps(size):
        body = "".join(f"    a{n} = b{n} + c{n} * d\n" for n in range(size))
        source = f"for epoca in range(9):\n{body}"
        counted = 0

        def count(frame, event, argument):
            nonlocal counted
            counted += event in ("call", "c_call")

        sys.setprofile(count)
        try:
            Loop(source, {}).bind(GIVEN)
        finally:
            sys.setprofile(None)
        return counted

    assert steps(400) < 2.5 * steps(200)
