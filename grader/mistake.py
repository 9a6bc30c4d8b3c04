"""Known mistakes and legitimate alternatives, as an assignment's solutions hold them.

A mistake is a right function with some of its slots filled wrongly, so that two mistakes of one
exercise can be made at once when they fill different slots. What is said about a mistake is in
`mistakes.toml`, in every language. Imports the standard library only.
"""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
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


Maker = Callable[..., Any]
"""Makes a function or a class, or a dict of some, of its slots: keywords with right defaults.

One that takes an argument by position is given all that was made before it, as attributes.
"""


def compose(
    makers: Mapping[tuple[str, ...], Maker],
    mistakes: Sequence[Mistake],
    given: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return what a student defines who makes these mistakes; none makes none.

    `makers` are called in order, each for the exercises whose mistakes fill its slots; what it
    makes bears the first exercise's name, unless it is a dict of names. `given` is there without
    being made. Raises TypeError when two mistakes want the same slot, or one wants a slot that
    nothing has.
    """
    made = dict(given or {})
    filled: set[tuple[str, str]] = set()
    for exercises, make in makers.items():
        slots: dict[str, Any] = {}
        for mistake in mistakes:
            if mistake.exercise not in exercises:
                continue
            for slot in mistake.slots.keys() & _slots_of(make, mistake):
                if slot in slots:
                    raise TypeError(
                        f"two mistakes of {' and '.join(exercises)} want the same slot, {slot}"
                    )
                slots[slot] = mistake.slots[slot]
                filled.add((mistake.id, slot))
        before = [SimpleNamespace(**made)] if _takes_what_is_made(make) else []
        found = make(*before, **slots)
        made |= found if isinstance(found, dict) else {exercises[0]: found}
    for mistake in mistakes:
        for slot in mistake.slots:
            if (mistake.id, slot) not in filled:
                raise TypeError(f"{mistake.id}: nothing has a slot {slot!r}")
    return made


def _slots_of(make: Maker, mistake: Mistake) -> set[str]:
    parameters = inspect.signature(make).parameters.values()
    if any(p.kind is p.VAR_KEYWORD for p in parameters):
        return {*mistake.slots}
    return {p.name for p in parameters if p.kind is p.KEYWORD_ONLY}


def _takes_what_is_made(make: Maker) -> bool:
    parameters = inspect.signature(make).parameters.values()
    return any(p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD) for p in parameters)
