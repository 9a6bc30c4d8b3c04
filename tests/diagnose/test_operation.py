"""Operations that a report speaks of, and where a class says what they do."""

import ast

import pytest

from grader.diagnose.operation import operations, spelled_out_at, written_at

CLASS = """\
class Value:
    def __init__(self, data):
        self.data = data

    def __add__(self, other):
        other = as_value(other)
        out = Value(self.data + other.data)

        def step():
            self.grad += out.grad
            other.grad += out.grad

        out.step = step
        return out

    __radd__ = __add__

    def __sub__(self, other):
        return self + (-other)

    def __rsub__(self, other):
        return (-self) + other

    def exp(self):
        out = Value(math.exp(self.data))
        out.step = lambda: self.add(out.data * out.grad)
        return out


class Neuron:
    def __call__(self, x):
        total = self.bias
        return total
"""
ADD, SUB, RSUB, EXP, CALL = 14, 19, 22, 27, 33


def lines(words: str, names: dict[str, str] | None = None) -> list[int]:
    tree = ast.parse(CLASS)
    found = [node for one in operations(words) for node in written_at(tree, one, names)]
    return [node.lineno for node in found]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("words", "first"),
    [("a + b", ADD), ("a - b", SUB), ("k - a", RSUB), ("exp(a)", EXP), ("k + a", 16),
     ("sum([a, b])", 16), ("Neuron(x)", CALL)],
)  # fmt: skip
def test_a_value_is_made_by_what_the_method_returns(words: str, first: int) -> None:
    assert lines(words)[0] == first


@pytest.mark.parametrize(
    ("words", "made"),
    [("d(a + b)/da", [10]), ("d(a + b)/db", [11]), ("d(a + a)/da", [10, 11]),
     ("d(exp(a))/da", [26]), ("d(a - b)/db", [SUB]), ("d((a + c) + (d + a))/da", [10, 11])],
)  # fmt: skip
def test_a_slope_is_made_by_the_step_inside(words: str, made: list[int]) -> None:
    assert lines(words) == made


def test_several_are_read_one_after_the_other() -> None:
    assert lines("d(a + b)/da, d(a + b)/db") == [10, 11]
    assert lines("…, d(a + b)/db") == [11]


@pytest.mark.parametrize(
    "words",
    ["", "a", "dW1", "taxa * p.grad", "W[1] + b", "a * b", "the sum of", "d(a + b", "(" * 90],
)
def test_what_is_no_operation_of_the_class_leads_nowhere(words: str) -> None:
    assert lines(words) == []


def test_a_class_is_known_by_the_name_that_it_bears() -> None:
    assert lines("Neuronio(x)") == []
    assert lines("Neuronio(x)", {"Neuronio": "Neuron"})[0] == CALL


@pytest.mark.parametrize(
    ("words", "made"),
    [("rate * p.grad", [3]), ("rate*p.grad", [3]), ("p.grad * rate", []), ("p.grad", []),
     ("rate *", []), ("", []), ("*" * 500, [])],
)  # fmt: skip
def test_a_calculation_that_is_spelled_out_is_found_where_it_stands(
    words: str, made: list[int]
) -> None:
    source = "def train(p, rate):\n    for p in ps:\n        p.data = p.data - rate * p.grad\n"
    assert [one.lineno for one in spelled_out_at(ast.parse(source), words)] == made


@pytest.mark.parametrize("terms", [90, 900])
def test_a_long_calculation_is_gone_through_once(terms: int) -> None:
    """A sum of so many terms is as deep as it is long."""
    tree = ast.parse("def f(a, b):\n    c = a * b\n    return a")
    long: ast.expr = ast.Name("a")
    for _ in range(terms * 10):  # deeper than Python parses
        long = ast.BinOp(long, ast.Add(), ast.Name("a"))
    [function] = tree.body
    assert isinstance(function, ast.FunctionDef)
    function.body[1] = ast.Return(long)
    found = spelled_out_at(tree, "a * b")
    assert found == [function.body[0]]
    assert spelled_out_at(tree, "a * c") == []
