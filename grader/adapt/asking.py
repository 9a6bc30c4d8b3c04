"""Ask a student's code so that one thing that fails does not hide the others."""

from collections.abc import Callable
from typing import Any

import numpy as np

from grader.remote.errors import UNFIT, Ended, MissingName, StudentError
from grader.remote.student import Student
from grader.remote.value import Later, plain, then

_NOT_CAUGHT = frozenset({"KeyboardInterrupt", "SystemExit"})


class Failed:
    """What was asked for raised an exception; `name` is the exception's type."""

    def __init__(self, name: str) -> None:
        self.name = name


def attempt(student: Student, ask: Callable[[], Any]) -> Any:
    """Return what `ask` returns, handles as they are, or `Failed`; what it asks runs now."""
    student.send()
    try:
        found = ask()
        student.send()
        return found
    except (Ended, MissingName):
        raise
    except StudentError as error:
        if error.raised.type in _NOT_CAUGHT:
            raise
        return Failed(error.raised.type)
    except UNFIT as error:  # a value of the student's that `ask` could not go on with
        return Failed(type(error).__name__)


def attempted(student: Student, ask: Callable[[], Any]) -> Any:
    """Return the values of what `ask` returns, or the name of the exception; it runs now."""
    found = attempt(student, lambda: plain(ask()))
    return found.name if isinstance(found, Failed) else found


def tried(student: Student, ask: Callable[[], Any]) -> Any:
    """Return what will be the values of what `ask` returns, or the exception's name.

    `ask` cannot wait for a value; many of these go together in one batch.
    """
    return student.attempt(ask)


def as_row(later: Later) -> Later:
    """Return what will be an array of the numbers, or the exception's name."""
    return then(later, lambda found: found if isinstance(found, str) else np.array(found))
