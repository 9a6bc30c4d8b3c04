"""An assignment prepared, taken from the shelf where the run before has kept it.

Its cases and the reference's answers are the same for the same assignment, solutions, seed and
versions; drawing and answering them again is a good part of what one check takes.
"""

from contextlib import suppress
from pathlib import Path

from grader import prepared_frames
from grader.assignment import Assignment, digest_of
from grader.diagnose.shelf import Shelf
from grader.errors import BrokenAssignment
from grader.frozen import frozen
from grader.prepare import Prepared, prepare
from grader.sandbox.wire import WireError
from grader.seed import commitment

_NAME = " prepared"
"""No exercise is called like that."""


@frozen
class _Unprepared:
    """What is known of an assignment before it is prepared."""

    assignment: Assignment
    reference_digest: str
    seed_commitment: str


def prepared_again(assignment: Assignment, seed: bytes, folder: Path) -> Prepared:
    """Return the assignment prepared, as `prepare` does, and keep it in the shelf's folder."""
    if assignment.solutions is None:
        return prepare(assignment, seed)
    digest = digest_of(assignment.solutions)
    shelf = Shelf(folder, _Unprepared(assignment, digest, commitment(seed)), seed)
    content = shelf.read(_NAME)
    if content is not None:
        with suppress(ValueError):  # of another form: it is made anew
            return prepared_frames.read(content, assignment, digest)
    prepared = prepare(assignment, seed)
    with suppress(BrokenAssignment, WireError):  # no plain values, or too large: it is not kept
        shelf.write(_NAME, prepared_frames.written(prepared))
    return prepared
