"""`grader override`: a person's decision on one item of one student's."""

from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from grader.assignment import Assignment, digest_of
from grader.classrun.decisions import decide
from grader.classrun.kept_intake import kept_intake
from grader.commands.class_run import (
    Tally,
    asked_before,
    place_of,
    run_class,
    running,
    say,
    store_in,
)
from grader.commands.in_class import assignment_at, item_called, kept_result, person_called
from grader.decision import Decision
from grader.errors import UserError
from grader.intake import Intake
from grader.intake.likeness import visible
from grader.language import built_in
from grader.model import Text
from grader.result import Result


def run_override(out: Path, student: str, item: str, points: float | None, why: str) -> int:
    """Decide on an item's points, or take a decision back (None); return the exit code.

    Raises UserError, CannotWrite, Fault.
    """
    console = Console(stderr=True)
    store = store_in(out)
    asked = asked_before(store)
    intake = kept_intake(store) or Intake((), ())
    person = person_called(student, intake)
    assignment = assignment_at(place_of(asked))
    exercise, found, most = item_called(item, assignment)
    if points is not None and not 0 <= points <= most:
        raise UserError(f"{exercise}.{found} is worth at most {most:g} points, and at least 0")
    if not why.strip():
        raise UserError("a decision needs its reason: --why TEXT; the student reads it")
    now = datetime.now(UTC).isoformat(timespec="seconds")
    decision = Decision(person.id, exercise, found, points, why.strip(), now)
    tally = Tally(len(intake.handed_in))
    with running(console, store, tally) as stopping:
        before = _refuse_stale(kept_result(store, intake, person), assignment, out)
        decide(store, decision)
        # the others' results may be better ones that a regrade has kept
        about = run_class(
            console, asked, store, intake, 1, tally, stopping, resume=True, lowers="new_work"
        )
    after = next(one.row.score for one in about.done if one.row.student == person.id)
    catalogue = built_in(about.language)
    old, new = catalogue.points(before.score), catalogue.points(after)
    values: dict[str, str | int | float | Text] = {
        "student": visible(person.id), "item": f"{exercise}.{found}", "old": old, "new": new,
    }  # fmt: skip
    kind = "taken_back" if points is None else "decided"
    say(console, catalogue.say(Text(f"override.{kind}", values)))
    return 0


def _refuse_stale(result: Result, assignment: Assignment, out: Path) -> Result:
    reference = digest_of(assignment.solutions) if assignment.solutions else None
    same = result.provenance.assignment == assignment.digest
    if not same or reference not in (None, result.provenance.reference):
        raise UserError(
            f"the assignment has changed since {out} was graded; `grader regrade {out}` first"
        )
    return result
