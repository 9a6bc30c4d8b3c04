"""Cells to the text of a notebook (nbformat 4.5), as it is written for authors and students."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

_KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def as_cell(kind: str, source: str, identity: str) -> dict[str, Any]:
    """Return a cell without outputs: code, markdown, or raw for any other kind."""
    cell: dict[str, Any] = {
        "cell_type": kind if kind in ("code", "markdown") else "raw",
        "id": identity,
        "metadata": {},
        "source": source.splitlines(keepends=True),
    }
    if kind == "code":
        cell |= {"execution_count": None, "outputs": []}
    return cell


def as_notebook(cells: Sequence[Mapping[str, Any]], **metadata: Any) -> str:
    """Return a notebook of these cells as JSON, for Python's own kernel."""
    document = {
        "cells": list(cells),
        "metadata": {**metadata, "kernelspec": _KERNEL},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
