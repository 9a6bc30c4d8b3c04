"""What a notebook's calls of a function tell: which are alike, and whose keys were given."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from grader.author.recording import Call, Large, Opaque
from grader.author.sizes import as_numbers


def calls_of(name: str, calls: Sequence[Call]) -> list[Call]:
    """Return the calls to learn from: those of cells, or of other functions where there are none.

    They have the same arguments, of the same kinds: those that most of them have.
    """
    own = [call for call in calls if call.name == name and not call.raised]
    outer = [call for call in own if not call.depth] or own
    outer = [call for call in outer if not any(map(_is_unknown, call.given.values()))] or outer
    given = Counter(map(arguments_of, outer))
    most = given.most_common(1)[0][0] if given else ()
    return [call for call in outer if arguments_of(call) == most]


def arguments_of(call: Call) -> tuple[tuple[str, str], ...]:
    """Return which arguments a call had, and of what kind each was."""
    return tuple((name, _kind(call.given[name])) for name in sorted(passed(call)))


def _kind(value: Any) -> str:
    """Return the kind of a value: one description is made of values of one kind."""
    if isinstance(value, np.ndarray | Large):
        return f"array {len(value.shape)}"
    if isinstance(value, bool | str):
        return type(value).__name__
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, list | tuple):
        numbers = as_numbers(value)
        inside = f" {numbers.ndim}" if numbers is not None else ""
        return f"{type(value).__name__}{inside}"
    return type(value).__name__


def passed(call: Call) -> list[str]:
    """Return the names of the arguments that a call had, but for those that were None."""
    return [name for name, value in call.given.items() if value is not None]


def _is_unknown(value: Any) -> bool:
    """Tell what nothing is known of: no object of the notebook's, and none of its functions."""
    if isinstance(value, list | tuple):
        return any(map(_is_unknown, value))
    return isinstance(value, Opaque)


def keys_are_given(value: Any, call: Call) -> bool:
    """Tell a dictionary whose keys come of what was given, or are numbers, from one of names."""
    if not isinstance(value, dict) or not value:
        return False
    words = {word for given in call.given.values() for word in _words_in(given)}
    return any(not isinstance(key, str) or key in words for key in value)


def _words_in(value: Any) -> Iterator[str]:
    """Yield the texts in a value, with their words and letters."""
    if isinstance(value, str):
        yield from (value, *value.split(), *value)
    elif isinstance(value, list | tuple | set | frozenset):
        for one in value:
            yield from _words_in(one)
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from (*_words_in(key), *_words_in(one))
