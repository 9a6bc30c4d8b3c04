"""Is a sample normal? Right draws pass whatever the seed, other laws do not."""

import numpy as np
import pytest

from grader.measure.normal import bell_shaped, centred, deviates_by, unrelated

SIZES = (300, 5000, 15000)


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("size", SIZES)
def test_normal_draws_hold(seed, size):
    draws = np.random.default_rng(seed).normal(0, 0.1, size)
    assert centred(draws)
    assert centred(draws, 0.1)
    assert deviates_by(draws, 0.1)
    assert bell_shaped(draws)


@pytest.mark.parametrize("seed", range(10))
def test_a_shift_of_the_mean_is_seen(seed):
    draws = np.random.default_rng(seed).normal(0.02, 0.1, 5000)
    assert not centred(draws)
    assert bell_shaped(draws)


@pytest.mark.parametrize("deviation", [0.01, 0.08, 0.12, 1.0])
def test_another_deviation_is_seen(deviation):
    assert not deviates_by(np.random.default_rng(0).normal(0, deviation, 5000), 0.1)


@pytest.mark.parametrize("law", ["uniform", "choice", "laplace", "constant"])
def test_another_law_is_seen(law):
    rng = np.random.default_rng(0)
    draws = {
        "uniform": rng.uniform(-1, 1, 5000),
        "choice": rng.choice([-1.0, 1.0], 5000),
        "laplace": rng.laplace(size=5000),
        "constant": np.full(5000, 0.1),
    }[law]
    assert not bell_shaped(draws)


@pytest.mark.parametrize("draws", [[], [0.3], [np.nan] * 100, [np.inf] * 100, [0.0] * 100])
def test_what_is_no_sample_holds_to_no_law(draws):
    with np.errstate(all="ignore"):
        found = np.array(draws, dtype=float)
        assert not bell_shaped(found)
        assert not deviates_by(found, 0.1)
        if len(draws) < 2 or not np.isfinite(found).all():
            assert not centred(found)


@pytest.mark.parametrize("size", SIZES)
def test_samples_that_are_drawn_anew_are_unrelated(size):
    for seed in range(40):
        one, other = np.random.default_rng(seed).normal(0, 0.1, (2, size))
        assert unrelated(one, other)


@pytest.mark.parametrize("how", ["same", "scaled", "turned", "mixed", "longer", "with noise"])
def test_a_sample_that_comes_again_is_seen(how):
    rng = np.random.default_rng(0)
    one = rng.normal(0, 0.1, (40, 50))
    other = {
        "same": one,
        "scaled": -3 * one,
        "turned": one.T,
        "mixed": rng.permuted(one, axis=None),
        "longer": np.concatenate([one.ravel(), rng.normal(0, 0.1, 500)]),
        "with noise": one + rng.normal(0, 0.1, one.shape),
    }[how]
    assert not unrelated(one, other)
    assert not unrelated(other, one)


@pytest.mark.parametrize(
    "draws", [[], [0.3], [0.1, 0.2], [np.nan] * 100, [np.inf] * 100, [0.0] * 9]
)
def test_what_is_no_sample_is_related_to_everything(draws):
    with np.errstate(all="ignore"):
        assert not unrelated(np.array(draws, dtype=float), np.arange(100.0))


@pytest.mark.parametrize(
    ("test", "draws"),
    [
        (bell_shaped, lambda rng: rng.uniform(-1, 1, 900)),
        (bell_shaped, lambda rng: rng.laplace(size=2000)),
        (lambda draws: centred(draws, 1.0), lambda rng: rng.normal(0.14, 1, 4200)),
        (lambda draws: deviates_by(draws, 1.0), lambda rng: rng.normal(0, 1.1, 4200)),
        (lambda draws: deviates_by(draws, 1.0), lambda rng: rng.normal(0, 0.86, 1800)),
    ],
)
def test_another_law_is_seen_under_every_seed(test, draws):
    for seed in range(40):
        assert not test(draws(np.random.default_rng(seed)))
