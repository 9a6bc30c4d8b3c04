"""What every `run` does: seed as the lesson does, build the layer, find where it drops."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.exercise import Case
from grader.lessons.hundredths import draw_between_tenths
from grader.remote.value import plain

from .behind import what_is_behind
from .design import designs_of
from .driving import EXAMPLE, OWN_WORDS, Driven

Array = NDArray[Any]

SEED = 123
"""The lesson's own."""
_APART = 3
"""Hundredths between a rate and any tenth: more than the offset of the rates that are seen."""


def lesson_case(*, with_gradient: bool = False) -> Case:
    """Return the lesson's example: of its numbers 20 are x, 20 draw the mask, and 20 are g."""
    x, _mask, g = np.random.RandomState(SEED).rand(3, *EXAMPLE)
    given = {"g": g} if with_gradient else {}
    return Case("lesson", asked="lesson", x=x, p=0.5, seed=SEED, **given)


def new_layer(student: Any, case: Case, seed: int | None = None) -> Driven:
    """Build the student's layer, in training; examples have the streams where the lesson has them.

    Hidden cases have them where the sandbox seeded them.
    """
    if not is_known(student):  # found out before the streams are looked at
        dropping(Driven(student, case.p), case.x)
    seed = case.inputs.get("seed") if seed is None else seed
    if seed is not None:
        student.seed(seed)
    if case.asked == "lesson":
        student.next_random(case.x.size, 0)  # the lesson draws x first
    return Driven(student, case.p)


def is_known(student: Any) -> bool:
    """Tell whether somebody looked already in which phase the student's layers drop."""
    return designs_of(student)[-1].drops_in_training is not None


def dropping(layer: Driven, x: Array) -> Any:
    """Return what will be `forward(x)` in the phase in which this layer drops; leave it there.

    That is training. A layer that has its phases the wrong way round, or knows them by a word of
    its own, pays for it once, in its own exercise, and everything else is judged where it does
    drop. It is looked for once.
    """
    drops_in_training = layer.design.drops_in_training
    if drops_in_training is None:
        if _takes_one_shape(layer):
            layer.take_blocks()
        y = plain(_looked_for(layer, x))
        _look_behind(layer)
        return y
    if layer.design.own_word:
        layer.say(layer.design.own_word)
    elif layer.training != drops_in_training:
        layer.switch(training=drops_in_training)
    return layer.forward(x)


def passing(layer: Driven, x: Array) -> Any:
    """Return what `dropping` does, or what it would be if the mask were used that is drawn.

    A layer that draws one and hands its input on pays for it in its own exercise; its way back has
    the mask.
    """
    y = dropping(layer, x)
    return layer.gradient_of(x) if layer.design.asks_behind else y


def passing_now(layer: Driven, x: Array) -> Any:
    """Return the same in the phase in which the layer is."""
    y = layer.forward(x)
    return layer.gradient_of(x) if layer.design.asks_behind else y


def _takes_one_shape(layer: Driven) -> bool:
    """Tell whether a layer takes arrays of the example's shape, and stops at others."""
    student = layer.student

    def asked(*shape: int) -> Any:
        x = np.ones(shape)
        return plain(student.attempt(lambda: Driven(student, 0.5).forward(x)))

    return isinstance(asked(3, 8), str) and not isinstance(asked(*EXAMPLE), str)


def _look_behind(layer: Driven) -> None:
    design = layer.design
    if not (design.is_whole or design.hands_on or design.own_word):
        layer.learn(**what_is_behind(layer.student, training=bool(design.drops_in_training)))


def _looked_for(layer: Driven, x: Array) -> Any:
    y, came = plain((layer.forward(x), layer.came))
    layer.learn(comes_alone=isinstance(y, np.ndarray) and came == "alone")
    rows = plain(layer.in_rows(x)) if _is_all_or_nothing(y, x) else None
    if _is_whole(rows, x) and _drops_all_rows(layer):
        layer.learn(is_whole=True, drops_in_training=True)
        layer.takes_turns = True
        return layer.forward(x)
    if _is(y, x):
        layer.switch(training=False)
        other = plain(layer.forward(x))
        if not _is(other, x):
            layer.learn(drops_in_training=False)
            return other
        layer.switch(training=True)
        y = plain(layer.forward(x))
        if _is(y, x):
            y = _looked_for_further(layer, x)
    layer.learn(drops_in_training=True)
    return y


def _looked_for_further(layer: Driven, x: Array) -> Any:
    """Return what a layer gives that hands its input on in every phase: by a mask, or a word."""
    if layer.has_mask(x):
        layer.learn(hands_on=True)
        return x
    for word in OWN_WORDS if layer.has_phase else ():
        layer.say(word)
        y = plain(layer.forward(x))
        if not _is(y, x):
            layer.learn(own_word=word)
            return y
        layer.say("")
    return x


def _is_all_or_nothing(y: Any, x: Array) -> bool:
    """Tell whether all of an input was dropped, or nothing of it."""
    if not isinstance(y, np.ndarray) or y.shape != x.shape:
        return False
    kept = y[x != 0] != 0
    return bool(kept.all() or not kept.any())


def _is_whole(y: Any, x: Array) -> bool:
    """Tell whether of many calls, a row of each, some dropped all and the others nothing."""
    if not isinstance(y, np.ndarray) or y.shape != x.shape:
        return False
    by_rows = [_is_all_or_nothing(row, given) for row, given in zip(y, x, strict=True)]
    return all(by_rows) and bool(y.any() and not y.any(axis=tuple(range(1, y.ndim))).all())


def _drops_all_rows(layer: Driven) -> bool:
    """Tell whether many rows share their fate each time: rows with draws of their own do not."""
    x, student = np.ones((24, 3)), layer.student
    ys = plain(student.attempt(lambda: [Driven(student, 0.5).forward(x) for _ in range(2)]))
    return isinstance(ys, list) and all(_is_all_or_nothing(y, x) for y in ys)


def _is(y: Any, x: Array) -> bool:
    return isinstance(y, np.ndarray) and np.array_equal(y, x)


def split(returned: Any) -> tuple[Any, str]:
    """Return the gradient out of what `backward` returned, and how it came.

    That is "pair" for (gradient, {}), "other" for a gradient with something else, else "alone".
    """
    if isinstance(returned, tuple | list) and len(returned) == 2:
        gradient, parameters = returned
        if isinstance(gradient, dict) and isinstance(parameters, np.ndarray):
            return parameters, "other"
        empty = isinstance(parameters, dict) and not parameters
        if isinstance(returned, tuple) or isinstance(parameters, dict):
            return gradient, "pair" if empty and isinstance(returned, tuple) else "other"
    return returned, "alone"


# ---------------------------------------------------------------- drawing inputs


def draw_away_from_zero(rng: np.random.Generator, *shape: int) -> Array:
    """Draw numbers of both signs, none of them near zero: a zero in y then is a dropped entry."""
    signs = rng.choice([-1.0, 1.0], shape)
    return np.asarray(rng.uniform(0.2, 2.0, shape) * signs)


def draw_low(rng: np.random.Generator) -> float:
    """Draw a probability of dropping well below one half."""
    return round(float(rng.uniform(0.15, 0.32)), 2)


def draw_apart(rng: np.random.Generator) -> float:
    """Draw one below one half that nobody has by a fixed rate who has the example's, 0.2."""
    return draw_between_tenths(rng, 0.28, 0.36, apart=_APART)


def draw_high(rng: np.random.Generator) -> float:
    """Draw a probability of dropping well above one half."""
    return draw_between_tenths(rng, 0.66, 0.77, apart=_APART)


def draw_seed(rng: np.random.Generator) -> int:
    """Draw the number that seeds the streams of one case."""
    return int(rng.integers(1 << 31))
