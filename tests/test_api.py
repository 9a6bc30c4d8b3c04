"""Grading from Python: one notebook, a class, several threads; what is opened is closed."""

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from course_fixture import DOUBLE, GOOD_COUNTER, GOOD_DOUBLE, notebook_bytes
from seeing import descendants

import grader
from grader.errors import (
    BrokenAssignment,
    NothingToGrade,
    NotTakenIn,
    UnknownAssignment,
    UserError,
)
from grader.sandbox import policy
from grader.seed import commitment, practice_seed

if not policy.supported():
    pytest.skip("needs Linux on x86_64 or aarch64", allow_module_level=True)

GOOD = notebook_bytes(GOOD_DOUBLE, GOOD_COUNTER)
WRONG = notebook_bytes("def double(x):\n    return 3 * x\n", GOOD_COUNTER)


@pytest.fixture(scope="module")
def grading() -> Iterator[grader.Grading]:
    with grader.open(DOUBLE) as opened:
        yield opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    handed_in = tmp_path / "class"
    handed_in.mkdir()
    (handed_in / "ana.ipynb").write_bytes(GOOD)
    (handed_in / "bruno.ipynb").write_bytes(WRONG)
    (handed_in / "carla.ipynb").write_bytes(b"not a notebook")
    return handed_in


def test_it_says_what_is_open(grading: grader.Grading) -> None:
    assert (grading.slug, grading.max_score) == ("double", 10.0)
    assert grading.exercises == ("double", "Counter")
    assert grading.isolation == "isolated"


def test_bytes_and_a_path_give_the_same_report(grading: grader.Grading, folder: Path) -> None:
    of_bytes = grading.grade(WRONG, student="bruno", name="bruno.ipynb")
    of_path = grading.grade(folder / "bruno.ipynb")
    assert of_bytes.to_dict() | {"timing": 0} == of_path.to_dict() | {"timing": 0}
    assert (of_path.student, of_path.status, of_path.max_score) == ("bruno", "graded", 10.0)
    assert of_path.score is not None and 0 < of_path.score < 10
    assert of_path.faults == ()


def test_a_report_is_had_in_every_form_and_language(grading: grader.Grading) -> None:
    report = grading.grade(WRONG, student="bruno")
    assert json.loads(report.to_json()) == report.to_dict()
    assert report.to_dict()["schema"] == "grader/report/1"
    assert report.to_html().startswith("<!doctype html>")
    assert "bruno" in report.to_markdown() and "bruno" in report.to_text()
    assert max(map(len, report.to_text(60).splitlines())) <= 60
    spanish = report.in_language("es")
    assert (spanish.language, spanish.score) == ("es", report.score)
    assert "puntos" in spanish.to_text() and "puntos" not in report.in_language("en").to_text()


def test_whatever_is_handed_in_a_report_comes_back(grading: grader.Grading) -> None:
    for content in (b"", b"\x00\xff", b"{}", notebook_bytes("while True: pass")):
        assert grading.grade(content).score == 0
    assert grading.grade(GOOD).score == 10


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_class_is_graded_each_with_a_report_of_its_own(
    grading: grader.Grading, folder: Path, jobs: int
) -> None:
    reports = {report.student: report for report in grading.grade_class(folder, jobs=jobs)}
    assert {name: report.status for name, report in reports.items()} == {
        "ana": "graded", "bruno": "graded", "carla": "unreadable",
    }  # fmt: skip
    assert [reports[name].score == 10 for name in ("ana", "bruno", "carla")] == [True, False, False]


def test_a_zip_is_a_class_too(grading: grader.Grading, folder: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "class.zip", "w") as archive:
        for path in folder.iterdir():
            archive.write(path, path.name)
    assert len(list(grading.grade_class(tmp_path / "class.zip"))) == 3


def test_threads_take_turns(grading: grader.Grading) -> None:
    with ThreadPoolExecutor(4) as threads:
        reports = list(threads.map(grading.grade, [GOOD, WRONG] * 6))
    assert [report.score == 10 for report in reports] == [True, False] * 6


def test_what_is_closed_leaves_no_process_and_grades_no_more() -> None:
    before = descendants(os.getpid())
    with grader.open(DOUBLE) as opened:
        report = opened.grade(GOOD)
        its_own = {*descendants(os.getpid())} - {*before}
        assert its_own
    assert its_own.isdisjoint(descendants(os.getpid()))
    opened.close()
    with pytest.raises(UserError, match="closed"):
        opened.grade(GOOD)
    assert "10" in report.to_text(), "a report outlives what it was graded with"


@pytest.mark.parametrize(
    ("options", "error", "said"),
    [
        ({"assignment": "nobody-knows"}, UnknownAssignment, "no assignment"),
        ({"assignment": DOUBLE, "language": "fr"}, UserError, "no language"),
        ({"assignment": DOUBLE, "hints": "all"}, UserError, "no hints"),
        ({"assignment": DOUBLE, "seed": "nowhere.seed"}, UserError, "nowhere.seed"),
        ({"assignment": "nothing.kit"}, UserError, "nothing.kit"),
        ({"assignment": DOUBLE, "allow_tier": "best"}, UserError, "no tier"),
        ({"assignment": DOUBLE, "practice": 0}, UserError, "counted from 1"),
    ],
)
def test_what_cannot_be_opened_is_a_sentence(
    options: dict[str, object], error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        grader.open(**options)  # type: ignore[arg-type]


def test_what_cannot_be_read_is_a_sentence(grading: grader.Grading, tmp_path: Path) -> None:
    with pytest.raises(NothingToGrade, match="cannot be read"):
        grading.grade(tmp_path / "nobody.ipynb")


def test_what_no_report_can_be_told_in_is_a_sentence(grading: grader.Grading) -> None:
    report = grading.grade(GOOD)
    with pytest.raises(UserError, match="no language 'fr'; there are pt-BR, es, en"):
        report.in_language("fr")
    with pytest.raises(UserError, match="no hints"):
        report.in_language("en", "all")  # type: ignore[arg-type]


def test_what_a_notebook_only_runs_goes_with_it(grading: grader.Grading, tmp_path: Path) -> None:
    (tmp_path / "counter.py").write_text(GOOD_COUNTER, encoding="utf-8")
    (tmp_path / "ana.ipynb").write_bytes(notebook_bytes("%run counter.py", GOOD_DOUBLE))
    assert grading.grade(tmp_path / "ana.ipynb").score == 10


def test_what_stands_in_a_notebook_is_no_path(grading: grader.Grading) -> None:
    with pytest.raises(UserError, match="as bytes"):
        grading.grade(GOOD.decode())


def test_a_class_that_is_none_is_refused_before_the_first_report(
    grading: grader.Grading, tmp_path: Path
) -> None:
    with pytest.raises(NotTakenIn, match="does not exist"):
        grading.grade_class(tmp_path / "nowhere")


def test_practice_is_counted_as_the_command_counts_it(grading: grader.Grading) -> None:
    with grader.open(DOUBLE, practice=2) as other:
        seeds = [one.grade(GOOD).to_dict()["provenance"]["seed"] for one in (grading, other)]
    assert seeds == [commitment(practice_seed()), commitment(practice_seed(1))]


def test_an_assignment_without_solutions_says_so(tmp_path: Path) -> None:
    (tmp_path / "assignments" / "alone").mkdir(parents=True)
    for path in DOUBLE.rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            copy = tmp_path / "assignments" / "alone" / path.relative_to(DOUBLE)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
    with pytest.raises(BrokenAssignment, match="no solutions"):
        grader.open(tmp_path / "assignments" / "alone")


WAYS = {
    "an exception": ("raise ValueError", 1),
    "never closed": ("grading = grader.open(DOUBLE); grading.grade(GOOD)", 0),
    "killed": ("os.kill(os.getpid(), signal.SIGKILL)", -9),
    "interrupted": ("os.kill(os.getpid(), signal.SIGINT); time.sleep(9)", -2),
    "a class left in the middle": ("for report in grading.grade_class(CLASS): break", 0),
    "jobs left in the middle": ("for report in grading.grade_class(CLASS, jobs=2): break", 0),
    "jobs held and killed": (
        "reports = grading.grade_class(CLASS, jobs=2); next(reports)\n"
        "        os.kill(os.getpid(), signal.SIGKILL)",
        -9,
    ),
    "a thread that goes on": (
        "threading.Thread(target=lambda: [grading.grade(GOOD) for _ in range(999)], daemon=True)"
        ".start(); time.sleep(0.2)",
        0,
    ),
}
"""How a program of somebody else's may end, and with which exit code."""


ADOPTS = """
import ctypes, os, subprocess, sys, time

ctypes.CDLL(None).prctl(36, 1)  # PR_SET_CHILD_SUBREAPER: who is left becomes its child
print(subprocess.call([sys.executable, sys.argv[1]]), flush=True)
left = "somebody"
for _ in range(100):
    try:
        if os.waitpid(-1, os.WNOHANG) == (0, 0):
            time.sleep(0.1)
    except ChildProcessError:
        left = "nobody"
        break
print(left)
"""
"""Runs a program, says how it ended, and whether anything that it started outlives it by 10 s."""


@pytest.mark.sampled(thorough=2)
@pytest.mark.parametrize("way", [pytest.param(way, id=way.replace(" ", "_")) for way in WAYS])
def test_however_a_program_ends_no_process_is_left(way: str, folder: Path) -> None:
    does, code = WAYS[way]
    program = folder.parent / "program.py"
    program.write_text(
        "import os, signal, sys, threading, time\nfrom pathlib import Path\nimport grader\n"
        f"DOUBLE, CLASS = {str(DOUBLE)!r}, {str(folder)!r}\n"
        "GOOD = Path(CLASS, 'ana.ipynb').read_bytes()\n"
        'if __name__ == "__main__":\n'
        "    with grader.open(DOUBLE) as grading:\n"
        "        print(grading.grade(GOOD).score, flush=True)\n"
        f"        {does}\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, "-c", ADOPTS, program], capture_output=True, text=True, check=False
    )
    assert done.stdout.split() == ["10.0", str(code), "nobody"], done.stderr


def test_importing_it_loads_next_to_nothing() -> None:
    """Whoever imports it for one name pays for that one."""
    code = (
        "import sys; before = {*sys.modules}; import grader\n"
        "print(*(name for name in {*sys.modules} - before if name.split('.')[0] != 'grader'))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert {name.partition(".")[0] for name in done.stdout.split()} <= {"importlib", "warnings"}
