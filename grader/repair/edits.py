"""All small edits of the definitions that an exercise asks for, in the order they are tried in.

Edits are made in the student's own text, so that what is not edited stays as it was written. Each
changes, adds or takes away one line.
"""

import ast
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from itertools import islice

from grader.alone import quietly
from grader.extract.defining import Defining
from grader.model import Chunk
from grader.repair import expressions, statements
from grader.repair.candidate import Candidate
from grader.repair.instead import Instead
from grader.repair.scope import Scope
from grader.repair.statements import Place
from grader.repair.written import Written, required

_LARGEST = 40_000
"""Characters of a definition that are gone through."""
_MOST_PLACES = 20_000
"""Edits of one definition that are looked at."""
_UNSUSPECTED = 3
"""How much larger an edit counts at a line that nothing speaks against."""
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_NOT_ENTERED = (ast.JoinedStr, ast.arguments)
"""Where places are not to be trusted, or nothing is calculated."""
_NO_VALUE = (ast.Tuple, ast.List, ast.Dict, ast.Constant, ast.Lambda, ast.Starred)

Lines = Collection[tuple[int, int]]
"""(cell, line) pairs."""


def candidates(definitions: Iterable[Defining], suspects: Lines, most: int) -> list[Candidate]:
    """Return so many edits at most: the smallest first, suspect lines before others."""
    found: list[tuple[int, Chunk, Place]] = []
    for chunk in dict.fromkeys(one.chunk for one in definitions):
        for place in islice(_places(chunk), _MOST_PLACES):
            is_suspect = (chunk.cell, chunk.line - 1 + place.line) in suspects
            found.append((place.size + (0 if is_suspect else _UNSUSPECTED), chunk, place))
    found.sort(key=lambda one: one[0])
    made: dict[str, Candidate] = {}
    written: dict[Chunk, Written] = {}
    for _rank, chunk, place in found:
        if len(made) >= most:
            break
        if chunk not in written:
            written[chunk] = Written(chunk.source)
        source = written[chunk].spliced(place.span, place.text)
        if source != chunk.source and source not in made:
            made[source] = _candidate(chunk, written[chunk], place, source)
    return [*made.values()]


def _candidate(chunk: Chunk, written: Written, place: Place, source: str) -> Candidate:
    was = "" if place.is_added else written.line(place.line)
    becomes = source.split("\n")[place.line - 1]
    after = replace(chunk, source=source)
    line = chunk.line - 1 + place.line
    return Candidate(place.kind, line, was.strip(), becomes.strip(), place.size, chunk, after)


def _places(chunk: Chunk) -> Iterator[Place]:
    if len(chunk.source) > _LARGEST:
        return
    try:
        with quietly():
            tree = ast.parse(chunk.source)
        written = Written(chunk.source)
        for statement in tree.body:
            yield from _within(statement, written, Scope(statement))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return


def _within(node: ast.AST, written: Written, scope: Scope) -> Iterator[Place]:
    """Yield the edits of a node and of all that is in it."""
    if isinstance(node, ast.stmt):
        yield from statements.edits(node, written, scope)
    for field, value in ast.iter_fields(node):
        if field in ("annotation", "returns", "decorator_list", "type_params"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if not isinstance(child, ast.AST) or isinstance(child, _NOT_ENTERED):
                continue
            if isinstance(child, ast.expr) and child.lineno == child.end_lineno:
                yield from _of_expression(child, node, field, written, scope)
            own = Scope(child) if isinstance(child, _FUNCTIONS) else scope
            yield from _within(child, written, own)


def _of_expression(
    node: ast.expr, parent: ast.AST, field: str, written: Written, scope: Scope
) -> Iterator[Place]:
    span = written.span(node)
    needed = 0 if written.is_in_brackets(span) else required(parent, field)
    found = [*expressions.edits(node, written, scope)]
    if field == "test":
        found.append(Instead("condition", f"not {written.operand(node, 4)}", 4))
    if field == "iter" and isinstance(node, ast.Name):
        found.append(Instead("call", f"reversed({node.id})"))
    if _is_value(node, parent, field):
        found += expressions.signed(node, written)
        found += expressions.around(node, written, scope)
    elif isinstance(parent, ast.BinOp):
        found += expressions.signed(node, written)
    for one in found:
        text = f"({one.text})" if one.binds < needed else one.text
        yield Place(one.kind, span, text, node.lineno, one.size)


def _is_value(node: ast.expr, parent: ast.AST, field: str) -> bool:
    """Tell whether something is a quantity of its own: assigned, returned, summed, an argument."""
    if not isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
        return False
    if isinstance(node, _NO_VALUE):
        return False
    if isinstance(parent, ast.Assign | ast.AugAssign | ast.AnnAssign | ast.Return):
        return field == "value"
    if isinstance(parent, ast.Lambda):
        return field == "body"
    if isinstance(parent, ast.Dict):
        return field == "values"
    if isinstance(parent, ast.BinOp):
        return isinstance(parent.op, ast.Add | ast.Sub)
    return isinstance(parent, ast.Tuple) or (isinstance(parent, ast.Call) and field == "args")
