"""The tables of submissions with the verdict that each must have, lesson by lesson."""

import tomllib
from pathlib import Path
from typing import Any

from course_lesson import Lesson

DATA = Path(__file__).parents[1] / "data/judgement"


def cases_of(lesson: Lesson) -> list[dict[str, Any]]:
    """Return the rows of a lesson's table (`verdicts.py` says what they hold)."""
    table = DATA / f"{lesson.slug}.toml"
    if not table.exists():
        return []
    found: list[dict[str, Any]] = tomllib.loads(table.read_text(encoding="utf-8"))["case"]
    return found
