"""Which lines call what the code stopped in, as data: the cells, and the line where it stopped."""

import pytest

from grader.extract.called_from import called_from
from grader.extract.defining import asked_of, defining
from grader.model import Chunk, Extraction

STEP = Chunk(1, 3, "def step(x):\n    return x[0]\n")
TRAIN = "def train(x, n):\n    for i in range(n):\n        if n > 1:\n            x = step(x)\n"
TWICE = "def train(x, n):\n    if n:\n        return step(x)\n    return step(\n        x)\n"
APART = "def train(x, n):\n    return x.step() + steps(x)\n"
WITHIN = "def train(x, n):\n    def step(y):\n        return y[0]\n    return step(x)\n"


@pytest.mark.parametrize(
    ("train", "cell", "line", "lines"),
    [
        (TRAIN, 1, 4, [(13, 13, (12,))]),
        (TWICE, 1, 4, [(12, 12, (11,)), (13, 14, ())]),
        (TRAIN, 1, 2, []),  # above `step`
        (TRAIN, 1, 5, []),  # below it
        (TRAIN, 2, 12, []),  # in `train` itself
        (APART, 1, 4, []),  # a method of that name, another function
        (WITHIN, 2, 12, []),  # its own inner function
    ],
)
def test_the_calls_of_what_holds_the_line(
    train: str, cell: int, line: int, lines: list[tuple[int, int, tuple[int, ...]]]
) -> None:
    chunks = (STEP, Chunk(2, 10, train))
    extraction = Extraction(chunks, {"step": "step", "train": "train"})
    own = defining(extraction, ["train"])
    calls = called_from(own, asked_of(extraction), cell, line)
    assert [(one.first, one.last, one.conditions) for one in calls] == lines
    assert all((one.name, one.cell) == ("step", 2) for one in calls)


def test_so_many_calls_are_told_and_no_more() -> None:
    many = Chunk(2, 1, "def train(x):\n" + "    x = step(x)\n" * 5_000)
    extraction = Extraction((STEP, many), {"step": "step", "train": "train"})
    own = defining(extraction, ["train"])
    assert len(called_from(own, asked_of(extraction), 1, 4)) == 8
