"""Arguments that a function changes in place, so that its caller's arrays change with them."""

import ast
import re
from collections.abc import Iterator
from itertools import zip_longest

from grader.advise.arrays import Arrays, arrays_of, is_numpy
from grader.advise.definition import Definition, Function, Habit

KEY = "advice.in_place"

_OPERATORS = ("+=", "-=", "*=", "/=", "%=", "@=", "&=", "|=", "^=", "] =", "]=")
_SIGNS = frozenset("+-*/%@&|^")
_OPERATOR = r"(?://|\*\*|[-+*/%@&|^])"
_CHANGED = re.compile(
    rf"(?:^|[:;])[ \t]*+((?:self\.)?+\w++)[ \t]*+(?:(?P<entry>\[)|{_OPERATOR}=(?!=))"
)
"""The beginning of a statement that changes a name, or, maybe, an entry of it."""
_ENTRY_ENDS = re.compile(rf"\][ \t]*+{_OPERATOR}?+=(?!=)")
_WRITERS = frozenset({"shuffle", "copyto", "fill_diagonal", "put", "place", "putmask"})
_WRITING = (".sort(", ".fill(", "out=", "out =", *(f"{w}(" for w in _WRITERS))
_WRITTEN = re.compile(
    r"\b(\w++)\.(?:sort|fill)\(|\bout[ \t]*+=[ \t]*+\(?+(\w++)"
    r"|(?:shuffle|copyto|fill_diagonal|put|place|putmask)\([ \t]*+(\w++)"
)
_HEADER = re.compile(r"def[ \t]++\w++[ \t]*+\(([^)]{0,1000}+)\)")
_TAKEN = re.compile(r"[ \t]*+(\w++)[ \t]*+(?:\[[^\]]*+\])?+[ \t]*+(?:\#.*+)?+$")
_KEYS = re.compile(r"(?:self\.)?+\w++")
_EACH = re.compile(r"for[ \t]++(\w++)[ \t]++in[ \t]++(\w++)")
_METHODS = frozenset({"sort", "fill"})

Aliases = dict[str, tuple[str, bool]]
"""Key -> the parameter whose array it is (or is a part of), and whether it is all of it."""


def changed_arguments(definition: Definition) -> Iterator[Habit]:
    """Yield, once for each argument, where a function first writes into it."""
    if not _may_change(definition.chunk.source):
        return
    for function in definition.functions:
        seen = set()
        for argument, line in _Follow(function).changes():
            if argument not in seen:
                seen.add(argument)
                yield Habit(KEY, function.name, line, argument)


def _may_change(source: str) -> bool:
    """Tell cheaply, on the text, whether anything an argument may be called is written into."""
    changed = set(_changed(source))
    if not changed:
        return False
    arguments = {word for m in _HEADER.finditer(source) for word in re.findall(r"\w+", m[1])}
    arguments.discard("self")
    for line in source.split("\n"):
        target, equals, value = line.partition("=")
        taken = _TAKEN.match(value) if equals and target[-1:] not in _SIGNS else None
        if taken and taken[1] in arguments:
            if ")" in target and "(" not in target:  # (Z1, A1, ...) = cache in several lines
                return True
            arguments.update(_KEYS.findall(target))
        each = _EACH.search(line) if "for " in line else None
        if each and each[2] in arguments:
            arguments.add(each[1])
    return not changed.isdisjoint(arguments)


def _changed(source: str) -> Iterator[str]:
    """Yield names that are written into, whoever they belong to."""
    for token in _OPERATORS:
        at = source.find(token)
        while at >= 0:
            start, end = source.rfind("\n", 0, at) + 1, source.find("\n", at)
            line = source[start : end if end >= 0 else len(source)]
            yield from _changed_in(line)
            at = source.find(token, start + len(line))
    if any(word in source for word in _WRITING):
        yield from (name for m in _WRITTEN.finditer(source) for name in m.groups() if name)


def _changed_in(line: str) -> Iterator[str]:
    """Yield names that a line may change; an entry's bracket is taken to be the line's last."""
    ends = max((m.start() for m in _ENTRY_ENDS.finditer(line)), default=0)
    for m in _CHANGED.finditer(line):
        if not m["entry"] or m.start("entry") < ends:
            yield m[1]


class _Follow:
    """Follows a function from top to bottom; a name that is bound anew is the function's own."""

    def __init__(self, function: Function) -> None:
        self._function = function
        self._arrays: Arrays = arrays_of(function)
        self._aliases: Aliases = {name: (name, True) for name in function.parameters}

    def changes(self) -> Iterator[tuple[str, int]]:
        """Yield (argument, line) for every write, in order."""
        for node in self._function.nodes:
            if isinstance(node, ast.AugAssign):
                yield from self._augmented(node)
            elif isinstance(node, ast.Assign):
                for target in node.targets:
                    yield from self._assigned(target, node.value)
            elif isinstance(node, ast.AnnAssign | ast.NamedExpr):
                if node.value is not None:
                    yield from self._assigned(node.target, node.value)
            elif isinstance(node, ast.For | ast.AsyncFor):
                self._bind(node.target, self._part_of(node.iter))
            elif isinstance(node, ast.withitem) and node.optional_vars is not None:
                self._bind(node.optional_vars, None)
            elif isinstance(node, ast.Call):
                yield from self._called(node)

    def _augmented(self, node: ast.AugAssign) -> Iterator[tuple[str, int]]:
        key = self._function.root(node.target)
        if key not in self._aliases or isinstance(node.value, ast.Tuple):
            return
        argument, whole = self._aliases[key]
        by_entry = isinstance(node.target, ast.Subscript)
        # x += 1 changes an array, and gives a number a new value
        is_array = self._arrays.has(key) or (whole and self._arrays.has(argument))
        if by_entry or (is_array and not (whole and argument in self._function.numbers)):
            yield argument, node.lineno

    def _assigned(self, target: ast.expr, value: ast.expr) -> Iterator[tuple[str, int]]:
        if isinstance(target, ast.Subscript):
            key = self._function.root(target)
            if key in self._aliases:
                yield self._aliases[key][0], target.lineno
        elif isinstance(target, ast.Tuple | ast.List) and isinstance(value, ast.Tuple | ast.List):
            alike = len(value.elts) == len(target.elts)
            sources = [self._alias(part) if alike else None for part in value.elts]
            for element, source in zip_longest(target.elts, sources[: len(target.elts)]):
                self._bind(element, source)
        elif isinstance(target, ast.Tuple | ast.List):
            self._bind(target, self._part_of(value))
        else:
            self._bind(target, self._alias(value))

    def _bind(self, target: ast.expr, source: tuple[str, bool] | None) -> None:
        waiting = [target]
        while waiting:
            one = waiting.pop()
            if isinstance(one, ast.Tuple | ast.List):
                waiting += one.elts
            elif key := self._function.key(one):
                if source:
                    self._aliases[key] = source
                else:
                    self._aliases.pop(key, None)

    def _alias(self, value: ast.expr) -> tuple[str, bool] | None:
        """Return whose array a value is: the name of one, or a part taken without a copy."""
        whole = True
        while isinstance(value, ast.Subscript):
            if not _is_view(value.slice):
                return None
            value, whole = value.value, False
        source = self._aliases.get(self._function.key(value) or "")
        return source and (source[0], source[1] and whole)

    def _part_of(self, value: ast.expr) -> tuple[str, bool] | None:
        source = self._alias(value)
        return source and (source[0], False)

    def _called(self, node: ast.Call) -> Iterator[tuple[str, int]]:
        written: list[ast.expr] = []
        if isinstance(node.func, ast.Attribute):
            if node.func.attr in _METHODS:
                written.append(node.func.value)
            elif node.func.attr == "shuffle" or (
                node.func.attr in _WRITERS and is_numpy(node.func.value)
            ):
                written += node.args[:1]
        for keyword in node.keywords:
            if keyword.arg == "out":
                value = keyword.value
                written += value.elts if isinstance(value, ast.Tuple) else [value]
        for value in written:
            if source := self._alias(value):
                yield source[0], node.lineno


def _is_view(place: ast.expr) -> bool:
    """Whether an index takes a part without copying: a text, a number, a slice of them."""
    parts = place.elts if isinstance(place, ast.Tuple) else [place]
    return all(
        isinstance(part, ast.Slice | ast.Constant)
        or (isinstance(part, ast.UnaryOp) and isinstance(part.operand, ast.Constant))
        for part in parts
    )
