"""Backward passes held to the student's own cost and forward pass: what follows, and what not."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from regularization_lesson import BACKWARD, COST, FORWARD, L2, REGULARIZATION, Functions

from grader.model import Finding
from grader.seed import stream

Function = Callable[..., Any]
REFERENCE = REGULARIZATION.reference()
MISTAKES = {mistake.id: mistake for mistake in REGULARIZATION.variants("mistakes")}


def mistaken(*ids: str) -> Functions:
    """Return everything that somebody defines who makes these mistakes."""
    made: Functions = REGULARIZATION.solution("mistakes").functions(*(MISTAKES[i] for i in ids))
    return made


def found(functions: Functions, exercise: str, seed: int) -> list[Finding]:
    """Put an exercise's own cases to functions."""
    judge = REGULARIZATION.assignment().exercises[exercise]
    drawn = judge.own_cases(stream(bytes([seed]), "own cases"))
    return [
        finding
        for case in drawn
        for finding in judge.check(
            case, REGULARIZATION.answer(functions, exercise, case, seed), None
        )
    ]


def lost(functions: Functions, exercise: str, seed: int = 0) -> set[str]:
    return {f"{f.item}.{f.part}" for f in found(functions, exercise, seed) if not f.ok}


@pytest.mark.parametrize("exercise", [L2, BACKWARD])
def test_the_reference_follows_from_itself_under_every_seed(exercise: str) -> None:
    """A seed under which it did not could grade nobody."""
    assert [seed for seed in range(60) if lost(REFERENCE, exercise, seed)] == []


def test_an_own_case_can_judge_every_item() -> None:
    for rubric in REGULARIZATION.assignment().rubrics:
        items = {f.item for f in found(REFERENCE, rubric.name, 0)}
        held = {item.id for item in rubric.items if rubric.name in (L2, BACKWARD)}
        assert items == held


FOLLOWS = [
    (L2, "cost.no_half l2.double"),
    (L2, "cost.no_m l2.no_m"),
    (L2, "cost.biases_too l2.regularizes_biases"),
    (BACKWARD, "forward.no_scale backward.no_scale"),
    (BACKWARD, "forward.scale_by_drop backward.scale_by_drop"),
    (BACKWARD, "forward.scale_twice backward.scale_twice"),
    (BACKWARD, "forward.hardcoded_05 backward.hardcoded_05"),
    (BACKWARD, "forward.below_1_minus_keep"),
    (BACKWARD, "forward.hint_copied_05"),
    (BACKWARD, "forward.per_neuron_mask"),
    # seeded inside, so every draw is the same one
    (BACKWARD, "forward.reseed_between"),
]
DOES_NOT = [
    (L2, "cost.no_half"),
    (L2, "cost.no_half l2.half"),
    (L2, "l2.half"),
    (L2, "cost.ce_not_averaged"),
    (L2, "cost.ignores_lambda l2.no_reg"),
    (BACKWARD, "forward.no_scale"),
    (BACKWARD, "backward.gate_open"),
    (BACKWARD, "forward.cache_before_mask"),
    (BACKWARD, "forward.output_dropout"),
    # no unit is off in either: however it is divided, that is no dropout
    (BACKWARD, "forward.scale_without_mask backward.no_mask"),
]


@pytest.mark.parametrize(("exercise", "mistakes"), FOLLOWS)
def test_what_follows_from_ones_own_keeps_everything(exercise: str, mistakes: str) -> None:
    assert [seed for seed in range(5) if lost(mistaken(*mistakes.split()), exercise, seed)] == []


@pytest.mark.parametrize(("exercise", "mistakes"), DOES_NOT)
def test_what_does_not_follow_keeps_nothing(exercise: str, mistakes: str) -> None:
    everything = {f"{f.item}.{f.part}" for f in found(REFERENCE, exercise, 0)}
    functions = mistaken(*mistakes.split())
    assert [seed for seed in range(5) if lost(functions, exercise, seed) != everything] == []


def test_a_layer_without_penalty_is_no_work() -> None:
    functions = mistaken("cost.only_last", "l2.only_dW3")
    assert lost(functions, L2) == {
        f"{i}.{W}" for i in ("direction", "gradient") for W in ("W1", "W2")
    }


# ---------------------------------------------------------------- doing nothing


def without_dropout(scale: Callable[[float], float]) -> Functions:
    """Return a pass there and back that turns nothing off, but scales the hidden layers."""

    def there(X: Any, p: Any, keep_prob: float) -> Any:
        Z1 = p["W1"] @ X + p["b1"]
        A1 = np.maximum(Z1, 0) * scale(keep_prob)
        Z2 = p["W2"] @ A1 + p["b2"]
        A2 = np.maximum(Z2, 0) * scale(keep_prob)
        A3 = 1 / (1 + np.exp(-(p["W3"] @ A2 + p["b3"])))
        return A3, (X, A1, A2, A3, p)

    def back(X: Any, Y: Any, cache: Any, keep_prob: float) -> Any:
        _X, A1, A2, A3, p = cache
        dZ3 = (A3 - Y) / Y.shape[1]
        dZ2 = p["W3"].T @ dZ3 * scale(keep_prob) * (A2 > 0)
        dZ1 = p["W2"].T @ dZ2 * scale(keep_prob) * (A1 > 0)
        pairs = {1: (dZ1, X), 2: (dZ2, A1), 3: (dZ3, A2)}
        dW = {f"dW{n}": dZ @ before.T for n, (dZ, before) in pairs.items()}
        return dW | {f"db{n}": dZ.sum(axis=1, keepdims=True) for n, (dZ, _) in pairs.items()}

    return {**REFERENCE, FORWARD: there, BACKWARD: back}


@pytest.mark.parametrize(
    "scale", [lambda _keep: 1.0, lambda keep: keep, lambda keep: 1 / keep, lambda keep: 1 - keep]
)
def test_doing_nothing_in_both_is_no_work(scale: Callable[[float], float]) -> None:
    assert len(lost(without_dropout(scale), BACKWARD)) == 5


def test_an_answer_that_never_changes_is_no_work() -> None:
    def there(X: Any, _parameters: Any, _keep_prob: float) -> Any:
        return np.full((1, X.shape[1]), 0.5), None

    def back(_X: Any, _Y: Any, _cache: Any, _keep_prob: float) -> Any:
        return {}

    assert len(lost({**REFERENCE, FORWARD: there, BACKWARD: back}, BACKWARD)) == 5


def test_a_cost_that_never_changes_is_no_work() -> None:
    def back(_X: Any, _Y: Any, cache: Any, _lambd: float) -> Any:
        _Z1, _A1, W1, b1, _Z2, _A2, W2, b2, _Z3, _A3, W3, b3 = cache
        given = {"W1": W1, "b1": b1, "W2": W2, "b2": b2, "W3": W3, "b3": b3}
        return {f"d{name}": np.zeros(value.shape) for name, value in given.items()}

    constant = {**REFERENCE, COST: lambda *_: 1.0, L2: back}
    assert len(lost(constant, L2)) == 7
