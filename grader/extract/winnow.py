"""What two definitions have in common whatever their names, comments and layout: winnowed k-grams.

The tree is written as a row of words, all names but those that are called being one word; every `K`
words that follow one another are hashed, and of each `WINDOW` hashes the least is kept (Schleimer,
Wilkerson, Aiken, SIGMOD 2003): two trees that share a run of `K + WINDOW - 1` words share
a hash. Python's own `hash` is another in every process, so it would be no use between runs.
"""

import ast
import hashlib
from collections.abc import Mapping
from functools import cache

from grader.extract.trees import parsed

K, WINDOW = 8, 4
"""Words of one hash; hashes of which one is kept. docs/likeness.md says how they were chosen."""
BITS = 40
_SIZE = 8
"""Bytes that stand for a word."""
MOST_WORDS = 20_000
"""Words of one definition; what follows is not looked at."""
_LONGEST = 20
"""Characters of a constant or a key that make a word."""
_PASSED_OVER = frozenset({"ctx", "annotation", "returns", "type_comment", "kind"})
_EITHER_ORDER = (ast.Add, ast.Mult)
_SILENT = (ast.Module, ast.arguments)
"""Nodes whose children say it all."""
_LEAVES = (ast.Name, ast.Constant)
_NAMED: Mapping[type[ast.AST], str] = {
    ast.Name: "id", ast.Attribute: "attr", ast.arg: "arg",
    ast.FunctionDef: "name", ast.AsyncFunctionDef: "name", ast.ClassDef: "name",
}  # fmt: skip
"""Nodes that give a name a meaning, unless they read it: whoever copies may choose another."""


def winnowed(source: str) -> frozenset[int]:
    """Return the hashes that are kept of a source; none of what Python cannot parse."""
    hashes = _hashes(source)
    windows = max(1, len(hashes) - WINDOW + 1)
    return frozenset(min(hashes[n : n + WINDOW]) for n in range(windows)) if hashes else frozenset()


def every_hash(source: str) -> frozenset[int]:
    """Return all hashes of a source: which of them are kept depends on what stands beside them."""
    return frozenset(_hashes(source))


def _hashes(source: str) -> list[int]:
    words = _words(parsed(source))
    digests = {word: _digest(word) for word in {*words}}
    row = b"".join(digests[word] for word in words)
    ends = range(K * _SIZE, len(row) + 1, _SIZE)
    return [_hash(row[end - K * _SIZE : end]) for end in ends]


def _digest(word: str) -> bytes:
    return hashlib.blake2b(word.encode("utf-8", "replace"), digest_size=_SIZE).digest()


def _hash(digests: bytes) -> int:
    found = hashlib.blake2b(digests, digest_size=BITS // 8)
    return int.from_bytes(found.digest(), "big")


def _words(tree: ast.AST) -> list[str]:
    """Return the words of a tree from its root; texts that stand alone (docstrings) have none."""
    nodes: list[ast.AST] = []
    own, called = set[str](), set[ast.AST]()
    waiting = [tree]
    while waiting and len(nodes) < MOST_WORDS:
        node = waiting.pop()
        kind = type(node)
        if kind is ast.Expr and isinstance(node.value, ast.Constant):  # type: ignore[attr-defined]
            continue
        if kind not in _SILENT:
            nodes.append(node)
        if kind in _NAMED and not isinstance(getattr(node, "ctx", None), ast.Load):
            own.add(getattr(node, _NAMED[kind]))
        if kind is ast.Call:
            called.add(_root(node))
        if kind not in _LEAVES:
            waiting += reversed(_children(node))
    return [_word(node, own, node in called) for node in nodes]


def _root(call: ast.AST) -> ast.AST:
    """Return `np` for ``np.linalg.norm(x)``: what is called is the lesson's, or a library's."""
    found: ast.AST = call
    while isinstance(found, ast.Call | ast.Attribute):
        found = found.func if isinstance(found, ast.Call) else found.value
    return found


def _word(node: ast.AST, own: set[str], is_called: bool) -> str:
    """Return what a node says; a name says something where it is called and not its own."""
    if isinstance(node, ast.Name):
        return node.id if is_called and node.id not in own else "_"
    if isinstance(node, ast.Constant):
        return _constant(node.value)
    if isinstance(node, ast.Attribute):
        return f".{'_' if node.attr in own else node.attr}"
    if isinstance(node, ast.keyword):
        return f"{node.arg}="
    return type(node).__name__


def _constant(value: object) -> str:
    """Keys and short words are the lesson's; what is said to people may be said in other words."""
    if isinstance(value, str) and len(value) <= _LONGEST and value.isidentifier():
        return f"'{value}'"
    if isinstance(value, str | bytes):
        return "''"
    if isinstance(value, int) and value.bit_length() > 64:
        return "int"  # to be written out it would take the square of its length
    return repr(value)[:_LONGEST]


def _children(node: ast.AST) -> list[ast.AST]:
    """Return the nodes below one; the sides of a sum or a product in an order of their own."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, _EITHER_ORDER):
        return [node.op, *sorted((node.left, node.right), key=_head)]
    found: list[ast.AST] = []
    for name in _fields(type(node).__name__):
        value = getattr(node, name, None)
        if isinstance(value, list):
            found += [one for one in value if isinstance(one, ast.AST)]
        elif isinstance(value, ast.AST):
            found.append(value)
    return found


@cache
def _fields(kind: str) -> tuple[str, ...]:
    names: tuple[str, ...] = getattr(ast, kind)._fields
    return tuple(name for name in names if name not in _PASSED_OVER)


def _head(node: ast.AST) -> tuple[str, str]:
    first = next(ast.iter_child_nodes(node), node)
    return type(node).__name__, type(first).__name__
