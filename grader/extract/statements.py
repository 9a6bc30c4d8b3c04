"""Top-level statements: what each binds, and whether it may be executed for a definition's sake."""

import ast
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property

from grader.extract.lines import Lines, dedented
from grader.extract.reads import Reads, reads_of
from grader.notebook import Broken


class Kind(Enum):
    """What a top-level statement is to grading."""

    DEFINITION = auto()
    """def, class, or ``name = lambda ...``."""
    IMPORT = auto()
    ALWAYS = auto()
    """``from m import *`` and ``from __future__ import ...``: kept whatever is needed."""
    ASSIGNMENT = auto()
    CHOICE = auto()
    """if or try that holds nothing but definitions, imports and assignments."""
    RUN = auto()
    """Loops, with-blocks and the like: never executed; they may bind names all the same."""


@dataclass(eq=False)
class Statement:
    """One top-level statement that binds names, with its place in the notebook."""

    order: int
    cell: int
    kind: Kind
    node: ast.stmt
    lines: Lines
    """All lines of its cell, as parsed."""
    binds: tuple[str, ...] = ()
    """Names it gives a value to, or whose value it amends. Empty for RUN: see `bound_names`."""
    replaces: bool = False
    """Whether it gives its names wholly new values, unconditionally."""
    indent: int = 0
    """How far it stands to the right, in a block that a notebook always executes."""

    @cached_property
    def line(self) -> int:
        """First line within the cell, decorators included."""
        decorators: list[ast.expr] = getattr(self.node, "decorator_list", [])
        return decorators[0].lineno if decorators else self.node.lineno

    @cached_property
    def source(self) -> str:
        """The exact text of the statement."""
        node = self.node
        last, end = node.end_lineno or node.lineno, node.end_col_offset or 0
        text = self.lines.between(self.line, node.col_offset, last, end)
        return dedented(text, self.indent, node) if self.indent and "\n" in text else text

    @cached_property
    def reads(self) -> Reads | Broken:
        """Global names read, or why Python refuses the statement although it parses."""
        if self.kind in (Kind.IMPORT, Kind.ALWAYS) or self._is_constant:
            return _NO_READS
        return reads_of(self.source)

    @property
    def reads_later(self) -> tuple[str, ...]:
        """Global names read when what it defines is called."""
        return self.reads.later if isinstance(self.reads, Reads) else ()

    @property
    def _is_constant(self) -> bool:
        node = self.node
        return (
            isinstance(node, ast.Assign)
            and isinstance(node.value, ast.Constant)
            and all(isinstance(target, ast.Name) for target in node.targets)
        )


_NO_READS = Reads((), ())


def statement(
    node: ast.stmt, order: int, cell: int, lines: Lines, *, by_magic: bool, indent: int = 0
) -> Statement | None:
    """Classify a top-level statement; None when it binds nothing (calls, prints, asserts).

    `by_magic` says that its value came from a magic or a shell command.
    """
    if isinstance(node, (ast.If, ast.Try)):
        names = only_defines(node)
        kind, binds, replaces = Kind.CHOICE, names or (), False
        if names is None:
            kind = Kind.RUN
        elif not names:
            return None
    else:
        kind, binds, replaces = _simple(node)
        if kind is not Kind.RUN and not binds and kind is not Kind.ALWAYS:
            return None
    if by_magic:
        kind, binds, replaces = Kind.RUN, (), False
    once = tuple(dict.fromkeys(binds))  # a = a = a = 1
    return Statement(order, cell, kind, node, lines, once, replaces, indent)


def _simple(node: ast.stmt) -> tuple[Kind, tuple[str, ...], bool]:
    """Kind, names bound or amended, and whether they are replaced."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return Kind.DEFINITION, (node.name,), True
    if isinstance(node, ast.Assign):
        bound, amended = _targets(node.targets)
        is_lambda = isinstance(node.value, ast.Lambda) and not amended
        return Kind.DEFINITION if is_lambda else Kind.ASSIGNMENT, bound + amended, bool(bound)
    if isinstance(node, ast.Import):
        return Kind.IMPORT, tuple(a.asname or a.name.partition(".")[0] for a in node.names), True
    if isinstance(node, ast.ImportFrom):
        if node.names[0].name == "*" or node.module == "__future__":
            return Kind.ALWAYS, (), False
        return Kind.IMPORT, tuple(a.asname or a.name for a in node.names), True
    if isinstance(node, ast.AnnAssign):
        bound, amended = _targets([node.target]) if node.value else ((), ())
        is_lambda = isinstance(node.value, ast.Lambda) and not amended
        return Kind.DEFINITION if is_lambda else Kind.ASSIGNMENT, bound + amended, bool(bound)
    if isinstance(node, ast.AugAssign):
        bound, amended = _targets([node.target])
        return Kind.ASSIGNMENT, bound + amended, False
    if isinstance(node, _BINDS_NOTHING):
        return Kind.ASSIGNMENT, (), False
    return Kind.RUN, (), False


_BINDS_NOTHING = (
    ast.Expr, ast.Pass, ast.Return, ast.Assert, ast.Raise, ast.Delete, ast.Global, ast.Nonlocal,
)  # fmt: skip


def _targets(targets: list[ast.expr]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names that an assignment binds, and names whose attributes or entries it sets."""
    bound: list[str] = []
    amended: list[str] = []
    waiting = list(targets)
    while waiting:
        target = waiting.pop()
        if isinstance(target, ast.Name):
            bound.append(target.id)
        elif isinstance(target, (ast.Tuple, ast.List)):
            waiting += target.elts
        elif isinstance(target, ast.Starred):
            waiting.append(target.value)
        elif name := root_name(target):
            amended.append(name)
    return tuple(bound), tuple(amended)


def gives(s: Statement) -> bool:
    """Whether a statement may give its names a value, and not only amend the one they have."""
    return s.replaces or s.kind is Kind.CHOICE


def wraps(s: Statement, name: str) -> bool:
    """Accept ``f = jit(f)``: a call that is handed what the name meant before."""
    value = getattr(s.node, "value", None)
    return isinstance(value, ast.Call) and any(
        isinstance(n, ast.Name) and n.id == name for a in value.args for n in ast.walk(a)
    )


def root_name(node: ast.expr) -> str | None:
    """Return `a` for ``a``, ``a.b`` and ``a[0].b``; None when it does not start with a name."""
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None


def parts(node: ast.stmt) -> list[ast.stmt]:
    """Statements that a CHOICE may execute, in the order written."""
    found: list[ast.stmt] = []
    waiting = [node]
    while waiting:
        part = waiting.pop()
        inner: list[ast.stmt] = []
        if isinstance(part, ast.If):
            inner = [*part.body, *part.orelse]
        elif isinstance(part, ast.Try):
            handled = [s for handler in part.handlers for s in handler.body]
            inner = [*part.body, *handled, *part.orelse, *part.finalbody]
        else:
            found.append(part)
        waiting += reversed(inner)
    return found


def only_defines(node: ast.If | ast.Try) -> tuple[str, ...] | None:
    """Names that an if or a try may bind; None when it holds more than definitions."""
    names: dict[str, None] = {}
    for part in parts(node):
        if isinstance(part, (ast.Expr, ast.Raise, ast.Pass)):
            if isinstance(part, ast.Expr) and not _says_only(part.value):
                return None
            continue
        kind, binds, _ = _simple(part)
        if kind in (Kind.RUN, Kind.ALWAYS):
            return None
        names |= dict.fromkeys(binds)
    return tuple(names)


def _says_only(value: ast.expr) -> bool:
    """Accept a docstring, ``...`` and a call of print: they change nothing."""
    if isinstance(value, ast.Call):
        return isinstance(value.func, ast.Name) and value.func.id == "print"
    return isinstance(value, ast.Constant)
