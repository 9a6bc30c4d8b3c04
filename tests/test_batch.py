"""A worker that dies takes nothing with it."""

import os
from pathlib import Path
from typing import Any

import pytest
from course_fixture import DOUBLE, GOOD_COUNTER, GOOD_DOUBLE, SOLUTIONS, notebook_bytes

from grader import batch
from grader.batch import ClassRun, Graded, Worker, grade_class
from grader.intake import HandedIn
from grader.seed import practice_seed


@pytest.fixture
def run(tmp_path: Path) -> ClassRun:
    return ClassRun(DOUBLE, SOLUTIONS, practice_seed(), "en", tmp_path / "out", (SOLUTIONS,))


def _handed_in(folder: Path, *students: str) -> list[HandedIn]:
    folder.mkdir()
    found = []
    for student in students:
        path = folder / f"{student}.ipynb"
        path.write_bytes(notebook_bytes(GOOD_DOUBLE, GOOD_COUNTER))
        found.append(HandedIn(student, path.name, path, None, 0.0))
    return found


def _die_on_bruno(handed: HandedIn, folder: str) -> Graded:
    if handed.student == "bruno":
        os._exit(1)
    return batch._grade(handed, folder)


def test_only_the_submission_at_which_a_worker_dies_twice_is_a_fault_of_ours(
    run: ClassRun, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed = _handed_in(tmp_path / "in", "ana", "bruno", "carla")
    submit = batch.ProcessPoolExecutor.submit

    def submit_deadly(pool: Any, function: Any, *arguments: Any) -> Any:
        return submit(pool, _die_on_bruno, *arguments)

    monkeypatch.setattr(batch.ProcessPoolExecutor, "submit", submit_deadly)
    done: list[Graded] = []
    worker = Worker(run)
    try:
        graded = grade_class(worker, run, handed, 2, done.append)
    finally:
        worker.close()
    assert [(g.row.student, g.row.score, g.row.status) for g in graded] == [
        ("ana", 10.0, "graded"),
        ("bruno", None, "grader_fault"),
        ("carla", 10.0, "graded"),
    ]
    assert len(done) == 3
    assert (tmp_path / "out" / "students" / "bruno" / "report.json").exists()


def test_a_file_that_vanished_is_a_fault_of_ours(run: ClassRun, tmp_path: Path) -> None:
    handed = _handed_in(tmp_path / "in", "ana", "bruno")
    handed[0].path.unlink()
    worker = Worker(run)
    try:
        graded = grade_class(worker, run, handed, 1, lambda _graded: None)
    finally:
        worker.close()
    assert [(g.row.score, g.row.status) for g in graded] == [
        (None, "grader_fault"),
        (10.0, "graded"),
    ]
    assert "ana.ipynb cannot be read" in graded[0].faults[0]
