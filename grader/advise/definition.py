"""The student's definitions as syntax trees; what rules ask of one is found once."""

import ast
import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from grader.advise.names import are_all_written, mentioned, outer, reads
from grader.extract.defining import DEFINITIONS, helpers
from grader.extract.nodes import nodes_of
from grader.extract.remarks import clip
from grader.extract.trees import parsed
from grader.frozen import frozen
from grader.model import Chunk, Extraction, Text

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_INNER = (*_FUNCTIONS, ast.Lambda, ast.ClassDef)
_DEFINED = re.compile(r"^(?:async[ \t]++)?+(?:def|class)[ \t]++(\w++)", re.MULTILINE)
_LONGEST = 5_000
"""Nodes of a function that is gone through for what is not used in it."""
_LAMBDA = re.compile(r"(\w++)[ \t]*+=[ \t]*+lambda\b")


@frozen
class Habit:
    """Something worth a word: the key of its sentence, where it is, and whom it concerns."""

    key: str
    inside: str
    """The function or method, as in ``Dropout.forward``."""
    line: int
    """Within the definition's own source, from 1."""
    what: str = ""
    """The argument or the outer variable, where there is one."""


@dataclass(frozen=True)
class Function:
    """One function or method."""

    name: str
    node: FunctionNode
    itself: str = ""
    """What a method calls its object."""

    @cached_property
    def parameters(self) -> tuple[str, ...]:
        """Names of the parameters, the object itself left out."""
        args = self.node.args
        named = [arg.arg for arg in (*args.posonlyargs, *args.args, *args.kwonlyargs)]
        return tuple(name for name in named if name != self.itself)

    @cached_property
    def numbers(self) -> frozenset[str]:
        """Parameters that are plain numbers, by their default or by their annotation."""
        args = self.node.args
        positional = [*args.posonlyargs, *args.args]
        defaults = [None] * (len(positional) - len(args.defaults)) + list(args.defaults)
        pairs = [
            *zip(positional, defaults, strict=True),
            *zip(args.kwonlyargs, args.kw_defaults, strict=True),
        ]
        return frozenset(a.arg for a, given in pairs if _is_number(given) or _says_number(a))

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Every node of the body in the order written, without inner functions and classes."""
        body = self.node.body
        waiting: list[ast.AST] = [body] if isinstance(body, ast.expr) else list(reversed(body))
        found: list[ast.AST] = []
        while waiting:
            node = waiting.pop()
            found.append(node)
            if not isinstance(node, _INNER):
                waiting += reversed(list(ast.iter_child_nodes(node)))
        return tuple(found)

    @cached_property
    def whole(self) -> list[ast.AST]:
        """Every node, inner functions and classes too, each row of them before the next."""
        return nodes_of(self.node)

    @cached_property
    def names(self) -> frozenset[str]:
        """Every name that stands in it, whatever is done with it."""
        return mentioned(self.whole)

    @cached_property
    def reads(self) -> Counter[str]:
        """How often it reads each name."""
        return reads(self.whole)

    @cached_property
    def outer(self) -> frozenset[str]:
        """Names in it that it says are another scope's."""
        return outer(self.whole)

    @property
    def is_long(self) -> bool:
        """Whether it has so many nodes that nobody goes through it."""
        return len(self.whole) >= _LONGEST

    @property
    def shows_uses(self) -> bool:
        """Whether it can be told which names nothing in it uses."""
        return not self.is_long and are_all_written(self.names)

    def is_itself(self, called: ast.expr) -> bool:
        """Tell whether a call of this calls the function: a method, by its own object.

        `super().__init__(name)` and `self.layer.forward(x)` are other functions.
        """
        name = "" if isinstance(self.node, ast.Lambda) else self.node.name
        if isinstance(called, ast.Attribute):
            return called.attr == name and self.is_object(called.value)
        return isinstance(called, ast.Name) and called.id == name and not self.itself

    def is_object(self, node: ast.expr) -> bool:
        """Tell whether this is the method's own object."""
        return bool(self.itself) and isinstance(node, ast.Name) and node.id == self.itself

    def key(self, node: ast.AST) -> str | None:
        """Return `x` for ``x``, `self.x` for ``self.x``, None for anything else."""
        if isinstance(node, ast.Name):
            return node.id
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            return f"{self.itself}.{node.attr}" if node.value.id == self.itself else None
        return None

    def root(self, node: ast.AST) -> str | None:
        """Return the key of `x` for ``x[0]["W1"]``."""
        while isinstance(node, ast.Subscript):
            node = node.value
        return self.key(node)


@dataclass(frozen=True)
class Definition:
    """What a notebook gives for an asked name: one top-level def, class or lambda."""

    asked: str
    name: str
    chunk: Chunk

    @cached_property
    def node(self) -> ast.stmt | None:
        """The syntax tree; None when Python will not parse this source by itself."""
        body = parsed(self.chunk.source).body
        return body[0] if body else None

    @cached_property
    def functions(self) -> tuple[Function, ...]:
        """The function, or the methods of the class."""
        node = self.node
        if isinstance(node, _FUNCTIONS):
            return (Function(self.name, node),)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Lambda):
            return (Function(self.name, node.value),)
        if isinstance(node, ast.ClassDef):
            return tuple(_methods(node))
        return ()

    @cached_property
    def names(self) -> frozenset[str]:
        """Every name that stands in it."""
        return mentioned(nodes_of(self.node)) if self.node else frozenset()

    def said(self, key: str, inside: str, line: int, **more: str) -> Text:
        """Say something of a line in one of its functions, counted as the tree counts it."""
        place = {"cell": str(self.chunk.cell), "line": str(self.in_cell(line))}
        return Text(key, {"name": clip(inside), **place, **more})

    def in_cell(self, line: int) -> int:
        """Return the number within its cell of a line of the definition's own source."""
        return self.chunk.line + line - 1

    def inside(self, line: int) -> str:
        """Return the function that holds a line, else the definition's own name."""
        for function in self.functions:
            if function.node.lineno <= line <= (function.node.end_lineno or 0):
                return function.name
        return self.name


class Definitions:
    """What one submission defines: each definition is made once, whoever asks for it."""

    def __init__(self, extraction: Extraction) -> None:
        self.extraction = extraction

    @cached_property
    def asked(self) -> tuple[Definition, ...]:
        """The definition that counts for each asked name, blanks left out."""
        given = self.extraction
        chunks = {name: chunk for chunk in given.chunks if (name := _defined(chunk.source))}
        return tuple(
            Definition(asked, name, chunks[name])
            for asked, name in given.names.items()
            if name in chunks and asked not in given.not_attempted
        )

    def of(self, asks: Collection[str]) -> list[Definition]:
        """Return the definitions of some asked names."""
        return [one for one in self.asked if one.asked in asks]

    def reached(self, own: Sequence[Definition]) -> list[Definition]:
        """Return definitions, and the helpers that they use, and those that these use.

        What is asked for by itself is none of them.
        """
        others = {**self._helpers}
        asked = {one.name for one in self.asked}
        found, waiting = [*own], [*own]
        while waiting:
            used = waiting.pop().names - asked
            new = [others.pop(name) for name in sorted(used) if name in others]
            found += new
            waiting += new
        return found

    @cached_property
    def _helpers(self) -> dict[str, Definition]:
        return {
            one.tree.name: Definition(one.tree.name, one.tree.name, one.chunk)
            for one in helpers(self.extraction)
            if isinstance(one.tree, DEFINITIONS)
        }


def _defined(source: str) -> str | None:
    if source.startswith(("def ", "class ", "@", "async ")):
        match = _DEFINED.search(source)
    else:
        match = _LAMBDA.match(source)
    return match[1] if match else None


def _methods(node: ast.ClassDef) -> Iterator[Function]:
    for method in node.body:
        if isinstance(method, _FUNCTIONS):
            decorators = {d.id for d in method.decorator_list if isinstance(d, ast.Name)}
            positional = [*method.args.posonlyargs, *method.args.args]
            bound = positional and "staticmethod" not in decorators
            name = f"{node.name}.{method.name}"
            yield Function(name, method, positional[0].arg if bound else "")


def _is_number(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, int | float)


def _says_number(argument: ast.arg) -> bool:
    said = argument.annotation
    return isinstance(said, ast.Name) and said.id in ("int", "float", "bool")
