"""An ``if`` or a ``try`` that does more than define, without what it does more.

``try: import torch; torch.manual_seed(0)`` with its ``except ImportError`` becomes the same with
``pass`` in the place of the call, on the same lines.
"""

import ast
import re

from grader.extract.lines import Lines
from grader.extract.statements import parts
from grader.syntax import UNPARSABLE, syntax_tree

_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)
_AFTER = re.compile(r"[ \t]*(?:\#.*)?$")


def reduced(node: ast.If | ast.Try, lines: Lines) -> tuple[ast.stmt, Lines] | None:
    """Return the statement with its definitions and plain values alone, and its lines.

    None when it has no definitions, or when what is to go shares a line with something else.
    """
    inside = parts(node)
    if node.col_offset or not any(isinstance(part, _DEFINITIONS) for part in inside):
        return None
    last = node.end_lineno or node.lineno
    texts = [*lines.whole(node.lineno, last)]
    for part in inside:
        if not _stays(part) and not _blank_out(texts, part, node.lineno):
            return None
    try:
        [left] = syntax_tree("\n".join(texts)).body
    except UNPARSABLE:
        return None
    ast.increment_lineno(left, node.lineno - 1)
    return left, Lines(texts, node.lineno)


def _stays(part: ast.stmt) -> bool:
    if isinstance(part, ast.ImportFrom):
        return part.names[0].name != "*"
    if isinstance(part, ast.Assign | ast.AnnAssign):
        return not any(isinstance(n, ast.Call) for n in ast.walk(part))
    return isinstance(part, (*_DEFINITIONS, ast.Pass))


def _blank_out(texts: list[str], part: ast.stmt, first: int) -> bool:
    """Write ``pass`` over a statement that has its lines to itself; False if it has not."""
    row, end = part.lineno - first, (part.end_lineno or part.lineno) - first
    head = texts[row].encode()[: part.col_offset].decode()
    rest = texts[end].encode()[part.end_col_offset :].decode()
    if head.strip() or not _AFTER.match(rest):
        return False
    texts[row] = f"{head}pass"
    texts[row + 1 : end + 1] = [""] * (end - row)
    return True
