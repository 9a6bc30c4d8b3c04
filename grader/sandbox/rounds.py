"""How often a top-level loop goes round: what a question asks for, not what the notebook says."""

import ast
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

NAME = "__rounds__"
"""The name under which a loop finds its `Rounds`."""

_LOOPS = (ast.For, ast.AsyncFor)
_WITHS = (ast.With, ast.AsyncWith)


class Rounds:
    """So many rounds: 0, 1, 2, ... or, when called, that many of what the loop goes over."""

    def __init__(self, number: int) -> None:
        self._number = number

    def __iter__(self) -> Iterator[int]:
        return iter(range(self._number))

    def __call__(self, iterable: Iterable[Any]) -> Iterator[Any]:
        """Return the first so many of what a loop goes over."""
        return islice(iterable, self._number)


def counted(block: ast.Module) -> ast.Module:
    """Let the first for-loop of a block go over `NAME`; a while-loop stays as it is.

    ``for epoch in range(1000)`` goes over the rounds themselves. A loop that unpacks, such as
    ``for i, batch in enumerate(batches)``, keeps what it goes over, and at most so many of it.
    """
    node = block.body[0]
    loops = node.body if isinstance(node, _WITHS) else [node]
    for loop in loops:
        if isinstance(loop, _LOOPS):
            rounds: ast.expr = ast.Name(NAME, ast.Load())
            if not isinstance(loop.target, ast.Name):
                rounds = ast.Call(rounds, [loop.iter], [])
            loop.iter = ast.copy_location(rounds, loop.iter)
            break
    return ast.fix_missing_locations(block)
