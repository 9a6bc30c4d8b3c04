"""Find the items that are lost by a few tolerances and nothing else.

An answer's numbers that are off by no more than `TOLERANCES` tolerances are taken for the right
ones, and the checks asked again. Nobody's points depend on it: it is for whoever wrote the test.
"""

from collections.abc import Iterator, Mapping, Sequence

from grader.measure.compare import ATOL, RTOL
from grader.measure.precision import is_off_within, within
from grader.measure.values import Unfit
from grader.model import Finding, JudgedCase, Outcome, Status
from grader.prepare import Prepared, PreparedCase, findings_of
from grader.rounded import answered, exact

TOLERANCES = 10
_RTOL, _ATOL = TOLERANCES * RTOL, TOLERANCES * ATOL


def near_misses(
    prepared: Prepared, outcomes: Mapping[int, Outcome], judged: Sequence[JudgedCase]
) -> dict[str, tuple[str, ...]]:
    """Return by exercise the items of which everything that is wrong is near what is right.

    `outcomes` are by the question's index. Raises what an author's check raises.
    """
    verdicts = {(one.exercise, one.case): one for one in judged}
    near: dict[str, set[str]] = {}
    far: dict[str, set[str]] = {}
    for case, outcome in answered(prepared.cases, outcomes):
        exercise = case.question.exercise
        verdict = verdicts[exercise, case.question.case.name]
        lost = set(_lost(verdict.findings))
        if verdict.status is not Status.FAILED or not lost:
            continue
        still = lost & set(_lost(_mended(prepared, case, outcome, verdict.findings)))
        near.setdefault(exercise, set()).update(lost - still)
        far.setdefault(exercise, set()).update(still)
    unjudged = {one.exercise for one in judged if one.status not in (Status.PASSED, Status.FAILED)}
    order = {r.name: [item.id for item in r.items] for r in prepared.assignment.rubrics}
    found = {
        name: tuple(item for item in order[name] if item in items - far[name])
        for name, items in near.items()
        if name not in unjudged
    }
    return {name: items for name, items in found.items() if items}


def _lost(findings: Sequence[Finding]) -> Iterator[str]:
    return (finding.item for finding in findings if not finding.ok)


def _mended(
    prepared: Prepared, case: PreparedCase, outcome: Outcome, before: Sequence[Finding]
) -> Sequence[Finding]:
    """Return the findings of an answer whose near numbers are right; as before where none is."""
    right = exact(prepared, case, outcome)
    if not is_off_within(outcome.value, right, _RTOL, _ATOL):
        return before
    mended = within(outcome.value, right, _RTOL, _ATOL)
    try:
        return findings_of(prepared.assignment, case.question, mended, case.want)
    except Unfit:
        return before
