"""Read dropout masks out of what a network of scalars answers, whatever its design.

The weights behind a hidden layer are powers of three, so that the sum it hands on tells which
neurons were off: digit by digit, like a number in base three.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import numpy as np

from grader.lessons.scalar_mlp import Layers, as_arrays, gradient_of, sigmoid
from grader.measure.values import Array, Unfit, array

BASE = 3.0
OFF = ("zero", "half", "bias")
"""What a neuron that is off may hand on: 0, sig(0), or sig of its bias."""
SCALES = ("one", "inverted", "rate")
"""What one that is on may be multiplied by: 1, 1 / (1 - p), or by mistake 1 / p."""
_DIGIT = 1e-3
"""How far a digit may be off, in units of the last one."""
_AT_REST = 1e-7
"""How far a neuron that is off may seem to be from what it hands on then."""


def logit(p: Any) -> Any:
    """Return the z with sig(z) = p; not finite where there is none."""
    with np.errstate(all="ignore"):
        return np.log(p) - np.log1p(-p)


def draw_readable(
    rng: np.random.Generator, x: Sequence[float], neurons: int, total: float = 3.0
) -> tuple[list[list[float]], list[float]]:
    """Draw a hidden layer that tells on from off, and the weights that make its sum readable.

    On `x` every neuron gives 0.75 to 0.85; its bias alone gives 0.27 to 0.4. The weights hand on 1,
    3, 9, ... times the same small amount, `total` in all. The more neurons there are, and the more
    one that is on may be multiplied by, the smaller that must be: sums of 10 are beyond reading.
    """
    rows, weights = [], []
    unit = total * (BASE - 1) / (BASE**neurons - 1)
    for place in rng.permutation(neurons):
        out, bias = float(rng.uniform(0.75, 0.85)), float(rng.uniform(-1.0, -0.4))
        given = rng.uniform(0.3, 0.9, len(x) - 1).tolist()
        rest = float(logit(out)) - bias - sum(w * v for w, v in zip(given, x, strict=False))
        rows.append([*given, rest / x[-1], bias])
        weights.append(unit * BASE ** float(place) / out)
    return rows, weights


@dataclass(frozen=True)
class Reading:
    """How one layer of neurons was read in some calls."""

    kept: Array
    """Calls by neurons: which were on."""
    read: Array
    """Calls that could be read at all."""
    off: str
    scale: str
    whole: Array
    """Calls in which the layer saw all of its inputs."""

    @property
    def drops(self) -> bool:
        """Whether any neuron was off."""
        return not self.kept[self.read].all()


def read(sums: Array, x: Array, layer: Array, weights: Array, rate: float) -> Reading | None:
    """Read a layer out of the weighted sums that it handed on; None when no way of reading fits.

    `layer` holds the neurons' weights and biases, `x` what they saw, `weights` what came after.
    """
    best: Reading | None = None
    readable = np.isfinite(sums)
    for off, scale in product(OFF, SCALES):
        kept = np.zeros((len(sums), len(layer)), dtype=bool)
        found, whole = np.zeros(len(sums), dtype=bool), np.zeros(len(sums), dtype=bool)
        for seen, is_whole in _inputs(x):
            on = sigmoid(layer[:, :-1] @ seen + layer[:, -1]) * factor(scale, rate)
            digits, fits = _digits(sums, weights * on, weights * off_values(off, layer))
            fits &= ~found
            kept[fits] = digits[fits]
            whole |= fits & is_whole
            found |= fits
            if is_whole and (found == readable).all():
                break  # nothing is left to be explained
        if found.any() and (best is None or found.sum() > best.read.sum()):
            best = Reading(kept, found, off, scale, whole)
        if (found == readable).all():
            break
    return best


def _inputs(x: Array) -> Iterator[tuple[Array, bool]]:
    """Yield the inputs whole, and then with some of them dropped."""
    for kept in product((1, 0), repeat=len(x)):
        yield x * np.array(kept), all(kept)


def factor(scale: str, rate: float) -> float:
    """Return what a neuron that is on is multiplied by."""
    return {"one": 1.0, "inverted": 1 / (1 - rate), "rate": 1 / rate}[scale]


def off_values(off: str, layer: Array) -> Array:
    """Return what the neurons of a layer hand on when they are off."""
    if off == "bias":
        return np.asarray(sigmoid(layer[:, -1]))
    return np.full(len(layer), 0.5 if off == "half" else 0.0)


def _digits(sums: Array, on: Array, off: Array) -> tuple[Array, Array]:
    """Take sums apart: which of the amounts `on` are in each, `off` standing for the others."""
    rest, steps = sums - off.sum(), on - off
    kept = np.zeros((len(sums), len(steps)), dtype=bool)
    smallest = float(np.abs(steps).min())
    with np.errstate(all="ignore"):
        for place in np.argsort(-steps):
            kept[:, place] = rest > steps[place] - smallest / 2
            rest = rest - kept[:, place] * steps[place]
        return kept, np.abs(rest) <= _DIGIT * smallest


# ---------------------------------------------------------------- whole networks


@dataclass(frozen=True)
class TwoLayers:
    """Two hidden layers as read in many calls; of each, which neurons were on and where known."""

    first: Reading
    second: Reading
    """As read in the calls where no output was dropped."""
    known: Array
    """Of the second layer, calls by neurons: which could be read, in whatever call."""
    whole_output: bool
    """Whether no output was dropped in any call."""
    explained: bool
    """Whether every answer is one that this network gives with some mask, or was dropped."""
    outputs: str = "one"
    """What an output that was not dropped is multiplied by, as in `SCALES`."""

    @property
    def second_drops(self) -> bool:
        """Whether any neuron of the second layer was off, in whatever call it could be read."""
        return bool((self.known & ~self.second.kept).any())


def read_two_layers(
    outputs: Any, x: Sequence[float], layers: Layers, rate: float, shifts: Any = 0.0
) -> TwoLayers | None:
    """Read two hidden layers; each output must show one neuron of the second, and no other.

    The neurons of the second layer that are on show the first. `shifts` is how much larger than in
    `layers` the biases of the outputs were, in all calls or in each: who does not compute with them
    is not read. Outputs that are dropped as hidden neurons are may be multiplied as these are.
    """
    answers = _answers(outputs, len(layers[-1]))
    if answers is None:
        return None
    readings: dict[str, TwoLayers | None] = {}
    # no sig is beyond 1: what is, was multiplied, and is best read so at once
    for scale in SCALES[1:] + SCALES[:1] if (answers > 1).any() else SCALES:
        found = _read_outputs(answers / factor(scale, rate), x, layers, rate, shifts)
        if found is not None and found.explained and (scale == "one" or not found.whole_output):
            return replace(found, outputs=scale)
        readings[scale] = found
    return readings["one"]


def _read_outputs(
    answers: Array, x: Sequence[float], layers: Layers, rate: float, shifts: Any
) -> TwoLayers | None:
    first, second, last = as_arrays(layers)
    dropped = (answers <= 0) | (answers >= 1) | (answers == 0.5)
    biases = last[:, -1] + np.reshape(shifts, (-1, 1))
    shown = (logit(answers) - biases) / np.diag(last[:, :-1])
    best: TwoLayers | None = None
    for off, scale in product(OFF, SCALES):
        at_rest = np.abs(shown - off_values(off, second)) <= _AT_REST
        sums = logit(shown / factor(scale, rate)) - second[:, -1]
        sums[at_rest | dropped | ~np.isfinite(sums)] = np.inf
        behind = [
            read(sums[:, n], np.asarray(x), first, neuron[:-1], rate)
            for n, neuron in enumerate(second)
        ]
        on = np.array([found.read if found else np.zeros(len(sums), bool) for found in behind]).T
        known = (on | at_rest) & ~dropped
        one = _together([found for found in behind if found], len(sums), len(first))
        if known.any() and (best is None or known.sum() > best.known.sum()):
            seen = known.all(axis=1)
            other = Reading(on, seen, off, scale, np.ones_like(seen))
            explained = bool((known | dropped).all())
            best = TwoLayers(one, other, known, not dropped.any(), explained)
        if (known | dropped).all():
            break
    return best


def _together(found: Sequence[Reading], calls: int, neurons: int) -> Reading:
    """Join what several neurons tell of the layer before them; for each call one is enough."""
    kept = np.zeros((calls, neurons), dtype=bool)
    read, whole = np.zeros(calls, dtype=bool), np.zeros(calls, dtype=bool)
    for other in found:
        new = other.read & ~read
        kept[new], whole[new] = other.kept[new], other.whole[new]
        read |= new
    ways = (found[0].off, found[0].scale) if found else (OFF[0], SCALES[0])
    return Reading(kept, read, *ways, whole)


def slopes(
    layers: Sequence[Array], x: Array, found: TwoLayers, call: int, rate: float
) -> list[Array]:
    """Return the slope of the sum of a call's outputs by every number, with its neurons on.

    Outputs that were dropped are no part of it.
    """
    readings = (found.first, found.second)
    rests = [off_values(one.off, layer) for one, layer in zip(readings, layers, strict=False)]

    def whole(moved: Sequence[Array]) -> Any:
        values: Any = x
        for layer, one, rest in zip(moved, readings, rests, strict=False):
            z = layer[:, :-1] @ values + layer[:, -1]
            values = np.where(one.kept[call], sigmoid(z) * factor(one.scale, rate), rest)
        last = moved[-1]
        told = sigmoid(last[:, :-1] @ values + last[:, -1])[found.known[call]].sum()
        return told * factor(found.outputs, rate)

    return gradient_of(whole, layers)


def _answers(outputs: Any, size: int) -> Array | None:
    """Return the answers as calls by outputs; None when they are anything else."""
    try:
        found = array(outputs, "outputs")
    except Unfit:
        return None
    return found if found.ndim == 2 and found.shape[1] == size and len(found) else None
