"""Layers that take arrays of one shape only, as one layer that takes all: a block for each."""

from collections.abc import Callable
from typing import Any

import numpy as np


class Blocks:
    """A layer for each block of an array, all of them made and treated alike.

    What is asked of it, or set, is asked of all, those too that are made later; the answer is the
    first one's.
    """

    def __init__(
        self, make: tuple[Any, list[Any], dict[str, Any]], shape: Any, ways: tuple[str, str]
    ) -> None:
        """`make` is a class and what it is given; `ways` are the names of its two ways."""
        kind, given, named = make
        vars(self).update(
            _make=lambda: kind(*given, **named), _shape=tuple(shape), _ways=tuple(ways),
            _layers=[kind(*given, **named)], _treated=[],
        )  # fmt: skip

    def __getattr__(self, name: str) -> Any:
        """Return what the first layer has, or one of the ways through all of them."""
        if name == self._ways[0]:
            return self._forward
        if name == self._ways[1]:
            return self._backward
        found = getattr(self._layers[0], name)
        if not callable(found) or name.startswith("__"):
            return found
        return lambda *given: self._treat(lambda layer: getattr(layer, name)(*given))

    def __setattr__(self, name: str, value: Any) -> None:
        """Give all layers an attribute."""
        self._treat(lambda layer: setattr(layer, name, value))

    def _treat(self, do: Callable[[Any], Any]) -> Any:
        self._treated.append(do)
        first, *_ = [do(layer) for layer in self._layers]
        return first

    def _forward(self, x: Any, **named: Any) -> Any:
        return self._through(self._ways[0], x, named)

    def _backward(self, gradient: Any) -> Any:
        return self._through(self._ways[1], gradient, {})

    def _through(self, way: str, given: Any, named: dict[str, Any]) -> Any:
        blocks = self._blocks_of(given)
        while len(self._layers) < len(blocks):
            layer = self._make()
            for do in self._treated:
                do(layer)
            self._layers.append(layer)
        ways = [getattr(layer, way) for layer in self._layers]
        found = [go(block, **named) for go, block in zip(ways, blocks, strict=False)]
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
    """Return an array like the given one; the first part, where they are no such arrays."""
    if not all(isinstance(one, np.ndarray) for one in parts):
        return parts[0]
    flat = np.concatenate([one.reshape(-1) for one in parts])
    return flat[: given.size].reshape(given.shape) if flat.size >= given.size else parts[0]
