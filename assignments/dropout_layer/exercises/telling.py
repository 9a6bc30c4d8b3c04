"""What known mistakes are told by: what is so whatever was drawn, and by whichever generator."""

from contextlib import suppress
from statistics import NormalDist
from typing import Any

import numpy as np

from grader.exercise import TOLD, Case
from grader.measure import law
from grader.measure.rate import Verdict
from grader.measure.values import Unfit
from grader.remote.value import is_remote

from .asking import Array
from .judging import LayerClaims, alike, drops, own_factor, rest_factor

_NEAR = 0.03
"""A rate is one of the known ones so near to it."""


def with_told(exercise: LayerClaims, case: Case, found: dict[str, Any]) -> dict[str, Any]:
    """Return values with what they tell; what cannot be read tells nothing."""
    told: Any = {"unreadable": True}
    with suppress(Unfit), np.errstate(all="ignore"):
        told = exercise.tell(exercise.read(case, _values(found), None))
    return found | {TOLD: told}


def _values(found: Any) -> Any:
    """Return values with None in the place of what is none, such as a generator."""
    if isinstance(found, dict):
        return {key: _values(one) for key, one in found.items()}
    if isinstance(found, list | tuple):
        return type(found)(map(_values, found))
    return None if is_remote(found) else found


def factors(y: Array, x: Array, kept: Array | None = None) -> dict[str, Any]:
    """Tell by what was multiplied what is kept, and what is dropped."""
    found = {"kept": own_factor(y, x, kept), "rest": rest_factor(y, x, kept)}
    return {name: "no one factor" if by is None else by for name, by in found.items()}


def state(y: Array, x: Array) -> Any:
    """Tell what a layer did: hand its input on, drop, multiply all of it, or something else."""
    if alike(y, x):
        return "handed on"
    if drops(y, x):
        return "dropped"
    by = own_factor(y, x)
    return "something else" if by is None else by


def how_drawn(masks: Array, verdict: str = "") -> str:
    """Tell what the entries of masks have in common; `verdict` is what all that was asked told."""
    if masks.all() or not masks.any():
        return "nothing"
    if (masks == masks[:, :1]).all():
        return "columns"
    flat = masks.reshape(*masks.shape[:2], -1)
    if (flat == flat[..., :1]).all():
        return "rows"
    counts = masks.sum(axis=-1)
    if (counts == counts.flat[0]).all():
        return "count of rows"
    sums = flat.sum(axis=(1, 2))
    if (flat != flat[0]).any() and (sums == sums[0]).all():
        return "count"
    is_free = verdict == Verdict.ACCEPT if verdict else law.independent(masks[0])
    return "one by one" if is_free else "together"


def share_kept(share: float, p: float, verdict: str) -> str:
    """Tell which of the rates that come of slips a share of kept entries is."""
    if verdict != Verdict.REFUSE:
        return "1 - p"
    known = {"p": p, "half": 0.5, "normal": 1 - NormalDist().cdf(p)}
    name = min(known, key=lambda one: abs(known[one] - share))
    return name if abs(known[name] - share) < _NEAR else "another"
