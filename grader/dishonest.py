"""Answers that do no work, as an assignment's solutions hold them, and what each may earn.

A dishonest answer is made like a known mistake, by slots of the same makers, or is defined outright
in the place of the reference's. `grader validate` tries every one of them, and a set that it makes
by itself (grader/validate/dishonest/). Imports the standard library only.
"""

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from grader.frozen import frozen


@frozen
class Dishonest:
    """One answer without the work. `id` is unique in the assignment; nobody is ever told of it."""

    id: str
    exercise: str
    """The exercise that it does no work in, and may earn nothing in."""
    does: str
    """What it does, in words, for the author."""
    slots: Mapping[str, Any] = field(default_factory=dict)
    """Slots of that exercise, filled as in `mistakes.py`."""
    defines: Mapping[str, Any] = field(default_factory=dict)
    """Asked names -> what stands in the place of the reference's, whose other names use it too."""
    may_earn: Mapping[str, float] = field(default_factory=dict)
    """`item`, or `exercise.item` -> the most that it may earn there, for what it does do right."""
    judged: tuple[str, ...] = ()
    """Other exercises, or items as `exercise.item`, in which it may earn nothing either."""
    together: tuple[str, ...] = ()
    """Other dishonest answers, by id, that are given with this one and judged with it."""


@frozen
class Allowed:
    """What answers of the generic set may earn in an item, since what the item says holds there."""

    item: str
    """As `exercise.item`; `exercise.*` for an altered answer that need not lose anything there."""
    points: float
    why: str
    """What these answers do right, for the author."""
    answers: tuple[str, ...] = ("*",)
    """Patterns for the ids of generic answers, as in ``zeros*`` or ``*.built``."""
