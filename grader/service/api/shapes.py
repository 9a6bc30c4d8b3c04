"""What the API takes and gives, as JSON."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from grader.service.api.asking import LINE
from grader.service.store.submissions import Kept

Line = Annotated[str, Field(min_length=1, max_length=200, pattern=LINE)]
State = Literal["queued", "grading", "graded", "set_aside"]


class Problem(BaseModel):
    """Why a request was not granted (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str


class Grade(BaseModel):
    """What a submission earns; `score` is null where we failed to grade it."""

    status: str
    score: float | None
    max_score: float
    graded_at: datetime


class SubmissionOut(BaseModel):
    """A submission, and how far it is."""

    id: UUID
    assignment: str
    student: str
    file_name: str
    sha256: str
    size: int
    received_at: datetime
    state: State
    ahead: int | None = None
    """Runs before this one; null where it is not waiting."""
    grade: Grade | None = None
    """Of its last run that ended; it stays while a later run is made."""
    links: dict[str, str] = {}


class Listed(BaseModel):
    """Submissions, the newest first."""

    submissions: list[SubmissionOut]
    next_before: datetime | None = None
    """What `before` should be for those that follow; null where there are no more."""


class ItemOut(BaseModel):
    """One item of the rubric."""

    id: str
    points: float
    title: dict[str, str]


class ExerciseOut(BaseModel):
    """One exercise of the rubric."""

    name: str
    title: dict[str, str]
    items: list[ItemOut]


class AssignmentOut(BaseModel):
    """An assignment as its folder declares it now."""

    slug: str
    title: dict[str, str]
    languages: list[str]
    points: float
    exercises: list[ExerciseOut]


class Override(BaseModel):
    """A person's decision; without points, the grader's own stand again."""

    model_config = ConfigDict(extra="forbid")

    exercise: Line
    item: Line
    points: float | None = Field(default=None, ge=0, le=1e6, allow_inf_nan=False)
    why: Annotated[str, Field(max_length=2000, pattern=r"^[^\x00]*$")] = ""


class Decided(BaseModel):
    """A person's decision as it stands."""

    exercise: str
    item: str
    points: float | None
    why: str
    at: str


class Regrade(BaseModel):
    """Runs that were queued."""

    queued: int


class RosterPerson(BaseModel):
    """One person of a roster."""

    student: Line
    name: Annotated[str, Field(max_length=300, pattern=r"^[^\x00]*$")] = ""
    email: Annotated[str, Field(max_length=300, pattern=r"^[^\x00]*$")] = ""
    groups: list[Line] = []


class Roster(BaseModel):
    """Who should hand in, and of them who has not."""

    people: list[RosterPerson]
    missing: list[str] = []


def shown(kept: Kept, base: str, ahead: int | None = None) -> SubmissionOut:
    """Return a submission as the API gives it; `base` is where submissions are."""
    here = f"{base}/{kept.id}"
    links = {"self": here, "notebook": f"{here}/notebook"}
    grade = None
    if kept.status is not None and kept.max_score is not None and kept.graded_at is not None:
        grade = Grade(
            status=kept.status, score=kept.score, max_score=kept.max_score,
            graded_at=kept.graded_at,
        )  # fmt: skip
        links |= {
            "report": f"{here}/report.json",
            "report_html": f"{here}/report.html",
            "annotated": f"{here}/feedback.ipynb",
        }
    return SubmissionOut(
        id=kept.id, assignment=kept.assignment, student=kept.student, file_name=kept.file_name,
        sha256=kept.sha256, size=kept.size, received_at=kept.received_at,
        state=kept.state,  # type: ignore[arg-type]  # the database's check holds it to these
        ahead=ahead, grade=grade, links=links,
    )  # fmt: skip
