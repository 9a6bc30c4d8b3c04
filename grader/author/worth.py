"""What a function is worth: points and ids from nbgrader's metadata or Otter's question cells."""

import ast
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence

from grader.author.marks import Marked
from grader.author.solved import SolvedCell
from grader.frozen import frozen
from grader.model import Text
from grader.notebook import parse

_QUESTION = re.compile(r"^\s*(?:```\s*\n)?\s*(?:#\s*)?BEGIN QUESTION\b(?P<rest>.*)", re.DOTALL)
_FENCED = re.compile(
    r"(?:```|<!--)\s*(?:#\s*)?BEGIN QUESTION\b(?P<rest>(?:(?!```|-->).)*)(?:```|-->)[ \t]*\n?",
    re.DOTALL,
)
"""The same within a text, as Otter had it before version 1: fenced, or a comment."""
_END = re.compile(r"^\s*#\s*END QUESTION\b")
_TESTS = re.compile(r"^\s*#\s*(BEGIN|END) TESTS\b")
_HIDDEN = re.compile(r"\s*#+\s*HIDDEN\b")
_SOLUTION = re.compile(r"^\s*#\s*(BEGIN|END) SOLUTION\b")
_OTTER = re.compile(r"^\s*#\s*(BEGIN|END|ASSIGNMENT CONFIG|EXPORT)")
_FIELD = re.compile(r"^\s*(name|points|manual)\s*:\s*(.+?)\s*$", re.MULTILINE)
_CONFIG = re.compile(r"BEGIN TEST CONFIG(.*?)END TEST CONFIG", re.DOTALL)
_MADE_UP = re.compile(r"cell-[0-9a-f]{8,}")
"""What nbgrader calls a cell that nobody named: it tells people nothing."""
_WORD = re.compile(r"[^A-Za-z0-9_]+")
USUAL = 10.0
"""Points of a function of which nothing says what it is worth."""


@frozen
class Worth:
    """An item: what it is called, and its points."""

    id: str
    points: float


@frozen
class Course:
    """What a notebook's own grading says: worth by function, tests, and what is left to do."""

    worth: Mapping[str, Worth]
    tests: frozenset[int]
    """Cells that hold tests, by their numbers."""
    hidden: frozenset[int]
    """Those of them that students do not see."""
    chrome: frozenset[int]
    """Cells that are the other grader's own: no part of a handout."""
    told: tuple[Text, ...]


def read_course(
    cells: Sequence[SolvedCell], code: Mapping[int, Marked], defined: Mapping[str, int]
) -> Course:
    """Read what a notebook says of points; `defined` are the exercises, by their cells."""
    told = [Text("author.damaged", {"cell": c.number}) for c in cells if c.damaged]
    otter = any(_head(cell) is not None for cell in cells)
    found = _otter(cells, defined) if otter else _nbgrader(cells, code, defined)
    return Course(found.worth, found.tests, found.hidden, found.chrome, (*told, *found.told))


# ---------------------------------------------------------------- nbgrader


def _nbgrader(
    cells: Sequence[SolvedCell], code: Mapping[int, Marked], defined: Mapping[str, int]
) -> Course:
    points: dict[str, list[Worth]] = {}
    told: list[Text] = []
    manual: list[int] = []
    tests: set[int] = set()
    last = 0
    for cell in cells:
        marks = cell.nbgrader
        if not marks or not marks.get("grade"):
            continue
        if marks.get("solution") or cell.kind != "code":
            manual.append(cell.number)
            continue
        tests.add(cell.number)
        spoken = _names_in(code[cell.number].run + "\n" + code[cell.number].hidden)
        since = [n for n, at in defined.items() if last < at < cell.number]
        owners = [n for n in since if n in spoken] or [n for n in defined if n in spoken] or since
        last = cell.number
        worth = float(marks["points"])
        if not owners:
            told.append(Text("author.whose", {"cell": cell.number, "points": f"{worth:g}"}))
        for name in owners:
            points.setdefault(name, []).append(Worth(str(marks["grade_id"]), worth / len(owners)))
    worth_of = {
        name: Worth(_told(each[0].id, name), _readable(sum(one.points for one in each)))
        for name, each in points.items()
        if sum(one.points for one in each) > 0
    }
    told += _by_hand(manual)
    return Course(worth_of, frozenset(tests), frozenset(), frozenset(), tuple(told))


def _told(grade_id: str, name: str) -> str:
    """Return an item's id: nbgrader's, or the function's where nobody chose one."""
    return identifier(name if _MADE_UP.fullmatch(grade_id) else grade_id)


def _by_hand(cells: Sequence[int]) -> Iterator[Text]:
    if cells:
        yield Text("author.by_hand", {"cells": ", ".join(map(str, cells))})


def _names_in(source: str) -> set[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = ast.Module(parse(source).body, [])
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


# ---------------------------------------------------------------- Otter


def _otter(cells: Sequence[SolvedCell], defined: Mapping[str, int]) -> Course:
    worth: dict[str, Worth] = {}
    tests, hidden, chrome = set(), set(), set()
    told: list[Text] = []
    manual: list[int] = []
    for first, fields, inside in _questions(cells):
        held = [c for c in inside if c.number in _tested(inside)]
        tests |= {c.number for c in held}
        configs = [dict(_FIELD.findall(found)) for c in held for found in _CONFIG.findall(c.source)]
        hidden |= {
            c.number for c in held
            if any("hidden: true" in one for one in _CONFIG.findall(c.source))
            or _HIDDEN.match(c.source)
        }  # fmt: skip
        names = [n for n, at in defined.items() if any(at == c.number for c in inside)]
        if fields.get("manual", "").lower() == "true":
            manual.append(first)
        elif held and not any("assert" in c.source or "==" in c.source for c in held):
            told.append(Text("author.prints", {"cell": held[0].number}))
        whole = _points(fields.get("points")) or sum(_points(one.get("points")) for one in configs)
        for name in names:
            worth[name] = Worth(
                identifier(fields.get("name", name)), _readable((whole or 1.0) / len(names))
            )
    for cell in cells:
        if cell.kind == "raw" and _OTTER.match(cell.source):
            chrome.add(cell.number)
    chrome |= _written_answers(cells)
    told += _by_hand(manual)
    return Course(worth, frozenset(tests), frozenset(hidden), frozenset(chrome), tuple(told))


def _written_answers(cells: Sequence[SolvedCell]) -> set[int]:
    """Return the cells of text that stand between Otter's cells of a solution: they are one."""
    found: set[int] = set()
    is_open = False
    for cell in cells:
        if cell.kind == "raw" and (told := _SOLUTION.match(cell.source)):
            is_open = told[1] == "BEGIN"
        elif is_open and cell.kind == "markdown":
            found.add(cell.number)
    return found


def _questions(
    cells: Sequence[SolvedCell],
) -> Iterator[tuple[int, dict[str, str], list[SolvedCell]]]:
    """Yield each question: its first cell, what its head says, and its cells."""
    first, told = 0, ""
    inside: list[SolvedCell] = []
    for cell in cells:
        head = _head(cell)
        if first and (head is not None or _END.match(cell.source)):
            yield first, dict(_FIELD.findall(told)), inside
            first = 0
        if head is not None:
            first, told, inside = cell.number, head, []
        elif first:
            inside.append(cell)
    if first:
        yield first, dict(_FIELD.findall(told)), inside


def _head(cell: SolvedCell) -> str | None:
    """Return what a cell says of the question that it begins; None where it begins none."""
    if cell.kind == "code":
        return None
    if _QUESTION.match(cell.source):
        return cell.source
    # Otter's own copies for students keep the comment, and nothing in it
    told = (one["rest"] for one in _FENCED.finditer(cell.source) if "name:" in one["rest"])
    return next(told, None)


def without_head(source: str) -> str:
    """Return a cell's text without what it says to Otter."""
    return _FENCED.sub("", source).strip("\n") if "BEGIN QUESTION" in source else source


def _tested(inside: Sequence[SolvedCell]) -> set[int]:
    """Return the numbers of a question's cells of tests, in either format of Otter's."""
    found: set[int] = set()
    is_open = False
    for cell in inside:
        if cell.kind != "code" and (told := _TESTS.match(cell.source)):
            is_open = told[1] == "BEGIN"
        elif cell.kind == "code" and (
            is_open or re.match(r"\s*#+\s*(HIDDEN )?TEST\b", cell.source)
        ):
            found.add(cell.number)
    return found


def _points(said: str | None) -> float:
    try:
        return max(float(said or 0), 0.0)
    except ValueError:
        return 0.0


def _readable(points: float) -> float:
    return round(points, 2)


def identifier(said: str) -> str:
    """Return a name as an item's id."""
    return _WORD.sub("_", said).strip("_") or "returned"
