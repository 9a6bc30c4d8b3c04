"""Python loops over rows or entries, where the lesson asks for numpy's operations on whole arrays.

Loops over layers, names and iterations are left alone, and so is whatever cannot be told apart
from them.
"""

import ast
import re
from collections.abc import Iterator

from grader.advise.arrays import LOOPS, arrays_of
from grader.advise.definition import Definition, Function, Habit

KEY = "advice.loop"

_PASSED_ON = frozenset({"enumerate", "reversed", "list", "tuple", "iter", "tqdm", "zip"})
"""What hands on the items of its arguments."""
_EACH_ENTRY = frozenset({"nditer", "ndenumerate", "ndindex"})
_WHOLE = frozenset({"T", "flat"})
_FLATTENED = frozenset({"tolist", "flatten", "ravel"})
_WRITTEN_OUT = re.compile(
    r"[ \t]*+(?:[(\[\"']|[\w.]++\.(?:items|keys|values)\(|range\([\d,_ \t-]++\)|zip\([(\[])"
)
"""A tuple, a list, a dictionary's parts, a fixed number of times."""
_NOT_ARRAYS = re.compile(
    r"(?i)(?:self\.)?(?:param|cache|grad|layer|camada|capa|dims|sizes|key|chave|clave|nom|name)"
)


def loops(definition: Definition) -> Iterator[Habit]:
    """Yield the first such loop of each function."""
    if not _may_loop(definition.chunk.source):
        return
    for function in definition.functions:
        if any(isinstance(node, (*LOOPS, ast.While)) for node in function.nodes):
            line = next(_Loops(function).lines(), None)
            if line is not None:
                yield Habit(KEY, function.name, line)


def _may_loop(source: str) -> bool:
    """Tell cheaply, on the text, whether any loop is over more than what is written out there."""
    over = (after.partition(" in ")[2] for after in source.split("for ")[1:])
    return "while " in source or any(not _WRITTEN_OUT.match(each) for each in over)


class _Loops:
    """Tells a function's loops over entries from its other loops."""

    def __init__(self, function: Function) -> None:
        self._function = function
        self._arrays = arrays_of(function)
        self._given = set(function.parameters)
        self._sizes: set[str] = set()

    def lines(self) -> Iterator[int]:
        """Yield the line of each loop over entries, in order."""
        for node in self._function.nodes:
            if isinstance(node, ast.Assign):
                self._learn(node)
            elif isinstance(node, ast.While):
                if self._counts_to_size(node):
                    yield node.lineno
            elif isinstance(node, LOOPS) and self._over_entries(node.iter, node.target):
                yield node.iter.lineno

    def _learn(self, node: ast.Assign) -> None:
        """Note ``m = X.shape[1]``, ``rows, columns = X.shape`` and ``self.inputs = inputs``."""
        target, value = node.targets[0], node.value
        keys = target.elts if isinstance(target, ast.Tuple) else [target]
        names = {key for key in map(self._function.key, keys) if key}
        several = len(keys) > 1
        is_shape = isinstance(value, ast.Attribute) and value.attr == "shape"
        if is_shape if several else self._is_size(value):
            self._sizes |= names
        elif not several and self._function.key(value) in self._given:
            self._given |= names
        else:
            self._sizes -= names

    def _is_size(self, node: ast.expr) -> bool:
        """Whether an expression is a size of an array, or is computed from one."""
        waiting = [node]
        while waiting:
            part = waiting.pop()
            if isinstance(part, ast.BinOp):
                waiting += [part.left, part.right]
            elif isinstance(part, ast.Subscript):
                shape = part.value.func if isinstance(part.value, ast.Call) else part.value
                if isinstance(shape, ast.Attribute) and shape.attr == "shape":
                    return True
            elif self._is_length(part) or self._function.key(part) in self._sizes:
                return True
        return False

    def _is_length(self, node: ast.expr) -> bool:
        """Whether a node is the ``size`` of anything, or the ``len`` of an array."""
        if not isinstance(node, ast.Call):
            return isinstance(node, ast.Attribute) and node.attr == "size"
        if not (isinstance(node.func, ast.Name) and node.func.id == "len" and node.args):
            return False
        key = self._function.root(node.args[0])
        return key is not None and self._arrays.has(key) and not _NOT_ARRAYS.match(key)

    def _counts_to_size(self, node: ast.While) -> bool:
        """Whether this is ``while i < m: ... i += 1``."""
        test = node.test
        if not isinstance(test, ast.Compare) or len(test.comparators) != 1:
            return False
        one, other = test.left, test.comparators[0]
        counter = one if self._is_size(other) else other if self._is_size(one) else None
        if not isinstance(counter, ast.Name):
            return False
        steps = (part.target for part in node.body if isinstance(part, ast.AugAssign))
        return any(isinstance(step, ast.Name) and step.id == counter.id for step in steps)

    def _over_entries(self, over: ast.expr, target: ast.expr) -> bool:
        """Whether a loop's items are rows, entries, or their indices."""
        items = {n.id for n in ast.walk(target) if isinstance(n, ast.Name)}
        waiting = [over]
        while waiting:
            node = waiting.pop()
            called = node.func if isinstance(node, ast.Call) else None
            if isinstance(node, ast.Call) and isinstance(called, ast.Name):
                if called.id == "range":
                    if any(map(self._is_size, node.args)):
                        return True
                elif called.id in _PASSED_ON:
                    waiting += node.args
            elif isinstance(called, ast.Attribute):
                if called.attr in _EACH_ENTRY:
                    return True
                if called.attr in _FLATTENED and self._is_array(called.value, items):
                    return True
            elif isinstance(node, ast.Attribute) and node.attr in _WHOLE:
                waiting.append(node.value)
            elif self._is_array(node, items):
                return True
        return False

    def _is_array(self, node: ast.expr, items: set[str]) -> bool:
        """Whether a node is an array that came as an argument; its items may tell."""
        key = self._function.key(node)
        if key not in self._given or key is None or _NOT_ARRAYS.match(key):
            return False
        if key in self._arrays.held:
            return False
        arrays = self._arrays
        is_told = not (items.isdisjoint(arrays.used) and items.isdisjoint(arrays.numeric))
        return is_told or arrays.has(key)
