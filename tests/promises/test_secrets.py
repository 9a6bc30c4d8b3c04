"""The seed, hidden inputs and answers: in no output, no sentence, no process, no open file."""

import os
import shutil
import stat
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from class_runs import SLOW, WAIT_SECONDS, environment
from course_fixture import COURSE, GOOD_COUNTER, GOOD_DOUBLE, notebook_bytes
from seeing import descendants

from grader.assignment import load_assignment
from grader.errors import where
from grader.prepare import prepare
from grader.sandbox import policy
from grader.seed import read_seed

needs_sandbox = pytest.mark.skipif(not policy.supported(), reason="needs Linux on a known machine")

TELLS = "def double(x):\n    print(x)\n    raise ValueError(f'I was given {x}')\n"
UNLIKE = "def double(x):\n    return x + 1\n"
MISTAKES = """
from grader.mistake import Mistake

def functions(*made):
    return {"double": lambda x: x * (3 if made else 2)}

MISTAKES = (Mistake("triple", "double", {"en": "It triples."}),)
"""
FAULTY_CHECK = """        if len(case.x) == 3 and got[0][0] == case.x[0][0] + 1:
            raise ValueError(f"{case.x} {got} {want}")
        found = array("""


@dataclass(frozen=True)
class Run:
    """A class run in which everything happened that could tell a secret."""

    folder: Path
    said: str
    """All that it printed."""
    processes: tuple[str, ...]
    """Arguments and environment of every process that was seen, its name first."""
    seed: bytes
    hidden: tuple[float, ...]
    """Numbers of hidden inputs and answers."""

    def texts(self) -> list[str]:
        """Return the secrets as they could be printed."""
        numbers = [f"{number:.6g}" for number in self.hidden] + [
            f"{number:.5f}" for number in self.hidden
        ]
        return [self.seed.hex(), *numbers]

    def raw(self) -> list[bytes]:
        """Return the secrets as they could be stored."""
        numbers = [np.float64(number).tobytes() for number in self.hidden]
        return [self.seed, *numbers, *(text.encode() for text in self.texts())]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    if not policy.supported():
        pytest.skip("needs Linux on a known machine")
    folder = tmp_path_factory.mktemp("secrets")
    folder.chmod(0o755)
    course = _faulty_course(folder)
    (folder / "in").mkdir()
    for number in range(4):
        (folder / "in" / f"slow-{number}.ipynb").write_bytes(notebook_bytes(SLOW, GOOD_COUNTER))
    for name, source in (("tells", TELLS), ("unlike", UNLIKE), ("right", GOOD_DOUBLE)):
        (folder / "in" / f"{name}.ipynb").write_bytes(notebook_bytes(source, GOOD_COUNTER))
    said, processes = _watched(folder, course)
    seed = read_seed(folder / "out" / "seed")
    parts = [course / part / "double" for part in ("assignments", "solutions")]
    prepared = prepare(load_assignment(*parts), seed)
    hidden = [
        array
        for case in prepared.cases
        if case.question.kind == "hidden" and case.question.exercise == "double"
        for array in (case.question.case.x, case.want)
    ]
    numbers = tuple(float(number) for array in hidden for number in array.ravel())
    return Run(folder, said, tuple(processes), seed, numbers)


def _faulty_course(folder: Path) -> Path:
    for part in ("assignments", "solutions"):
        shutil.copytree(COURSE / part / "double", folder / "course" / part / "double")
    (folder / "course/solutions/double/mistakes.py").write_text(MISTAKES)
    exercises = folder / "course/assignments/double/exercises.py"
    text = exercises.read_text()
    exercises.write_text(text.replace("        found = array(", FAULTY_CHECK))
    return folder / "course"


def _watched(folder: Path, course: Path) -> tuple[str, set[str]]:
    """Grade with a umask that lets everybody read, looking at every process meanwhile."""
    given = ["grade", "double", str(folder / "in"), "--out", str(folder / "out"), "--jobs", "2"]
    places = {"GRADER_COURSE": str(course), "GRADER_CACHE": str(folder / "cache")}
    processes: set[str] = set()
    with subprocess.Popen(
        [sys.executable, "-m", "grader", *given, "--annotate"], env={**environment(), **places},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, umask=0,
    ) as grader:  # fmt: skip
        while grader.poll() is None:
            processes |= {_described(pid) for pid in (grader.pid, *descendants(grader.pid))}
        said, _ = grader.communicate(timeout=WAIT_SECONDS)
    assert grader.returncode == 3, said  # for the check that raises
    return said, processes


def _described(pid: int) -> str:
    found = []
    for part in ("comm", "cmdline", "environ"):
        try:
            found.append(Path(f"/proc/{pid}/{part}").read_bytes().decode("utf-8", "replace"))
        except OSError:  # it has ended, or only root may look
            continue
    return "\0".join(found)


def test_every_kind_of_process_was_seen(run: Run) -> None:
    for kind in ("grade\0double", "spawn_main", "grader.sandbox.zygote"):
        assert any(kind in process for process in run.processes), kind


def test_no_process_holds_a_secret_in_its_arguments_or_environment(run: Run) -> None:
    for process in run.processes:
        assert [text for text in run.texts() if text in process] == []


def test_no_students_process_is_told_where_secrets_are(run: Run) -> None:
    of_students = [process for process in run.processes if "sandbox.zygote" in process]
    for place in ("solutions", str(run.folder / "out"), str(run.folder / "cache")):
        assert [process for process in of_students if place in process] == []


def test_nothing_that_is_printed_holds_a_secret(run: Run) -> None:
    assert "met a fault of ours" in run.said
    assert [text for text in run.texts() if text in run.said] == []


def test_no_file_that_others_may_read_holds_a_secret(run: Run) -> None:
    holding = set()
    for path in run.folder.rglob("*"):
        if path.is_file() and any(secret in path.read_bytes() for secret in run.raw()):
            holding.add(path.suffix or path.name)
            assert not stat.S_IMODE(path.stat().st_mode) & 0o077, path
    assert holding == {"seed", ".known"}, "what is looked for was not found where it is"
    assert stat.S_IMODE((run.folder / "cache" / "known").stat().st_mode) == 0o700


def test_faults_are_told_without_values_and_to_their_owner_only(run: Run) -> None:
    faults = list((run.folder / "out" / "faults").iterdir())
    assert [path.name for path in faults] == ["unlike.txt"]
    assert "ValueError, exercises.py:" in faults[0].read_text()
    assert stat.S_IMODE(faults[0].stat().st_mode) == 0o600
    assert "ValueError, exercises.py:" in (run.folder / "out" / "run.json").read_text()


def test_reports_may_be_read_by_others_whatever_the_umask(run: Run) -> None:
    for path in (run.folder / "out").glob("students/*/*"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o644


def test_where_an_exception_came_from_is_said_without_what_it_says() -> None:
    def inner(answer: float) -> None:
        raise KeyError(f"the answer is {answer}")  # 0.123 is in this line, too

    try:
        inner(0.123)
    except KeyError as error:
        said = where(error)
    assert said.startswith("KeyError, test_secrets.py:")
    assert "in inner" in said
    assert "0.123" not in said
    assert "answer" not in said
    assert os.sep not in said
