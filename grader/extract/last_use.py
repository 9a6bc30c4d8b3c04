"""Where each definition was last used, when a notebook runs from top to bottom.

A use is a statement at top level that mentions a function or a class, or anything that leads to it;
of an object of the notebook's own class, one that calls it or hands it to a call.
"""

import ast
from functools import cached_property

from grader.extract.material import Material
from grader.extract.meanings import Meaning, Meanings, meanings
from grader.extract.reads import Reads
from grader.extract.statements import Kind, Statement


class LastUse:
    """The uses of one notebook's definitions; nothing is gone through before the first question."""

    def __init__(self, material: Material) -> None:
        self._material = material
        self._meanings: dict[str, Meanings] = {}

    def of(self, s: Statement) -> int:
        """Return the place where a statement's work was last used: behind it if it never was."""
        return max(s.order + 1, self._last.get(s, 0))

    @cached_property
    def _last(self) -> dict[Statement, int]:
        """Go through the uses from the last on: whoever is met first is used there last."""
        last: dict[Statement, int] = {}
        seen: set[Meaning] = set()
        for place, node in reversed(self._material.uses):
            mentioned, in_calls = _mentions(node)
            waiting = [(name, name in in_calls) for name in mentioned]
            while waiting:
                name, in_call = waiting.pop()
                meaning = self._at(name, place)
                while meaning is not None and meaning not in seen:
                    is_value = self._is_value(meaning.statements[0])
                    if is_value and not in_call:
                        break
                    seen.add(meaning)
                    last.update(dict.fromkeys(meaning.statements, place))
                    for s in meaning.statements:
                        waiting += self._leads_to(s, is_value=is_value)
                    meaning = meaning.before
        return last

    def _leads_to(self, s: Statement, *, is_value: bool) -> list[tuple[str, bool]]:
        reads = s.reads if isinstance(s.reads, Reads) else Reads((), ())
        if is_value:  # an object carries its class along; a result carries nobody
            return [(name, False) for name in reads.now if name in self._material.classes]
        return [(name, True) for name in (*reads.now, *reads.later)]

    def _is_value(self, s: Statement) -> bool:
        """Tell an object or a result from another name for a function, or one made of it."""
        if s.kind is not Kind.ASSIGNMENT:
            return False
        value = getattr(s.node, "value", None)
        if isinstance(value, ast.Name | ast.Attribute):
            return False
        return not isinstance(value, ast.Call) or not any(
            isinstance(a, ast.Name) and a.id in self._material.own for a in value.args
        )

    def _at(self, name: str, place: int) -> Meaning | None:
        if name not in self._meanings:
            self._meanings[name] = meanings(name, self._material.bindings.get(name, []))
        found = self._meanings[name]
        before = found.before(place)
        return found.all[before - 1] if before else None


def _mentions(node: ast.stmt) -> tuple[list[str], set[str]]:
    """Return the names that a statement mentions, and those of them that are part of a call."""
    mentioned: dict[str, None] = {}
    in_calls: set[str] = set()
    waiting: list[tuple[ast.AST, bool]] = [(node, False)]
    while waiting:
        part, in_call = waiting.pop()
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load):
            mentioned[part.id] = None
            if in_call:
                in_calls.add(part.id)
        inner = in_call or isinstance(part, ast.Call)
        waiting += [(child, inner) for child in ast.iter_child_nodes(part)]
    return list(mentioned), in_calls
