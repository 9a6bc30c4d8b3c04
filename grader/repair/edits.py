"""All small edits of the definitions that an exercise asks for, in the order they are tried in.

Edits are made in the student's own text, so that what is not edited stays as it was written. Each
changes, adds or takes away one line, or does the same at every line like it (`alike`).
"""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import islice

from grader.extract.defining import Defining
from grader.extract.trees import parsed
from grader.frozen import frozen
from grader.model import Chunk
from grader.repair import axes, expressions, missing, neighbours, statements
from grader.repair.alike import alike
from grader.repair.candidate import Candidate, EditKind, Reading
from grader.repair.instead import Instead
from grader.repair.neighbours import Neighbour
from grader.repair.scope import Scope
from grader.repair.statements import Place
from grader.repair.suspects import UNKNOWN, Suspicion
from grader.repair.written import Written, required
from grader.syntax import UNPARSABLE

_LARGEST = 40_000
"""Characters of a definition that are gone through."""
_LONGEST = 400
"""Characters of a line that is edited."""
_MOST_TEXT = 20_000_000
"""Characters of all edited statements together."""
_MOST_PLACES = 20_000
"""Edits of one definition that are looked at."""
_MOST_OF_A_NAME = 12
"""Of these, of one name whatever its number."""
_ASSIGNED = "Assign.value"
_ALIKE = 0.5
"""How much sooner the same edit of several lines is tried than that of one."""
_NO_ARRAYS = 1.0
"""How much later something is transposed where nothing looks like an array."""
_ARRAYS = re.compile(r"\b(?:np|numpy|dot|matmul|axis)\b|\.(?:T|shape)\b|[)\w\]] @ ")
_LAST, _DOES_NOTHING = 0.1, 1.5
"""How much sooner a line is edited that gives a name its last value; or its own."""
_MOST_NEIGHBOURS = 400
"""Values of other statements that are looked at."""
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_NOT_ENTERED = (ast.JoinedStr, ast.arguments)
"""Where places are not to be trusted, or nothing is calculated."""
_NO_VALUE = (ast.Tuple, ast.List, ast.Dict, ast.Constant, ast.Lambda, ast.Starred)


@frozen
class _Ranked:
    """An edit at one place, or the same at several, and when it is its turn."""

    rank: float
    chunk: Chunk
    places: tuple[Place, ...]


@frozen
class _Editable:
    """What may be edited in one statement, whatever is wrong with it."""

    written: Written
    sooner: Mapping[int, float]
    places: tuple[tuple[Place, ...], ...]
    """Every edit at one place, then the same at several."""
    has_arrays: bool
    """Whether something in it looks like an array."""


@lru_cache(maxsize=16)
def _editable(chunk: Chunk, others: tuple[Neighbour, ...]) -> _Editable:
    """Return what may be edited in a statement: several exercises may ask for the same."""
    written = Written(chunk.source)
    places = [*islice(_places(chunk, others), _MOST_PLACES)]
    together = alike(places, written)
    every = (*((one,) for one in places), *together)
    has_arrays = _ARRAYS.search(chunk.source) is not None
    return _Editable(written, dict(_sooner(chunk)), every, has_arrays)


def candidates(
    definitions: Iterable[Defining],
    suspects: Suspicion,
    most: int,
    beside: Iterable[Defining] = (),
) -> list[Candidate]:
    """Return so many edits at most: the smallest first, suspect lines before others.

    `beside` are other definitions of the same submission: what they say may be meant here.
    """
    if not most:
        return []
    others = (*islice(_neighbours(beside), _MOST_NEIGHBOURS),)
    found: list[_Ranked] = []
    written: dict[Chunk, Written] = {}
    for chunk in dict.fromkeys(one.chunk for one in definitions):
        edited = _editable(chunk, others)
        written[chunk] = edited.written
        found += [_ranked(chunk, several, suspects, edited) for several in edited.places]
    found.sort(key=lambda one: one.rank)
    made: dict[str, Candidate] = {}
    room = _MOST_TEXT
    for one in found:
        if len(made) >= most or room < 0:
            break
        source = _edited(written[one.chunk], one.places)
        if source != one.chunk.source and source not in made:
            made[source] = _candidate(one, written[one.chunk], source)
            room -= len(source)
    return [*made.values()]


def _sooner(chunk: Chunk) -> Iterator[tuple[int, float]]:
    """Yield lines that are edited sooner than others that give the same name a value.

    The last one that does, for what is missing is put where a quantity is done with; and one that
    gives a name its own value, where something was taken away or never written.
    """
    last, idle = dict[str, int](), set[int]()
    for node in _assignments(chunk):
        name, line = node.targets[0].id, node.lineno  # type: ignore[attr-defined]
        if isinstance(node.value, ast.Name) and node.value.id == name:
            idle.add(line)
            yield line, _DOES_NOTHING
        elif name in last:
            yield line, _LAST
            if last[name] not in idle:
                yield last[name], 0.0
        last[name] = line


def _assignments(chunk: Chunk) -> list[ast.Assign]:
    found = [one for one in ast.walk(parsed(chunk.source)) if isinstance(one, ast.Assign)]
    return sorted(
        (one for one in found if isinstance(one.targets[0], ast.Name)), key=lambda one: one.lineno
    )


def _ranked(
    chunk: Chunk, places: tuple[Place, ...], suspects: Suspicion, edited: _Editable
) -> _Ranked:
    first = places[0]
    later = min(suspects.get((chunk.cell, chunk.line - 1 + p.line), UNKNOWN) for p in places)
    if first.kind == "transpose" and not edited.has_arrays:
        later += _NO_ARRAYS
    before = max(edited.sooner.get(p.line, 0.0) for p in places)
    if places[-1].line != first.line:
        before += _ALIKE
    return _Ranked(first.size + later + first.unlikely - before, chunk, places)


def _size(places: tuple[Place, ...]) -> int:
    return places[0].size + (len(places) > 1)


def _edited(written: Written, places: Iterable[Place]) -> str:
    return written.spliced_all((one.span, one.text) for one in places)


def _candidate(ranked: _Ranked, written: Written, source: str) -> Candidate:
    chunk, first = ranked.chunk, ranked.places[0]
    lines = source.split("\n")

    def reading(place: Place) -> Reading:
        was = "" if place.is_added else written.line(place.line).strip()
        line = chunk.line - 1 + place.line
        return Reading(line, was, lines[place.line - 1].strip())

    own = reading(first)
    others = {place.line: reading(place) for place in ranked.places if place.line != first.line}
    after = replace(chunk, source=source)
    return Candidate(
        first.kind, own.line, own.was, own.becomes, _size(ranked.places), chunk, after,
        tuple(others.values()),
    )  # fmt: skip


def _neighbours(definitions: Iterable[Defining]) -> Iterator[Neighbour]:
    for chunk in dict.fromkeys(one.chunk for one in definitions):
        yield from _values_in(chunk)


@lru_cache(maxsize=64)
def _values_in(chunk: Chunk) -> tuple[Neighbour, ...]:
    if len(chunk.source) > _LARGEST:
        return ()
    try:
        found = neighbours.values_in(parsed(chunk.source), Written(chunk.source))
        return tuple(islice(found, _MOST_NEIGHBOURS))
    except UNPARSABLE:
        return ()


def _places(chunk: Chunk, others: Sequence[Neighbour]) -> Iterator[Place]:
    if len(chunk.source) > _LARGEST:
        return
    try:
        written = Written(chunk.source)
        for statement in parsed(chunk.source).body:
            scope = Scope(statement)
            yield from _within(statement, written, scope)
            yield from _as_neighbours(statement, written, scope, others)
            yield from missing.edits(statement, written, scope, others)
    except UNPARSABLE:
        return


def _as_neighbours(
    statement: ast.stmt, written: Written, scope: Scope, others: Sequence[Neighbour]
) -> Iterator[Place]:
    own = [*islice(neighbours.values_in(statement, written), _MOST_NEIGHBOURS)]
    by_stem: dict[str, dict[tuple[str, str], Neighbour]] = {}
    for other in (*own, *others):
        alike_it = by_stem.setdefault(other.name.rstrip("0123456789"), {})
        if len(alike_it) < _MOST_OF_A_NAME:
            alike_it.setdefault((other.name, other.text), other)
    for node in ast.walk(statement):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            stem = node.targets[0].id.rstrip("0123456789")
            span, line = written.span(node.value), node.value.lineno
            for one in neighbours.edits(node, written, scope, by_stem.get(stem, {}).values()):
                yield Place(
                    one.kind, span, one.text, line, one.size, unlikely=one.unlikely, role=_ASSIGNED
                )


def _within(node: ast.AST, written: Written, scope: Scope) -> Iterator[Place]:
    """Yield the edits of a node and of all that is in it."""
    if isinstance(node, ast.stmt):
        yield from statements.edits(node, written, scope)
    if isinstance(node, _FUNCTIONS):
        for default in (*node.args.defaults, *node.args.kw_defaults):
            if isinstance(default, ast.Constant) and _is_short(default, written):
                yield from _of_expression(default, node.args, "defaults", written, scope)
    for field, value in ast.iter_fields(node):
        if field in ("annotation", "returns", "decorator_list", "type_params"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if not isinstance(child, ast.AST) or isinstance(child, _NOT_ENTERED):
                continue
            if isinstance(child, ast.expr) and _is_short(child, written):
                yield from _of_expression(child, node, field, written, scope)
            own = Scope(child) if isinstance(child, _FUNCTIONS) else scope
            yield from _within(child, written, own)


def _is_short(node: ast.expr, written: Written) -> bool:
    """Tell whether a node stands in one line, and such as people write."""
    return node.lineno == node.end_lineno and len(written.line(node.lineno)) <= _LONGEST


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
    if isinstance(node, ast.Constant) and _is_number(parent, field):
        found += expressions.named(node, scope)
    is_either_side = isinstance(parent, ast.BinOp)
    role = type(parent).__name__ if is_either_side else f"{type(parent).__name__}.{field}"
    is_axis = isinstance(node, ast.Constant) and axes.is_axis(node, parent)
    for one in found:
        text = f"({one.text})" if one.binds < needed else one.text
        kind: EditKind = "axis" if is_axis and one.kind == "constant" else one.kind
        yield Place(kind, span, text, node.lineno, one.size, unlikely=one.unlikely, role=role)


def _is_number(parent: ast.AST, field: str) -> bool:
    """Tell whether a number that stands there may be meant to be a quantity."""
    if isinstance(parent, ast.Call):
        return field == "args"
    return isinstance(parent, ast.BinOp | ast.Compare)


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
