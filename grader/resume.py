"""Go on with a class run that was interrupted: which reports need not be made again."""

from dataclasses import dataclass, replace
from pathlib import Path

from grader.errors import UserError
from grader.model import Report
from grader.report.seal import is_sealed
from grader.report.to_json import read_json, write_json
from grader.results import COPIES, REPORT, finished_files

_SAME = (
    "student", "slug", "title", "digest", "language", "max_score", "provenance", "isolation",
)  # fmt: skip
"""What a report says besides what was found: whose it is, how it was made."""


@dataclass(frozen=True, slots=True)
class Finished:
    """A report that need not be made again, and the annotated copies that lie beside it."""

    report: Report
    copies: tuple[str, ...]


def finished(
    out: Path, folder: str, expected: Report, seed: bytes, *, annotated: bool
) -> Finished | None:
    """Return the report in a student's folder if grading would only make it once more.

    `expected` is any report of the same submission, made now: the one there must be of the same
    content, assignment, reference, seed, versions, isolation and language. None where it is not, is
    not finished, does not carry the seal of this seed, or tells of a fault of ours.
    """
    beside = finished_files(out, folder)
    content = beside.pop(REPORT, b"")
    if not is_sealed(content, seed, beside):
        return None
    try:
        found, now = read_json(content), read_json(write_json(expected))
    except UserError:
        return None
    same = all(getattr(found, name) == getattr(now, name) for name in _SAME)
    wanted = COPIES if annotated and found.status not in ("unreadable", "too_costly") else ()
    copies = tuple(name for name in COPIES if name in beside)
    if not same or found.status == "grader_fault" or copies != wanted:
        return None
    return Finished(replace(found, student=expected.student), copies)
