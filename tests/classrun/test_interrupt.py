"""Ctrl-C, SIGTERM and worse in a class run: what is finished stays, nobody is left, it goes on."""

import os
import re
import signal
from pathlib import Path

import pytest
from class_runs import (
    SLOW,
    contents,
    ended,
    finished,
    graded,
    hand_in,
    started,
    wait_for,
)
from course_fixture import GOOD_COUNTER, notebook_bytes
from endings import RUNS
from seeing import descendants

from grader.classrun.interrupt import Stopped, stoppable
from grader.sandbox import policy

needs_sandbox = pytest.mark.skipif(not policy.supported(), reason="needs Linux on a known machine")


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return hand_in(tmp_path_factory.mktemp("class") / "in")


@pytest.fixture(scope="module")
def calm(handed_in: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the results of a run that nobody disturbed."""
    out = tmp_path_factory.mktemp("calm") / "out"
    run = graded(handed_in, out, "--jobs", "2")
    assert run.returncode == 0, run.stderr
    return out


def assert_it_goes_on(handed_in: Path, out: Path, calm: Path, jobs: str) -> None:
    """Go on after an interruption; the end must be that of the calm run."""
    assert not [path for path in out.rglob("*") if path.name.startswith(".")]
    assert not (out / "gradebook.csv").exists()
    done = finished(out)
    before = {student: (out / "students" / student / "report.json").stat() for student in done}
    seed = str(calm / "seed")
    run = graded(handed_in, out, "--jobs", jobs, "--seed-file", seed, "--resume")
    assert run.returncode == 0, run.stderr
    assert f"{len(done)} of them in the run before" in run.stderr
    for student, was in before.items():
        assert (out / "students" / student / "report.json").stat().st_mtime_ns == was.st_mtime_ns
    assert contents(out) == {k: v for k, v in contents(calm).items() if k != "seed"}


@needs_sandbox
@pytest.mark.slow
@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize(
    ("number", "everybody"),
    [(signal.SIGTERM, False), (signal.SIGINT, True), (signal.SIGINT, False)],
)
def test_a_signal_ends_a_run_in_order(
    handed_in: Path, calm: Path, tmp_path: Path, jobs: str, number: signal.Signals, everybody: bool
) -> None:
    out, seed = tmp_path / "out", str(calm / "seed")
    with started(handed_in, out, "--jobs", jobs, "--seed-file", seed) as run:
        wait_for(lambda: len(finished(out)) >= 2 + int(jobs), "two reports that are told of")
        others = descendants(run.pid)
        if everybody:  # as a terminal does
            os.killpg(run.pid, number)
        else:
            run.send_signal(number)
        code, said = ended(run)
    assert code == 128 + number == {2: RUNS["interrupted"], 15: RUNS["terminated"]}[number]
    told = re.search(r"interrupted: (\d+) of 16 submissions are graded", said)
    # each process may have written one more that it had no time to tell of
    assert told and 2 <= int(told[1]) <= len(finished(out)) <= int(told[1]) + int(jobs)
    assert "the same command goes on from there" in said
    assert "Traceback" not in said
    wait_for(lambda: not any(map(_there, others)), "every process to end")
    assert_it_goes_on(handed_in, out, calm, jobs)


@needs_sandbox
@pytest.mark.slow
def test_a_second_ctrl_c_disturbs_nothing(handed_in: Path, calm: Path, tmp_path: Path) -> None:
    out, seed = tmp_path / "out", str(calm / "seed")
    with started(handed_in, out, "--jobs", "2", "--seed-file", seed) as run:
        wait_for(lambda: finished(out), "a report")
        for _ in range(5):
            os.killpg(run.pid, signal.SIGINT)
        code, said = ended(run)
    assert code == 130
    assert "Traceback" not in said
    assert_it_goes_on(handed_in, out, calm, "1")


@needs_sandbox
@pytest.mark.slow
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_nobody_outlives_a_grader_that_is_killed(
    handed_in: Path, calm: Path, tmp_path: Path, jobs: str
) -> None:
    out, seed = tmp_path / "out", str(calm / "seed")
    with started(handed_in, out, "--jobs", jobs, "--seed-file", seed) as run:
        wait_for(lambda: len(finished(out)) >= 2, "two reports")
        others = descendants(run.pid)
        assert len(others) >= int(jobs)
        run.kill()
        code, said = ended(run)
    assert code == -signal.SIGKILL == RUNS["killed"]
    assert "Traceback" not in said
    wait_for(lambda: not any(map(_there, others)), "every process to end")
    done = len(finished(out))
    assert graded(handed_in, out, "--jobs", "2", "--seed-file", seed, "--resume").returncode == 0
    assert done < 16
    assert contents(out) == {k: v for k, v in contents(calm).items() if k != "seed"}
    assert not [path for path in out.rglob("*") if path.name.startswith(".")]


@needs_sandbox
def test_a_grader_interrupted_before_it_grades_says_so(tmp_path: Path) -> None:
    out, handed_in = tmp_path / "out", tmp_path / "in"
    handed_in.mkdir()
    for number in range(16):  # none of them is done before the signal arrives, on any machine
        content = notebook_bytes(SLOW.replace("sleep(0.1)", "sleep(3)"), GOOD_COUNTER)
        (handed_in / f"student-{number:02}.ipynb").write_bytes(content)
    with started(handed_in, out) as run:
        wait_for((out / "seed").exists, "the seed")
        run.send_signal(signal.SIGTERM)
        code, said = ended(run)
    assert code == 143
    assert "0 of 16 submissions are graded" in said
    assert "Traceback" not in said
    assert not (out / ".scratch").exists()


def test_a_signal_is_raised_again_where_it_was_swallowed() -> None:
    with stoppable() as stopping:
        stopping.check()
        try:
            signal.raise_signal(signal.SIGTERM)
        except KeyboardInterrupt as swallowed:
            assert isinstance(swallowed, Stopped)
        signal.raise_signal(signal.SIGINT)  # the end is under way
        with pytest.raises(Stopped) as again:
            stopping.check()
    assert again.value.exit_code == 143


def test_handlers_are_put_back_and_what_was_ignored_still_is() -> None:
    before = signal.signal(signal.SIGTERM, signal.SIG_IGN)
    interrupt = signal.getsignal(signal.SIGINT)
    try:
        with stoppable() as stopping:
            signal.raise_signal(signal.SIGTERM)
            stopping.check()
            assert signal.getsignal(signal.SIGINT) == stopping.stop
        assert signal.getsignal(signal.SIGINT) == interrupt
        assert signal.getsignal(signal.SIGTERM) == signal.SIG_IGN
    finally:
        signal.signal(signal.SIGTERM, before)


def _there(pid: int) -> bool:
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return False
