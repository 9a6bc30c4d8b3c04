"""How far what was seen speaks against each line: small classes, and what a check says of them."""

import ast

import pytest

from grader.extract.defining import Defining
from grader.model import Chunk, Finding, JudgedCase, Status, Text
from grader.repair.suspects import ASKED, FIRST, WRONG, suspects

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


def test_a_method_that_is_asked_for_and_what_it_calls() -> None:
    found = ranks(CLASS, HELPER, exercise="way_back")
    assert {line: found[line] for line in (9, 10, 11)} == {9: ASKED, 10: ASKED, 11: ASKED}
    assert ASKED < found[22] < WRONG
    assert 13 not in found


def test_a_function_that_is_asked_for_is_no_method() -> None:
    assert ranks(STEP, exercise="train") == {}


def test_where_it_stopped_comes_first() -> None:
    found = ranks(CLASS, what="d(a + b)/da", stopped=(1, 13))
    assert min(found, key=lambda line: found[line]) == 13
    assert found[13] == FIRST


@pytest.mark.parametrize("source", ["class C:\n  def", "x = (", "\0"])
def test_what_cannot_be_read_is_passed_over(source: str) -> None:
    definition = Defining(ast.parse("x").body[0], Chunk(1, 1, source))
    assert suspects([definition], (), []) == {}
