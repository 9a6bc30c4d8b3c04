"""The text of one statement, by the nodes of its tree: what they say, and how they bind."""

import ast
from collections.abc import Iterable, Mapping
from typing import Any

Span = tuple[int, int]
"""Where something begins and ends, in bytes of the source."""

ATOM, ARITHMETIC = 15, 10
_BINARY: Mapping[type[ast.operator], int] = {
    ast.BitOr: 6, ast.BitXor: 7, ast.BitAnd: 8, ast.LShift: 9, ast.RShift: 9, ast.Add: 10,
    ast.Sub: 10, ast.Mult: 11, ast.Div: 11, ast.MatMult: 11, ast.Mod: 11, ast.FloorDiv: 11,
    ast.Pow: 13,
}  # fmt: skip
_COMPARED, _SIGNED, _NOT = 5, 12, 4
_OTHERS: Mapping[type[ast.expr], int] = {
    ast.NamedExpr: 0, ast.Tuple: 0, ast.Yield: 0, ast.YieldFrom: 0, ast.Starred: 0,
    ast.Lambda: 1, ast.IfExp: 1, ast.Compare: _COMPARED, ast.Await: 14,
}  # fmt: skip


def binding(node: ast.expr) -> int:
    """Return how tightly an expression binds: a name most, a lambda least."""
    if isinstance(node, ast.BinOp):
        return _BINARY[type(node.op)]
    if isinstance(node, ast.UnaryOp):
        return _NOT if isinstance(node.op, ast.Not) else _SIGNED
    if isinstance(node, ast.BoolOp):
        return 2 if isinstance(node.op, ast.Or) else 3
    return _OTHERS.get(type(node), ATOM)


def sides(operator: ast.operator) -> tuple[int, int]:
    """Return how tightly both operands of an operator must bind."""
    own = _BINARY[type(operator)]
    return (14, _SIGNED) if isinstance(operator, ast.Pow) else (own, own + 1)


def required(parent: ast.AST, field: str) -> int:
    """Return how tightly what stands in a field of a node must bind."""
    if isinstance(parent, ast.BinOp):
        left, right = sides(parent.op)
        return left if field == "left" else right
    if isinstance(parent, ast.UnaryOp):
        return binding(parent)
    if isinstance(parent, ast.BoolOp):
        return binding(parent) + 1
    if isinstance(parent, ast.Compare | ast.Starred):
        return _COMPARED + 1
    if isinstance(parent, ast.IfExp | ast.comprehension):
        return 2
    if isinstance(parent, ast.Attribute | ast.Subscript) and field == "value":
        return ATOM
    return ATOM if isinstance(parent, ast.Call) and field == "func" else 1


class Written:
    """The source of one statement."""

    def __init__(self, source: str) -> None:
        self._bytes = source.encode()
        self._starts = [0]
        for line in self._bytes.split(b"\n"):
            self._starts.append(self._starts[-1] + len(line) + 1)

    def span(self, node: Any) -> Span:
        """Return where a node stands."""
        start = self._starts[node.lineno - 1] + node.col_offset
        return start, self._starts[node.end_lineno - 1] + node.end_col_offset

    def text(self, node: Any) -> str:
        """Return what a node says."""
        start, end = self.span(node)
        return self._bytes[start:end].decode()

    def between(self, start: int, end: int) -> str:
        """Return what stands between two places."""
        return self._bytes[start:end].decode()

    def after(self, node: Any) -> str:
        """Return what stands after a node in its last line."""
        end, line = self.span(node)[1], self._starts[node.end_lineno]
        return self._bytes[end : line - 1].decode()

    def operand(self, node: ast.expr, needed: int) -> str:
        """Return what a node says, in brackets where it must bind more tightly than it does."""
        text = self.text(node)
        return f"({text})" if binding(node) < needed or "\n" in text else text

    def spliced(self, span: Span, text: str) -> str:
        """Return the source with something else in a place of it."""
        start, end = span
        return (self._bytes[:start] + text.encode() + self._bytes[end:]).decode()

    def spliced_all(self, edits: Iterable[tuple[Span, str]]) -> str:
        """Return the source with something else in each of some places that do not overlap."""
        parts, at = list[bytes](), 0
        for (start, end), text in sorted(edits):
            parts += [self._bytes[at:start], text.encode()]
            at = end
        return b"".join([*parts, self._bytes[at:]]).decode()

    def is_in_brackets(self, span: Span) -> bool:
        """Tell whether brackets stand round a place, so that what is in it may bind loosely."""
        before, after = self._bytes[: span[0]].rstrip(), self._bytes[span[1] :].lstrip()
        return before.endswith(b"(") and after.startswith(b")")

    def start_of(self, number: int) -> int:
        """Return where a line begins."""
        return self._starts[number - 1]

    def line(self, number: int) -> str:
        """Return a line of the source."""
        start, end = self._starts[number - 1], self._starts[number]
        return self._bytes[start : end - 1].decode()
