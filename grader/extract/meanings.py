"""What a name means at each place of a notebook: its meanings, one after the other.

A name may be given one meaning for one part of a notebook and another later: a helper becomes a
number, `random` the function instead of the module. What only adds to a meaning is part of it:
``Value.exp = exp``, ``class Value(Value)``, ``import scipy.stats`` after ``import scipy``.
"""

import ast
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from grader.extract.reads import Reads
from grader.extract.statements import Kind, Statement, gives, wraps


@dataclass(eq=False, slots=True)
class Meaning:
    """One meaning of a name, from the statement that gives it to the next that gives another."""

    statements: list[Statement]
    before: "Meaning | None" = None
    """The meaning that it is made of, or that stays where a condition does not hold."""

    @property
    def start(self) -> int:
        """The order of the statement that gives it."""
        return self.statements[0].order


@dataclass(slots=True)
class Meanings:
    """All meanings of one name, in document order."""

    all: list[Meaning] = field(default_factory=list)
    _starts: list[int] = field(default_factory=list)

    def before(self, place: int) -> int:
        """Return the number of meanings that begin before a place."""
        return bisect_left(self._starts, place)

    def add(self, meaning: Meaning) -> None:
        """Add one that begins after all that are there."""
        self.all.append(meaning)
        self._starts.append(meaning.start)


def meanings(name: str, bound: Sequence[Statement]) -> Meanings:
    """Sort the statements that bind or amend a name, in document order, into its meanings."""
    found = Meanings()
    for s in bound:
        last = found.all[-1] if found.all else None
        if last is None:
            if gives(s) or not any(map(gives, bound)):  # else there is nothing yet to be amended
                found.add(Meaning([s]))
        elif _is_more_of(last, s, name):
            last.statements.append(s)
        else:
            found.add(Meaning([s], None if s.replaces else last))
    return found


def _is_more_of(meaning: Meaning, s: Statement, name: str) -> bool:
    if not gives(s):
        return not _adds_to_name(s)
    if not s.replaces:
        return False
    if s.kind is Kind.IMPORT:
        first = meaning.statements[0]
        return first.kind is Kind.IMPORT and _origin(first.node, name) == _origin(s.node, name)
    if s.kind is Kind.DEFINITION:
        return name in s.source and isinstance(s.reads, Reads) and name in s.reads.now
    return wraps(s, name)


def _adds_to_name(s: Statement) -> bool:
    """Tell ``rate *= 2``, which gives another value, from ``rates[0] *= 2``."""
    return isinstance(s.node, ast.AugAssign) and isinstance(s.node.target, ast.Name)


def _origin(node: ast.stmt, name: str) -> tuple[str, ...]:
    """Return what an import gives a name: a module, or a name of a module."""
    if isinstance(node, ast.ImportFrom):
        source = "." * node.level + (node.module or "")
        return next(((source, a.name) for a in node.names if (a.asname or a.name) == name), ())
    if isinstance(node, ast.Import):
        for a in node.names:
            if a.asname == name:
                return (a.name,)
            if a.asname is None and a.name.partition(".")[0] == name:
                return (name,)
    return ()


def is_plain_value(meaning: Meaning) -> bool:
    """Whether a meaning is a number, a text or the like: nothing that could be called."""
    node = meaning.statements[0].node
    if not isinstance(node, ast.Assign | ast.AnnAssign):
        return False
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    if not all(isinstance(target, ast.Name) for target in targets):
        return False
    return isinstance(node.value, _VALUES)


_VALUES = (
    ast.Constant, ast.JoinedStr, ast.List, ast.Tuple, ast.Dict, ast.Set, ast.ListComp, ast.DictComp,
    ast.SetComp, ast.Compare, ast.BinOp, ast.UnaryOp,
)  # fmt: skip


def chain(meaning: Meaning | None) -> Iterator[Meaning]:
    """Yield a meaning and those that it is made of."""
    while meaning is not None:
        yield meaning
        meaning = meaning.before
