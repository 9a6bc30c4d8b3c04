"""Edits that only lead round what is missing.

What an object reads and is never given stops wherever it is read. Code from which the reading is
taken away goes on, and may even be right somewhere: what is missing is missing still.
"""

import ast
from collections.abc import Iterator
from functools import lru_cache

from grader.extract.trees import parsed
from grader.repair.candidate import Candidate
from grader.repair.difference import differing, words


def leads_around(edit: Candidate) -> bool:
    """Tell whether an edit takes away where something is read that is never given, and no more."""
    missing = never_given(edit.before.source)
    if not missing or not edit.was:
        return False
    removed, added = differing(words(edit.was), words(edit.becomes))
    return not added and not missing.isdisjoint(removed)


@lru_cache(maxsize=64)
def never_given(source: str) -> frozenset[str]:
    """Return the attributes that classes read of their own objects, and never give a value.

    None of a class that others may give something: it has bases, or asks for names it makes up.
    """
    kinds = [one for one in parsed(source).body if isinstance(one, ast.ClassDef)]
    return frozenset(name for kind in kinds for name in _never_given(kind))


def _never_given(kind: ast.ClassDef) -> Iterator[str]:
    nodes = [*ast.walk(kind)]
    defined = {one.name for one in nodes if isinstance(one, ast.FunctionDef | ast.ClassDef)}
    defined |= {one.id for one in nodes if isinstance(one, ast.Name)}
    if kind.bases or "setattr" in defined or "__getattr__" in defined or "__dict__" in defined:
        return
    own = {one.args.args[0].arg for one in kind.body if _is_method(one)}  # type: ignore[attr-defined]
    attributes = [one for one in nodes if isinstance(one, ast.Attribute)]
    stored = {one.attr for one in attributes if isinstance(one.ctx, ast.Store)}
    for one in attributes:
        is_own = isinstance(one.value, ast.Name) and one.value.id in own
        is_known = one.attr in stored or one.attr in defined or one.attr.startswith("__")
        if is_own and not is_known:
            yield one.attr


def _is_method(node: ast.stmt) -> bool:
    return isinstance(node, ast.FunctionDef) and bool(node.args.args)
