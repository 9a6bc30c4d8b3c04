"""Follow what the asked definitions need, and tell which needs only a run could satisfy."""

import ast
import builtins
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from grader.extract.calls import own_call
from grader.extract.material import Material
from grader.extract.reads import Reads, bound_names
from grader.extract.statements import Kind, Statement


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a name has no value unless the notebook is run: the place, and the call if it is one."""

    cell: int
    order: int
    call: str | None


@dataclass(slots=True)
class Reached:
    """Statements that asked names need, and who reads each name first."""

    statements: set[Statement] = field(default_factory=set)
    readers: dict[str, Statement] = field(default_factory=dict)
    has_past: bool = False
    """Whether a function or class among them is overridden by a later one."""


class Needs:
    """The needs of some names within one notebook. Every binding of a needed name is needed.

    That is what "restart and run all" would leave behind: the last binding wins, and
    ``class Value(Value)`` finds its forerunner.
    """

    def __init__(self, material: Material, left_out: Mapping[str, frozenset[Statement]]) -> None:
        self._material = material
        self._left_out = left_out
        self._usable: dict[str, list[Statement]] = {}
        self._causes: dict[str, Cause | None] = {}
        self._calls: dict[Statement, str | None] = {}
        self._unrun: dict[str, Cause] = {}
        self._dropped: set[Statement] = set()

    def reach(
        self, names: Iterable[str], blocks: Iterable[Statement], *, live: bool = False
    ) -> Reached:
        """Follow names, and what blocks read, to every statement they need.

        With `live`, what only an overridden definition would read when called is not followed.
        """
        reached = Reached()
        waiting = [*names]
        for block in blocks:
            waiting += [*_reads(block).now, *_reads(block).later, *_added_to(block)]
        seen = set(waiting)
        while waiting:
            usable = self.usable(waiting.pop())
            last = max((s.order for s in usable if s.replaces), default=-1)
            for s in usable:
                if s in reached.statements:
                    continue
                reached.statements.add(s)
                is_past = s.kind is Kind.DEFINITION and s.order < last
                reached.has_past = reached.has_past or is_past
                reads = _reads(s)
                for name in reads.now if live and is_past else reads.now + reads.later:
                    reached.readers.setdefault(name, s)
                    if name not in seen:
                        seen.add(name)
                        waiting.append(name)
        return reached

    def usable(self, name: str) -> list[Statement]:
        """Statements that bind or amend a name and may be executed, in document order.

        Amendments of imported names (``plt.rcParams[...] = ...``) are a library's settings and
        not a student's definition; they are not among them.
        """
        if name not in self._usable:
            bound = self._material.bindings.get(name, [])
            left_out = self._left_out.get(name, frozenset())
            usable = [s for s in bound if s not in left_out and self._may_execute(s)]
            if all(s.kind is Kind.IMPORT for s in usable if gives(s)):
                # nothing but an import, or nothing at all, was there to be amended
                usable = [s for s in usable if gives(s)]
            self._usable[name] = usable
        return self._usable[name]

    def settle(self, names: list[str], blocks: list[Statement]) -> Reached:
        """Return what names and blocks need and can have.

        Assignments computed from what only a run could give are dropped, with all that was
        needed for their sake alone.
        """
        reached = self.reach(names, blocks)
        self._drop_unsatisfied(reached.statements)
        given = [name for name in names if any(map(gives, self.usable(name)))]
        if self._dropped or len(given) < len(names):
            reached = self.reach(given, blocks)
        return reached

    def _drop_unsatisfied(self, statements: Iterable[Statement]) -> None:
        """Work through statements in document order, as executing them will."""
        available: set[str] = set()
        for s in sorted(statements, key=lambda s: s.order):
            if s.kind is Kind.ASSIGNMENT:
                reads = _reads(s).now if s.replaces else _reads(s).now + s.binds
                gaps = (self.cause(n) for n in reads if n not in available)
                if cause := next(filter(None, gaps), None):
                    self._unrun.update(dict.fromkeys(s.binds, cause))
                    self._dropped.add(s)
                    self._usable.clear()
                    continue
            available.update(s.binds)

    def cause(self, name: str) -> Cause | None:
        """Return why a name would only have a value after a run; None when that is not so."""
        if name in self._unrun:
            return self._unrun[name]
        if name not in self._causes:
            self._causes[name] = self._own_cause(name)
        return self._causes[name]

    def _own_cause(self, name: str) -> Cause | None:
        for s in reversed(self._material.bindings.get(name, [])):
            call = self._called(s)
            if call:
                return Cause(s.cell, s.order, call)
        return None if hasattr(builtins, name) else self._bound_by_runs.get(name)

    @cached_property
    def _bound_by_runs(self) -> dict[str, Cause]:
        return {
            name: Cause(s.cell, s.order, None)
            for s in self._material.runs
            for name in bound_names(s.source)
        }

    def _may_execute(self, s: Statement) -> bool:
        if s in self._dropped or not isinstance(s.reads, Reads):
            return False
        return self._called(s) is None

    def _called(self, s: Statement) -> str | None:
        """Look through a statement once, however many names it binds."""
        if s.kind not in (Kind.ASSIGNMENT, Kind.CHOICE):
            return None
        if s not in self._calls:
            self._calls[s] = own_call(s, self._material.own)
        return self._calls[s]


def gives(s: Statement) -> bool:
    """Whether a statement may give its names a value, and not only amend the one they have."""
    return s.replaces or s.kind is Kind.CHOICE


def _reads(s: Statement) -> Reads:
    return s.reads if isinstance(s.reads, Reads) else Reads((), ())


def _added_to(block: Statement) -> Iterator[str]:
    """Names that ``total += loss`` reads: to a symbol table it only binds them."""
    for node in ast.walk(block.node):
        if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            yield node.target.id
