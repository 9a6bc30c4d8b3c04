"""A folder of results that takes nothing more: a sentence, what is finished stays, it goes on."""

import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from class_run_of import folder_store
from class_runs import contents, ended, finished, graded, hand_in, started, wait_for
from endings import RUNS

from grader.classrun.store import REPORT, REPORT_PAGE, RESULT, Entry, RunOf
from grader.classrun.writers import WRITERS
from grader.errors import CannotWrite, UserError
from grader.sandbox import policy

pytestmark = pytest.mark.skipif(not policy.supported(), reason="needs Linux on a known machine")


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return hand_in(tmp_path_factory.mktemp("class") / "in", count=4)


@pytest.fixture(scope="module")
def calm(handed_in: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the results of a run with room enough."""
    out = tmp_path_factory.mktemp("calm") / "out"
    run = graded(handed_in, out, "--jobs", "2")
    assert run.returncode == 0, run.stderr
    return out


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """Return a small disk of its own, 1 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if not _mounted(folder, "size=1m"):
        pytest.skip("only root may mount a small disk to fill")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def _mounted(folder: Path, options: str) -> bool:
    mount = shutil.which("mount")
    if mount is None or os.geteuid() != 0:
        return False
    command = [mount, "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _fill(disk: Path, *, but: int) -> None:
    """Fill a disk up to so many bytes."""
    free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
    (disk / "ballast").write_bytes(bytes(free - but))


def assert_nothing_is_half_written(out: Path, calm: Path) -> None:
    assert not [path for path in out.rglob("*") if path.name.startswith(".")]
    for student in finished(out):
        page = (out / "students" / student / "report.html").read_bytes()
        assert page == (calm / "students" / student / "report.html").read_bytes()
    assert not (out / "gradebook.csv").exists()


def assert_it_goes_on(handed_in: Path, out: Path, calm: Path) -> None:
    done = len(finished(out))
    seed = str(calm / "seed")
    run = graded(handed_in, out, "--jobs", "1", "--seed-file", seed, "--resume")
    assert run.returncode == 0, run.stderr
    assert f"{done} of them in the run before" in run.stderr
    assert contents(out) == {k: v for k, v in contents(calm).items() if k != "seed"}


@pytest.mark.slow
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_disk_that_fills_up_ends_the_run_and_it_goes_on_when_there_is_room(
    handed_in: Path, calm: Path, disk: Path, jobs: str
) -> None:
    out = disk / "out"
    _fill(disk, but=100_000)  # room to begin, and for one or two reports
    run = graded(handed_in, out, "--jobs", jobs, "--seed-file", str(calm / "seed"))
    assert run.returncode == RUNS["disk_full"]
    assert f"{out} cannot be written: No space left on device. " in run.stderr
    assert " of 8 submissions are graded and their reports kept" in run.stderr
    assert "Traceback" not in run.stderr
    assert 1 <= len(finished(out)) < 8
    assert_nothing_is_half_written(out, calm)
    (disk / "ballast").unlink()
    assert_it_goes_on(handed_in, out, calm)


def test_a_full_disk_is_told_before_anybody_is_graded(
    handed_in: Path, calm: Path, disk: Path
) -> None:
    _fill(disk, but=20_000)
    run = graded(handed_in, disk / "out", "--seed-file", str(calm / "seed"))
    assert run.returncode == 2
    assert run.stderr.split() == (
        f"grader: {disk / 'out'} cannot be written: No space left on device".split()
    )
    assert finished(disk / "out") == []


@pytest.mark.slow
def test_a_disk_that_becomes_read_only_ends_the_run_and_it_goes_on(
    handed_in: Path, calm: Path, disk: Path
) -> None:
    out = disk / "out"
    with started(handed_in, out, "--jobs", "2", "--seed-file", str(calm / "seed")) as run:
        wait_for(lambda: finished(out), "a report")
        run_mount(disk, "ro")
        code, said = ended(run)
    assert code == RUNS["read_only"]
    assert f"{out} cannot be written: Read-only file system" in said
    assert "Traceback" not in said
    run_mount(disk, "rw")
    for leftover in out.glob("students/*/.writing-*"):  # it could not even be cleared away
        assert leftover.is_file()
    assert_it_goes_on(handed_in, out, calm)


def run_mount(disk: Path, how: str) -> None:
    # busy while a file is open for writing
    def remounted() -> bool:
        command = ["mount", "-o", f"remount,{how}", str(disk)]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0

    wait_for(remounted, f"the disk to be mounted {how}")


def test_a_folder_that_may_only_be_read_is_told_of(
    handed_in: Path, calm: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    if os.geteuid() == 0:  # to whom permissions mean nothing
        folder = request.getfixturevalue("disk")
        run_mount(folder, "ro")
    else:
        folder = tmp_path / "locked"
        folder.mkdir(mode=0o555)
    run = graded(handed_in, folder / "out", "--seed-file", str(calm / "seed"))
    assert run.returncode == 2
    assert f"grader: {folder / 'out'} cannot be written: " in run.stderr
    assert "Traceback" not in run.stderr


@pytest.mark.slow
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_folder_that_vanishes_ends_the_run(
    handed_in: Path, calm: Path, tmp_path: Path, jobs: str
) -> None:
    out = tmp_path / "out"
    with started(handed_in, out, "--jobs", jobs, "--seed-file", str(calm / "seed")) as run:
        wait_for(lambda: finished(out), "a report")
        out.rename(tmp_path / "elsewhere")
        code, said = ended(run)
    assert code == RUNS["folder_vanishes"]
    assert f"{out} cannot be written: No such file or directory" in said
    assert not out.exists()
    (tmp_path / "elsewhere").rename(out)
    assert_it_goes_on(handed_in, out, calm)


def test_reports_that_vanish_are_missed_before_there_is_a_gradebook(tmp_path: Path) -> None:
    out = tmp_path / "out"
    store, written = folder_store(out), dict.fromkeys(WRITERS, b"")
    entry = Entry(dict.fromkeys((RESULT, REPORT, REPORT_PAGE), b"{}"))
    with store.held():
        store.write("ana", entry)
        store.finish(written, ["ana"])
        store.begin(RunOf("double"))
        with pytest.raises(CannotWrite, match="1 reports have vanished"):
            store.finish(written, ["ana", "bruno"])
    assert sorted(p.name for p in out.iterdir()) == ["assignment.json", "results", "students"]


def test_two_runs_do_not_write_to_one_folder(tmp_path: Path) -> None:
    out = tmp_path / "out"
    refused: list[UserError] = []

    def second() -> None:
        try:
            with folder_store(out).held():
                raise AssertionError("both are in")
        except UserError as error:
            refused.append(error)

    with folder_store(out).held():
        other = threading.Thread(target=second)
        other.start()
        other.join()
        assert (out / ".scratch").is_dir()
    assert "another run is writing to" in str(refused[0])
    assert refused[0].exit_code == RUNS["two_runs"]
    with folder_store(out).held():
        assert folder_store(out).scratch.is_dir()


def test_what_a_killed_run_left_is_cleared_away(tmp_path: Path) -> None:
    out = tmp_path / "out"
    left = [
        out / ".writing-1",
        out / "students" / "ana" / ".writing-2",
        out / "faults" / ".writing-3",
        out / ".scratch" / "grader-selftest-4" / "secret",
    ]
    for path in left:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"half")
    report = out / "students" / "ana" / "report.json"
    report.write_bytes(b"{}")
    with folder_store(out).held():
        assert not any(path.exists() for path in left)
        assert report.exists()
    assert not folder_store(out).scratch.exists()
