"""Put back what a function changed beside what it returned, where it was asked in this process.

Kept: the bindings of the notebook's names, what its arrays, lists, dicts and sets hold (up to a
size), the random streams of `random` and `numpy`, numpy's error state, print options and what its
own names stand for, warnings filters, the working folder, figures of matplotlib. Not kept, for
nothing tells how: what objects of the notebook's own classes hold, files that were written, threads
that were started.
"""

import os
import random
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import numpy as np

_MOST_BYTES = 64 << 20
"""Of arrays that are copied."""
_MOST_ITEMS = 200_000
"""Of lists, dicts and sets that are copied."""
_OF_NUMPY = ("numpy", "numpy.random", "numpy.linalg", "numpy.fft", "random", "math")
"""Modules whose names are put back."""


@contextmanager
def as_it_was(names: dict[str, Any]) -> Iterator[None]:
    """Leave a namespace and the process as they are now.

    The last is put back first: figures are closed when numpy is whole again.
    """
    put_back = [
        _figures(),
        _state(random.getstate, random.setstate),
        _state(np.random.get_state, np.random.set_state),
        _state(np.geterr, lambda kept: np.seterr(**kept)),
        _state(np.get_printoptions, lambda kept: np.set_printoptions(**kept)),
        _state(os.getcwd, os.chdir),
        _state(sys.getrecursionlimit, sys.setrecursionlimit),
        _warnings(),
        *(_names(vars(sys.modules[name])) for name in _OF_NUMPY if name in sys.modules),
        *_contents(names),
        _names(names),
    ]
    try:
        yield
    finally:
        for one in reversed(put_back):
            with suppress(Exception):
                one()


def _state(read: Callable[[], Any], write: Callable[[Any], Any]) -> Callable[[], None]:
    kept = read()
    return lambda: write(kept)


def _names(names: dict[str, Any]) -> Callable[[], None]:
    kept = dict(names)

    def put_back() -> None:
        for name in [name for name in names if name not in kept]:
            del names[name]
        names.update(kept)

    return put_back


def _warnings() -> Callable[[], None]:
    filters, show = [*warnings.filters], warnings.showwarning

    def put_back() -> None:
        warnings.filters[:] = filters  # type: ignore[index]
        warnings.showwarning = show

    return put_back


def _contents(names: dict[str, Any]) -> Iterator[Callable[[], None]]:
    """Yield how what arrays and containers hold is put back, each as long as there is room."""
    room, items = _MOST_BYTES, _MOST_ITEMS
    seen: set[int] = set()
    for name, value in names.items():
        if id(value) in seen or name.startswith("_"):
            continue
        seen.add(id(value))
        if type(value) is np.ndarray and not value.dtype.hasobject:
            room -= value.nbytes
            if room > 0:
                yield _array(value)
        elif type(value) in (list, dict, set):
            items -= len(value)
            if items > 0:
                yield _container(value)


def _array(value: Any) -> Callable[[], None]:
    kept, may_be_written = value.copy(), value.flags.writeable

    def put_back() -> None:
        value.flags.writeable = True
        value[...] = kept
        value.flags.writeable = may_be_written

    return put_back if may_be_written else lambda: None


def _container(value: Any) -> Callable[[], None]:
    kept = value.copy()

    def put_back() -> None:
        value.clear()
        if isinstance(value, list):
            value.extend(kept)
        else:
            value.update(kept)

    return put_back


def _figures() -> Callable[[], None]:
    """Close what was drawn since; matplotlib is not loaded for it."""
    pyplot: Any = sys.modules.get("matplotlib.pyplot")
    kept = set(pyplot.get_fignums()) if pyplot is not None else set()
    current = pyplot.gcf().number if kept else None

    def put_back() -> None:
        loaded: Any = sys.modules.get("matplotlib.pyplot")
        if loaded is None:
            return
        for number in loaded.get_fignums():
            if number not in kept:
                loaded.close(number)
        if current is not None:
            loaded.figure(current)

    return put_back
