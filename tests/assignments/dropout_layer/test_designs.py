"""A layer is driven the way it wants to be: names, phases and results of other designs."""

from enum import Enum, auto

import numpy as np
import pytest
from asked_student import student_of
from course_lesson import Lesson

from grader.load import importable, load_module
from grader.remote.errors import StudentError
from grader.remote.value import plain
from grader.sandbox.beside import phases as spelling

LESSON = Lesson("dropout_layer")

with importable(LESSON.provided()):
    package = load_module(LESSON.folder / "exercises" / "__init__.py", "exercises")


def driven(kind, p=0.2):
    """Drive this class as a student's."""
    return package.driving.Driven(student_of({"Dropout": kind}), p)


def output(layer, x=(1.0,)):
    """Return what a layer makes of an input."""
    return plain(layer.forward(np.array(x)))


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
    assert output(driven(scope["Layer"])) == pytest.approx(expected)


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
    layer = driven(type("Layer", (Recorder,), {name: switch}))
    for training in (True, False, True):
        layer.switch(training=training)
        assert output(layer) is training


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
    def forward(layer, x):
        return [getattr(layer, name) == right for right in expected]

    kind = type("Layer", (), {"__init__": lambda layer, p: setattr(layer, name, start)})
    kind.forward = forward
    layer = driven(kind)
    for training in (True, False):
        layer.switch(training=training)
        assert output(layer) == [training, not training]


@pytest.mark.parametrize("name", ["training", "is_training", "train", "entrenando"])
def test_a_flag_of_forward_is_passed_with_each_call(name):
    scope = {}
    exec(
        f"class Layer:\n"
        f"    def __init__(self, p): pass\n"
        f"    def forward(self, x, {name}): return {name}\n",
        scope,
    )
    layer = driven(scope["Layer"])
    for training in (True, False):
        layer.switch(training=training)
        assert output(layer) is training


def test_a_method_train_that_is_no_switch_is_left_alone():
    class Layer:
        def __init__(self, p):
            self.training = True

        def train(self, x, y):
            raise AssertionError("called")

        def forward(self, x):
            return self.training

    layer = driven(Layer)
    layer.switch(training=False)
    assert output(layer) is False


@pytest.mark.parametrize("works", [True, False])
def test_who_has_train_and_eval_is_told_its_phase_by_them_alone(works):
    class Layer:
        def __init__(self, p):
            self.training = True

        def train(self):
            self.training = True

        def eval(self):
            self.training = not works

        def forward(self, x):
            return self.training

    layer = driven(Layer)
    layer.switch(training=False)
    assert output(layer) is not works
    layer.switch(training=True)
    assert output(layer) is True


def test_a_layer_as_it_was_made_is_in_the_phase_that_it_begins_in():
    class Layer:
        def __init__(self, p):
            self.training = False

        def forward(self, x):
            return self.training

    student = student_of({"Dropout": Layer})
    assert output(package.driving.Driven(student, 0.2, as_made=True)) is False
    assert output(package.driving.Driven(student, 0.2)) is True


def test_a_layer_without_forward_says_so_by_name():
    with pytest.raises(StudentError, match=r"AttributeError.*forward"):
        output(driven(type("Layer", (), {"__init__": lambda layer, p: None})))


@pytest.mark.parametrize(
    ("returned", "came"),
    [
        ("x", "alone"),
        ("(x, 1)", "accompanied"),
        ("[x, 1]", "accompanied"),
        ("None", "stored"),
        ("self", "stored"),
        ("x.tolist()", "alone"),
    ],
)
def test_the_output_is_found_and_how_it_came_is_kept(returned, came):
    class Layer:
        def __init__(self, p):
            self.output = np.ones(1)

        def forward(self, x):
            return eval(returned)

    layer = driven(Layer)
    assert plain((layer.forward(np.ones(1)), layer.came)) == ([1.0], came)


X = np.linspace(1.0, 2.0, 4)


@pytest.mark.parametrize(
    "left",
    [
        "layer.whatever = 3 * x",
        "layer.mask = x > 1.5; layer.whatever = 3 * x",
        "layer.given = x; layer.factors = (x > 1.5) * 2.0; layer.whatever = 3 * x",
        "layer.given = x.copy(); layer.whatever = 3 * x",
        "layer.output = 3 * x; layer.whatever = x + 1",
    ],
)
def test_what_is_left_on_the_layer_is_found_under_any_name(left):
    scope = {}
    exec(
        f"class Layer:\n    def __init__(layer, p): pass\n    def forward(layer, x): {left}\n",
        scope,
    )
    layer = driven(scope["Layer"])
    assert np.array_equal(output(layer, X), 3 * X)


@pytest.mark.parametrize(
    "left", ["layer.one = 2 * x; layer.other = 3 * x", "layer.one = 3 * x[1:]"]
)
def test_of_what_nobody_can_tell_nothing_is_taken(left):
    scope = {}
    exec(
        f"class Layer:\n    def __init__(layer, p): pass\n    def forward(layer, x): {left}\n",
        scope,
    )
    assert output(driven(scope["Layer"]), X) is None


def test_outputs_are_copies_for_a_layer_may_use_its_array_again():
    class Layer:
        def __init__(self, p):
            self.buffer = np.zeros(1)

        def forward(self, x):
            self.buffer[:] = x
            return self.buffer

    layer = driven(Layer)
    for comes_alone in (False, True):  # as long as nothing is known of it, and later
        layer.learn(comes_alone=comes_alone)
        first, second = plain((layer.forward(np.array([1.0])), layer.forward(np.array([2.0]))))
        assert (first, second) == ([1.0], [2.0])


@pytest.mark.parametrize(("returned", "came"), [("x", "alone"), ("(x, 1)", "accompanied")])
def test_what_was_seen_to_come_alone_may_come_with_a_mask_later(returned, came):
    class Layer:
        def __init__(self, p):
            pass

        def forward(self, x):
            return eval(returned)

    layer = driven(Layer)
    layer.learn(comes_alone=True)
    assert plain((layer.forward(np.ones(1)), layer.came)) == ([1.0], came)


class Counting:
    """Counts what it was switched to; its phase is a member of the student's own Enum."""

    def __init__(self, p):
        self.phase, self.times = Mode.TRAIN, 0

    def set_phase(self, phase):
        self.phase, self.times = phase, self.times + 1

    def forward(self, x):
        return [self.times, self.phase is Mode.TRAIN]


def test_a_new_layer_that_holds_the_member_for_training_needs_no_switch():
    layer = driven(Counting)
    assert layer.design.members == ("phase", "TRAIN", "EVAL")
    assert output(layer) == [0, True]
    layer.switch(training=False)
    assert output(layer) == [1, False]
    layer.switch(training=True)
    assert output(layer) == [2, True]


def test_a_layer_that_begins_in_the_test_phase_is_switched():
    class Resting(Counting):
        def __init__(self, p):
            self.phase, self.times = Mode.EVAL, 0

    assert output(driven(Resting)) == [1, True]


def test_a_spelling_equals_the_names_of_its_own_phase_only():
    train, test = spelling.Spelling(True), spelling.Spelling(False)
    assert train == "TRAINING" and train == Mode.TRAIN and test == "Validación"
    assert train != "test" and test != Mode.TRAIN and train != 1 and train != test
    assert {"train": 1}[train] == 1
