"""Compare an output with the reference's by kind: numbers, dictionaries, masks, normal draws."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from grader.declared.asking import is_missing, why_missing
from grader.declared.tables import OutputTable
from grader.measure import law, normal, values
from grader.measure.compare import ATOL, RTOL, close, close_number, refused
from grader.measure.identical import identical
from grader.measure.values import Unfit, entries
from grader.model import Finding, Text

_DEEPEST = 16


def judged(
    name: str, output: OutputTable, got: Any, want: Any, laws: Mapping[str, float]
) -> Iterator[Finding]:
    """Judge one output; `laws` are the numbers of its law: rate, mean, deviation."""
    for finding in _judged(name, output, got, want, laws):
        yield _in_own_words(finding, output.says, name) if output.says else finding


def _judged(
    name: str, output: OutputTable, got: Any, want: Any, laws: Mapping[str, float]
) -> Iterator[Finding]:
    if is_missing(got) and not isinstance(want, str):
        yield Finding("", False, why_missing(name, got))
        return
    if output.kind == "same":
        yield from _same(name, got, want, output, 0)
        return
    if output.kind == "unchanged":
        changed = ", ".join(_changed(name, got, want, output.entries))
        yield _said(not changed, "declared.unchanged", changed or name)
        return
    try:
        found = values.array(got, name, np.shape(want))
    except Unfit as unfit:
        yield refused(unfit, item="")
        return
    if output.kind == "mask":
        yield _said(_is_mask(found, laws["rate"]), "declared.mask", name)
    elif output.kind == "normal":
        yield _said(_is_normal(found, laws), "declared.normal", name)
    else:
        yield _said(bool(np.isfinite(found).all()), "declared.shape", name)


def _same(name: str, got: Any, want: Any, output: OutputTable, depth: int) -> Iterator[Finding]:
    rtol = RTOL if output.rtol is None else output.rtol
    atol = ATOL if output.atol is None else output.atol
    if isinstance(want, bool | np.bool_) or want is None or isinstance(want, str | bytes):
        yield _equal(name, got, want)
    elif isinstance(want, int | float | np.number) or (
        isinstance(want, np.ndarray) and want.ndim == 0 and want.dtype.kind in "biuf"
    ):
        yield close_number(got, float(want), item="", what=name, rtol=rtol, atol=atol)
    elif _is_complex(want):
        got, want = _parts(got), _parts(want)
        yield close(got, want, item="", what=name, rtol=rtol, atol=atol)
    elif _is_numeric(want):
        yield close(got, want, item="", what=name, rtol=rtol, atol=atol)
    elif isinstance(want, Mapping) and depth < _DEEPEST:
        yield from _fields(name, got, want, output, depth)
    elif isinstance(want, list | tuple) and depth < _DEEPEST:
        yield from _entries(name, got, want, output, depth)
    else:
        yield _equal(name, got, want)


def _is_complex(want: Any) -> bool:
    """Tell complex numbers of one shape, to be compared as one array."""
    if isinstance(want, list | tuple) and not entries(want):
        return False
    return values.is_complex(want)


def _parts(value: Any) -> Any:
    """Return complex numbers as pairs of real ones; what is no number as it is."""
    is_number = isinstance(value, int | float | complex | np.number)
    is_array = isinstance(value, np.ndarray) and value.dtype.kind in "biufc"
    is_list = isinstance(value, list | tuple) and entries(value) is not None
    if not (is_number or is_array or is_list):
        return value
    try:
        found = np.asarray(value, dtype=np.complex128)
    except (TypeError, ValueError, OverflowError):
        return value
    return np.stack([found.real, found.imag], axis=-1)


def _fields(
    name: str, got: Any, want: Mapping[Any, Any], output: OutputTable, depth: int
) -> Iterator[Finding]:
    try:
        named = [] if output.only else [key for key in want if isinstance(key, str)]
        found = values.mapping(got, name, named)
    except Unfit as unfit:
        yield refused(unfit, item="")
        return
    if output.only:  # keys are of the inputs: none is named
        yield _said(found.keys() == want.keys(), "declared.keys", name)
    for key, value in want.items():
        of = name if output.only else f"{name} {key}"
        yield from _same(of, found.get(key), value, output, depth + 1)
    if not want:
        yield _equal(name, got, want)


def _entries(
    name: str, got: Any, want: list[Any] | tuple[Any, ...], output: OutputTable, depth: int
) -> Iterator[Finding]:
    try:
        found = values.sequence(_listed(got), name, len(want))
    except Unfit as unfit:
        yield refused(unfit, item="")
        return
    for place, value in enumerate(want):
        yield from _same(f"{name} {place}", found[place], value, output, depth + 1)
    if not want:
        yield Finding("", True, Text("agrees", {"what": name}))


def _listed(got: Any) -> Any:
    """Return an array where a list is wanted as the list of its rows."""
    return list(got) if isinstance(got, np.ndarray) and got.ndim else got


def _is_numeric(want: Any) -> bool:
    """Tell whether something is numbers of one shape, to be compared as one array."""
    if isinstance(want, np.ndarray):
        return want.dtype.kind in "biuf"
    if not isinstance(want, list | tuple) or not want or not entries(want):
        return False
    try:
        return bool(np.asarray(want).dtype.kind in "biuf")
    except ValueError:  # rows of several lengths
        return False


def _equal(name: str, got: Any, want: Any) -> Finding:
    """Judge what is no number: the same kind of thing, and the same."""
    if isinstance(want, bool | np.bool_):
        alike = isinstance(got, bool | np.bool_) and bool(got) == bool(want)
    elif isinstance(want, np.ndarray) and isinstance(got, np.ndarray | list):
        alike = _like_array(got, want)
    else:
        alike = type(got) is type(want) and bool(got == want)
    return Finding("", alike, Text("agrees" if alike else "values_differ", {"what": name}))


def _like_array(got: Any, want: Any) -> bool:
    """Tell whether texts or complex numbers are the same, entry by entry."""
    ours = want.tolist()
    if isinstance(got, np.ndarray):
        return bool(got.shape == want.shape) and got.dtype.kind != "O" and got.tolist() == ours
    return bool(got == ours)


def _is_mask(mask: values.Array, rate: float) -> bool:
    ones = mask != 0
    if not ones.any() or not (mask[ones] == mask[ones][0]).all():
        return False
    rows = ones.reshape(ones.shape[0], -1) if ones.ndim > 1 else _folded(ones)
    return law.kept_fraction(rows, rate) and law.independent(rows)


def _folded(row: values.Array) -> values.Array:
    """Return a row as several, side by side: that entries hang together shows only there."""
    side = math.isqrt(row.size)
    return row[: side * side].reshape(side, side)


def _is_normal(draws: values.Array, laws: Mapping[str, float]) -> bool:
    deviation = laws["deviation"]
    if not np.isfinite(draws).all():
        return False
    off = draws - laws["mean"]
    return bool(
        normal.centred(off, deviation)
        and normal.deviates_by(off, deviation)
        and normal.bell_shaped(off)
    )


def _said(ok: bool, key: str, name: str) -> Finding:
    return Finding("", ok, Text(f"{key}.{'holds' if ok else 'fails'}", {"what": name}))


def _changed(name: str, got: Any, given: Any, called: Sequence[str]) -> Iterator[str]:
    """Name what is no longer what was given: of a tuple or a dictionary, which of its entries."""
    if isinstance(given, Mapping) and isinstance(got, Mapping) and got.keys() == given.keys():
        places: Iterable[tuple[Any, str]] = ((key, f"{name}[{key!r}]") for key in given)
    elif isinstance(given, list | tuple) and type(got) is type(given) and len(got) == len(given):
        unnamed = (f"{name}[{n}]" for n in range(len(called), len(given)))
        places = enumerate([*called, *unnamed][: len(given)])
    else:
        yield from () if identical(got, given) else (name,)
        return
    for place, told in places:
        if not identical(got[place], given[place]):
            yield told


_GENERAL = ("agrees", "values_differ")
_OF_KINDS = tuple(
    f"declared.{kind}.{ending}"
    for kind in ("mask", "normal", "shape", "unchanged")
    for ending in ("holds", "fails")
)


def _in_own_words(finding: Finding, says: str, name: str) -> Finding:
    """Say it with the author's sentences; what says more (another shape, no number) stays."""
    key = finding.message.key if finding.message is not None else ""
    if key not in (*_GENERAL, *_OF_KINDS):
        return finding
    ending = "holds" if finding.ok else "fails"
    return replace(finding, message=Text(f"{says}.{ending}", {"what": name}))
