"""Ask a student's code so that one thing that fails does not hide the others."""

from collections.abc import Callable, Iterable
from typing import Any


class Failed:
    """What was asked for raised an exception; `name` is the exception's type."""

    def __init__(self, name: str) -> None:
        self.name = name


def attempt(ask: Callable[[], Any]) -> Any:
    """Return what `ask` returns, or `Failed`. Never lets an exception of the student's through."""
    try:
        return ask()
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:
        return Failed(type(error).__name__[:80])


def attempted(ask: Callable[[], Any]) -> Any:
    """Return what `ask` returns, or the name of the exception that it raised."""
    found = attempt(ask)
    return found.name if isinstance(found, Failed) else found


def attribute(owner: Any, names: Iterable[str]) -> Any:
    """Return the first of these attributes that `owner` has.

    When it has none, Python's own complaint about the first name is raised: the lesson's name.
    """
    known = tuple(names)
    for name in known:
        if hasattr(owner, name):
            return getattr(owner, name)
    return getattr(owner, known[0])


def name_of(owner: Any, names: Iterable[str]) -> str:
    """Return the first of these names that `owner` has as an attribute, else the first."""
    known = tuple(names)
    return next((name for name in known if hasattr(owner, name)), known[0])
