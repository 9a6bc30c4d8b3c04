"""For every known mistake and every other right way: a kit says what the checkout says."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest
from built_kits import ONE_SEED, built_kit
from course_lesson import Lesson, Variant, submitted
from each_lesson import readable
from lesson_bench import Bench, opened
from told import told

from grader.award import counted
from grader.diagnose.diagnose import diagnose
from grader.diagnose.known import Known
from grader.judge import judge
from grader.kit.read import FromKit
from grader.model import Attempt, Extraction
from grader.prepare import Prepared
from grader.reported import Report
from grader.score import Evidence

QUICK = "dropout_layer"
"""The lesson that the default tests compare; kits of the others take minutes to freeze."""


@dataclass(frozen=True)
class Side:
    """A lesson prepared, and its known mistakes."""

    prepared: Prepared
    known: Known

    def report(self, extraction: Extraction, outcomes: dict[int, Any]) -> Report:
        judged = judge(self.prepared, extraction, outcomes, pytest.fail)
        attempt = Attempt(extraction, outcomes, judged)
        diagnoses = diagnose(self.prepared, self.known, attempt, pytest.fail, [])
        evidence = Evidence(counted(self.prepared.cases), judged, diagnoses=diagnoses)
        return told(self.prepared.assignment, "en", evidence, "how")


Sides = tuple[Bench, Side, Side]


@pytest.fixture(scope="module")
def sides() -> Iterator[Callable[[Lesson], Sides]]:
    """Open a lesson from both, each once."""
    with ExitStack() as stack:

        @cache
        def of(lesson: Lesson) -> Sides:
            source = FromKit(built_kit(lesson.slug, ONE_SEED))
            prepared = source.prepared()
            known = source.known(prepared)
            assert known is not None
            bench = stack.enter_context(opened(lesson, "en"))
            return bench, Side(bench.prepared, Known(bench.prepared)), Side(prepared, known)

        yield of


def each() -> Iterator[Any]:
    for lesson in readable():
        marks = [] if lesson.slug == QUICK else [pytest.mark.slow]
        for file in ("mistakes", "alternatives"):
            for variant in lesson.variants(file):
                name = f"{lesson}-{file}-{variant.id}"
                yield pytest.param(lesson, file, variant, marks=marks, id=name)


@pytest.mark.parametrize(("lesson", "file", "variant"), list(each()))
def test_a_kit_says_what_the_checkout_says(
    sides: Callable[[Lesson], Sides], lesson: Lesson, file: str, variant: Variant
) -> None:
    bench, checkout, kit = sides(lesson)
    extraction = submitted(lesson, file, variant.id)
    asked = [case.question for case in bench.prepared.cases]
    execution = bench.jail.run(extraction, asked)
    assert execution.load_failures == ()
    outcomes = {q.index: o for q, o in zip(asked, execution.outcomes, strict=True)}
    one, other = checkout.report(extraction, outcomes), kit.report(extraction, outcomes)
    assert one.score == other.score
    for here, there in zip(one.exercises, other.exercises, strict=True):
        assert here.items == there.items
        assert here.diagnosis == there.diagnosis
