"""Tasks in several processes: whichever of them dies, every task is done, or given up, once."""

import multiprocessing
import os
import signal
import time
from functools import partial
from pathlib import Path

import pytest
from loud_tasks import never_starts, shout, starts_at_last
from until import until

from grader.classrun import pool
from grader.classrun.pool import Lost, side_by_side
from grader.errors import CannotWrite, Fault

TASKS = ["a", "b", "c", "d", "e"]


@pytest.fixture(autouse=True)
def cold(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start processes as everybody does, each with an interpreter of its own (`warm_workers`)."""
    monkeypatch.setattr(pool, "_CONTEXT", multiprocessing.get_context("spawn"))


def _starts(folder: Path) -> int:
    return len(list(folder.glob("started-*")))


@pytest.mark.parametrize("jobs", [1, 2, 9])
def test_every_task_is_done_once(tmp_path: Path, jobs: int) -> None:
    done = list(side_by_side(partial(shout, tmp_path), TASKS, jobs))
    assert sorted(done) == [(task, task.upper()) for task in TASKS]
    assert _starts(tmp_path) <= min(jobs, len(TASKS))


def test_processes_start_meanwhile_and_have_no_task_before_its_end(tmp_path: Path) -> None:
    def meanwhile() -> None:
        until(lambda: _starts(tmp_path) == 2)
        time.sleep(0.1)
        assert list(tmp_path.glob("seen-*")) == []

    done = list(side_by_side(partial(shout, tmp_path), TASKS, 2, meanwhile=meanwhile))
    assert sorted(done) == [(task, task.upper()) for task in TASKS]
    assert _starts(tmp_path) == 2


def test_what_is_raised_meanwhile_is_raised_and_everybody_is_ended(tmp_path: Path) -> None:
    def meanwhile() -> None:
        raise CannotWrite("no room")

    with pytest.raises(CannotWrite, match="no room"):
        list(side_by_side(partial(shout, tmp_path), TASKS, 2, meanwhile=meanwhile))
    assert list(tmp_path.glob("seen-*")) == []


def test_no_task_needs_no_process(tmp_path: Path) -> None:
    assert list(side_by_side(partial(shout, tmp_path), [], 2)) == []
    assert _starts(tmp_path) == 0


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_task_at_which_a_process_dies_twice_is_given_up_and_no_other(
    tmp_path: Path, jobs: int
) -> None:
    tasks = ["a", "dies", "b", "dies once", "c"]
    done = list(side_by_side(partial(shout, tmp_path), tasks, jobs))
    assert len(done) == len(tasks)
    assert dict(done) == {
        "a": "A", "dies": Lost.DIED, "b": "B", "dies once": "DIES ONCE", "c": "C",
    }  # fmt: skip
    assert _starts(tmp_path) <= jobs + 3


@pytest.mark.sampled(thorough=2)
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_process_that_is_stuck_is_ended_and_the_others_tasks_are_done(
    tmp_path: Path, jobs: int
) -> None:
    tasks = ["a", "late", "b", "late and deaf", "c"]
    done = list(side_by_side(partial(shout, tmp_path), tasks, jobs, seconds=1.0))
    assert len(done) == len(tasks)
    assert dict(done) == {
        "a": "A", "late": Lost.STUCK, "b": "B", "late and deaf": Lost.STUCK, "c": "C",
    }  # fmt: skip
    assert _starts(tmp_path) <= jobs + 2  # a stuck task is given to nobody else


def test_a_result_that_waits_to_be_heard_is_not_late(tmp_path: Path) -> None:
    done = side_by_side(partial(shout, tmp_path), ["a", "b", "c"], 2, seconds=0.5)
    for _task, result in done:
        assert isinstance(result, str)
        time.sleep(0.7)  # whoever takes the results may take longer than a task may


def test_a_process_that_dies_without_a_task_costs_no_task_anything(tmp_path: Path) -> None:
    done = dict(side_by_side(partial(starts_at_last, tmp_path), TASKS, 1))
    assert done == {task: task.upper() for task in TASKS}
    assert _starts(tmp_path) == 3


@pytest.mark.sampled(thorough=3)
@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        ("dies", "a process that grades died while it started"),
        ("bug", "a process that grades failed: KeyError, loud_tasks.py"),
        ("fault", "no sandbox to be had"),
    ],
)
def test_processes_that_do_not_start_are_a_fault_after_five(
    tmp_path: Path, how: str, sentence: str
) -> None:
    with pytest.raises(Fault) as caught:
        list(side_by_side(partial(never_starts, tmp_path, how), TASKS, 1))
    assert str(caught.value).startswith(sentence)
    assert "a secret" not in str(caught.value)
    assert _starts(tmp_path) == 5


@pytest.mark.parametrize(
    ("task", "error", "sentence"),
    [("full", CannotWrite, "no room"), ("bug", Fault, "a process that grades failed: KeyError")],
)
def test_what_a_task_raises_is_raised_here_and_everybody_is_ended(
    tmp_path: Path, task: str, error: type[Exception], sentence: str
) -> None:
    with pytest.raises(error, match=sentence):
        list(side_by_side(partial(shout, tmp_path), ["late", task], 2))


def test_nobody_is_left_when_the_results_are_no_longer_wanted(tmp_path: Path) -> None:
    results = side_by_side(partial(shout, tmp_path), ["late", "a"], 2)
    assert next(results) == ("a", "A")
    results.close()  # type: ignore[attr-defined]  # what stays is found by the fixture `no_leaks`


def test_ctrl_c_is_left_to_the_parent(tmp_path: Path) -> None:
    done = []
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        for task, result in side_by_side(partial(shout, tmp_path), TASKS, 2):
            done.append((task, result))
            for started in tmp_path.glob("started-*"):
                os.kill(int(started.name.removeprefix("started-")), signal.SIGINT)
    finally:
        signal.signal(signal.SIGINT, before)
    assert len(done) == len(TASKS)
