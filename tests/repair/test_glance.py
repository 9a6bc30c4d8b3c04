"""A glance refuses nothing that is right: the reference, and every other right way of a lesson."""

import warnings
from dataclasses import replace

import pytest
from course_lesson import Functions, Lesson
from each_lesson import LESSONS, each_variant

from grader.load import importable
from grader.mistake import Alternative
from grader.model import Status
from grader.sandbox.bare import put_to_functions
from grader.sandbox.executor import question

GLANCING = tuple(
    lesson
    for lesson in LESSONS
    if any(one.is_glanced_at for one in lesson.assignment().exercises.values())
)


def refused(lesson: Lesson, functions: Functions) -> set[str]:
    """Return the exercises of which a glance refuses a case."""
    asks = {one.name for one in lesson.assignment().asks}
    asked = {name: functions[name] for name in asks if name in functions}
    found = set()
    for name, exercise in lesson.assignment().exercises.items():
        for case, _want in lesson.cases(name, 0) if exercise.is_glanced_at else ():
            q = replace(question(0, exercise, case, "hidden", 7), ask=exercise.glance)
            with warnings.catch_warnings(), importable(lesson.provided()):
                warnings.simplefilter("ignore")
                outcome = put_to_functions(q, asked)
            if outcome.status is not Status.PASSED or outcome.value is not True:
                found.add(name)
    return found


@pytest.mark.parametrize("lesson", GLANCING, ids=str)
def test_the_reference_is_not_refused(lesson: Lesson) -> None:
    assert refused(lesson, lesson.reference()) == set()


@pytest.mark.sampled(6)
@each_variant("alternatives", GLANCING)
def test_other_right_ways_are_not_refused(lesson: Lesson, variant: Alternative) -> None:
    assert refused(lesson, lesson.made("alternatives", variant)) == set()
