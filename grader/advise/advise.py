"""What is worth a word beside the points: habits, answers that only fit the example, left-overs.

Most of it is told from the code and the judged cases. Where nothing explains why an exercise is
wrong, its first example is put twice to the same child: the second answer must be the first.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from grader.advise.habits import habits
from grader.advise.only_example import only_example
from grader.advise.twice import about_differing, differs
from grader.diagnose.diagnose import Diagnoses, is_right
from grader.model import Diagnosis, Extraction, JudgedCase, Outcome, Status, Text
from grader.prepare import Prepared
from grader.sandbox.executor import Executor, Question, question

_MOST = 3
"""Advice on one exercise: more would not be read."""


def advise(
    prepared: Prepared,
    executor: Executor,
    extraction: Extraction,
    outcomes: Mapping[int, Outcome],
    judged: Sequence[JudgedCase],
    diagnoses: Diagnoses,
) -> dict[str, tuple[Text, ...]]:
    """Return advice by the exercise's name; `outcomes` by the question's index."""
    found = {name: list(texts) for name, texts in habits(extraction, prepared.assignment).items()}
    unexplained = []
    for rubric in prepared.assignment.rubrics:
        name = rubric.name
        if is_right(name, judged) or _names_a_mistake(diagnoses.get(name, ())):
            continue
        own = [case for case in judged if case.exercise == name]
        fitting = only_example(prepared, extraction, name, own)
        found.setdefault(name, [])[:0] = fitting
        if not fitting and prepared.assignment.exercises[name].asked_twice:
            unexplained.append(name)
    for name in _changing(prepared, executor, extraction, outcomes, unexplained):
        asked = prepared.assignment.exercises[name].asks or (name,)
        known_as = extraction.names.get(asked[-1], asked[-1])
        found.setdefault(name, []).insert(0, about_differing(known_as))
    return {name: tuple(texts[:_MOST]) for name, texts in found.items() if texts}


def _names_a_mistake(diagnoses: Sequence[Diagnosis]) -> bool:
    return any(diagnosis.mistakes for diagnosis in diagnoses)


def _changing(
    prepared: Prepared,
    executor: Executor,
    extraction: Extraction,
    outcomes: Mapping[int, Outcome],
    exercises: Sequence[str],
) -> list[str]:
    """Return the exercises whose first example is answered differently the second time."""
    asked = {
        case.question.exercise: case.question
        for case in reversed(prepared.cases)
        if case.question.exercise in exercises
        and case.question.kind == "example"
        and case.question.index in outcomes
        and outcomes[case.question.index].status is Status.PASSED
    }
    if not asked:
        return []
    told = executor.run(extraction, list(_twice(asked.values(), len(prepared.cases)))).outcomes
    return [
        name
        for name, one, other in zip(asked, told[::2], told[1::2], strict=True)
        if one.status is other.status is Status.PASSED and differs(one.value, other.value)
    ]


def _twice(questions: Iterable[Question], free: int) -> Iterator[Question]:
    """Yield every question twice; the second bears an index of its own, from `free` on."""
    for index, q in enumerate(questions, free):
        yield q
        yield question(index, q.exercise, q.case, q.kind, q.seed)
