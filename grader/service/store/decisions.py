"""What persons decided in the place of the grader's points; nothing is ever taken out."""

from collections.abc import Sequence

from sqlalchemy import Connection, insert, select

from grader.decision import Decision
from grader.service.schema.tables import DECISION


def keep_decision(connection: Connection, assignment: str, decision: Decision, by: str) -> None:
    """Add a decision; the last one on an item stands."""
    connection.execute(
        insert(DECISION).values(
            assignment=assignment, student=decision.student, exercise=decision.exercise,
            item=decision.item, points=decision.points, why=decision.why, decided_by=by,
        )
    )  # fmt: skip


def decisions_on(connection: Connection, assignment: str, student: str) -> Sequence[Decision]:
    """Return every decision on a student's items, the oldest first."""
    columns = DECISION.c
    found = connection.execute(
        select(columns.exercise, columns.item, columns.points, columns.why, columns.decided_at)
        .where(columns.assignment == assignment, columns.student == student)
        .order_by(columns.id)
    )
    return [
        Decision(student, exercise, item, points, why, at.isoformat(timespec="seconds"))
        for exercise, item, points, why, at in found
    ]
