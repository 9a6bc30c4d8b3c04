"""The regularization lesson as it is printed, through the sandbox to a score."""

from collections.abc import Iterator

import pytest
from lesson_bench import Bench, opened
from regularization_lesson import REGULARIZATION


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    with opened(REGULARIZATION, "en") as bench:
        yield bench


def test_the_lesson_as_printed_is_paid_for_what_is_right_and_told_what_is_not(bench: Bench) -> None:
    report = bench.graded(bench.data / "as-printed.ipynb")
    scores = {e.name: (e.score, e.max_score) for e in report.exercises}
    assert [score for score, full in list(scores.values())[:2] if score != full] == []
    # a seed is fixed inside, which the lesson's own statement forbids
    assert scores["forward_propagation_with_dropout"] == (20, 25)
    # the unpacking line has 13 names for 14 items
    assert scores["backward_propagation_with_dropout"] == (0, 20)
    said = {e.name: e.summary for e in report.exercises}
    assert "too many values to unpack" in said["backward_propagation_with_dropout"]
    assert "cell 11, line 5" in said["backward_propagation_with_dropout"]
    # `model` is printed without its return, and uses the functions that it should
    assert scores["model"] == (4, 10)
    # `lambda` is no name of an argument; that cell defines nothing that is asked for
    assert [p.where for p in report.problems] == ["code cell 9, line 1", "code cell 9"]
    assert "`lambda` is a word of Python's own" in report.problems[0].message
