"""What variants of a lesson answered, case by case, and what is seen in it without their names."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from course_lesson import Functions, Lesson

from grader.diagnose.divergence import diverges
from grader.diagnose.evidence import gather
from grader.diagnose.relation import Answered, relate
from grader.diagnosis import Diagnosis
from grader.exercise import Case
from grader.model import Text
from grader.remote.errors import StudentError

Cases = tuple[tuple[Case, Any, Any], ...]


def answered(lesson: Lesson, functions: Functions, exercise: str, seed: int = 0) -> Cases:
    """Return (case, got, want) of the cases in which the functions do not raise."""
    found = []
    for case, want in lesson.cases(exercise, seed):
        try:
            found.append((case, lesson.answer(functions, exercise, case, seed), want))
        except Exception:  # the variant's own; the case is lost
            continue
    return tuple(found)


@cache
def seen(
    lesson: Lesson, file: str, name: str, seed: int = 0
) -> tuple[tuple[Diagnosis, ...], Diagnosis | None]:
    """Return the relations and the first divergence of a variant's answers to its own exercise."""
    [variant] = [one for one in lesson.variants(file) if one.id == name]
    answers = lesson.answers_of(file, variant, variant.exercise, seed)
    cases = lesson.cases(variant.exercise, seed)
    given = tuple((case, got, want) for (case, want), got in zip(cases, answers, strict=True)
                  if not isinstance(got, StudentError))  # fmt: skip
    return seen_of(lesson, variant.exercise, given)


def seen_of(
    lesson: Lesson, exercise: str, answers: Cases
) -> tuple[tuple[Diagnosis, ...], Diagnosis | None]:
    compared, lines = gather(lesson.assignment().exercises[exercise], answers)
    return relate(compared), diverges(lines)


def words(diagnosis: Diagnosis) -> tuple[str, ...]:
    """Return a diagnosis as its key without its ends, and its words."""
    assert diagnosis.text is not None
    _, form, _ = diagnosis.text.key.split(".")
    return (form, *(str(value) for value in diagnosis.text.values.values()))


def related(answers: Iterable[Answered]) -> list[tuple[str, ...]]:
    return [words(diagnosis) for diagnosis in relate(answers)]


def texts(diagnosis: Diagnosis) -> list[Text]:
    return [text for text in (diagnosis.where, diagnosis.text, diagnosis.hint) if text is not None]
