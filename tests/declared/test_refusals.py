"""A declaration that cannot be is refused with the file, the key and what is wrong."""

import re
import shutil
from pathlib import Path

import pytest

from grader.assignment import load_assignment
from grader.declared.expression import read_expression
from grader.errors import BrokenAssignment

DATA = Path(__file__).parents[1] / "data" / "declared"

CHANGES = {
    "an input of none": (
        'inputs.x = { shape = ["m", "k"], deviation = 2.0 }', 'inputs.x = { like = "y" }',
        r"exercises\[0\]\.inputs\.x\.like: no input 'y' stands before it",
    ),
    "an unknown word": (
        "deviation = 2.0 }", "spread = 2.0 }", r"unknown field `spread` .*exercises\[0\]\.inputs",
    ),
    "an example without an input": (
        "inputs = { x = [[1.0, 2.0], [3.0, 5.0], [0.5, -1.0]] }", "inputs = {}",
        r"exercises\[0\]\.examples\[0\]\.inputs: x has no value",
    ),
    "an example of another input": (
        "inputs = { x = [[1.0", "inputs = { z = [[1.0",
        r"exercises\[0\]\.examples\[0\]\.inputs\.z: is no input of the exercise",
    ),
    "an example that is no such input": (
        'inputs.x = { shape = ["m", "k"], deviation = 2.0 }',
        'inputs.x = { shape = ["m", "k"], dtype = "int" }',
        r"exercises\[0\]\.examples\[0\]\.inputs\.x: holds numbers that are not whole",
    ),
    "an output of no item": (
        """dW = { of = "returned['dW']", item = "dW" }""", """dW = { of = "returned['dW']" }""",
        r"exercises\[1\]\.outputs\.dW: item must say which of dW, loss",
    ),
    "an output of another item": (
        'item = "loss"', 'item = "lost"',
        r"exercises\[1\]\.outputs\.loss\.item: 'lost' is not one of the items",
    ),
    "a mask without a rate": (
        'kind = "mask", rate = "keep_prob"', 'kind = "mask"',
        r"exercises\[2\]\.outputs\.mask\.rate: a mask has a rate",
    ),
    "an output of nothing": (
        'of = "layer.inputs"', 'of = "lawyer.inputs"',
        r"exercises\[4\]\.outputs\.inputs\.of: nothing that was asked is called 'lawyer'",
    ),
    "what claims judge, with an item": (
        'of = "out" }', 'of = "out", kind = "claimed", item = "forward" }',
        r"exercises\[4\]\.outputs\.out\.item: the claims say which items",
    ),
    "what was no input, unchanged": (
        'of = "out" }', 'of = "out", kind = "unchanged" }',
        r"exercises\[4\]\.outputs\.out\.of: 'out' is no input that could be unchanged",
    ),
    "several outputs of one name": (
        'of = "out" }', 'of = "out", each = [1, 2] }',
        r"exercises\[4\]\.outputs\.out\.each: the output's name must hold \{each\}",
    ),
    "a group of no name": (
        "cases = 3", 'cases = 3\ngroups = [{ name = "" }]',
        r"exercises\[1\]\.groups\[0\]\.name: must be a name that no other group has",
    ),
    "a group of an input of none": (
        "cases = 3", 'cases = 3\ngroups = [{ name = "odd", inputs.X = { like = "Z" } }]',
        r"exercises\[1\]\.groups\[0\]\.inputs\.X\.like: no input 'Z' stands before it",
    ),
    "what is no expression": (
        'layer = "Dense(n, k)"', 'layer = "Dense(n, k"',
        r"exercises\[4\]\.ask\.layer: 'Dense\(n, k' is no expression",
    ),
    "a function that is not asked for": (
        "[names.softmax]", "[names.softmaxi]", r"no \[names\.softmax\]",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_a_declaration_that_cannot_be_is_refused(name: str, tmp_path: Path) -> None:
    old, new, sentence = CHANGES[name]
    folder = tmp_path / "numerics"
    shutil.copytree(DATA / "assignments/numerics", folder)
    path = folder / "assignment.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(BrokenAssignment) as refused:
        load_assignment(folder, DATA / "solutions/numerics")
    assert "assignment.toml: " in str(refused.value)
    assert re.search(sentence, str(refused.value))


@pytest.mark.parametrize(
    "source",
    [
        "x.__class__", "x._hidden", "lambda: 1", "[y for y in x]", "x if y else z", "x % 9",
        "f(**x)", "f(*x)", "x := 1", "import os", "", "f'{x}'", "x[1:2]", "not x",
        "x < y", "x and y",
    ],
)  # fmt: skip
def test_expressions_are_calls_attributes_items_and_sums(source: str) -> None:
    with pytest.raises(ValueError):
        read_expression(source)


def test_an_expression_is_walked_over_what_names_stand_for() -> None:
    found = read_expression("f(x, [n + 1, -n], k=(n * 2, 'w'))['a'][0].real")
    assert found.names == ("f", "x", "n")

    def f(x: int, both: list[int], k: tuple[int, str]) -> dict[str, list[int]]:
        return {"a": [x + sum(both) + k[0] + len(k[1])]}

    assert found.value({"f": f, "x": 100, "n": 3}) == 100 + 4 - 3 + 6 + 1


def test_a_power_of_whole_numbers_is_bounded() -> None:
    assert read_expression("x ** 9").value({"x": 2}) == 512
    assert read_expression("x ** y").value({"x": 2.0, "y": 100}) == 2.0**100
    with pytest.raises(ValueError, match="exponents go up to 64"):
        read_expression("9 ** 9 ** 9").value({})
