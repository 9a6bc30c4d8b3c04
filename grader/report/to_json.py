"""Write a report as JSON, and read it back. `docs/report-format.md` documents every field."""

from collections.abc import Mapping
from typing import Any, Literal

import msgspec

from grader.errors import UserError
from grader.language import Language
from grader.report import clean
from grader.reported import ExerciseReport, ProblemReport, Report

SCHEMA = "grader/report/1"


class _Assignment(msgspec.Struct):
    slug: str
    digest: str
    title: str


class _Document(msgspec.Struct):
    """The file's outline, in the order in which it is written; the rest is as in the model."""

    schema: Literal["grader/report/1"]
    student: str
    assignment: _Assignment
    score: float | None
    max_score: float
    status: Literal["graded", "not_attempted", "unreadable", "too_costly", "grader_fault"]
    language: Language
    exercises: tuple[ExerciseReport, ...]
    problems: tuple[ProblemReport, ...]
    provenance: dict[str, Any]
    isolation: dict[str, Any]
    timing: dict[str, Any]


_DECODER = msgspec.json.Decoder(_Document)


def write_json(report: Report) -> bytes:
    """Return the report as UTF-8 JSON, indented, ending in a newline.

    The same report gives the same bytes, fields in the order of the documentation. Texts are
    cleaned (`grader.report.clean`); NaN and infinity, which JSON cannot hold, become null.
    """
    report = clean.report(report)
    document = {
        "schema": SCHEMA,
        "student": report.student,
        "assignment": {"slug": report.slug, "digest": report.digest, "title": report.title},
        "score": report.score,
        "max_score": report.max_score,
        "status": report.status,
        "language": report.language,
        "exercises": report.exercises,
        "problems": report.problems,
        "provenance": report.provenance,
        "isolation": report.isolation,
        "timing": report.timing,
    }
    return formatted(document)


def formatted(document: Mapping[str, Any]) -> bytes:
    """Return a report's fields as they stand in its file."""
    encoded = msgspec.json.encode(document, enc_hook=str)
    return msgspec.json.format(encoded, indent=1) + b"\n"


def read_json(content: bytes) -> Report:
    """Return the report that `write_json` wrote; fields added since are passed over.

    Raises UserError with a sentence when the content is no report of this schema.
    """
    try:
        found = _DECODER.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UserError(f"This is not a {SCHEMA} file: {error}") from None
    return Report(
        student=found.student,
        slug=found.assignment.slug,
        title=found.assignment.title,
        digest=found.assignment.digest,
        language=found.language,
        score=found.score,
        max_score=found.max_score,
        status=found.status,
        exercises=found.exercises,
        problems=found.problems,
        provenance=found.provenance,
        isolation=found.isolation,
        timing=found.timing,
    )
