"""The gradebook: the columns that were promised, and no cell a spreadsheet would run."""

import csv
import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_samples import full_marks, hostile, mixed, unreadable
from rows import row_of

from grader.gradebook import gradebook_csv
from grader.report.class_row import ClassRow, Points
from grader.spreadsheet import locale_of

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=20) | st.text(
    "=+-@\t\r\n\"',;x", max_size=10
)


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8"), newline=""), strict=True))


def test_columns_are_the_promised_ones_then_one_for_each_exercise() -> None:
    reports = [full_marks("en"), mixed("en"), unreadable("en")]
    names = [e.name for e in reports[1].exercises]
    table = read(gradebook_csv(map(row_of, reports), names))
    assert table == [
        ["student", "score", "max_score", "status", *names],
        ["ana.souza", "50", "50", "graded", "20", "30", "", "", ""],
        ["joão-pereira", "20", "50", "graded", "10", "10", "0", "0", ""],
        ["vazio", "0", "50", "unreadable", "", "", "", "", ""],
    ]


@pytest.mark.parametrize(
    ("locale", "content"),
    [
        ("pt-BR", '"student";"score";"max_score";"status"\r\n"007";12,5;50;"graded"\r\n'),
        ("es", '"student";"score";"max_score";"status"\r\n"007";12,5;50;"graded"\r\n'),
        ("en", '"student","score","max_score","status"\r\n"007",12.5,50,"graded"\r\n'),
    ],
)
def test_a_spreadsheet_of_each_language_opens_it(locale: str, content: str) -> None:
    row = ClassRow("007", 12.5, 50.0, "graded")
    assert gradebook_csv([row], [], locale_of(locale)).decode("utf-8") == f"\ufeff{content}"


def test_lines_end_in_a_newline_only() -> None:
    content = gradebook_csv([row_of(full_marks("en"))], [])
    assert content == b"student,score,max_score,status\nana.souza,50,50,graded\n"


@pytest.mark.parametrize(
    ("score", "cell"),
    [(None, ""), (float("nan"), ""), (0.1 + 0.2, "0.3"), (12.5, "12.5"), (20.0, "20")],
)
def test_points_are_written_plainly(score: float | None, cell: str) -> None:
    row = ClassRow("a", score, 100.0, "graded", (Points("e", "E", score, 100.0),))
    assert read(gradebook_csv([row], ["e"]))[1] == ["a", cell, "100", "graded", cell]


@pytest.mark.parametrize(
    ("student", "cell"),
    [
        ('=cmd|"/C calc"!A1', '\'=cmd|"/C calc"!A1'),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'=1"),
        ("\rx", "'x"),
        (" =1", "'=1"),
        ("\x1b[0m=1", "'=1"),
        ("ana, 'a' \"b\"", "ana, 'a' \"b\""),
        ("joão\n50", "joão 50"),
        ("a\ud800b", "ab"),
    ],
)
def test_no_name_is_a_formula_or_a_second_line(student: str, cell: str) -> None:
    row = replace(row_of(full_marks("en")), student=student)
    assert read(gradebook_csv([row], []))[1][0] == cell


@given(st.lists(ANY_TEXT, min_size=1, max_size=3), ANY_TEXT)
def test_any_text_gives_one_whole_row_without_formulas(students: list[str], name: str) -> None:
    rows = [ClassRow(student, 1.0, 2.0, student) for student in students]
    table = read(gradebook_csv(rows, [name]))
    assert [len(row) for row in table] == [5] * (len(students) + 1)
    assert not [cell for row in table for cell in row if cell.startswith(tuple("=+-@\t\r"))]


def test_a_row_is_taken_from_a_report() -> None:
    report = mixed("en")
    row = row_of(report, "students/x/report.html")
    assert (row.student, row.score, row.status, row.problems) == ("joão-pereira", 20, "graded", 1)
    assert row.page == "students/x/report.html"
    assert [p.score for p in row.exercises] == [10, 10, 0, 0, None]
    assert len(row.items) == sum(len(e.items) for e in report.exercises)
    assert row.items[0] == Points(
        "plain", "Without penalty (lambd = 0), the cost is the cross-entropy", 4, 4,
        "Cost with L2 regularization",
    )  # fmt: skip


def test_a_hostile_report_makes_a_harmless_row() -> None:
    table = read(gradebook_csv([row_of(hostile("en"))], ["cost"]))
    assert table[1][0].startswith("'=cmd|") and table[1][1:] == ["", "50", "graded", "0"]


@pytest.mark.parametrize("name", ["ana;=1+1;", "ana; =1", "a;+1;-1;@x"])
def test_no_formula_stands_behind_a_semicolon(name: str) -> None:
    row = ClassRow(name, 1.0, 1.0, "graded")
    content = gradebook_csv([row], []).decode()
    cells = [cell.strip() for cell in content.splitlines()[1].split(";")]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
