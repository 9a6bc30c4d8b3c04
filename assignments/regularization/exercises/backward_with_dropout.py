"""`backward_propagation_with_dropout`: the same units off, the same factor, on the way back."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import testCases

from grader.check.compare import agree, refused, states
from grader.check.values import Array, Unfit, array
from grader.exercise import Case, Exercise, Line
from grader.lessons.relu_network import (
    DROPOUT_CACHE,
    Sizes,
    disagreements,
    draw_labels,
    draw_mask,
    draw_network,
    draw_sizes,
    draw_until,
)
from grader.model import Finding
from grader.remote.value import plain

from . import own_forward
from .asking import GRADIENTS, changed, gradients, named
from .gradient_lines import backward_lines, plain_weights
from .judging import as_dict, as_gradients, equals, factors_of, is_multiple, own, unchanged


class BackwardWithDropout(Exercise):
    """Judged on a right cache, each line by the student's own line before it: a slip costs once."""

    name = "backward_propagation_with_dropout"
    meant = ("square",)
    shown = ("dA1", "dA2")
    upstream = ("forward_propagation_with_dropout",)

    def examples(self) -> Iterator[Case]:
        X, Y, cache = testCases.backward_propagation_with_dropout_test_case()
        yield Case("lesson", X=X, Y=Y, cache=cache, keep_prob=0.8)

    def cases(self, rng: np.random.Generator) -> Iterator[Case]:
        high = round(float(rng.uniform(0.6, 0.8)), 2)
        low, lower = (round(float(p), 2) for p in rng.uniform(0.3, 0.42, 2))
        yield _case("different_sizes", rng, *draw_sizes(rng), high)
        n = int(rng.integers(4, 7))
        yield _case("square", rng, (n, n, n, 1), n + 3, low, masks=float)
        yield _case("number_masks", rng, *draw_sizes(rng), lower, masks=int)

    def own_cases(self, rng: np.random.Generator) -> Iterator[Case]:
        yield own_forward.draw_case(rng)

    def lint(self, case: Case) -> Iterator[str]:
        given = dict(zip(DROPOUT_CACHE, case.cache, strict=True))
        for name in disagreements(case.X, given, case.keep_prob):
            yield f"{name} in the cache is not what a forward pass gives"

    def run(self, student: Any, case: Case) -> Any:
        if case.name == own_forward.NAME:
            return own_forward.run(student, case)
        X, Y, cache = map(student.hold, (case.X, case.Y, case.cache))
        found = student.backward_propagation_with_dropout(X, Y, cache, case.keep_prob)
        found, X, Y, cache = plain((found, X, Y, cache))
        names = changed(
            {"X": case.X, "Y": case.Y, **named(DROPOUT_CACHE, case.cache)},
            {"X": X, "Y": Y, **named(DROPOUT_CACHE, cache)},
        )
        return {**gradients(found), "changed": names}

    def check(self, case: Case, got: Any, want: Any) -> Iterator[Finding]:
        if case.name == own_forward.NAME:
            yield from own_forward.check(case, got)
            return
        answers = as_gradients(got)
        with np.errstate(all="ignore"):
            findings, wrong = _judge(case, answers, want)
        yield from findings
        names = ", ".join(name for name in GRADIENTS if name in wrong)
        yield states(not wrong, "backward.rest", item="rest", names=names)
        yield unchanged(answers, "rest", ("X", "Y", *DROPOUT_CACHE))

    def lines(self, case: Case, got: Any) -> Iterator[Line]:
        given = {**dict(zip(DROPOUT_CACHE, case.cache, strict=True)), "A0": case.X}
        answers = as_dict(got)

        def hidden(n: int, arrives: Array) -> Array:
            return np.asarray(arrives * (given[f"D{n}"] != 0) / case.keep_prob)

        with np.errstate(all="ignore"):
            found = list(backward_lines(answers, given, case.Y, hidden, plain_weights(answers)))
        yield from found

    def factors(self, case: Case) -> Mapping[str, float]:
        return factors_of(case)


def _judge(case: Case, answers: Mapping[str, Any], want: Any) -> tuple[list[Finding], set[str]]:
    """Judge both hidden layers; name the other lines that do not follow from the one before."""
    given = {**dict(zip(DROPOUT_CACHE, case.cache, strict=True)), "A0": case.X}
    error, m = given["A3"] - case.Y, case.X.shape[1]
    # 1/m may be carried from the start: then dW and db do not divide again
    early = equals(m * own(answers, "dZ3", error), error)
    first, later = (m, 1) if early else (1, m)
    error = error / first
    dZ = own(answers, "dZ3", error)
    wrong = set() if equals(answers.get("dZ3", error), error) else {"dZ3"}
    wrong |= _weights(3, answers, dZ / later, given["A2"])
    findings: list[Finding] = []
    for n in (2, 1):
        raw = given[f"W{n + 1}"].T @ dZ
        right = raw * (given[f"D{n}"] != 0) / case.keep_prob
        findings += _layer(n, answers, given, raw, right)
        gate = given[f"A{n}"] > 0
        dZ = own(answers, f"dZ{n}", want[f"dZ{n}"] / first)
        dA = own(answers, f"dA{n}", raw)
        if not (equals(dZ, dA * gate) or equals(dZ, right * gate)):
            wrong.add(f"dZ{n}")
        kept = dA[given[f"D{n}"] != 0]
        if (kept == kept[0]).all():  # one number for all: every line after it would hold
            wrong.add(f"dA{n}")
        wrong |= _weights(n, answers, dZ / later, given[f"A{n - 1}"])
    return findings, wrong


def _layer(
    n: int, answers: Mapping[str, Any], given: Mapping[str, Array], raw: Array, right: Array
) -> Iterator[Finding]:
    """Judge dA of one hidden layer; `raw` is the error that arrives, `right` what it becomes."""
    name, mask = f"dA{n}", f"D{n}"
    try:
        dA = array(answers.get(name), name, raw.shape)
    except Unfit as unfit:
        yield refused(unfit, item="same_units", part=name)
        yield refused(unfit, item="scaling", part=name)
        return
    D, arrives = given[mask] != 0, np.abs(raw) > 1e-12
    # mask and factor may be applied to dZ instead; dA is then the error as it arrived
    in_dZ = equals(answers.get(f"dZ{n}"), right * (given[f"A{n}"] > 0))
    later = in_dZ and equals(dA, raw) and arrives.any()
    kept = D & arrives
    same = bool(kept.any()) and bool(((dA != 0) == D)[arrives].all())
    # a mask by itself is 0 in the same places
    follows = later or is_multiple(np.where(kept, dA, 0), np.where(kept, raw, 0))
    key = "backward.same_units" if follows or not same else "backward.no_error"
    ok = later or (same and follows)
    yield states(ok, key, item="same_units", part=name, name=name, mask=mask)
    scaled = kept.any() and agree(dA, right)[kept].all()
    yield states(later or scaled, "backward.scaled", item="scaling", part=name, name=name)


def _weights(n: int, answers: Mapping[str, Any], dZ: Array, before: Array) -> set[str]:
    """Name what does not follow from the student's own dZ (divided by m) and the layer before."""
    right = {f"dW{n}": dZ @ before.T, f"db{n}": dZ.sum(axis=1, keepdims=True)}
    return {name for name, value in right.items() if not equals(answers.get(name), value)}


def _case(
    name: str,
    rng: np.random.Generator,
    sizes: Sizes,
    m: int,
    keep_prob: float,
    *,
    masks: type = bool,
) -> Case:
    def draw() -> tuple[Array, dict[str, Array]]:
        D1, D2 = (draw_mask(rng, (n, m), keep_prob) for n in sizes[1:3])
        return draw_network(rng, sizes, m, D1, D2, keep_prob)

    X, net = draw_until(draw, _tells)
    net = {**net, "D1": net["D1"].astype(masks), "D2": net["D2"].astype(masks)}
    cache = tuple(net[item] for item in DROPOUT_CACHE)
    return Case(name, X=X, Y=draw_labels(rng, 1, m), cache=cache, keep_prob=keep_prob)


def _tells(drawn: tuple[Array, dict[str, Array]]) -> bool:
    """Tell whether units of every kind (kept and awake, kept and at rest, off) meet an error."""
    _, net = drawn
    meets = {"1": (net["A2"] > 0).any(axis=0), "2": np.ones(net["A2"].shape[1], dtype=bool)}
    for n, here in meets.items():
        D, awake = net[f"D{n}"], net[f"Z{n}"] > 0
        kinds = (D & awake & here, D & ~awake & here, ~D & here)
        if min(int(kind.sum()) for kind in kinds) < 2:
            return False
    return True
