"""A new assignment is ready; each fault put into it is found, all at once, without a traceback."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from grader.cli import main
from grader.validate.notebooks import lacking, stopped


def run(*arguments: str | Path) -> Result:
    result = CliRunner().invoke(main, [str(a) for a in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    course = tmp_path_factory.mktemp("course")
    assert run("new", "lesson", "--course", course).exit_code == 0
    return course


@pytest.fixture
def course(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made, tmp_path / "course")
    return tmp_path / "course"


def validated(course: Path) -> list[dict[str, Any]]:
    """Validate under one seed, without the answers that do no work; return the rows."""
    folder = course / "assignments" / "lesson"
    options = ("--no-kernel", "--no-dishonest", "--format", "json", "--seeds", "1")
    rows: list[dict[str, Any]] = json.loads(run("validate", folder, *options).stdout)["rows"]
    return rows


def found(course: Path) -> tuple[int, list[tuple[str, str, str]]]:
    """Validate; return the exit code and every fault as file name, key, sentence."""
    folder = course / "assignments" / "lesson"
    arguments = ("--no-kernel", "--format", "json", "--seeds", "3")
    result = run("validate", folder, *arguments)
    rows = json.loads(result.stdout)["rows"]
    faults = [fault for row in rows for fault in row["faults"]]
    return result.exit_code, [(Path(f["file"]).name, f["key"], f["sentence"]) for f in faults]


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    # Python takes a file of the same second and length for the one that it has compiled
    later = path.stat().st_mtime + 2
    os.utime(path, (later, later))


def test_a_new_assignment_is_ready(course: Path) -> None:
    assert found(course) == (0, [])


def test_a_new_assignment_never_overwrites(course: Path) -> None:
    result = run("new", "lesson", "--course", course)
    assert result.exit_code == 2
    assert "is there already" in result.output


@pytest.mark.parametrize("slug", ["Lesson", "a-b", "../x", "", "1a"])
def test_a_slug_is_a_plain_word(slug: str, tmp_path: Path) -> None:
    assert run("new", slug, "--course", tmp_path).exit_code == 2
    assert list(tmp_path.iterdir()) == []


# what is put into the skeleton, the file and key that must be named, and words of the sentence
FAULTS: dict[str, tuple[Callable[[Path, Path], None], str, str, str]] = {
    "a missing file": (
        lambda a, s: (s / "alternatives.py").unlink(),
        "alternatives.py", "", "is missing",
    ),
    "a misspelt key": (
        lambda a, s: change(a / "assignment.toml", "memory_mb", "memory_gb"),
        "assignment.toml", "limits.memory_gb", "not a known key",
    ),
    "a misspelt key of an item": (
        lambda a, s: change(a / "assignment.toml", "points = 2", "point = 2"),
        "assignment.toml", "exercises[0].items[0].point", "not a known key",
    ),
    "points that do not sum": (
        lambda a, s: change(a / "assignment.toml", "points = 8", "points = 7"),
        "assignment.toml", "points", "sum to 9",
    ),
    "a case that nothing is claimed of": (
        lambda a, s: _claimed_of_two_cases(a / "exercises.py"),
        "lesson", "mean_squared_error", "case matrix: the check says nothing of it",
    ),
    "a title missing in one language": (
        lambda a, s: change(a / "assignment.toml", ', es = "Error cuadrático medio"', ""),
        "assignment.toml", "exercises[0].title", "in es",
    ),
    "a sentence missing in one language": (
        lambda a, s: change(a / "texts.toml", 'matrix = "una matriz"\n', ""),
        "texts.toml", "es.cases.matrix", "is missing",
    ),
    "a hint missing in one language": (
        lambda a, s: change(s / "mistakes.toml", "hint.es = \"Duplica", "hint.fr = \"Duplica"),
        "mistakes.toml", "absolute.hint", "in es",
    ),
    "a reference that raises": (
        lambda a, s: change(s / "reference.py", "return np.mean", "return np.meen"),
        "reference.py", "", "raised",
    ),
    "a reference that is wrong by its own checks": (
        lambda a, s: change(s / "reference.py", "** 2)", "** 2) + 1"),
        "reference.py", "", "fails item 'zero'",
    ),
    "a reference that disagrees with itself": (
        lambda a, s: change(
            s / "reference.py", "return np.mean((y_pred - y_true) ** 2)",
            "import time\n    d = (y_pred - y_true) ** 2\n"
            "    return d.mean() * (time.time_ns() % 100_003)",
        ),
        "reference.py", "", "disagree",
    ),
    "a run that raises": (
        lambda a, s: change(a / "exercises.py", "case.y_pred, case", "case.y_bred, case"),
        "reference.py", "", "no input 'y_bred'",
    ),
    "frozen examples that are stale": (
        lambda a, s: change(a / "expected.json", "0.375", "0.376"),
        "expected.json", "mean_squared_error.lesson.error", "not what the reference gives",
    ),
    "a mistake that loses nothing": (
        lambda a, s: change(s / "mistakes.py", '{"reduce": np.sum}', '{"reduce": np.average}'),
        "mistakes.py", "sum_not_mean", "loses no points",
    ),
    "two mistakes that cannot be told apart": (
        lambda a, s: change(s / "mistakes.py", '{"error": np.abs}', '{"reduce": np.sum}'),
        "mistakes.py", "sum_not_mean, absolute", "same answers",
    ),
    "a mistake of which nothing is said": (
        lambda a, s: change(s / "mistakes.toml", "[absolute]", "[absolutely]"),
        "mistakes.toml", "absolute", "nothing is said",
    ),
    "an alternative that is wrong": (
        lambda a, s: change(s / "alternatives.py", "/ errors.size", "/ 2"),
        "alternatives.py", "by_a_dot_product", "loses value",
    ),
    "a square fixture that is not meant": (
        lambda a, s: change(a / "exercises.py", "size=(4, 7)", "size=(4, 4)"),
        "exercises", "mean_squared_error, case matrix", "square",
    ),
    "a fixture that its author can tell is wrong": (
        lambda a, s: change(
            a / "exercises.py", "    def run(self",
            "    def lint(self, case: Case) -> Iterator[str]:\n"
            '        yield "is not what a forward pass gives"\n\n    def run(self',
        ),
        "exercises", "mean_squared_error, case drawn", "not what a forward pass gives",
    ),
    "a batch of one example": (
        lambda a, s: change(
            a / "exercises.py", 'yield Case("matrix", y_pred=rng.normal(size=(4, 7))',
            'yield Case("matrix", X=rng.normal(size=(4, 1)), y_pred=rng.normal(size=(4, 7))',
        ),
        "exercises", "mean_squared_error, case matrix", "single example",
    ),
    "a solution that is not full": (
        lambda a, s: change(s / "solution.ipynb", "** 2)", "** 4)"),
        "solution.ipynb", "mean_squared_error", "loses value",
    ),
    "a handout that is filled in": (
        lambda a, s: shutil.copy(s / "solution.ipynb", a / "handout.ipynb"),
        "handout.ipynb", "mean_squared_error", "earns zero, value",
    ),
}  # fmt: skip


def _claimed_of_two_cases(path: Path) -> None:
    change(path, '@claim(item="value")', '@claim(item="value", on="asked")')
    change(path, 'rests_on="tells_apart")', 'rests_on="tells_apart", on="asked")')
    for name in ("lesson", "drawn"):
        change(path, f'Case("{name}", ', f'Case("{name}", asked="asked", ')


@pytest.mark.sampled(thorough=3)
@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_found_and_named_by_file_and_key(course: Path, name: str) -> None:
    put, file, key, words = FAULTS[name]
    put(course / "assignments" / "lesson", course / "solutions" / "lesson")
    exit_code, faults = found(course)
    assert exit_code == 1
    assert [f for f in faults if f[:2] == (file, key) and words in f[2]], faults


@pytest.mark.sampled(thorough=3)
@pytest.mark.parametrize("name", FAULTS)
def test_what_to_do_is_said_of_each_fault(course: Path, name: str) -> None:
    FAULTS[name][0](course / "assignments" / "lesson", course / "solutions" / "lesson")
    rows = validated(course)
    told = [fault["to_do"] for row in rows for fault in row["faults"]]
    assert told and all(sentence.endswith(".") for sentence in told), rows


def test_an_example_is_counted_once_however_many_of_its_values_are_wrong(course: Path) -> None:
    path = course / "assignments" / "lesson" / "expected.json"
    path.write_text(json.dumps({"mean_squared_error": {"lesson": {"x": 1, "y": 2, "z": 3}}}))
    (row,) = [row for row in validated(course) if row["what"] == "examples"]
    assert row["result"] == "0 of 1 frozen as computed"
    assert len(row["faults"]) == 4


def test_a_kernel_that_lacks_something_says_how_to_install_it() -> None:
    assert stopped(
        "Traceback\n\x1b[31mModuleNotFoundError\x1b[0m: No module named 'pandas.io'"
    ) == (
        "ModuleNotFoundError: No module named 'pandas.io'; install it with: pip install pandas, "
        "or put it into provided/"
    )
    assert (
        stopped("...\nNameError: name 'x' is not defined") == "NameError: name 'x' is not defined"
    )
    said = lacking("NoSuchKernel", "No such kernel named python3")
    assert "pip install 'nngrader[author]'" in said and "ipykernel install" in said
    assert lacking("CellTimeoutError", "too long") == "CellTimeoutError: too long"


def test_all_faults_are_found_at_once(course: Path) -> None:
    chosen = ["a misspelt key", "a missing file", "a hint missing in one language"]
    for name in chosen:
        FAULTS[name][0](course / "assignments" / "lesson", course / "solutions" / "lesson")
    _, faults = found(course)
    for name in chosen:
        _put, file, key, words = FAULTS[name]
        assert [f for f in faults if f[:2] == (file, key) and words in f[2]], name


def test_freezing_writes_what_the_reference_gives(course: Path) -> None:
    folder = course / "assignments" / "lesson"
    change(folder / "expected.json", "0.375", "0.376")
    result = run("validate", folder, "--no-kernel", "--freeze", "--seeds", "2")
    assert result.exit_code == 0
    assert "0.375" in (folder / "expected.json").read_text()


def test_the_table_shows_every_row_and_fault(course: Path) -> None:
    FAULTS["points that do not sum"][0](course / "assignments" / "lesson", course)
    folder = course / "assignments" / "lesson"
    output = run("validate", folder, "--no-kernel", "--seeds", "2").output
    assert "alternatives" in output
    assert "sum to 9" in re.sub(r"\s+", " ", output)


def in_a_kernel(course: Path) -> dict[str, Any]:
    """Validate in a process of its own, for a kernel leaves an event loop open; return its row."""
    folder = course / "assignments" / "lesson"
    command = [sys.executable, "-m", "grader", "validate", str(folder), "--seeds", "1"]
    ended = subprocess.run([*command, "--format", "json"], capture_output=True, check=False)
    assert b"WARNING" not in ended.stderr  # of the kernel's, about its own port
    rows: list[dict[str, Any]] = json.loads(ended.stdout)["rows"]
    return next(row for row in rows if row["what"] == "solution.ipynb in a kernel")


@pytest.mark.slow
def test_the_solution_runs_in_a_real_kernel_or_is_a_fault(course: Path) -> None:
    assert in_a_kernel(course)["result"] == "3 cells ran"
    solution = course / "solutions" / "lesson" / "solution.ipynb"
    change(solution, "import numpy as np", "import numpy as np\\nimport nowhere")
    assert "No module named 'nowhere'" in in_a_kernel(course)["faults"][0]["sentence"]


def test_show_prints_the_rubric(course: Path) -> None:
    output = run("show", course / "assignments" / "lesson").output
    assert "A perfect prediction costs nothing" in output
    assert "10 points in all" in output
    assert "erro_quadratico_medio" in output
