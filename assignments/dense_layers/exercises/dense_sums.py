"""Is what a dense layer computes x W + b? Judged with its own weights, and with weights given."""

from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property

import numpy as np

from grader.claim import Answer, Claims, Said, claim, said
from grader.measure.rows import table
from grader.measure.values import Array, Unfit

from .dense_asking import FAR
from .dense_birth import held
from .judging import alike, varies

_CLOSE = 1e-4
"""What float32 costs of numbers this far from 0."""
_MOVED = 1e-3
_COMBINED = (np.add, np.subtract, np.multiply, np.divide)
"""What is done with biases, rightly and wrongly."""


class Way(Answer):
    """What came of a layer that was given weights one way round; `want` is the product itself."""

    called = "output"

    @cached_property
    def outputs(self) -> list[Array]:
        """Return what came without biases, with large ones, with others. Raises Unfit."""
        keys, shape = ("plain", "far", "biased"), self.want.shape
        return [self.array(key, shape) for key in keys]

    @cached_property
    def product(self) -> bool:
        return alike(self.outputs[0], self.want) or self.multiplies or self.divides

    @property
    def multiplies(self) -> bool:
        """Tell whether biases multiply the product, which then is there all the same."""
        _, far, biased = self.outputs
        biases = self.case.biases + FAR
        return alike(far, self.want * FAR) and alike(biased, self.want * biases)

    @property
    def divides(self) -> bool:
        """Tell whether the product is divided by the biases."""
        _, far, biased = self.outputs
        biases = self.case.biases + FAR
        return alike(far, self.want / FAR) and alike(biased, self.want / biases)

    @property
    def subtracts(self) -> bool:
        """Tell whether biases are taken away from whatever the rest is."""
        _, far, biased = self.outputs
        return bool((np.abs(biased - far + self.case.biases) <= _CLOSE).all())

    @cached_property
    def adds(self) -> bool:
        """Tell whether what biases change is what they are."""
        plain, far, biased = self.outputs
        is_moved = (np.abs(biased - far - self.case.biases) <= _CLOSE).all()
        return bool(is_moved) and varies(plain)

    @cached_property
    def works(self) -> bool:
        """Tell whether each row and column depends on the batch and on the weights."""
        return self.product or self._mixes() or self._draws_again()

    def _mixes(self) -> bool:
        """Tell whether both matter together, as in a product: a sum of two would not do.

        With (x, W), (x', W), (x, W') and (x', W'), whatever depends on one alone cancels.
        """
        _, far, _ = self.outputs
        with suppress(Unfit):
            x, W, both = self.arrays("elsewhere", 3, far.shape)
            mixed = np.abs(far - x - W + both) > _MOVED
            return bool(mixed.any(axis=0).all() and mixed.any(axis=1).all())
        return False

    def _draws_again(self) -> bool:
        """Tell whether the output follows other weights that the layer holds now: those it drew."""
        _, far, _ = self.outputs
        with suppress(Unfit):
            kept = self.array("kept", self.case.weights.shape)
            off = np.abs(far - FAR - self.case.X @ kept)
            return varies(kept) and bool((off <= _CLOSE * max(1.0, np.abs(far).max())).all())
        return False


class Summed(Answer):
    """What layers made of a batch: of the lesson's, or with weights given one way or the other."""

    @cached_property
    def output(self) -> Array:
        return self.array("fed", (len(self.case.X), self.case.sizes[-1]), "output")

    @property
    def output_varies(self) -> bool:
        return varies(self.output)

    @property
    def sums(self) -> Iterator[Array]:
        """Yield what follows from the layers' weights, with biases used in any way.

        Raises Unfit.
        """
        layers = self.sequence("layers", len(self.case.sizes) - 1, "weights")
        own = [(held(layer, "weights"), held(layer, "biases")) for layer in layers]
        for combine in _COMBINED:
            right = np.asarray(self.case.X, dtype=float)
            for weights, biases in own:
                if weights.ndim != 2 or right.shape[1] not in weights.shape:
                    return
                weights = weights if weights.shape[0] == right.shape[1] else weights.T
                if biases.size not in (1, weights.shape[1]):
                    return
                right = combine(right @ weights, biases.reshape(1, -1))
            yield right

    @cached_property
    def ways(self) -> list[Way]:
        right = self.case.X @ self.case.weights
        given = self.get("ways")
        ways = given if isinstance(given, list) else []
        return [Way(self.case, table(way), right) for way in ways]

    @cached_property
    def readable(self) -> list[Way]:
        """Return the ways that can be read. Raises Unfit where they are right in nothing."""
        read, raised = [], None
        for way in self.ways:
            try:
                if way.outputs:
                    read.append(way)
            except Unfit as unfit:
                raised = raised or unfit
        if raised is not None and not any(way.product or way.adds for way in read):
            raise raised
        return read

    @property
    def adds_to_work(self) -> bool:
        return any(way.adds and way.works for way in self.readable)


class Sums(Claims):
    """What is judged of x W + b: with weights given, any way that is right will do."""

    reads = Summed

    @claim("dense.follows", item="product", part="list", rests_on="output_varies", on="network")
    def follows(self, got: Summed) -> bool:
        """By the layers' own weights: no proof, for the same part is counted on weights given.

        What is done with the biases is another item.
        """
        return not got.output_varies or any(alike(got.output, right) for right in got.sums)

    @claim("dense.list", item="product", part="list", on="listed")
    def takes_a_list(self, got: Summed) -> bool:
        return any(way.product for way in got.readable)

    @claim("dense.product", item="product", part="values", on="given")
    def product(self, got: Summed) -> Said:
        if any(way.product and way.get("repeats") is True for way in got.readable):
            return said(False, "dense.repeats")
        return said(any(way.product for way in got.readable))

    @claim("dense.bias", item="bias", rests_on="adds_to_work", on="given")
    def bias(self, got: Summed) -> Said:
        for slip in ("multiplies", "divides", "subtracts"):
            if any(getattr(way, slip) for way in got.readable):
                return said(False, f"dense.bias_{slip}")
        return said(any(way.adds for way in got.readable))
