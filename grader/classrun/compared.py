"""A class's marks before and after a regrade, side by side."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import msgspec

from grader.classrun.store import RESULT, Store
from grader.classrun.worker import Done
from grader.errors import UserError
from grader.files import folder_names
from grader.intake import Intake
from grader.report.regrade_page import Moved, RegradeRow
from grader.stored import read_result

_NOTE = "marks-before.json"


@dataclass(frozen=True, slots=True)
class Marks:
    """One student's points: of the whole, and of each item as ``exercise.item``."""

    score: float | None
    items: Mapping[str, float | None]


def remember_marks(store: Store, intake: Intake) -> None:
    """Keep the marks that there are, unless a regrade that did not end has kept them before."""
    if store.noted(_NOTE) is None:
        store.note(_NOTE, msgspec.json.encode(dict(_marks_in(store, intake))))


def forget_marks(store: Store) -> None:
    """Forget what was remembered: the regrade is at its end, or a run came in between."""
    store.forget(_NOTE)


def compared(store: Store, intake: Intake, graded: Iterable[Done]) -> list[RegradeRow]:
    """Return everybody's marks, beside those that were remembered."""
    kept = store.noted(_NOTE) or b"{}"
    before = msgspec.json.decode(kept, type=dict[str, Marks])
    now = dict(_marks_in(store, intake))
    nothing = Marks(None, {})
    return [
        _row(one, before.get(one.row.student, nothing), now.get(one.row.student, nothing))
        for one in graded
    ]


def _row(done: Done, old: Marks, new: Marks) -> RegradeRow:
    names = dict.fromkeys((*old.items, *new.items))
    moved = [Moved(n, old.items.get(n), new.items.get(n)) for n in names]
    return RegradeRow(
        done.row.student,
        old.score,
        new.score,
        tuple(one for one in moved if one.old != one.new),
        is_kept=done.instead is not None,
        would_be=done.instead.score if done.instead else None,
    )


def _marks_in(store: Store, intake: Intake) -> Iterable[tuple[str, Marks]]:
    for student, key in folder_names(one.person.id for one in intake.handed_in).items():
        entry = store.finished(key)
        if entry is not None:
            try:
                result = read_result(entry.files[RESULT])
            except UserError:  # not what a run wrote: there is nothing to compare with
                continue
            items = {f"{e.name}.{i.id}": i.score for e in result.exercises for i in e.items}
            yield student, Marks(result.score, items)
