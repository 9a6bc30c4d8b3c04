"""Cells to a valid notebook, and that to bytes."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import nbformat
from nbformat.v4 import writes

from grader.annotate.document import is_feedback
from grader.annotate.mend import Json

_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")
_CONSTRAINED = ("name", "tags", "jupyter", "execution", "collapsed", "scrolled", "format")
_CONSTRAINED_WHOLE = ("kernelspec", "language_info", "orig_nbformat", "title", "authors")
"""Keys of metadata (a cell's, the notebook's) that the format says something about."""
_SURROGATE = re.compile("[\ud800-\udfff]")
_LINE_ENDS = ("\\n", "\\r", "\\f", "\\u00", "\x85", "\u2028", "\u2029")
"""As JSON writes them."""
_LINES = 200_000
"""Lines beyond which texts are not written line by line: each takes some 100 bytes of memory."""


def assembled(cells: Sequence[Json], metadata: Json) -> Any:
    """Return a valid `NotebookNode` of these cells, each with an id that is its own.

    Raises nbformat.ValidationError if it is not valid after all: a fault of ours.
    """
    _give_ids(cells)
    whole = {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": list(cells)}
    if not _is_valid(whole):
        whole["metadata"] = _legal(metadata, _CONSTRAINED_WHOLE, None)
        for cell in cells:
            cell["metadata"] = _legal(cell["metadata"], _CONSTRAINED, cell)
        nbformat.validate(whole)
    return nbformat.from_dict(whole)  # type: ignore[no-untyped-call]


def written(notebook: Any) -> bytes:
    """Return a notebook as JSON, its texts line by line unless there are very many.

    A lone surrogate, which UTF-8 cannot hold, is escaped, and with it all that is not ASCII.
    """
    text: str = writes(notebook, split_lines=_has_few_lines(notebook))  # type: ignore[no-untyped-call]
    if _SURROGATE.search(text):
        text = writes(  # type: ignore[no-untyped-call]
            notebook, split_lines=_has_few_lines(notebook), ensure_ascii=True
        )
    return f"{text}\n".encode()


def _has_few_lines(notebook: Any) -> bool:
    """Tell whether texts are written line by line; most are too short to need counting."""
    if _characters(notebook) <= _LINES:
        return True
    whole: str = writes(notebook, split_lines=False)  # type: ignore[no-untyped-call]
    return sum(map(whole.count, _LINE_ENDS)) <= _LINES


def _characters(notebook: Any) -> int:
    """Return how long all its texts are together."""
    total, left = 0, [notebook]
    while left:
        one = left.pop()
        if isinstance(one, str):
            total += len(one)
        elif isinstance(one, Mapping):
            left += one.values()
        elif isinstance(one, list):
            left += one
    return total


def _give_ids(cells: Sequence[Json]) -> None:
    """Give an id to each cell that has none, an illegal one, or one that came before."""
    taken: set[str] = set()
    lacking = []
    for place, cell in enumerate(cells, 1):
        own = cell["id"]
        if isinstance(own, str) and _ID.fullmatch(own) and own not in taken:
            taken.add(own)
        else:
            lacking.append((place, cell))
    for place, cell in lacking:
        name = f"feedback-{place}" if is_feedback(cell) else f"cell-{place}"
        while name in taken:
            name += "-"
        taken.add(name)
        cell["id"] = name


def _is_valid(whole: Json) -> bool:
    try:
        nbformat.validate(whole)
    except nbformat.ValidationError:
        return False
    return True


def _legal(metadata: Json, constrained: Sequence[str], cell: Json | None) -> Json:
    """Leave out of a cell's metadata, or the notebook's, what the format does not allow."""
    kept = {name: entry for name, entry in metadata.items() if name not in constrained}
    for name in constrained:
        alone = {name: metadata[name]} if name in metadata else {}
        whole = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}
        if cell is None:
            whole["metadata"] = alone
        else:
            whole["cells"] = [{**cell, "metadata": alone}]
        if _is_valid(whole):
            kept |= alone
    return kept
