"""What claims about a layer read: what its own numbers tell of its mask and its factor."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from typing import Any, ClassVar

import numpy as np

from grader.claim import Answer, Claims, Said, said
from grader.exercise import Case, Line, Picture
from grader.measure.compare import agree
from grader.measure.values import Unfit, array, mapping
from grader.model import Text

from .driving import Array


class Passes(Answer):
    """What came of a layer's ways forward and back."""

    called = "forward(x)"

    def output(self, key: str) -> Array:
        """Return what one `forward` gave. Raises Unfit."""
        return self.array(key, self.case.x.shape)

    @cached_property
    def y(self) -> Array:
        return self.output("y")

    @cached_property
    def gradient(self) -> Array:
        return self.array("gradient", self.case.x.shape, "backward(g)")

    @property
    def by_chance(self) -> bool:
        """Whether the masks that the layer makes are draws."""
        return self.get("drops") is True

    @property
    def is_whole(self) -> bool:
        """Whether each call drops all of its input or nothing."""
        return self.get("is_whole") is True

    @cached_property
    def obstacle(self) -> str:
        """Why nothing that rests on dropping can be judged: a sentence's key."""
        return "never_drops" if alike(self.y, self.case.x) else "no_dropout"

    @property
    def right_factor(self) -> float:
        """What kept entries are multiplied by: p is the probability of dropping."""
        return float(1 / (1 - self.case.p))


class LayerClaims(Claims):
    """Claims about the ways through a layer, which `steps` follows line by line."""

    asks = ("Dropout",)
    answered = "forward(x)"
    needs: ClassVar[tuple[str, ...]] = ()
    """Properties of an answer without which nothing of it can be judged."""

    def read(self, case: Case, got: Any, want: Any) -> Answer:
        answer = super().read(case, got, want)
        for name in self.needs:
            getattr(answer, name)
        return answer

    def steps(self, got: Any) -> Iterator[Line]:
        """Yield the lines of a readable answer. Raises Unfit."""
        return iter(())

    def to_all_digits(self, case: Case, got: Any, want: Any) -> Any:
        return {**want, **exact(case, got)} if isinstance(got, dict) else want

    def tell(self, got: Any) -> dict[str, Any]:
        """Return what of a readable answer known mistakes are told by. Raises Unfit."""
        raise NotImplementedError

    def lines(self, case: Case, got: Any) -> Iterator[Line]:
        yield from self.steps(self.read(case, got, None))

    def factors(self, case: Case) -> Mapping[str, float]:
        """Return what formulas multiply and divide by; p is the probability of dropping."""
        return {"p": case.p, "1 - p": 1 - case.p, "p/(1 - p)": case.p / (1 - case.p)}


def not_yet(got: Passes) -> Said:
    """Say that a claim cannot be judged, because in training nothing is dropped by chance."""
    return Said(False, message=Text(got.obstacle))


def exact(case: Case, got: Mapping[str, Any]) -> dict[str, Any]:
    """Return what each output and gradient would be to all digits, by what is 0 of it."""
    given = {name: case.inputs.get(name, case.x) for name in ("earlier", "g")}
    given |= {"gradient": given["g"], "returned": given["g"]}
    return {key: _exact(value, given.get(key, case.x), case.p) for key, value in got.items()}


def _exact(value: Any, given: Array, p: float) -> Any:
    if isinstance(value, list | tuple):
        return [_exact(one, given, p) for one in value]
    is_like = isinstance(value, np.ndarray) and value.dtype.kind == "f"
    return exact_of(value, given, p) if is_like and value.shape == given.shape else value


def exact_of(y: Array, x: Array, p: float) -> Array:
    """Return what of an input is where an output is not 0: as it is, or scaled, if that is nearer.

    No input lies so near to 0 that rounding would make it that.
    """
    ways = [np.where(y != 0, x * by, 0.0) for by in (1 / (1 - p), 1.0)]
    return min(ways, key=lambda right: float(np.abs(y - right).max(initial=0.0)))


def drawn(name: str, got: Any, key: str, shape: tuple[int, ...]) -> Iterator[Picture]:
    """Draw which entries of an answer are not 0; nothing, when it is no array of this shape."""
    with suppress(Unfit):
        values = array(mapping(got, name, ()).get(key), name, shape)
        yield Picture(f"{name} != 0", "mask", values != 0)


_DECIMALS = range(2, 7)
"""To which a factor may have been rounded."""
_MANY = 100
"""Entries among which some are dropped and some are kept, whatever the rate."""


_UP_AND_DOWN = 0.1
"""Of all its width, how far a formula goes from one entry to the next: a third where it is none."""


def drops(y: Array, x: Array) -> bool:
    """Tell whether some entries were dropped and others kept: what any dropout layer does.

    Of so few that all may be kept, or dropped, by chance: whether anything was done to them.
    """
    if x.size < _MANY:
        return bool((y != x).any() and (y != 0).any())
    kept = kept_by(y, x)[x != 0]
    return bool(kept.any() and not kept.all())


def alike(found: Array, expected: Array) -> bool:
    """Tell whether two arrays agree everywhere."""
    return bool(agree(found, expected).all())


def kept_by(y: Array, x: Array) -> Array:
    """Return which entries a layer kept.

    Where nothing is 0, though a mask was drawn (added, or a slip in its factor), those were kept
    that had more of it than the others; where some are no numbers, those that are.
    """
    kept, told = y != 0, x != 0
    if not np.isfinite(y).all():
        return np.asarray(np.isfinite(y))
    if not kept[told].all() or (y == x)[told].all():
        return np.asarray(kept)
    if (y == x)[told].any():
        return np.asarray(y != x)
    with np.errstate(all="ignore"):
        for amount in (y / x, y - x):
            more = _more_of_two(amount[told])
            if more is not None:
                kept[told] = more
                return kept
    return np.asarray(kept)


def _more_of_two(amounts: Array) -> Array | None:
    """Return where the larger of two numbers stands; None where there are not just two."""
    if not amounts.size or not np.isfinite(amounts).all() or amounts.min() == amounts.max():
        return None
    more, less = agree(amounts, amounts.max()), agree(amounts, amounts.min())
    return np.asarray(more) if (more ^ less).all() else None


def comes_of(y: Array, x: Array) -> bool:
    """Tell whether what a layer kept is the input's own, each entry in its place.

    That is by one factor, or one for each row or column where the scaling went wrong, all of one
    sign; or with one number added. Whether the factor is right is judged elsewhere.
    """
    kept = kept_by(y, x) & (x != 0)
    if not kept.any():
        return True
    added = (y - x)[kept]
    if bool(agree(added, added[0]).all()):
        return True
    with np.errstate(all="ignore"):
        ratios = np.sort(y[kept] / x[kept])
    steps = int((~agree(ratios[1:], ratios[:-1])).sum())
    return bool(ratios[0] * ratios[-1] > 0) and steps < max(x.shape)


def made_alike(ys: Array, x: Array) -> bool:
    """Tell whether what was kept is made of its own entries, by some formula.

    It comes out as the same numbers whenever it is kept, and near entries as near numbers: of
    entries from elsewhere the way up and down is long. What the formula should be is judged apart.
    """
    kept = np.stack([kept_by(y, x) for y in ys])
    first = np.take_along_axis(ys, kept.argmax(axis=0)[np.newaxis], axis=0)[0]
    if not agree(ys, np.broadcast_to(first, ys.shape))[kept].all():
        return False
    ever = kept.any(axis=0)
    by_size = first[ever][np.argsort(x[ever])]
    way, width = np.abs(np.diff(by_size)).sum(), np.ptp(by_size)
    return bool(way <= _UP_AND_DOWN * by_size.size * width)


def own_factor(y: Array, x: Array, kept: Array | None = None) -> float | None:
    """Return the number by which a layer multiplied what it kept; None when there is no such."""
    return _one_factor(y, x, kept_by(y, x) if kept is None else kept)


def rest_factor(y: Array, x: Array, kept: Array | None = None) -> float | None:
    """Return the same of what it dropped: 0, where nothing was dropped too."""
    dropped = ~(kept_by(y, x) if kept is None else kept)
    return _one_factor(y, x, dropped) if (dropped & (x != 0)).any() else 0.0


def _one_factor(y: Array, x: Array, where: Array) -> float | None:
    where = where & (x != 0)
    if not where.any():
        return None
    with np.errstate(all="ignore"):
        ratios = y[where] / x[where]
    return float(ratios[0]) if agree(ratios, ratios[0]).all() else None


def factor_of(values: Array, given: Array, right: float, own: float | None) -> float | None:
    """Return which factor makes these values out of the given ones; None when neither does.

    `own` is the one that the student used elsewhere: a slip there is not paid for here again.
    """
    fitting = (by for by in (right, own) if by is not None and alike(values, given * by))
    return next(fitting, None)


def scaled(by: float | None, right: float, seen: float | None = None) -> Said:
    """Say whether values have a factor: the right one, or the student's own.

    `seen` is the one that an answer has, for its example, and where it is the right one rounded.
    """
    if by not in (None, right):
        return Said(True, message=Text("consistent"))
    if by is None and seen is not None and is_rounded(seen, right):
        return Said(False, message=Text("rounded_factor"), detail=factor(right, seen))
    return said(by is not None, detail=factor(right, seen))


def is_rounded(seen: float, right: float) -> bool:
    """Tell whether a factor is another one to some decimals, or as a float16, and no more."""
    cut = [*(round(right, n) for n in _DECIMALS), float(np.float16(right))]
    return any(bool(agree(seen, one)) for one in cut if not agree(right, seen))


def first_wrong(y: Array, x: Array, kept: Array, right: float) -> Text | None:
    """Tell the first output that is not what its entry and its draw make; for examples."""
    return _first(y, x, np.where(kept, x * right, 0.0), ("dropped_value", "kept_value"), kept)


def changed(y: Array, x: Array) -> Text | None:
    """Tell the factor of what should be handed on, or else the first entry; for examples."""
    if own_factor(y, x, x != 0) is not None:
        return factor(1.0, own_factor(y, x, x != 0))
    return _first(y, x, x, ("value", "value"), y == x)


def _first(y: Array, x: Array, expected: Array, keys: tuple[str, str], kept: Array) -> Text | None:
    wrong = np.argwhere(np.isfinite(y) & ~agree(y, expected))
    if not len(wrong):
        return None
    place = tuple(wrong[0])
    values = {"x": float(x[place]), "got": float(y[place]), "expected": float(expected[place])}
    return Text(keys[bool(kept[place])], values)


def factor(right: float, own: float | None) -> Text | None:
    """Tell the factor of what was kept, for examples; nothing when there is no one factor."""
    is_right = own is not None and bool(agree(own, right).all())
    return None if own is None or is_right else Text("factor", {"expected": right, "got": own})
