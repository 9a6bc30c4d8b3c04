"""The student's definitions as syntax trees, parsed only when a rule asks for the tree."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from grader.frozen import frozen
from grader.model import Chunk, Extraction

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_INNER = (*_FUNCTIONS, ast.Lambda, ast.ClassDef)
_DEFINED = re.compile(r"^(?:async[ \t]++)?+(?:def|class)[ \t]++(\w++)", re.MULTILINE)
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
    """One function or method; functions inside of it are not looked into."""

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
        body = parsed(self.chunk.source)
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

    def inside(self, line: int) -> str:
        """Return the function that holds a line, else the definition's own name."""
        for function in self.functions:
            if function.node.lineno <= line <= (function.node.end_lineno or 0):
                return function.name
        return self.name


def definitions(extraction: Extraction) -> list[Definition]:
    """Return the definition that counts for each asked name, blanks left out."""
    chunks = {name: chunk for chunk in extraction.chunks if (name := _defined(chunk.source))}
    return [
        Definition(asked, name, chunks[name])
        for asked, name in extraction.names.items()
        if name in chunks and asked not in extraction.not_attempted
    ]


def parsed(source: str) -> list[ast.stmt]:
    """Parse a chunk; nothing when Python refuses it. Warnings are the caller's to silence."""
    try:
        return ast.parse(source).body
    except (SyntaxError, RecursionError, MemoryError, ValueError):
        return []


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
