"""How far what was seen speaks against each line: small classes, and what a check says of them."""

import ast

import pytest

from grader.extract.defining import Defining
from grader.model import Chunk, Finding, JudgedCase, Status, Text
from grader.repair.suspects import ASKED, CONDITION, FIRST, INSIDE, WRONG, suspects

CLASS = """class Number:
    def __init__(self, data):
        self.data = data
        self.grad = 0.0
    def __add__(self, other):
        def step(g):
            self.grad += g
        return step
    def way_back(self):
        visit(self)
        self.grad = 1
    def other(self):
        pass
"""
HELPER = "def visit(node):\n    pass\n"
STEP = "def train(p):\n    p.grad = 0\n    q = p.data - 2\n    p.data = q - rate * p.grad\n"


def ranks(
    *sources: str, what: str = "", exercise: str = "values", stopped: tuple[int, int] | None = None
) -> dict[int, float]:
    """Return what is known of the lines of the first source, each source a cell of its own."""
    definitions = [
        Defining(ast.parse(source).body[0], Chunk(cell, 1, source))
        for cell, source in enumerate(sources, 1)
    ]
    lost = Finding("item", False, Text("fails", {"what": what} if what else {}))
    judged = JudgedCase(exercise, "small", "example", Status.FAILED, (lost,), stopped=stopped)
    return {
        10 * (cell > 1) * cell + line: rank
        for (cell, line), rank in suspects(definitions, (), [judged]).items()
    }


def test_what_is_added_to_has_its_first_value_from_elsewhere() -> None:
    found = ranks(CLASS, what="d(a + b)/da")
    assert found[7] == WRONG
    assert WRONG < found[4] == found[11] < 2
    assert 3 not in found


def test_what_gives_an_operand_its_value_comes_after_the_calculation() -> None:
    found = ranks(STEP, what="rate * p.grad")
    assert found[4] == WRONG
    assert found[2] > WRONG
    assert 3 not in found


def test_what_is_spoken_of_as_a_call_and_all_that_it_comes_to() -> None:
    found = ranks(CLASS, HELPER, what="way_back()")
    assert found[10] == found[11] == WRONG
    assert WRONG < found[21] < CONDITION
    assert 7 not in found


def test_a_method_that_is_asked_for_and_what_it_calls() -> None:
    found = ranks(CLASS, HELPER, exercise="way_back")
    assert {line: found[line] for line in (9, 10, 11)} == {9: ASKED, 10: ASKED, 11: ASKED}
    assert ASKED < found[22] < WRONG
    assert 13 not in found


def test_a_function_that_is_asked_for_is_no_method() -> None:
    assert ranks(STEP, exercise="train") == {}


CALLED = """class Layer:
    def __init__(self, n):
        self.n = n
    def __call__(self, x):
        return self.scaled(x)
    def scaled(self, x):
        return self.n * x
    def other(self):
        pass
"""
ROOT = "def root(x):\n    return x ** 2\n"


def test_what_a_call_goes_through_where_nothing_bears_the_name_that_is_asked_for() -> None:
    found = ranks(CALLED, ROOT, exercise="predict")
    assert {line for line, rank in found.items() if rank == ASKED} == {4, 5}
    assert ASKED < found[6] == found[7] < found[2] == found[3] < WRONG
    assert 8 not in found


@pytest.mark.parametrize("what", ["net(x, 0)", "net(x)"])
def test_of_a_call_that_is_spoken_of_it_is_what_it_goes_through(what: str) -> None:
    """What bears the name of an argument comes later."""
    made_anew = CALLED.replace("return self.scaled(x)", "x = self.scaled(x)\n        return x")
    found = ranks(made_anew, exercise="predict", what=what)
    assert found[4] == found[5] == found[6] == ASKED


def test_a_class_that_is_spoken_of_comes_before_what_a_call_goes_through() -> None:
    found = ranks(CLASS, CALLED, exercise="predict", what="Number")
    assert found[3] == found[9] == ASKED
    assert found[24] == found[25] == INSIDE


def test_a_function_that_is_asked_for_comes_before_what_it_needs() -> None:
    found = ranks("def train(p):\n    q = root(p)\n    return q\n", ROOT, CALLED, exercise="train")
    assert found[1] == found[2] == ASKED < found[21] < WRONG
    assert not {line for line in found if line > 30}


def test_where_it_stopped_comes_first() -> None:
    found = ranks(CLASS, what="d(a + b)/da", stopped=(1, 13))
    assert min(found, key=lambda line: found[line]) == 13
    assert found[13] == FIRST


@pytest.mark.parametrize("source", ["class C:\n  def", "x = (", "\0"])
def test_what_cannot_be_read_is_passed_over(source: str) -> None:
    definition = Defining(ast.parse("x").body[0], Chunk(1, 1, source))
    assert suspects([definition], (), []) == {}
