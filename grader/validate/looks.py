"""Does what known mistakes look like tell them from right code? It must not be in any of ours."""

from collections.abc import Iterator
from pathlib import Path

from grader.assignment import Assignment
from grader.diagnose.confirm import is_seen
from grader.errors import GraderError
from grader.extract import extract
from grader.model import Extraction, Submission
from grader.notebook import read
from grader.trial import Bench
from grader.validate.flaw import Flaw, Row

_RIGHT = ("solution.ipynb", "reference.py")


def examine_looks(assignment: Assignment, bench: Bench, solutions: Path) -> Row:
    """Look for every mistake in the solution and in the reference."""
    path = str(solutions / "mistakes.toml")
    try:
        exercises = {mistake.id: mistake.exercise for mistake in bench.load("mistakes").MISTAKES}
    except Exception:  # an author's file may raise anything; said elsewhere
        return Row("looks", "unreadable")
    faults = [
        Flaw(path, mistake, sentence)
        for mistake, sentence in _untrue(assignment, exercises, list(_right(assignment, solutions)))
    ]
    said = sum(name in assignment.looks for name in exercises)
    return Row("looks", f"{said} of {len(exercises)} say what they look like", tuple(faults))


def _untrue(
    assignment: Assignment, exercises: dict[str, str], right: list[tuple[str, Extraction]]
) -> Iterator[tuple[str, str]]:
    for mistake in assignment.observed - exercises.keys():
        yield mistake, "is not the id of a mistake in mistakes.py"
    for mistake, look in assignment.looks.items():
        if mistake not in exercises:
            yield mistake, "is not the id of a mistake in mistakes.py"
            continue
        exercise = exercises[mistake]
        asks = assignment.exercises[exercise].asks or (exercise,)
        for name, extraction in right:
            if is_seen(look, extraction, asks):
                yield mistake, f"looks like {name}, which is right"


def _right(assignment: Assignment, solutions: Path) -> Iterator[tuple[str, Extraction]]:
    for name in _RIGHT:
        try:
            handed = Submission("right", name, (solutions / name).read_bytes())
            yield name, extract(read(handed), assignment.asks)
        except (OSError, GraderError):  # said elsewhere
            continue
