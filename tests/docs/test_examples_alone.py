"""The sample hand-ins that are no class: one notebook, one verdict."""

import tomllib
from typing import Any

import pytest
from course_lesson import ROOT, Lesson
from known_mistakes import known_mistakes
from lesson_bench import opened
from verdicts import unlike, words

from grader.model import Submission

EXAMPLES = ROOT / "examples"
CASES = tomllib.loads((EXAMPLES / "expected.toml").read_text(encoding="utf-8"))["alone"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["file"])
def test_a_hand_in_has_the_verdict_that_is_its_own(case: dict[str, Any]) -> None:
    path = EXAMPLES / case["file"]
    with opened(Lesson(path.parent.name), "en") as bench:
        given = Submission("someone", path.name, path.read_bytes())
        report = bench.graded_submission(given, known_mistakes(bench.prepared))
    assert unlike(case, report) == {}, words(report)


def test_every_hand_in_is_named() -> None:
    there = {
        f"{path.parent.name}/{path.name}"
        for path in EXAMPLES.glob("*/*")
        if path.parent.name != "regularization"
    }
    assert there == {case["file"] for case in CASES}
