"""A class of three, and a run of theirs that was interrupted at its very end."""

import shutil
from pathlib import Path

import pytest
from course_fixture import COURSE
from resuming import grade, hand_in, interrupt


@pytest.fixture
def small_course(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Let commands know the small course of the tests, and begin in an empty folder."""
    monkeypatch.setenv("GRADER_COURSE", str(COURSE))
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="session")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Grade the three once, with copies; what comes of it is for each test to copy."""
    folder = tmp_path_factory.mktemp("graded")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRADER_COURSE", str(COURSE))
        handed_in = hand_in(folder / "in")
        assert grade(handed_in, folder / "plain").exit_code == 0
        assert grade(handed_in, folder / "annotated", "--annotate").exit_code == 0
    return folder


@pytest.fixture
def handed_in(tmp_path: Path) -> Path:
    return hand_in(tmp_path / "in")


@pytest.fixture
def out(tmp_path: Path, graded: Path) -> Path:
    """Return the results of a run that was interrupted when every report was there."""
    folder = shutil.copytree(graded / "plain", tmp_path / "out")
    interrupt(folder)
    return folder


@pytest.fixture
def annotated(tmp_path: Path, graded: Path) -> Path:
    """Return the results of a whole run, with annotated copies."""
    return shutil.copytree(graded / "annotated", tmp_path / "out")
