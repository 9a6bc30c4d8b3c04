"""What came of running a notebook: its calls, the cells that stopped, outputs that are stale."""

import ast
import warnings
from collections.abc import Iterator, Mapping, Sequence

from grader.author.declare import Function
from grader.author.marks import Marked, classes_of, functions_of
from grader.author.objects import Class
from grader.author.recording import Call, Named, Recording, record
from grader.author.slice import found_in
from grader.author.solved import SolvedCell
from grader.author.taken import Taken
from grader.model import Raised, Status, Text
from grader.notebook import parse
from grader.sandbox.executor import Executor


def recorded(taken: Taken, solved: Mapping[str, Function | Class], executor: Executor) -> Recording:
    """Run the notebook, and say which cells could not be run."""
    given = {name for cell in taken.code.values() for name in _defined(cell)}
    ordered = [
        (number, _unseen(cell) if number in taken.course.hidden else cell)
        for number, cell in sorted(taken.code.items())
    ]
    recording = record(ordered, given | solved.keys(), executor)
    if recording.ended is not Status.PASSED:
        taken.left.append(Text("author.not_run", {"why": str(recording.ended)}))
    taken.left += _failed(recording.failures)
    taken.left += _stale(taken.cells, recording.calls)
    return recording


def _defined(cell: Marked) -> Iterator[str]:
    """Yield the functions and classes of a cell, but for tests."""
    for function, _ in functions_of(cell):
        if not function.name.startswith("test"):
            yield function.name
    for node, _ in classes_of(cell):
        yield node.name


def _failed(failures: Sequence[tuple[int, Raised]]) -> Iterator[Text]:
    """Say which cells stopped, each once; of those that lack what others would give, together."""
    first: dict[int, Raised] = {}
    for cell, raised in failures:
        first.setdefault(cell, raised)
    lacking = [cell for cell, raised in first.items() if raised.type == "NameError"]
    for cell, raised in first.items():
        words: dict[str, str | int | float | Text] = {
            "cell": cell,
            "error": raised.type,
            "message": raised.message,
        }
        if cell not in lacking:
            yield Text(f"author.{_FAILED.get(raised.type, 'stopped')}", words)
    if lacking:
        yield Text("author.follow", {"cells": ", ".join(map(str, lacking))})


_FAILED = {
    "FileNotFoundError": "needs_file", "PermissionError": "needs_file",
    "IsADirectoryError": "needs_file", "NotADirectoryError": "needs_file",
    "AbsentModuleError": "absent",
}  # fmt: skip


def _stale(cells: Sequence[SolvedCell], calls: Sequence[Call]) -> Iterator[Text]:
    """Say where a cell's stored output is not what its last call gives now."""
    for cell in cells:
        last = [call for call in calls if call.cell == cell.number and not call.depth]
        if not last or last[-1].raised or not cell.printed or not _ends_with(cell, last[-1].name):
            continue
        if not _alike(cell.printed, last[-1].shown):
            yield Text("author.stale", {"cell": cell.number, "name": last[-1].name})


def _ends_with(cell: SolvedCell, name: str) -> bool:
    """Tell whether a cell's last line is a call of a function, and shows what it gives."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        body = parse(cell.source).body
    node = body[-1].value if body and isinstance(body[-1], ast.Expr) else None
    return isinstance(node, ast.Call) and ast.unparse(node.func) == name


def _alike(one: str, other: str) -> bool:
    """Compare as Python writes values, spaces, a scalar's type and the order of a set apart."""
    plain = ["".join(text.split()).replace("np.float64", "").strip("()") for text in (one, other)]
    if plain[0] == plain[1]:
        return True
    try:
        return bool(ast.literal_eval(one.strip()) == ast.literal_eval(other.strip()))
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return False


def makers(recording: Recording) -> list[str]:
    """Return the functions that gave arguments to others."""
    found = [origin.name for call in recording.calls for origin in call.origins.values()]
    return list(dict.fromkeys(found))


def named(recording: Recording) -> list[str]:
    """Return the functions that were given to others."""
    given = (value for call in recording.calls for value in call.given.values())
    return list(dict.fromkeys(one.name for value in given for one in found_in(value, Named)))


def _unseen(cell: Marked) -> Marked:
    """Return a cell of tests that students do not see: nothing of it is an example."""
    return Marked("", f"{cell.run}\n{cell.hidden}", "", "")
