"""Answers that do no work are made from the reference alone, each kind as it says."""

from types import ModuleType
from typing import Any

import numpy as np
import pytest

from grader.validate.dishonest.kinds import KINDS
from grader.validate.dishonest.leaves import leaves, like
from grader.validate.dishonest.namespace import Namespace

KIND = {kind.id: kind for kind in KINDS}
REFERENCE = """
import numpy as np

def double(x):
    return 2 * x

def both(x, n):
    return {"twice": double(x), "more": [x + n, n]}

def parts(word):
    return [word[:1], {"rest": word[1:]}, {word}]

def train(model, x):
    model.w = model.w + 1
    return [float(np.sum(x)), 2.0]

class Layer:
    def __init__(self, n):
        self.n = n
        self.w = np.arange(n) + 1.0

    def forward(self, x):
        self.output = x @ self.w

class Number:
    def __init__(self, data):
        self.data, self.grad = data, 0.0
        self.back = lambda: None

    def __add__(self, other):
        out = Number(self.data + other.data)
        def back():
            self.grad += out.grad
        out.back = back
        return out
"""


@pytest.fixture
def reference() -> ModuleType:
    module = ModuleType("reference")
    exec(compile(REFERENCE, "reference.py", "exec"), module.__dict__)  # its classes bear the name
    return module


def idle(module: ModuleType, kind: str, *names: str, built: bool = False) -> ModuleType:
    Namespace(module, KIND[kind], set()).wrap(names, built=built)
    return module


X = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        ("zeros", np.zeros((2, 3))),
        ("ones", np.ones((2, 3))),
        ("constant", np.full((2, 3), 0.37)),
        ("mean", np.full((2, 3), 7.0)),
        ("echo", X),
        ("echo_plus_one", X + 1),
        ("sum", np.full((2, 3), 0.21)),
        ("ramp", np.arange(1.0, 7.0).reshape(2, 3) / 6),
        ("scaled", 2.002 * X),
        ("negative", -2 * X),
        ("rolled", np.roll(2 * X, 1)),
        ("transposed", np.resize(2 * X.T, (2, 3))),
        ("of_turned_input", 2 * X[:, ::-1]),
        ("public", np.zeros((2, 3))),
    ],
)
def test_a_kind_answers_in_the_shape_of_what_is_right(
    reference: ModuleType, kind: str, answer: Any
) -> None:
    assert np.allclose(idle(reference, kind, "double").double(X), answer)


def test_every_kind_but_the_mute_one_keeps_the_tree(reference: ModuleType) -> None:
    right = [path for path, _ in leaves(reference.both(X, 3))]
    for kind in KINDS:
        module = ModuleType("reference")
        exec(compile(REFERENCE, "reference.py", "exec"), module.__dict__)
        answer = idle(module, kind.id, "both").both(X, 3)
        assert (answer is None) if kind.is_mute else [p for p, _ in leaves(answer)] == right


def test_the_first_answer_is_given_again(reference: ModuleType) -> None:
    module = idle(reference, "replay", "double")
    assert np.allclose(module.double(X), 2 * X)
    assert np.allclose(module.double(X + 5), 2 * X)
    assert np.allclose(module.double(np.ones(2)), [2.0, 4.0])


def test_new_noise_is_new_and_seeded_noise_is_not(reference: ModuleType) -> None:
    noise = idle(reference, "noise", "double").double
    assert not np.allclose(noise(X), noise(X))
    module = ModuleType("reference")
    exec(compile(REFERENCE, "reference.py", "exec"), module.__dict__)
    seeded = idle(module, "seeded_noise", "double").double
    assert np.allclose(seeded(X), seeded(X))


def test_it_is_right_at_the_shapes_of_the_public_examples_only(reference: ModuleType) -> None:
    public: set[Any] = set()
    Namespace(reference, None, public).wrap(["double"])
    assert np.allclose(reference.double(X), 2 * X)
    module = ModuleType("reference")
    exec(compile(REFERENCE, "reference.py", "exec"), module.__dict__)
    Namespace(module, KIND["public"], public).wrap(["double"])
    assert np.allclose(module.double(X + 1), 2 * X + 2)
    assert not module.double(X[:, :2]).any()


def test_an_idle_function_leaves_what_it_is_given(reference: ModuleType) -> None:
    layer = reference.Layer(2)
    assert idle(reference, "ones", "train").train(layer, X) == [1.0, 1.0]
    assert list(layer.w) == [1.0, 2.0]


def test_a_function_that_works_uses_the_idle_ones(reference: ModuleType) -> None:
    answer = idle(reference, "zeros", "double").both(X, 3)
    assert not answer["twice"].any()
    assert np.allclose(answer["more"][0], X + 3)


def test_an_idle_class_stores_what_the_kind_says_and_keeps_its_arguments(
    reference: ModuleType,
) -> None:
    layer = idle(reference, "ones", "Layer").Layer(3)
    assert layer.n == 3
    assert list(layer.w) == [1.0, 1.0, 1.0]
    assert layer.forward(X) is None
    assert list(layer.output) == [1.0, 1.0]


def test_with_objects_built_right_only_the_methods_are_idle(reference: ModuleType) -> None:
    layer = idle(reference, "zeros", "Layer", built=True).Layer(3)
    assert list(layer.w) == [1.0, 2.0, 3.0]
    layer.forward(X)
    assert not layer.output.any()


def test_no_gradient_goes_through_an_idle_number(reference: ModuleType) -> None:
    Number = idle(reference, "ones", "Number").Number
    a, b = Number(3.0), Number(4.0)
    out = a + b
    assert (out.data, out.grad, a.data) == (1.0, 1.0, 3.0)
    out.grad = 5.0
    out.back()
    assert a.grad == 1.0


def test_a_number_that_is_altered_hands_its_gradient_on(reference: ModuleType) -> None:
    Number = idle(reference, "negative", "Number").Number
    a, b = Number(3.0), Number(4.0)
    out = a + b
    assert out.data == -7.0
    out.grad = 5.0
    out.back()
    assert a.grad == 5.0


@pytest.mark.parametrize("leaf", [3, 2.5, True, np.float32(1), np.ones((2, 3)), np.ones(0)])
def test_a_leaf_keeps_its_type_and_shape(leaf: Any) -> None:
    changed = like(leaf, [1.0, 2.0])
    assert type(changed) is type(leaf)
    assert np.shape(changed) == np.shape(leaf)


@pytest.mark.parametrize("kind", ["zeros", "echo", "replay"])
def test_an_answer_of_texts_alone_has_none_where_no_work_is_done(
    kind: str, reference: ModuleType
) -> None:
    assert idle(reference, kind, "parts").parts("sky") == ["", {"rest": ""}, set()]


def test_texts_beside_numbers_stay(reference: ModuleType) -> None:
    reference.both = lambda x, n: {"twice": 2 * x, "called": "double"}
    reference.both.__module__ = "reference"
    assert idle(reference, "zeros", "both").both(2.0, 1) == {"twice": 0.0, "called": "double"}
