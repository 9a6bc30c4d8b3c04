"""A cell's lines, to be cut by the places that `ast` tells: lines from 1, offsets in UTF-8."""

import ast
from collections.abc import Sequence


class Lines:
    """A line with a character beyond ASCII is encoded once, however many statements stand on it."""

    def __init__(self, texts: Sequence[str], first: int = 1) -> None:
        self._texts = texts
        self._first = first
        self._encoded: dict[int, bytes] = {}

    def between(self, first: int, start: int, last: int, end: int) -> str:
        """Return the text from an offset in a line to an offset in the same or a later one."""
        if first == last:
            return self._cut(first, start, end)
        inner = self.whole(first + 1, last - 1)
        return "\n".join((self._cut(first, start, None), *inner, self._cut(last, 0, end)))

    def whole(self, first: int, last: int) -> Sequence[str]:
        """Return the lines from one to another."""
        return self._texts[first - self._first : last - self._first + 1]

    def _cut(self, number: int, start: int, end: int | None) -> str:
        text = self._texts[number - self._first]
        if text.isascii():
            return text[start:end]
        if number not in self._encoded:
            self._encoded[number] = text.encode()
        return self._encoded[number][start:end].decode()


def dedented(text: str, indent: int, node: ast.AST) -> str:
    """Take an indent from all lines of a statement but the first; texts keep what is theirs."""
    inside: set[int] = set()
    first = getattr(node, "lineno", 1)
    for decorator in getattr(node, "decorator_list", [])[:1]:
        first = decorator.lineno
    waiting = [node]
    while waiting:
        part = waiting.pop()
        if isinstance(part, ast.Constant | ast.JoinedStr):
            inside.update(range(part.lineno + 1 - first, (part.end_lineno or 0) + 1 - first))
        else:
            waiting += ast.iter_child_nodes(part)
    lines = text.split("\n")
    for row in range(1, len(lines)):
        if row not in inside and lines[row][:indent].isspace():
            lines[row] = lines[row][indent:]
    return "\n".join(lines)
