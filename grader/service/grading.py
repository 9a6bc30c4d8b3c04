"""Grade one run: from the notebook's bytes to what is kept of its grade."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace

from grader.assignment import Assignment
from grader.classrun.traces import Tracer
from grader.decision import Decision, decided
from grader.errors import where
from grader.model import Submission
from grader.report.class_row import class_row
from grader.result import Graded as Outcome
from grader.result import Result, Trace
from grader.service.class_rows import write_row
from grader.service.reports import reports
from grader.service.store.grades import ROW, Graded
from grader.service.store.runs import Begun
from grader.session import Session
from grader.stored import write_result


def grade_run(
    begun: Begun,
    content: bytes,
    session: Session,
    decisions: Sequence[Decision],
    report_fault: Callable[[str], None],
    tracer: Tracer | None = None,
) -> Graded:
    """Grade a submission, whatever it holds; a run that killed its workers is only said to have.

    Its reports are made in the student's language; the others are told afterwards.
    Without a tracer nothing is kept of what a class compares.
    """
    submission = Submission(begun.student, begun.file_name, content)
    if begun.is_poison:
        outcome = Outcome(session.fault(submission))
    else:
        outcome = session.grade(submission, report_fault)
    result = decided(outcome.result, session.assignment, decisions)
    language = own_language(begun.language, session.assignment)
    artifacts = reports(submission, result, session, outcome.taken, language, report_fault)
    traces = _traces(tracer, outcome, report_fault) if tracer is not None else ()
    return Graded(
        key=_key(begun, result, decisions),
        status=result.status,
        score=result.score,
        max_score=result.max_score,
        result=write_result(result),
        artifacts=artifacts | _rows(replace(result, traces=traces), session.assignment),
    )


def _key(begun: Begun, result: Result, decisions: Sequence[Decision]) -> str:
    """Name the state of all that the grade depends on; a fault of ours is the run's alone."""
    if result.status == "grader_fault":
        return f"fault {begun.id}"
    source = result.provenance
    parts = [source.assignment, source.reference, source.seed, source.grader]
    parts += [f"{d.exercise}\0{d.item}\0{d.points}\0{d.why}\0{d.at}" for d in decisions]
    return hashlib.sha256("\1".join(parts).encode()).hexdigest()


def own_language(asked: str, assignment: Assignment) -> str:
    """Return the language of a student's reports: theirs, if the assignment has it."""
    return asked if asked in assignment.languages else assignment.languages[0]


def _traces(
    tracer: Tracer, outcome: Outcome, report_fault: Callable[[str], None]
) -> tuple[Trace, ...]:
    """Return what a class compares of a submission; the points stand without it."""
    try:
        return tracer.traces(outcome)
    except Exception as error:  # a bug of ours, or of a check
        report_fault(f"what it is compared by: {where(error)}")
        return ()


def _rows(result: Result, assignment: Assignment) -> dict[tuple[str, str], bytes]:
    """Return what the class page says of the student, in every language of the assignment."""
    return {
        (ROW, language): write_row(class_row(result, assignment, language))
        for language in assignment.languages
    }
