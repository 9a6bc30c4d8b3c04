"""Commands are given in an empty folder, and know the small course of the tests."""

from pathlib import Path

import pytest
from changed_course import ChangedCourse, graded_course
from course_fixture import COURSE


@pytest.fixture(autouse=True)
def small_course(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GRADER_COURSE", str(COURSE))
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="session")
def graded_class(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return graded_course(tmp_path_factory.mktemp("graded"))


@pytest.fixture
def course(graded_class: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ChangedCourse:
    """Return a graded class whose assignment may be changed."""
    return ChangedCourse(graded_class, tmp_path, monkeypatch)
