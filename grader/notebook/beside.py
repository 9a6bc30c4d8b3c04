"""Python files handed in beside a notebook that imports them: cells before its own."""

from collections.abc import Sequence
from pathlib import PurePath

from grader.errors import UnreadableNotebook
from grader.frozen import frozen
from grader.model import Cell, Problem, Text
from grader.notebook.encoding import plain_newlines, to_text, to_utf8, without_piles

MODULES = 20
"""Files that go with one notebook, at most."""


@frozen
class Beside:
    """What lies beside a notebook."""

    cells: tuple[Cell, ...] = ()
    """A cell for each file, numbered on from the notebook's last."""
    modules: tuple[str, ...] = ()
    """What each is imported as."""
    problems: tuple[Problem, ...] = ()


def beside(files: Sequence[tuple[str, bytes]], last: int) -> Beside:
    """Read files; `last` is the number of the notebook's last cell."""
    cells: list[Cell] = []
    modules: list[str] = []
    problems: list[Problem] = []
    for name, content in files[:MODULES]:
        try:
            text, _is_latin1 = to_text(to_utf8(content))
        except UnreadableNotebook:
            text = "\0"
        if "\0" in text:
            problems.append(Problem(Text("file_named", {"name": name}), Text("beside_unreadable")))
            continue
        number = last + len(cells) + 1
        cells.append(Cell(number, without_piles(plain_newlines(text))))
        modules.append(PurePath(name).stem)
        said = Text("beside_read", {"cell": number})
        problems.append(Problem(Text("file_named", {"name": name}), said))
    return Beside(tuple(cells), tuple(modules), tuple(problems))
