"""Ask for the masks of new layers in rounds, until their rate and independence are certain."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.exercise import Case
from grader.measure.compare import agree
from grader.measure.precision import rounding
from grader.measure.rate import Verdict
from grader.measure.rounds import Rounds
from grader.measure.values import Unfit, array
from grader.remote.student import Student
from grader.remote.value import is_remote, snapshot

from .asking import Array, dropping, is_known, new_layer, passing
from .design import designs_of
from .driving import Driven
from .judging import comes_of, exact_of, kept_by, made_alike, own_factor

SHAPE = (8, 100)
"""Of the masks that are asked for."""
OFFSET = 0.02
"""A rate that is off by so much is seen."""
LEAST = 10
"""Calls in which it shows that of 800 entries exactly round(p n) were dropped."""
_FIRST, _NEXT = 16, 8
"""Calls that are asked for together: as many as right work mostly needs, and half of that."""


Ask = Callable[[Driven, Array], Any]
"""How a new layer is asked to drop: `dropping`, or `passing` where `forward` is not judged."""


def asked_for_masks(student: Student, case: Case, ask: Ask = dropping) -> dict[str, Any]:
    """Ask new layers to drop from the case's input, one after the other; say what that shows."""
    seen = _seen(student, ask)
    seen.append(False)  # whatever happens from here on
    if not is_known(student):  # where it drops
        dropping(new_layer(student, case), case.x)
    inquiry = _Inquiry(student, case, ask)
    outputs = inquiry.asked(case.x, _FIRST)
    ys = _read(outputs, case.x, case.p)
    kept = _kept(ys, case.x)
    place = next((n for n, one in enumerate(kept) if one.any() and not one.all()), None)
    rounds = _rounds_of(case)
    if place is not None:
        by = own_factor(ys[place], case.x)
        rounds, is_alike, own = _until_certain(inquiry, rounds, ys, by)
    else:  # more of them would show nothing either
        is_alike, own = False, all(comes_of(y, case.x) for y in ys)
    chance = bool((kept != kept[0]).any()) or rounds.independent is Verdict.ACCEPT
    seen[-1] = own and chance
    return {
        "many": outputs[place or 0],
        "rate": str(rounds.rate),
        "share": rounds.share,
        "independent": str(rounds.independent),
        "alike": is_alike,
        "drops": seen[-1],
        "masks": kept,
    }


def _rounds_of(case: Case) -> Rounds:
    return Rounds(1 - case.p, offset=OFFSET, anew=False, least=LEAST)


@dataclass(frozen=True, slots=True)
class _Inquiry:
    """New layers that are asked for what they make of an input."""

    student: Student
    case: Case
    ask: Ask

    def asked(self, x: Array, calls: int) -> list[Any]:
        """Return what so many layers make of an input."""
        given = self.student.hold(x)
        return self.student.repeat(
            calls, lambda: self.ask(Driven(self.student, self.case.p), snapshot(given))
        )


def _until_certain(
    inquiry: _Inquiry, rounds: Rounds, ys: Array, by: float | None
) -> tuple[Rounds, bool, bool]:
    """Add what was asked for and ask for more until it is certain.

    Return what the masks tell, whether all that counts was multiplied by one factor, and whether it
    comes of its input. Where a mask comes again, a seed may stand inside `forward`, which costs
    points elsewhere: then more is asked for at once, and of another input. After a seed the mask is
    the same there too; one that was made out of the input is not, and is no draw. One that is kept
    for all inputs of a shape is a draw of its own for each shape.
    """
    given = inquiry.case.x
    x, usual, is_alike, own = given, given.size, by is not None, True
    while True:
        kept = _kept(ys, x)
        told = 0
        for mask in kept:
            told += 1
            rounds.add(mask[np.newaxis])
            if rounds.wanted(usual) != usual:
                break  # the rest of these calls was told by the first of them
        is_alike = is_alike and bool(agree(ys[:told], x * kept[:told] * by).all())
        own = own and (is_alike or _is_made_of(ys[:told], x))
        size = rounds.wanted(usual)
        is_seed_or_input = size != usual and x is given
        if not (rounds.undecided or is_seed_or_input):
            return rounds, is_alike, own
        x = given if size == usual else _another(given, size)
        ys = _read(inquiry.asked(x, _NEXT if size == usual else 1), x, inquiry.case.p)
        if is_seed_or_input and _is_kept_for_its_shape(inquiry, kept[0], x, ys[0]):
            rounds, of_shapes = _by_shapes(inquiry, by)
            return rounds, is_alike and of_shapes, own


def _is_made_of(ys: Array, x: Array) -> bool:
    """Tell whether what was kept is made of the input's entries, by whatever formula."""
    return all(comes_of(y, x) for y in ys) or made_alike(ys, x)


def _is_kept_for_its_shape(inquiry: _Inquiry, before: Array, x: Array, y: Array) -> bool:
    """Tell whether a mask is the same for another input of its shape, and no longer stream's."""
    mask = kept_by(y, x)
    if (mask.ravel()[: before.size] == before.ravel()).all():
        return False
    other = _another(x, x.size)
    [again] = _kept(_read(inquiry.asked(other, 1), other, inquiry.case.p), other)
    return bool((again == mask).all() and again.any() and not again.all())


def _by_shapes(inquiry: _Inquiry, by: float | None) -> tuple[Rounds, bool]:
    """Ask for one mask of each of many shapes; tell whether all was multiplied by one factor."""
    given, rounds, is_alike = inquiry.case.x, _rounds_of(inquiry.case), by is not None
    size = given.size
    while rounds.undecided:
        size += given.shape[1]
        x = _another(given, size)
        ys = _read(inquiry.asked(x, 1), x, inquiry.case.p)
        kept = _kept(ys, x)
        rounds.add(kept)
        is_alike = is_alike and bool(agree(ys, x * kept * by).all())
    return rounds, is_alike


def drops_by_chance(student: Student, case: Case) -> bool:
    """Tell whether the masks that `forward` makes are draws, shared ones and seeded ones too.

    The cases of that exercise have shown it. Where none of them was asked before a hidden case, it
    is asked here, of a size that no example has; an example is never the only case of its item.
    """
    ask = passing if designs_of(student)[-1].asks_behind else dropping
    seen = _seen(student, ask)
    if not seen and "seed" not in case.inputs:
        x = np.resize(case.x[case.x != 0], SHAPE)
        asked_for_masks(student, Case("masks", x=x, p=case.p), ask)
    return all(seen)


def _seen(student: Student, ask: Ask) -> list[bool]:
    """Return what each case that asks for masks in this way has shown."""
    found: list[bool] = student.remembered(f"drops by chance, {ask.__name__}", list)
    return found


def _kept(ys: Array, x: Array) -> Array:
    return np.stack([kept_by(y, x) for y in ys])


def _another(x: Array, size: int) -> Array:
    """Return an input of this size, as wide as `x`, that begins with other numbers."""
    return np.resize(-x[::-1, ::-1], (size // x.shape[1], x.shape[1]))


def _read(outputs: list[Any], x: Array, p: float) -> Array:
    """Return outputs as one array; where one is none of the input's shape, nothing passes.

    By what law masks were drawn, and whether by one factor, is judged of what was not rounded yet.
    """
    found = np.stack([_read_one(y, x) for y in outputs])
    right = exact_of(found, np.broadcast_to(x, found.shape), p)
    cut = rounding([(found, right)])
    return found if cut is None else np.asarray(cut.undone(found, right))


def _read_one(y: Any, x: Array) -> Array:
    try:
        return np.zeros(x.shape) if is_remote(y) else array(y, "forward(x)", x.shape)
    except Unfit:
        return np.zeros(x.shape)
