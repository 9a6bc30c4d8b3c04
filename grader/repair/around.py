"""Edits that only lead round what is missing.

What an object reads and is never given stops wherever it is read. Code from which the reading is
taken away goes on, and may even be right somewhere: what is missing is missing still. So does a
function that hands back an argument in the place of what it computed: where the two should be the
same it is right, and the fault stands where it stood, in lines that nobody uses any more.
"""

import ast
from collections.abc import Iterator
from functools import lru_cache

from grader.extract.trees import parsed
from grader.repair.candidate import Candidate
from grader.repair.difference import differing, words


def leads_around(edit: Candidate) -> bool:
    """Tell whether an edit takes away where something is read that is never given, and no more."""
    if hands_back_an_argument(edit):
        return True
    missing = never_given(edit.before.source)
    if not missing or not edit.was:
        return False
    removed, added = differing(words(edit.was), words(edit.becomes))
    return not added and not missing.isdisjoint(removed)


def hands_back_an_argument(edit: Candidate) -> bool:
    """Tell whether an edit returns an argument, and what was computed for it is read no more."""
    if not edit.was.startswith("return"):
        return False
    removed, added = differing(words(edit.was), words(edit.becomes))
    if len(removed) != 1 or len(added) != 1:
        return False
    line = edit.line - edit.before.line + 1
    return (removed[0], added[0]) in _instead_of_the_computed(edit.before.source, line)


@lru_cache(maxsize=64)
def _instead_of_the_computed(source: str, line: int) -> frozenset[tuple[str, str]]:
    """Return what a function that returns at this line computed for it alone, with its arguments.

    Its arguments that are given another value on the way count among what is computed.
    """
    methods = [one for one in ast.walk(parsed(source)) if isinstance(one, ast.FunctionDef)]
    around = [one for one in methods if one.lineno <= line <= (one.end_lineno or one.lineno)]
    if not around:
        return frozenset()
    innermost = max(around, key=lambda one: one.lineno)
    names = [one for one in ast.walk(innermost) if isinstance(one, ast.Name)]
    stored = {one.id for one in names if isinstance(one.ctx, ast.Store)}
    read = [one for one in names if isinstance(one.ctx, ast.Load)]
    only_here = {one.id for one in read if one.lineno == line}
    only_here -= {one.id for one in read if one.lineno != line}
    arguments = {one.arg for one in innermost.args.args} - stored
    return frozenset((name, other) for name in only_here & stored for other in arguments)


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
