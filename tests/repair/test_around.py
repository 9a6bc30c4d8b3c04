"""Edits that take away where something is read that is never given; and those that may mend it."""

import pytest

from grader.model import Chunk
from grader.repair.around import leads_around, never_given
from grader.repair.candidate import Candidate

LAYER = """class Layer:
    scale = 2
    def __init__(self, n):
        self.weights = draw(n)
    def forward(self, x):
        self.output = self.scale * x @ self.weights + self.biases
    def back(self, x):
        self.forward(x)
        return self.__class__, x.shape, self.output
"""
LINE = "self.output = self.scale * x @ self.weights + self.biases"


def edit(becomes: str, source: str = LAYER, was: str = LINE) -> Candidate:
    before = Chunk(1, 1, source)
    after = Chunk(1, 1, source.replace(was, becomes))
    return Candidate("operand", 6, was, becomes, 1, before, after)


def test_what_is_read_and_never_given_is_known() -> None:
    assert never_given(LAYER) == {"biases"}


@pytest.mark.parametrize(
    "source",
    [
        LAYER.replace("class Layer:", "class Layer(Base):"),
        LAYER.replace("= draw(n)", '= draw(n)\n        setattr(self, "biases", 0)'),
        LAYER.replace("self.weights = draw(n)", "self.weights = self.biases = draw(n)"),
        LAYER.replace("scale = 2", "scale = biases = 2"),
        "class Layer(:",
        "",
    ],
)
def test_what_may_come_from_elsewhere_is_none(source: str) -> None:
    assert never_given(source) == frozenset()


def test_an_edit_that_takes_the_reading_away_leads_around_it() -> None:
    assert leads_around(edit("self.output = self.scale * x @ self.weights"))


@pytest.mark.parametrize(
    "becomes",
    [
        "self.output = self.scale * x @ self.weights + self.weights",
        "self.output = self.scale * x @ self.weights - self.biases",
        "self.output = x @ self.weights + self.biases",
    ],
)
def test_another_edit_may_mend_it(becomes: str) -> None:
    assert not leads_around(edit(becomes))


def test_a_statement_that_is_added_leads_nowhere() -> None:
    assert not leads_around(edit("self.biases = 0", was=""))
