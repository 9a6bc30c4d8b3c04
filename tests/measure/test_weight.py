"""How large an answer is, told without converting it; what is refused before it is copied."""

import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from grader.diagnose.leaves import leaves
from grader.diagnose.relation.leaves import read
from grader.exhibit import exhibits_of
from grader.lessons.trained import alike
from grader.measure.compare import agree, close, close_number
from grader.measure.rows import numbers, same, written
from grader.measure.values import MOST, Unfit, array, entries, number, outline
from grader.measure.weight import FACTOR, FREE, outgrows, weight
from grader.model import JudgedCase, Shown, Status
from grader.trial import same as same_answer

BOOLEANS = np.zeros(8_000_000, bool)
"""Eight megabytes that would be 64 as numbers."""
LONG = [0.5] * 1_000_000
NESTED = [[0.5] * 1000] * 1000
GROWING = [np.zeros((2000, 1)), np.zeros((1, 2000))]


@pytest.mark.parametrize(
    ("value", "room"),
    [
        (np.zeros(100, bool), 800),
        (np.zeros((10, 10)), 800),
        ([0.5] * 100, 800),
        ({"a": [1, 2], "b": (3.0, None)}, 40),
        ("x" * 100, 100),
        (np.zeros(0), 0),
    ],
)
def test_the_weight_of_a_value_is_what_its_numbers_take(value: Any, room: int) -> None:
    assert room <= weight(value) <= room + 100


def test_a_weight_is_looked_for_no_further_than_asked() -> None:
    looked_at = 0

    class Counting(list):  # type: ignore[type-arg]
        def __iter__(self) -> Any:
            nonlocal looked_at
            looked_at += 1
            return super().__iter__()

    assert weight([Counting([1.0] * 100) for _ in range(1000)], 4000) >= 4000
    assert looked_at < 10


def test_answers_may_be_as_large_as_expected_and_then_some() -> None:
    want = np.zeros(FREE // 8)
    assert not outgrows(np.zeros(FREE // 8 - 10), 1.0)
    assert outgrows(np.zeros(FREE // 8 + 100), 1.0)
    assert not outgrows(np.zeros(FREE // 8 * FACTOR), want)
    assert outgrows(np.zeros(FREE // 8 * (FACTOR + 2), bool), want)


# ---------------------------------------------------------------- nothing is copied


def refusing(work: Callable[[], Any]) -> Any:
    with pytest.raises(Unfit) as refusal:
        work()
    return refusal.value.text.key


WORK: dict[str, Callable[[], Any]] = {
    "an array of another shape": lambda: refusing(lambda: array(BOOLEANS, "W1", (3, 2))),
    "an array of any shape": lambda: refusing(lambda: array(BOOLEANS, "W1")),
    "a list of another shape": lambda: refusing(lambda: array(LONG, "W1", (3, 2))),
    "a nested list": lambda: refusing(lambda: array(NESTED, "W1", (3, 2))),
    "no number": lambda: refusing(lambda: number(BOOLEANS, "cost")),
    "a finding": lambda: close(BOOLEANS, np.ones(3), item="i", what="W1").ok,
    "a finding of a number": lambda: close_number(LONG, 1.0, item="i", what="cost").ok,
    "rows": lambda: same(BOOLEANS, [1.0, 2.0]),
    "a row that is written": lambda: written(LONG),
    "numbers that are written": lambda: numbers(NESTED, BOOLEANS),
    "answers of two shapes": lambda: same_answer(BOOLEANS, BOOLEANS[1:]),
    "an answer and a list": lambda: same_answer(BOOLEANS, [1.0, 2.0]),
    "a column and a row": lambda: agree(*GROWING),
    "an answer that is related": lambda: read(BOOLEANS),
    "a list that is related": lambda: read(LONG),
    "parameters": lambda: alike(
        dict.fromkeys(("W1", "b1", "W2", "b2", "W3", "b3"), BOOLEANS), None
    ),
}


@pytest.mark.parametrize("work", WORK)
def test_nothing_of_the_wrong_shape_is_converted_or_copied(work: str) -> None:
    tracemalloc.start()
    try:
        found = WORK[work]()
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 1 << 20
    assert isinstance(found, str) or not np.any(found) or "that are written" in work


def test_of_an_array_of_the_wrong_shape_no_more_is_copied_than_is_drawn() -> None:
    shown = Shown("W1", np.zeros((12, 12)), BOOLEANS.reshape(2000, 4000), 1e-6, 1e-8)
    case = JudgedCase("e", "small", "example", Status.FAILED, shown=(shown,))
    tracemalloc.start()
    try:
        (exhibit,) = exhibits_of(case)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 1 << 20
    assert (len(exhibit.got), len(exhibit.got[0])) == (12, 12)
    assert exhibit.notes[0].values["got"] == "(2000, 4000)"
    assert all(level == 4 for row in exhibit.off for level in row)


# ---------------------------------------------------------------- what is still read


def test_a_list_that_is_a_little_too_long_has_the_wrong_shape() -> None:
    assert refusing(lambda: array([1.0] * 7, "b1", (3,))) == "shape_differs"
    assert refusing(lambda: array([1.0] * 9000, "b1", (3,))) == "shape_differs"
    assert refusing(lambda: array([[1.0] * 9000, 1.0], "b1", (3, 1))) == "shape_differs"
    assert refusing(lambda: array([[1.0], [2.0], [3.0] * 9000], "b1", (3, 1))) == "not_an_array"
    assert refusing(lambda: array(np.zeros(MOST + 1, np.int8), "W1")) == "too_many_entries"
    assert array(np.zeros(MOST, np.int8), "W1").size == MOST


def test_a_large_array_of_the_right_shape_is_read() -> None:
    assert array(np.ones((2, MOST), np.int8), "X", (2, MOST)).dtype == np.float64


@pytest.mark.parametrize(
    ("value", "shape"),
    [([[1, 2], [3, 4]], (2, 2)), ([np.ones((3, 4))] * 2, (2, 3, 4)), ([], (0,)), (1.5, ())],
)
def test_the_outline_of_a_value_is_its_shape(value: Any, shape: tuple[int, ...]) -> None:
    assert outline(value) == shape == np.shape(value)


def test_entries_are_counted_no_further_than_asked() -> None:
    assert entries(LONG, 100) == 101
    assert entries([1, [2, 3], np.ones(4)]) == 7
    assert entries([1, "x"]) is None
    assert entries([[1, "x"], *LONG], 100) is None


def test_the_walk_over_an_answer_grows_with_its_size_alone() -> None:
    """A text in the innermost list, which each list around it has to be told of."""

    def steps(size: int) -> int:
        count = 0

        class Counted(list):  # type: ignore[type-arg]
            def __iter__(self) -> Any:
                nonlocal count
                count += len(self)
                return super().__iter__()

        value: Any = Counted([0.5] * size + ["x"])
        for _ in range(50):
            value = Counted([value])
        leaves({"deep": value})
        return count

    assert steps(2000) < 2.5 * steps(1000)
    assert steps(1000) < 4 * 1000


def test_answers_of_whole_numbers_beyond_every_float_can_be_compared() -> None:
    assert same_answer([10**400], [10**400])
    assert not same_answer([10**400], [10**401])
    assert same_answer(float("nan"), np.float64("nan"))
    assert not same_answer(float("inf"), 1.0)
    assert not same_answer(["x" * 10, 1], np.ones(2))
