"""A worker that dies takes nothing with it."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from class_run_of import folder_store, run_in, worker_of
from course_fixture import GOOD_COUNTER, GOOD_DOUBLE, notebook_bytes
from endings import SUBMISSIONS, ending

import grader.grade
from grader.classrun import batch
from grader.classrun import worker as worker_module
from grader.classrun.batch import grade_class
from grader.classrun.worker import ClassRun, Done, Worker
from grader.errors import CannotWrite
from grader.intake import HandIn, Person, Place
from grader.model import Limits, Notebook
from grader.report.to_json import read_json


@pytest.fixture
def run(tmp_path: Path) -> ClassRun:
    return run_in(folder_store(tmp_path / "out"))


@pytest.fixture
def worker(run: ClassRun) -> Iterator[Worker]:
    with worker_of(run) as found:
        yield found


def hand_in(folder: Path, *students: str) -> list[HandIn]:
    folder.mkdir()
    found = []
    for student in students:
        path = folder / f"{student}.ipynb"
        path.write_bytes(notebook_bytes(GOOD_DOUBLE, GOOD_COUNTER))
        found.append(HandIn(Person(student), path.name, Place(path)))
    return found


def deadly_start(run: ClassRun) -> Callable[[Any], Done]:
    """Make a worker that dies whenever it meets Bruno, and at the first sight of Carla."""
    work = start(run)

    def grade_or_die(task: tuple[HandIn, str]) -> Done:
        seen = run.store.out / f"{task[1]}-was-seen"
        if task[1] == "bruno" or (task[1] == "carla" and not seen.exists()):
            seen.touch()
            os._exit(1)
        return work(task)

    return grade_or_die


start = batch._start


def test_only_the_submission_at_which_a_worker_dies_twice_is_a_fault_of_ours(
    run: ClassRun, worker: Worker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed = hand_in(tmp_path / "in", "ana", "bruno", "carla", "davi")
    monkeypatch.setattr(batch, "_start", deadly_start)
    done: list[Done] = []
    graded = grade_class(worker, handed, 2, done.append)
    assert [(g.row.student, g.row.score, g.row.status) for g in graded] == [
        ("ana", 10.0, "graded"),
        ("bruno", None, "grader_fault"),
        ("carla", 10.0, "graded"),
        ("davi", 10.0, "graded"),
    ]
    assert sorted(g.row.student for g in done) == ["ana", "bruno", "carla", "davi"]
    reports = {
        p.parent.name: read_json(p.read_bytes())
        for p in run.store.out.glob("students/*/report.json")
    }
    assert ending(reports["carla"]) == SUBMISSIONS["worker_dies_once"]
    assert ending(reports["bruno"]) == SUBMISSIONS["worker_dies_twice"]
    assert graded[1].faults == ("bruno.ipynb: the process that graded it died twice",)


def stuck_start(run: ClassRun) -> Callable[[tuple[HandIn, str]], Done]:
    do = batch._start(run)

    def stuck(task: tuple[HandIn, str]) -> Done:
        while task[0].person.id == "bruno":
            pass
        return do(task)

    return stuck


@pytest.mark.sampled(thorough=2)
@pytest.mark.parametrize("jobs", [1, 2])
def test_only_the_submission_at_which_a_worker_is_stuck_is_a_fault_of_ours(
    run: ClassRun, worker: Worker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jobs: int
) -> None:
    handed = hand_in(tmp_path / "in", "ana", "bruno", "carla", "davi")
    monkeypatch.setattr(batch, "_start", stuck_start)
    monkeypatch.setattr(Limits, "stuck_seconds", 3.0)
    graded = grade_class(worker, handed, jobs, lambda _graded: None)
    assert [(g.row.student, g.row.score, g.row.status) for g in graded] == [
        ("ana", 10.0, "graded"),
        ("bruno", None, "grader_fault"),
        ("carla", 10.0, "graded"),
        ("davi", 10.0, "graded"),
    ]
    (path,) = run.store.out.glob("students/bruno/*.json")
    assert ending(read_json(path.read_bytes())) == SUBMISSIONS["worker_is_stuck"]
    assert graded[1].faults == (
        "bruno.ipynb: the process that graded it was stuck in code of ours, and was ended",
    )


def hungry_start(run: ClassRun) -> Callable[[tuple[HandIn, str]], Done]:
    extract = grader.grade.extract

    def hungry(found: Notebook, *given: Any) -> Any:
        taken = bytearray(2 << 30) if any("hungry" in cell.source for cell in found.cells) else b""
        del taken
        return extract(found, *given)

    grader.grade.extract = hungry
    return batch._start(run)


def test_a_worker_takes_no_more_memory_than_it_may_and_the_others_are_graded(
    run: ClassRun, worker: Worker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed = hand_in(tmp_path / "in", "ana", "bruno", "carla", "davi")
    for student, more in (("bruno", ""), ("carla", "x = 1\n" * 40_000)):
        path = tmp_path / "in" / f"{student}.ipynb"
        path.write_bytes(notebook_bytes(GOOD_DOUBLE, "# hungry\n", more))
    monkeypatch.setattr(batch, "_start", hungry_start)
    graded = grade_class(worker, handed, 1, lambda _graded: None)
    assert [(g.row.student, g.row.score, g.row.status) for g in graded] == [
        ("ana", 10.0, "graded"),
        ("bruno", None, "grader_fault"),  # there is little of it: our own fault
        ("carla", 0.0, "too_costly"),
        ("davi", 10.0, "graded"),
    ]
    assert [bool(g.faults) for g in graded] == [False, True, False, False]


def test_a_file_that_vanished_is_a_fault_of_ours(
    run: ClassRun, worker: Worker, tmp_path: Path
) -> None:
    handed = hand_in(tmp_path / "in", "ana", "bruno")
    handed[0].place.path.unlink()
    graded = grade_class(worker, handed, 1, lambda _graded: None)
    assert [(g.row.score, g.row.status) for g in graded] == [
        (None, "grader_fault"),
        (10.0, "graded"),
    ]
    assert "ana.ipynb cannot be read" in graded[0].faults[0]


def start_without_template(run: ClassRun) -> Callable[[tuple[HandIn, str]], Done]:
    render = worker_module.render_html

    def broken(report: Any, copy: str) -> str:
        if report.student == "ana" and report.status == "graded":
            raise KeyError("in our template")
        return render(report, copy)

    worker_module.render_html = broken
    return batch._start(run)


def test_a_report_that_cannot_be_rendered_is_a_fault_of_ours_and_the_others_are_graded(
    run: ClassRun, worker: Worker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch, "_start", start_without_template)
    graded = grade_class(worker, hand_in(tmp_path / "in", "ana", "bruno"), 1, lambda _: None)
    assert [g.row.status for g in graded] == ["grader_fault", "graded"]
    assert graded[0].faults == (f"ana.ipynb: {graded[0].faults[0].partition(': ')[2]}",)
    assert "KeyError, test_batch.py" in graded[0].faults[0]
    assert "in our template" not in graded[0].faults[0]


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_folder_that_vanishes_ends_the_run(
    run: ClassRun, worker: Worker, tmp_path: Path, jobs: int
) -> None:
    (run.store.out / "students").rmdir()
    handed = hand_in(tmp_path / "in", "ana", "bruno")
    with pytest.raises(CannotWrite, match="cannot be written: No such file"):
        grade_class(worker, handed, jobs, lambda _graded: None)
    assert not (run.store.out / "students").exists()
