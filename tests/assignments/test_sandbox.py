"""Every lesson as submissions, through the sandbox to a score."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from course_lesson import Lesson, Variant
from each_lesson import each_lesson, each_variant, readable
from lesson_bench import Bench, open_items, opened
from lesson_costs import costs
from lesson_notebooks import handout, solution

from grader.language import LANGUAGES


@pytest.fixture(scope="module")
def benches() -> Iterator[dict[Lesson, Bench]]:
    with ExitStack() as stack:
        yield {lesson: stack.enter_context(opened(lesson)) for lesson in readable()}


@pytest.fixture
def bench(benches: dict[Lesson, Bench], lesson: Lesson) -> Bench:
    return benches[lesson]


@pytest.mark.parametrize("language", LANGUAGES)
@each_lesson
def test_the_solution_has_full_marks_and_the_handout_none(bench: Bench, language: str) -> None:
    right = bench.graded(solution(bench.lesson), language)
    assert (right.score, open_items(right)) == (100, {})
    blank = bench.graded(handout(bench.lesson), language)
    assert (blank.score, blank.status) == (0, "not_attempted")


@pytest.mark.sampled(9, thorough=5)
@each_variant("mistakes")
def test_a_known_mistake_loses_its_items_and_some_points_are_kept(
    bench: Bench, variant: Variant
) -> None:
    report = bench.report_on("mistakes", variant.id)
    lost = set(open_items(report))
    own = {item for item in lost if item.startswith(f"{variant.exercise}.")}
    assert own
    assert report.score is not None and 0 < report.score < 100
    table = costs(bench.lesson)
    if table is not None:
        assert table.agree_in_own(variant, own)
        assert table.agree_elsewhere(variant, lost - own, chance=True)
    # what is not lost is paid in full
    full = {f"{e.name}.{item.id}": item.max_score for e in report.exercises for item in e.items}
    assert report.score >= 100 - sum(full[item] for item in lost)


@pytest.mark.sampled(9, thorough=2)
@each_variant("alternatives")
def test_an_alternative_has_full_marks(bench: Bench, variant: Variant) -> None:
    report = bench.report_on("alternatives", variant.id)
    assert open_items(report) == {}
    assert [(e.name, e.score) for e in report.exercises if e.score != e.max_score] == []
    assert report.score == 100
