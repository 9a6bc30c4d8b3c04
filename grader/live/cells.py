"""Where live functions and classes were written: their cells, as far as the kernel still has them.

What was made by `exec`, or imported, has no cell; it is checked all the same, and nothing is said
of its source.
"""

import inspect
import linecache
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from grader.live import kernel

_LOOP = re.compile(r"^(?:for|while|with)\b", re.MULTILINE)
_LEADING = re.compile(r"\A(?:[ \t]*\n)+")
_MOST_BYTES = 2 << 20
"""Of all cells together, the latest first."""
_OF_NUMPY = ("numpy", "numpy.random", "numpy.linalg")
_DEEP = 20
"""Decorators that are looked through."""


class Cells:
    """The cells of the kernel, found once for one check."""

    def __init__(self) -> None:
        self._history = kernel.history()
        self._numbers: dict[str, int] = {}

    def number(self, file: str) -> int | None:
        """Return the number of the cell that a code object says it is from: n of ``In [n]``."""
        if file not in self._numbers:
            self._numbers[file] = self._sought(file)
        return self._numbers[file] or None

    def of(self, value: Any) -> int | None:
        """Return the number of the cell that defines a function or a class."""
        return next((n for n in map(self.number, _files(value)) if n), None)

    def sources(self, numbers: Iterable[int]) -> list[list[Any]]:
        """Return ``[number, source]`` of these cells and of those with a loop, in order."""
        loops = (n for n, text in enumerate(self._history, 1) if _LOOP.search(text))
        kept: list[list[Any]] = []
        room = _MOST_BYTES
        for number in sorted({*numbers, *loops}, reverse=True):
            text = self._history[number - 1]
            room -= len(text)
            if room < 0:
                break
            # as IPython compiles them: a line is the one that Jupyter's own tracebacks name
            kept.append([number, _LEADING.sub("", text)])
        return kept[::-1]

    def _sought(self, file: str) -> int:
        if not file or not self._history:
            return 0
        text = "".join(linecache.getlines(file)).strip()
        if not text:
            return 0
        for number in range(len(self._history), 0, -1):
            if _is_same(self._history[number - 1], text):
                return number
        return 0


def defined(names: Mapping[str, Any], cells: Cells) -> dict[str, list[Any]]:
    """Return, by name, what a value is ("function", "class", ""), its cell, whether it is own.

    Own is what the notebook itself defines, in a cell that is known or not; not what it imports.
    """
    found = {}
    for name, value in names.items():
        cell = cells.of(value)
        is_own = cell is not None or getattr(value, "__module__", "") == "__main__"
        found[name] = [kind(value), cell, is_own]
    return found


def kind(value: Any) -> str:
    """Return what a name stands for: "class", "function", or "" for anything else."""
    if isinstance(value, type):
        return "class"
    return "function" if callable(value) and not inspect.ismodule(value) else ""


def replaced() -> list[str]:
    """Return the names of numpy's that a cell gave another meaning."""
    found = []
    for module in _OF_NUMPY:
        for name, value in [*vars(sys.modules.get(module, object)).items()]:
            home = getattr(value, "__module__", None)
            if name[:1] != "_" and inspect.isfunction(value) and home == "__main__":
                found.append(f"{module}.{name}")
    return found


def _files(value: Any) -> Iterator[str]:
    """Yield the files of the code of a function or a class, told by methods of its own."""
    for part in [*vars(value).values()] if isinstance(value, type) else [value]:
        for _ in range(_DEEP):
            inner = getattr(part, "__wrapped__", None) or getattr(part, "__func__", None)
            if inner is None or inspect.ismodule(part):
                break
            part = inner
        code = getattr(getattr(part, "fget", part), "__code__", None)
        if inspect.iscode(code):
            yield code.co_filename


def _is_same(cell: str, text: str) -> bool:
    """Tell whether a cell as it was written is the text that was compiled."""
    if cell.strip() == text:
        return True
    if not re.search(r"^\s*[%!?]|[?!]|%", cell):
        return False
    try:
        transformed: str = kernel.shell().transform_cell(cell)
    except Exception:  # a cell that IPython itself cannot read
        return False
    return transformed.strip() == text
