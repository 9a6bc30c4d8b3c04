"""Write the class at a glance: how many, how well, what was hard, who needs a person."""

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from grader.frozen import frozen
from grader.language import Catalogue, built_in
from grader.report import class_lists, clean
from grader.report.class_row import ClassRow, Points
from grader.report.exercise_shown import percent
from grader.report.histogram import histogram, tenth
from grader.report.html import environment, words
from grader.report.insight import Insight, insight_of
from grader.report.outline import facts, mark

NEED_A_PERSON = ("unreadable", "too_costly", "grader_fault")
HARDEST_SHOWN = 8
MISTAKES_SHOWN = 10
REPAIRS_SHOWN = 10
CASES_SHOWN = 10
SHARED_SHOWN = 10
ALIKE_SHOWN = 20


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
    is_framed: bool = False,
) -> str:
    """Return `index.html`: one page for the teacher, students in order of their ids.

    Links of a page that `is_framed` open in the place of the page around it.
    """
    catalogue = built_in(language)
    rows = sorted(rows, key=lambda row: (row.student.casefold(), row.student))
    columns = _columns(rows)
    insight = insight_of(rows)
    groups = _groups(rows, insight)
    items = class_lists.items(insight.items, catalogue)
    pages = {row.student: _address(row.page) for row in rows}
    return (
        environment()
        .get_template("class.html.j2")
        .render(
            language=language,
            words=words(language),
            count=catalogue.count,
            title=clean.line(title),
            size=len(rows),
            script_digest=script_digest(),
            is_framed=is_framed,
            figures=_figures(rows, insight, catalogue),
            statuses=_statuses(rows, insight, catalogue),
            bins=histogram(rows, catalogue),
            mistakes=class_lists.mistakes(insight.mistakes[:MISTAKES_SHOWN], pages, catalogue),
            repairs=class_lists.repairs(insight.repairs[:REPAIRS_SHOWN], pages, catalogue),
            odd=[item for item in items if item.is_odd],
            near=[item for item in items if item.near],
            unfair=class_lists.cases(insight.cases[:CASES_SHOWN]),
            shared=class_lists.shared(insight.shared_answers[:SHARED_SHOWN], pages, catalogue),
            alike=class_lists.alike(insight.alike_work[:ALIKE_SHOWN], pages, catalogue),
            more_alike=max(0, len(insight.alike_work) - ALIKE_SHOWN),
            hardest=items[:HARDEST_SHOWN],
            easier=items[HARDEST_SHOWN:],
            columns=list(columns.values()),
            rows=[_row(row, list(columns), groups[row.student], catalogue) for row in rows],
            copies=any(row.copy for row in rows),
            set_aside=[AsideRow(clean.line(s.file), clean.line(s.reason)) for s in set_aside],
            collisions=[_clean(collision) for collision in collisions],
            run=facts(clean.deep(dict(run or {})), catalogue),
        )
    )


def script_digest() -> str:
    """Return what a Content-Security-Policy calls the page's one script: SHA-256 in base64."""
    script = str(environment().globals["class_script"])
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def _clean(collision: CollisionRow) -> CollisionRow:
    members = tuple((clean.line(student), clean.line(file)) for student, file in collision.members)
    return CollisionRow(clean.line(collision.sentence), members)


@frozen
class _Cell:
    points: str
    mark: str
    percent: str
    value: str
    """Points as a program reads them, to sort by; empty for none."""


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
    groups: str
    """What it is shown for when somebody asks who is behind a count."""
    find: str


@frozen
class _Figure:
    value: str
    name: str
    attention: bool = False
    group: str = ""
    """Whose rows are shown for it."""


@frozen
class _Status:
    word: str
    students: str
    group: str


def _columns(rows: Sequence[ClassRow]) -> dict[str, str]:
    """Return exercises by name, with their titles, in the order in which they are first met."""
    return {e.name: clean.line(e.title) for row in rows for e in row.exercises}


def _row(
    row: ClassRow, columns: Sequence[str], groups: Sequence[str], catalogue: Catalogue
) -> _Row:
    of = {exercise.name: exercise for exercise in row.exercises}
    nothing = Points("", "", None, 0.0)
    cells = [of.get(name, nothing) for name in columns]
    status = catalogue.word(f"graded.{row.status}")
    if row.decided:
        decided = catalogue.count("class.decided", row.decided)
        status = f"{status} · {decided}"
    return _Row(
        student=clean.line(row.student),
        name="" if row.name in row.student else clean.line(row.name),
        page=_address(row.page),
        copy=_address(row.copy),
        status=status,
        attention=row.status in NEED_A_PERSON,
        score=_cell(row.score, row.max_score, catalogue),
        exercises=[_cell(cell.score, cell.max_score, catalogue) for cell in cells],
        problems=row.problems,
        groups=" ".join(groups),
        find=clean.line(f"{row.student} {row.name} {status}"),
    )


def _groups(rows: Sequence[ClassRow], insight: Insight) -> dict[str, list[str]]:
    """Return what each student is shown for, in words that need no escape."""
    groups: dict[str, list[str]] = {row.student: [] for row in rows}
    for row in rows:
        if (number := tenth(row)) is not None:
            groups[row.student].append(f"b{number}")
        if mark(row.score, row.max_score) == "full":
            groups[row.student].append("full")
        if row.status in NEED_A_PERSON:
            groups[row.student].append("attention")
        if row.decided:
            groups[row.student].append("decided")
    numbered = (
        ("s", [students for _status, students in insight.statuses]),
        ("m", [one.students for one in insight.mistakes]),
        ("r", [one.students for one in insight.repairs]),
        ("i", [one.lost_by for one in insight.items]),
        ("n", [one.near_misses for one in insight.items]),
        ("c", [one.failed_by for one in insight.cases]),
        ("u", [one.students for one in insight.shared_answers]),
        ("k", [one.students for one in insight.alike_work]),
    )
    for letter, every in numbered:
        for number, students in enumerate(every):
            for student in students:
                groups[student].append(f"{letter}{number}")
    return groups


def _address(path: str) -> str:
    """Return a path as a link within this folder, whatever it is called."""
    return quote(path.lstrip("/"), errors="surrogatepass")


def _cell(score: float | None, max_score: float, catalogue: Catalogue) -> _Cell:
    found = mark(score, max_score)
    value = "" if score is None or found == "unjudged" else f"{score:g}"
    return _Cell(catalogue.points(score), found, percent(score, max_score), value)


def _figures(rows: Sequence[ClassRow], insight: Insight, catalogue: Catalogue) -> list[_Figure]:
    best = max((row.max_score for row in rows), default=0.0)
    of = f" / {catalogue.points(best)}"
    attention = sum(row.status in NEED_A_PERSON for row in rows)
    return [
        _Figure(catalogue.points(insight.mean) + of, catalogue.word("class.mean")),
        _Figure(catalogue.points(insight.median) + of, catalogue.word("class.median")),
        _Figure(str(len(insight.full)), catalogue.word("class.full"), group="full"),
        _Figure(
            str(attention), catalogue.word("class.attention"), attention > 0, group="attention"
        ),
    ]


def _statuses(rows: Sequence[ClassRow], insight: Insight, catalogue: Catalogue) -> list[_Status]:
    decided = sum(row.decided > 0 for row in rows)
    by_person = _Status(
        catalogue.word("class.by_person"), catalogue.count("class.bin", decided), "decided"
    )
    return [
        _Status(
            catalogue.word(f"graded.{status}"),
            catalogue.count("class.bin", len(students)),
            f"s{number}",
        )
        for number, (status, students) in enumerate(insight.statuses)
    ] + ([by_person] if decided else [])
