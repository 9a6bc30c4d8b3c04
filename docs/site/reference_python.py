"""What a program that grades is written against, from its docstrings."""

from source_told import told

import grader
from grader import reported
from grader.diagnose.say import LEVELS
from grader.report.to_json import read_json

_RECORDS = [
    reported.ExerciseReport, reported.ItemReport, reported.FindingReport,
    reported.DiagnosisReport, reported.CodeReport, reported.ExhibitReport,
    reported.PrintedReport, reported.ProblemReport, reported.Report,
]  # fmt: skip
"""What `Report.exercises`, `Report.problems` and `Report.told` are made of."""


def python() -> str:
    """Return the page."""
    head = (
        "# Python\n\nWhoever grades from Python needs these names and the "
        "[exceptions](errors.md); [From Python](../python.md) shows them at work. All of it is "
        "typed. `Hints` is one of "
        f"{', '.join(f'`{level}`' for level in LEVELS)}; `Told` is the last of the records.\n"
    )
    records = (
        "## The records of a report\n\nFrozen, and never made by hand: a `Report` has them. "
        "[The report format](../report-format.md) says more of each field, for the same as JSON.\n"
    )
    called = [
        told(grader.open, "grader.open"), told(grader.Grading, "grader.Grading"),
        told(grader.Report, "grader.Report"), told(read_json),
    ]  # fmt: skip
    return "\n".join([head, *called, records, *map(told, _RECORDS)])
