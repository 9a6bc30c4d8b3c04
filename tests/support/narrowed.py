"""A lesson's reference, every number it gives cut short: as float32 or float16, or rounded.

Functions and methods are wrapped; a class of scalars keeps what it holds in the type, or its
training rounds the losses it returns, as people do.
"""

import functools
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from course_lesson import Functions, Lesson

from grader.load import importable, load_module

Cut = Callable[[Any], Any]


def as_type(kind: Any) -> Cut:
    """Return what casts every float."""
    return lambda value: value.astype(kind) if isinstance(value, np.ndarray) else kind(value)


def to_decimals(decimals: int) -> Cut:
    """Return what rounds every float."""
    return lambda value: np.round(value, decimals)


def narrowed(lesson: Lesson, cut: Cut, *, losses_only: bool = False) -> Iterator[Functions]:
    """Yield the reference with the numbers of one of its functions or classes cut."""
    with importable(lesson.provided()):
        own = load_module(lesson.solutions / "reference.py", "reference_cut")
    names = [ask.name for ask in lesson.assignment().asks]
    if "Valor" not in names:
        for name in names:
            yield {each: getattr(own, each) for each in names} | {
                name: _cutting(getattr(own, name), cut)
            }
    elif losses_only:
        yield {each: getattr(own, each) for each in names} | {
            "treinar": _function(own.treinar, cut)
        }
    else:
        _hold(own.Valor, cut)
        yield {each: getattr(own, each) for each in names}


def _hold(kind: Any, cut: Cut) -> None:
    begin = kind.__init__

    def start(self: Any, data: Any, *rest: Any) -> None:
        begin(self, data, *rest)
        self.data = data if isinstance(data, int) else cut(data)

    kind.__init__ = start


def _cutting(thing: Any, cut: Cut) -> Any:
    if not isinstance(thing, type):
        return _function(thing, cut)
    methods = [name for name in ("forward", "backward", "calculate") if hasattr(thing, name)]
    return type(thing.__name__, (thing,), {n: _method(getattr(thing, n), cut) for n in methods})


def _function(function: Any, cut: Cut) -> Any:
    @functools.wraps(function)
    def cutting(*given: Any, **named: Any) -> Any:
        return _tree(function(*given, **named), cut)

    return cutting


def _method(method: Any, cut: Cut) -> Any:
    @functools.wraps(method)
    def cutting(self: Any, *given: Any, **named: Any) -> Any:
        found = _tree(method(self, *given, **named), cut)
        if "output" in vars(self):
            self.output = _tree(self.output, cut)
        return found

    return cutting


def _tree(value: Any, cut: Cut) -> Any:
    if isinstance(value, dict):
        return {key: _tree(one, cut) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_tree(one, cut) for one in value)
    is_array = isinstance(value, np.ndarray) and value.dtype.kind == "f"
    return cut(value) if is_array or isinstance(value, float | np.floating) else value
