"""Cells made to take for ever, or to break the parser, cost little and raise nothing."""

import ast
import json
import time

import pytest
from notebook_samples import cells

from grader.errors import UnreadableNotebook
from grader.extract import extract
from grader.model import Ask, Submission, Text
from grader.notebook import read

HOSTILE = {
    "minus": ["x = " + "-" * 300_000 + "1"],
    "attributes": ["x = a" + ".b" * 150_000],
    "sums": ["x = 1" + "+1" * 150_000],
    "elifs": ["if a: x = 1\n" + "elif a: x = 1\n" * 20_000],
    "finally": [
        "".join(" " * n + "try: x\n" + " " * n + "finally:\n" for n in range(90)) + " " * 90 + "f()"
    ],
    "statements": ["a = 1\n" * 60_000 + "def f(): return a"],
    "amendments": ["a = {}; b = 0\n" + "a[0] = b; b = a[0]\n" * 9_000, "def f(): return a, b"],
    "chain": ["".join(f"a{n} = a{n - 1}\n" for n in range(1, 15_000)) + "def f(): return a14999"],
    "definitions": ["def f(): return f\n" * 15_000],
    "names": ["".join(f"def g{n}(): return {n}\n" for n in range(9_000))],
    "long name": ["def " + "f" * 390_000 + "(): pass"],
    "quotes": ["?\n" + '\\"""\n' * 70_000],
    "question marks": ["?" * 390_000],
    "magics": ["x = 1\n  !ls\n" * 30_000],
    "magic cells": ["x = 1\n  !ls\n" * 20] * 1_600,
    "brackets": ["(" * 390_000, "[" * 150, "{" * 150],
    "lines": ["\n" * 390_000 + "x"],
    "spaces": [" " * 390_000 + "x", "def f():\n" + " " * 300_000],
    "prompts": [">>> x = 1\n" * 30_000 + ">>> ("],
    "tabs in a name": ["def\t" * 90_000],
    "decorators": ["@f\n" * 60_000 + "def f(): pass"],
    "gaps": ["def g(): 0\n" + "b.x = len(b)\n" * 2_400 + "c = b\n" * 2_400 + "def f(): return c"],
    "targets": ["a = " * 90_000 + "1\ndef f(): return a"],
    "list": ["a = [" + "1," * 150_000 + "]\ndef f(): return a"],
    "calls": ["a = [" + "g()," * 60_000 + "]\ndef f(): return a\ndef g(): pass"],
    "loops": ["for i in step: step\n" * 15_000],
    "globals": ["def f():\n global " + ",".join(f"a{n}" for n in range(40_000))],
    "nul": ["\0" * 1000, "def f(): pass\0"],
    "surrogate": ["\ud800", "x = '\udfff'"],
    "separators": ["x = 1\x0b\x0c\x1c\u2028y = 2", "\x0cdef f(): return 1"],
    "returns": ["return\n" * 60_000],
}


@pytest.mark.sampled(thorough=5)
@pytest.mark.parametrize("sources", HOSTILE.values(), ids=HOSTILE)
def test_hostile_cells_end_soon_and_without_an_exception(sources: list[str]) -> None:
    started = time.process_time()
    asks = [Ask("f"), Ask("model", aliases=("g",)), Ask("train", "block", calls=("step",))]
    extraction = extract(cells(*sources), asks, {"f": "0" * 32, "train": ""})
    seconds = time.process_time() - started

    assert seconds < 10
    assert len(extraction.problems) <= 41
    for chunk in extraction.chunks[:50]:
        ast.parse(chunk.source)


def test_a_hundred_thousand_cells_are_refused_soon() -> None:
    cell = {"cell_type": "code", "source": "def f(): pass", "metadata": {}, "outputs": []}
    content = json.dumps({"cells": [cell] * 100_000}).encode()
    started = time.process_time()
    with pytest.raises(UnreadableNotebook, match="too_many_cells"):
        read(Submission("ana", "a.ipynb", content))
    assert time.process_time() - started < 5


def test_a_statement_of_too_many_functions_and_names_is_refused_in_words() -> None:
    names = "".join(f"    a{n} = {n}\n" for n in range(1_000))
    source = f"def f():\n{names}" + "    def g(): a1\n" * 1_000
    alone = extract(cells(source, "def g(): return 1"), [Ask("f"), Ask("g")])
    assert alone.missing["f"] == Text("broken_large", {"cell": 1, "line": 1})
    assert alone.names == {"g": "g"}
    beside = extract(cells(source, "def f(): return 1"), [Ask("f")])
    assert [chunk.cell for chunk in beside.chunks] == [2]
    assert [problem.message for problem in beside.problems] == [Text("broken_large")]


def test_cells_without_code_have_a_limit_too() -> None:
    text = b'{"cell_type": "markdown"},'
    texts = b'{"metadata": {}, "cells": [' + text * 50_000 + b"{}]}"
    with pytest.raises(UnreadableNotebook) as caught:
        read(Submission("ana", "a.ipynb", texts))
    assert caught.value.text == Text("too_many_parts", {"cells": 50_001, "limit": 50_000})
