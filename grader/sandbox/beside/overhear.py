"""Keep what a network answers, whoever asks it."""

from collections.abc import Callable
from types import FunctionType
from typing import Any


def overhear(made: Any) -> tuple[list[Any], Callable[[], None]]:
    """Return the list that answers are kept in, and what ends it.

    A network that is a function is not overheard: its class is Python's own.
    """
    kind: Any = type(made)
    heard: list[Any] = []
    own = kind.__call__

    def call(asked: Any, *arguments: Any, **named: Any) -> Any:
        found = own(asked, *arguments, **named)
        if asked is made:
            heard.append(found)
        return found

    def end() -> None:
        if kind is not FunctionType:
            kind.__call__ = own

    if kind is not FunctionType:
        kind.__call__ = call
    return heard, end
