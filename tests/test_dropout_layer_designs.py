"""A layer is driven the way it wants to be: names, phases and results of other designs."""

from enum import Enum, auto

import numpy as np
import pytest
from asked_student import student_of
from course_lesson import Lesson

from grader.load import importable, load_module
from grader.remote.errors import StudentError
from grader.remote.value import plain
from grader.sandbox.beside import phases

LESSON = Lesson("dropout_layer")

with importable(LESSON.provided()):
    package = load_module(LESSON.folder / "exercises" / "__init__.py", "exercises")


class Driven(package.driving.Driven):
    """A layer of this class, driven by a remote student who has it; outputs come whole."""

    def __init__(self, kind, p):
        super().__init__(student_of({"Dropout": kind}), p)

    def forward(self, x):
        return plain(super().forward(x))


@pytest.mark.parametrize(
    ("signature", "expected"),
    [
        ("p", 0.2),
        ("p, /", 0.2),
        ("*, p", 0.2),
        ("whatever", 0.2),
        ("*everything", 0.2),
        ("rate=0.5, seed=None", 0.2),
        ("name='dropout', p=0.5", 0.2),
        ("tasa=0.5", 0.2),
        ("keep_prob", 0.8),
        ("p=0.5, keep=0.5", 0.2),
    ],
)
def test_the_constructor_gets_the_probability_of_dropping(signature, expected):
    first = signature.replace("*, ", "").strip("*").split(",")[0].split("=")[0]
    given = {"name='dropout', p=0.5": "p", "*everything": "everything[0]"}.get(signature, first)
    scope = {}
    exec(
        f"class Layer:\n"
        f"    def __init__(self, {signature}):\n"
        f"        self.given = {given}\n"
        f"    def forward(self, x):\n"
        f"        return x * self.given\n",
        scope,
    )
    assert Driven(scope["Layer"], 0.2).forward(np.ones(1)) == pytest.approx(expected)


class Mode(Enum):
    FIT = auto()
    TRAIN = auto()
    EVAL = auto()


class Recorder:
    """Keeps what it was switched to, and in `forward` tells it."""

    def __init__(self, p):
        self.seen = []

    def forward(self, x):
        return self.seen[-1]


def by_enum(layer, mode):
    layer.seen.append(mode is Mode.TRAIN)


def by_word(layer, mode):
    layer.seen.append({"train": True, "test": False}[mode])


def by_member_value(layer, phase):
    layer.seen.append(phase.value == "Training")


def by_text_in_spanish(layer, fase):
    assert fase in ("Entrenamiento", "Evaluación")
    layer.seen.append(fase != "Evaluación")


@pytest.mark.parametrize("switch", [by_enum, by_word, by_member_value, by_text_in_spanish])
@pytest.mark.parametrize("name", ["set_phase", "set_mode", "fijar_fase"])
def test_set_phase_gets_what_its_own_code_compares_with(name, switch):
    layer = Driven(type("Layer", (Recorder,), {name: switch}), 0.2)
    for training in (True, False, True):
        layer.switch(training=training)
        assert layer.forward(np.ones(1)) is training


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (True, [True, False]),
        ("train", ["Training", "Prueba"]),
        ("MODO DE PRUEBA", ["entrenar", "eval"]),
        (Mode.EVAL, [Mode.TRAIN, Mode.EVAL]),
    ],
)
@pytest.mark.parametrize("name", ["phase", "fase", "mode"])
def test_an_attribute_is_set_in_its_own_kind(name, start, expected):
    seen = []

    def forward(layer, x):
        seen.append(getattr(layer, name))
        return x

    kind = type("Layer", (), {"__init__": lambda layer, p: setattr(layer, name, start)})
    kind.forward = forward
    layer = Driven(kind, 0.2)
    for training, right in zip((True, False), expected, strict=True):
        layer.switch(training=training)
        layer.forward(np.ones(1))
        assert seen[-1] == right


@pytest.mark.parametrize("name", ["training", "is_training", "train", "entrenando"])
def test_a_flag_of_forward_is_passed_with_each_call(name):
    scope = {}
    exec(
        f"class Layer:\n"
        f"    def __init__(self, p): pass\n"
        f"    def forward(self, x, {name}): return {name}\n",
        scope,
    )
    layer = Driven(scope["Layer"], 0.2)
    for training in (True, False):
        layer.switch(training=training)
        assert layer.forward(np.ones(1)) is training


def test_a_method_train_that_is_no_switch_is_left_alone():
    class Layer:
        def __init__(self, p):
            self.training = True

        def train(self, x, y):
            raise AssertionError("called")

        def forward(self, x):
            return self.training

    layer = Driven(Layer, 0.2)
    layer.switch(training=False)
    assert layer.forward(np.ones(1)) is False


def test_a_layer_without_forward_says_so_by_name():
    with pytest.raises(StudentError, match="forward"):
        Driven(type("Layer", (), {"__init__": lambda layer, p: None}), 0.2)


@pytest.mark.parametrize(
    ("returned", "alone"), [("x", True), ("(x, 1)", False), ("None", False), ("x.tolist()", True)]
)
def test_the_output_is_found_and_whether_it_came_alone_is_kept(returned, alone):
    class Layer:
        def __init__(self, p):
            self.output = np.ones(1)

        def forward(self, x):
            return eval(returned)

    layer = Driven(Layer, 0.2)
    assert np.array_equal(layer.forward(np.ones(1)), [1.0])
    assert plain(layer.returns) is alone


def test_outputs_are_copies_for_a_layer_may_use_its_array_again():
    class Layer:
        def __init__(self, p):
            self.buffer = np.zeros(1)

        def forward(self, x):
            self.buffer[:] = x
            return self.buffer

    layer = Driven(Layer, 0.2)
    first = layer.forward(np.array([1.0]))
    layer.forward(np.array([2.0]))
    assert first == [1.0]


def test_a_spelling_equals_the_names_of_its_own_phase_only():
    train, test = phases.Spelling(True), phases.Spelling(False)
    assert train == "TRAINING" and train == Mode.TRAIN and test == "Validación"
    assert train != "test" and test != Mode.TRAIN and train != 1 and train != test
    assert {"train": 1}[train] == 1
