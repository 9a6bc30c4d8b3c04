"""What is taken from a running kernel: the names it holds now, with the source they came from.

The cells that were run make a notebook, in which each stands at its own number: that of ``In [n]``.
"""

import ast
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from grader.extract import extract
from grader.extract.trees import parsed
from grader.frozen import frozen
from grader.model import Ask, Chunk, Extraction, Notebook, Submission, Text

_MOST_CELLS = 100_000
_NOT_HERE = Text("live.not_here")


@frozen
class Defined:
    """What a name stands for in the kernel."""

    kind: str
    """"function", "class" or "" for anything else."""
    cell: int | None
    """The number of the cell that defines it, if that is known."""
    is_own: bool = True
    """Whether the notebook defines it, and does not only import it."""


@frozen
class Kernel:
    """A running kernel, as it told of itself."""

    names: Mapping[str, Defined]
    cells: Sequence[tuple[int, str]]
    replaced: tuple[str, ...] = ()
    """Names of numpy's that a cell gave another meaning."""

    @property
    def callables(self) -> list[str]:
        """The names of functions and classes."""
        return [name for name, found in self.names.items() if found.kind]

    @property
    def own(self) -> list[str]:
        """Those of them that the notebook itself defines."""
        return [name for name in self.callables if self.names[name].is_own]

    def take(
        self, notebook: Notebook, asks: Sequence[Ask], handout: Mapping[str, str]
    ) -> Extraction:
        """Take what is asked for: in the place of `grader.extract.extract`.

        A name that the kernel holds is there, wherever it came from; one that it does not hold is
        missing, whatever the cells say. Source that is not what the kernel holds is left out.
        """
        found = extract(notebook, asks, handout)
        names = {a.name: name for a in asks if (name := self._bears(a, found))}
        stale = {name for name in names.values() if self.names[name].cell != _cell_of(found, name)}
        blocks = {a: block for a, block in found.blocks.items() if a not in names}
        return replace(
            found,
            chunks=tuple(c for c in found.chunks if stale.isdisjoint(bound(c.source))),
            names=names,
            blocks=blocks,
            not_attempted=frozenset(
                asked for asked in found.not_attempted
                if asked in blocks or (asked in names and names[asked] not in stale)
            ),
            missing={a.name: _NOT_HERE for a in asks if a.name not in {*names, *blocks}},
            problems=(),
        )  # fmt: skip

    def _bears(self, ask: Ask, found: Extraction) -> str:
        """Return the name that something bears in the kernel; empty if it is not there."""
        if ask.kind == "block":
            return ""
        candidates = (found.names.get(ask.name, ""), ask.name, *ask.aliases)
        return next((n for n in candidates if n in self.names and self.names[n].kind), "")

    def submission(self) -> Submission:
        """Return the cells as a notebook's bytes, each at its own number."""
        numbered = dict(self.cells)
        most = min(max(numbered, default=0), _MOST_CELLS)
        cells: list[dict[str, Any]] = [
            {
                "cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None,
                "source": numbered.get(number, ""),
            }
            for number in range(1, most + 1)
        ]  # fmt: skip
        content = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
        return Submission("", "In", json.dumps(content).encode())


def kernel_from(message: Mapping[str, Any]) -> Kernel:
    """Read what a kernel told of itself."""
    told = {
        str(name): Defined(str(kind), int(cell) if cell else None, bool(is_own))
        for name, (kind, cell, is_own) in message["names"].items()
    }
    cells = tuple((int(number), str(source)) for number, source in message["cells"])
    return Kernel(told, cells, tuple(map(str, message["replaced"])))


def _cell_of(found: Extraction, name: str) -> int | None:
    """Return the cell that the taken definition of a name is from: the last of them counts."""
    cells = [chunk.cell for chunk in found.chunks if name in bound(chunk.source)]
    return cells[-1] if cells else None


@lru_cache(maxsize=512)
def bound(source: str) -> frozenset[str]:
    """Return the names that the statements of a source give a meaning."""
    found: set[str] = set()
    for statement in parsed(source).body:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(statement.name)
        else:
            found |= {name for node in ast.walk(statement) for name in _given(node)}
    return frozenset(found)


def _given(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        return [node.id]
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return [node.name]
    if isinstance(node, ast.Import | ast.ImportFrom):
        return [alias.asname or alias.name.partition(".")[0] for alias in node.names]
    return []


def chunk_of(found: Extraction, name: str) -> Chunk | None:
    """Return the statement that defines a name; None where its source is not known."""
    chunks = [chunk for chunk in found.chunks if name in bound(chunk.source)]
    return chunks[-1] if chunks else None
