"""For every known mistake and every other right way: a kit says what the checkout says."""

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest
from built_kits import ONE_SEED, built_kit
from course_lesson import Functions, Lesson, Variant, submitted
from each_lesson import readable
from told import told

from grader.award import counted
from grader.diagnose.diagnose import diagnose
from grader.diagnose.known import Known
from grader.judge import judge
from grader.kit.read import FromKit
from grader.load import importable
from grader.model import Attempt, Extraction, Outcome
from grader.prepare import Prepared, prepare
from grader.reported import Report
from grader.sandbox.bare import put_to_functions
from grader.score import Evidence
from grader.seed import practice_seed

QUICK = "dropout_layer"
"""The lesson that the default tests compare; kits of the others take minutes to freeze."""


@dataclass(frozen=True)
class Side:
    """A lesson prepared, and its known mistakes."""

    prepared: Prepared
    known: Known

    def report(self, extraction: Extraction, outcomes: dict[int, Outcome]) -> Report:
        judged = judge(self.prepared, extraction, outcomes, pytest.fail)
        attempt = Attempt(extraction, outcomes, judged)
        diagnoses = diagnose(self.prepared, self.known, attempt, pytest.fail, [])
        evidence = Evidence(counted(self.prepared.cases), judged, diagnoses=diagnoses)
        return told(self.prepared.assignment, "en", evidence, "how")


@cache
def sides(lesson: Lesson) -> tuple[Side, Side]:
    """Open a lesson from its solutions and from its kit, each once."""
    prepared = prepare(lesson.assignment(), practice_seed())
    source = FromKit(built_kit(lesson.slug, ONE_SEED))
    frozen = source.prepared(source.load())
    known = source.known(frozen)
    assert known is not None
    return Side(prepared, Known(prepared)), Side(frozen, known)


def each() -> Iterator[Any]:
    for lesson in readable():
        marks = [] if lesson.slug == QUICK else [pytest.mark.slow]
        for file in ("mistakes", "alternatives"):
            for variant in lesson.variants(file):
                name = f"{lesson}-{file}-{variant.id}"
                yield pytest.param(lesson, file, variant, marks=marks, id=name)


@pytest.mark.sampled(5, thorough=2)
@pytest.mark.parametrize(("lesson", "file", "variant"), list(each()))
def test_a_kit_says_what_the_checkout_says(lesson: Lesson, file: str, variant: Variant) -> None:
    checkout, kit = sides(lesson)
    extraction = submitted(lesson, file, variant.id)
    outcomes = answered(lesson, lesson.made(file, variant), checkout.prepared)
    one, other = checkout.report(extraction, outcomes), kit.report(extraction, outcomes)
    assert one.score == other.score
    for here, there in zip(one.exercises, other.exercises, strict=True):
        assert here.items == there.items
        assert here.diagnosis == there.diagnosis


def answered(lesson: Lesson, functions: Functions, prepared: Prepared) -> dict[int, Outcome]:
    """Ask every question in this process."""
    asked = {ask.name: functions[ask.name] for ask in lesson.assignment().asks}
    with warnings.catch_warnings(), importable(lesson.provided()):
        warnings.simplefilter("ignore")  # a student's code may warn
        return {c.question.index: put_to_functions(c.question, asked) for c in prepared.cases}
