"""A report holds so much and no more, whatever a submission does; what is left out is counted."""

from collections import defaultdict
from dataclasses import replace
from io import StringIO

import numpy as np
import pytest
from course_fixture import small_assignment
from course_lesson import Lesson
from each_lesson import each_lesson
from rich.console import Console
from told import told

from grader import bounds
from grader.assignment import Assignment, load_assignment
from grader.diagnosis import Diagnosis
from grader.extract.remarks import capped
from grader.model import Finding, JudgedCase, Problem, Shown, Status, Text
from grader.report import clean
from grader.report.html import render_html
from grader.report.terminal import render
from grader.report.to_json import read_json, write_json
from grader.reported import ExhibitReport, FindingReport, Report
from grader.score import Evidence

MEGABYTE = 1_000_000


def findings(*oks: bool, message: str = "m") -> list[FindingReport]:
    return [FindingReport(f"c{n}", "hidden", ok, message) for n, ok in enumerate(oks)]


def array(rows: int, columns: int) -> ExhibitReport:
    return ExhibitReport("c", "n", (("1",) * columns,) * rows, (("1",) * columns,) * rows, ())


def test_what_is_wrong_is_shown_before_what_holds_in_the_order_of_the_cases() -> None:
    given = findings(*[True] * 60, False, True, False)
    shown, left_out = bounds.findings(given)
    assert left_out == 0  # what is left out holds
    assert bounds.findings(findings(*[True] * 60))[1] == 10
    assert [one.case for one in shown if not one.ok] == ["c60", "c62"]
    assert list(shown) == [one for one in given if one in shown]
    assert len(shown) == bounds.FINDINGS


def test_long_messages_leave_room_for_fewer() -> None:
    shown, left_out = bounds.messages(findings(*[False] * 40, message="𝟙" * 500))
    assert (len(shown), left_out) == (2, 38)


def test_few_findings_are_all_shown() -> None:
    given = findings(True, False)
    assert bounds.findings(given) == (tuple(given), 0)


@pytest.mark.parametrize(
    ("given", "kept"),
    [([array(1, 1)] * 12, 12), ([array(1, 1)] * 13, 12), ([array(40, 30)] * 3, 1), ([], 0)],
)
def test_exhibits_are_counted_and_so_are_their_entries(
    given: list[ExhibitReport], kept: int
) -> None:
    assert bounds.exhibits(given) == (tuple(given[:kept]), len(given) - kept)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("x" * 4000, "x" * 4000),
        ("x" * 4003, "x" * 4000),
        ("x\n" * 200, "x\n" * 200),
        ("x\n" * 300, "x\n" * 200),
        ("x" * 4003 + "\n" * 300, "x" * 4000),
        ("", ""),
    ],
)
def test_printed_text_is_cut_by_characters_and_lines(text: str, shown: str) -> None:
    printed = bounds.printed("c", text)
    assert printed.text.rstrip("\n") == shown.rstrip("\n")
    assert len(printed.text) + printed.left_out == len(text)


def test_a_long_sentence_is_its_beginning() -> None:
    assert bounds.sentence("x" * 700) == "x" * 700
    assert bounds.sentence("x" * 701) == "x" * 698 + "…"


def test_each_kind_of_problems_has_its_own_room() -> None:
    given = [Problem(Text("whole_file"), Text("blank_left", {"n": n})) for n in range(5_000)]
    shown = capped(given)
    assert shown[:-1] == tuple(given[:40])
    assert shown[-1].message == Text("more_problems", {"count": 4960})


def test_points_are_those_of_all_findings() -> None:
    """The findings that are wrong come after more than are shown."""
    assignment = small_assignment()
    held = tuple(
        Finding(i.id, True) for r in assignment.rubrics for i in r.items for _ in range(80)
    )
    slip = tuple(
        Finding(i.id, False) for r in assignment.rubrics for i in r.items for _ in range(60)
    )
    report = _scored(assignment, (*held, *slip), "")
    assert report.score == 0
    assert {item.left_out > 0 for e in report.exercises for item in e.items} == {True}


@each_lesson
@pytest.mark.parametrize("letter", ["𝟙", "'", "\n"])
def test_the_worst_report_of_every_lesson_stays_below_a_megabyte(
    lesson: Lesson, letter: str
) -> None:
    assignment = load_assignment(lesson.folder, None)
    said = Text("why.message", {"message": letter * 5_000})
    given = tuple(
        Finding(item.id, False, replace(said, values={"message": f"{n}{letter * 5_000}"}))
        for rubric in assignment.rubrics
        for item in rubric.items
        for n in range(60)
    )
    report = _scored(assignment, given, letter * 70_000)
    written = write_json(report)
    sizes = [len(written), len(render_html(report).encode())]
    assert max(sizes) < MEGABYTE, sizes
    assert read_json(written) == clean.report(report)


def test_the_worst_report_on_a_terminal_stays_below_a_megabyte() -> None:
    terminal = StringIO()
    report = _scored(small_assignment(), (), "𝟙" * 70_000)
    render(report, Console(file=terminal, width=100))
    assert 0 < len(terminal.getvalue().encode()) < MEGABYTE


def _scored(assignment: Assignment, findings: tuple[Finding, ...], printed: str) -> Report:
    """Score somebody of whom everything is told that can be told."""
    mask, curve = np.ones((50, 70)), np.linspace(1e-9, 1e9, 1000)
    shown = (
        *(Shown("mask", None, mask, 1e-6, 1e-8, "mask") for _ in range(8)),
        *(Shown("losses", curve, -curve, 1e-6, 1e-8, "curve") for _ in range(8)),
        *(Shown("dW", -mask / 3, mask / 3, 1e-6, 1e-8) for _ in range(8)),
        Shown("text", mask, printed, 1e-6, 1e-8),
    )
    judged = tuple(
        JudgedCase(
            rubric.name, f"case{n}", "example" if n < 2 else "hidden", Status.FAILED,
            findings=findings, shown=shown, printed=printed,
        )
        for rubric in assignment.rubrics
        for n in range(4)
    )  # fmt: skip
    said = Text("why.message", {"message": printed[:600]})
    problems = capped(
        Problem(Text("whole_file"), Text("load_failed", {"error": f"{n}{printed[:580]}"}))
        for n in range(5_000)
    )
    counted_on = defaultdict(lambda: frozenset((f.item, "") for f in findings))
    evidence = Evidence(
        counted_on,
        judged,
        problems * 3,
        {
            rubric.name: (Diagnosis("relation", text=said, hint=said),)
            for rubric in assignment.rubrics
        },
        {rubric.name: (said,) * 3 for rubric in assignment.rubrics},
    )
    return told(assignment, "pt-BR", evidence)
