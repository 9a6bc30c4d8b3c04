"""Seeds without effect, and calls that are heard: both end, and touch nobody else."""

import random

import numpy as np
import pytest

from grader.sandbox.beside.listen import listen
from grader.sandbox.beside.unseeded import unseed

SOURCE = """
import random
import numpy as np
from numpy.random import default_rng, seed

def drawn():
    seed(1)
    np.random.seed(2)
    random.seed(3)
    own = default_rng(4).random(), np.random.RandomState(5).rand()
    return (np.random.rand(), random.random(), *own)

def first(x, lambd=0.5):
    return {"dW": np.asmatrix([[x]])}

def second(x, keep):
    return x

def caller():
    return first(1.0), first(2.0, 0.7), second(3.0, 0.8)
"""


def names() -> dict[str, object]:
    own: dict[str, object] = {}
    exec(SOURCE, own)
    return own


def test_seeds_have_no_effect_for_a_while() -> None:
    drawn = names()["drawn"]
    assert callable(drawn)
    before, real = drawn(), (np.random.seed, random.seed)
    assert drawn() == before
    end = unseed(drawn)
    one, other = drawn(), drawn()
    assert all(a != b for a, b in zip(one, other, strict=True))
    assert (np.random.seed, random.seed) == real
    end()
    assert drawn() == before


def test_seeds_that_a_class_sets_have_no_effect_either() -> None:
    own = names()
    exec("class Neuron:\n    size = 1\n    def draw(self):\n        return drawn()", own)
    kind = own["Neuron"]
    assert isinstance(kind, type)
    before = kind().draw()
    end = unseed(kind)
    assert kind().draw() != kind().draw()
    end()
    assert kind().draw() == before
    unseed(type("Bare", (), {}))()


@pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")
def test_calls_are_heard_with_their_number_and_matrices_become_arrays() -> None:
    own = names()
    caller, first = own["caller"], own["first"]
    assert callable(caller)
    heard, end = listen(caller, [first, own["second"]], "lambd")
    found, *_ = caller()
    assert heard == [[0, 0.5], [0, 0.7], [1, 0.8]]
    assert type(found["dW"]) is np.ndarray
    end()
    assert own["first"] is first
