"""Search a student's tree for a pattern of a look (`grader.look`), within a bound."""

import ast
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from grader.syntax import syntax_tree

_MOST = 200_000
"""Comparisons of nodes that are made for one look."""
_FREE = re.compile(r"_[A-Za-z]\w*\Z")
_EITHER_ORDER = (ast.Add, ast.Mult)
_TURNED: dict[type[ast.cmpop], type[ast.cmpop]] = {ast.Gt: ast.Lt, ast.GtE: ast.LtE}
_PASSED_OVER = frozenset({"ctx", "type_comment", "kind", "returns", "annotation"})

Node = Any
"""A node, or what stands in a field of one."""
_Bound = dict[str, Node]
"""What free names stand for."""


@lru_cache(maxsize=1024)
def pattern_of(text: str) -> ast.expr | list[ast.stmt]:
    """Return the tree of a pattern: an expression, or statements that follow one another."""
    body = syntax_tree(text).body
    [first, *rest] = body
    return first.value if not rest and isinstance(first, ast.Expr) else body


class TooMuch(Exception):
    """More was compared than is allowed for one look."""


class Search:
    """One look being searched for."""

    def __init__(self) -> None:
        self._compared = 0

    def finds(
        self, pattern: ast.expr | list[ast.stmt], scope: ast.AST
    ) -> ast.expr | ast.stmt | None:
        """Return where in a scope a pattern stands first: an expression, or its first statement.

        Raises TooMuch.
        """
        if isinstance(pattern, ast.expr):
            nodes = (node for node in ast.walk(scope) if isinstance(node, ast.expr))
            return next((node for node in nodes if self._fits(pattern, node, {})), None)
        starts = (
            block[n:]
            for node in ast.walk(scope)
            for block in _blocks(node)
            for n in range(len(block))
        )
        found = (rest for rest in starts if self._follow(pattern, rest, {}, is_whole=False))
        return next(found, [None])[0]

    def _follow(
        self, pattern: Sequence[Node], found: Sequence[Node], bound: _Bound, *, is_whole: bool
    ) -> bool:
        """Tell whether statements follow each other as in a pattern, to its end or to theirs."""
        for n, one in enumerate(pattern):
            if _is_open(one):
                rest = pattern[n + 1 :]
                return any(
                    self._follow(rest, found[k:], dict(bound), is_whole=is_whole)
                    for k in range(n, len(found) + 1)
                )
            if n >= len(found) or not self._fits(one, found[n], bound):
                return False
        return not is_whole or len(found) == len(pattern)

    def _fits(self, pattern: Node, found: Node, bound: _Bound) -> bool:
        self._compared += 1
        if self._compared > _MOST:
            raise TooMuch
        if _is_open(pattern):
            return True
        if isinstance(pattern, ast.Name) and _FREE.match(pattern.id):
            return self._is_bound(pattern.id, found, bound)
        if isinstance(pattern, ast.Constant):
            return isinstance(found, ast.Constant) and _same_constant(pattern.value, found.value)
        pattern, found = _turned(pattern), _turned(found)
        if type(pattern) is not type(found):
            return False
        if isinstance(pattern, ast.BinOp) and isinstance(pattern.op, _EITHER_ORDER):
            return self._in_either_order(pattern, found, bound)
        if isinstance(pattern, ast.Call) and pattern.args and _is_open(pattern.args[-1]):
            begins = self._begin(pattern.args[:-1], found.args, bound)
            return begins and self._fits(pattern.func, found.func, bound)
        return all(
            self._same(getattr(pattern, name, None), getattr(found, name, None), bound)
            for name in pattern._fields
            if name not in _PASSED_OVER
        )

    def _in_either_order(self, pattern: Node, found: Node, bound: _Bound) -> bool:
        if type(pattern.op) is not type(found.op):
            return False
        for left, right in ((found.left, found.right), (found.right, found.left)):
            tried = dict(bound)
            if self._fits(pattern.left, left, tried) and self._fits(pattern.right, right, tried):
                bound.update(tried)
                return True
        return False

    def _begin(self, pattern: Sequence[Node], found: Sequence[Node], bound: _Bound) -> bool:
        pairs = zip(pattern, found, strict=False)
        return len(found) >= len(pattern) and all(self._same(*pair, bound) for pair in pairs)

    def _same(self, one: Node, other: Node, bound: _Bound) -> bool:
        """Compare what stands in a field: a node, a list of them, a name, nothing."""
        if isinstance(one, list):
            if not isinstance(other, list):
                return False
            if one and isinstance(one[0], ast.stmt):
                return self._follow(one, other, bound, is_whole=True)
            return len(one) == len(other) and self._begin(one, other, bound)
        if isinstance(one, ast.AST):
            return isinstance(other, ast.AST) and self._fits(one, other, bound)
        if isinstance(one, str) and _FREE.match(one):
            return self._is_bound(one, other, bound)
        return bool(one == other)

    def _is_bound(self, name: str, found: Node, bound: _Bound) -> bool:
        """Bind a free name; of one that is bound, tell whether it stands for the same."""
        if name not in bound:
            bound[name] = found
            return True
        before = bound[name]
        if isinstance(before, ast.AST) and isinstance(found, ast.AST):
            return self.are_equal(before, found)
        return bool(before == found)

    def are_equal(self, one: ast.AST, other: ast.AST) -> bool:
        """Compare two trees in which no name is free. Raises TooMuch."""
        waiting: list[tuple[Node, Node]] = [(one, other)]
        while waiting:
            left, right = waiting.pop()
            self._compared += 1
            if self._compared > _MOST:
                raise TooMuch
            if type(left) is not type(right):
                return False
            if isinstance(left, ast.AST):
                names = [name for name in left._fields if name not in _PASSED_OVER]
                waiting += [(getattr(left, n, None), getattr(right, n, None)) for n in names]
            elif isinstance(left, list):
                if len(left) != len(right):
                    return False
                waiting += zip(left, right, strict=True)
            elif left != right:
                return False
        return True


def _blocks(node: ast.AST) -> Iterator[list[ast.stmt]]:
    for name in ("body", "orelse", "finalbody"):
        block = getattr(node, name, None)
        if isinstance(block, list):
            yield block


def _is_open(node: Node) -> bool:
    """Tell whether a pattern says nothing of what stands here."""
    if isinstance(node, ast.Expr):
        node = node.value
    return isinstance(node, ast.Constant) and node.value is Ellipsis


def _same_constant(one: object, other: object) -> bool:
    """Tell whether two constants are the same; 1 and 1.0 are, 1 and True are not."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    return one == other


def _turned(node: Node) -> Node:
    """Return a comparison with the smaller side first; anything else as it is."""
    if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in _TURNED:
        turned = _TURNED[type(node.ops[0])]()
        return ast.Compare(node.comparators[0], [turned], [node.left])
    return node
