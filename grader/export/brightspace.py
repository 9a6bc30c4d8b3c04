"""Brightspace: one column of points of the grades as they were exported."""

import re

from grader.errors import NotExported
from grader.export.columns import Columns, Key, chosen, find, found, plain, read_number
from grader.export.export import Exported, Job
from grader.export.fill import fill
from grader.export.match import ANY
from grader.export.table import Table
from grader.model import Text

_ORG_ID = frozenset({"orgdefinedid", "org defined id"})
_USERNAME = frozenset({"username"})
_FIRST, _LAST = frozenset({"first name"}), frozenset({"last name"})
_EMAIL = frozenset({"email"})
_POINTS = " points grade"
"""Behind the title of what is marked with points."""
_MAXIMUM = re.compile(r"MaxPoints:\s*(\d+(?:[.,]\d+)?)", re.IGNORECASE)
_MARKED = re.compile(r"#?(.*)", re.DOTALL)
"""Brightspace puts a `#` before ids, so that spreadsheets keep them as text."""


class Brightspace:
    """Fills a column of points."""

    name = "brightspace"
    words = "Brightspace's grades"

    def fill(self, table: Table, job: Job) -> Exported:
        """Return the filled table."""
        return fill(table, _columns(table, job), job).exported


def _columns(table: Table, job: Job) -> Columns:
    ids = found([find(table, _ORG_ID), find(table, _USERNAME)])
    header = table.header()
    if not ids:
        seen = ", ".join(header[:20])
        values = {"file": table.file, "wanted": "OrgDefinedId / Username", "seen": seen}
        raise NotExported(Text("export.no_column", values))
    columns = [column for column, title in enumerate(header) if _POINTS in title.casefold()]
    asked = plain(job.column or job.of.title)
    named = [c for c in columns if plain(header[c].casefold().partition(_POINTS)[0]) == asked]
    mark = named[0] if len(named) == 1 else chosen(table, columns, job.column, job.of.title)
    worth = _MAXIMUM.search(header[mark])
    email = found([find(table, _EMAIL)])
    return Columns(
        rows=range(1, len(table.rows)),
        keys=tuple(Key(column, (ANY,), _MARKED) for column in (*ids, *email)),
        names=found([find(table, _FIRST), find(table, _LAST)]),
        mark=mark,
        maximum=read_number(worth[1]) if worth else None,
    )
