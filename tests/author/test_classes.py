"""Classes of a solved notebook become exercises, one for each method."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from command_line import run
from solved_notebooks import CLASSES, DENSE, IMPORTS, VALUE, code, write


def made(
    course: Path, *cells: dict[str, Any], options: tuple[str, ...] = ()
) -> tuple[dict[str, Any], str]:
    """Return the exercises that come of cells, by name, and what was told."""
    source = write(course / "solved.ipynb", *cells)
    result = run(
        "new",
        "lesson",
        "--course",
        course,
        "--from",
        source,
        "--own-code",
        "--lang",
        "en",
        *options,
    )
    assert result.exit_code == 0, result.output
    table = (course / "assignments" / "lesson" / "assignment.toml").read_text(encoding="utf-8")
    return {one["name"]: one for one in tomllib.loads(table)["exercises"]}, result.output


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("classes")
    made(folder, *CLASSES)
    return folder


@pytest.fixture(scope="module")
def exercises(course: Path) -> dict[str, Any]:
    table = (course / "assignments" / "lesson" / "assignment.toml").read_text(encoding="utf-8")
    return {one["name"]: one for one in tomllib.loads(table)["exercises"]}


def test_each_method_is_an_exercise_and_what_the_notebook_did_are_the_steps(
    exercises: dict[str, Any],
) -> None:
    assert list(exercises)[:2] == ["Dense_forward", "Dense_backward"]
    forward, backward = exercises["Dense_forward"], exercises["Dense_backward"]
    assert forward["ask"] == {
        "dense": "Dense(n_inputs, n_neurons)", "forward_result": "dense.forward(inputs)",
    }  # fmt: skip
    assert backward["ask"] == {**forward["ask"], "backward_result": "dense.backward(dvalues)"}
    assert [one["title"]["en"] for one in (forward, backward)] == [
        "Dense.forward", "Dense.backward",
    ]  # fmt: skip
    assert [(i["id"], i["points"]) for one in (forward, backward) for i in one["items"]] == [
        ("forward", 5.0), ("backward", 5.0),
    ]  # fmt: skip
    assert {key: one["of"] for key, one in backward["outputs"].items()} == {
        "backward": "backward_result", "dense_dweights": "dense.dweights",
    }  # fmt: skip
    # sides that were one are one, and are what the constructor is given
    assert forward["inputs"]["n_inputs"] == {"size": forward["inputs"]["inputs"]["shape"][1]}


def test_operators_are_asked_as_such_and_other_objects_gradients_are_seen(
    exercises: dict[str, Any],
) -> None:
    assert exercises["Value_product"]["title"]["en"] == "Value.__mul__"
    value = exercises["Value_backward"]
    assert value["ask"]["product"] == "value * value_2"
    assert {"value.grad", "value_2.grad"} <= {one["of"] for one in value["outputs"].values()}


def test_a_function_is_asked_with_objects_and_with_the_students_other_functions(
    exercises: dict[str, Any],
) -> None:
    ask = exercises["square_all"]["ask"]
    assert ask["square_all_result"] == "square_all([value, value_2], weigh)"
    outputs = exercises["square_all"]["outputs"].values()
    assert "square_all_result[1].data" in [one["of"] for one in outputs]


@pytest.mark.thorough
def test_it_validates_with_nothing_to_mend(course: Path) -> None:
    folder = course / "assignments" / "lesson"
    result = run("validate", folder, "--no-kernel", "--seeds", "3", "--format", "json")
    rows = json.loads(result.stdout)["rows"]
    assert [fault for row in rows for fault in row["faults"]] == []


WRONG = {
    "the sign of a gradient": (VALUE, "self.grad += other.data", "self.grad -= other.data",
                               {"Value_backward"}),
    "no bias": (DENSE, " + self.biases", "", set()),  # which are zeros
    "a transposition": (DENSE, "dvalues @ self.weights.T", "dvalues @ self.weights",
                        {"Dense_backward"}),
    "an attribute": (DENSE, "self.dweights = self.inputs.T", "self.dweights = -self.inputs.T",
                     {"Dense_backward"}),
    "weights of another size": (DENSE, "0.1 *", "0.2 *", {"Dense_forward", "Dense_backward"}),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_method_costs_its_own_marks(name: str, course: Path, tmp_path: Path) -> None:
    source, right, wrong, lost = WRONG[name]
    assert right in source
    cells = [
        code(source.replace(right, wrong)) if cell["source"] == source else cell for cell in CLASSES
    ]
    path = write(tmp_path / "ana.ipynb", *cells)
    folder = course / "assignments" / "lesson"
    result = run("check", folder, path, "--repair-seconds", "0", "--format", "json")
    report = json.loads(result.stdout)
    found = {
        exercise["name"] for exercise in report["exercises"]
        if exercise["score"] < exercise["max_score"]
    }  # fmt: skip
    assert {one for one in found if not one.startswith("square_all")} == lost


ODD = """
class Odd:
    __slots__ = ("x",)

    def __init__(self, x, *, times=2):
        self.x = x * times

    def __repr__(self):
        raise RuntimeError("never shown")

    def __eq__(self, other):
        raise RuntimeError("never compared")

    __hash__ = None

    def half(self):
        return self.x / 2

    def same(self):
        return self
"""
MONEY = """
class Money:
    def __init__(self, amount, children=(), label=""):
        self.amount, self.label, self._seen = amount, label, []

    def __rmul__(self, times):
        return Money(times * self.amount)

    def pay(self, amount):
        self._seen.append(amount)

    def count(self):
        return len(self._seen)

    def left(self):
        return self.amount - sum(self._seen)
"""
ANY = "class Any:\n    def total(self, *numbers):\n        return sum(numbers)\n"


def test_odd_classes_are_taken_as_far_as_they_can_be(tmp_path: Path) -> None:
    found, told = made(
        tmp_path, IMPORTS, code(ODD), code(ANY), code("class Never:\n    def f(self): return 1\n"),
        code("odd = Odd(3.0, times=4)\nodd.half()\nodd.same()\nAny().total(1, 2)"),
    )  # fmt: skip
    assert found["Odd_half"]["ask"]["odd"] == "Odd(x, times=times)"
    assert list(found) == ["Odd_half"]
    assert "Cell 3: Any.total takes or returns something that no description draws" in told
    assert "Cell 4: Never is never called" in told


def test_private_state_is_built_up_and_what_only_looks_is_left_out(tmp_path: Path) -> None:
    found, told = made(
        tmp_path, IMPORTS, code(MONEY),
        code(
            "money = Money(9.5, label='rent')\nmoney.pay(2.5)\nmoney.count()\nmoney.left()\n"
            "2 * money"
        ),
    )  # fmt: skip
    assert list(found["Money_left"]["ask"].values()) == [
        "Money(amount, label=label)", "money.pay(amount_2)", "money.left()",
    ]  # fmt: skip
    right = found["Money_product_on_the_right"]
    assert right["ask"]["product_on_the_right"] == "other * money"
    assert "Money.count gives the same for every input that was drawn" in told
    # of what it gives, numbers are compared and labels are not
    assert [one["of"] for one in right["outputs"].values()] == ["product_on_the_right.amount"]


def test_objects_made_in_great_numbers_are_no_example_and_are_soon_done(tmp_path: Path) -> None:
    loop = (
        "total = Value(1.0)\nfor n in range(30000):\n    total = total * Value(1.0)\n"
        "total.backward()"
    )
    found, _ = made(tmp_path, IMPORTS, code(VALUE), code(loop))
    assert list(found) == ["Value_product"]


def test_a_package_beside_the_notebook_comes_along_and_what_is_nowhere_is_told(
    tmp_path: Path,
) -> None:
    package = tmp_path / "layers"
    package.mkdir()
    (package / "__init__.py").write_text("from layers.base import Layer\n", encoding="utf-8")
    (package / "base.py").write_text(
        "class Layer:\n    def __init__(self, name):\n        self.name = name\n", encoding="utf-8"
    )
    found, told = made(
        tmp_path,
        code("import numpy as np\nimport nowhere.at_all\nfrom layers import Layer"),
        code(
            "class Scale(Layer):\n    def __init__(self, by):\n        super().__init__('scale')\n"
            "        self.by = by\n\n    def forward(self, x):\n        return x * self.by\n"
        ),
        code("Scale(2.5).forward(np.array([1.0, -2.0]))"),
    )
    assert found["Scale_forward"]["ask"]["scale"] == "Scale(by)"
    assert (tmp_path / "assignments" / "lesson" / "provided" / "layers" / "base.py").is_file()
    assert "Cell 1 imports nowhere, which is neither installed here nor beside" in told
    assert "imports layers" not in told


@pytest.mark.thorough
def test_a_notebook_that_calls_much_is_told_within_bounds(tmp_path: Path) -> None:
    """Of each method a few calls are told, and what an answer may hold is enough for them."""
    methods = "\n".join(
        f"    def m{n}(self, x):\n        self.a{n} = x + {n}\n        return self.a{n}\n"
        for n in range(40)
    )
    calls = "\n".join(f"for _ in range(200):\n    Many().m{n}(float({n}))" for n in range(40))
    found, _ = made(
        tmp_path, IMPORTS, code(f"class Many:\n{methods}"), code(calls),
        options=("--no-mistakes",),
    )  # fmt: skip
    assert len(found) == 40
