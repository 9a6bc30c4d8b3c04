"""What was rounded is judged as what it was before, and told as rounded, where that costs least.

Rounded numbers fail many checks, each of which would say something else that is not true of them.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace

import numpy as np

from grader.alone import quietly
from grader.assignment import Rubric
from grader.measure.precision import Rounding, rounding
from grader.model import Finding, JudgedCase, Outcome, Status, Text
from grader.prepare import Prepared, PreparedCase

SAID = "rounded.said"
"""The sentence that says so of a case."""

Outcomes = Mapping[int, Outcome]
"""By the question's index."""
Pair = tuple[str, str]
"""An item and a part of it."""


def roundings(
    prepared: Prepared, outcomes: Outcomes, exercises: Collection[str]
) -> dict[str, Rounding]:
    """Return how the answers of each of these exercises were rounded, where they were."""
    answers: dict[str, list[tuple[object, object]]] = {}
    for case, outcome in answered(prepared.cases, outcomes):
        if case.question.exercise not in exercises:
            continue
        pair = outcome.value, exact(prepared, case, outcome)
        answers.setdefault(case.question.exercise, []).append(pair)
    found = {exercise: rounding(given) for exercise, given in answers.items()}
    return {exercise: one for exercise, one in found.items() if one is not None}


def unrounded(
    prepared: Prepared, outcomes: Outcomes, rounded: Mapping[str, Rounding]
) -> dict[int, Outcome]:
    """Return the outcomes, with the numbers that were rounded in the place of what came of them."""
    found = dict(outcomes)
    for case, outcome in answered(prepared.cases, outcomes):
        if case.question.exercise in rounded:
            right = exact(prepared, case, outcome)
            value = rounded[case.question.exercise].undone(outcome.value, right)
            found[case.question.index] = replace(outcome, value=value)
    return found


def told_as_rounded(
    prepared: Prepared,
    outcomes: Outcomes,
    judged: Mapping[int, JudgedCase],
    judge_again: Callable[[PreparedCase, Outcome], JudgedCase],
) -> dict[int, JudgedCase]:
    """Return all cases, those of rounded answers as they are judged without the rounding.

    Of what rounding alone would lose, the cheapest is lost and tells it.
    """
    found = dict(judged)
    rounded = roundings(prepared, outcomes, _failed(prepared, outcomes, judged))
    whole = unrounded(prepared, outcomes, rounded)
    for rubric in prepared.assignment.rubrics:
        if rubric.name not in rounded:
            continue
        again = {
            case.question.index: (case, judge_again(case, outcome))
            for case, outcome in answered(prepared.cases, whole)
            if case.question.exercise == rubric.name
        }
        by_rounding = {
            index: _lost(case, judged[index]) - _lost(case, without)
            for index, (case, without) in again.items()
        }
        pair = _cheapest(prepared, rubric, {pair for lost in by_rounding.values() for pair in lost})
        for index, (case, without) in again.items() if pair else ():
            now = _together(case, judged[index], without)
            if pair and pair in by_rounding[index]:
                now = _telling(now, pair, rounded[rubric.name])
            found[index] = now
    return found


def _together(case: PreparedCase, judged: JudgedCase, without: JudgedCase) -> JudgedCase:
    """Return a case as it is judged without the rounding, but for items that hold only with it.

    What was computed of rounded numbers follows from these.
    """
    items = {item for item, _part in _lost(case, without) - _lost(case, judged)}
    kept = (f for f in without.findings if f.item not in items)
    found = (*kept, *(f for f in judged.findings if f.item in items))
    status = without.status if not items or any(not f.ok for f in found) else Status.PASSED
    return replace(judged, status=status, findings=found)


def _failed(prepared: Prepared, outcomes: Outcomes, judged: Mapping[int, JudgedCase]) -> set[str]:
    """Return the exercises of which an answer lost something: elsewhere rounding cost nothing."""
    return {
        case.question.exercise
        for case, _outcome in answered(prepared.cases, outcomes)
        if judged[case.question.index].status is not Status.PASSED
    }


def is_told(judged: Iterable[JudgedCase], exercise: str) -> bool:
    """Tell whether an exercise lost something by rounding."""
    findings = (f for one in judged if one.exercise == exercise for f in one.findings)
    return any(f.message is not None and f.message.key == SAID for f in findings)


def exact(prepared: Prepared, case: PreparedCase, outcome: Outcome) -> object:
    """Return what an answer that is right would be to all digits, draws apart."""
    exercise = prepared.assignment.exercises[case.question.exercise]
    with quietly(), np.errstate(all="ignore"):
        try:
            return exercise.to_all_digits(case.question.case, outcome.value, case.want)
        except Exception:  # an author's code, on a hostile value: then nothing is told of rounding
            return case.want


def answered(
    cases: Iterable[PreparedCase], outcomes: Outcomes
) -> Iterator[tuple[PreparedCase, Outcome]]:
    """Yield the cases that came to an answer, with it."""
    for case in cases:
        outcome = outcomes.get(case.question.index)
        if outcome is not None and outcome.status is Status.PASSED:
            yield case, outcome


def _lost(case: PreparedCase, judged: JudgedCase) -> set[Pair]:
    """Return what a case that came to findings is counted on and does not hold."""
    wrong = [f for f in judged.findings if not f.ok]
    return {
        (item, part) for item, part in case.counted
        if any(f.item == item and f.part in (part, "") for f in wrong)
    }  # fmt: skip


def _cheapest(prepared: Prepared, rubric: Rubric, pairs: set[Pair]) -> Pair | None:
    """Return that of some pairs which costs least, of such the first of the rubric."""
    own = [case.counted for case in prepared.cases if case.question.exercise == rubric.name]
    parts = {
        item.id: {part for counted in own for name, part in counted if name == item.id}
        for item in rubric.items
    }
    price = {
        item.id: item.points / (len(parts[item.id]) or 1 if item.credit == "share" else 1)
        for item in rubric.items
    }
    order = [*price]
    return min(
        pairs, key=lambda pair: (price[pair[0]], order.index(pair[0]), pair[1]), default=None
    )


def how(cut: Rounding) -> Text:
    """Say to what numbers were rounded."""
    if cut.decimals is None:
        return Text("rounded.half")
    return Text("rounded.decimals", {"by": str(cut.decimals)})


def _telling(judged: JudgedCase, pair: Pair, cut: Rounding) -> JudgedCase:
    item, part = pair
    told = Finding(item, False, Text(SAID), how(cut), part)
    kept = (f for f in judged.findings if not f.ok or (f.item, f.part) != pair)
    return replace(judged, status=Status.FAILED, findings=(*kept, told))
