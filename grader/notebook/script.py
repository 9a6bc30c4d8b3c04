"""Text as cells: plain `.py`, percent scripts, and what `nbconvert --to script` writes.

What is a marimo app or a document with code in fences has a module of its own.
"""

import re
from itertools import islice

from grader.errors import UnreadableNotebook
from grader.model import Cell, Problem, Text
from grader.notebook.document import Read
from grader.notebook.encoding import plain_newlines, to_text, without_piles
from grader.notebook.fenced import fenced_cells
from grader.notebook.limits import CELLS, CODE_CELLS
from grader.notebook.marimo import marimo_cells

_MARKER = re.compile(
    r"^\#[ \t]*(?:%%(?P<title>[^\n]*)|In[ \t]*\[[\d ]{0,9}\]:[^\n]*|COMMAND -{4,20}[^\n]*)$",
    re.MULTILINE,
)
_NOT_CODE = re.compile(r"\[(?:markdown|md|raw)\]")
_PYTHON_LINE = re.compile(
    r"^(?:(?:import|from|def|class|for|while|with|if)[ \t]|@|try:|print\("
    r"|[A-Za-z_]\w{0,80}[ \t]{0,9}=|[%!]\w)",
    re.MULTILINE,
)


def read_script(content: bytes, *, named_python: bool) -> Read:
    """Split Python text at its cell markers; without any, the whole text is cell 1.

    `named_python` says that the file's name ends in `.py`. Under any other name, text that shows
    no line of Python is refused: raises UnreadableNotebook, as it does for binary data.
    """
    text, is_latin1 = to_text(content)
    if "\0" in text or (is_latin1 and _is_binary(content)):
        raise UnreadableNotebook(Text("file_is_binary"))
    text = without_piles(plain_newlines(text))
    if not named_python and not _PYTHON_LINE.search(text):
        raise UnreadableNotebook(Text("file_is_text"))
    odd = (Problem(Text("whole_file"), Text("file_latin1")),) if is_latin1 else ()
    cells = marimo_cells(text) or fenced_cells(text, named_python=named_python)
    return Read(_split(text) if cells is None else cells, odd)


def _split(text: str) -> list[Cell]:
    markers = list(islice(_MARKER.finditer(text), CELLS + 1))
    if len(markers) > CELLS:
        raise UnreadableNotebook(Text("too_many_cells", {"cells": CELLS, "limit": CODE_CELLS}))
    opening = text[: markers[0].start()] if markers else text
    cells = [Cell(1, opening)] if opening.strip() else []
    ends = [marker.start() for marker in markers[1:]] + [len(text)]
    for marker, end in zip(markers, ends[: len(markers)], strict=True):
        if not _NOT_CODE.search(marker["title"] or ""):
            cells.append(Cell(len(cells) + 1, text[marker.end() + 1 : end]))
    return cells


def _is_binary(content: bytes) -> bool:
    """Text holds next to no control characters; compressed or compiled data holds many."""
    sample = content[:65536]
    controls = sum(sample.count(code) for code in range(32) if code not in b"\t\n\r\f")
    return controls * 50 > len(sample)
