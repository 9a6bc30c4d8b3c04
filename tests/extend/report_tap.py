"""To add a form of a report: lines of the Test Anything Protocol, one for each item."""

from collections.abc import Iterator

from grader.language import built_in
from grader.report import clean
from grader.report.outline import headline, mark
from grader.reported import Report

_NOT_READ = str.maketrans({"#": "♯", "\\": "∖"})
"""Signs that a reader of such lines takes for its own."""


def write_tap(report: Report) -> bytes:
    """Return the report; whatever is somebody else's is cleaned, and put on one line."""
    report = clean.report(report)
    return "".join(f"{line}\n" for line in _lines(report)).encode()


def _lines(report: Report) -> Iterator[str]:
    catalogue = built_in(report.language)
    items = [(exercise, item) for exercise in report.exercises for item in exercise.items]
    yield "TAP version 13"
    yield f"1..{len(items)}"
    for number, (exercise, item) in enumerate(items, 1):
        ok = "ok" if mark(item.score, item.max_score) == "full" else "not ok"
        points = f"{catalogue.points(item.score)}/{catalogue.points(item.max_score)}"
        yield f"{ok} {number} - {_plain(exercise.title)}: {_plain(item.title)} ({points})"
    total = f"{catalogue.points(report.score)} / {catalogue.points(report.max_score)}"
    yield f"# {_plain(report.student)}: {total}. {headline(report, catalogue)}"


def _plain(said: str) -> str:
    return clean.line(said).translate(_NOT_READ)
