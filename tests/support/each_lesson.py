"""Every lesson that there is, for tests of all of them: by itself, by exercise, by variant."""

from collections.abc import Iterable
from functools import cache

import pytest
from course_lesson import FOLDER, Lesson

LESSONS = tuple(Lesson(path.parent.name) for path in sorted(FOLDER.glob("*/assignment.toml")))

each_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=str)


def readable() -> tuple[Lesson, ...]:
    """Return the lessons but those half written: these fail test_a_lesson_can_be_read alone."""
    return tuple(lesson for lesson in LESSONS if _is_readable(lesson))


def each_exercise() -> pytest.MarkDecorator:
    """Parametrise over the exercises of every lesson."""
    found = [(lesson, exercise) for lesson in readable() for exercise in lesson.exercises]
    return pytest.mark.parametrize(("lesson", "exercise"), found, ids=str)


def each_variant(file: str, lessons: Iterable[Lesson] = ()) -> pytest.MarkDecorator:
    """Parametrise over the known `mistakes`, or the `alternatives`, of these lessons, or of all."""
    chosen = tuple(lessons) or readable()
    found = [(lesson, variant) for lesson in chosen for variant in lesson.variants(file)]
    names = [f"{lesson}-{variant.id}" for lesson, variant in found]
    return pytest.mark.parametrize(("lesson", "variant"), found, ids=names)


@cache
def _is_readable(lesson: Lesson) -> bool:
    try:
        return all([lesson.exercises, lesson.variants("mistakes"), lesson.variants("alternatives")])
    except Exception:  # an author's file may raise anything
        return False
