"""Places where the code itself shows that something is left out of it.

A loop, a condition or a step in which nothing stands; a loop that never looks at what it goes
through; a collection that is made empty, read, and never filled; an argument that a function only
hands on to itself. Each is seen in the source; whether anything is wrong is for the checks to say.
"""

import ast
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice

from grader.advise.definition import Definition, Function
from grader.advise.names import is_to_show, mentioned
from grader.extract.blank import is_no_op
from grader.extract.nodes import nodes_of
from grader.extract.remarks import clip
from grader.model import Text

EMPTY, IDLE, UNFILLED, HANDED = (
    "advice.empty", "advice.idle", "advice.unfilled", "advice.handed_round",
)  # fmt: skip

_TOLD = 2
"""Of one function: more would not be read."""
_MOST_SIDES = 20
"""Conditions with two sides that are looked at: each is held to the whole function."""
_COUNTS = frozenset({"range", "count", "repeat", "enumerate"})
"""What is looped over for the number of rounds."""
_ONLY_READ = frozenset({"len", "reversed", "sorted", "sum", "min", "max", "enumerate", "zip"})
"""Functions that leave a collection as it is."""
_Function = ast.FunctionDef | ast.AsyncFunctionDef
_Block = ast.For | ast.While | ast.If
_BLOCKS = (ast.For, ast.While, ast.If)

Gap = tuple[str, int, int, str]
"""The key of its sentence, its first line and its last, what is spoken of."""


def left_out(definition: Definition) -> Iterator[Text]:
    """Yield the first places of each function where something is left out."""
    functions = definition.functions
    for function in functions:
        gaps = _gaps(function, is_one_of_several=len(functions) > 1)
        for key, begin, end, what in islice(gaps, _TOLD):
            last = str(definition.in_cell(end))
            yield definition.said(key, function.name, begin, last=last, what=clip(what))


def _gaps(function: Function, *, is_one_of_several: bool) -> Iterator[Gap]:
    node = function.node
    if isinstance(node, ast.Lambda):
        return
    if _is_empty(node.body):  # of one that is all there is, it is said that it is not begun
        if is_one_of_several and node.name != "__init__":
            line = node.body[-1].lineno
            yield EMPTY, line, line, f"def {node.name}"
        return
    if function.is_long:
        return
    found = [*_empty(node, function.whole), *_idle(function), *_unfilled(function.whole)]
    found += _handed_round(node, function)
    yield from sorted(found, key=lambda gap: gap[1])


def _is_empty(body: Sequence[ast.stmt]) -> bool:
    """Tell whether nothing but `pass`, `...` or a text stands in a block."""
    return all(map(is_no_op, body))


def _empty(whole: _Function, nodes: Sequence[ast.AST]) -> Iterator[Gap]:
    """Yield blocks in which nothing stands; what an object begins with may well do nothing."""
    yield from _empty_sides(whole, nodes)
    for node in nodes:
        if isinstance(node, ast.FunctionDef):
            if node is whole or whole.name == "__init__":
                continue
        elif not isinstance(node, _BLOCKS) or node.orelse:
            continue
        if _is_empty(node.body) and not is_to_show(what := _begins(node)):
            yield EMPTY, node.body[0].lineno, node.body[0].lineno, what


def _empty_sides(whole: _Function, nodes: Sequence[ast.AST]) -> Iterator[Gap]:
    """Yield empty sides of conditions whose other side alone gives something a value."""
    conditions = (one for one in nodes if isinstance(one, ast.If) and one.orelse)
    for node in islice(conditions, _MOST_SIDES):
        sides = (node.body, node.orelse)
        empty = [side for side in sides if _is_empty(side)]
        if len(empty) != 1:
            continue
        within = {id(one) for one in nodes_of(node)}
        given = {name for side in sides for one in side for name in _stored(nodes_of(one))}
        elsewhere = {one.arg for one in ast.walk(whole.args) if isinstance(one, ast.arg)}
        elsewhere |= {*_stored(one for one in nodes if id(one) not in within)}
        if given - elsewhere:
            line = empty[0][0].lineno
            yield EMPTY, line, line, _begins(node) if empty[0] is node.body else "else"


def _stored(nodes: Iterable[ast.AST]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


def _begins(node: _Block | ast.FunctionDef) -> str:
    """Return what a block begins with, without what stands in it."""
    if isinstance(node, ast.FunctionDef):
        return f"def {node.name}"
    if isinstance(node, ast.For):
        target = node.target
        names = target.elts if isinstance(target, ast.Tuple) else [target]
        return f"for {', '.join(map(_text, names))} in {_text(node.iter)}"
    return f"{'if' if isinstance(node, ast.If) else 'while'} {_text(node.test)}"


def _text(node: ast.expr) -> str:
    try:
        return ast.unparse(node)
    except RecursionError:  # of thousands of brackets
        return "..."


def _idle(function: Function) -> Iterator[Gap]:
    """Yield loops that never look at what they go through, unless it is there to be counted."""
    read = function.reads.keys()
    for node in function.whole:
        if not isinstance(node, ast.For) or _is_empty(node.body) or _counts(node.iter):
            continue
        own = [one.id for one in ast.walk(node.target) if isinstance(one, ast.Name)]
        if own and read.isdisjoint(own) and not any(name[0] == "_" for name in own):
            last = node.end_lineno or node.lineno
            yield IDLE, node.lineno, last, ", ".join(own)


def _counts(iterated: ast.expr) -> bool:
    if not isinstance(iterated, ast.Call):
        return False
    called = iterated.func
    name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
    return name in _COUNTS


def _unfilled(nodes: Sequence[ast.AST]) -> Iterator[Gap]:
    """Yield where something that was made empty, and nothing is put into, is read first."""
    made: dict[str, int] = {}
    stored: dict[str, int] = {}
    for node in nodes:
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            stored[node.id] = stored.get(node.id, 0) + 1
        for name in _made_empty(node):
            made[name] = node.lineno  # type: ignore[attr-defined]
    reads: dict[str, int] = {}
    once = {name for name in made if stored.get(name) == 1}
    for name, line in _only_read(nodes, once) if once else ():
        reads[name] = min(line, reads.get(name, line))
    for name, line in reads.items():
        if line > made[name]:
            yield UNFILLED, line, line, name


def _made_empty(node: ast.AST) -> Iterator[str]:
    """Yield the name that a statement gives an empty collection."""
    if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
        return
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    if _is_nothing(node.value) and len(targets) == 1 and isinstance(targets[0], ast.Name):
        yield targets[0].id


def _is_nothing(value: ast.expr) -> bool:
    """Tell whether a value is `[]`, `{}`, `list()`, `dict()` or `set()`."""
    if isinstance(value, ast.Call):
        called = value.func.id if isinstance(value.func, ast.Name) else ""
        return called in ("list", "dict", "set") and not value.args and not value.keywords
    if isinstance(value, ast.Dict):
        return not value.keys
    return isinstance(value, ast.List) and not value.elts


def _only_read(nodes: Sequence[ast.AST], names: Collection[str]) -> Iterator[tuple[str, int]]:
    """Yield where names are read, of those with which nothing else is done anywhere."""
    harmless: set[int] = set()
    for node in nodes:
        harmless |= {id(one) for one in _looked_at(node)}
    loads = [n for n in nodes if isinstance(n, ast.Name) and n.id in names]
    loads = [n for n in loads if isinstance(n.ctx, ast.Load)]
    other = {n.id for n in loads if id(n) not in harmless}
    yield from ((n.id, n.lineno) for n in loads if n.id not in other)


def _looked_at(node: ast.AST) -> Iterator[ast.expr]:
    """Yield what a node only looks at: it is returned, looped over, counted, compared."""
    if isinstance(node, ast.Return) and node.value is not None:
        yield from node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
    elif isinstance(node, ast.For | ast.comprehension):
        yield node.iter
    elif isinstance(node, ast.Compare):
        yield from node.comparators
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        yield from node.args if node.func.id in _ONLY_READ else ()


def _handed_round(whole: _Function, function: Function) -> Iterator[Gap]:
    """Yield arguments with which a function does nothing but call itself with them."""
    own: dict[str, int] = {}
    within: set[int] = set()
    for node in function.whole:
        if isinstance(node, ast.Call) and function.is_itself(node.func):
            for one in node.args:
                if isinstance(one, ast.Name):
                    own.setdefault(one.id, node.lineno)
                    within.add(id(one))
    elsewhere = mentioned(node for node in function.whole if id(node) not in within)
    given = [one.arg for one in whole.args.args]
    for name in given:
        if name in own and name not in elsewhere:
            yield HANDED, own[name], own[name], name
