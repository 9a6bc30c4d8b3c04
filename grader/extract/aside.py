"""Definitions in cells that are not run as Python: there they are, and no code defines them."""

import re
from collections.abc import Iterable, Iterator

from grader.frozen import frozen
from grader.model import Notebook, Text
from grader.notebook.magics import open_cell
from grader.shortened import shortened

_OPENING = 40
"""Characters of a cell that are told of it."""

_DEFINES = re.compile(r"^[ \t]{0,40}(def|class)[ \t]{1,9}([^\W\d]\w{0,199})[ \t]{0,9}[(:]", re.M)
_KEYS = {
    "markdown": "missing_in_markdown",
    "raw": "missing_in_raw",
    "written": "missing_in_written",
    "magic": "missing_in_magic",
}
_WRITES = re.compile(r"\s*%%(?:writefile|file)\b")


@frozen
class SetAside:
    """Where a name is defined, in text that is not run."""

    cell: int
    """The cell's number; of a text cell, which has none, the number of the code cell before it."""
    kind: str
    """markdown, raw, written (by ``%%writefile``) or magic (any other ``%%``)."""
    word: str
    """def or class."""
    opening: str
    """How the cell begins."""


def set_aside(notebook: Notebook) -> dict[str, SetAside]:
    """Return, by name, what is defined in text cells and under cell magics; the last counts."""
    found: dict[str, SetAside] = {}
    for number, kind, source in sorted(_texts(notebook), key=lambda text: text[0]):
        for word, name in _DEFINES.findall(source):
            found[name] = SetAside(number, kind, word, shortened(_opening(source), _OPENING))
    return found


def why_aside(names: Iterable[str], aside: dict[str, SetAside]) -> Text | None:
    """Return the sentence for an asked name that stands in such a cell; None where none does."""
    for name in names:
        if place := aside.get(name):
            values: dict[str, str | int | float | Text] = {
                "name": name,
                "cell": place.cell,
                "word": place.word,
                "place": _place(place),
            }
            return Text(_KEYS[place.kind], values)
    return None


def _place(aside: SetAside) -> Text:
    """Say where a text cell stands, which nobody numbers."""
    key = "text_cell_after" if aside.cell else "text_cell_first"
    return Text(key, {"cell": aside.cell, "opening": aside.opening})


def _opening(source: str) -> str:
    return next((line.strip() for line in source.split("\n") if line.strip()), "")


def _texts(notebook: Notebook) -> Iterator[tuple[int, str, str]]:
    for text in notebook.aside:
        yield text.after, text.kind, text.source
    for cell in notebook.cells:
        if "%%" in cell.source and not open_cell(cell.source.split("\n")):
            kind = "written" if _WRITES.match(cell.source) else "magic"
            yield cell.number, kind, cell.source
