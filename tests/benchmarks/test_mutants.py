"""The table of small changes: made by a command, and what the README says is what comes of it."""

import subprocess
import sys
from pathlib import Path

import pytest
from course_lesson import Lesson

from grader.load import load_module
from grader.validate.mutants.suite import SAID, equivalents

ROOT = Path(__file__).parents[2]
MUTANTS = ROOT / "benchmarks" / "mutants.py"
README = (ROOT / "README.md").read_text(encoding="utf-8")

benchmark = load_module(MUTANTS, "benchmark_mutants")


def rows(text: str) -> dict[str, list[str]]:
    """Return cells by the row's first, of a table of lessons."""
    found = [benchmark._cells(line) for line in text.splitlines() if line.startswith("| `")]
    return {cells[0]: cells[1:] for cells in found}


TABLE = rows(README.split(benchmark.BEGIN)[1].split(benchmark.END)[0])

each_told = pytest.mark.parametrize(
    "lesson", [Lesson(name.strip("`")) for name in TABLE if name.endswith("`")], ids=str
)


def lines(*names: str, changes: int) -> list[str]:
    return [f"| {name} | {changes} |{' 0 |' * (len(benchmark.HEADS) - 2)}" for name in names]


def test_rows_of_some_lessons_are_written_and_those_of_others_stay() -> None:
    page = f"said before\n\n{benchmark.BEGIN}\n{benchmark.END}\n\nsaid after\n"
    page = benchmark.written(page, lines("`one`", "`two`", changes=1))
    page = benchmark.written(page, lines("`one`", "`three`", changes=2))
    assert {name: cells[0] for name, cells in rows(page).items()} == {
        "`one`": "2", "`two`": "1", "`three`": "2",
    }  # fmt: skip
    assert page.startswith("said before\n")
    assert page.endswith("\n\nsaid after\n")
    assert page.count(benchmark.BEGIN) == page.count(benchmark.END) == 1
    assert page == benchmark.written(page, [])


@pytest.mark.parametrize("name", TABLE)
def test_every_row_of_the_readme_adds_up(name: str) -> None:
    changes, killed, equivalent, survivors, *said, false = TABLE[name]
    assert int(changes) == int(killed) + int(equivalent) + int(survivors)
    assert int(survivors) == 0
    if false == "–":
        assert set(said) == {"–"}
    else:
        assert sum(map(int, said)) == int(killed)
        assert int(false) == 0
    assert len(said) == len(SAID)


@each_told
def test_the_readme_counts_what_is_declared(lesson: Lesson) -> None:
    names = (f"`{lesson.slug}`", f"`{lesson.slug}`, other right ways")
    declared = sum(int(TABLE[name][2]) for name in names)
    assert declared == len(equivalents(lesson.solutions))


@pytest.mark.slow
@each_told
def test_the_readme_says_what_comes_of_small_changes(lesson: Lesson) -> None:
    command = [sys.executable, str(MUTANTS), lesson.slug]
    made = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout
    assert rows(made) == {name: TABLE[name] for name in rows(made)}
