"""What an edit may put in: the names and keys that a definition itself uses, nearest first."""

import ast
import builtins
import re
from collections.abc import Callable, Iterable, Iterator

_NAMES, _MISSING, _KEYS = 8, 10, 8
"""What is tried in one place: names for another, names that are missing, keys for another."""
_DIGITS = re.compile(r"\d+")


class Scope:
    """The names of one definition, and the lines at which they stand."""

    def __init__(self, tree: ast.AST) -> None:
        nodes = [*ast.walk(tree)]
        self._at: dict[str, list[int]] = {}
        self._first: dict[str, int] = {}
        self._keys: dict[str, int] = {}
        self._given = {node.arg for node in nodes if isinstance(node, ast.arg)}
        self._read = {
            node.id
            for node in nodes
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
        }
        self._plain = self._given | {
            target.id
            for node in nodes
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        self._opened = {name for node in nodes for name in _opened(node)}
        called = {id(n.func) for n in nodes if isinstance(n, ast.Call)}
        roots = {id(n.value) for n in nodes if isinstance(n, ast.Attribute)}
        bound = {name for node in nodes for name in _bound(node)}
        for node in nodes:
            if isinstance(node, ast.arg):
                self._note(node.arg, node.lineno, is_bound=True)
            elif isinstance(node, ast.Name) and id(node) not in called:
                if node.id in bound or id(node) not in roots:
                    self._note(node.id, node.lineno, is_bound=isinstance(node.ctx, ast.Store))
            elif isinstance(node, ast.Attribute) and id(node) not in called:
                if isinstance(node.value, ast.Name) and node.value.id in bound:
                    name = f"{node.value.id}.{node.attr}"
                    self._note(name, node.lineno, is_bound=isinstance(node.ctx, ast.Store))
            elif isinstance(node, ast.Subscript) and _is_key(node.slice):
                self._keys.setdefault(node.slice.value, node.lineno)  # type: ignore[attr-defined]

    def _note(self, name: str, line: int, *, is_bound: bool) -> None:
        self._at.setdefault(name, []).append(line)
        if is_bound:
            self._first[name] = min(line, self._first.get(name, line))

    def like(self, name: str, line: int) -> list[str]:
        """Return what may be meant by a name.

        First what is spelled as it but for digits or an ending, then what is never used, then what
        is near.
        """
        stem = _stem(name)

        def is_other(one: str) -> bool:
            return _stem(one) != stem and not one.startswith(name) and not name.startswith(one)

        found = self._names(
            line,
            {name},
            lambda one: (is_other(one), not self.is_idle(one), self._away(one, line)),
        )
        return found[:_NAMES]

    def missing(self, line: int, within: Iterable[str]) -> list[str]:
        """Return what may be missing at a line.

        First what is never used; then numbers that are given and what bears the same digits, the
        nearest first. `within` are the names that stand there already.
        """
        there = {*within}
        digits = {_digits(one) for one in there} - {""}

        def rank(one: str) -> tuple[object, ...]:
            is_number = one in self._given and one not in self._opened
            is_near = is_number or _digits(one) in digits
            is_used = one in self._read or "." in one
            return one in there, not self.is_idle(one), not is_near, is_used, self._away(one, line)

        return self._names(line, (), rank)[:_MISSING]

    def is_idle(self, name: str) -> bool:
        """Tell whether an argument, or what is given a value by itself, is used by nothing."""
        return name in self._plain and name not in self._read

    def is_unread(self, name: str) -> bool:
        """Tell whether the value of a name is used by nothing, however it was given."""
        return name not in self._read

    def knows(self, names: Iterable[str]) -> bool:
        """Tell whether all names stand in the definition, or are called there."""
        return all(name in self._at or name in self._read for name in names)

    def never_bound(self) -> set[str]:
        """Return the names that are used and that nothing here gives a value to."""
        return self._read - self._first.keys() - {*dir(builtins)}

    def is_early(self, name: str, line: int) -> bool:
        """Tell whether nothing gives a name a value before a line ends, or at it for the first."""
        return name not in self._given and self._first.get(name, line) >= line

    def given(self) -> list[str]:
        """Return the arguments, those that nothing uses first."""
        return sorted(self._given, key=lambda name: (name in self._read, self._first[name], name))

    def unbound(self) -> list[str]:
        """Return the numbered names that are used and that nothing gives a value to."""
        stems = {_stem(name) for name in self._first}
        return [
            name
            for name in sorted(self._read - self._first.keys())
            if _digits(name) and _stem(name) in stems
        ]

    def _names(
        self, line: int, without: Iterable[str], rank: Callable[[str], tuple[object, ...]]
    ) -> list[str]:
        leave = {*without, "self", "cls"}
        known = (
            name
            for name, places in self._at.items()
            if name not in leave and self._is_there(name, min(places), line)
        )
        return sorted(known, key=rank)

    def _is_there(self, name: str, at: int, line: int) -> bool:
        """Tell whether a name has a value when a line begins."""
        first = self._first.get(name)
        if first is None or name in self._given:
            return at <= line
        return first < line

    def bound_before(self, line: int) -> list[str]:
        """Return the names that were given a value before a line, the last first."""
        own = [(at, name) for name, at in self._first.items() if at < line]
        return [name for _at, name in sorted(own, reverse=True)]

    def keys(self, line: int, without: str) -> list[str]:
        """Return other keys that are used, nearest first."""
        others = [key for key in self._keys if key != without]
        return sorted(others, key=lambda key: abs(self._keys[key] - line))[:_KEYS]

    def _away(self, name: str, line: int) -> int:
        return min(abs(line - one) for one in self._at[name])


def _opened(node: ast.AST) -> Iterator[str]:
    """Yield the names of what is no number: something of it is asked for, or it is unpacked."""
    is_unpacked = isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Tuple)
    if is_unpacked or isinstance(node, ast.Attribute | ast.Subscript):
        whole = node.value  # type: ignore[attr-defined]
        if isinstance(whole, ast.Name):
            yield whole.id


def _bound(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.arg):
        yield node.arg
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id


def _is_key(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _stem(name: str) -> str:
    return _DIGITS.sub("", name)


def _digits(name: str) -> str:
    return "".join(_DIGITS.findall(name))
