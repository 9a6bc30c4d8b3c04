"""Compare definitions by what counts in them."""

import ast
import hashlib
import re
from collections.abc import Iterator

from grader.extract.statements import Statement, parts

_STRING = (
    r"\"\"\"[^\"\\]*(?:(?:\\(?:.|\Z)|\"(?!\"\"))[^\"\\]*)*(?:\"\"\"|\Z)"
    r"|'''[^'\\]*(?:(?:\\(?:.|\Z)|'(?!''))[^'\\]*)*(?:'''|\Z)"
    r"|\"[^\"\\\n]*(?:\\(?:.|\Z)[^\"\\\n]*)*(?:\"|(?=\n)|\Z)"
    r"|'[^'\\\n]*(?:\\(?:.|\Z)[^'\\\n]*)*(?:'|(?=\n)|\Z)"
)
_COMMENT_OR_STRING = re.compile(rf"\#[^\n]*|(?P<string>{_STRING})", re.DOTALL)


def fingerprint(statement: Statement) -> str:
    """Return a digest that comments, docstrings, blank lines and spacing do not change.

    Indentation and names do. Works on the text, being many times faster than dumping the tree.
    """
    lines = statement.source.split("\n")
    for part in parts(statement.node):
        for first, last in _docstrings(part):
            start, end = first - statement.line, last - statement.line + 1
            lines[start:end] = [""] * (end - start)
    bare = "\n".join(lines)
    if "#" in bare:
        bare = _COMMENT_OR_STRING.sub(_without_comment, bare)
    digest = hashlib.blake2b(digest_size=16)
    for line in bare.split("\n"):
        words = line.split()
        if words:
            indent = len(line) - len(line.lstrip())
            digest.update(f"{indent} {''.join(words)}\n".encode())
    return digest.hexdigest()


def _docstrings(node: ast.stmt) -> Iterator[tuple[int, int]]:
    """First and last lines of the docstrings of a definition and of a class's methods."""
    if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return
    opening = node.body[0]
    if isinstance(opening, ast.Expr) and isinstance(opening.value, ast.Constant):
        is_text = isinstance(opening.value.value, str) and len(node.body) > 1
        last = opening.end_lineno or opening.lineno
        if is_text and node.lineno < opening.lineno and last < node.body[1].lineno:
            yield opening.lineno, last
    if isinstance(node, ast.ClassDef):
        for method in node.body:
            yield from _docstrings(method)


def _without_comment(match: re.Match[str]) -> str:
    return match["string"] or ""
