"""Build graphs of a student's scalars from expressions, and run the way back through them.

A thousand operations on scalars would be a thousand messages; written as expressions they are one.
"""

import json
import operator
from collections.abc import Callable, Sequence
from functools import partial
from numbers import Real
from typing import Any

OPERATORS: dict[str, Callable[..., Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "**": operator.pow,
    "negative": operator.neg,
    "sum": lambda *items: sum(items),
}


def graphs(scalar: Any, words: dict[str, Any], asked: str) -> list[Any]:
    """Return for each graph the number of `out` and the gradients, or an exception's name.

    `words` are the names under which the class keeps what. Each of `asked` (as JSON) is (ways,
    constants, leaves, wanted, begin): steps that make `out`, in one way or another, numbers by
    name, the leaves' numbers, the names whose gradients are wanted, and how the way back begins:
    "one" sets the root's gradient to 1 before, "itself" leaves that to the student, a number is
    what arrives when `out` alone hands on.
    """
    functions = {
        **OPERATORS,
        "new": scalar,
        "exp": lambda node: _attribute(node, words["exp"])(),
        "sig": lambda node: _attribute(node, words["sig"])(),
    }
    return [_first(scalar, words, functions, *one) for one in json.loads(asked)]


def _first(
    scalar: Any, words: dict[str, Any], functions: dict[str, Any], ways: Any, *rest: Any
) -> Any:
    """Return what the first way gives in which anything arrives, else what the last one gives."""
    found: Any = None
    for steps in ways:
        found = _tried(partial(_graph, scalar, words, functions, steps, *rest))
        if isinstance(found, str) or isinstance(found[1], str) or found[1][0]:
            break
    return found


def _graph(
    scalar: Any,
    words: dict[str, Any],
    functions: dict[str, Any],
    steps: Sequence[Any],
    constants: dict[str, Any],
    leaves: dict[str, float],
    wanted: Sequence[str],
    begin: Any,
) -> list[Any]:
    own = {**constants, **{name: scalar(number) for name, number in leaves.items()}}

    def evaluate(tree: Any) -> Any:
        if type(tree) is str:
            return own[tree]
        if type(tree) is list:
            return functions[tree[0]](*[evaluate(part) for part in tree[1:]])
        return tree

    for name, tree in steps:
        own[name] = evaluate(tree)
    out = own["out"]
    number = _number(out, words["number"])
    # an exception on the way back leaves the number as it is
    return [number, _tried(lambda: _back(out, [own[name] for name in wanted], words, begin))]


def _back(out: Any, wanted: Sequence[Any], words: dict[str, Any], begin: Any) -> list[float]:
    if begin != "itself":
        setattr(out, words["gradient"], 1 if begin == "one" else begin)
    way = words["backward"] if isinstance(begin, str) else words["hand_on"]
    _attribute(out, way)()
    return [_number(node, words["gradient"]) for node in wanted]


def _tried(ask: Callable[[], Any]) -> Any:
    try:
        return ask()
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:
        return type(error).__name__[:80]


def _attribute(owner: Any, known: Sequence[str]) -> Any:
    return getattr(owner, next((name for name in known if hasattr(owner, name)), known[0]))


def _number(node: Any, name: str) -> float:
    return float(node) if isinstance(node, Real) else float(getattr(node, name))
