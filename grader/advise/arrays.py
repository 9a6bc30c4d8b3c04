"""What a function's own text says of its names: which are arrays, which hold several things."""

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from grader.advise.definition import Function

LOOPS = (ast.For, ast.AsyncFor, ast.comprehension)
_ARRAY_ATTRIBUTES = frozenset({
    "T", "shape", "ndim", "size", "dtype", "flat", "max", "min", "sum", "mean", "std", "var",
    "argmax", "dot", "reshape", "ravel", "flatten", "transpose", "astype", "tolist",
})  # fmt: skip
_HOLDERS = (ast.List, ast.Tuple, ast.Dict, ast.ListComp, ast.DictComp)
_DICT_METHODS = frozenset({"items", "keys", "values", "get"})
_OF_ARRAYS = frozenset({
    "dot", "matmul", "sum", "mean", "max", "min", "amax", "amin", "argmax", "argmin", "std", "var",
    "transpose", "reshape", "prod", "cumsum", "sort", "clip", "maximum", "minimum", "multiply",
    "where", "concatenate", "hstack", "vstack", "einsum", "shape",
})  # fmt: skip
"""numpy functions that a plain number is seldom handed to."""
_MAKERS = frozenset({"zeros", "ones", "empty", "full", "arange", "linspace", "eye", "identity"})
"""numpy functions that take sizes."""
_MATRIX = re.compile(r"d?[AWZ]\d?|[XY](?:_\w{1,40})?")
"""What the field calls its matrices."""


@dataclass(slots=True)
class Arrays:
    """Keys (see `Function.key`) by what is done with them. No type is known for certain."""

    used: set[str] = field(default_factory=set)
    """Treated as an array: has a shape, is multiplied as a matrix, goes into numpy's functions."""
    held: set[str] = field(default_factory=set)
    """Dictionaries and tuples: taken apart, or indexed by a text."""
    numeric: set[str] = field(default_factory=set)
    """Calculated with, indexed by anything but a text, or gone through: no names of things."""

    def has(self, key: str) -> bool:
        """Whether a name stands for an array, as far as can be told."""
        return key not in self.held and (key in self.used or bool(_MATRIX.fullmatch(key)))


def arrays_of(function: Function) -> Arrays:
    """Collect what a function's text says of its names."""
    found = Arrays()
    over = {
        node.target.id: function.key(node.iter)
        for node in function.nodes
        if isinstance(node, LOOPS) and isinstance(node.target, ast.Name)
    }
    for node in function.nodes:
        if isinstance(node, ast.Attribute):
            _attribute(function, node, found)
        elif isinstance(node, ast.Subscript):
            _entry(function, node, found, over)
        elif isinstance(node, ast.Call):
            _call(function, node, found)
        elif isinstance(node, ast.BinOp):
            operands = set(filter(None, map(function.key, (node.left, node.right))))
            if isinstance(node.op, ast.MatMult):
                found.used |= operands
            elif not any(map(_is_text, (node.left, node.right))):
                found.numeric |= operands
        elif isinstance(node, LOOPS):
            found.numeric.update(filter(None, [function.key(node.iter)]))
        elif isinstance(node, ast.Assign):
            _assigned(function, node, found)
    return found


def is_numpy(node: ast.AST) -> bool:
    """Whether a node is the name that everyone gives to numpy."""
    return isinstance(node, ast.Name) and node.id in ("np", "numpy")


def _assigned(function: Function, node: ast.Assign, found: Arrays) -> None:
    """Note ``(W1, b1) = cache``, and ``W = [W1, W2]``."""
    target, value = node.targets[0], node.value
    if isinstance(target, ast.Tuple | ast.List):
        found.held.update(filter(None, [function.key(value)]))
    elif isinstance(value, _HOLDERS) or (
        isinstance(value, ast.Call) and getattr(value.func, "id", "") in ("dict", "list", "tuple")
    ):
        found.held.update(filter(None, [function.key(target)]))


def _attribute(function: Function, node: ast.Attribute, found: Arrays) -> None:
    if key := function.key(node.value):
        if node.attr in _ARRAY_ATTRIBUTES:
            found.used.add(key)
        elif node.attr in _DICT_METHODS:
            found.held.add(key)


def _entry(
    function: Function, node: ast.Subscript, found: Arrays, over: Mapping[str, str | None]
) -> None:
    key = function.key(node.value)
    if key is None:
        return
    place = node.slice
    by_text = _is_text(place)
    if isinstance(place, ast.BinOp):
        by_text = _is_text(place.left) or _is_text(place.right)
    # for name in parameters: parameters[name]
    by_key = isinstance(place, ast.Name) and over.get(place.id) == key
    (found.held if by_text or by_key else found.numeric).add(key)


def _call(function: Function, node: ast.Call, found: Arrays) -> None:
    called = node.func
    if isinstance(called, ast.Attribute) and is_numpy(called.value):
        given = set(filter(None, map(function.key, node.args)))
        if called.attr in _OF_ARRAYS:
            found.used |= given
        elif called.attr not in _MAKERS:
            found.numeric |= given


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
