"""Build graphs of a student's scalars from expressions, and run the way back through them.

A thousand operations on scalars would be a thousand messages; written as expressions they are one.
"""

import json
import operator
import re
from collections.abc import Callable, Sequence
from functools import cache, partial
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


_ARRIVING = 3.0
"""The gradient with which a right way back begins: steps must be in proportion to it."""
_LEFT = 2.0
"""What is left at the root of an earlier way back."""


def graphs(
    scalar: Any, words: dict[str, Any], asked: str, nodes: Any, operations: Any, way_back: Any
) -> list[Any]:
    """Return for each graph the number of `out` and the gradients.

    Where the way back stopped, the exception stands in the place of the gradients; where it came to
    none, in the place of both: its name, the cell and the line.

    `words` are the names under which the class keeps what. Each of `asked` (as JSON) is (ways,
    constants, leaves, wanted, begin, by, first): steps that make `out`, in one way or another,
    numbers by name, the leaves' numbers, the names whose gradients are wanted, how the way back
    begins, by whose operations, and from where one ran before. "one" sets the root's gradient to 1
    before, and counts gradients by what the root has then; "itself" leaves that to the student, and
    "left" too, where an earlier way back left a gradient at the root; a number is what arrives when
    `out` alone hands on; "right" goes a right way in the place of the student's. `nodes` is the
    class of `nodes.py`; right `operations` and a right `way_back` are there where they were lent.
    """
    there: Callable[[], Any] = cache(partial(nodes, scalar, words))
    own = {
        **OPERATORS,
        "new": scalar,
        "exp": lambda node: _attribute(node, words["exp"])(),
        "sig": lambda node: _attribute(node, words["sig"])(),
        "apart": lambda node: there().copy(node),
    }

    @cache
    def functions(by: str) -> Any:
        if by == "own":
            return own
        if by == "back":
            return way_back(there())
        right = operations(there())
        return {**own, **(right if by == "right" else {n: right[n] for n in there().stopping(own)})}

    return [_first(scalar, words, functions, *one) for one in json.loads(asked)]


def _first(
    scalar: Any, words: dict[str, Any], functions: Callable[[str], Any], ways: Any, *rest: Any
) -> Any:
    """Return what the first way gives in which anything arrives, else what the last one gives."""
    found: Any = None
    for steps in ways:
        found = _tried(partial(_graph, scalar, words, functions, steps, *rest))
        if isinstance(found, dict) or isinstance(found[1], dict) or found[1][0]:
            break
    return found


def _graph(
    scalar: Any,
    words: dict[str, Any],
    functions: Callable[[str], Any],
    steps: Sequence[Any],
    constants: dict[str, Any],
    leaves: dict[str, float],
    wanted: Sequence[str],
    begin: Any,
    by: str,
    before: str,
) -> list[Any]:
    operations = functions(by)
    own = {**constants, **{name: scalar(number) for name, number in leaves.items()}}

    def evaluate(tree: Any) -> Any:
        if type(tree) is str:
            return own[tree]
        if type(tree) is list:
            return operations[tree[0]](*[evaluate(part) for part in tree[1:]])
        return tree

    for name, tree in steps:
        own[name] = evaluate(tree)
    out = own["out"]
    number = _number(out, words["number"])
    nodes = [own[name] for name in wanted]

    def back() -> list[float]:
        if before:
            _back(own[before], [], words, begin, None)
            for node in {id(one): one for one in [*nodes, out]}.values():
                setattr(node, words["gradient"], 0)
        return _back(out, nodes, words, begin, functions("back") if begin == "right" else None)

    return [number, _tried(back)]  # an exception on the way back leaves the number as it is


def _back(
    out: Any, wanted: Sequence[Any], words: dict[str, Any], begin: Any, right: Any
) -> list[float]:
    gradient = words["gradient"]
    if right is not None:
        setattr(out, gradient, _ARRIVING)
        right(out)
        return [_number(node, gradient) / _ARRIVING for node in wanted]
    if begin != "itself":
        setattr(out, gradient, {"one": 1, "left": _LEFT}.get(begin, begin))
    _attribute(out, words["backward" if isinstance(begin, str) else "hand_on"])()
    found = [_number(node, gradient) for node in wanted]
    at_root = _number(out, gradient) if begin == "one" else 1
    return found if at_root in (0, 1) else [one / at_root for one in found]


def _tried(ask: Callable[[], Any]) -> Any:
    try:
        return ask()
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:
        return {"stopped": [type(error).__name__[:80], *_place(error)]}


def _place(error: BaseException) -> list[int | None]:
    """Return the last cell and line of the notebook that an exception passed through."""
    found: list[int | None] = [None, None]
    trace = error.__traceback__
    while trace is not None:
        known = re.fullmatch(r"<cell (\d+)>", trace.tb_frame.f_code.co_filename)
        found = [int(known[1]), trace.tb_lineno] if known else found
        trace = trace.tb_next
    return found


def _attribute(owner: Any, known: Sequence[str]) -> Any:
    return getattr(owner, next((name for name in known if hasattr(owner, name)), known[0]))


def _number(node: Any, name: str) -> float:
    return float(node) if isinstance(node, Real) else float(getattr(node, name))
