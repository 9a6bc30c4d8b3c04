"""A cache is what a forward pass gives, or the names that are not are told."""

import numpy as np
import pytest

from grader.lessons.relu_network import (
    DROPOUT_CACHE,
    PLAIN_CACHE,
    disagreements,
    draw_mask,
    draw_network,
)

SIZES = (4, 5, 3, 1)


def test_a_cache_of_a_real_forward_pass_agrees() -> None:
    rng = np.random.default_rng(0)
    X, found = draw_network(rng, SIZES, 7)
    assert disagreements(X, {name: found[name] for name in PLAIN_CACHE}) == []


def test_a_cache_with_dropout_agrees_with_its_own_masks_and_keep_probability() -> None:
    rng = np.random.default_rng(1)
    masks = (draw_mask(rng, (5, 7), 0.7), draw_mask(rng, (3, 7), 0.7))
    X, found = draw_network(rng, SIZES, 7, *masks, 0.7)
    given = {name: found[name] for name in DROPOUT_CACHE}
    assert disagreements(X, given, 0.7) == []
    assert disagreements(X, given, 0.5) == ["A1", "Z2", "A2", "Z3", "A3"]


@pytest.mark.parametrize(
    ("changed", "told"), [("A3", ["A3"]), ("b3", ["Z3", "A3"]), ("Z1", ["Z1"])]
)
def test_what_was_changed_is_told_with_what_follows_from_it(changed: str, told: list[str]) -> None:
    X, found = draw_network(np.random.default_rng(2), SIZES, 7)
    given = {name: found[name] for name in PLAIN_CACHE}
    given[changed] = given[changed] + 0.5
    assert disagreements(X, given) == told
