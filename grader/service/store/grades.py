"""Grades, and what a person reads of them."""

import zlib
from collections.abc import Mapping
from uuid import UUID, uuid4

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert

from grader.frozen import frozen
from grader.service.schema.tables import ARTIFACT, GRADE

REPORT_JSON, REPORT_HTML, NOTEBOOK = "report.json", "report.html", "feedback.ipynb"
ROW = "row.json"
"""What the class page says of a student."""
KINDS = (REPORT_JSON, REPORT_HTML, NOTEBOOK, ROW)
"""What may be there of a grade, in each of the assignment's languages."""
_LEVEL = 6
_LARGEST = 256 << 20
"""Bytes of an artifact when it is read: we wrote it, and it was no more than this."""
Artifacts = Mapping[tuple[str, str], bytes]
"""(Kind, language) to what a person reads."""


@frozen
class Graded:
    """What came of a submission, as it is kept."""

    key: str
    """The state of everything that the grade depends on: the same key, the same grade."""
    status: str
    score: float | None
    max_score: float
    result: bytes
    """As `grader.stored.write_result` writes it."""
    artifacts: Artifacts


def keep_grade(connection: Connection, submission: UUID, graded: Graded) -> UUID:
    """Keep a grade with its artifacts and return its id.

    One of the same key is kept as it was; it gets the artifacts that it lacks.
    """
    values = {
        "id": uuid4(), "submission_id": submission, "key": graded.key, "status": graded.status,
        "score": graded.score, "max_score": graded.max_score,
        "result": zlib.compress(graded.result, _LEVEL),
    }  # fmt: skip
    new: UUID | None = connection.scalar(
        insert(GRADE).values(values).on_conflict_do_nothing().returning(GRADE.c.id)
    )
    grade = new or find_grade(connection, submission, graded.key)
    assert grade is not None  # noqa: S101 - it was in the way a moment ago, and none is removed
    rows = [
        {"grade_id": grade, "kind": kind, "language": language,
         "content": zlib.compress(content, _LEVEL)}
        for (kind, language), content in graded.artifacts.items()
    ]  # fmt: skip
    if rows:
        connection.execute(insert(ARTIFACT).on_conflict_do_nothing(), rows)
    return grade


def find_grade(connection: Connection, submission: UUID, key: str) -> UUID | None:
    """Return the grade that a submission has under a key."""
    return connection.scalar(
        select(GRADE.c.id).where(GRADE.c.submission_id == submission, GRADE.c.key == key)
    )


def read_artifact(connection: Connection, grade: UUID, kind: str, language: str) -> bytes | None:
    """Return what a person reads, in this language or else in one that there is."""
    found = connection.execute(
        select(ARTIFACT.c.content)
        .where(ARTIFACT.c.grade_id == grade, ARTIFACT.c.kind == kind)
        .order_by((ARTIFACT.c.language == language).desc(), ARTIFACT.c.language)
        .limit(1)
    ).one_or_none()
    return unpacked(found.content) if found is not None else None


def read_kept_result(connection: Connection, grade: UUID) -> bytes:
    """Return a grade's result as it was written."""
    return unpacked(connection.scalars(select(GRADE.c.result).where(GRADE.c.id == grade)).one())


def unpacked(content: bytes) -> bytes:
    """Return what was kept compressed."""
    return zlib.decompressobj().decompress(content, _LARGEST)
