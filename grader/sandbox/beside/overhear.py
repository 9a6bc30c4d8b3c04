"""Keep what a network answers, whoever asks it."""

from collections.abc import Callable
from typing import Any


def overhear(made: Any) -> tuple[list[Any], Callable[[], None]]:
    """Return the list that answers are kept in, and what ends it."""
    kind: Any = type(made)
    heard: list[Any] = []
    own = kind.__call__

    def call(asked: Any, *arguments: Any, **named: Any) -> Any:
        found = own(asked, *arguments, **named)
        if asked is made:
            heard.append(found)
        return found

    kind.__call__ = call

    def end() -> None:
        kind.__call__ = own

    return heard, end
