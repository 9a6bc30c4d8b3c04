"""Definitions in cells that are not run as Python: there they are, and no code defines them."""

import re
from collections.abc import Iterable, Iterator

from grader.frozen import frozen
from grader.model import Notebook, Text
from grader.notebook.magics import open_cell

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
    kind: str
    """markdown, raw, written (by ``%%writefile``) or magic (any other ``%%``)."""
    word: str
    """def or class."""


def set_aside(notebook: Notebook) -> dict[str, SetAside]:
    """Return, by name, what is defined in text cells and under cell magics; the last counts."""
    found: dict[str, SetAside] = {}
    for number, kind, source in sorted(_texts(notebook), key=lambda text: text[0]):
        for word, name in _DEFINES.findall(source):
            found[name] = SetAside(number, kind, word)
    return found


def why_aside(names: Iterable[str], aside: dict[str, SetAside]) -> Text | None:
    """Return the sentence for an asked name that stands in such a cell; None where none does."""
    for name in names:
        if place := aside.get(name):
            values: dict[str, str | int | float | Text] = {
                "name": name,
                "cell": place.cell,
                "word": place.word,
            }
            return Text(_KEYS[place.kind], values)
    return None


def _texts(notebook: Notebook) -> Iterator[tuple[int, str, str]]:
    for text in notebook.aside:
        yield text.number, text.kind, text.source
    for cell in notebook.cells:
        if "%%" in cell.source and not open_cell(cell.source.split("\n")):
            kind = "written" if _WRITES.match(cell.source) else "magic"
            yield cell.number, kind, cell.source
