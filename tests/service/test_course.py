"""The course's folder: read again when it changes, and nothing beside it can be named."""

import os
import re
import shutil
from pathlib import Path

import pytest
from course_fixture import COURSE

from grader.errors import BrokenAssignment
from grader.service.course import Course, fingerprint


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def course(tmp_path: Path, clock: Clock) -> Course:
    shutil.copytree(COURSE, tmp_path / "course")
    return Course(tmp_path / "course", clock)


@pytest.mark.parametrize(
    "slug", ["", ".", "..", "../assignments/double", "double/", "/etc", "a\x00", "x" * 101, "-x"]
)
def test_a_slug_that_is_no_name_leads_nowhere(course: Course, slug: str) -> None:
    assert course.place(slug) is None
    assert course.declared(slug) is None


def test_a_change_is_seen_after_a_moment(course: Course, clock: Clock) -> None:
    before = course.declared("double")
    assert before is not None
    file = course.folder / "assignments" / "double" / "assignment.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(re.sub("(?m)^en = .*$", 'en = "New"', text, count=1), "utf-8")
    assert course.declared("double") is before
    clock.now += 2
    after = course.declared("double")
    assert after is not None and after.table.title["en"] == "New"
    assert {one.slug for one in course.every()} == {"double", "standardise"}


def test_an_assignment_that_is_broken_is_said_and_not_listed(course: Course, clock: Clock) -> None:
    (course.folder / "assignments" / "double" / "assignment.toml").write_text("= 1", "utf-8")
    with pytest.raises(BrokenAssignment):
        course.declared("double")
    assert [one.slug for one in course.every()] == ["standardise"]


def test_what_python_puts_beside_a_module_is_no_change(course: Course) -> None:
    """A worker's first look at an assignment writes it; its sandbox would be started anew."""
    place = course.place("double")
    assert place is not None
    before = fingerprint(place)
    modules = place.path / "provided"
    (modules / "__pycache__").mkdir(exist_ok=True)
    (modules / "__pycache__" / "x.pyc").write_bytes(b"1")
    os.utime(modules, (1, 1))
    assert fingerprint(place) == before
    (modules / "new.py").touch()
    assert fingerprint(place) != before
