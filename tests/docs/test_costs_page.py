"""The page of costs says what mistakes cost today."""

import subprocess
import sys
from pathlib import Path

import pytest
from course_lesson import Lesson
from each_lesson import each_lesson

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "costs.md").read_text(encoding="utf-8")


def rows(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("| `")]


@pytest.mark.slow
@each_lesson
def test_the_table_is_what_each_mistake_costs(lesson: Lesson) -> None:
    command = [sys.executable, str(ROOT / "benchmarks" / "costs.py"), lesson.slug]
    made = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout
    written = PAGE.split(f"## {lesson.slug}\n")[1].split("## ")[0]
    assert rows(made) == rows(written)


@each_lesson
def test_every_known_mistake_stands_in_the_table(lesson: Lesson) -> None:
    written = rows(PAGE.split(f"## {lesson.slug}\n")[1].split("## ")[0])
    named = {row.split("`")[1] for row in written}
    assert named == {mistake.id for mistake in lesson.variants("mistakes")}
