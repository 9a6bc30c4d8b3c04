"""What went wrong in each exercise that is not right: the whole stage on one page.

Known mistakes first; what follows from a mistake named in another exercise next; where nothing is
named, the first line that goes wrong and simple relations to what was expected.
"""

import contextlib
from collections.abc import Mapping, Sequence

from grader.assignment import Rubric
from grader.diagnose.answers import Answers
from grader.diagnose.divergence import diverges
from grader.diagnose.known import Known
from grader.diagnose.name import follows, named
from grader.diagnose.relation import relate
from grader.diagnose.relation_cases import gather
from grader.diagnose.variants import Made
from grader.model import Diagnosis, JudgedCase, Outcome, Status
from grader.prepare import Prepared

Diagnoses = Mapping[str, tuple[Diagnosis, ...]]
"""By the exercise's name."""

_MOST = 2
"""Diagnoses of one exercise: more would not be read."""


def diagnose(
    prepared: Prepared,
    known: Known | None,
    outcomes: Mapping[int, Outcome],
    judged: Sequence[JudgedCase],
) -> dict[str, tuple[Diagnosis, ...]]:
    """Diagnose every exercise that was attempted and is not right.

    `outcomes` by the question's index. Raises BrokenAssignment when the author's mistakes.py
    cannot be run.
    """
    wrong = [r for r in prepared.assignment.rubrics if not is_right(r.name, judged)]
    answers = Answers(outcomes)
    found: dict[str, tuple[Diagnosis, ...]] = {}
    if known is not None:
        for rubric in wrong:
            found[rubric.name] = _named(known, rubric, answers)
        for rubric in wrong:
            if not found[rubric.name]:
                found[rubric.name] = _following(known, rubric, answers, found)
    for rubric in wrong:
        if not found.get(rubric.name):
            found[rubric.name] = _seen(prepared, rubric.name, outcomes)
    return found


def is_right(exercise: str, judged: Sequence[JudgedCase]) -> bool:
    """Tell whether nothing is wrong in any case of an exercise."""
    return all(case.status is Status.PASSED for case in judged if case.exercise == exercise)


def _named(known: Known, rubric: Rubric, answers: Answers) -> tuple[Diagnosis, ...]:
    found = named(known, rubric.name, answers)
    if not found:
        return ()
    ids = tuple(dict.fromkeys(name for made in found for name in made))
    costs = {name: known.costs(rubric.name, name) for name in ids}
    remains = _remains(rubric, costs)
    return (Diagnosis("mistake" if len(found) == 1 else "either", ids, remains=remains),)


def _remains(rubric: Rubric, costs: Mapping[str, frozenset[str]]) -> dict[str, float]:
    """Return what the rubric leaves of items, where it names every mistake that cost them."""
    found = {}
    for item in rubric.items:
        blamed = [name for name, items in costs.items() if item.id in items]
        if blamed and all(name in item.partial for name in blamed):
            found[item.id] = min(item.partial[name] for name in blamed)
    return found


def _following(
    known: Known, rubric: Rubric, answers: Answers, found: Diagnoses
) -> tuple[Diagnosis, ...]:
    for source, diagnoses in found.items():
        for diagnosis in diagnoses:
            made: Made = diagnosis.mistakes
            if diagnosis.kind == "mistake" and follows(known, rubric.name, made, answers):
                return (Diagnosis("follows", made, source=source),)
    return ()


def _seen(
    prepared: Prepared, exercise: str, outcomes: Mapping[int, Outcome]
) -> tuple[Diagnosis, ...]:
    given = []
    for case in prepared.cases:
        outcome = outcomes.get(case.question.index)
        if case.question.exercise == exercise and outcome and outcome.status is Status.PASSED:
            given.append((case.question.case, outcome.value, case.want))
    with contextlib.suppress(Exception):  # an author's `lines` on a hostile value: nothing is said
        answers, lines = gather(prepared.assignment.exercises[exercise], given)
        divergence = diverges(lines)
        return (*([divergence] if divergence else []), *relate(answers))[:_MOST]
    return ()
