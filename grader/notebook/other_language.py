"""Tell a notebook of another language by its code, and not by its metadata alone.

Metadata go stale and contradict each other: a Python notebook that was once opened with another
kernel says so for ever. So code that reads as Python is Python, whatever is said of it.
"""

import ast
import re
from collections.abc import Sequence

from grader.errors import UnreadableNotebook
from grader.model import Cell, Text
from grader.notebook.parse import parse

_PYTHON = re.compile(r"py|sage", re.IGNORECASE)
"""In the names of a kernel or a language: python3, pyspark, xpython, sagemath."""
_DEFINES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)
_LOOKS = tuple(
    (language, re.compile(lines, re.MULTILINE))
    for language, lines in (
        ("R", r"^[ \t]{0,20}[\w.]{1,80}[ \t]{0,9}<-[ \t]{0,9}(?:function\b|c\()|^library\("),
        ("JavaScript", r"^(?:const|let|var)[ \t]{1,9}[\w$]{1,80}[ \t]{0,9}="),
        ("JavaScript", r"^function[ \t]{1,9}\w{1,80}\([^)\n]{0,200}\)[ \t]{0,9}\{"),
        ("Julia", r"^function[ \t]{1,9}[\w!]{1,80}\([^)\n]{0,200}\)[ \t]{0,9}$|^using[ \t]{1,9}\w"),
        ("MATLAB", r"^function[ \t]{1,9}(?:\[[^\]\n]{0,200}\]|\w{1,80})[ \t]{0,9}=[ \t]{0,9}\w"),
    )
)
"""Lines that no Python has; looked for only where no cell reads as Python."""


def refuse_other_language(cells: Sequence[Cell], languages: Sequence[str]) -> None:
    """Raise UnreadableNotebook for code that is not Python.

    `languages` are what the file's metadata say of it. Where all of them say Python, or nothing is
    said, code is refused only if none of it reads as Python and it looks like something else.
    """
    others = [word for word in languages if not _PYTHON.search(word)]
    is_said = len(others) < len(languages)
    if not others and not _looks(cells):
        return
    reads, defines = _as_python(cells)
    if others and not (reads > 0.5 and (is_said or defines)) and (cells or not is_said):
        raise UnreadableNotebook(Text("other_language", {"language": others[0][:30]}))
    if reads == 0 and (looks := _looks(cells)):
        raise UnreadableNotebook(Text("other_language", {"language": looks}))


def _looks(cells: Sequence[Cell]) -> str:
    for language, line in _LOOKS:
        if any(line.search(cell.source) for cell in cells):
            return language
    return ""


def _as_python(cells: Sequence[Cell]) -> tuple[float, bool]:
    """Return the share of the code that reads as Python, and whether it defines or imports."""
    read = whole = 0
    defines = False
    for cell in cells:
        parsed = parse(cell.source)
        whole += len(cell.source)
        if not parsed.broken:
            read += len(cell.source)
            defines = defines or any(isinstance(node, _DEFINES) for node in parsed.body)
    return (read / whole if whole else 0.0), defines
