"""In every lesson float32 is right to float32, and what was rounded is told as rounded."""

from collections.abc import Iterator

import numpy as np
import pytest
from answered import answered
from course_lesson import Lesson
from each_lesson import each_lesson
from narrowed import Cut, as_type, narrowed, to_decimals

from grader.reported import Report


def _lost(report: Report) -> dict[str, list[str]]:
    return {
        exercise.name: [item.id for item in exercise.items if item.score != item.max_score]
        for exercise in report.exercises
        if exercise.score != exercise.max_score
    }


@each_lesson
def test_what_is_right_to_float32_is_right(lesson: Lesson) -> None:
    for functions in narrowed(lesson, as_type(np.float32)):
        assert _lost(answered(lesson, functions)) == {}


CUTS = [
    (to_decimals(3), "The values are rounded to 3 decimals."),
    (to_decimals(4), "The values are rounded to 4 decimals."),
    (as_type(np.float16), "The values have only the three or four digits that float16 keeps."),
]


@pytest.mark.sampled(thorough=4)
@each_lesson
@pytest.mark.parametrize(("cut", "sentence"), CUTS, ids=["3", "4", "float16"])
def test_what_was_rounded_is_told_as_rounded(lesson: Lesson, cut: Cut, sentence: str) -> None:
    for report in _reports(lesson, cut):
        for exercise, items in _lost(report).items():
            if exercise == "model" and "agreement" in items:
                continue  # it trains with functions that round: these are accused
            assert len(items) == 1, (exercise, items)
            said = {
                d.sentence: d.certainty
                for e in report.exercises
                if e.name == exercise
                for d in e.diagnosis
            }
            assert said == {sentence: "observed"}


def _reports(lesson: Lesson, cut: Cut) -> Iterator[Report]:
    reports = [answered(lesson, one) for one in narrowed(lesson, cut, losses_only=True)]
    assert any(map(_lost, reports))
    yield from reports
