"""Turn judged cases into a report: points by the rubric, every sentence in one language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from grader import bounds
from grader.assignment import Assignment, Item, Rubric, in_language
from grader.award import Award, Counted, award
from grader.carry import Carried
from grader.diagnose.say import BETWEEN_QUOTED, say, sentence
from grader.exhibit import exhibits_of
from grader.language import Catalogue
from grader.model import (
    Diagnosis,
    ExerciseReport,
    Finding,
    FindingReport,
    Hints,
    ItemReport,
    JudgedCase,
    Problem,
    ProblemReport,
    Report,
    Status,
    Text,
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


@dataclass(frozen=True, slots=True)
class About:
    """What a report says besides points: whose it is, how much it may say, how it was made."""

    student: str
    language: str
    provenance: dict[str, Any]
    isolation: dict[str, Any]
    timing: dict[str, Any]
    hints: Hints = "how"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything that is known of one submission, by the exercise's name where it is a mapping."""

    counted_on: Counted
    judged: Sequence[JudgedCase]
    problems: Sequence[Problem] = ()
    diagnoses: Mapping[str, Sequence[Diagnosis]] = field(default_factory=dict)
    advice: Mapping[str, Sequence[Text]] = field(default_factory=dict)
    carried: Mapping[str, Sequence[Carried]] = field(default_factory=dict)


def score(assignment: Assignment, about: About, evidence: Evidence) -> Report:
    """Score one submission."""
    catalogue = Catalogue(about.language, assignment.texts.get(about.language))
    exercises = tuple(
        _exercise(rubric, evidence, about, assignment, catalogue) for rubric in assignment.rubrics
    )
    total = _total([e.score for e in exercises])
    status = _report_status(exercises)
    problems = say_problems(evidence.problems, catalogue)
    return _report(assignment, about, exercises, problems, total, status)


def unscored(
    assignment: Assignment, about: About, problems: Sequence[Problem], *, status: str
) -> Report:
    """Report on a submission that was not judged: 0 points, or none at all if we failed."""
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
    return tuple(
        ProblemReport(catalogue.say(p.where), bounds.sentence(catalogue.say(p.message)))
        for p in problems
    )


def _exercise(
    rubric: Rubric,
    evidence: Evidence,
    about: About,
    assignment: Assignment,
    catalogue: Catalogue,
) -> ExerciseReport:
    name = rubric.name
    judged = [j for j in evidence.judged if j.exercise == name]
    awards = [_award(item, name, judged, evidence) for item in rubric.items]
    items = tuple(
        _item(item, found, about, assignment, catalogue)
        for item, found in zip(rubric.items, awards, strict=True)
    )
    total = _total([item.score for item in items])
    status = _status(judged, total, rubric.points)
    lost = [item.title for item in items if item.score != item.max_score]
    examples = [j for j in judged if j.kind == "example"]
    exhibits, left_out = bounds.exhibits([e for j in examples for e in exhibits_of(j, catalogue)])
    return ExerciseReport(
        name=name,
        title=in_language(rubric.title, catalogue.language, name),
        score=total,
        max_score=rubric.points,
        status=status.value,
        summary=bounds.sentence(_summary(status, judged, catalogue)),
        items=items,
        diagnosis=tuple(
            say(diagnosis, assignment, catalogue, about.hints, lost)
            for diagnosis in evidence.diagnoses.get(name, ())
            # where all is paid in spite of another's mistake, there is nothing to do
            if lost or diagnosis.kind != "follows"
        ),
        advice=tuple(map(catalogue.say, evidence.advice.get(name, ()))),
        exhibits=exhibits,
        printed=tuple(
            bounds.printed(_case_title(j, catalogue), j.printed) for j in examples if j.printed
        ),
        left_out=left_out,
    )


def _award(item: Item, exercise: str, judged: Sequence[JudgedCase], evidence: Evidence) -> Award:
    return award(
        item,
        judged,
        evidence.counted_on,
        evidence.diagnoses.get(exercise, ()),
        evidence.carried.get(exercise, ()),
    )


def _item(
    item: Item, found: Award, about: About, assignment: Assignment, catalogue: Catalogue
) -> ItemReport:
    findings, left_out = bounds.findings(
        [_finding(case, finding, catalogue) for case, finding in found.findings]
    )
    return ItemReport(
        id=item.id,
        title=in_language(item.title, catalogue.language, item.id),
        score=found.points,
        max_score=item.points,
        findings=findings,
        reason=_reason(found, about, assignment, catalogue),
        left_out=left_out,
    )


def _reason(found: Award, about: About, assignment: Assignment, catalogue: Catalogue) -> str:
    """Say why points were given though not everything holds."""
    if found.for_carried is not None:
        titles = {r.name: in_language(r.title, about.language, r.name) for r in assignment.rubrics}
        sources = BETWEEN_QUOTED.join(titles[name] for name in found.for_carried.sources)
        key = "reason.carried" if found.for_carried.by_own else "reason.mended"
        return catalogue.say(Text(key, {"exercises": sources}))
    if found.for_mistake is None:
        return ""
    if about.hints == "where":
        return catalogue.word("reason.partial_unnamed")
    said = sentence(found.for_mistake, assignment, catalogue)
    return catalogue.say(Text("reason.partial", {"mistake": said}))


def _finding(case: JudgedCase, finding: Finding, catalogue: Catalogue) -> FindingReport:
    said = [finding.message, finding.detail if case.kind == "example" else None]
    message = " ".join(catalogue.say(text) for text in said if text is not None)
    title = _case_title(case, catalogue)
    return FindingReport(title, case.kind, finding.ok, bounds.sentence(message))


def _case_title(case: JudgedCase, catalogue: Catalogue) -> str:
    return catalogue.word(f"cases.{case.case}", case.case)


def _status(judged: Sequence[JudgedCase], total: float | None, of: float) -> Status:
    if total is None:  # a fault of ours, in a second chance perhaps
        return Status.GRADER_FAULT
    if total == of:
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
