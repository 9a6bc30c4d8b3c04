"""Where a quantity gets its value is found by its name: the last statement that gives it one."""

import pytest

from grader.diagnose.made_at import made_at, returned_at
from grader.extract.defining import defining
from grader.model import Chunk, Extraction

CASES = {
    "a variable": ("def f(x):\n    A1 = x\n    A1 = A1 * 2\n    return A1", ["A1"], 3),
    "in place": ("def f(x):\n    A1 = x\n    A1 *= 2\n    return A1", ["A1"], 3),
    "with a type": ("def f(x):\n    A1: int = x\n    return A1", ["A1"], 2),
    "the first of several": ("def f(x):\n    b = x\n    a = x\n    return a", ["a", "b"], 2),
    "a key": ('def f(x):\n    dw = x + 1\n    return {"dW1": dw}', ["dW1"], 2),
    "a key that is computed": ('def f(x):\n    return {\n        "dW1": x + 1}', ["dW1"], 3),
    "a key of its own name": ('def f(x):\n    dW1 = x\n    return {"dW1": dW1}', ["dW1"], 2),
    "an entry": ('def f(x):\n    g = {}\n    g["dW1"] = x\n    return g', ["dW1"], 3),
    "numbered entries": ("def f(x):\n    a = x\n    a[0] += 1\n    return a", ["a"], 3),
    "entries of an attribute": (
        "class f:\n    def go(self, x):\n        self.a = x\n        self.a[x < 0] = 0",
        ["a"],
        4,
    ),
    "an attribute": ("class f:\n    def go(self, x):\n        self.dW = x", ["dW"], 3),
    "round in a circle": ("def f(x):\n    a = b\n    b = a\n    return a", ["a"], 2),
    "unpacked, which makes nothing": ("def f(c):\n    (A1, A2) = c\n    return A1", ["A1"], None),
    "nowhere": ("def f(x):\n    return x", ["A1"], None),
    "in what Python cannot read": ("def f(x):\n    A1 = (", ["A1"], None),
}


def definitions(source: str) -> list:  # type: ignore[type-arg]
    return defining(Extraction((Chunk(3, 11, source),), {"f": "f"}), ["f"])


@pytest.mark.parametrize("case", CASES)
def test_the_statement_is_found(case: str) -> None:
    source, names, line = CASES[case]
    found = made_at(definitions(source), names)
    assert (found and (found.cell, found.first - 10)) == (line and (3, line))


def test_a_statement_over_several_lines_has_all_of_them() -> None:
    found = made_at(definitions("def f(x):\n    A1 = (x +\n          1)\n    return A1"), ["A1"])
    assert found and (found.first, found.last) == (12, 13)


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("def f(x):\n    cost = x\n    return cost", 12),
        ("def f(x):\n    return x + 1", 12),
        ("def f(x):\n    if x:\n        return 1\n    return 2", None),
        ("def f(x):\n    pass", None),
    ],
)
def test_what_is_returned_in_one_place_is_followed(source: str, line: int | None) -> None:
    found = returned_at(definitions(source))
    assert (found and found.first) == line


def test_what_is_too_large_is_left_alone() -> None:
    source = "def f(x):\n    A1 = 1\n" + "    y = x + x + x + x + x\n" * 2_000 + "    return A1"
    assert made_at(definitions(source), ["A1"]) is None
