"""Grades, and what a person reads of them."""

import zlib
from collections.abc import Mapping
from uuid import UUID, uuid4

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert

from grader.frozen import frozen
from grader.service.schema.tables import ARTIFACT, GRADE, SUBMISSION

REPORT_JSON, REPORT_HTML, NOTEBOOK = "report.json", "report.html", "feedback.ipynb"
ROW = "row.json"
"""What the class page says of a student."""
KINDS = (REPORT_JSON, REPORT_HTML, NOTEBOOK, ROW)
"""What may be there of a grade, in each of the assignment's languages."""
_LEVEL = 1
"""A tenth larger than the best there is, in half the time."""
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


@frozen
class Untold:
    """A grade of which reports may be lacking, and the notebook that it is of."""

    assignment: str
    student: str
    file_name: str
    sha256: str
    result: bytes
    languages: frozenset[str]
    """Those in which there is a report."""


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
    keep_artifacts(connection, grade, graded.artifacts)
    return grade


def keep_artifacts(connection: Connection, grade: UUID, artifacts: Artifacts) -> None:
    """Keep what a person reads of a grade; what is there already stays as it is."""
    rows = [
        {"grade_id": grade, "kind": kind, "language": language,
         "content": zlib.compress(content, _LEVEL)}
        for (kind, language), content in artifacts.items()
    ]  # fmt: skip
    if rows:
        connection.execute(insert(ARTIFACT).on_conflict_do_nothing(), rows)


def find_untold(connection: Connection, grade: UUID) -> Untold | None:
    """Return a grade with the languages of its reports; None where it is there no more."""
    about = SUBMISSION.c
    found = connection.execute(
        select(about.assignment, about.student, about.file_name, about.sha256, GRADE.c.result)
        .join(SUBMISSION, about.id == GRADE.c.submission_id)
        .where(GRADE.c.id == grade)
    ).one_or_none()  # fmt: skip
    if found is None:
        return None
    told = select(ARTIFACT.c.language).where(
        ARTIFACT.c.grade_id == grade, ARTIFACT.c.kind == REPORT_JSON
    )
    languages = frozenset(connection.scalars(told))
    return Untold(*found[:-1], result=unpacked(found.result), languages=languages)


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
