"""Lay out what an example expected beside what it got, as rows of text ready to be drawn."""

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.measure.compare import agree
from grader.measure.rows import is_exception
from grader.measure.values import Unfit, array, outline, shape_name
from grader.model import JudgedCase, Shown, Status, Text
from grader.result import Exhibit

ROWS, COLUMNS = 12, 12
"""Entries drawn of a large array."""
MASK_ROWS, MASK_COLUMNS = 40, 60
"""Entries drawn of a large mask."""
POINTS = 200
"""Values drawn of a long curve, at most."""
_WORDS = 200
"""Characters shown of a text that stands where numbers should."""
_STEPS = (1e-3, 1e-1, 1.0)
"""Relative errors at which an entry is one shade further off."""

Floats = NDArray[np.float64]


def exhibits_of(case: JudgedCase) -> Iterator[Exhibit]:
    """Return one exhibit for each value that the exercise shows of this example."""
    accepted = case.status is Status.PASSED
    for shown in case.shown:
        if shown.form == "mask":
            yield _mask(shown, case.case)
        elif shown.form == "curve":
            yield _curve(shown, case.case, accepted=accepted)
        else:
            yield _array(shown, case.case, accepted=accepted)


def _array(shown: Shown, case: str, *, accepted: bool) -> Exhibit:
    expected = np.asarray(shown.expected, dtype=np.float64)
    shape = outline(shown.got)
    try:
        got = array(_as_drawn(shown.got, expected.shape), shown.name)
    except Unfit as unfit:
        instead = _in_its_place(shown.got, unfit.detail or unfit.text)
        return Exhibit(case, shown.name, _rows(expected), (), (), tuple(instead))
    off, said = _compared(got, expected, shown, shape, accepted=accepted)
    if max(_grid(expected).size, _grid(got).size) < max(expected.size, math.prod(shape)):
        said.append(Text("exhibit.cut"))
    shades = tuple(tuple(row.tolist()) for row in _grid(off))
    return Exhibit(case, shown.name, _rows(expected), _rows(got), shades, tuple(said))


def _in_its_place(got: Any, found: Text) -> Iterator[Text]:
    """Say what stands where numbers should: the name of an exception, or words, or what it is."""
    if isinstance(got, str) and is_exception(got):
        yield Text("exhibit.stopped", {"error": got})
        return
    if isinstance(got, str) and got:
        yield Text("exhibit.words", {"words": got[:_WORDS]})
    yield found


def _as_drawn(got: Any, shape: tuple[int, ...]) -> Any:
    """Return no more of an array of the wrong shape than is drawn: it is not copied whole."""
    return _grid(got) if isinstance(got, np.ndarray) and got.shape != shape else got


def _mask(shown: Shown, case: str) -> Exhibit:
    """Lay out a mask, a matrix; whatever is not 0 is kept."""
    whole = array(shown.got, shown.name)
    drawn = whole[:MASK_ROWS, :MASK_COLUMNS]
    rows = tuple(tuple(row) for row in np.where(drawn != 0, "1", "0").tolist())
    said: tuple[Text, ...] = ()
    if drawn.size < whole.size:
        height, width = drawn.shape
        cut = {"rows": height, "columns": width, "whole": shape_name(whole.shape)}
        said = (Text("exhibit.cut_mask", cut),)
    return Exhibit(case, shown.name, (), rows, (), said, "mask")


def _curve(shown: Shown, case: str, *, accepted: bool) -> Exhibit:
    """Lay out a curve, a row of values in the order of time; the expected one may be lacking."""
    got, expected = array(shown.got, shown.name), np.empty(0)
    off, said = np.zeros(got.shape, dtype=np.int64), list[Text]()
    if shown.expected is not None:
        expected = array(shown.expected, shown.name)
        off, said = _compared(got, expected, shown, got.shape, accepted=accepted)
    longest = max(got.size, expected.size)
    step = max(1, -(-(longest - 1) // (POINTS - 1)))
    if step > 1:
        said.append(Text("exhibit.thinned", {"step": step, "size": longest}))
    breaks = np.flatnonzero(~np.isfinite(got))
    if breaks.size:
        said.append(Text("exhibit.broken", {"place": int(breaks[0]) + 1}))
    return Exhibit(
        case, shown.name, _points(expected, step), _points(got, step),
        (tuple(_thinned(off, step).tolist()),), tuple(said), "curve",
    )  # fmt: skip


def _points(values: Floats, step: int) -> tuple[tuple[str, ...], ...]:
    return (_texts(_thinned(values, step)),) if values.size else ()


def _thinned(values: NDArray[Any], step: int) -> NDArray[Any]:
    """Return every so many-th of a row of values, and the last."""
    ends = values[-1:] if (values.size - 1) % step else values[:0]
    return np.concatenate([values[::step], ends])


def _compared(
    got: Floats, expected: Floats, shown: Shown, shape: tuple[int, ...], *, accepted: bool
) -> tuple[NDArray[np.int64], list[Text]]:
    """Return how far off each entry of `got` is, 0 to 4, and what is to be said about it.

    `shape` is that of the whole answer, of which `got` may be the part that is drawn.
    """
    if shape != expected.shape:
        shapes: dict[str, str | int | float] = {
            "got": shape_name(shape),
            "expected": shape_name(expected.shape),
        }
        return np.full(got.shape, 0 if accepted else 4), [Text("shapes", shapes)]
    off = _how_far_off(got, expected, shown)
    if accepted and off.any():
        return np.zeros_like(off), [Text("exhibit.accepted")]
    return off, []


def _how_far_off(got: Floats, expected: Floats, shown: Shown) -> NDArray[np.int64]:
    with np.errstate(all="ignore"):
        error = np.abs(got - expected) / np.maximum(np.abs(expected), 1e-12)
    error = np.where(np.isfinite(error), error, np.inf)
    level = 1 + np.searchsorted(_STEPS, error)
    return np.where(agree(got, expected, shown.rtol, shown.atol), 0, level)


def _grid(values: NDArray[Any]) -> NDArray[Any]:
    """Return at most 12 x 12 entries of an array as a matrix; deeper axes are flattened."""
    if values.ndim < 2:
        values = values.reshape(1, -1)
    width = math.prod(values.shape[1:])  # numpy cannot tell by itself when there are no rows
    return values.reshape(values.shape[0], width)[:ROWS, :COLUMNS]


def _rows(values: Floats) -> tuple[tuple[str, ...], ...]:
    return tuple(_texts(row) for row in _grid(values))


def _texts(row: Floats) -> tuple[str, ...]:
    return tuple([f"{x:.8g}" for x in row.tolist()])
