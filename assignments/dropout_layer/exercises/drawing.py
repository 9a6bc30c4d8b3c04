"""Ask for the masks of new layers in rounds, until their rate and independence are certain."""

from typing import Any

import numpy as np

from grader.check.compare import agree
from grader.check.rounds import Rounds
from grader.check.values import Unfit, array
from grader.exercise import Case
from grader.remote.value import snapshot

from .asking import Array, dropping, new_layer
from .driving import Driven
from .judging import own_factor

OFFSET = 0.02
"""A rate that is off by so much is seen."""
LEAST = 10
"""Calls in which it shows that of 800 entries exactly round(p n) were dropped."""
_FIRST, _NEXT = 12, 6
"""Calls that are asked for together: as many as right work needs at least, and half of that."""


def asked_for_masks(student: Any, case: Case) -> dict[str, Any]:
    """Ask for the case's input to be dropped from, each time by a new layer; say what that shows.

    Where a mask comes again, a seed may stand inside `forward`, which costs points elsewhere: then
    more is asked for at once, and of another input. After a seed the mask is the same there too;
    one that was made out of the input is not, and is no draw.
    """
    dropping(new_layer(student, case), case.x)  # where it drops is known from here on
    rounds = Rounds(1 - case.p, offset=OFFSET, anew=False, least=LEAST)
    usual, alike = case.x.size, True
    shown, by = None, None
    while rounds.undecided:
        size = rounds.wanted(usual)
        x = case.x if size == usual else _another(case.x, size)
        calls = 1 if size != usual else _NEXT if rounds.asked else _FIRST
        outputs = _asked(student, case.p, x, calls)
        if not rounds.asked:
            shown = next((y for y in outputs if _tells(_read(y, x))), outputs[0])
            by = own_factor(_read(shown, x), x)
        for y in (_read(output, x) for output in outputs):
            alike = alike and by is not None and _is_scaled(y, x, by)
            rounds.add(y != 0)
            if rounds.wanted(usual) != usual:
                break  # the rest of these calls was told by the first of them
    return {
        "many": shown,
        "rate": str(rounds.rate),
        "independent": str(rounds.independent),
        "alike": alike,
    }


def _asked(student: Any, p: float, x: Array, calls: int) -> list[Any]:
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
