"""Say how a wrong answer relates to the right one, where no known mistake is it.

Only what holds in every case that can tell is said, in this order: the same numbers in another
shape; all right but NaN, or but zeros; one factor or one summand for all entries, named where it
can be; the same numbers in other places; one factor or summand for each row or column; float32.
Constant arrays, masks, whole numbers, and a single number in a single case tell nothing.
"""

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

import numpy as np

from grader.diagnose.relation import forms, shapes
from grader.diagnose.relation.leaves import Array, is_right, leaves, read
from grader.diagnose.relation.number import Relation, name_ratios, name_summands
from grader.diagnose.relation.sketch import plausible
from grader.diagnosis import Diagnosis
from grader.frozen import frozen
from grader.model import Text

LAYERS = "relation.layers.text"
"""The sentence of an exercise in which some layers are right, and nothing else was found."""
_MOST = 2
"""Diagnoses that are given at once."""
_MOST_NAMES = 8
_MOST_LEAVES = 200
_FEW = 8
_COUNTED = 64
"""Entries of an array that are looked at, and counted."""


@frozen
class Answered:
    """One case: what may be a factor, a student's value, which may be anything, and the right."""

    factors: Mapping[str, float]
    got: Any
    want: Any


def relate(answers: Iterable[Answered]) -> tuple[Diagnosis, ...]:
    """Name what holds between the wrong quantities of an exercise and the right ones.

    `answers` are all cases that were answered. At most two diagnoses, each of all the quantities
    that share a relation; where there is none, which of several layers are right.
    """
    given: dict[str, list[_Given]] = {}
    for one in answers:
        for leaf in islice(leaves(one.got, one.want), _MOST_LEAVES):
            given.setdefault(leaf.name, []).append((one.factors, leaf.got, leaf.want))
    with np.errstate(all="ignore"):
        verdicts = {name: _verdict(cases) for name, cases in given.items()}
    shared: dict[Relation, list[str]] = {}
    for name, verdict in verdicts.items():
        if isinstance(verdict, Relation):
            shared.setdefault(verdict, []).append(name)
    if shared:
        return tuple(_related(*one) for one in islice(shared.items(), _MOST))
    judged = {name: verdict for name, verdict in verdicts.items() if isinstance(verdict, bool)}
    return tuple(islice(_some_layers(judged), 1))


# ---------------------------------------------------------------- one quantity


class _Pair(NamedTuple):
    """One quantity in one case that can tell of it."""

    factors: Mapping[str, float]
    got: Array
    want: Array
    right: bool

    @property
    def numbers(self) -> int:
        """Return how many different numbers the two have to show, where 3 stands for more."""
        if self.right:
            return 0
        if self.got.shape == self.want.shape:
            few = self.got.ravel()[:_FEW].tolist(), self.want.ravel()[:_FEW].tolist()
            if len({w for g, w in zip(*few, strict=True) if g and w and math.isfinite(g)}) > 2:
                return 3
        less = min(self.got, self.want, key=np.size)
        if self.got.shape == self.want.shape:
            less = self.want[np.isfinite(self.got) & (self.got != 0)]
        return min(3, len(set(less.ravel()[:_COUNTED].tolist()) - {0.0}))


_Given = tuple[Mapping[str, float], Any, Array]

_OF_ONE_SHAPE: Mapping[str, Callable[[Array, Array], Any]] = {
    "not_finite": forms.not_finite,
    "not_zeroed": forms.not_zeroed,
    "zeroed": forms.zeroed,
    "factor": forms.factor,
    "summand": forms.summand,
    "transposed": forms.transposed,
    "rows": forms.rows,
    "columns": forms.columns,
    "scaled_rows": forms.scaled_rows,
    "scaled_columns": forms.scaled_columns,
    "shifted_rows": forms.shifted_rows,
    "shifted_columns": forms.shifted_columns,
    "float32": forms.float32,
}
_OF_OTHER_SHAPES: Mapping[str, Callable[[Array, Array], Any]] = {
    "flat": shapes.flat,
    "transposed": forms.transposed,
    "extra_axis": shapes.extra_axis,
    "repeated": shapes.repeated,
    "outer": shapes.outer,
    "reshaped": shapes.reshaped,
    "summed": shapes.summed,
    "averaged": shapes.averaged,
    "not_summed": shapes.not_summed,
    "not_averaged": shapes.not_averaged,
}
_RIGHT_IN_SOME = {"not_finite", "not_zeroed", "zeroed", "factor", "rows", "columns"}
"""Forms of a quantity that may be right in some cases: where m is 1, or nothing is to be 0."""


def _verdict(given: Sequence[_Given]) -> Relation | bool | None:
    """Return a relation, or whether a quantity is right in all cases; None when none can tell."""
    pairs: list[_Pair] = []
    possible: Sequence[str] | None = None
    for factors, value, want in given:
        got = _read(value, want)
        if got is None:
            if _tells(want):
                return False
            continue
        right = is_right(got, want)
        if not right and not _tells(want):
            continue
        pairs.append(_Pair(factors, got, want, right))
        if not right and possible is None:
            possible = _possible(got, want)
            if not possible:
                return False
    if possible is None:
        return True if any(_tells(pair.want) for pair in pairs) else None
    told = [pair for pair in pairs if not pair.right or _tells(pair.want)]
    if len(told) == 1 < len(given):
        return False
    relations = (_relation(form, told) for form in possible)
    return next((relation for relation in relations if relation is not None), False)


def _read(value: Any, want: Array) -> Array | None:
    """Return a student's numbers; one number in an array is a number where one is expected."""
    got = read(value)
    return got.reshape(()) if got is not None and got.size == 1 and want.ndim == 0 else got


def _possible(got: Array, want: Array) -> list[str]:
    """Return the forms that a wrong array may have, the most specific ones first."""
    if got.shape != want.shape:
        return [form for form, holds in _OF_OTHER_SHAPES.items() if holds(got, want)]
    left = set(plausible(got, want))
    return [form for form in _OF_ONE_SHAPE if form in left]


def _relation(form: str, pairs: Sequence[_Pair]) -> Relation | None:
    """Return what a form amounts to, if it holds in every case and there is evidence enough."""
    found = []
    for pair in pairs:
        one_shape = pair.got.shape == pair.want.shape
        holds = (_OF_ONE_SHAPE if one_shape else _OF_OTHER_SHAPES).get(form)
        value = form in _RIGHT_IN_SOME if pair.right else holds and holds(pair.got, pair.want)
        if value is None or value is False:
            return None
        found.append(1.0 if pair.right else value)
    numbers = [pair.numbers for pair in pairs]
    if form == "factor":
        return name_ratios(found, [pair.factors for pair in pairs], numbers)
    if form == "summand":
        return name_summands(found, numbers)
    return Relation(form) if sum(numbers) > 1 else None


def _tells(want: Array) -> bool:
    """Tell whether an expected quantity is finite, and neither constant nor a mask."""
    some = set(want.ravel()[:_FEW].tolist())
    if not math.isfinite(sum(some) if want.size <= _FEW else float(want.sum())):
        return False
    if want.size == 1:
        return some != {0.0}
    if len(some) == 1 or some <= {0.0, 1.0}:
        some = set(np.unique(want).tolist())
    return len(some) > 1 and not some <= {0.0, 1.0}


# ---------------------------------------------------------------- sentences


def _related(relation: Relation, names: Sequence[str]) -> Diagnosis:
    what = _listed(names)
    words = {"what": what, "by": relation.by} if relation.by else {"what": what}
    return Diagnosis(
        "relation",
        certainty="observed",
        where=Text("evidence.where", {"what": what}),
        text=Text(f"relation.{relation.form}.text", words),
        hint=Text(f"relation.{relation.form}.hint"),
    )


def _some_layers(right: Mapping[str, bool]) -> Iterator[Diagnosis]:
    """Yield what is said of quantities that differ in their number alone: dW1, dW2, dW3."""
    layers: dict[str, list[str]] = {}
    for name in right:
        layers.setdefault(re.sub(r"(?<=[A-Za-z_])\d+", "#", name), []).append(name)
    for names in layers.values():
        good, bad = ([n for n in names if right[n] is kind] for kind in (True, False))
        if good and bad:
            yield Diagnosis(
                "relation",
                certainty="observed",
                where=Text("evidence.where", {"what": _listed(bad)}),
                text=Text(LAYERS, {"right": _listed(good), "what": _listed(bad)}),
                hint=Text("relation.layers.hint"),
            )


def _listed(names: Sequence[str]) -> str:
    """Join names; of many the first."""
    return ", ".join([*names[:_MOST_NAMES], *(["…"] if len(names) > _MOST_NAMES else [])])
