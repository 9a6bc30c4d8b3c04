"""The edits of a call: its arguments, its axis, what is called."""

import ast
import re
from collections.abc import Callable, Iterator, Sequence

from grader.repair.instead import Instead, alone
from grader.repair.scope import Scope
from grader.repair.written import ATOM, Written

REDUCING = frozenset(
    {"sum", "mean", "max", "min", "prod", "std", "var", "argmax", "argmin", "norm", "amax", "amin"}
)
_SHAPE = re.compile(r"([\w.]+\.shape)\[([01])\]\Z")
_ALIKE: Sequence[Sequence[str]] = (
    ("sum", "mean"), ("max", "min"), ("maximum", "minimum"), ("argmax", "argmin"),
    ("rand", "randn"), ("zeros", "ones"), ("zeros_like", "ones_like"), ("dot", "multiply"),
    ("exp", "log"), ("std", "var"), ("sqrt", "square", "abs"), ("sigmoid", "relu", "tanh"),
    ("all", "any"), ("vstack", "hstack"),
)  # fmt: skip


def edits(node: ast.Call, written: Written, _scope: Scope) -> Iterator[Instead]:
    """Yield the edits of one call itself."""
    if any(isinstance(one, ast.Starred | ast.GeneratorExp) for one in node.args):
        return
    name = written.operand(node.func, ATOM)
    given = [written.operand(one, 1) for one in node.args]
    named = [(one.arg, written.operand(one.value, 1)) for one in node.keywords]

    def call(
        arguments: Sequence[str], keywords: Sequence[tuple[str | None, str]], function: str = name
    ) -> str:
        told = [f"{key}={value}" if key else f"**{value}" for key, value in keywords]
        return f"{function}({', '.join((*arguments, *told))})"

    short = name.rpartition(".")[2]
    for other in _alike(short):
        yield Instead("call", call(given, named, name.removesuffix(short) + other), ATOM, 2)
    yield from _of_the_same_shape(given, named, call)
    if len(given) == 2:
        yield Instead("order", call(given[::-1], named))
    if short == "range":
        yield from (Instead("argument", call(one, named), ATOM, 1) for one in _ranges(given))
        yield Instead("call", f"reversed({call(given, named)})", ATOM, 2)
    yield from _keywords(short, given, named, call)
    inner = node.args[0] if len(given) == 1 and not named else None
    if isinstance(inner, ast.Call) and _takes_one(inner):
        other, value = written.operand(inner.func, ATOM), written.operand(inner.args[0], 1)
        yield Instead("order", f"{other}({name}({value}))")
    if len(given) == 1 and not named:
        yield alone("call", node.args[0], written, 2)


def _of_the_same_shape(
    given: Sequence[str],
    named: Sequence[tuple[str | None, str]],
    call: Callable[[Sequence[str], Sequence[tuple[str | None, str]]], str],
) -> Iterator[Instead]:
    """Yield ``f(a.shape[0], a.shape[1])`` for ``f(a.shape[0], 1)``."""
    for place, one in enumerate(given):
        for other in given:
            if (found := _SHAPE.match(other)) and other != one:
                told = f"{found[1]}[{1 - int(found[2])}]"
                if told not in given:
                    edited = [*given[:place], told, *given[place + 1 :]]
                    yield Instead("argument", call(edited, named), ATOM, 2)


def _keywords(
    short: str,
    given: Sequence[str],
    named: Sequence[tuple[str | None, str]],
    call: Callable[[Sequence[str], Sequence[tuple[str | None, str]]], str],
) -> Iterator[Instead]:
    for place, (key, value) in enumerate(named):
        rest = [*named[:place], *named[place + 1 :]]
        if key == "axis":
            for other in ("0", "1", "-1"):
                if other != value:
                    changed = [*named[:place], (key, other), *named[place + 1 :]]
                    yield Instead("axis", call(given, changed))
        yield Instead("axis" if key in ("axis", "keepdims") else "argument", call(given, rest))
    if short in REDUCING:
        keys = {key for key, _value in named}
        kept = [] if "keepdims" in keys else [("keepdims", "True")]
        for axis in ("0", "1") if "axis" not in keys and len(given) == 1 else ():
            yield Instead("axis", call(given, [*named, ("axis", axis)]))
            if kept:
                yield Instead("axis", call(given, [*named, ("axis", axis), *kept]), ATOM, 2)
        if kept:
            yield Instead("axis", call(given, [*named, *kept]))


def _ranges(given: Sequence[str]) -> Iterator[list[str]]:
    if len(given) == 1:
        yield [f"{given[0]} + 1"]
        yield [f"{given[0]} - 1"]
        yield ["1", given[0]]
    elif len(given) == 2:
        yield [given[1]]
        yield [given[0], f"{given[1]} + 1"]
        yield [given[0], f"{given[1]} - 1"]


def _alike(name: str) -> Iterator[str]:
    for group in _ALIKE:
        if name in group:
            yield from (other for other in group if other != name)


def _takes_one(node: ast.Call) -> bool:
    is_one = len(node.args) == 1 and not node.keywords
    return is_one and not isinstance(node.args[0], ast.Starred | ast.GeneratorExp)
