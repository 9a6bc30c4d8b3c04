"""Documents of text with code in fences: Quarto, R Markdown, MyST, a notebook saved as Markdown."""

import ast
import re
from itertools import islice

from grader.model import Cell
from grader.notebook.limits import CODE_CELLS, SOURCE_CHARACTERS
from grader.syntax import UNPARSABLE, syntax_tree

_OPENS = re.compile(
    r"^(?P<indent>[ ]{0,3})(?P<fence>`{3,20}|~{3,20})[ \t]{0,9}"
    r"(?:\{[ \t]{0,9}(?:code-cell[ \t]{1,9})?\.?(?:python|ipython)3?\b[^\n]{0,500}\}"
    r"|(?:python|ipython|py)3?\b[^\n`]{0,200})[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
_OPTIONS = re.compile(r"\A(?:---\n(?:[^\n]*\n){0,40}?---\n|(?::[\w-]{1,40}:[^\n]*\n){1,40})")
"""What MyST writes at the head of a code cell."""


def fenced_cells(text: str, *, named_python: bool) -> list[Cell] | None:
    """Return the blocks of Python in a text, numbered from 1; None when it is no such document.

    A Python file may hold fences in a docstring: what can be read as Python is no document.
    """
    opening = _OPENS.search(text)
    if opening is None or len(text) > SOURCE_CHARACTERS:
        return None
    before = text[: opening.start()]
    if named_python and not before.lstrip().startswith(("---", "<!--")) and before.strip():
        return None
    if _reads(text) or _is_code(before):
        return None
    cells: list[Cell] = []
    position = 0
    for number in range(1, CODE_CELLS + 2):
        opening = _OPENS.search(text, position)
        if opening is None:
            break
        start = opening.end() + 1
        position = _closing(text, start, opening["fence"])
        source = _without_options(text[start:position].rstrip("\n"))
        if source.strip():
            cells.append(Cell(number, source))
    return cells


def _closing(text: str, start: int, fence: str) -> int:
    """Return where a block ends: at a fence as long as its own, or where the text does."""
    closing = re.compile(rf"^[ ]{{0,3}}{fence[0]}{{{len(fence)},}}[ \t]*$", re.MULTILINE)
    found = next(islice(closing.finditer(text, start), 1), None)
    return found.start() if found else len(text)


def _without_options(source: str) -> str:
    """Blank out the options of a block; lines keep their numbers."""
    options = _OPTIONS.match(source + "\n")
    return "\n" * options[0].count("\n") + source[options.end() :] if options else source


def _reads(text: str) -> bool:
    try:
        syntax_tree(text)
    except UNPARSABLE:
        return False
    return True


def _is_code(before: str) -> bool:
    """Tell Python that stands before the first fence: a script, whatever its docstrings hold."""
    if "# %%" in before or "# In[" in before:
        return True
    try:
        body = syntax_tree(before).body
    except UNPARSABLE:
        return False
    return any(not isinstance(node, ast.Expr) for node in body)
