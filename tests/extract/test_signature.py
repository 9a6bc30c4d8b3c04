"""A call that a signature does not fit names both signatures; any other exception none."""

import pytest

from grader.extract import extract
from grader.extract.signature import signature_differs
from grader.model import Ask, Cell, Extraction, Notebook, Raised

ASKS = [Ask("back"), Ask("Layer", "class", aliases=("Camada",))]


def of(source: str) -> Extraction:
    return extract(Notebook((Cell(1, source),)), ASKS)


HANDOUT = of(
    "def back(X, Y, cache, keep_prob=1):\n    pass\n"
    "class Layer:\n    def __init__(self, inputs, neurons):\n        pass\n"
    "    def forward(self, x):\n        pass"
)
STUDENT = of(
    "def back(dA, cache, *, rate=0.5):\n    return dA\n"
    "class Camada:\n    def __init__(self, n):\n        self.n = n\n"
    "    def forward(self, x):\n        return x"
)


@pytest.mark.parametrize(
    ("message", "name", "theirs", "yours"),
    [
        ("back() takes 2 positional arguments but 4 were given", "back",
         "(X, Y, cache, keep_prob)", "(dA, cache, *, rate)"),
        ("Camada.__init__() takes 2 positional arguments but 3 were given", "Camada.__init__",
         "(inputs, neurons)", "(n)"),
        ("f.<locals>.g() missing 1 required positional argument: 'x'", None, "", ""),
        ("Camada.forward() missing 1 required positional argument: 'x'", None, "", ""),
        ("other() takes 2 positional arguments but 4 were given", None, "", ""),
        ("unsupported operand type(s) for +", None, "", ""),
    ],
)  # fmt: skip
def test_both_signatures_are_named(message: str, name: str | None, theirs: str, yours: str) -> None:
    text = signature_differs(Raised("TypeError", message), STUDENT, HANDOUT)
    if name is None:
        assert text is None
    else:
        assert text is not None
        assert text.values == {"name": name, "theirs": theirs, "yours": yours}


def test_an_exception_within_the_student_s_code_is_that_exception() -> None:
    raised = Raised("TypeError", "back() takes 2 positional arguments but 4 were given", 1, 2)
    assert signature_differs(raised, STUDENT, HANDOUT) is None
    other = Raised("ValueError", "back() takes 2 positional arguments but 4 were given")
    assert signature_differs(other, STUDENT, HANDOUT) is None
