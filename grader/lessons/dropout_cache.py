"""The dropout layers as a student's own numbers tell them: masks recovered, algebra held to them.

Nothing here asks in which order, or by which generator, the masks were drawn.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.lessons.relu_network import DROPOUT_CACHE, PLAIN_CACHE, relu, sigmoid
from grader.measure.compare import agree
from grader.measure.values import Array, Unfit, array, mapping, number, sequence
from grader.model import Text


def by_name(cache: Any) -> dict[str, Any]:
    """Return the items of a forward pass's cache by name; a cache without masks is read too.

    Where a mask and its activation have changed places they are read as what they are: in which
    order they stand is another item.

    Raises Unfit when it has neither the 14 items of the dropout cache nor the 12 of the plain one.
    """
    if isinstance(cache, list | tuple) and len(cache) == len(PLAIN_CACHE):
        return dict(zip(PLAIN_CACHE, cache, strict=True))
    named = dict(zip(DROPOUT_CACHE, sequence(cache, "cache", len(DROPOUT_CACHE)), strict=True))
    for mask, A in (("D1", "A1"), ("D2", "A2")):
        if not zero_or_one(named[mask], None) and zero_or_one(named[A], None):
            named[mask], named[A] = named[A], named[mask]
    return named


def broadcast(mask: Any, what: str, shape: tuple[int, ...]) -> Array:
    """Return a mask as numbers, stretched to its layer's shape as a product would stretch it.

    One number for each unit is a column, even without the second axis.
    """
    found = array(mask, what, most=math.prod(shape))
    if found.shape == shape[:1] != shape[1:]:
        found = found[:, np.newaxis]
    try:
        return np.broadcast_to(found, shape)
    except ValueError:
        raise Unfit(Text("shape_differs", {"what": what})) from None


def masks_in(cache: Any, parameters: Mapping[str, Array]) -> tuple[Array, Array] | None:
    """Return the masks of a cache where they hold nothing but 0 and 1; None where they do not."""
    if not isinstance(cache, list | tuple) or len(cache) != len(DROPOUT_CACHE):
        return None
    named = dict(zip(DROPOUT_CACHE, cache, strict=True))
    examples = np.shape(named["Z1"])[-1:]
    shapes = [(len(parameters[f"W{n}"]), *examples) for n in (1, 2)]
    if not all(zero_or_one(named[f"D{n}"], shape) for n, shape in enumerate(shapes, 1)):
        return None
    one, other = (array(named[name], name) for name in ("D1", "D2"))
    return one, other


def zero_or_one(mask: Any, shape: tuple[int, ...] | None) -> bool:
    """Tell whether a mask is an array, of this shape, that holds nothing but 0 and 1."""
    try:
        found = array(mask, "mask", shape)
    except Unfit:
        return False
    return bool(((found == 0) | (found == 1)).all())


def evidence(cache: Any, name: str) -> dict[str, Any] | None:
    """Return which entries of a cached mask are not 0, and whether all those are alike.

    Where the cache holds no masks, a layer
    whose units are all awake tells the same. None when there is nothing to be read.
    """
    try:
        named = by_name(cache)
        if name not in named:
            return {"kept": array(named[f"A{name[1:]}"], name) != 0, "alike": True}
    except Unfit:
        return None
    return mask_evidence(named[name], name)


def mask_evidence(mask: Any, name: str) -> dict[str, Any] | None:
    """Return which entries of a mask are not 0, and whether all those are alike; None for none."""
    try:
        found = array(mask, name)
    except Unfit:
        return None
    if found.size < 2:  # one number for all there is
        return None
    kept = found != 0
    return {"kept": kept, "alike": bool((found[kept] == found.max(initial=0)).all())}


def read_mask(evidence: Any, name: str, shape: tuple[int, ...]) -> Array:
    """Return the mask that `evidence` told of, in its layer's shape. Raises Unfit."""
    if evidence is None:
        raise Unfit(Text("mask_missing", {"what": name}))
    found = mapping(evidence, name, ("kept", "alike"))
    if found["alike"] is not True and number(found["alike"], name) != 1:
        raise Unfit(Text("not_a_mask", {"what": name}))
    kept = found["kept"]
    if type(kept) is np.ndarray and kept.dtype == np.bool_ and kept.shape == shape:
        return kept  # nothing to be stretched
    return np.asarray(broadcast(kept, name, shape) != 0)


_LEAST_SPREAD = 0.15
"""Half the standard deviation of uniform numbers."""


@dataclass(frozen=True)
class Layer:
    """One hidden layer: what the cache holds, and where the layer after it shows its traces."""

    Z: Array
    A: Array
    W_next: Array
    b_next: Array
    Z_next: Array
    keep_prob: float
    mask: Array | None
    """As cached, stretched to the layer's shape; None when the cache holds no masks."""
    is_cached: bool = True
    """Whether A is what the cache holds; else it is what it should be by the mask."""

    @property
    def kept(self) -> Any:
        """Return which units were kept; units at rest count as kept when only A can tell."""
        if self.mask is None:
            return (self.A != 0) | (relu(self.Z) == 0)
        return self.mask != 0

    @property
    def inverted(self) -> tuple[Array, ...]:
        """Return relu(Z) D / keep_prob, with D as 0 and 1 and, if it never was, as cached.

        The numbers that should have become a mask differ; one number for all that is kept would
        only undo the division.
        """
        masks = [self.kept]
        drawn = None if self.mask is None else self.mask[self.mask != 0]
        if drawn is not None and drawn.size and float(drawn.std()) > _LEAST_SPREAD:
            masks.append(np.asarray(self.mask))
        return tuple(relu(self.Z) * mask / self.keep_prob for mask in masks)

    @property
    def is_scaled(self) -> bool:
        """Tell whether the layer hands on relu(Z) D / keep_prob, in the cache or to the next."""
        return any(bool(agree(self.A, A).all()) or self.feeds(A) for A in self.inverted)

    @property
    def feeds_next(self) -> bool:
        """Tell whether the next layer's Z follows from this layer, cached or as it should be."""
        return any(self.feeds(A) for A in (self.A, *self.inverted))

    def feeds(self, A: Array) -> bool:
        """Tell whether the next layer's Z is W A + b with this A."""
        return bool(agree(self.Z_next, self.W_next @ A + self.b_next).all())


def _before_dropout(
    Z: Array, layer: tuple[Array, Array, Array], mask: Array | None, keep_prob: float
) -> Array | None:
    """Return what Z was before dropout went over it: zero where the mask is, and divided or not.

    None where it did not; `layer` is W, what it was fed, and b.
    """
    if mask is None:
        return None
    W, fed, b = layer
    with np.errstate(all="ignore"):  # an activation may hold anything
        whole = W @ fed + b
    kept = mask != 0
    off = ~kept & (whole != 0)
    if not off.any() or Z[off].any():
        return None
    masked = any(bool(agree(Z, whole * kept / by).all()) for by in (1, keep_prob))
    return whole if masked else None


def _activation(
    A: Any, n: str, Z: Array, mask: Array | None, keep_prob: float
) -> tuple[Array, bool]:
    """Return a layer's activation, and whether it is the one given. Raises Unfit."""
    try:
        return array(A, f"A{n}", Z.shape), True
    except Unfit:
        if mask is None:
            raise
        # the other items are judged apart from it
        return relu(Z) * (mask != 0) / keep_prob, False


@dataclass(frozen=True)
class Pass:
    """A forward pass with dropout, read from what a student returned. Raises Unfit."""

    Z1: Array
    hidden: tuple[Layer, Layer]
    Z3: Array
    A3: Array
    masked: tuple[str, ...] = ()
    """Which Z dropout went over, too; what they were before is read in their place."""

    @classmethod
    def read(cls, A3: Any, cache: Any, X: Array, parameters: Any, keep_prob: float) -> "Pass":
        """Read the arrays by name, in the shapes that the network gives them."""
        named, p, m = by_name(cache), parameters, X.shape[1]
        shapes = {n: (p[f"W{n}"].shape[0], m) for n in "123"}
        Z = {n: array(named[f"Z{n}"], f"Z{n}", shapes[n]) for n in "123"}
        masks = {
            n: broadcast(named[f"D{n}"], f"D{n}", shapes[n]) if f"D{n}" in named else None
            for n in "12"
        }
        A: dict[str, tuple[Array, bool]] = {}
        masked, fed = [], X
        for n in "12":
            whole = _before_dropout(Z[n], (p[f"W{n}"], fed, p[f"b{n}"]), masks[n], keep_prob)
            if whole is not None:
                Z[n] = whole
                masked.append(f"Z{n}")
            A[n] = _activation(named[f"A{n}"], n, Z[n], masks[n], keep_prob)
            fed = A[n][0]
        one, other = (
            Layer(Z[n], A[n][0], p[f"W{k}"], p[f"b{k}"], Z[k], keep_prob, masks[n], A[n][1])
            for n, k in (("1", "2"), ("2", "3"))
        )
        return cls(Z["1"], (one, other), Z["3"], array(A3, "A3", shapes["3"]), tuple(masked))

    def starts_at(self, X: Array, parameters: Any) -> bool:
        """Tell whether Z1 is W1 X + b1, so that no input is dropped."""
        return bool(agree(self.Z1, parameters["W1"] @ X + parameters["b1"]).all())

    @property
    def ends_in_sigmoid(self) -> bool:
        """Tell whether A3 is sigmoid(Z3), so that no answer is dropped."""
        return bool(agree(self.A3, sigmoid(self.Z3)).all())
