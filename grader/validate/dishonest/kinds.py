"""The kinds of answers that do no work: what each puts in the place of every number.

An idle kind knows the shapes of the right answer, and perhaps the size of its numbers, as a student
does who has seen one. The others do the work and alter the answer.
"""

from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Any

import numpy as np

from grader.frozen import frozen
from grader.validate.dishonest.leaves import Path, is_leaf, like


@frozen
class Call:
    """One call of a function: what it was given, and what is known of the answer."""

    given: tuple[Any, ...]
    """Every number and array among the arguments."""
    first: Mapping[Path, Any]
    """The right answer's leaves at the first call of the same function."""
    other: Mapping[Path, Any]
    """The right answer's leaves for the arguments turned round, where it has any."""
    is_public: bool
    """Whether a public example calls it with arguments of these shapes."""


Answer = Callable[[Call, Path, Any], Any]


@frozen
class Kind:
    """What a dishonest function answers; `answer` gets the call, where a leaf is, and the leaf."""

    id: str
    does: str
    answer: Answer = field(repr=False)
    idle: bool = True
    """Whether the work is not done; where it is, functions in an object go on working."""
    alters: bool = False
    """Whether the work is done everywhere, and the answer altered."""
    is_mute: bool = False
    """Whether nothing is returned and nothing stored."""
    turns: bool = False
    """Whether it needs the answer to the arguments turned round."""


def _noise(generator: Any, call: Call, path: Path, leaf: Any) -> Any:
    """Return noise of the size that the first right answer had; truth values are tossed."""
    shape, seen = np.shape(leaf), np.asarray(call.first.get(path, 0.0))
    if np.asarray(leaf).dtype.kind == "b":
        return generator.random_sample(shape) < 0.5
    if seen.size < 2:
        return generator.normal(0.0, np.abs(seen).max(initial=0.0) or 1.0, shape)
    return generator.normal(seen.mean(), seen.std() or 1.0, shape)


def _mean(call: Call, path: Path, leaf: Any) -> Any:
    """Return the mean of the right answer; of a single number, what it was the first time."""
    return np.mean(leaf) if np.size(leaf) > 1 else call.first.get(path, 0.0)


def _echo(call: Call, leaf: Any) -> Any:
    """Return the argument that fits best: of the leaf's shape, else the first array, else any."""
    of_shape = [one for one in call.given if np.shape(one) == np.shape(leaf)]
    arrays = [one for one in call.given if np.ndim(one)]
    found = [one for one in (*of_shape, *arrays, *call.given) if np.size(one)]
    return found[0] if found else 0.0


def _last_echo(call: Call, leaf: Any) -> Any:
    """Return the last argument that fits."""
    return _echo(Call(call.given[::-1], call.first, call.other, call.is_public), leaf)


def _sum(call: Call) -> float:
    return 0.01 * float(sum(np.sum(one) for one in call.given))


def _turned(call: Call, path: Path, leaf: Any) -> Any:
    other = call.other.get(path)
    if other is None or np.shape(other) != np.shape(leaf):
        return like(leaf, 0.0)
    return other


def _rolled(leaf: Any) -> Any:
    """Return the entries in another order; a single number has none, and is halved."""
    return np.roll(leaf, 1) if np.size(leaf) > 1 else np.asarray(leaf) / 2


def _ramp(leaf: Any) -> Any:
    count = max(np.size(leaf), 1)
    return np.arange(1.0, count + 1) / count


def _turned_over(leaf: Any) -> Any:
    """Transpose; what has one axis is read backwards."""
    return np.ascontiguousarray(np.transpose(leaf)) if np.ndim(leaf) > 1 else np.flip(leaf)


KINDS: tuple[Kind, ...] = (
    Kind("zeros", "gives zeros", lambda call, path, leaf: like(leaf, 0)),
    Kind("ones", "gives ones", lambda call, path, leaf: like(leaf, 1)),
    Kind("constant", "gives 0.37 everywhere", lambda call, path, leaf: like(leaf, 0.37)),
    Kind("ramp", "counts the entries", lambda call, path, leaf: like(leaf, _ramp(leaf))),
    Kind(
        "mean", "gives the right answer's mean everywhere",
        lambda call, path, leaf: like(leaf, _mean(call, path, leaf)),
    ),
    Kind(
        "noise", "gives new noise of the right size",
        lambda call, path, leaf: like(leaf, _noise(np.random, call, path, leaf)),
    ),
    Kind(
        "seeded_noise", "gives the same noise of the right size",
        lambda call, path, leaf: like(leaf, _noise(np.random.RandomState(7), call, path, leaf)),
    ),
    Kind("echo", "hands an argument back", lambda call, path, leaf: like(leaf, _echo(call, leaf))),
    Kind(
        "last_echo", "hands its last argument back",
        lambda call, path, leaf: like(leaf, _last_echo(call, leaf)),
    ),
    Kind(
        "echo_plus_one", "hands an argument back, plus 1",
        lambda call, path, leaf: like(leaf, np.asarray(_echo(call, leaf)) + 1.0),
    ),
    Kind(
        "sum", "gives a multiple of the sum of its arguments",
        lambda call, path, leaf: like(leaf, _sum(call)),
    ),
    Kind(
        "replay", "gives its first right answer again",
        lambda call, path, leaf: like(leaf, call.first.get(path, 0)),
    ),
    Kind("mute", "does nothing", lambda call, path, leaf: None, is_mute=True),
    Kind(
        "public", "is right where the shapes are a public example's, and gives zeros elsewhere",
        lambda call, path, leaf: leaf if call.is_public else like(leaf, 0), idle=False,
    ),
    Kind(
        "scaled", "gives 1.001 times the right answer",
        lambda call, path, leaf: _scaled(leaf, 1.001), idle=False, alters=True,
    ),
    Kind(
        "negative", "gives the right answer with its sign turned",
        lambda call, path, leaf: _scaled(leaf, -1), idle=False, alters=True,
    ),
    Kind(
        "rolled", "gives the right entries in another order",
        lambda call, path, leaf: like(leaf, _rolled(leaf)), idle=False, alters=True,
    ),
    Kind(
        "transposed", "gives the right answer transposed",
        lambda call, path, leaf: like(leaf, _turned_over(leaf)), idle=False, alters=True,
    ),
    Kind(
        "of_turned_input", "gives the right answer to its first array turned round",
        lambda call, path, leaf: _turned(call, path, leaf), idle=False, alters=True, turns=True,
    ),
)  # fmt: skip


def _scaled(leaf: Any, factor: float) -> Any:
    """Return a multiple; truth values are turned round by a negative factor, and else kept."""
    array = np.asarray(leaf)
    if array.dtype.kind == "b":
        return like(leaf, ~array) if factor < 0 else leaf
    if array.dtype.kind in "iu":  # a whole number stays one
        return like(leaf, array * factor) if factor < 0 else like(leaf, array)
    return like(leaf, array * factor)


def turned(arguments: tuple[Any, ...]) -> tuple[Any, ...] | None:
    """Return arguments with the first array's longest axis turned round; None if there is none."""
    for place, one in enumerate(arguments):
        if is_leaf(one) and np.ndim(one) and np.size(one) > 1:
            axis = int(np.argmax(np.shape(one)))
            return (*arguments[:place], np.flip(one, axis).copy(), *arguments[place + 1 :])
    return None
