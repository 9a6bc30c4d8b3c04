"""Statements that are forgotten where something is kept track of.

What was visited, what a loop gathers, a gradient that is put back to zero before the next one.
"""

import ast
from collections.abc import Iterator
from itertools import islice

from grader.repair import added
from grader.repair.statements import Place
from grader.repair.written import Written

_SURE, _LIKELY, _MAYBE = -4.0, -2.0, -1.0
_GATHERS = ("append", "add")
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_Function = ast.FunctionDef | ast.AsyncFunctionDef
_MOST_NAMES = 4
"""Names that are tried for what is gathered at one place."""
_MOST_BLOCKS = 20
"""Blocks, and loops, of one function at which statements are added."""


def edits(tree: ast.stmt, written: Written) -> Iterator[Place]:
    """Yield statements that are added to a definition."""
    for node in ast.walk(tree):
        if isinstance(node, ast.If):
            yield from _visited(node, written)
        elif isinstance(node, _FUNCTIONS):
            yield from _gathered(node, written)
            yield from _put_back(node, written)
            yield from _never_made(node, written)
            yield from _idle_loops(node, tree, written)


def _visited(node: ast.If, written: Written) -> Iterator[Place]:
    """Yield ``seen.add(v)`` where ``if v not in seen`` is asked, and no more is done about it."""
    test = node.test
    if not isinstance(test, ast.Compare) or not isinstance(test.left, ast.Name):
        return
    seen = test.comparators[0]
    if not isinstance(seen, ast.Name | ast.Attribute) or node.lineno == node.body[0].lineno:
        return
    whose = ast.unparse(seen)
    texts = [f"{whose}.{kept}({test.left.id})" for kept in _GATHERS]
    if isinstance(test.ops[0], ast.NotIn) and not _is_gathered(whose, node.body):
        for text in texts:
            yield added.before(node.body[0], text, written, _SURE)
    elif isinstance(test.ops[0], ast.In) and isinstance(node.body[-1], ast.Return):
        for text in texts:
            if place := added.after(node, text, written, _LIKELY):
                yield place


def _gathered(node: _Function, written: Written) -> Iterator[Place]:
    """Yield ``rows.append(x)`` at the end of the blocks of what gathers nothing yet.

    A list that is made empty, or is only handed on to the function itself.
    """
    names = _never_filled(node)[:_MOST_NAMES]
    opened = _opened(node) if names else set()
    for name in names:
        for block in islice(_inner_blocks(node), _MOST_BLOCKS):
            for value in _values(node, block, opened)[:_MOST_NAMES]:
                if value != name:
                    text = f"{name}.append({value})"
                    if place := added.after(block[-1], text, written, _MAYBE):
                        yield place


def _never_filled(node: _Function) -> list[str]:
    empty = {
        target.id
        for one in ast.walk(node)
        if isinstance(one, ast.Assign | ast.AnnAssign) and _is_empty(one.value)
        for target in (one.targets if isinstance(one, ast.Assign) else [one.target])
        if isinstance(target, ast.Name)
    }
    handed = {
        arg.id
        for call in ast.walk(node)
        if isinstance(call, ast.Call) and ast.unparse(call.func).endswith(node.name)
        for arg in call.args
        if isinstance(arg, ast.Name)
    }
    given = {one.arg for one in node.args.args} - {"self"}
    text = "\n".join(map(ast.unparse, node.body))
    return [name for name in sorted(empty | (handed & given)) if not _is_filled(name, text)]


def _is_empty(value: ast.expr | None) -> bool:
    return value is not None and ast.unparse(value) in ("[]", "list()")


def _is_gathered(whose: str, body: list[ast.stmt]) -> bool:
    """Tell whether something is put into a collection somewhere, or it is handed to others."""
    return _is_filled(whose, "\n".join(map(ast.unparse, body)))


def _is_filled(whose: str, text: str) -> bool:
    return any(
        f"{whose}.{kept}(" in text or f"{whose} +=" in text or f"{whose}[" in text
        for kept in (*_GATHERS, "extend", "update", "insert")
    )


def _opened(node: _Function) -> set[str]:
    """Return whose data is read somewhere, as `a.data`."""
    return {
        ast.unparse(one)
        for one in ast.walk(node)
        if isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name) and one.attr == "data"
    }


def _inner_blocks(node: ast.AST) -> Iterator[list[ast.stmt]]:
    for one in ast.walk(node):
        if isinstance(one, ast.For | ast.While | ast.If):
            yield one.body


def _values(node: _Function, block: list[ast.stmt], opened: set[str]) -> list[str]:
    """Return what may be gathered at the end of a block: what it was given last, and is there."""
    own = [
        target.id
        for one in reversed(block)
        if isinstance(one, ast.Assign)
        for target in one.targets
        if isinstance(target, ast.Name)
    ]
    given = [one.arg for one in node.args.args if one.arg != "self"]
    data = [f"{name}.data" for name in own if f"{name}.data" not in opened]
    return [*dict.fromkeys((*own[:2], *data[:2], *given))]


def _never_made(node: _Function, written: Written) -> Iterator[Place]:
    """Yield ``rows = []`` at the beginning, where something is put into what is not there."""
    bound = {one.arg for one in ast.walk(node) if isinstance(one, ast.arg)} | {
        one.id
        for one in ast.walk(node)
        if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)
    }
    for one in ast.walk(node):
        if not isinstance(one, ast.Attribute) or one.attr not in _GATHERS:
            continue
        if isinstance(one.value, ast.Name) and one.value.id not in bound:
            empty = "[]" if one.attr == "append" else "set()"
            yield added.before(node.body[0], f"{one.value.id} = {empty}", written, _LIKELY)


def _idle_loops(node: _Function, tree: ast.AST, written: Written) -> Iterator[Place]:
    """Yield what a loop may do with its own name, where it does nothing with it.

    A method that takes nothing is called, the function itself, or what is looped over is called.
    """
    methods = [
        one.name
        for one in ast.walk(tree)
        if isinstance(one, ast.FunctionDef) and [arg.arg for arg in one.args.args] == ["self"]
        and not one.name.startswith("__")
    ]  # fmt: skip
    given = [one.arg for one in node.args.args if one.arg != "self"]
    loops = (one for one in ast.walk(node) if isinstance(one, ast.For))
    for loop in islice(loops, _MOST_BLOCKS):
        read = {n.id for one in loop.body for n in ast.walk(one) if isinstance(n, ast.Name)}
        if not isinstance(loop.target, ast.Name) or loop.target.id in read:
            continue
        name = loop.target.id
        texts = [f"{name}.{method}()" for method in methods if method != node.name]
        if given:
            texts.append(f"{node.name}({', '.join((name, *given[1:]))})")
            texts += [f"{one} = {name}({one})" for one in given]
        for text in texts[:_MOST_NAMES]:
            yield added.before(loop.body[0], text, written, _LIKELY)


def _put_back(node: _Function, written: Written) -> Iterator[Place]:
    """Yield ``for p in ps: p.grad = 0`` where a loop goes by gradients that nothing sets.

    Before the call that makes them, and after that loop.
    """
    blocks = [getattr(one, "body", None) for one in ast.walk(node)]
    for block in [one for one in blocks if isinstance(one, list)]:
        for place, loop in enumerate(block):
            if not isinstance(loop, ast.For) or not isinstance(loop.target, ast.Name):
                continue
            for attribute in _read_only(loop, loop.target.id, node):
                text = (
                    f"for {loop.target.id} in {written.text(loop.iter)}: "
                    f"{loop.target.id}.{attribute} = 0"
                )
                calls = [one for one in block[:place] if isinstance(one, ast.Expr)]
                if calls:
                    yield added.before(calls[-1], text, written, _LIKELY)
                if after := added.after(loop, text, written, _LIKELY):
                    yield after


def _read_only(loop: ast.For, name: str, within: ast.AST) -> list[str]:
    """Return the attributes of a loop's own name that are read in it, and set nowhere."""
    read, stored = dict[str, None](), set[str]()
    for one in ast.walk(loop):
        if isinstance(one, ast.Attribute) and isinstance(one.ctx, ast.Load):
            whose = ast.unparse(one.value)
            read |= {one.attr: None} if whose == name else {}
    for one in ast.walk(within):
        if isinstance(one, ast.Attribute) and isinstance(one.ctx, ast.Store):
            stored.add(one.attr)
    return [attribute for attribute in read if attribute not in stored]
