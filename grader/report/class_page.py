"""Write the class at a glance: how many, how well, what was hard, who needs a person."""

import statistics
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from grader.frozen import frozen
from grader.language import Catalogue, built_in
from grader.report import clean
from grader.report.class_row import ClassRow, Points
from grader.report.html import environment, percent, words
from grader.report.outline import facts, mark

BINS = 10
NEED_A_PERSON = ("unreadable", "too_costly", "grader_fault")
HARDEST_SHOWN = 8
MISTAKES_SHOWN = 10


@frozen
class AsideRow:
    """A file that was not graded, and why, in the reader's language."""

    file: str
    reason: str


@frozen
class CollisionRow:
    """Hand-ins that could be taken for one another: a sentence, then (id, file) of each.

    The id is empty for a file that was not graded.
    """

    sentence: str
    members: tuple[tuple[str, str], ...]


def render_class_page(
    rows: Iterable[ClassRow],
    *,
    title: str,
    language: str,
    set_aside: Iterable[AsideRow] = (),
    collisions: Iterable[CollisionRow] = (),
    run: Mapping[str, Any] | None = None,
) -> str:
    """Return `index.html`: one page for the teacher, students in order of their ids."""
    catalogue = built_in(language)
    rows = sorted(rows, key=lambda row: (row.student.casefold(), row.student))
    columns = _columns(rows)
    items = _hardest(rows)
    return (
        environment()
        .get_template("class.html.j2")
        .render(
            language=language,
            words=words(language),
            count=catalogue.count,
            title=clean.line(title),
            size=len(rows),
            figures=_figures(rows, catalogue),
            bins=_histogram(rows, catalogue),
            mistakes=_mistakes(rows, catalogue),
            hardest=items[:HARDEST_SHOWN],
            easier=items[HARDEST_SHOWN:],
            columns=list(columns.values()),
            rows=[_row(row, list(columns), catalogue) for row in rows],
            copies=any(row.copy for row in rows),
            set_aside=[AsideRow(clean.line(s.file), clean.line(s.reason)) for s in set_aside],
            collisions=[_clean(collision) for collision in collisions],
            run=facts(clean.deep(dict(run or {})), catalogue),
        )
    )


def _clean(collision: CollisionRow) -> CollisionRow:
    members = tuple((clean.line(student), clean.line(file)) for student, file in collision.members)
    return CollisionRow(clean.line(collision.sentence), members)


@frozen
class _Cell:
    points: str
    mark: str
    percent: str


@frozen
class _Row:
    student: str
    name: str
    """Empty where the id says it already."""
    page: str
    copy: str
    status: str
    attention: bool
    score: _Cell
    exercises: list[_Cell]
    problems: int


@frozen
class _Figure:
    value: str
    name: str
    attention: bool = False


@frozen
class _Bin:
    label: str
    students: int
    said: str
    height: str


@frozen
class _Item:
    title: str
    exercise: str
    share: int
    earned: str


@frozen
class _Mistake:
    sentence: str
    exercise: str
    students: str


def _columns(rows: Sequence[ClassRow]) -> dict[str, str]:
    """Return exercises by name, with their titles, in the order in which they are first met."""
    return {e.name: clean.line(e.title) for row in rows for e in row.exercises}


def _row(row: ClassRow, columns: Sequence[str], catalogue: Catalogue) -> _Row:
    of = {exercise.name: exercise for exercise in row.exercises}
    nothing = Points("", "", None, 0.0)
    cells = [of.get(name, nothing) for name in columns]
    return _Row(
        student=clean.line(row.student),
        name="" if row.name in row.student else clean.line(row.name),
        page=_address(row.page),
        copy=_address(row.copy),
        status=catalogue.word(f"graded.{row.status}"),
        attention=row.status in NEED_A_PERSON,
        score=_cell(row.score, row.max_score, catalogue),
        exercises=[_cell(cell.score, cell.max_score, catalogue) for cell in cells],
        problems=row.problems,
    )


def _address(path: str) -> str:
    """Return a path as a link within this folder, whatever it is called."""
    return quote(path.lstrip("/"), errors="surrogatepass")


def _cell(score: float | None, max_score: float, catalogue: Catalogue) -> _Cell:
    return _Cell(catalogue.points(score), mark(score, max_score), percent(score, max_score))


def _figures(rows: Sequence[ClassRow], catalogue: Catalogue) -> list[_Figure]:
    scores = [row.score for row in rows if row.score is not None and _is_scored(row)]
    best = max((row.max_score for row in rows), default=0.0)
    of = f" / {catalogue.points(best)}"
    full = sum(mark(row.score, row.max_score) == "full" for row in rows)
    attention = sum(row.status in NEED_A_PERSON for row in rows)
    middle = statistics.median(scores) if scores else None
    mean = statistics.fmean(scores) if scores else None
    return [
        _Figure(catalogue.points(mean) + of, catalogue.word("class.mean")),
        _Figure(catalogue.points(middle) + of, catalogue.word("class.median")),
        _Figure(str(full), catalogue.word("class.full")),
        _Figure(str(attention), catalogue.word("class.attention"), attention > 0),
    ]


def _is_scored(row: ClassRow) -> bool:
    return mark(row.score, row.max_score) != "unjudged"


def _histogram(rows: Sequence[ClassRow], catalogue: Catalogue) -> list[_Bin]:
    """Count students by tenths of the points; the last tenth holds full marks too."""
    counts = [0] * BINS
    for row in rows:
        if _is_scored(row) and row.max_score > 0:
            tenth = int(BINS * (row.score or 0.0) / row.max_score + 1e-9)
            counts[min(max(tenth, 0), BINS - 1)] += 1
    tallest = max(counts) or 1
    width = 100 // BINS
    return [
        _Bin(
            label=f"{width * number}–{width * (number + 1)}",
            students=count,
            said=catalogue.count("class.bin", count),
            height=f"{100 * count / tallest:.1f}",
        )
        for number, count in enumerate(counts)
    ]


def _hardest(rows: Sequence[ClassRow]) -> list[_Item]:
    """Return the items by the share of submissions that earn them in full, lowest first."""
    marks: dict[tuple[str, str, str], list[str]] = {}
    for row in rows:
        for item in row.items:
            found = mark(item.score, item.max_score)
            if found != "unjudged":
                marks.setdefault((item.exercise, item.name, item.title), []).append(found)
    items = [
        _Item(
            title=clean.line(title),
            exercise=clean.line(exercise),
            share=round(100 * found.count("full") / len(found)),
            earned=f"{found.count('full')} / {len(found)}",
        )
        for (exercise, _, title), found in marks.items()
    ]
    return sorted(items, key=lambda item: item.share)


def _mistakes(rows: Sequence[ClassRow], catalogue: Catalogue) -> list[_Mistake]:
    """Return the mistakes named most often, with how many students made each."""
    named = [one for row in rows for one in row.mistakes]
    said = {(one.exercise, one.mistakes): one for one in named}
    made = Counter((one.exercise, one.mistakes) for one in named)
    return [
        _Mistake(
            sentence=clean.line(said[which].sentence),
            exercise=clean.line(said[which].exercise),
            students=catalogue.count("class.bin", students),
        )
        for which, students in made.most_common(MISTAKES_SHOWN)
    ]
