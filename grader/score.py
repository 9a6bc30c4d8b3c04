"""Turn judged cases into a result: points by the rubric, in no language."""

from collections.abc import Mapping, Sequence
from dataclasses import field

from grader import bounds
from grader.assignment import Assignment, Item, Rubric
from grader.award import Award, Counted, award
from grader.diagnosis import Diagnosis, Excerpt
from grader.exhibit import exhibits_of
from grader.extract.missing import NOTHING_THERE
from grader.follow_through import Followed
from grader.frozen import frozen
from grader.model import Finding, Isolation, JudgedCase, Problem, Status, Text
from grader.result import (
    ExerciseResult,
    FindingResult,
    FollowThrough,
    ItemResult,
    Provenance,
    Result,
    Timing,
)

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


@frozen
class About:
    """What a result says besides points: whose it is, and how it was made."""

    student: str
    provenance: Provenance
    isolation: Isolation
    timing: Timing


@frozen
class Evidence:
    """Everything that is known of one submission, by the exercise's name where it is a mapping."""

    counted_on: Counted
    judged: Sequence[JudgedCase]
    problems: Sequence[Problem] = ()
    diagnoses: Mapping[str, Sequence[Diagnosis]] = field(default_factory=dict)
    advice: Mapping[str, Sequence[Text]] = field(default_factory=dict)
    followed: Mapping[str, Sequence[Followed]] = field(default_factory=dict)
    stopped: Mapping[str, Excerpt] = field(default_factory=dict)
    """The line at which an exercise's code stopped."""
    called: Mapping[str, Excerpt] = field(default_factory=dict)
    """Where that is in another function: a line of the exercise's own that calls it."""


def score(assignment: Assignment, about: About, evidence: Evidence) -> Result:
    """Score one submission."""
    exercises = tuple(_exercise(rubric, evidence) for rubric in assignment.rubrics)
    points = total([e.score for e in exercises])
    whole = _whole(exercises, evidence.judged)
    return _result(assignment, about, exercises, evidence.problems, points, whole)


def unscored(
    assignment: Assignment, about: About, problems: Sequence[Problem], *, status: str
) -> Result:
    """Make the result of a submission that was not judged: 0 points, or none if we failed."""
    points = None if status == "grader_fault" else 0.0
    return _result(assignment, about, (), problems, points, status)


def _result(
    assignment: Assignment,
    about: About,
    exercises: tuple[ExerciseResult, ...],
    problems: Sequence[Problem],
    points: float | None,
    status: str,
) -> Result:
    return Result(
        student=about.student,
        slug=assignment.slug,
        score=points,
        max_score=assignment.points,
        status=status,
        exercises=exercises,
        problems=tuple(problems),
        provenance=about.provenance,
        isolation=about.isolation,
        timing=about.timing,
    )


def _exercise(rubric: Rubric, evidence: Evidence) -> ExerciseResult:
    name = rubric.name
    judged = [j for j in evidence.judged if j.exercise == name]
    items = tuple(_item(item, name, judged, evidence) for item in rubric.items)
    points = total([item.score for item in items])
    status = _status(judged, points, rubric.points)
    is_lost = any(item.score != item.max_score for item in items)
    examples = [j for j in judged if j.kind == "example"]
    drawn = [e for j in examples for e in exhibits_of(j)]
    if not is_lost and any(item.follow_through for item in items):
        drawn = []  # what came of another's mistake is no picture of this one
    exhibits, left_out = bounds.exhibits(drawn)
    has_stopped = status is Status.RAISED or (is_lost and any(j.stopped for j in judged))
    return ExerciseResult(
        name=name,
        score=points,
        max_score=rubric.points,
        status=status,
        summary=_summary(status, judged),
        items=items,
        diagnoses=tuple(
            diagnosis
            for diagnosis in evidence.diagnoses.get(name, ())
            # where all is paid in spite of another's mistake, there is nothing to do
            if is_lost or diagnosis.kind == "mistake"
        ),
        advice=tuple(evidence.advice.get(name, ())),
        exhibits=exhibits,
        printed=tuple(bounds.printed(j.case, j.printed) for j in examples if j.printed),
        left_out=left_out,
        stopped=evidence.stopped.get(name) if has_stopped else None,
        called=evidence.called.get(name) if status is Status.RAISED else None,
    )


def _item(
    item: Item, exercise: str, judged: Sequence[JudgedCase], evidence: Evidence
) -> ItemResult:
    found: Award = award(
        item,
        judged,
        evidence.counted_on,
        evidence.diagnoses.get(exercise, ()),
        evidence.followed.get(exercise, ()),
    )
    followed = found.follow_through
    # what failed is another's fault where all is right apart from it: no remark is true of this one
    is_right = followed is not None and found.points == item.points
    findings, left_out = bounds.findings(
        [_finding(case, one) for case, one in found.findings if one.ok or not is_right]
    )
    return ItemResult(
        id=item.id,
        score=found.points,
        max_score=item.points,
        findings=findings,
        for_mistake=found.for_mistake,
        follow_through=FollowThrough(followed.sources, followed.by_own) if followed else None,
        left_out=left_out,
    )


def _finding(case: JudgedCase, finding: Finding) -> FindingResult:
    detail = finding.detail if case.kind == "example" else None
    return FindingResult(case.case, case.kind, finding.ok, finding.message, detail)


def _status(judged: Sequence[JudgedCase], points: float | None, of: float) -> Status:
    if points is None:  # a fault of ours, in what was asked once more perhaps
        return Status.GRADER_FAULT
    if points == of:
        return Status.PASSED
    ended = {case.status for case in judged}
    return next((status for status in _UNRUN if status in ended), Status.FAILED)


def _summary(status: Status, judged: Sequence[JudgedCase]) -> tuple[Text, ...]:
    if status in (Status.PASSED, Status.FAILED, Status.GRADER_FAULT):
        return (Text(f"summary.{status}"),)
    first = next(case for case in judged if case.status is status)
    # what Python said is told once here, and not again with every item
    said = (first.why, first.detail if first.kind == "example" else None)
    why = tuple(text for text in said if text is not None)
    whole = all(case.status is status for case in judged)
    return why if whole else (Text("summary.unrun"), *why)


def _whole(exercises: Sequence[ExerciseResult], judged: Sequence[JudgedCase]) -> str:
    """Return the status of the whole; what is there and could not be taken is no blank."""
    statuses = {e.status for e in exercises}
    if Status.GRADER_FAULT in statuses:
        return "grader_fault"
    missing = {j.why.key for j in judged if j.status is Status.MISSING and j.why}
    if statuses <= {Status.MISSING, Status.NOT_ATTEMPTED} and missing <= NOTHING_THERE:
        return "not_attempted"
    return "graded"


def total(scores: Sequence[float | None]) -> float | None:
    """Return the sum of points; None when some are not known."""
    if any(points is None for points in scores):
        return None
    return round(sum(points for points in scores if points is not None), 2)
