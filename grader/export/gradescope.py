"""Gradescope: the grades of an assignment as they were downloaded, by number or e-mail."""

from grader.export.columns import Columns, Key, find, found, needed
from grader.export.export import Exported, Job
from grader.export.fill import fill
from grader.export.match import ANY
from grader.export.table import Table

_SID = frozenset({"sid", "student id"})
_EMAIL = frozenset({"email"})
_SUBMISSION = frozenset({"submission id"})
_FIRST, _LAST = frozenset({"first name"}), frozenset({"last name"})
_NAME = frozenset({"name"})
_MARK = frozenset({"total score"})
_MAXIMUM = frozenset({"max points"})


class Gradescope:
    """Fills the total score."""

    name = "gradescope"
    words = "Gradescope's grades"

    def fill(self, table: Table, job: Job) -> Exported:
        """Return the filled table."""
        return fill(table, _columns(table), job).exported


def _columns(table: Table) -> Columns:
    email = needed(table, _EMAIL)
    sid, submission = found([find(table, _SID)]), found([find(table, _SUBMISSION)])
    return Columns(
        rows=range(1, len(table.rows)),
        keys=(
            *(Key(column, ("gradescope",)) for column in submission),
            *(Key(column, (ANY,)) for column in (*sid, email)),
        ),
        names=found([find(table, _FIRST), find(table, _LAST), find(table, _NAME)]),
        mark=needed(table, _MARK),
        maximum=find(table, _MAXIMUM),
    )
