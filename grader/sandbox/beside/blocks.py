"""A layer that takes arrays of one shape only, as one that takes all: block by block."""

import copy
from typing import Any

import numpy as np


class Blocks:
    """A layer that is asked about each block of an array by itself, forward and back.

    Each block has a copy of the layer, which shares what the layer draws with. Whatever else is
    asked for is the layer's own.
    """

    def __init__(self, layer: Any, shape: tuple[int, ...], ways: tuple[str, str]) -> None:
        """`ways` are what the layer calls its ways forward and back."""
        vars(self).update(_layer=layer, _shape=tuple(shape), _ways=tuple(ways), _copies=[])

    def __getattr__(self, name: str) -> Any:
        """Return what the layer has, or one of the ways through all of its copies."""
        if name == self._ways[0]:
            return self._forward
        return self._backward if name == self._ways[1] else getattr(self._layer, name)

    def __setattr__(self, name: str, value: Any) -> None:
        """Give the layer an attribute."""
        setattr(self._layer, name, value)

    def _forward(self, x: Any, **named: Any) -> Any:
        blocks = self._blocks_of(x)
        vars(self)["_copies"] = [copy.copy(self._layer) for _ in blocks]
        return self._through(self._ways[0], x, blocks, named)

    def _backward(self, gradient: Any) -> Any:
        blocks = self._blocks_of(gradient)[: len(self._copies)]
        return self._through(self._ways[1], gradient, blocks, {})

    def _through(self, way: str, given: Any, blocks: list[Any], named: dict[str, Any]) -> Any:
        found = [
            getattr(one, way)(block, **named)
            for one, block in zip(self._copies, blocks, strict=True)
        ]
        if all(isinstance(one, tuple) and one for one in found):
            return _joined([one[0] for one in found], given), *found[0][1:]
        return _joined(found, given)

    def _blocks_of(self, given: Any) -> list[Any]:
        """Return views of an array, and a last block that is filled up from its beginning."""
        flat, size = given.reshape(-1), int(np.prod(self._shape))
        whole = [flat[at : at + size] for at in range(0, flat.size - size + 1, size)]
        if flat.size % size:
            whole.append(np.resize(np.concatenate([flat[len(whole) * size :], flat]), size))
        return [one.reshape(self._shape) for one in whole]


def _joined(parts: list[Any], given: Any) -> Any:
    """Return an array like the given one; the first part, where parts are no arrays."""
    if not all(isinstance(one, np.ndarray) and one.size == parts[0].size for one in parts):
        return parts[0]
    flat = np.concatenate([one.reshape(-1) for one in parts])
    return flat[: given.size].reshape(given.shape) if flat.size >= given.size else parts[0]
