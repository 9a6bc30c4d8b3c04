"""Numbers that tell one example from another, and numbers written in code, as Python writes them.

A size is always a whole number and a value a float: `5` in the code is never taken for `5.0`.
"""

import ast
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from grader.advise.definition import Definition, Function

_SMALLEST = 3
"""Sizes below are in everybody's formulas."""
_LARGEST = 1_000_000
_COMMON = frozenset({0.0, 0.5, 1.0, 2.0})
"""Values that are in everybody's formulas."""
_NO_SIZES = frozenset({"axis", "ndim", "decimals", "dtype", "seed"})
_SEEDING = frozenset({"seed", "default_rng"})

Numbers = dict[str, str]
"""Number as written -> the input whose value it is, or "" for the size of something."""


def numbers_of(inputs: Mapping[str, Any]) -> Numbers:
    """Return a case's numbers: sizes of its arrays, whole numbers and floats among its inputs."""
    found: Numbers = {}
    for name, value in inputs.items():
        if name == "seed":
            continue
        if isinstance(value, float) and value not in _COMMON:
            found[repr(float(value))] = name
        elif _is_size(value):
            found[str(value)] = name
        else:
            for size in _sizes(value):
                found.setdefault(str(size), "")
    return found


def written(definition: Definition) -> Iterator[tuple[str, int]]:
    """Yield the numbers that a definition's functions hold, each with its line, in order.

    Defaults of arguments, indices of single entries, powers and seeds are no sizes.
    """
    for function in definition.functions:
        aside = {id(node) for node in _no_sizes(function)}
        for node in function.nodes:
            if isinstance(node, ast.Constant) and id(node) not in aside:
                value = node.value
                if isinstance(value, float) or _is_size(value):
                    yield repr(value), node.lineno


def _is_size(value: object) -> bool:
    """Whether a value is a whole number that might be a size."""
    whole = isinstance(value, int | np.integer) and not isinstance(value, bool)
    return whole and _SMALLEST <= value <= _LARGEST  # type: ignore[operator]


def _sizes(value: Any) -> Iterator[int]:
    """Yield the sizes of a tree's arrays, and its whole numbers."""
    waiting = [value]
    while waiting:
        value = waiting.pop()
        if isinstance(value, Mapping):
            waiting += value.values()
        elif isinstance(value, list | tuple):
            waiting += value
            if value and all(isinstance(row, list) for row in value):  # a matrix as lists
                yield from _large(map(len, (value, value[0])))
        elif isinstance(value, np.ndarray):
            yield from _large(value.shape)
        elif _is_size(value):
            yield int(value)


def _large(sizes: Iterable[int]) -> Iterator[int]:
    return (size for size in sizes if size >= _SMALLEST)


def _no_sizes(function: Function) -> Iterator[ast.AST]:
    for node in function.nodes:
        if isinstance(node, ast.Subscript):
            yield from node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
            yield node.right
        elif isinstance(node, ast.keyword) and node.arg in _NO_SIZES:
            yield node.value
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") in _SEEDING:
            yield from node.args
