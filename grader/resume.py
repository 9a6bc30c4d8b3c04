"""Go on with a class run that was interrupted: which reports need not be made again."""

from dataclasses import replace
from pathlib import Path

from grader.errors import UserError
from grader.model import Report
from grader.report.to_json import read_json, write_json
from grader.results import COPIES, copies_there, finished_report

_SAME = (
    "student", "slug", "title", "digest", "language", "max_score", "provenance", "isolation",
)  # fmt: skip
"""What a report says besides what was found: whose it is, how it was made."""


def finished(out: Path, folder: str, expected: Report, *, annotated: bool) -> Report | None:
    """Return the report in a student's folder if grading would only make it once more.

    `expected` is any report of the same submission, made now: the one there must be of the same
    content, assignment, reference, seed, versions, isolation and language. None where it is not, is
    not finished, or tells of a fault of ours.
    """
    content = finished_report(out, folder)
    if content is None:
        return None
    try:
        found, now = read_json(content), read_json(write_json(expected))
    except UserError:
        return None
    same = all(getattr(found, name) == getattr(now, name) for name in _SAME)
    copies = COPIES if annotated and found.status not in ("unreadable", "too_costly") else ()
    if not same or found.status == "grader_fault" or copies_there(out, folder) != copies:
        return None
    return replace(found, student=expected.student)
