"""Answers that do no work: how they are made, what they earn, and what validation says of them."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from grader.cli import main
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


# ---------------------------------------------------------------- what validation says


def run(*arguments: str) -> tuple[int, list[dict[str, str]]]:
    result = CliRunner().invoke(main, ["validate", *arguments, "--dishonest", "--format", "json"])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    rows = json.loads(result.stdout)["rows"]
    assert [row["what"] for row in rows] == ["reference", "dishonest answers"]
    return result.exit_code, rows[1]["faults"]


@pytest.fixture
def course(tmp_path: Path) -> Path:
    made = CliRunner().invoke(main, ["new", "lesson", "--course", str(tmp_path)])
    assert made.exit_code == 0
    return tmp_path


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


CHECK = '        yield replace(error, item="zero") if always_zero else perfect'

# what is changed in the skeleton; the answer, and words of what is said of it
FAULTS: dict[str, tuple[Callable[[Path, Path], None], str, str]] = {
    "an item that only asks for agreement": (
        lambda a, s: change(a / "exercises.py", CHECK, "        yield perfect"),
        "zeros", "earns 2 in mean_squared_error.zero, where it may earn 0; let through by lesson",
    ),
    "a tolerance that is too wide": (
        lambda a, s: change(
            a / "exercises.py", "item=\"value\", what=\"error\")",
            "item=\"value\", what=\"error\", rtol=0.01)",
        ),
        "scaled", "mean_squared_error.*, where it must lose something",
    ),
    "an answer of the author's that is paid": (
        lambda a, s: change(s / "dishonest.py", "may_earn={\"zero\": 2}", "may_earn={}"),
        "largest", "earns 2 in mean_squared_error.zero",
    ),
    "an item that is not there": (
        lambda a, s: change(s / "dishonest.py", "may_earn={\"zero\": 2}", "may_earn={\"nil\": 2}"),
        "largest", "mean_squared_error.nil is not an item",
    ),
    "more than there is": (
        lambda a, s: change(s / "dishonest.py", "may_earn={\"zero\": 2}", "may_earn={\"zero\": 3}"),
        "largest", "has 2 points, not 3",
    ),
    "an exercise that is not there": (
        lambda a, s: change(s / "dishonest.py", "may_earn={", "judged=(\"other\",), may_earn={"),
        "largest", "other is neither an exercise nor an item",
    ),
    "an answer that is not there": (
        lambda a, s: change(s / "dishonest.py", "may_earn={", "together=(\"x\",), may_earn={"),
        "largest", "given together with x",
    ),
    "an item that is allowed and is not there": (
        lambda a, s: change(s / "dishonest.py", "] = ()", "] = (Allowed(\"a.b\", 1, \"c\"),)"),
        "a.b", "ALLOWED: is not an item",
    ),
    "a file that cannot be loaded": (
        lambda a, s: change(s / "dishonest.py", "import numpy as np", "import nothing_of_the_kind"),
        "", "ModuleNotFoundError",
    ),
    "a check that raises": (
        lambda a, s: change(a / "exercises.py", CHECK, f"        1 / got['error']\n{CHECK}"),
        "mute", "the check of mean_squared_error, case lesson",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_what_is_overpaid_is_told_with_the_answer_the_item_and_the_cases(
    course: Path, name: str
) -> None:
    put, answer, words = FAULTS[name]
    put(course / "assignments" / "lesson", course / "solutions" / "lesson")
    exit_code, faults = run(str(course / "assignments" / "lesson"))
    assert exit_code == 1
    assert [f for f in faults if f["key"] == answer and words in f["sentence"]], faults


def test_what_is_allowed_is_not_overpaid(course: Path) -> None:
    folder, solutions = course / "assignments" / "lesson", course / "solutions" / "lesson"
    change(folder / "exercises.py", CHECK, "        yield perfect")
    paid = {fault["key"] for fault in run(str(folder))[1]}
    assert "zeros" in paid
    item = 'Allowed("mean_squared_error.zero", 2, "costs nothing", ("zer*",))'
    change(solutions / "dishonest.py", "...] = ()", f"...] = ({item},)")
    assert {fault["key"] for fault in run(str(folder))[1]} == paid - {"zeros"}


def test_a_new_assignment_has_no_holes(course: Path) -> None:
    assert run(str(course / "assignments" / "lesson"), "--seeds", "3") == (0, [])


def test_one_exercise_can_be_tried_alone(course: Path) -> None:
    folder = str(course / "assignments" / "lesson")
    change(Path(folder) / "exercises.py", CHECK, "        yield perfect")
    assert run(folder, "--exercise", "mean_squared_error")[1]
    result = CliRunner().invoke(main, ["validate", folder, "--dishonest", "--exercise", "other"])
    assert result.exit_code == 2
    assert "other" in result.output


def test_the_table_names_every_overpaid_item(course: Path) -> None:
    folder = course / "assignments" / "lesson"
    change(folder / "exercises.py", CHECK, "        yield perfect")
    output = CliRunner().invoke(main, ["validate", str(folder), "--dishonest"]).output
    assert "mean_squared_error.zero" in "".join(output.split())
    assert sys.modules.get("reference") is None
