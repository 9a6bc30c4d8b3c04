"""What went wrong in each exercise that is not right: the whole stage on one page.

Known mistakes first; what follows from a mistake named in another exercise next; where nothing is
named, the first line that goes wrong and simple relations to what was expected.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache

from grader.assignment import Assignment, Rubric
from grader.diagnose.answers import Answers
from grader.diagnose.confirm import Sight, sight
from grader.diagnose.evidence import evidence
from grader.diagnose.known import Known
from grader.diagnose.learnt import Made
from grader.diagnose.name import Seen, agreed, explanations, follows
from grader.diagnosis import Certainty, Diagnosis
from grader.errors import where
from grader.measure.precision import Rounding
from grader.model import Attempt, Extraction, JudgedCase, Outcome, Status, Text
from grader.prepare import Prepared
from grader.rounded import SAID, how, is_told, roundings, unrounded

Diagnoses = Mapping[str, tuple[Diagnosis, ...]]
"""By the exercise's name."""


def diagnose(
    prepared: Prepared,
    known: Known | None,
    attempt: Attempt,
    report_fault: Callable[[str], None],
    aside: Collection[str] = (),
) -> dict[str, tuple[Diagnosis, ...]]:
    """Diagnose every exercise that was attempted and is not right, but those `aside`.

    What is aside is right apart from earlier exercises: there is nothing to say of it.
    Raises BrokenAssignment when the author's mistakes.py cannot be run: points may depend on the
    mistake. Evidence without a name costs no points, so when that fails, `report_fault` is told and
    nothing is said to the student.
    """
    wrong = [
        rubric
        for rubric in prepared.assignment.rubrics
        if rubric.name not in aside and not is_right(rubric.name, attempt.judged)
    ]
    rounded = roundings(prepared, attempt.outcomes, {rubric.name for rubric in wrong})
    outcomes = unrounded(prepared, attempt.outcomes, rounded)
    answers = Answers(outcomes)
    found: dict[str, tuple[Diagnosis, ...]] = {}
    if known is not None:
        for rubric in wrong:
            found[rubric.name] = _named(prepared, known, rubric, attempt, answers)
        for rubric in wrong:
            if not found[rubric.name]:
                found[rubric.name] = _following(known, rubric, answers, found)
    for rubric in wrong:
        if not found.get(rubric.name):
            try:
                found[rubric.name] = _seen(prepared, rubric.name, outcomes)
            except Exception as error:  # ours, or an author's `lines`, on a hostile value
                report_fault(f"evidence on {rubric.name}: {where(error)}")
        if rubric.name in rounded and is_told(attempt.judged, rubric.name):
            found[rubric.name] = (*found.get(rubric.name, ()), _rounded(rounded[rubric.name]))
    return found


def is_right(exercise: str, judged: Sequence[JudgedCase]) -> bool:
    """Tell whether nothing is wrong in any case of an exercise."""
    return all(case.status is Status.PASSED for case in judged if case.exercise == exercise)


def _named(
    prepared: Prepared, known: Known, rubric: Rubric, attempt: Attempt, answers: Answers
) -> tuple[Diagnosis, ...]:
    look = _looker(prepared.assignment, rubric.name, attempt.extraction)

    def in_code(mistake: str) -> bool:
        return look(mistake) is not None

    found = explanations(known, rubric.name, answers, in_code)
    said = agreed(found)
    if not said:
        return ()
    ids = tuple(dict.fromkeys(name for made in said for name in made))
    possible = {name for made in found for name in made}
    remains = _remains(rubric, {name: known.costs(rubric.name, name) for name in possible})
    if len(said) > 1:
        return (Diagnosis("either", ids, remains=remains),)
    certainty = _certainty(prepared.assignment, ids, in_code)
    places = (seen.code for one in ids if (seen := look(one)) and seen.code)
    code = next(places, None) if certainty == "confirmed" else None
    return (Diagnosis("mistake", ids, certainty=certainty, remains=remains, code=code),)


def _looker(
    assignment: Assignment, exercise: str, extraction: Extraction
) -> Callable[[str], Sight | None]:
    """Return what looks for a mistake in the definitions of an exercise."""
    asks = assignment.exercises[exercise].asks or (exercise,)

    @cache
    def look(mistake: str) -> Sight | None:
        found = assignment.looks.get(mistake)
        return sight(found, extraction, asks) if found is not None else None

    return look


def _certainty(assignment: Assignment, mistakes: Sequence[str], in_code: Seen) -> Certainty:
    if all(map(in_code, mistakes)):
        return "confirmed"
    are_observed = all(_is_observed(assignment, name) for name in mistakes)
    return "observed" if are_observed else "possible"


def _is_observed(assignment: Assignment, mistake: str) -> bool:
    """Tell whether the author says what is true of whoever answers so."""
    return mistake in assignment.observed or any(
        key.startswith(f"{mistake}.observed.") for key in assignment.mistakes
    )


def _remains(rubric: Rubric, costs: Mapping[str, frozenset[str]]) -> dict[str, float]:
    """Return what the rubric leaves of items, where it names every mistake that may cost them."""
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
                return (Diagnosis("follows", made, source=source, certainty="observed"),)
    return ()


def _rounded(cut: Rounding) -> Diagnosis:
    return Diagnosis(
        "relation", certainty="observed", where=Text(SAID), text=how(cut), hint=Text("rounded.hint")
    )


def _seen(
    prepared: Prepared, exercise: str, outcomes: Mapping[int, Outcome]
) -> tuple[Diagnosis, ...]:
    answered = []
    for case in prepared.cases:
        outcome = outcomes.get(case.question.index)
        if case.question.exercise == exercise and outcome and outcome.status is Status.PASSED:
            answered.append((case.question.case, outcome.value, case.want))
    return prepared.gate.diagnoses(evidence(prepared.assignment.exercises[exercise], answered))
