"""Edits that take away where something is read that is never given; and those that may mend it."""

import pytest

from grader.model import Chunk
from grader.repair.around import hands_back_an_argument, leads_around, never_given
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


BACK = """class Layer(Base):
    def back(self, g, h):
        u = self.u
        dx = np.sum(g * u, axis=0)
        h = h + 1
        return dx, {}
"""


def returned(becomes: str, source: str = BACK) -> Candidate:
    before, after = Chunk(1, 3, source), Chunk(1, 3, source.replace("return dx, {}", becomes))
    line = 3 + source[: source.index("return dx")].count("\n")
    return Candidate("name", line, "return dx, {}", becomes, 2, before, after)


def test_an_argument_in_the_place_of_what_was_computed_leads_around_it() -> None:
    assert hands_back_an_argument(returned("return g, {}"))
    assert leads_around(returned("return g, {}"))


@pytest.mark.parametrize("becomes", ["return u, {}", "return h, {}", "return dx, []", "return dx"])
def test_what_else_is_returned_may_mend_it(becomes: str) -> None:
    assert not hands_back_an_argument(returned(becomes))


def test_what_is_read_elsewhere_may_be_returned_wrongly() -> None:
    source = BACK.replace("h = h + 1", "self.seen = dx")
    assert not hands_back_an_argument(returned("return g, {}", source))
