"""Print a report on a terminal. Marks are signs and words; colour only repeats them."""

from collections.abc import Iterator

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Line

from grader.language import Catalogue, built_in
from grader.report import clean
from grader.report.heat_map import is_right
from grader.report.outline import (
    CERTAIN,
    SIGNS,
    Mark,
    Said,
    advice_heading,
    diagnoses,
    exercise_mark,
    gathered,
    headline,
    is_said,
    isolation_line,
    mark,
    more,
    next_steps,
    shared,
)
from grader.report.terminal_exhibit import drawn, folded
from grader.reported import ExerciseReport, Report

STYLES: dict[Mark, str] = {"full": "green", "part": "yellow", "none": "red", "unjudged": "magenta"}
WIDTH = 100
"""Columns: wider lines are hard to read."""
BAR_WIDTH = 40
_TOLD_OF_ITEM = 5
"""Columns before what is said of an item: beneath its title."""
EXHIBITS_SHOWN = 3
"""Arrays of one exercise, and pictures, at most."""


def render(report: Report, console: Console) -> None:
    """Print the report; texts are cleaned and never read as markup or as more than one line."""
    report = clean.report(report)
    catalogue = built_in(report.language)
    for part in _parts(report, catalogue):
        console.print(
            part, width=min(console.width, WIDTH), markup=False, highlight=False, emoji=False
        )


def _parts(report: Report, catalogue: Catalogue) -> Iterator[RenderableType]:
    yield folded(report.title, "bold")
    yield folded(report.student)
    yield Line()
    yield _score(report, catalogue)
    yield folded(headline(report, catalogue))
    steps = next_steps(report)
    if steps:
        yield _heading("ui.next", catalogue)
        for number, step in enumerate(steps, 1):
            yield _indented(folded(f"{number}. {step.title}. {step.text}"))
    if report.problems:
        yield _heading("ui.problems", catalogue)
        for problem in report.problems:
            yield _indented(folded(f"{problem.where}: {problem.message}".removeprefix(": ")))
    for exercise in report.exercises:
        yield from _exercise(exercise, catalogue)
    isolation = isolation_line(report, catalogue)
    if isolation:
        yield Line()
        yield folded(isolation, "dim")


def _indented(content: RenderableType, by: int = 2) -> Padding:
    return Padding(content, (0, 0, 0, by), expand=False)


def _heading(key: str, catalogue: Catalogue) -> RenderableType:
    return Group(Line(), Line(catalogue.word(key), style="bold"))


def _score(report: Report, catalogue: Catalogue) -> Line:
    found = mark(report.score, report.max_score)
    if report.score is None or found == "unjudged":
        return Line(catalogue.word("ui.no_score"), style="bold")
    filled = round(BAR_WIDTH * min(max(report.score / (report.max_score or 1), 0), 1))
    of, points = catalogue.word("ui.of"), catalogue.word("ui.points")
    return Line.assemble(
        (catalogue.points(report.score), "bold"),
        f" {of} {catalogue.points(report.max_score)} {points}  ",
        ("█" * filled, STYLES[found]),
        ("░" * (BAR_WIDTH - filled), "dim"),
    )


def _exercise(exercise: ExerciseReport, catalogue: Catalogue) -> Iterator[RenderableType]:
    found = exercise_mark(exercise)
    yield Line()
    yield Line.assemble(
        (f"{SIGNS[found]} ", STYLES[found]),
        (clean.line(exercise.title), "bold"),
        f"  {_fraction(exercise.score, exercise.max_score, catalogue)}  ",
        (catalogue.word(f"status.{exercise.status}"), STYLES[found]),
    )
    for diagnosis in diagnoses(exercise):
        yield from _told("ui.where", diagnosis.where, catalogue)
        yield from _told(CERTAIN[diagnosis.certainty], diagnosis.sentence, catalogue, "bold")
        yield from _told("ui.hint", diagnosis.hint, catalogue)
    yield _indented(folded(exercise.summary))
    for advice in exercise.advice:
        yield from _told(advice_heading(exercise), advice, catalogue, "dim")
    everywhere = shared([gathered(item.findings)[0] for item in exercise.items])
    for said in everywhere:
        yield _indented(_finding(said, catalogue))
    yield from _items(exercise, everywhere, catalogue)
    arrays = [e for e in exercise.exhibits if e.form == "array" and not is_right(e)]
    pictures = [e for e in exercise.exhibits if e.form != "array" and found != "full"]
    for exhibit in arrays[:EXHIBITS_SHOWN] + pictures[:EXHIBITS_SHOWN]:
        yield _indented(drawn(exhibit, catalogue), 4)
    if exercise.left_out:
        yield _indented(folded(more("ui.more_exhibits", exercise.left_out, catalogue), "dim"))


def _told(key: str, text: str, catalogue: Catalogue, style: str = "") -> Iterator[RenderableType]:
    if text:
        yield _indented(folded(f"{catalogue.word(key)}: {text}", style))


def _items(
    exercise: ExerciseReport, said_before: list[Said], catalogue: Catalogue
) -> Iterator[RenderableType]:
    yield _row(
        Line(),
        Line(catalogue.word("ui.item"), "dim"),
        Line(catalogue.word("ui.points"), "dim"),
        Line(catalogue.word("ui.result"), "dim"),
    )
    for item in exercise.items:
        found = mark(item.score, item.max_score)
        yield _row(
            Line(SIGNS[found], style=STYLES[found]),
            folded(item.title),
            Line(_fraction(item.score, item.max_score, catalogue)),
            Line(catalogue.word(f"mark.{found}"), style=STYLES[found]),
        )
        if item.reason:
            yield _indented(folded(item.reason, "italic"), _TOLD_OF_ITEM)
        wrong, _ = gathered(item.findings)
        for said in wrong:
            if not is_said(said, said_before):
                yield _indented(_finding(said, catalogue), _TOLD_OF_ITEM)
        if item.left_out:
            rest = folded(more("ui.more_findings", item.left_out, catalogue), "dim")
            yield _indented(rest, _TOLD_OF_ITEM)


def _row(sign: Line, title: Line, points: Line, result: Line) -> Padding:
    row = Table.grid(padding=(0, 2, 0, 0), expand=True)
    row.add_column(width=1)
    row.add_column(ratio=1)
    row.add_column(justify="right", no_wrap=True, width=11)
    row.add_column(no_wrap=True, width=14)
    row.add_row(sign, title, points, result)
    return Padding(row, (0, 0, 0, 2))


def _finding(said: Said, catalogue: Catalogue) -> Line:
    cases = ", ".join(
        f"{clean.line(case)} ({catalogue.word(f'kind.{kind}')})" for case, kind in said.cases
    )
    return Line.assemble(("✗ ", "red"), clean.line(said.message), (f" [{cases}]", "dim"))


def _fraction(score: float | None, max_score: float, catalogue: Catalogue) -> str:
    return f"{catalogue.points(score)} / {catalogue.points(max_score)}"
