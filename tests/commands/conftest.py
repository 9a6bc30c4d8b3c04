"""Commands are given in an empty folder, and know the small course of the tests."""

from pathlib import Path

import pytest
from course_fixture import COURSE


@pytest.fixture(autouse=True)
def small_course(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GRADER_COURSE", str(COURSE))
    monkeypatch.chdir(tmp_path)
