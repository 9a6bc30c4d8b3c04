"""What a person reads of a result, in one language: reports, and the notebook with feedback."""

from collections.abc import Callable

from grader.annotate import annotate_notebook
from grader.model import Extraction, Submission
from grader.report.html import render_html
from grader.report.to_json import write_json
from grader.result import Result
from grader.service.store.grades import NOTEBOOK, REPORT_HTML, REPORT_JSON
from grader.session import Session


def reports(
    submission: Submission,
    result: Result,
    session: Session,
    taken: Extraction | None,
    language: str,
    report_fault: Callable[[str], None],
) -> dict[tuple[str, str], bytes]:
    """Return the artifacts of a result; no notebook where it could not be read."""
    report = session.tell(result, language)
    made = {
        (REPORT_JSON, language): write_json(report),
        (REPORT_HTML, language): render_html(report).encode(),
    }
    copy = annotate_notebook(submission, report, taken, session.assignment, report_fault)
    return made | ({(NOTEBOOK, language): copy} if copy is not None else {})
