"""Known mistakes and legitimate alternatives, as an assignment's solutions hold them.

A mistake is a right function with some of its slots filled wrongly, so that two mistakes of one
exercise can be made at once when they fill different slots. What is said about a mistake is in
`mistakes.toml`, in every language. Imports the standard library only.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Mistake:
    """One misconception. `id` is unique in the assignment and names its texts."""

    id: str
    exercise: str
    slots: Mapping[str, Callable[..., Any]]


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another right way to write a function, which must earn full marks. `note` says how."""

    id: str
    exercise: str
    function: Callable[..., Any]
    note: str
