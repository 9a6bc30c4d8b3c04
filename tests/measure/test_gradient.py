"""Slopes by the complex step, against derivatives known in closed form."""

import numpy as np
import pytest

from grader.lessons.relu_network import cross_entropy, forward, relu, sigmoid
from grader.measure.gradient import gradient, slope


def test_a_slope_is_exact_where_a_difference_would_cancel():
    x = {"x": np.array([1e-9, 2.0, -3.0])}
    found = gradient(lambda p: (p["x"] ** 3).sum(), x)["x"]
    np.testing.assert_allclose(found, 3 * x["x"] ** 2, rtol=1e-15)


def test_a_slope_along_a_direction_is_the_gradient_times_it():
    rng = np.random.default_rng(0)
    at = {"a": rng.normal(size=(2, 3)), "b": rng.normal(size=3)}
    along = {"a": rng.normal(size=(2, 3))}

    def f(p):
        return (np.exp(p["a"]) @ p["b"]).sum()

    right = (gradient(f, at)["a"] * along["a"]).sum()
    assert slope(f, at, along) == pytest.approx(right, rel=1e-13)


@pytest.mark.parametrize(("z", "expected"), [(-2.0, 0.0), (0.0, 0.0), (3.0, 1.0)])
def test_the_relu_has_slope_zero_at_its_corner(z, expected):
    assert slope(lambda p: relu(p["z"]).sum(), {"z": np.array([z])}, {"z": np.ones(1)}) == expected


def test_the_cross_entropy_has_the_slope_of_the_textbook_and_never_overflows():
    Z = np.array([[-800.0, -30.0, -0.5, 0.5, 30.0, 800.0]])
    Y = np.array([[0, 1, 1, 0, 0, 1]])
    assert np.isfinite(cross_entropy(Z, Y))
    found = gradient(lambda p: cross_entropy(p["Z"], Y), {"Z": Z})["Z"]
    np.testing.assert_allclose(found, (sigmoid(Z) - Y) / 6, rtol=1e-12, atol=1e-300)


def test_a_forward_pass_with_masks_drops_and_divides_the_hidden_layers():
    rng = np.random.default_rng(0)
    shapes = {"W1": (3, 2), "b1": (3, 1), "W2": (2, 3), "b2": (2, 1), "W3": (1, 2), "b3": (1, 1)}
    p = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    D1, D2 = rng.random((3, 5)) < 0.5, rng.random((2, 5)) < 0.5
    net = forward(rng.normal(size=(2, 5)), p, D1, D2, 0.5)
    assert not net["A1"][~D1].any() and not net["A2"][~D2].any()
    np.testing.assert_array_equal(net["A1"][D1], 2 * relu(net["Z1"])[D1])
    np.testing.assert_array_equal(net["Z3"], p["W3"] @ net["A2"] + p["b3"])
