"""Submissions that nobody here wrote for a test have the verdict that is theirs."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from course_lesson import Lesson
from each_lesson import LESSONS, each_lesson
from judged_notebooks import DATA, cases_of
from known_mistakes import known_mistakes
from lesson_bench import Bench, opened
from verdicts import unlike, words

from grader.diagnose.known import Known
from grader.model import Submission

EACH = [(lesson, case) for lesson in LESSONS for case in cases_of(lesson)]


@dataclass(frozen=True)
class Judging:
    """A lesson with its sandbox open, and what its known mistakes answer."""

    bench: Bench
    known: Known


@pytest.fixture(scope="module")
def judging(request: pytest.FixtureRequest) -> Iterator[Judging]:
    with opened(request.param, "en") as bench:
        yield Judging(bench, known_mistakes(bench.prepared))


@pytest.mark.sampled(9, thorough=6)
@pytest.mark.parametrize(
    ("judging", "case"), EACH, ids=[f"{lesson}-{case['file']}" for lesson, case in EACH],
    indirect=["judging"],
)  # fmt: skip
def test_a_submission_has_the_verdict_that_is_its_own(
    judging: Judging, case: dict[str, Any]
) -> None:
    name = case["file"]
    content = (DATA / judging.bench.lesson.slug / name).read_bytes()
    given = Submission("someone", name.removesuffix(".txt"), content)
    report = judging.bench.graded_submission(given, judging.known)
    assert unlike(case, report) == {}, words(report)


@each_lesson
def test_every_submission_beside_a_table_has_a_verdict(lesson: Lesson) -> None:
    there = {path.name for path in (DATA / lesson.slug).glob("*")}
    assert there == {case["file"] for case in cases_of(lesson)}
