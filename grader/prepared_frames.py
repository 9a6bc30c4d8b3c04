"""A prepared assignment as frames: inputs, what is right, what is counted on.

So it is frozen into a kit, and kept between runs.
"""

from collections.abc import Sequence
from typing import Any

from grader import frames
from grader.assignment import Assignment
from grader.errors import BrokenAssignment
from grader.exercise import Case
from grader.prepare import Prepared, PreparedCase
from grader.sandbox import wire
from grader.sandbox.executor import question


def written(prepared: Prepared) -> bytes:
    """Return the cases of an assignment. Raises BrokenAssignment for inputs that are no values."""
    own = [row(case) for case in prepared.own_cases]
    return frames.written([prepared.seed_commitment, [row(c) for c in prepared.cases], own])


def read(content: bytes, assignment: Assignment, reference_digest: str) -> Prepared:
    """Return a prepared assignment. Raises ValueError for frames of another form."""
    try:
        [[commitment, cases, own]] = frames.read(content)
        return Prepared(
            assignment, _cases(cases, assignment), commitment, reference_digest,
            _cases(own, assignment),
        )  # fmt: skip
    except (wire.WireError, ValueError, TypeError, KeyError) as error:
        said = type(error).__name__
        raise ValueError(f"cases of another form ({said})") from None


def row(case: PreparedCase) -> list[Any]:
    """Return a case as plain values. Raises BrokenAssignment for inputs that are no values."""
    q = case.question
    row = [
        q.index, q.exercise, q.case.name, q.case.asked, q.kind, q.seed, q.case.inputs, case.want,
        sorted(map(list, case.counted)),
    ]  # fmt: skip
    if _is_opaque(next(frames.read(frames.written(row)))):
        raise BrokenAssignment(
            f"{q.exercise}, case {q.case.name}: an input or an answer is no plain value, "
            "so it cannot be put into a kit"
        )
    return row


def _cases(rows: Sequence[Any], assignment: Assignment) -> tuple[PreparedCase, ...]:
    found = []
    for index, exercise, name, asked, kind, seed, inputs, want, counted in rows:
        case = Case(name, asked=asked, **inputs)
        q = question(index, assignment.exercises[exercise], case, kind, seed)
        found.append(PreparedCase(q, want, frozenset((item, part) for item, part in counted)))
    return tuple(found)


def _is_opaque(value: Any) -> bool:
    """Tell whether something in a value did not come back as it was."""
    if isinstance(value, dict):
        return any(map(_is_opaque, [*value.keys(), *value.values()]))
    if isinstance(value, list | tuple | set | frozenset):
        return any(map(_is_opaque, value))
    return isinstance(value, wire.Opaque)
