"""`forward_propagation_with_dropout`: inverted dropout on both hidden layers."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import partial
from typing import Any

import numpy as np
import testCases

from grader.check.compare import refused, states
from grader.check.values import Unfit, mapping, sequence
from grader.exercise import Case, Exercise, Line, Picture
from grader.lessons import dropout_cache
from grader.lessons.relu_network import (
    DROPOUT_CACHE,
    NAMES,
    Sizes,
    alive,
    draw_network,
    draw_sizes,
    draw_until,
    sigmoid,
)
from grader.model import Finding
from grader.remote.value import plain

from . import masks, masks_asking
from .asking import changed, pair
from .judging import as_dict, equals, factors_of, unchanged

Findings = Iterator[Finding]


class ForwardWithDropout(Exercise):
    """Judged by the masks' law over many calls, and by the algebra with the student's own masks."""

    name = "forward_propagation_with_dropout"
    meant = ("square", "many_units_high", "many_units_low")
    shown = ("A3",)

    def examples(self) -> Iterator[Case]:
        X, parameters = testCases.forward_propagation_with_dropout_test_case()
        # the lesson seeds inside the function: with the same seed outside, both ways draw alike
        yield Case("lesson", X=X, parameters=parameters, keep_prob=0.7, seed=1)

    def cases(self, rng: np.random.Generator) -> Iterator[Case]:
        high, higher = (round(float(p), 2) for p in rng.uniform(0.65, 0.85, 2))
        low, lower = (round(float(p), 2) for p in rng.uniform(0.28, 0.4, 2))
        yield _network_case("different_sizes", rng, *draw_sizes(rng, smallest=5), high)
        n = int(rng.integers(5, 8))
        yield _network_case("square", rng, (n, n, n, 1), n + 5, low)
        yield _network_case("all_kept", rng, *draw_sizes(rng), 1.0)
        yield masks_asking.draw_case("many_units_high", rng, higher)
        yield masks_asking.draw_case("many_units_low", rng, lower)

    def run(self, student: Any, case: Case) -> Any:
        if _wide(case):
            return masks_asking.run(student, case)
        student.seed(case.seed)
        X, parameters = map(student.hold, (case.X, case.parameters))
        found = student.forward_propagation_with_dropout(X, parameters, case.keep_prob)
        found, X, parameters = plain((found, X, parameters))
        A3, cache = pair(found)
        after = {**as_dict(parameters), "X": X}
        return {
            "A3": A3, "cache": cache, "changed": changed({"X": case.X, **case.parameters}, after),
        }  # fmt: skip

    def check(self, case: Case, got: Any, want: Any) -> Findings:
        answers = mapping(got, "A3, cache", ())
        with np.errstate(all="ignore"):
            found = masks.check(case, answers) if _wide(case) else _algebra(case, answers)
            findings = list(found)
        yield from findings

    def lines(self, case: Case, got: Any) -> Iterator[Line]:
        found: list[Line] = []
        with suppress(Unfit), np.errstate(all="ignore"):
            if not _wide(case):
                found = list(_lines(case, as_dict(got)))
        yield from found

    def factors(self, case: Case) -> Mapping[str, float]:
        return factors_of(case)

    def pictures(self, case: Case, got: Any) -> Iterator[Picture]:
        cache = as_dict(got).get("cache")
        if not isinstance(cache, list | tuple) or len(cache) != len(DROPOUT_CACHE):
            return
        for name in masks_asking.MASKS:
            # a mask that is scaled already tells who was kept as well
            mask = dropout_cache.evidence(cache, name)
            if mask is not None and mask["alike"]:
                yield Picture(name, "mask", mask["kept"])


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


def _algebra(case: Case, answers: Mapping[str, Any]) -> Findings:
    """Judge every line of the pass with the masks that the student drew."""
    A3, cache = answers.get("A3"), answers.get("cache")
    nothing_off = case.keep_prob == 1
    try:
        found = dropout_cache.Pass.read(A3, cache, case.X, case.parameters, case.keep_prob)
    except Unfit as unfit:
        for item, part in _ALL_KEPT if nothing_off else _ALGEBRA:
            yield refused(unfit, item=item, part=part)
        return
    # with a small keep_prob many units are off, or no dropout was done and nothing is earned
    shares = [float(layer.kept.mean()) for layer in found.hidden]
    done = case.keep_prob > 0.5 or min(shares) < _MOST_KEPT
    for n, layer in enumerate(found.hidden, start=1):
        yield _scaled(f"A{n}", found, layer, _why_not(case, found, layer, done))
        if nothing_off:
            item, kept = "mask_probability", layer.kept.all()
            yield states(kept, "forward.all_kept", item=item, part=f"D{n}", name=f"D{n}")
    if nothing_off:
        return
    if not _tells(found):
        yield states(False, "forward.nothing_kept", item="algebra")
        yield states(False, "forward.nothing_kept", item="cache")
        return
    begins = done and found.starts_at(case.X, case.parameters)
    goes_on = done and _goes_on(found)
    yield states(begins, "forward.input", item="algebra")
    yield states(goes_on, "forward.hidden", item="algebra")
    yield states(done and found.ends_in_sigmoid, "forward.output", item="algebra")
    if not (done and _goes_on(found)):
        key = "forward.unfed" if done else "forward.nothing_off"
        yield states(False, key, item="cache")
        return
    yield _cache(case, cache, found)
    yield unchanged(answers, "cache", ("X", *NAMES))


_MOST_KEPT = 0.95
"""Of a hidden layer's units, with a keep_prob of less than a half; 1 - keep_prob is 0.72."""


def _why_not(case: Case, found: dropout_cache.Pass, layer: dropout_cache.Layer, done: bool) -> str:
    """Return the sentence that says why the scale cannot be judged yet; "" where it can."""
    if not (done or len(layer.inverted) > 1):
        return "forward.nothing_off"
    if case.keep_prob < 1 and not _tells(found):
        return "forward.nothing_kept"
    follows = found.starts_at(case.X, case.parameters) or _goes_on(found)
    return "" if follows else "forward.unfed"


def _scaled(A: str, found: dropout_cache.Pass, layer: dropout_cache.Layer, why_not: str) -> Finding:
    """Judge the scale of one hidden layer, unless something keeps it from being judged yet."""
    awake = (found.Z1 > 0).any()  # zeros all over would hold to any scale
    ok = awake and layer.is_scaled
    key = why_not if ok and why_not else "forward.scaled"
    return states(ok and not why_not, key, item="scaling", part=A, name=A)


def _tells(found: dropout_cache.Pass) -> bool:
    """Tell whether a unit is both active and kept somewhere: zeros hold to every rule."""
    return any(bool((layer.kept & (layer.Z > 0)).any()) for layer in found.hidden)


def _goes_on(found: dropout_cache.Pass) -> bool:
    """Tell whether each Z follows from the layer before, which hands something on if it can."""
    return all(
        layer.feeds_next and (layer.A.any() or not (layer.kept & (layer.Z > 0)).any())
        for layer in found.hidden
    )


_ALGEBRA = (("scaling", "A1"), ("scaling", "A2"), ("algebra", ""), ("cache", ""))
_ALL_KEPT = (*_ALGEBRA[:2], ("mask_probability", "D1"), ("mask_probability", "D2"))


def _cache(case: Case, cache: Any, found: dropout_cache.Pass) -> Finding:
    """Judge that the cache holds what the backward pass will look for, and where."""
    try:
        named = dict(zip(DROPOUT_CACHE, sequence(cache, "cache", len(DROPOUT_CACHE)), strict=True))
    except Unfit as unfit:
        return refused(unfit, item="cache")
    right = {name: equals(named[name], case.parameters[name]) for name in NAMES}
    right["A3"] = equals(named["A3"], found.A3)
    for A, D, layer in zip(("A1", "A2"), ("D1", "D2"), found.hidden, strict=True):
        right[A] = layer.feeds(layer.A)
        right[D] = dropout_cache.zero_or_one(named[D], layer.Z.shape)
    wrong = ", ".join(name for name in DROPOUT_CACHE if not right.get(name, True))
    return states(not wrong, "forward.cache", item="cache", names=wrong)


def _wide(case: Case) -> bool:
    return case.name.startswith("many_units")


def _network_case(
    name: str, rng: np.random.Generator, sizes: Sizes, m: int, keep_prob: float
) -> Case:
    X, net = draw_until(partial(draw_network, rng, sizes, m), lambda drawn: alive(drawn[1]))
    parameters = {key: net[key] for key in NAMES}
    number = int(rng.integers(1 << 31))
    return Case(name, X=X, parameters=parameters, keep_prob=keep_prob, seed=number)
