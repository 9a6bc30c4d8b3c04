"""Tell a grade in the languages that its student did not ask for, when every grade is there.

What is in a report was decided when it was graded; here it is said once more, and no student's
code is run.
"""

import logging
from uuid import UUID

from sqlalchemy import Engine

from grader import notebook
from grader.budget import LARGE_FILE, LARGE_SOURCE, TooCostly
from grader.errors import GraderError, UnreadableNotebook
from grader.extract import extract
from grader.model import Extraction, Submission
from grader.sandbox.executor import budget_of
from grader.service.blobs import Blobs, BlobsAway
from grader.service.database import transaction
from grader.service.logs import happened, of_nobody
from grader.service.patience import patiently
from grader.service.reports import reports
from grader.service.sessions import Sessions
from grader.service.spans import NoSpans, Spans
from grader.service.store.grades import Artifacts, Untold, find_untold, keep_artifacts
from grader.session import Session
from grader.stored import read_result

_LOG = logging.getLogger(__name__)
_LATER = 60.0
"""Seconds until it is tried again where notebooks cannot be had."""


class Telling:
    """Tells grades, one after the other, with the sessions of the worker that graded them."""

    def __init__(
        self, engine: Engine, blobs: Blobs, sessions: Sessions, *, spans: Spans | None = None
    ) -> None:
        self._engine = engine
        self._blobs = blobs
        self._sessions = sessions
        self._spans = spans or NoSpans()

    def tell(self, subject: str) -> float | None:
        """Make the reports that a grade lacks; return when to try again (s), or None.

        A grade that is gone has none, nor has one of an assignment that has changed: what it
        says now is told by grading again.
        """
        grade = UUID(subject)
        with transaction(self._engine) as connection:
            untold = find_untold(connection, grade)
        if untold is None:
            return None
        with self._spans.within("tell", assignment=untold.assignment, grade=subject):
            try:
                artifacts = self._told(untold, subject)
            except BlobsAway as error:
                _LOG.warning("grade %s: %s", subject, error)
                return _LATER
            except GraderError as error:  # ours or the course's; there is a report to be read
                _LOG.error("grade %s is not told: %s", subject, error)
                return None
            if artifacts:
                patiently(lambda: self._keep(grade, artifacts))
        return None

    def _keep(self, grade: UUID, artifacts: Artifacts) -> None:
        with transaction(self._engine) as connection:
            if find_untold(connection, grade) is not None:  # it may have been purged meanwhile
                keep_artifacts(connection, grade, artifacts)

    def _told(self, untold: Untold, subject: str) -> Artifacts:
        session = self._sessions.of(untold.assignment)
        result = read_result(untold.result)
        if result.provenance.assignment != session.assignment.digest:
            return {}
        submission = Submission(untold.student, untold.file_name, self._blobs.read(untold.sha256))
        taken = taken_from(submission, session)

        def report_fault(fault: str) -> None:
            said = of_nobody(fault, untold.file_name)
            happened(_LOG, said, level=logging.ERROR, grade=subject)

        made: dict[tuple[str, str], bytes] = {}
        for language in session.assignment.languages:
            if language not in untold.languages:
                made |= reports(submission, result, session, taken, language, report_fault)
        return made


def taken_from(submission: Submission, session: Session) -> Extraction | None:
    """Take once more what was graded; None where nothing can be, as it was then."""
    budget = budget_of(session.assignment.limits)
    try:
        budget.weigh(len(submission.content), LARGE_FILE)
        with budget.stage():
            found = notebook.read(submission)
        budget.weigh(sum(len(cell.source) for cell in found.cells), LARGE_SOURCE)
        with budget.stage():
            return extract(found, session.assignment.asks, session.prepared.handout)
    except (UnreadableNotebook, TooCostly):
        return None
