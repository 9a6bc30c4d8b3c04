"""What a change of an assignment touches, part by part."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from course_lesson import Lesson

from grader.assignment import load_assignment
from grader.classrun.parts import Parts, parts_of
from grader.prepare import Prepared, prepare
from grader.seed import practice_seed

LESSON = Lesson("dense_layers")


@pytest.fixture(scope="module")
def prepared() -> Prepared:
    return prepare(load_assignment(LESSON.folder, LESSON.solutions), practice_seed())


@pytest.fixture(scope="module")
def before(prepared: Prepared) -> Parts:
    return parts_of(prepared)


@pytest.fixture
def changed(prepared: Prepared, tmp_path: Path) -> Callable[[str, str], Parts]:
    """Return what puts a line to a file of a copy of the lesson, and digests that."""
    folder = shutil.copytree(LESSON.folder, tmp_path / "assignment")
    solutions = shutil.copytree(LESSON.solutions, tmp_path / "solutions")

    def change(file: str, line: str) -> Parts:
        path = (solutions if file.startswith("solutions/") else folder) / Path(file).name
        path = folder / file if file.startswith("exercises/") else path
        path.write_text(path.read_text(encoding="utf-8") + line, encoding="utf-8")
        assignment = replace(prepared.assignment, folder=folder, solutions=solutions)
        return parts_of(replace(prepared, assignment=assignment))

    return change


def test_the_same_lesson_has_the_same_parts(before: Parts, prepared: Prepared) -> None:
    again = prepare(load_assignment(LESSON.folder, LESSON.solutions), practice_seed())
    assert parts_of(again) == before


def test_another_seed_touches_the_exercises_alone(before: Parts, prepared: Prepared) -> None:
    other = parts_of(prepare(prepared.assignment, practice_seed(1)))
    assert (other.whole, other.solutions) == (before.whole, before.solutions)
    assert all(other.exercises[name] != digest for name, digest in before.exercises.items())


def test_sentences_touch_nothing(before: Parts, changed: Callable[[str, str], Parts]) -> None:
    assert changed("texts.toml", "\n# a comment\n") == before
    assert changed("solutions/mistakes.toml", "\n# a comment\n") == before


def test_mistakes_touch_the_solutions(before: Parts, changed: Callable[[str, str], Parts]) -> None:
    found = changed("solutions/mistakes.py", "\n# a comment\n")
    assert found == replace(before, solutions=found.solutions)
    assert found.solutions != before.solutions


def test_an_exercise_s_file_touches_it_and_who_imports_it(
    before: Parts, changed: Callable[[str, str], Parts]
) -> None:
    found = changed("exercises/__init__.py", "\n# a comment\n")
    assert all(found.exercises[name] != digest for name, digest in before.exercises.items())
    files = {path.name for path in (LESSON.folder / "exercises").glob("*.py")}
    touched = {}
    for file in sorted(files - {"__init__.py"}):
        found = changed(f"exercises/{file}", "\n# a comment\n")
        touched[file] = {
            n for n, digest in found.exercises.items() if digest != before.exercises[n]
        }
    assert set().union(*touched.values()) == set(before.exercises)
    assert {file for file, names in touched.items() if len(names) < len(before.exercises)} != {}
    assert found.whole == before.whole
