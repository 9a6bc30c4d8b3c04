"""Ask for the masks of new layers in rounds, until their rate and independence are certain."""

from typing import Any

import numpy as np

from grader.check.compare import agree
from grader.check.rate import Verdict
from grader.check.rounds import Rounds
from grader.check.values import Unfit, array
from grader.exercise import Case
from grader.remote.student import Student
from grader.remote.value import snapshot

from .asking import Array, dropping, new_layer
from .driving import Driven
from .judging import kept_by, own_factor

OFFSET = 0.02
"""A rate that is off by so much is seen."""
LEAST = 10
"""Calls in which it shows that of 800 entries exactly round(p n) were dropped."""
_FIRST, _NEXT = 12, 6
"""Calls that are asked for together: as many as right work needs at least, and half of that."""


def asked_for_masks(student: Student, case: Case) -> dict[str, Any]:
    """Ask new layers to drop from the case's input, one after the other; say what that shows."""
    seen = _seen(student)
    seen.append(False)  # whatever happens from here on
    dropping(new_layer(student, case), case.x)  # where it drops is known from here on
    outputs = _asked(student, case.p, case.x, _FIRST)
    ys = [_read(y, case.x) for y in outputs]
    place = next((n for n, y in enumerate(ys) if _tells(y)), None)
    rounds = Rounds(1 - case.p, offset=OFFSET, anew=False, least=LEAST)
    alike = False
    if place is not None:  # else more of them would show nothing either
        by = own_factor(ys[place], case.x)
        asked = _until_certain(student, case, rounds, ys)
        alike = by is not None and all(_is_scaled(y, x, by) for x, y in asked)
    # who adds the mask drops nothing, but draws it by chance all the same
    kept = [kept_by(y, case.x) for y in ys]
    differ = any((one != kept[0]).any() for one in kept)
    seen[-1] = differ or rounds.independent is Verdict.ACCEPT
    return {
        "many": outputs[place or 0],
        "rate": str(rounds.rate),
        "independent": str(rounds.independent),
        "alike": alike,
        "drops": seen[-1],
    }


def _until_certain(
    student: Student, case: Case, rounds: Rounds, ys: list[Array]
) -> list[tuple[Array, Array]]:
    """Add what was asked for and ask for more until it is certain; return inputs and outputs.

    Where a mask comes again, a seed may stand inside `forward`, which costs points elsewhere: then
    more is asked for at once, and of another input. After a seed the mask is the same there too;
    one that was made out of the input is not, and is no draw.
    """
    x, usual, found = case.x, case.x.size, []
    while True:
        for y in ys:
            found.append((x, y))
            rounds.add((y != 0)[np.newaxis])
            if rounds.wanted(usual) != usual:
                break  # the rest of these calls was told by the first of them
        size = rounds.wanted(usual)
        is_seed_or_input = size != usual and x is case.x
        if not (rounds.undecided or is_seed_or_input):
            return found
        x = case.x if size == usual else _another(case.x, size)
        ys = [_read(y, x) for y in _asked(student, case.p, x, _NEXT if size == usual else 1)]


def drops_by_chance(student: Student) -> bool:
    """Tell whether what was seen under `forward` are draws, shared ones and seeded ones too.

    Nothing is known where it was not asked for before.
    """
    return all(_seen(student))


def _seen(student: Student) -> list[bool]:
    """Return what each case of `forward` that asks for masks has shown."""
    found: list[bool] = student.remembered("drops by chance", list)
    return found


def _asked(student: Student, p: float, x: Array, calls: int) -> list[Any]:
    """Return what so many new layers make of an input."""
    given = student.hold(x)

    def ask() -> Any:
        layer = Driven(student, p)
        layer.switch(training=True)
        return dropping(layer, snapshot(given))

    return list(student.repeat(calls, ask))


def _another(x: Array, size: int) -> Array:
    """Return an input of this size, as wide as `x`, that begins with other numbers."""
    return np.resize(-x[::-1, ::-1], (size // x.shape[1], x.shape[1]))


def _read(y: Any, x: Array) -> Array:
    """Return an output as an array of the input's shape; where it is none, nothing passes."""
    try:
        return array(y, "forward(x)", x.shape)
    except Unfit:
        return np.zeros(x.shape)


def _tells(y: Array) -> bool:
    """Tell whether some entries are 0 and others not: few shared draws may all fall on one side."""
    return bool((y != 0).any() and (y == 0).any())


def _is_scaled(y: Array, x: Array, by: float) -> bool:
    """Tell whether what is not 0 was multiplied by this factor."""
    return bool(agree(y, x * (y != 0) * by).all())
