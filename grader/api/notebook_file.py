"""A notebook on the disk, with the modules of its author's that lie beside it."""

from pathlib import Path

from grader.budget import MAX_FILE_MB
from grader.errors import NothingToGrade
from grader.files import student_of
from grader.model import Submission


def submission_at(path: Path, assignment: Path, *, student: str = "", name: str = "") -> Submission:
    """Read a notebook; `assignment` is the folder of what it answers to.

    `student` and `name` are what the file's own name says, where they are left empty.
    Raises NothingToGrade where it cannot be read.
    """
    try:
        with path.open("rb") as file:
            content = file.read((MAX_FILE_MB << 20) + 1)
    except OSError as error:
        raise NothingToGrade(f"{path} cannot be read: {error.strerror}") from None
    beside = _beside(path, content, assignment)
    return Submission(student or student_of(path.name), name or path.name, content, beside)


def _beside(path: Path, content: bytes, assignment: Path) -> tuple[tuple[str, bytes], ...]:
    if b"import" not in content and b"%run" not in content:
        return ()  # what looks for modules takes time to load
    from grader.intake.modules import on_disk
    from grader.intake.wanted import wanted_by

    return on_disk(path, content, wanted_by(assignment).provided)
