"""Methods that the handout leaves to be written, and a student's class does not have.

A name that differs by a letter, or a method that was moved into another one, ends in an error that
says nothing of either. What is said here is read in the student's own class.
"""

import ast
import difflib
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from typing import TypeGuard

from grader.extract.blank import holds_blank
from grader.extract.remarks import clip
from grader.extract.trees import parsed
from grader.frozen import frozen
from grader.lessons.spelling import BACKWARD, EXPONENTIAL, HAND_ON, PARAMETERS, SIGMOID
from grader.model import Chunk, Extraction, Text

INSIDE, OUTSIDE = "method.inside", "method.outside"
NEAR, NOWHERE = "method.near", "method.nowhere"
KEYS = (INSIDE, OUTSIDE, NEAR, NOWHERE)
ERRORS = frozenset({"AttributeError", "NotImplementedError", "TypeError"})
"""What Python raises where a method is not there."""
_ALIKE = (BACKWARD, HAND_ON, EXPONENTIAL, SIGMOID, PARAMETERS)
"""Other names that are taken for a method's."""

_LIKENESS = 0.75
"""`difflib`'s ratio from which a name may be a misspelling of another."""
_LONGEST = 80
_MOST = 200
"""Methods of one class that are looked at."""
_ELSEWHERE = ("setattr(", "exec(", "__getattr__", "locals(", "vars(")
"""What may give a class a method that does not stand in it."""
_Function = ast.FunctionDef | ast.AsyncFunctionDef


@frozen
class _Class:
    """A class as it stands in a notebook."""

    node: ast.ClassDef
    chunk: Chunk

    @property
    def methods(self) -> dict[str, _Function]:
        """The functions that stand in it, by their names."""
        return {part.name: part for part in self.node.body if isinstance(part, _Function)}

    @property
    def bases(self) -> list[str]:
        """What it inherits from, modules left out; an empty name where that is calculated."""
        return [name for base in self.node.bases if (name := _base(base)) != "object"]

    def place(self, line: int) -> dict[str, str]:
        """Return where a line of it stands, as values of a sentence."""
        return {"cell": str(self.chunk.cell), "line": str(self.chunk.line + line - 1)}


class Methods:
    """The classes of one submission beside the handout's; nothing is parsed before it is asked."""

    def __init__(self, student: Extraction, handout: Extraction) -> None:
        self._student, self._handout = student, handout

    def lacking(self, asked: Iterable[str]) -> list[Text]:
        """Return a sentence for each method that one of these classes should have."""
        return [text for name in asked for text in self._of(name)]

    def _of(self, asked: str) -> Iterator[Text]:
        name = self._student.names.get(asked, asked)
        own, given = self._own.get(name), self._given.get(asked)
        if own is None or given is None or asked in self._student.not_attempted:
            return
        had = self._had(own, given)
        if had is None:
            return
        spare = [one for one in own.methods if one not in given.methods][:_MOST]
        for method in given.methods:
            if had.isdisjoint(_known_as(method)) and not self._is_given_later(name, method):
                said = self._sentence(own, method, spare, given.methods)
                # what the handout writes itself may have been left out for a reason
                if said.key != NOWHERE or _is_to_be_written(given, method):
                    yield said

    def _is_given_later(self, name: str, method: str) -> bool:
        return any(f"{name}.{method}" in chunk.source for chunk in self._student.chunks)

    def _sentence(self, own: _Class, method: str, spare: list[str], given: Collection[str]) -> Text:
        values = {"name": clip(own.node.name), "method": clip(method)}
        if held := _inside(own, method):
            outer, line = held
            return Text(INSIDE, {**values, "outer": clip(outer), **own.place(line)})
        if place := self._student.outside.get(method):
            return Text(OUTSIDE, {**values, "cell": str(place[0]), "line": str(place[1])})
        if near := _near(method, spare, given):
            here = own.place(own.methods[near].lineno)
            return Text(NEAR, {**values, "near": clip(near), **here})
        return Text(NOWHERE, {**values, **own.place(own.node.lineno)})

    def _had(self, own: _Class, given: _Class) -> set[str] | None:
        """Return the methods of a class and of those it inherits from; None if that is unknown.

        What the handout's own class inherits from leaves the same methods to be written.
        """
        known = {**self._own}
        found: set[str] = set()
        waiting = [own]
        while waiting:
            one = waiting.pop()
            source = one.chunk.source
            if one.node.decorator_list or one.node.keywords or any(w in source for w in _ELSEWHERE):
                return None
            found |= _bound_in(one.node)
            known.pop(one.node.name, None)
            for base in one.bases:
                if base in known:
                    waiting.append(known[base])
                elif base not in given.bases:
                    return None
        return found

    @cached_property
    def _own(self) -> dict[str, _Class]:
        return _classes(self._student)

    @cached_property
    def _given(self) -> dict[str, _Class]:
        return _classes(self._handout)


def _classes(extraction: Extraction) -> dict[str, _Class]:
    found: dict[str, _Class] = {}
    for chunk in extraction.chunks:
        for node in parsed(chunk.source).body if "class" in chunk.source else ():
            if isinstance(node, ast.ClassDef):
                found[node.name] = _Class(node, chunk)
    return found


def _base(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    return node.attr if isinstance(node, ast.Attribute) else ""


def _bound_in(node: ast.ClassDef) -> set[str]:
    """Return every name that a class's body may bind, in a choice or a loop too.

    And every attribute that is set in it: objects may be given their methods one by one.
    """
    found = {part.attr for part in ast.walk(node) if _is_set(part)}
    waiting: list[ast.AST] = [*node.body]
    while waiting:
        part = waiting.pop()
        if isinstance(part, _Function | ast.ClassDef):
            found.add(part.name)
        elif isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
            found.add(part.id)
        elif not isinstance(part, ast.Lambda):
            waiting += ast.iter_child_nodes(part)
    return found


def _is_set(node: ast.AST) -> TypeGuard[ast.Attribute]:
    return isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)


def _known_as(method: str) -> set[str]:
    return {method}.union(*(names for names in _ALIKE if method in names))


def _is_to_be_written(given: _Class, method: str) -> bool:
    """Tell whether the handout leaves something to fill in there; a text alone is no place."""
    node = given.methods[method]
    is_text = all(isinstance(part, ast.Expr) for part in node.body)
    return not is_text and holds_blank(node, ast.get_source_segment(given.chunk.source, node) or "")


def _inside(own: _Class, method: str) -> tuple[str, int] | None:
    """Return in which method a function of this name stands, and where."""
    for name, outer in own.methods.items():
        for part in ast.walk(outer):
            if isinstance(part, _Function) and part.name == method and part is not outer:
                return name, part.lineno
    return None


def _near(method: str, spare: list[str], given: Collection[str]) -> str | None:
    """Return the name of a method that is not the handout's and nearly bears this name."""
    others = {_bare(one) for one in given if one != method}
    bare = {_bare(name): name for name in reversed(spare) if len(name) <= _LONGEST}
    left = [name for name in bare if name not in others]
    found = difflib.get_close_matches(_bare(method), left, 1, _LIKENESS)
    return bare[found[0]] if found else None


def _bare(name: str) -> str:
    return name.strip("_").casefold()
