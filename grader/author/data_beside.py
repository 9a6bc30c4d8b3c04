"""Data files beside a solved notebook that it reads: lent to it while it is run, in memory.

The sandbox opens no files. So those that the notebook names, and its own folder holds, are written
into a module that only the run of the notebook imports (`grader/author/opener.py`).
"""

import ast
import os
import warnings
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from grader.author.marks import Marked
from grader.notebook import parse

LENT = "_grader_lent_files"
"""The module that holds them."""
MOST_MB, ALL_MB = 4, 16
"""What one of them may weigh, and all of them together."""
_MB = 1 << 20


def data_beside(
    path: Path, code: Mapping[int, Marked], provided: Sequence[Path]
) -> dict[str, bytes]:
    """Return the files that the notebook or its modules name, by the names they are opened by."""
    sources = [f"{cell.run}\n{cell.hidden}" for _, cell in sorted(code.items())]
    for module in provided:
        files = sorted(module.glob("*.py")) if module.is_dir() else [module]
        sources += [one.read_text(encoding="utf-8", errors="replace") for one in files]
    found: dict[str, bytes] = {}
    left = ALL_MB * _MB
    for name in dict.fromkeys(name for source in sources for name in _texts(source)):
        content = _content(path.parent, name, min(left, MOST_MB * _MB))
        if content is not None:
            found[os.path.normpath(name)] = content
            left -= len(content)
    return found


def module_of(files: Mapping[str, bytes]) -> str:
    """Return the text of the module that holds these files."""
    return f"FILES = {dict(files)!r}\n"


def _texts(source: str) -> Iterator[str]:
    """Yield the texts in a program that may be a file's name."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = ast.Module(parse(source).body, [])
    for node in ast.walk(tree):
        told = node.value if isinstance(node, ast.Constant) else ""
        if isinstance(told, str) and 0 < len(told) < 200 and "\n" not in told:
            yield told


def _content(folder: Path, name: str, most: int) -> bytes | None:
    """Return what a file of this folder holds; None for what is outside, or no file, or large."""
    try:
        file = (folder / name).resolve()
        is_own = file.is_relative_to(folder.resolve()) and file.suffix not in (".py", ".ipynb")
        if not is_own or not file.is_file() or file.stat().st_size > most:
            return None
        return file.read_bytes()
    except (OSError, ValueError):  # a name with a zero byte, say
        return None
