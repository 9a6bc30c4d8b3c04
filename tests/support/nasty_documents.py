"""Notebook files of every kind that costs a careless reader too much, by how many parts they have.

The number beside each is how many parts are enough to measure.
"""

import json
from collections.abc import Callable
from typing import Any

Document = Callable[[int], str]


def notebook(cells: list[Any], **fields: Any) -> str:
    """Return notebook JSON of nbformat 4."""
    whole = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5, **fields}
    return json.dumps(whole)


def code(source: Any = "x = 1", **fields: Any) -> dict[str, Any]:
    return {"cell_type": "code", "source": source, "metadata": {}, "outputs": [],
            "execution_count": None, **fields}  # fmt: skip


def prose(source: str, **fields: Any) -> dict[str, Any]:
    return {"cell_type": "markdown", "source": source, "metadata": {}, **fields}


def printing(text: str) -> dict[str, Any]:
    return code(outputs=[{"output_type": "stream", "name": "stdout", "text": text}])


def showing(data: dict[str, Any]) -> dict[str, Any]:
    return code(outputs=[{"output_type": "display_data", "data": data, "metadata": {}}])


def tagged(tags: list[Any]) -> str:
    return notebook([code(metadata={"tags": tags})])


def _keys(size: int) -> dict[str, int]:
    return {f"k{n}": n for n in range(size)}


def _version_3(size: int) -> str:
    output = {"output_type": "pyout", "text": ["a"], "prompt_number": 1}
    cell = {"cell_type": "code", "input": ["x = 1"], "language": "python", "outputs": [output] * 2}
    sheets = [{"cells": [cell]}] * size
    return json.dumps({"worksheets": sheets, "metadata": {}, "nbformat": 3, "nbformat_minor": 0})


DOCUMENTS: dict[str, tuple[Document, int]] = {
    "cells": (lambda n: notebook([code()] * n), 150),
    "texts": (lambda n: notebook([prose("a *b* c")] * n), 100),
    "ids": (
        lambda n: notebook([code(id=f"cell-{k}") for k in range(n)] + [code(id="!")] * n), 100
    ),
    "cells without text": (lambda n: notebook([code({})] * n), 400),
    "outputs": (lambda n: notebook([code(outputs=printing("a")["outputs"] * n)]), 200),
    "printed lines": (lambda n: notebook([printing("a\n" * n)]), 40_000),
    "printed escapes": (lambda n: notebook([printing("\x1b[0000" * n)]), 8_000),
    "printed surrogates": (lambda n: notebook([printing("\ud800\n" * n)]), 8_000),
    "kinds of output": (
        lambda n: notebook([showing({f"application/x{k}+json": [1] for k in range(n)})]), 2_000
    ),
    "a picture": (lambda n: notebook([showing({"image/png": "iVBORw0KGgo" + "A" * n})]), 400_001),
    "a picture in lines": (
        lambda n: notebook([showing({"image/png": ["iVBORw0KGgo=", *["A\n"] * n]})]), 20_000
    ),
    "metadata": (lambda n: notebook([code()], metadata=_keys(n)), 8_000),
    "metadata of a cell": (lambda n: notebook([code(metadata=_keys(n))]), 8_000),
    "metadata of no kind": (lambda n: notebook([code(metadata={"tags": 1})] * n), 100),
    "tags": (lambda n: tagged([f"t{k}" for k in range(n)]), 1_500),
    "one tag": (lambda n: tagged(["t"] * n), 1_500),
    "tags of two kinds": (lambda n: tagged([str(k) if k % 2 else k for k in range(n)]), 250),
    "tags that are none": (lambda n: tagged([{"a": k} for k in range(n)]), 250),
    "authors": (lambda n: notebook([code()], metadata={"authors": [1] * n}), 4_000),
    "attachments": (
        lambda n: notebook([prose("a", attachments={k: {"image/png": "x"} for k in _keys(n)})]),
        2_000,
    ),
    "nested": (lambda n: '{"cells": [], "metadata": ' + "[" * n + "]" * n + "}", 5_000),
    "digits": (lambda n: '{"cells": [], "metadata": {"a": ' + "1" * n + "}}", 40_000),
    "digits of a float": (lambda n: '{"cells": [], "metadata": {"a": 0.' + "1" * n + "}}", 40_000),
    "NaN": (
        lambda n: notebook([code(["x = 1\n"] * n)], metadata={"a": float("nan")}), 8_000
    ),
    "lines": (lambda n: notebook([code(["x = 1\n"] * n)]), 4_000),
    "lines of two kinds": (lambda n: notebook([code(["x = 1\n", 1] * n)]), 4_000),
    "locked": (
        lambda n: notebook([code(metadata={"nbgrader": {"locked": True, **_keys(20)}})] * n), 300
    ),
    "nbformat 3": (_version_3, 60),
    "cut short": (lambda n: notebook([code("a" * n)])[:-9], 400_000),
    "merge marks": (lambda n: '{"cells": [' + "\n======\n" * n, 40_000),
    "marks": (lambda n: notebook([code("x = '" + "\u0301" * n + "'")]), 8_000),
    **{
        f"Markdown {piece!r}": (lambda n, piece=piece: notebook([prose((piece * n)[:n])]), 2_400)
        for piece in ("*a ", "_", "[", "[a](", "![", "`", "<b>", "<a ", "> \n", "$", "~~a", "|a",
                      "&#", "\\[", "<!--", "- a\n", "**a*", "[a]: b\n")
    },
}  # fmt: skip
