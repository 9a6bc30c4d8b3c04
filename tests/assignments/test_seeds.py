"""Nothing depends on the seed: the same items are lost under twenty seeds.

What may be lost by chance stands in the lesson's table (`by_chance` in `lost.toml`).
"""

import pytest
from course_lesson import Lesson, Variant
from each_lesson import each_lesson, each_variant
from judged_notebooks import DATA, cases_of
from lesson_bench import Bench, open_items, opened
from lesson_costs import costs

from grader.diagnose.known import Known
from grader.model import Submission

SEEDS = range(20)

pytestmark = pytest.mark.slow


@each_variant("mistakes")
def test_a_mistake_loses_the_same_items(lesson: Lesson, variant: Variant) -> None:
    table = costs(lesson)
    perhaps = table.by_chance.get(variant.id, set()) if table else set()
    found = {
        frozenset(lesson.lost_by("mistakes", variant, variant.exercise, seed) - perhaps)
        for seed in SEEDS
    }
    assert len(found) == 1


@each_variant("alternatives")
def test_an_alternative_loses_nothing(lesson: Lesson, variant: Variant) -> None:
    assert [
        seed for seed in SEEDS if lesson.lost_by("alternatives", variant, variant.exercise, seed)
    ] == []


@each_lesson
def test_a_submission_loses_and_is_told_the_same(lesson: Lesson) -> None:
    found: dict[str, set[str]] = {case["file"]: set() for case in cases_of(lesson)}
    for seed in SEEDS:
        with opened(lesson, "en", seed=bytes([seed]) * 32) as bench:
            known = Known(bench.prepared)
            for name in found:
                found[name].add(_came(bench, known, name))
    assert {name: came for name, came in found.items() if len(came) > 1} == {}


def _came(bench: Bench, known: Known, name: str) -> str:
    content = (DATA / bench.lesson.slug / name).read_bytes()
    report = bench.graded_submission(Submission("one", name.removesuffix(".txt"), content), known)
    named = sorted({name for e in report.exercises for d in e.diagnosis for name in d.mistakes})
    return f"{report.score} {sorted(open_items(report))} {named}"
