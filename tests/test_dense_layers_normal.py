"""Is a sample normal? Right draws pass whatever the seed, other laws do not."""

import numpy as np
import pytest

from grader.check.normal import bell_shaped, centred, deviates_by

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
