"""A training loop goes round as often as the question asks, whatever the notebook says."""

import sys
from collections.abc import Iterator
from typing import Any

import pytest

from grader.model import Chunk
from grader.sandbox import loading
from grader.sandbox.rounds import NAME


@pytest.fixture(autouse=True)
def main_module_as_it_was() -> Iterator[None]:
    main = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = main


def left_by(block: str, rounds: int | None, **bound: Any) -> dict[str, Any]:
    loaded, failed = loading.load([], [Chunk(1, 1, block)])
    assert failed == []
    return loaded.block(0, rounds, bound)


@pytest.mark.parametrize(
    ("block", "seen"),
    [
        ("for epoch in range(1000):\n    seen.append(epoch)", [0, 1, 2]),
        ("for epoch in range(5, 1000, 5):\n    seen.append(epoch)", [0, 1, 2]),
        ("for epoch in range(2):\n    seen.append(epoch)", [0, 1, 2]),
        (
            "for i, x in enumerate('abcdef'):\n    seen.append((i, x))",
            [(0, "a"), (1, "b"), (2, "c")],
        ),
        ("for i, x in zip('ab', 'cd'):\n    seen.append(i)", ["a", "b"]),
        ("for i in range(9):\n    for j in range(2):\n        seen.append(j)", [0, 1] * 3),
        (
            "for i in range(9):\n    if i == 1: break\n    seen.append(i)\nelse:\n    1 / 0",
            [0],
        ),
    ],
)
def test_a_loop_goes_round_so_many_times(block: str, seen: list[Any]) -> None:
    assert left_by(block, 3, seen=[])["seen"] == seen


def test_a_while_loop_stays_as_it_is() -> None:
    assert left_by("while len(seen) < 5:\n    seen.append(0)", 3, seen=[])["seen"] == [0] * 5


def test_no_rounds_leave_the_notebooks_own_number() -> None:
    assert left_by("for i in range(5):\n    seen.append(i)", None, seen=[])["seen"] == [
        0,
        1,
        2,
        3,
        4,
    ]


def test_none_at_all_is_a_number_of_rounds_too() -> None:
    assert left_by("for i in range(5):\n    seen.append(i)", 0, seen=[])["seen"] == []


def test_nothing_of_ours_is_left_among_the_names() -> None:
    assert NAME not in left_by("for i in range(5): pass", 3)


def test_an_error_is_still_placed_where_the_notebook_shows_it() -> None:
    loaded, _failed = loading.load([], [Chunk(4, 7, "for i in range(9):\n    1 / 0")])
    with pytest.raises(ZeroDivisionError) as caught:
        loaded.block(0, 3, {})
    raised = loading.raised(caught.value)
    assert (raised.cell, raised.line) == (4, 8)
