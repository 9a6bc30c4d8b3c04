"""Print a report on a terminal. Marks are signs and words; colour only repeats them."""

from collections.abc import Iterator, Sequence

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Line

from grader.language import Catalogue, built_in
from grader.report import clean
from grader.report.heat_map import is_right
from grader.report.outline import (
    CERTAIN,
    NOTHING_DONE,
    SIGNS,
    Mark,
    advice_heading,
    code_lines,
    diagnoses,
    exercise_mark,
    headline,
    isolation_line,
    mark,
    more,
    next_steps,
    summary,
)
from grader.report.said import Said, cases_of, gathered, repeats, shared, told, unrepeated
from grader.report.terminal_exhibit import drawn, folded
from grader.reported import CodeReport, ExerciseReport, Report

STYLES: dict[Mark, str] = {"full": "green", "part": "yellow", "none": "red", "unjudged": "magenta"}
WIDTH = 100
"""Columns: wider lines are hard to read."""
BAR_WIDTH = 40
_TOLD_OF_ITEM = 5
"""Columns before what is said of an item: beneath its title."""
ARRAYS_SHOWN, PICTURES_SHOWN = 1, 3
"""Of one exercise, at most; masks only where nothing says what went wrong."""


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
            yield _indented(folded(f"{number}. {step.titles}. {step.text}"))
    if report.problems:
        yield _heading("ui.problems", catalogue)
        for problem in report.problems:
            yield _indented(folded(f"{problem.where}: {problem.message}".removeprefix(": ")))
    above = [step.text for step in steps if len(step.exercises) > 1]
    if report.exercises:
        yield Line()
    for exercise in report.exercises:
        yield from _exercise(exercise, above, catalogue)
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


def _exercise(
    exercise: ExerciseReport, said_above: Sequence[str], catalogue: Catalogue
) -> Iterator[RenderableType]:
    """Print an exercise: one line where it is right, or nothing is there to be looked at."""
    found = exercise_mark(exercise)
    yield Line.assemble(
        (f"{SIGNS[found]} ", STYLES[found]),
        (clean.line(exercise.title), "bold"),
        f"  {_fraction(exercise.score, exercise.max_score, catalogue)}  ",
        (catalogue.word(f"status.{exercise.status}"), STYLES[found]),
    )
    told = [*_about(exercise, said_above, catalogue)]
    yield from told
    if told:
        yield Line()


def _about(
    exercise: ExerciseReport, said_above: Sequence[str], catalogue: Catalogue
) -> Iterator[RenderableType]:
    found = exercise_mark(exercise)
    yield from _diagnoses(exercise, catalogue)
    if found != "full" and (said := summary(exercise, said_above)):
        yield _indented(folded(said))
    for advice in exercise.advice:
        yield from _told(advice_heading(exercise), advice, catalogue, "dim")
    if found == "full" and not any(item.reason for item in exercise.items):
        return
    yield from _code(exercise.stopped)
    yield from _code(exercise.called)
    everywhere = shared([gathered(item.findings)[0] for item in exercise.items])
    for one in everywhere:
        if one.message not in exercise.summary:
            yield _indented(_finding(one, catalogue))
    if exercise.status not in NOTHING_DONE or diagnoses(exercise):
        yield from _items(exercise, everywhere, catalogue)
    arrays = [e for e in exercise.exhibits if e.form == "array" and not is_right(e)]
    forms = ("array", "mask") if diagnoses(exercise) else ("array",)
    pictures = [e for e in exercise.exhibits if e.form not in forms and found != "full"]
    for exhibit in arrays[:ARRAYS_SHOWN] + pictures[:PICTURES_SHOWN]:
        yield _indented(drawn(exhibit, catalogue), 4)
    if more_wrong := len(arrays) - ARRAYS_SHOWN if arrays else 0:
        yield _indented(folded(catalogue.count("ui.more_differ", more_wrong), "dim"), 4)
    if exercise.left_out:
        yield _indented(folded(more("ui.more_exhibits", exercise.left_out, catalogue), "dim"))


def _diagnoses(exercise: ExerciseReport, catalogue: Catalogue) -> Iterator[RenderableType]:
    for diagnosis in diagnoses(exercise):
        yield from _told(CERTAIN[diagnosis.certainty], diagnosis.sentence, catalogue, "bold")
        if diagnosis.code is None:
            yield from _told("ui.where", diagnosis.where, catalogue)
        yield from _code(diagnosis.code)
        yield from _told("ui.hint", diagnosis.hint, catalogue)


def _code(code: CodeReport | None) -> Iterator[RenderableType]:
    if code is not None:
        yield _indented(folded(f"{code.where}:", "dim"))
        for line in code_lines(code).split("\n"):
            yield _indented(
                Line(
                    line, "bold" if line.startswith("▶") else "", no_wrap=True, overflow="ellipsis"
                ),
                4,
            )


def _told(key: str, text: str, catalogue: Catalogue, style: str = "") -> Iterator[RenderableType]:
    if text:
        yield _indented(folded(f"{catalogue.word(key)}: {text}", style))


def _items(
    exercise: ExerciseReport, said_before: list[Said], catalogue: Catalogue
) -> Iterator[RenderableType]:
    found = [gathered(item.findings) for item in exercise.items]
    right, right_points = 0, 0.0
    for item, (wrong, _), unsaid in zip(
        exercise.items, found, unrepeated(found, said_before), strict=True
    ):
        sign = mark(item.score, item.max_score)
        if sign == "full" and not item.reason and not wrong:
            right, right_points = right + 1, right_points + item.max_score
            continue
        yield _row(
            Line(SIGNS[sign], style=STYLES[sign]),
            folded(item.title),
            Line(_fraction(item.score, item.max_score, catalogue)),
            Line(catalogue.word(f"mark.{sign}"), style=STYLES[sign]),
        )
        if item.reason:
            yield _indented(folded(item.reason, "italic"), _TOLD_OF_ITEM)
        for said in unsaid:
            yield _indented(_finding(said, catalogue), _TOLD_OF_ITEM)
        if repeats(wrong, unsaid, said_before):
            yield _indented(folded(catalogue.word("ui.as_above"), "dim"), _TOLD_OF_ITEM)
        if item.left_out:
            rest = folded(more("ui.more_findings", item.left_out, catalogue), "dim")
            yield _indented(rest, _TOLD_OF_ITEM)
    if right:
        yield _row(
            Line(SIGNS["full"], style=STYLES["full"]),
            folded(catalogue.count("ui.right_items", right)),
            Line(_fraction(right_points, right_points, catalogue)),
            Line(catalogue.word("mark.full"), style=STYLES["full"]),
        )


def _row(sign: Line, title: Line, points: Line, result: Line) -> Padding:
    row = Table.grid(padding=(0, 2, 0, 0), expand=True)
    row.add_column(width=1)
    row.add_column(ratio=1)
    row.add_column(justify="right", no_wrap=True, width=11)
    row.add_column(no_wrap=True, width=14)
    row.add_row(sign, title, points, result)
    return Padding(row, (0, 0, 0, 2))


def _finding(said: Said, catalogue: Catalogue) -> Line:
    where = cases_of(said, catalogue)
    return Line.assemble(
        ("✗ ", "red"), clean.line(told(said, catalogue)), (f" [{clean.line(where)}]", "dim")
    )


def _fraction(score: float | None, max_score: float, catalogue: Catalogue) -> str:
    return f"{catalogue.points(score)} / {catalogue.points(max_score)}"
