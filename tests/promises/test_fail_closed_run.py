"""Ways a class run can end before anybody is graded, or whatever the clock says; exit codes by the
table in docs/threat-model.md. What interrupts a run is in test_interrupt.py and test_disk.py.
"""

import ast
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from class_runs import finished
from click.testing import CliRunner
from course_fixture import COURSE, GOOD_COUNTER, GOOD_DOUBLE, notebook_bytes
from endings import RUNS

import grader
from grader.classrun import batch
from grader.cli import main
from grader.sandbox import policy

pytestmark = pytest.mark.skipif(not policy.supported(), reason="needs Linux on a known machine")

HIDDEN = "the value of x is"
"""Stands before a hidden input in what a faulty course says."""


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the small course, to be spoilt."""
    folder = tmp_path / "course"
    for part in ("assignments", "solutions"):
        shutil.copytree(COURSE / part / "double", folder / part / "double")
    monkeypatch.setenv("GRADER_COURSE", str(folder))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").mkdir()
    for student in ("ana", "bruno"):
        path = tmp_path / "in" / f"{student}.ipynb"
        path.write_bytes(notebook_bytes(GOOD_DOUBLE, GOOD_COUNTER))
    return folder


def grade(jobs: int = 1) -> tuple[int, str]:
    result = CliRunner().invoke(
        main, ["grade", "double", "in", "--out", "out", "--jobs", str(jobs)]
    )
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, " ".join(result.output.split())


def reference(course: Path, source: str) -> None:
    path = course / "solutions" / "double" / "reference.py"
    path.write_text(path.read_text() + source)


def exercises(course: Path, old: str, new: str) -> None:
    path = course / "assignments" / "double" / "exercises.py"
    text = path.read_text().replace('"row"', "'row'")
    assert old in text
    path.write_text(text.replace(old, new))


def mistakes(course: Path, source: str) -> None:
    (course / "solutions" / "double" / "mistakes.py").write_text(source)


SAYS = f"raise ValueError('{HIDDEN} 0.123')\n"
RAISES = f"""
def double(x):
    if len(x) == 3:
        raise ValueError(f"{HIDDEN} {{x}}")
    return 2 * x
"""
MISTAKES = f"""
from grader.mistake import Mistake

def functions(*made):
    def double(x):
        raise ValueError(f"{HIDDEN} {{x}}")
    return {{"double": double}} if made else 5

MISTAKES = (Mistake("m", "double", {{"en": "m"}}),)
"""
SPOILT: dict[str, tuple[int, Callable[[Path], object], str]] = {
    "a reference that raises on a hidden case": (
        RUNS["reference_fault"], lambda c: reference(c, RAISES),
        "the reference raised on double, case drawn: ValueError, reference.py:",
    ),
    "a reference that fails its own checks": (
        RUNS["reference_fault"],
        lambda c: exercises(c, "yield close(found, want,", "yield close(found, want + 1,"),
        "the reference fails item 'values'",
    ),
    "a check that raises on the reference's answer": (
        RUNS["reference_fault"],
        lambda c: exercises(c, "found = array(", f"{SAYS}        found = array("),
        "double, case small: the check raised ValueError, exercises.py:",
    ),
    "cases that cannot be drawn": (
        RUNS["broken_assignment"],
        lambda c: exercises(c, "yield Case('row'", f"{SAYS}        yield Case('row'"),
        "double: no cases: ValueError, exercises.py:",
    ),
    "exercises that cannot be loaded": (
        RUNS["broken_assignment"], lambda c: exercises(c, "import numpy", "import nmupy"),
        "ModuleNotFoundError: No module named 'nmupy'",
    ),
    "no reference": (
        RUNS["broken_assignment"],
        lambda c: (c / "solutions" / "double" / "reference.py").unlink(), "no reference",
    ),
    "mistakes that cannot be loaded": (
        RUNS["broken_mistakes"], lambda c: mistakes(c, "MISTAKES = ("), "mistakes.py: SyntaxError",
    ),
    "mistakes that cannot be composed": (
        RUNS["broken_mistakes"], lambda c: mistakes(c, MISTAKES), "mistakes.py: ",
    ),
}  # fmt: skip


@pytest.mark.parametrize("spoilt", SPOILT)
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_faulty_course_is_told_of_and_nobody_is_graded(
    course: Path, spoilt: str, jobs: int
) -> None:
    expected, spoil, sentence = SPOILT[spoilt]
    spoil(course)
    code, said = grade(jobs)
    assert (code, finished(Path("out"))) == (expected, [])
    assert sentence in said
    assert HIDDEN not in said
    assert "Traceback" not in said
    assert not Path("out", "gradebook.csv").exists()


def test_a_machine_whose_tier_is_too_low_grades_nobody(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grader.sandbox.choose.is_enough", lambda *_: False)
    code, said = grade()
    assert (code, finished(Path("out"))) == (RUNS["no_sandbox"], [])
    assert "grader doctor" in said


def test_a_zygote_that_does_not_start_is_our_fault(course: Path) -> None:
    provided = course / "assignments" / "double" / "provided"
    provided.mkdir(exist_ok=True)
    (provided / "leaves.py").write_text("import os\n\nif os.getcwd() == '/':\n    os._exit(0)\n")
    code, said = grade()
    assert (code, finished(Path("out"))) == (RUNS["sandbox_does_not_start"], [])
    assert "the sandbox did not start" in said


def start_never(_run: object) -> Any:
    os._exit(1)


def test_workers_that_do_not_start_are_our_fault(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch, "_start", start_never)
    code, said = grade(jobs=2)
    assert (code, finished(Path("out"))) == (RUNS["workers_do_not_start"], [])
    assert "a process that grades died while it started" in said


# ---------------------------------------------------------------- the clock


def jumping() -> Callable[[], float]:
    true, jumps = time.time, iter(range(1, 10**9))
    return lambda: true() + (-1) ** next(jumps) * 1e6


def start_with_a_jumping_clock(run: batch.ClassRun) -> Any:
    time.time = jumping()
    return batch._start(run)


def test_a_clock_that_jumps_changes_nothing(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "time", jumping())
    monkeypatch.setattr(batch, "_start", start_with_a_jumping_clock)
    code, _said = grade()
    assert code == RUNS["clock_jumps"]
    assert (
        "ana,10,10,graded,9,1\nbruno,10,10,graded,9,1\n" in Path("out", "gradebook.csv").read_text()
    )


def test_no_limit_is_measured_by_a_clock_that_can_be_set() -> None:
    """`time.time` and `datetime` say when; how long is for `monotonic` and `perf_counter`."""
    found = []
    package = Path(grader.__file__).parent
    for path in package.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and ast.unparse(node.value) in ("time", "datetime"):
                found.append(f"{path.relative_to(package).as_posix()}: {ast.unparse(node)}")
    assert any(place.endswith("time.monotonic") for place in found)
    lengths = ("time.monotonic", "time.perf_counter", "time.thread_time", "time.sleep")
    when = {place for place in found if not place.endswith(lengths)}
    assert when == {
        "grade.py: datetime.now",
        "classrun/writers.py: datetime.now",
        "commands/override.py: datetime.now",
        "commands/service.py: datetime.now",
        "export/workbook.py: datetime.fromisoformat",
        "intake/due.py: datetime.combine",
        "intake/due.py: datetime.fromisoformat",
        "remote_course/fetch.py: datetime.now",
        "remote_course/journal.py: datetime.now",
        "remote_course/moodle.py: datetime.fromtimestamp",
        "remote_course/pace.py: datetime.now",  # Retry-After may be a date
        "service/backup.py: datetime.now",
        "service/fill_table.py: datetime.fromisoformat",
        "service/logs.py: datetime.fromtimestamp",
        "service/lti/claims.py: datetime.fromisoformat",
        "service/lti/library.py: time.time",  # of a token: said by whoever signed it
        "service/lti/register.py: datetime.now",
        "service/memory_blobs.py: time.time",
        "service/outbound.py: datetime.now",
        "service/procrastinated.py: datetime.now",
        "service/purge.py: time.time",  # held to what a file system says of its files
        "service/remote_blobs.py: datetime.fromtimestamp",
        "service/remote_blobs.py: datetime.now",  # held to what a bucket says of its objects
    }
