"""Training is asked for by the names of its arguments, and read in whatever it returns."""

import numpy as np
import pytest
from asked_student import student_of

from grader.adapt.loop import Given
from grader.adapt.network import Network
from grader.adapt.scalar import Scalars
from grader.adapt.training import train
from grader.remote.value import identities, plain


class Number:
    def __init__(self, data):
        self.data, self.grad = data, 0


class Model:
    def __init__(self):
        self.seen = None


def trained(function, dropout=None):
    student = student_of({"Valor": Number, "Model": Model, "treinar": function})
    network = Network(Scalars(student), student.Model())
    given = Given(network.made, [], [[1.0]], [2.0], 3, 0.5, dropout)
    return network, train(student, network, given)


def keep(mlp, *seen):
    mlp.seen = seen
    return [0.5, 0.25, 0.125]


@pytest.mark.parametrize(
    ("function", "dropout"),
    [
        (lambda mlp, x, y, epocas, taxa: keep(mlp, x, y, epocas, taxa), None),
        (lambda xs, ys, model, lr, n_epochs: keep(model, xs, ys, n_epochs, lr), None),
        (lambda rede, entradas, alvos, epochs=9, eta=9: keep(rede, entradas, alvos, epochs, eta),
         None),
        (lambda a, b, c, d, e: keep(a, b, c, d, e), None),
        (lambda mlp, x, y, epocas, taxa: keep(mlp, x, y, epocas, taxa), 0.25),
    ],
)  # fmt: skip
def test_arguments_are_told_by_name_else_by_the_statements_order(function, dropout):
    network, found = trained(function, dropout)
    assert plain(network.made.seen) == ([[1.0]], [2.0], 3, 0.5)
    assert found.series == [[0.5, 0.25, 0.125]]


def test_a_dropout_rate_is_handed_over_where_it_is_asked_for():
    network, _ = trained(
        lambda mlp, x, y, epocas, taxa_aprendizado, taxa_dropout: keep(
            mlp, epocas, taxa_aprendizado, taxa_dropout
        ),
        0.25,
    )
    assert plain(network.made.seen) == (3, 0.5, 0.25)


@pytest.mark.parametrize(
    "result",
    [
        [Number(1.0), Number(0.5)],
        np.array([1.0, 0.5]),
        (Number(1.0), 0.5),
        {"perda": [1.0, 0.5], "rede": None},
        ("done", [1.0, 0.5]),
    ],
)
def test_losses_are_found_in_what_was_returned(result):
    _, found = trained(lambda mlp, x, y, epocas, taxa: result)
    assert [list(one) for one in found.series] == [[1.0, 0.5]]


def test_a_network_that_was_returned_is_the_trained_one():
    network, found = trained(lambda mlp, x, y, epocas, taxa: (Model(), [1.0]))
    assert found.network is not network
    assert len(set(identities([found.network.made, network.made]))) == 2


def test_the_network_that_was_given_is_known_again():
    network, found = trained(lambda mlp, x, y, epocas, taxa: ([1.0], mlp))
    assert found.network is network
