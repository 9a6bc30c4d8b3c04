"""Grade and tell at once, as tests of what a student reads do."""

from collections.abc import Callable

from grader import grade as pipeline
from grader.assignment import Assignment
from grader.diagnose.known import Known
from grader.diagnosis import Hints
from grader.model import Isolation, Submission
from grader.prepare import Prepared
from grader.reported import Report
from grader.result import Provenance, Timing
from grader.sandbox.executor import Executor
from grader.score import About, Evidence, score
from grader.stored import storable
from grader.tell import tell

_WORTH_KEEPING = 0.2
"""Seconds that it took to compute what known mistakes answer."""


def grade(
    submission: Submission,
    prepared: Prepared,
    executor: Executor,
    language: str,
    report_fault: Callable[[str], None] = lambda _sentence: None,
    *,
    known: Known | None = None,
    hints: Hints | None = None,
) -> Report:
    """Return the report of one submission."""
    graded = pipeline.grade(submission, prepared, executor, report_fault, known=known)
    if known is not None:
        known.keep(_WORTH_KEEPING)
    return tell(graded.result, prepared.assignment, language, hints)


PROVENANCE = Provenance(
    file="ana.ipynb", sha256="", assignment="", reference="", seed="",
    grader="", python="", numpy="",
)  # fmt: skip
ABOUT = About("ana", PROVENANCE, Isolation("not_isolated"), Timing("2026-01-01T00:00:00+00:00"))
"""What nobody asks about in a result that a test makes of evidence."""


def told(
    assignment: Assignment, language: str, evidence: Evidence, hints: Hints | None = None
) -> Report:
    """Return the report of what is known of somebody."""
    return tell(storable(score(assignment, ABOUT, evidence)), assignment, language, hints)
