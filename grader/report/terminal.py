"""Print a report on a terminal. Marks are signs and words; colour only repeats them."""

from collections.abc import Iterator

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Line

from grader.language import Catalogue, built_in
from grader.model import ExerciseReport, Exhibit, Report
from grader.report import clean
from grader.report.heat_map import is_right
from grader.report.outline import (
    Mark,
    Said,
    exercise_mark,
    gathered,
    headline,
    is_said,
    isolation_line,
    mark,
    next_steps,
    shared,
)

SIGNS: dict[Mark, str] = {"full": "✓", "part": "◐", "none": "✗", "unjudged": "–"}
STYLES: dict[Mark, str] = {"full": "green", "part": "yellow", "none": "red", "unjudged": "magenta"}
WIDTH = 100
"""Columns: wider lines are hard to read."""
BAR_WIDTH = 40
EXHIBITS_SHOWN = 3
ROWS_SHOWN, COLUMNS_SHOWN = 6, 6


def render(report: Report, console: Console) -> None:
    """Print the report; texts are cleaned and never read as markup or as more than one line."""
    report = clean.report(report)
    catalogue = built_in(report.language)
    for part in _parts(report, catalogue):
        console.print(
            part, width=min(console.width, WIDTH), markup=False, highlight=False, emoji=False
        )


def _parts(report: Report, catalogue: Catalogue) -> Iterator[RenderableType]:
    yield _said(report.title, "bold")
    yield _said(report.student)
    yield Line()
    yield _score(report, catalogue)
    yield _said(headline(report, catalogue))
    steps = next_steps(report)
    if steps:
        yield _heading("ui.next", catalogue)
        for number, step in enumerate(steps, 1):
            yield _indented(_said(f"{number}. {step.title}. {step.text}"))
    if report.problems:
        yield _heading("ui.problems", catalogue)
        for problem in report.problems:
            yield _indented(_said(f"{problem.where}: {problem.message}".removeprefix(": ")))
    for exercise in report.exercises:
        yield from _exercise(exercise, catalogue)
    isolation = isolation_line(report, catalogue)
    if isolation:
        yield Line()
        yield _said(isolation, "dim")


def _said(text: str, style: str = "") -> Line:
    return Line(clean.line(text), style=style)


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
    yield _indented(_said(exercise.summary))
    for diagnosis in exercise.diagnosis:
        yield _indented(_said(f"{catalogue.word('ui.cause')}: {diagnosis.sentence}", "bold"))
        yield _indented(_said(f"{catalogue.word('ui.hint')}: {diagnosis.hint}"))
    everywhere = shared([gathered(item.findings)[0] for item in exercise.items])
    for said in everywhere:
        yield _indented(_finding(said, catalogue))
    yield Padding(_items(exercise, everywhere, catalogue), (0, 0, 0, 2))
    for exhibit in [e for e in exercise.exhibits if not is_right(e)][:EXHIBITS_SHOWN]:
        yield _indented(_exhibit(exhibit, catalogue), 4)


def _items(exercise: ExerciseReport, said_before: list[Said], catalogue: Catalogue) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), show_edge=False, header_style="dim", expand=True)
    table.add_column("")
    table.add_column(catalogue.word("ui.item"), ratio=1)
    table.add_column(catalogue.word("ui.points"), justify="right", no_wrap=True, min_width=11)
    table.add_column(catalogue.word("ui.result"), no_wrap=True, min_width=14)
    for item in exercise.items:
        found = mark(item.score, item.max_score)
        told: list[RenderableType] = [_said(item.title)]
        wrong, _ = gathered(item.findings)
        told += [_finding(said, catalogue) for said in wrong if not is_said(said, said_before)]
        table.add_row(
            Line(SIGNS[found], style=STYLES[found]),
            Group(*told),
            Line(_fraction(item.score, item.max_score, catalogue)),
            Line(catalogue.word(f"mark.{found}"), style=STYLES[found]),
        )
    return table


def _finding(said: Said, catalogue: Catalogue) -> Line:
    cases = ", ".join(
        f"{clean.line(case)} ({catalogue.word(f'kind.{kind}')})" for case, kind in said.cases
    )
    return Line.assemble(("✗ ", "red"), clean.line(said.message), (f" [{cases}]", "dim"))


def _exhibit(exhibit: Exhibit, catalogue: Catalogue) -> RenderableType:
    side_by_side = Table.grid(padding=(0, 4, 0, 0))
    side_by_side.add_row(
        _said(f"{exhibit.name}: {catalogue.word('ui.expected')}", "dim"),
        Line(catalogue.word("ui.got"), style="dim"),
    )
    side_by_side.add_row(_array(exhibit.expected, ()), _array(exhibit.got, exhibit.off))
    return Group(side_by_side, _said(exhibit.note, "dim")) if exhibit.note else side_by_side


def _array(rows: tuple[tuple[str, ...], ...], off: tuple[tuple[int, ...], ...]) -> Table:
    grid = Table.grid(padding=(0, 1, 0, 0))
    for number, row in enumerate(rows[:ROWS_SHOWN]):
        levels = off[number] if number < len(off) else ()
        cells = [
            _cell(text, column < len(levels) and levels[column] != 0)
            for column, text in enumerate(row[:COLUMNS_SHOWN])
        ]
        grid.add_row(*cells, *([Line("…")] if len(row) > COLUMNS_SHOWN else []))
    if len(rows) > ROWS_SHOWN:
        grid.add_row(Line("…"))
    return grid


def _cell(text: str, wrong: bool) -> Line:
    return _said(f"≠ {text}", "bold red") if wrong else Line(f"  {clean.line(text)}")


def _fraction(score: float | None, max_score: float, catalogue: Catalogue) -> str:
    return f"{catalogue.points(score)} / {catalogue.points(max_score)}"
