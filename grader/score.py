"""Turn judged cases into a report: points by the rubric, every sentence in one language.

An item is paid for evidence only: each case that is counted on it must have yielded findings, and
they must hold. What a fault of ours kept from being judged has no score, neither full nor zero.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grader.assignment import Assignment, Item, Rubric, in_language
from grader.exhibit import exhibits_of
from grader.language import Catalogue
from grader.model import (
    ExerciseReport,
    Finding,
    FindingReport,
    ItemReport,
    JudgedCase,
    Printed,
    Problem,
    ProblemReport,
    Report,
    Status,
    Text,
)
from grader.prepare import PreparedCase

# the first of these that a case ended with is the exercise's status
_UNRUN = (
    Status.GRADER_FAULT,
    Status.MISSING,
    Status.NOT_ATTEMPTED,
    Status.TIMED_OUT,
    Status.OUT_OF_MEMORY,
    Status.CRASHED,
    Status.RAISED,
    Status.BAD_VALUE,
    Status.SKIPPED,
)

Counted = Mapping[tuple[str, str], frozenset[tuple[str, str]]]
"""(exercise, case) -> the (item, part) pairs that the case is counted on."""


def counted(cases: Sequence[PreparedCase]) -> Counted:
    """Return what each case is counted on."""
    return {(c.question.exercise, c.question.case.name): c.counted for c in cases}


@dataclass(frozen=True, slots=True)
class About:
    """What a report says besides points: whose it is, in which language, how it was made."""

    student: str
    language: str
    provenance: dict[str, Any]
    isolation: dict[str, Any]
    timing: dict[str, Any]


def score(
    assignment: Assignment,
    about: About,
    counted_on: Counted,
    judged: Sequence[JudgedCase],
    problems: Sequence[Problem],
) -> Report:
    """Score one submission."""
    catalogue = Catalogue(about.language, assignment.texts.get(about.language))
    exercises = tuple(
        _exercise(rubric, [j for j in judged if j.exercise == rubric.name], counted_on, catalogue)
        for rubric in assignment.rubrics
    )
    total = _total([e.score for e in exercises])
    status = _report_status(exercises)
    return _report(assignment, about, exercises, say_problems(problems, catalogue), total, status)


def unscored(
    assignment: Assignment, about: About, problems: Sequence[Problem], *, status: str
) -> Report:
    """Report on a submission that was not judged: 0 points if unreadable, none if we failed."""
    catalogue = Catalogue(about.language, assignment.texts.get(about.language))
    total = None if status == "grader_fault" else 0.0
    return _report(assignment, about, (), say_problems(problems, catalogue), total, status)


def _report(
    assignment: Assignment,
    about: About,
    exercises: tuple[ExerciseReport, ...],
    problems: tuple[ProblemReport, ...],
    total: float | None,
    status: str,
) -> Report:
    return Report(
        student=about.student,
        slug=assignment.slug,
        title=in_language(assignment.title, about.language, assignment.slug),
        digest=assignment.digest,
        language=about.language,
        score=total,
        max_score=assignment.points,
        status=status,
        exercises=exercises,
        problems=problems,
        provenance=about.provenance,
        isolation=about.isolation,
        timing=about.timing,
    )


def say_problems(problems: Sequence[Problem], catalogue: Catalogue) -> tuple[ProblemReport, ...]:
    """Say problems in a language."""
    return tuple(ProblemReport(catalogue.say(p.where), catalogue.say(p.message)) for p in problems)


def _exercise(
    rubric: Rubric, judged: Sequence[JudgedCase], counted_on: Counted, catalogue: Catalogue
) -> ExerciseReport:
    items = tuple(_item(item, judged, counted_on, catalogue) for item in rubric.items)
    total = _total([item.score for item in items])
    status = _status(judged, full=total == rubric.points)
    examples = [j for j in judged if j.kind == "example"]
    return ExerciseReport(
        name=rubric.name,
        title=in_language(rubric.title, catalogue.language, rubric.name),
        score=total,
        max_score=rubric.points,
        status=status.value,
        summary=_summary(status, judged, catalogue),
        items=items,
        exhibits=tuple(e for j in examples for e in exhibits_of(j, catalogue)),
        printed=tuple(Printed(_case_title(j, catalogue), j.printed) for j in examples if j.printed),
    )


def _item(
    item: Item, judged: Sequence[JudgedCase], counted_on: Counted, catalogue: Catalogue
) -> ItemReport:
    found: list[tuple[JudgedCase, Finding]] = []
    parts: dict[str, bool] = {}
    fault = False
    for case in judged:
        expected = [part for name, part in counted_on[case.exercise, case.case] if name == item.id]
        own = [finding for finding in case.findings if finding.item == item.id]
        if expected and case.why is not None:
            own = [Finding(item.id, False, case.why)]
            fault = fault or case.status is Status.GRADER_FAULT
        for part in expected:
            about = [finding.ok for finding in own if finding.part in (part, "")]
            parts[part] = parts.get(part, True) and bool(about) and all(about)
        found += [(case, finding) for finding in own]
    share = sum(parts.values()) / len(parts)
    held = all(parts.values()) and all(finding.ok for _case, finding in found)
    if item.credit == "all" or held:
        share = float(held)
    return ItemReport(
        id=item.id,
        title=in_language(item.title, catalogue.language, item.id),
        score=None if fault else round(item.points * share, 2),
        max_score=item.points,
        findings=tuple(_finding(case, finding, catalogue) for case, finding in found),
    )


def _finding(case: JudgedCase, finding: Finding, catalogue: Catalogue) -> FindingReport:
    said = [finding.message, finding.detail if case.kind == "example" else None]
    message = " ".join(catalogue.say(text) for text in said if text is not None)
    return FindingReport(_case_title(case, catalogue), case.kind, finding.ok, message)


def _case_title(case: JudgedCase, catalogue: Catalogue) -> str:
    return catalogue.word(f"cases.{case.case}", case.case)


def _status(judged: Sequence[JudgedCase], *, full: bool) -> Status:
    if full:
        return Status.PASSED
    ended = {case.status for case in judged}
    return next((status for status in _UNRUN if status in ended), Status.FAILED)


def _summary(status: Status, judged: Sequence[JudgedCase], catalogue: Catalogue) -> str:
    if status in (Status.PASSED, Status.FAILED, Status.GRADER_FAULT):
        return catalogue.say(Text(f"summary.{status}"))
    first = next(case for case in judged if case.status is status)
    # what Python said is told once here, and not again with every item
    said = [first.why, first.detail if first.kind == "example" else None]
    why = " ".join(catalogue.say(text) for text in said if text is not None)
    whole = all(case.status is status for case in judged)
    return why if whole else f"{catalogue.say(Text('summary.unrun'))} {why}"


def _report_status(exercises: Sequence[ExerciseReport]) -> str:
    statuses = {e.status for e in exercises}
    if Status.GRADER_FAULT in statuses:
        return "grader_fault"
    if statuses <= {Status.MISSING.value, Status.NOT_ATTEMPTED.value}:
        return "not_attempted"
    return "graded"


def _total(scores: Sequence[float | None]) -> float | None:
    if any(points is None for points in scores):
        return None
    return round(sum(points for points in scores if points is not None), 2)
