"""Tell a template that nobody filled in, whoever's handout it comes from.

A slot is what stands between two comments that say where code begins and ends, what is None or
``...`` in place of a value and never gets one, and a comment ``# penalty =`` for a name that
nothing else gives a value. A definition all of whose slots are as they were is blank. One that
returns what it computes, in however few lines, has no slot.
"""

import ast
import builtins
import re
from collections.abc import Container, Iterable, Iterator
from functools import cached_property
from itertools import islice

from grader.extract.blank import is_no_op, is_not_implemented, is_placeholder
from grader.extract.nodes import nodes_of
from grader.frozen import frozen

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_OF_CODE = r"(?=[^\n]*(?:cod|cód|solu|here|aqu))"
_BEGINS = re.compile(
    rf"\#{_OF_CODE}[^\n]*\b(?:starts?|begins?|in[ií]cio|inicia|inicie|comece|come[çc]a|comienza"
    r"|comience|empieza)\b",
    re.IGNORECASE,
)
_ENDS = re.compile(
    rf"\#{_OF_CODE}[^\n]*\b(?:ends?|fim|fin|final|termin[ae]|acaba)\b", re.IGNORECASE
)
_COMMENTED = re.compile(
    r"^[ \t]*\#[ \t]*([^\W\d]\w{0,99})[ \t]*=[ \t]*(?:None|\.\.\.|\?*)[ \t]*$", re.M
)
_LONGEST, _MOST = 200, 50
"""Characters of a comment that are looked at, and slots of a function."""
_SHORT = 8
"""Statements up to which one place without a value is all that a function was to have."""


@frozen
class Passage:
    """The text that definitions stand in: its lines, and the number of the first."""

    lines: list[str]
    first: int
    known: Container[str]
    """Names that the notebook gives a value."""

    def of(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
        """Return a function's lines."""
        return self.lines[node.lineno - self.first : (node.end_lineno or 0) + 1 - self.first]


def is_template(node: ast.AST | None, text: Passage) -> bool:
    """Tell whether a function, or each method of a class, still has nothing but its slots."""
    if isinstance(node, ast.ClassDef):
        methods = [part for part in node.body if isinstance(part, _FUNCTIONS)]
        return bool(methods) and all(is_template(m, text) or _is_bare(m.body) for m in methods)
    if not isinstance(node, _FUNCTIONS) or _is_bare(node.body):
        return False  # what is bare is told elsewhere
    return _Slots(node, text).are_all_open()


class _Slots:
    """The slots of one function."""

    def __init__(self, node: ast.FunctionDef | ast.AsyncFunctionDef, text: Passage) -> None:
        self._node = node
        self._lines = text.of(node)
        self._known = text.known

    def are_all_open(self) -> bool:
        """Tell whether there are slots, and nothing was written into any of them."""
        marked = [*islice(self._between_comments(), _MOST)]
        if len(marked) == 1 and not marked[0]:  # what was to stand there may stand elsewhere
            return bool(self._without_value())
        if marked:
            return all(map(_is_bare, marked))
        return self._lacks_values() or self._returns_nothing()

    @cached_property
    def _nodes(self) -> list[ast.AST]:
        return nodes_of(self._node)

    @cached_property
    def _unset(self) -> set[str]:
        return _never_set(self._nodes) if self._may_lack else set()

    @cached_property
    def _may_lack(self) -> bool:
        """Tell cheaply, on the text, whether anything may stand in the place of a value."""
        return any("None" in line or "..." in line for line in self._lines)

    def _between_comments(self) -> Iterator[list[ast.stmt]]:
        """Yield what stands between comments that say where code begins and ends."""
        begins: int | None = None
        for number, line in enumerate(self._lines, self._node.lineno):
            comment = line[line.find("#") :][:_LONGEST] if "#" in line else ""
            if _BEGINS.match(comment):
                begins = number
            elif begins is not None and _ENDS.match(comment):
                yield [s for s in self._statements if begins < s.lineno < number]
                begins = None

    @cached_property
    def _statements(self) -> list[ast.stmt]:
        """Return all statements that hold no others."""
        return [n for n in self._nodes if isinstance(n, ast.stmt) and not isinstance(n, _HOLDING)]

    def _without_value(self) -> set[str]:
        """Return the names that are read, and that nothing gives a value."""
        called = {_called(n) for n in self._nodes if isinstance(n, ast.Call)}
        names = [n for n in self._nodes if isinstance(n, ast.Name)]
        bound = {n.id for n in names if isinstance(n.ctx, ast.Store)}
        bound |= {n.arg for n in self._nodes if isinstance(n, ast.arg)}
        bound |= {n.name for n in self._nodes if isinstance(n, _NAMED) and n.name}
        bound |= {
            a.asname or a.name.partition(".")[0]
            for n in self._nodes
            if isinstance(n, ast.Import | ast.ImportFrom)
            for a in n.names
        }
        read = {n.id for n in names if isinstance(n.ctx, ast.Load)} - bound - called
        return {n for n in read if n not in self._known and not hasattr(builtins, n)} | self._unset

    def _lacks_values(self) -> bool:
        """Whether it computes with None, or with a name that only a comment gives a value."""
        commented = {match[1] for match in _COMMENTED.finditer("\n".join(self._lines))}
        if commented and commented & self._without_value():
            return True
        if not self._may_lack:
            return False
        places = sum(
            isinstance(n, ast.BinOp) and _is_with_none(n, self._unset) for n in self._nodes
        )
        statements = sum(isinstance(n, ast.stmt) for n in self._nodes)
        return places > 1 or (places == 1 and statements <= _SHORT)

    def _returns_nothing(self) -> bool:
        """Whether all that is returned is None, and nothing is changed on the way."""
        if not self._unset or any(isinstance(n, _ACTS) or _changes(n) for n in self._nodes):
            return False
        returned = [n.value for n in self._nodes if isinstance(n, ast.Return)]
        return bool(returned) and all(_is_unset(v, self._unset) for v in returned)


_NAMED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.ExceptHandler)
_HOLDING = (
    *_FUNCTIONS, ast.ClassDef, ast.For, ast.While, ast.If, ast.With, ast.Try, ast.AsyncFor,
    ast.AsyncWith, ast.Match,
)  # fmt: skip
_ACTS = (
    ast.For, ast.While, ast.AugAssign, ast.Yield, ast.YieldFrom, ast.Raise, ast.Global,
    ast.Nonlocal, ast.Delete, ast.With, ast.Lambda, ast.If,
)  # fmt: skip


def _changes(node: ast.AST) -> bool:
    """Tell what has an effect beside names: ``a[0] = 1``, ``a.b = 1``, ``f(a)`` by itself."""
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Call) and _called(node.value) != "print"
    return isinstance(node, ast.Subscript | ast.Attribute) and isinstance(node.ctx, ast.Store)


def _called(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _never_set(nodes: Iterable[ast.AST]) -> set[str]:
    """Return the names that are given None or ``...`` and nothing else."""
    unset: dict[str, int] = {}
    stored: dict[str, int] = {}
    for node in nodes:
        if isinstance(node, ast.Assign) and is_placeholder(node.value):
            for name in (
                n.id for t in node.targets for n in ast.walk(t) if isinstance(n, ast.Name)
            ):
                unset[name] = unset.get(name, 0) + 1
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            stored[node.id] = stored.get(node.id, 0) + 1
    return {name for name, times in unset.items() if stored.get(name, 0) <= times}


def _is_with_none(node: ast.BinOp, unset: set[str]) -> bool:
    return any(
        is_placeholder(side) or (isinstance(side, ast.Name) and side.id in unset)
        for side in (node.left, node.right)
    )


def _is_unset(value: ast.expr | None, unset: set[str]) -> bool:
    values = value.elts if isinstance(value, ast.Tuple) else [value]
    return all(
        v is None or is_placeholder(v) or (isinstance(v, ast.Name) and v.id in unset)
        for v in values
    )


def _is_bare(body: Iterable[ast.stmt]) -> bool:
    """Whether statements do nothing: pass, texts, None in place of values, what is not written."""
    return all(map(_does_nothing, body))


def _does_nothing(part: ast.stmt) -> bool:
    if isinstance(part, ast.Assign | ast.AnnAssign):
        return is_placeholder(part.value) or _has_none_in_it(part.value)
    if isinstance(part, ast.Return):
        return part.value is None or is_placeholder(part.value)
    if isinstance(part, ast.Raise):
        return is_not_implemented(part)
    return is_no_op(part)


def _has_none_in_it(value: ast.AST | None) -> bool:
    """Tell ``np.dot(dZ3, A2.T) / m + None``."""
    return value is not None and any(
        isinstance(n, ast.BinOp) and _is_with_none(n, set()) for n in ast.walk(value)
    )
