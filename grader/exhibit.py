"""Lay out what an example expected beside what it got, as rows of text ready to be drawn."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.check.compare import agree
from grader.check.values import Unfit, array, shape_name
from grader.language import Catalogue
from grader.model import Exhibit, JudgedCase, Shown, Status, Text

_ROWS, _COLUMNS = 12, 12
"""Entries drawn of a large array."""
_STEPS = (1e-3, 1e-1, 1.0)
"""Relative errors at which an entry is one shade further off."""


def exhibits_of(case: JudgedCase, catalogue: Catalogue) -> Iterator[Exhibit]:
    """Return one exhibit for each value that the exercise shows of this example."""
    title = catalogue.word(f"cases.{case.case}", case.case)
    for shown in case.shown:
        yield _exhibit(shown, title, catalogue, accepted=case.status is Status.PASSED)


def _exhibit(shown: Shown, title: str, catalogue: Catalogue, *, accepted: bool) -> Exhibit:
    expected = np.asarray(shown.expected, dtype=np.float64)
    notes = []
    try:
        got = array(shown.got, shown.name)
    except Unfit as unfit:
        if isinstance(shown.got, str):
            notes.append(shown.got)
        notes.append(catalogue.say(unfit.detail or unfit.text))
        return Exhibit(title, shown.name, _rows(expected), (), (), " ".join(notes))
    if got.shape != expected.shape:
        shapes: dict[str, str | int | float] = {
            "got": shape_name(got.shape),
            "expected": shape_name(expected.shape),
        }
        notes.append(catalogue.say(Text("shapes", shapes)))
        off = np.full(_grid(got).shape, 0 if accepted else 4)
    else:
        off = _grid(_how_far_off(got, expected, shown))
    if accepted and off.any():
        notes.append(catalogue.say(Text("exhibit.accepted")))
        off = np.zeros_like(off)
    if max(_grid(expected).size, _grid(got).size) < max(expected.size, got.size):
        notes.append(catalogue.say(Text("exhibit.cut")))
    shades = tuple(tuple(int(n) for n in row) for row in off)
    return Exhibit(title, shown.name, _rows(expected), _rows(got), shades, " ".join(notes))


def _how_far_off(
    got: NDArray[np.float64], expected: NDArray[np.float64], shown: Shown
) -> NDArray[np.int64]:
    with np.errstate(all="ignore"):
        error = np.abs(got - expected) / np.maximum(np.abs(expected), 1e-12)
    error = np.where(np.isfinite(error), error, np.inf)
    level = 1 + np.searchsorted(_STEPS, error)
    return np.where(agree(got, expected, shown.rtol, shown.atol), 0, level)


def _grid(values: NDArray[Any]) -> NDArray[Any]:
    """Return at most 12 x 12 entries of an array as a matrix; deeper axes are flattened."""
    if values.ndim < 2:
        values = values.reshape(1, -1)
    return values.reshape(values.shape[0], -1)[:_ROWS, :_COLUMNS]


def _rows(values: NDArray[np.float64]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(f"{x:.8g}" for x in row) for row in _grid(values).tolist())
