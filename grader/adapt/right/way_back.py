"""A right way back through a graph of a student's scalars, whatever operations made it."""

from collections.abc import Callable
from typing import Any


def way_back(nodes: Any) -> Callable[[Any], None]:
    """Return what lets every node hand on what it received, in topological order."""

    def back(out: Any) -> None:
        if not nodes.is_kept:
            raise ValueError("what a node was made of is not kept in it")
        order: list[Any] = []
        seen: set[int] = set()
        waiting = [(out, False)]
        while waiting:
            node, is_done = waiting.pop()
            if is_done:
                order.append(node)
            elif id(node) not in seen:
                seen.add(id(node))
                waiting.append((node, True))
                waiting += [(parent, False) for parent in nodes.parents(node)]
        for node in reversed(order):
            step = nodes.step(node)
            if callable(step):
                step()

    return back
