"""Build graphs of a student's scalars from expressions, and run the way back through them.

A thousand operations on scalars would be a thousand messages; written as expressions they are one.
"""

import json
import operator
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
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


_MIXED, _LOW, _WIDE = 0x9E3779B97F4A7C15, 41, (1 << 60) - 1
"""A number whose multiples are spread well, how many of their bits are dropped, and kept."""
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
    `out` alone hands on, and a second the gradient that is there already; "right" goes a right way
    in the place of the student's. `nodes` is the class of `nodes.py`; right `operations` and a
    right `way_back` are there where they were lent.
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

    with _hashed_in_order(scalar) as begin_anew:
        found = []
        for one in json.loads(asked):
            begin_anew()
            found.append(_first(scalar, words, functions, *one))
        return found


@contextmanager
def _hashed_in_order(scalar: Any) -> Iterator[Callable[[], None]]:
    """For a while, let the order in which a set holds nodes be the same in every run.

    A node's hash is made of its address, which differs from run to run: with a way back that goes
    through a set the answers would too. Here it is made of when it was first asked for. Classes
    that hash by themselves are left alone.
    """
    known: dict[int, tuple[int, Any]] = {}  # with the node: its address is nobody else's then
    own: Any = getattr(scalar, "__hash__", None)
    if not isinstance(scalar, type) or own is not object.__hash__:
        yield known.clear
        return

    def by_order(node: Any) -> int:
        place = id(node)
        if place not in known:
            known[place] = (((len(known) + 1) * _MIXED) >> _LOW & _WIDE, node)
        return known[place][0]

    scalar.__hash__ = by_order  # type: ignore[assignment, method-assign]
    try:
        yield known.clear
    finally:
        with suppress(AttributeError):
            del scalar.__hash__


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
    if isinstance(begin, list):
        begin, already = begin
        for node in wanted:
            setattr(node, gradient, already)
    if begin != "itself":
        setattr(out, gradient, {"one": 1, "left": _LEFT}.get(begin, begin))
    if begin == "one":
        _keep_one(out, words)
    _attribute(out, words["backward" if isinstance(begin, str) else "hand_on"])()
    found = [_number(node, gradient) for node in wanted]
    at_root = _number(out, gradient) if begin == "one" else 1
    return found if at_root in (0, 1) else [one / at_root for one in found]


def _keep_one(out: Any, words: dict[str, Any]) -> None:
    """Let a root have gradient 1 when it hands on, whatever was put there in between."""
    name = next((name for name in words["hand_on"] if name in getattr(out, "__dict__", ())), None)
    if name is None:
        return
    own = getattr(out, name)

    def step(*given: Any) -> Any:
        if getattr(out, words["gradient"]) == 0:
            setattr(out, words["gradient"], 1)
        return own(*given)

    setattr(out, name, step)


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
