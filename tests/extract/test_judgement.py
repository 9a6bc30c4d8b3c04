"""Notebooks as people write and run them have the verdict that is theirs."""

import tomllib
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from course_lesson import Lesson
from lesson_bench import Bench, opened
from rich.console import Console

from grader.model import Submission
from grader.report.terminal import render
from grader.reported import Report

DATA = Path(__file__).parents[1] / "data/judgement"
CASES = tomllib.loads((DATA / "extraction.toml").read_text(encoding="utf-8"))["case"]
EACH = [(case["lesson"], case, name) for case in CASES for name in case["files"]]


@pytest.fixture(scope="module")
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    with opened(Lesson(request.param), "en") as bench:
        yield bench


@pytest.mark.parametrize(
    ("bench", "case", "name"), EACH, ids=[name for *_, name in EACH], indirect=["bench"]
)
def test_a_notebook_has_the_verdict_that_is_its_own(
    bench: Bench, case: dict[str, Any], name: str
) -> None:
    content = (DATA / "extraction" / name).read_bytes()
    given = Submission("someone", name.removesuffix(".txt"), content)
    report = bench.graded_submission(given)
    aside = case.get("rests_on_it", ())
    assert report.status == case.get("status", "graded")
    assert _lost(report, aside) == case.get("lost", {})
    said = _words(report)
    assert [words for words in case.get("says", ()) if words not in said] == []
    assert [words for words in case.get("silent", ()) if words in said] == []


def _lost(report: Report, aside: list[str]) -> dict[str, float | None]:
    return {
        exercise.name: exercise.score
        for exercise in report.exercises
        if exercise.score != exercise.max_score and exercise.name not in aside
    }


def _words(report: Report) -> str:
    """Return everything that the report says, on one line."""
    output = StringIO()
    render(report, Console(file=output, width=100, color_system=None))
    return " ".join(output.getvalue().split())
