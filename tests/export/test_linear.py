"""Work on tables and on names that students chose grows with their size and no faster."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest
from growth import Stages, too_steep

from grader.errors import NotExported
from grader.export.columns import Columns, Key, chosen
from grader.export.comment import comment
from grader.export.export import Job
from grader.export.fill import fill
from grader.export.graded_class import GradedClass, InFolder, Known, Student
from grader.export.mark import Mark, Marking
from grader.export.moodle import Moodle
from grader.export.table import read_table
from grader.language import Catalogue
from grader.spreadsheet import text_cell

SIGNS = ["_", "a_1_", "([|<", " ", "(1", '""', ";=", "é̀́", ": ", "\x1b["]
ANA = Student("ana", Known("ana"), score=Decimal(5), max_score=Decimal(10), file="ana.ipynb")
HEADER = b"Identifier,Full name,Grade,Maximum Grade,Last modified (grade),Feedback comments\n"


def job(*students: Student) -> Job:
    return Job(
        GradedClass("none", InFolder(Path("none")), "s", "S", "en", students),
        Marking(),
        Catalogue("en"),
    )


def test_a_table_grows_by_its_rows() -> None:
    def run(size: int, stage: Stages) -> None:
        people = [
            replace(ANA, key=f"k{n}", who=Known(f"s{n}", ids=(("moodle", str(n)),)))
            for n in range(size)
        ]
        rows = b"".join(b'Participant %d,"A ""B"", C",,10,-,\n' % n for n in range(size))
        table = stage("read", lambda: read_table(HEADER + rows, "t.csv"))
        columns = Columns(range(1, size + 1), (Key(0, ("any",)),), (1,), 2, 5, maximum=3)
        known = [
            replace(p, who=replace(p.who, email=f"Participant {n}")) for n, p in enumerate(people)
        ]
        stage("fill", lambda: fill(table, columns, job(*known)))

    assert too_steep(run, 200) == {}


@pytest.mark.parametrize("sign", SIGNS)
def test_one_long_cell_or_name_costs_no_more_than_its_length(sign: str) -> None:
    def run(size: int, stage: Stages) -> None:
        text = sign * size
        cell = text.replace('"', '""')
        content = HEADER + f'Participant 1,"{cell}",,10,-,\n'.encode()
        one = replace(ANA, who=Known("x", text, ids=(("moodle", "1"),)), file=text)
        mark = Mark(Decimal(5), Decimal(0), Decimal(5), Decimal(10))
        table = stage("read", lambda: read_table(content, "t.csv"))
        stage("cell", lambda: text_cell(text))
        stage("comment", lambda: comment(one, mark, Catalogue("en"), html=True))
        stage("fill", lambda: _tried(partial(Moodle().fill, table, job(one))))
        title = read_table(f'A,"{cell} (7)","{cell}x"\n'.encode(), "t.csv")
        stage("column", lambda: _tried(partial(chosen, title, [1, 2], cell, "")))

    assert too_steep(run, 4_000) == {}


def _tried(work: Callable[[], object]) -> None:
    """Do it; that nobody of the class has a page is told by the time it takes as well."""
    with suppress(NotExported):
        work()
