"""What marks in a cell say is the solution: the cell as solved, as handed out, and as it is run.

nbgrader's `### BEGIN SOLUTION`, Otter's `# BEGIN SOLUTION` and `# SOLUTION`, `# START CODE HERE`;
without marks, the whole body of each function.
"""

import ast
import re
import warnings
from collections.abc import Iterator, Sequence

from grader.frozen import frozen
from grader.notebook import parse

_OPEN = re.compile(r"^\s*#+\s*(BEGIN SOLUTION|START CODE HERE|START YOUR CODE)\b", re.IGNORECASE)
_CLOSE = re.compile(r"^\s*#+\s*(END SOLUTION|END CODE HERE|END YOUR CODE)\b", re.IGNORECASE)
_LINE = re.compile(r"\s*#\s*SOLUTION(?P<quiet>\s+NO PROMPT)?\s*$")
_PROMPT = re.compile(r'^\s*"""\s*;?\s*#\s*(BEGIN|END) PROMPT')
_HIDDEN = re.compile(r"^\s*#+\s*(BEGIN|END) HIDDEN TESTS\b", re.IGNORECASE)
_IGNORED = re.compile(r"^\s*#\s*(BEGIN|END) IGNORE\b|#\s*IGNORE\s*$")
_CONFIG = re.compile(
    r'^"""\s*#\s*BEGIN TEST CONFIG.*?"""\s*#\s*END TEST CONFIG[^\n]*\n?', re.DOTALL
)
_PLACE = "# your code here"


@frozen
class Marked:
    """A code cell, by what its marks say."""

    run: str
    """What is run: all of it but for the marks, and for hidden tests."""
    hidden: str
    """Hidden tests, which are run and not handed out."""
    solved: str
    blank: str
    solution: tuple[tuple[int, int], ...] = ()
    """Lines of `run`, from 1, that are the solution: first and last."""
    unclosed: bool = False
    """Whether a mark that begins has no end."""


def marked(source: str) -> Marked:
    """Read the marks of a cell."""
    found = _Reading()
    for line in _CONFIG.sub("", source).split("\n"):
        found.take(line)
    return found.marked()


def emptied(cell: Marked) -> Marked:
    """Return a cell without marks as one whose functions' bodies are the solution."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        parsed = parse(cell.run)
    lines = list(parsed.lines)
    ranges = []
    for node in reversed([*_functions(parsed.body)]):
        first, last = _body(node), node.end_lineno or node.lineno
        ranges.append((node.lineno, last))
        indent = " " * node.body[0].col_offset
        if first <= last and node.body[0].lineno > node.lineno:
            lines[first - 1 : last] = [indent + _PLACE, indent + "..."]
    return Marked(cell.run, cell.hidden, cell.solved, "\n".join(lines), tuple(ranges[::-1]))


def cleared(cell: Marked) -> Marked:
    """Return a cell all of which is the solution: heads of functions and imports are handed out."""
    whole = emptied(cell)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        parsed, blank = parse(cell.run), parse(whole.blank)
    kept = [node for node in blank.body if isinstance(node, _HEADS)]
    told = ["\n".join(blank.lines[_first(node) - 1 : node.end_lineno]) for node in kept]
    if len(kept) < len(blank.body):
        told.append(f"{_PLACE}\n...")
    ranges = tuple((_first(n), n.end_lineno or n.lineno) for n in parsed.body if n.lineno)
    return Marked(cell.run, cell.hidden, cell.solved, "\n\n".join(told), ranges)


_HEADS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)


def _first(node: ast.stmt) -> int:
    """Return the line on which a statement begins, its decorators included."""
    decorated: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(one.lineno for one in decorated)])


def _functions(body: Sequence[ast.stmt]) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield the functions of a cell and the methods of its classes, in order."""
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node
        elif isinstance(node, ast.ClassDef):
            yield from _functions(node.body)


def _body(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return the line on which what is to be written begins: after the docstring."""
    first = node.body[0]
    is_docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    if is_docstring and isinstance(first.value.value, str):  # type: ignore[attr-defined]
        return (first.end_lineno or first.lineno) + 1
    return first.lineno


class _Reading:
    """The lines of a cell, taken one after the other."""

    def __init__(self) -> None:
        self._run: list[str] = []
        self._hidden: list[str] = []
        self._solved: list[str] = []
        self._blank: list[str] = []
        self._inside: list[str] | None = None
        self._since = 0
        self._ranges: list[tuple[int, int]] = []
        self._state = ""

    def take(self, line: str) -> None:
        if told := _PROMPT.match(line):
            self._state = "prompt" if told[1] == "BEGIN" else ""
        elif self._state == "prompt":
            self._blank.append(line)
        elif told := _HIDDEN.match(line):
            self._state = "hidden" if told[1].upper() == "BEGIN" else ""
        elif self._state == "hidden":
            self._hidden.append(line)
        elif told := _IGNORED.search(line):
            if told[1]:
                self._state = "ignored" if told[1] == "BEGIN" else ""
            else:
                self._run.append(line)
        elif self._state == "ignored":
            self._run.append(line)
        elif _OPEN.match(line) and self._inside is None:
            self._inside, self._since = [], len(self._run) + 1
        elif _CLOSE.match(line) and self._inside is not None:
            self._close()
        else:
            self._plain(line)

    def _plain(self, line: str) -> None:
        told = _LINE.search(line)
        kept = line[: told.start()] if told else line
        self._run.append(kept)
        self._solved.append(kept)
        if self._inside is not None:
            self._inside.append(kept)
        elif told:
            self._ranges.append((len(self._run), len(self._run)))
            if not told["quiet"]:
                self._blank.append(_blanked(kept))
        else:
            self._blank.append(line)

    def _close(self) -> None:
        inside, self._inside = self._inside or [], None
        self._ranges.append((self._since, max(len(self._run), self._since)))
        self._blank += _region(inside)

    def marked(self) -> Marked:
        unclosed = self._inside is not None
        if unclosed:
            self._close()
        run, hidden, solved, blank = (
            "\n".join(lines).strip("\n")
            for lines in (self._run, self._hidden, self._solved, self._blank)
        )
        return Marked(run, hidden, solved, blank, tuple(self._ranges), unclosed)


def _blanked(line: str) -> str:
    """Return a line whose value is to be written: `return ...`, `x = ...`."""
    indent = line[: len(line) - len(line.lstrip())]
    told = re.match(r"\s*(return\b|[\w.\[\], ]+?=(?!=))", line)
    return f"{indent}{told[1].strip()} ..." if told else f"{indent}..."


def _region(inside: list[str]) -> list[str]:
    """Return what stands in the place of a solution: a definition keeps its head."""
    first = next((line for line in inside if line.strip()), "")
    indent = first[: len(first) - len(first.lstrip())]
    if re.match(r"(async )?def |@", first):
        source = "\n".join(inside)
        return emptied(Marked(source, "", source, source)).blank.split("\n")
    return [f"{indent}{_PLACE}", f"{indent}..."]


def functions_of(cell: Marked) -> Iterator[tuple[ast.FunctionDef, bool]]:
    """Yield the functions that a cell defines, and whether some of it is the solution."""
    for node, is_solution in _definitions(cell):
        if isinstance(node, ast.FunctionDef):
            yield node, is_solution


def classes_of(cell: Marked) -> Iterator[tuple[ast.ClassDef, bool]]:
    """Yield the classes likewise."""
    for node, is_solution in _definitions(cell):
        if isinstance(node, ast.ClassDef):
            yield node, is_solution


def _definitions(cell: Marked) -> Iterator[tuple[ast.FunctionDef | ast.ClassDef, bool]]:
    for node in _statements(cell):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            last = node.end_lineno or node.lineno
            yield node, any(a <= last and b >= _first(node) for a, b in cell.solution)


def values_of(cell: Marked) -> Iterator[str]:
    """Yield the values that are the solution too, which no function answers."""
    for node in _statements(cell):
        last = getattr(node, "end_lineno", node.lineno) or node.lineno
        is_solution = any(a <= last and b >= node.lineno for a, b in cell.solution)
        if is_solution and isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            yield node.targets[0].id


def _statements(cell: Marked) -> list[ast.stmt]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return parse(cell.run).body
