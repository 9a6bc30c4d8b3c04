"""The tasks of a class run on a real Dask cluster, some of whose processes are killed."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from class_run_of import folder_store, run_in, worker_of
from course_fixture import DOUBLE, GOOD_COUNTER, GOOD_DOUBLE, notebook_bytes
from dask_cluster_apart import cluster_apart
from loud_tasks import shouting, without_sandbox

from grader.classrun.batch import grade_class
from grader.classrun.pool import Lost
from grader.errors import CannotWrite, Fault, UserError
from grader.intake import HandIn, Person, Place

distributed = pytest.importorskip("distributed")

from grader.classrun import dask_cluster  # noqa: E402
from grader.classrun.dask_cluster import on_cluster  # noqa: E402

pytestmark = pytest.mark.slow
TASKS = ["a", "b", "c", "d", "e"]


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    with cluster_apart() as address:
        yield address


@pytest.fixture
def deadly() -> Iterator[str]:
    """A cluster for one test, which kills some of its processes."""
    with cluster_apart(4) as address:
        yield address


def test_every_task_is_done_once_and_what_was_opened_is_closed(
    cluster: str, tmp_path: Path
) -> None:
    done = list(on_cluster(partial(shouting, tmp_path), TASKS, cluster))
    assert sorted(done) == [(task, task.upper()) for task in TASKS]
    opened = {path.name.partition("-")[2] for path in tmp_path.glob("started-*")}
    closed = {path.name.partition("-")[2] for path in tmp_path.glob("closed-*")}
    assert opened == closed
    assert 1 <= len(opened) <= 2
    assert str(os.getpid()) not in opened


def test_a_task_at_which_processes_die_is_given_up_and_no_other(
    deadly: str, tmp_path: Path
) -> None:
    tasks = ["a", "dies", "b", "dies once", "c"]
    done = list(on_cluster(partial(shouting, tmp_path), tasks, deadly))
    assert len(done) == len(tasks)
    assert dict(done) == {
        "a": "A", "dies": Lost.DIED, "b": "B", "dies once": "DIES ONCE", "c": "C",
    }  # fmt: skip


def test_a_process_that_is_stuck_is_ended_and_the_others_tasks_are_done(
    deadly: str, tmp_path: Path
) -> None:
    asked = on_cluster(partial(shouting, tmp_path), ["late", "a"], deadly, 1.0)
    assert dict(asked) == {"late": Lost.DIED, "a": "A"}


@pytest.mark.parametrize(
    ("task", "error", "said"),
    [("full", CannotWrite, "no room"), ("bug", Fault, "KeyError")],
)
def test_what_is_raised_there_is_raised_here(
    cluster: str, tmp_path: Path, task: str, error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said) as raised:
        list(on_cluster(partial(shouting, tmp_path), [task], cluster))
    assert "a secret" not in str(raised.value)


def test_what_cannot_be_opened_there_is_said_here(cluster: str) -> None:
    with pytest.raises(Fault, match="no sandbox to be had"):
        list(on_cluster(without_sandbox, ["a"], cluster))


def test_workers_of_another_version_are_refused(
    cluster: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dask_cluster, "__version__", "0.0.1")
    with pytest.raises(UserError, match="install the same there"):
        list(on_cluster(partial(shouting, tmp_path), ["a"], cluster))


def test_where_no_scheduler_is_the_command_says_so_and_grades_nobody(tmp_path: Path) -> None:
    _hand_in(tmp_path / "in", 1)
    done = subprocess.run(
        [sys.executable, "-m", "grader", "grade", str(DOUBLE), str(tmp_path / "in"),
         "--out", str(tmp_path / "out"), "--executor", "dask", "--scheduler", "tcp://127.0.0.1:9"],
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 2
    assert "no Dask scheduler answers at tcp://127.0.0.1:9" in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.glob("out/students/*"))


def test_a_class_is_graded_as_here_though_a_process_is_killed(deadly: str, tmp_path: Path) -> None:
    handed = _hand_in(tmp_path / "in", 16)
    here, there = run_in(folder_store(tmp_path / "here")), run_in(folder_store(tmp_path / "there"))
    with worker_of(here) as worker:
        expected = grade_class(worker, handed, 2, lambda _done: None)
    told: list[str] = []

    def done(one: Any) -> None:
        told.append(one.row.student)
        if len(told) == 3:
            os.kill(_busy(deadly), signal.SIGKILL)

    with worker_of(there) as worker:
        graded = grade_class(worker, handed, 2, done, scheduler=deadly)
    assert sorted(told) == sorted(one.person.id for one in handed)
    assert [one.row for one in graded] == [one.row for one in expected]
    assert not any(one.faults for one in graded)
    assert _pages(there.store.out) == _pages(here.store.out)


def _hand_in(folder: Path, count: int) -> list[HandIn]:
    folder.mkdir()
    found = []
    for number in range(count):
        path = folder / f"student-{number:02}.ipynb"
        wrong = GOOD_DOUBLE.replace("2", "3")
        path.write_bytes(notebook_bytes(wrong if number % 3 else GOOD_DOUBLE, GOOD_COUNTER))
        found.append(HandIn(Person(path.stem), path.name, Place(path)))
    return found


def _busy(address: str) -> int:
    """Return a process that is grading."""
    with distributed.Client(address, set_as_default=False) as client:
        at_work = [worker for worker, tasks in client.processing().items() if tasks]
        found = client.run(os.getpid)
        return int(found[at_work[0]])


def _pages(out: Path) -> dict[str, bytes]:
    return {path.parent.name: path.read_bytes() for path in out.glob("students/*/report.html")}
