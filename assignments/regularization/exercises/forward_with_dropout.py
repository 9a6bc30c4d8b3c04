"""`forward_propagation_with_dropout`: inverted dropout on both hidden layers."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cached_property, partial
from typing import Any

import numpy as np
import testCases

from grader.claim import Said, claim, said
from grader.exercise import TOLD, Case, Line, Picture
from grader.lessons import dropout_cache
from grader.lessons.hundredths import draw_between_tenths
from grader.lessons.relu_network import (
    DROPOUT_CACHE,
    NAMES,
    Sizes,
    alive,
    draw_network,
    draw_sizes,
    draw_until,
    forward,
    sigmoid,
)
from grader.measure.compare import equals
from grader.measure.rows import table
from grader.measure.values import Unfit
from grader.remote.value import plain

from . import masks_asking, pass_traits
from .asking import asking, changed, pair
from .judging import factors_of, inputs_unchanged
from .masks import Masks, MasksLaw, laws_of

_MOST_KEPT = 0.95
"""Of a hidden layer's units, with a keep_prob of less than a half; 1 - keep_prob is 0.72."""


_TOLD = ((0.65, 0.85), (0.25, 0.4))
"""Of the probabilities that masks are told by."""
_PASSES = 8
"""Passes asked for where none of an active layer is kept: nothing is to be seen in such a one, and
with a draw for each neuron it comes about by chance."""


class Passed(Masks):
    """A pass, each line of it beside the masks that the student drew."""

    @cached_property
    def there(self) -> dropout_cache.Pass:
        A3, cache, case = self.get("A3"), self.get("cache"), self.case
        return dropout_cache.Pass.read(A3, cache, case.X, case.parameters, case.keep_prob)

    @cached_property
    def layers(self) -> dict[str, dropout_cache.Layer]:
        return dict(zip("12", self.there.hidden, strict=True))

    @cached_property
    def turns_off(self) -> bool:
        """Tell whether many units are off with a small keep_prob: no dropout earns nothing."""
        shares = [float(layer.kept.mean()) for layer in self.there.hidden]
        return self.case.keep_prob > 0.5 or min(shares) < _MOST_KEPT

    @property
    def turns_off_or_draws(self) -> dict[str, bool]:
        """Tell of each layer; numbers that never became a mask turn nothing off."""
        return {n: self.turns_off or len(layer.inverted) > 1 for n, layer in self.layers.items()}

    @cached_property
    def keeps_some(self) -> bool:
        """Tell whether a unit is both active and kept somewhere: zeros hold to every rule."""
        kept = any(bool((layer.kept & (layer.Z > 0)).any()) for layer in self.there.hidden)
        return kept or self.case.keep_prob == 1

    @cached_property
    def begins(self) -> bool:
        return self.there.starts_at(self.case.X, self.case.parameters)

    @cached_property
    def goes_on(self) -> bool:
        """Tell whether each Z follows from the layer before, which hands something on if it can."""
        return all(
            layer.feeds_next and (layer.A.any() or not (layer.kept & (layer.Z > 0)).any())
            for layer in self.there.hidden
        )

    @property
    def begins_or_goes_on(self) -> bool:
        return self.begins or self.goes_on


_DROPS = {"turns_off": "forward.nothing_off", "keeps_some": "forward.nothing_kept"}
_FED = {**_DROPS, "goes_on": "forward.unfed"}
_FOLLOWS = {
    "turns_off_or_draws": "forward.nothing_off",
    "keeps_some": "forward.nothing_kept",
    "begins_or_goes_on": "forward.unfed",
}


class ForwardWithDropout(MasksLaw):
    """Judged by the masks' law over many calls, and by the algebra with the student's own masks."""

    name = "forward_propagation_with_dropout"
    meant = ("square", "many_units_high", "many_units_low")
    shown = ("A3",)
    reads = Passed
    answered = "A3, cache"

    def examples(self) -> Iterator[Case]:
        X, parameters = testCases.forward_propagation_with_dropout_test_case()
        # the lesson seeds inside the function: with the same seed outside, both ways draw alike
        yield Case("lesson", asked="drawn", X=X, parameters=parameters, keep_prob=0.7, seed=1)

    def cases(self, rng: np.random.Generator) -> Iterator[Case]:
        high, low = (draw_between_tenths(rng, *ends) for ends in ((0.65, 0.85), (0.28, 0.4)))
        # half a tenth from any tenth, which is the offset of the rates that are seen
        higher, lower = (draw_between_tenths(rng, *ends, apart=5) for ends in _TOLD)
        yield _network_case("different_sizes", rng, *draw_sizes(rng, smallest=5), high)
        n = int(rng.integers(5, 8))
        yield _network_case("square", rng, (n, n, n, 1), n + 5, low)
        yield _network_case("all_kept", rng, *draw_sizes(rng), 1.0, asked="all_kept")
        yield masks_asking.draw_case("many_units_high", rng, higher)
        yield masks_asking.draw_case("many_units_low", rng, lower)

    def run(self, student: Any, case: Case) -> Any:
        if case.asked == masks_asking.ASKED:
            found = masks_asking.run(student, case)
            return {**found, TOLD: pass_traits.of_masks(case, laws_of(case, found), found)}
        for again in range(_PASSES):
            found = self._pass(student, case, case.seed + again)
            if _keeps_some(case, found):
                break
        return found

    def _pass(self, student: Any, case: Case, seed: int) -> Any:
        student.seed(seed)
        X, parameters = map(student.hold, (case.X, case.parameters))
        found = asking(student, self.name)(X, parameters, case.keep_prob)
        found, X, parameters = plain((found, X, parameters))
        A3, cache = pair(found)
        after = {**table(parameters), "X": X}
        names = changed({"X": case.X, **case.parameters}, after)
        traits = {**pass_traits.of_pass(case, A3, cache), "changed": names}
        return {"A3": A3, "cache": cache, "changed": names, TOLD: traits}

    @claim(
        "forward.scaled", item="scaling", parts={"1": "A1", "2": "A2"}, rests_on=_FOLLOWS,
        on=("drawn", "all_kept"),
    )  # fmt: skip
    def scaled(self, got: Passed, n: str) -> Said:
        awake = (got.there.Z1 > 0).any()  # zeros all over would hold to any scale
        return said(awake and got.layers[n].is_scaled, name=f"A{n}")

    @claim("forward.all_kept", item="mask_probability", parts={"1": "D1", "2": "D2"}, on="all_kept")
    def all_kept(self, got: Passed, n: str) -> Said:
        return said(got.layers[n].kept.all(), name=f"D{n}")

    @claim("forward.input", item="algebra", rests_on=_DROPS, on="drawn")
    def input(self, got: Passed) -> bool:
        return got.begins

    @claim("forward.hidden", item="algebra", rests_on=_DROPS, on="drawn")
    def hidden(self, got: Passed) -> bool:
        return got.goes_on

    @claim("forward.output", item="algebra", rests_on=_DROPS, on="drawn")
    def output(self, got: Passed) -> bool:
        return got.there.ends_in_sigmoid

    @claim("forward.cache", item="cache", rests_on=_FED, on="drawn")
    def cache(self, got: Passed) -> Said:
        """Hold what the backward pass will look for, and where."""
        there, cache = got.there, got.sequence("cache", len(DROPOUT_CACHE))
        named = dict(zip(DROPOUT_CACHE, cache, strict=True))
        right = {name: equals(named[name], got.case.parameters[name]) for name in NAMES}
        right["A3"] = equals(named["A3"], there.A3)
        right |= dict.fromkeys(there.masked, False)
        for n, layer in got.layers.items():
            right[f"A{n}"] = layer.is_cached and (layer.feeds(layer.A) or not layer.feeds_next)
            right[f"D{n}"] = dropout_cache.zero_or_one(named[f"D{n}"], layer.Z.shape)
        wrong = ", ".join(name for name in DROPOUT_CACHE if not right.get(name, True))
        return said(not wrong, names=wrong)

    @claim("unchanged", item="cache", rests_on=tuple(_FED), later=None, on="drawn")
    def unchanged(self, got: Passed) -> Said:
        return inputs_unchanged(got, "X", *NAMES)

    def to_all_digits(self, case: Case, got: Any, want: Any) -> Any:
        """Return the pass that these masks give, as far as they can be read."""
        answers = table(got)
        masks = dropout_cache.masks_in(answers.get("cache"), case.parameters)
        if case.asked == masks_asking.ASKED or masks is None:
            return want
        right = forward(case.X, case.parameters, *masks, case.keep_prob)
        cache = tuple(right[name] for name in DROPOUT_CACHE)
        return {**table(want), "A3": right["A3"], "cache": cache}

    def beside(self, case: Case, got: Any, want: Any) -> Any:
        return self.to_all_digits(case, got, want)

    def lines(self, case: Case, got: Any) -> Iterator[Line]:
        if case.asked != masks_asking.ASKED:
            yield from _lines(case, table(got))

    def factors(self, case: Case) -> Mapping[str, float]:
        return factors_of(case)

    def pictures(self, case: Case, got: Any) -> Iterator[Picture]:
        cache = table(got).get("cache")
        if not isinstance(cache, list | tuple) or len(cache) != len(DROPOUT_CACHE):
            return
        for name in masks_asking.MASKS:
            # a mask that is scaled already tells who was kept as well
            mask = dropout_cache.evidence(cache, name)
            if mask is not None and mask["alike"]:
                yield Picture(name, "mask", mask["kept"])


def _keeps_some(case: Case, answers: Mapping[str, Any]) -> bool:
    """Tell whether a unit is both active and kept; of what cannot be read no more is asked."""
    if case.asked != "drawn":
        return True
    with suppress(Unfit), np.errstate(all="ignore"):
        return Passed(case, answers, None).keeps_some
    return True


def _lines(case: Case, answers: Mapping[str, Any]) -> Iterator[Line]:
    """Yield the lines of the pass; the masks are taken as they were drawn. Raises Unfit."""
    p, answer = case.parameters, (answers.get("A3"), answers.get("cache"))
    found = dropout_cache.Pass.read(*answer, case.X, p, case.keep_prob)
    yield Line("Z1", found.Z1, p["W1"] @ case.X + p["b1"])
    for n, layer in zip((1, 2), found.hidden, strict=True):
        yield Line(f"A{n}", layer.A, layer.A if layer.is_scaled else layer.inverted[0])
        fed = layer.W_next @ layer.A + layer.b_next
        yield Line(f"Z{n + 1}", layer.Z_next, layer.Z_next if layer.feeds_next else fed)
    yield Line("A3", found.A3, sigmoid(found.Z3))


def _network_case(
    name: str,
    rng: np.random.Generator,
    sizes: Sizes,
    m: int,
    keep_prob: float,
    asked: str = "drawn",
) -> Case:
    X, net = draw_until(partial(draw_network, rng, sizes, m), lambda drawn: alive(drawn[1]))
    parameters = {key: net[key] for key in NAMES}
    number = int(rng.integers(1 << 31))
    return Case(name, asked=asked, X=X, parameters=parameters, keep_prob=keep_prob, seed=number)
