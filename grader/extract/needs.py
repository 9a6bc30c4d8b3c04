"""Follow what the asked definitions need, and tell which needs only a run could satisfy."""

import ast
import builtins
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from grader.extract.calls import own_call
from grader.extract.last_use import LastUse
from grader.extract.material import Material
from grader.extract.meanings import Meaning, Meanings, chain, is_plain_value, meanings
from grader.extract.reads import Reads, bound_names
from grader.extract.statements import Kind, Statement, gives
from grader.frozen import frozen

_PASSES = 4
"""How often a name is followed to an earlier value of it, where a later one cannot be had."""


@frozen
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
    meanings: dict[str, set[Meaning]] = field(default_factory=dict)
    """Of each name that is read, those that it has for somebody."""
    held: dict[str, set[Meaning]] = field(default_factory=dict)
    """Those of them that a function or a block reads whenever it runs, and not once."""
    unsure: set[Meaning] = field(default_factory=set)
    """Meanings that count only if no star import before gave one."""


class Needs:
    """The needs of some names within one notebook.

    What a definition needs is what the names it reads meant when it was last used, the notebook
    running from top to bottom; what they mean in later cells is nothing to it.
    """

    def __init__(self, material: Material, left_out: Mapping[str, frozenset[Statement]]) -> None:
        self._material = material
        self._left_out = left_out
        self._usable: dict[str, list[Statement]] = {}
        self._meanings: dict[str, Meanings] = {}
        self.last_use = LastUse(material)
        self._called_names: dict[Statement, frozenset[str]] = {}
        self._causes: dict[str, Cause | None] = {}
        self._calls: dict[Statement, str | None] = {}
        self._unrun: dict[str, Cause] = {}
        self._dropped: set[Statement] = set()

    def reach(self, names: Iterable[str], blocks: Iterable[Statement]) -> Reached:
        """Follow names, and what blocks read, to every statement they need."""
        reached = Reached()
        waiting: list[Meaning] = []
        for name in names:
            for meaning in self.meanings(name).all[-1:]:
                self._meet(reached, waiting, name, meaning)
        for block in blocks:
            for name in (*_reads(block).now, *_reads(block).later, *_added_to(block)):
                if not self._is_replaced(name, block):
                    self._read(reached, waiting, name, block, is_held=True)
        while waiting:
            for s in waiting.pop().statements:
                if s in reached.statements:
                    continue
                reached.statements.add(s)
                for name in _reads(s).now if s.replaces else (*_reads(s).now, *s.binds):
                    reached.readers.setdefault(name, s)
                    self._read(reached, waiting, name, s, is_held=False)
                for name in _reads(s).later:
                    reached.readers.setdefault(name, s)
                    self._read(reached, waiting, name, s, is_held=True)
        return reached

    def _read(
        self, reached: Reached, waiting: list[Meaning], name: str, s: Statement, *, is_held: bool
    ) -> None:
        """Let a statement read a name: as it is executed, or whenever what it defines is called."""
        found, is_unsure = self.meaning_for(name, s, is_held=is_held)
        if found is None:
            return
        if is_held:
            reached.held.setdefault(name, set()).add(found)
        if is_unsure:
            reached.unsure.add(found)
        self._meet(reached, waiting, name, found)

    def _meet(self, reached: Reached, waiting: list[Meaning], name: str, found: Meaning) -> None:
        known = reached.meanings.setdefault(name, set())
        for meaning in chain(found):
            if meaning in known:
                return
            known.add(meaning)
            waiting.append(meaning)

    def meaning_for(self, name: str, s: Statement, *, is_held: bool) -> tuple[Meaning | None, bool]:
        """Return what a name means to a statement, and whether only if nothing before gives it.

        To what a function reads when it is called, that is what it meant when the function was
        last used. A number in the place of what it calls came later, whatever the order of cells.
        """
        found = self.meanings(name)
        before = found.before(s.order + is_held)
        if is_held and before < len(found.all) and (before or len(found.all) > 1):
            before = found.before(self.last_use.of(s))
        if before == len(found.all) == 1 and not is_held:
            return found.all[0], False
        while before and is_plain_value(found.all[before - 1]) and name in self._calls_of(s):
            before -= 1
        if before:
            return found.all[before - 1], False
        return self._given_later(name, s, found)

    def _given_later(self, name: str, s: Statement, found: Meanings) -> tuple[Meaning | None, bool]:
        """Return what a name means to a statement before which no statement gives it a value."""
        if not found.all:
            return None, False
        first = found.all[0]
        if first.statements[0].kind is Kind.ASSIGNMENT and hasattr(builtins, name):
            is_used = first.start < self.last_use.of(s) and name not in self._calls_of(s)
            return (first if is_used else None), False
        return first, any(star.order < s.order for star in self._material.stars)

    def _is_replaced(self, name: str, block: Statement) -> bool:
        """Tell whether what may be executed of a name was replaced by a run before a block.

        `n` was a sum of a lecture's, and is the network that the block trains.
        """
        found, _ = self.meaning_for(name, block, is_held=True)
        if found is None or (is_plain_value(found) and name not in self._calls_of(block)):
            return False
        bound = self._material.bindings.get(name, [])
        return any(found.start < s.order < block.order and self._called(s) for s in bound)

    def means_before(self, name: str, s: Statement, place: int) -> bool:
        """Whether a name has a value for a statement that was last used before a place."""
        found, _ = self.meaning_for(name, s, is_held=True)
        return found is not None and self.last_use.of(s) <= place

    def _calls_of(self, s: Statement) -> frozenset[str]:
        """Return the names that a statement calls as they are, at once or later."""
        if s not in self._called_names:
            nodes = ast.walk(s.node)
            self._called_names[s] = frozenset(
                n.func.id for n in nodes if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)
            )
        return self._called_names[s]

    def meanings(self, name: str) -> Meanings:
        """Return the meanings of a name that may be had by executing statements."""
        if name not in self._meanings:
            self._meanings[name] = meanings(name, self.usable(name))
        return self._meanings[name]

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
        needed for their sake alone; then those before them that gave the same names, alike.
        """
        reached = self.reach(names, blocks)
        for _ in range(_PASSES):
            before = len(self._dropped)
            self._drop_unsatisfied(reached.statements)
            given = [name for name in names if any(map(gives, self.usable(name)))]
            if len(self._dropped) == before and len(given) == len(names):
                break
            names, reached = given, self.reach(given, blocks)
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
                    self._meanings.clear()
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
            self._calls[s] = own_call(s, self._material.own, self._material.numbers)
        return self._calls[s]


def _reads(s: Statement) -> Reads:
    return s.reads if isinstance(s.reads, Reads) else Reads((), ())


def _added_to(block: Statement) -> Iterator[str]:
    """Names that ``total += loss`` reads: to a symbol table it only binds them."""
    for node in ast.walk(block.node):
        if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            yield node.target.id
