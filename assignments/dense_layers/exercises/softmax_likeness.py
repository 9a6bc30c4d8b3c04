"""How much like a softmax of its logits is an output? Told entry by entry, whatever divides it.

What a row sums to, or that a row answers alike by itself, says something only of an output that
depends on every logit as a softmax does: constants, ranks and shares of plain numbers sum to 1 too.
"""

from dataclasses import dataclass

import numpy as np

from grader.measure.values import Array

from .judging import alike, varies

_CLOSE = 1e-4


@dataclass(frozen=True, slots=True)
class Likeness:
    """What is true of an output."""

    exponential: bool
    """Every entry is exp of its logit times a factor of its row or its column."""
    any_base: bool
    """The same with another base, one for all or for each row, or with the other sign."""
    logarithm: bool
    """It is the logarithm of shares that sum to 1, of any base."""
    ordered: bool
    """In each row entries are in the order of the logits, and their sizes are no straight line of
    theirs, nor told by the order alone."""

    @property
    def any_work(self) -> bool:
        """Tell whether it depends on all of its logits, in a way that a softmax could be meant."""
        return self.exponential or self.any_base or self.logarithm or self.ordered


def likeness(output: Array, logits: Array) -> Likeness:
    """Compare an output with the logits it was made of."""
    slope = _slope(output, logits)
    with np.errstate(all="ignore"):
        shares = np.exp(output)
    sums = shares.sum(axis=1)
    is_logarithm = alike(sums, np.ones(len(sums))) and _is_power(_slope(shares, logits))
    return Likeness(
        exponential=_is_exp(slope),
        any_base=_is_power(slope) or _is_power_by_row(output, logits),
        logarithm=is_logarithm,
        ordered=_is_ordered(output, logits)
        and not _is_straight(output, logits)
        and not _is_ranked(output),
    )


def is_exponential(output: Array, logits: Array) -> bool:
    """Tell whether every entry is exp of its logit times a factor of its row or its column."""
    return _is_exp(_slope(output, logits))


def _is_exp(slope: float | None) -> bool:
    return slope is not None and abs(slope - 1) <= _CLOSE


def _is_power(slope: float | None) -> bool:
    return slope is not None and abs(slope) > 0.1


def _is_power_by_row(output: Array, logits: Array) -> bool:
    """Tell whether every row is powers of its logits, each of a base of its own."""
    if not (np.isfinite(output).all() and (output > 0).all()):
        return False
    steps = np.log(output) - np.log(output[:, :1]), logits - logits[:, :1]
    return all(_is_power(_times(*row)) for row in zip(*steps, strict=True))


def _slope(output: Array, logits: Array) -> float | None:
    """Return c where every entry is exp(c times its logit) times a factor of its row or column.

    Then log(output) is c times the logits plus a number of the row plus a number of the column:
    in differences of differences, only c is left. None where there is no such c.
    """
    if not (np.isfinite(output).all() and (output > 0).all()):
        return None
    return _times(_crossed(np.log(output)), _crossed(logits))


def _crossed(values: Array) -> Array:
    found: Array = values - values[:1] - values[:, :1] + values[:1, :1]
    return found


def _is_ordered(output: Array, logits: Array) -> bool:
    """Tell whether each row goes strictly up with its logits, or strictly down."""
    if not np.isfinite(output).all():
        return False
    order = np.argsort(logits, axis=1)
    steps = np.diff(np.take_along_axis(output, order, axis=1), axis=1)
    return bool(((steps > 0).all(axis=1) | (steps < 0).all(axis=1)).all())


def _is_ranked(output: Array) -> bool:
    """Tell whether every row holds the same numbers: those of its places, not of its logits."""
    rows = np.sort(output, axis=1)
    return alike(rows, np.broadcast_to(rows[:1], rows.shape))


def _is_straight(output: Array, logits: Array) -> bool:
    """Tell whether output is the logits times one number, plus one of the row or column."""
    return varies(output) and _times(_crossed(output), _crossed(logits)) is not None


def _times(told: Array, given: Array) -> float | None:
    """Return the number that turns one into the other; None where there is none."""
    square = float((given * given).sum())
    slope = float((told * given).sum()) / square if square else 0.0
    return slope if bool((np.abs(told - slope * given) <= _CLOSE).all()) else None
