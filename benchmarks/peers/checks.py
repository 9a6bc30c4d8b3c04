"""Twelve checks, each worth a point: what every peer is given, in the form that it asks for.

They look up what they check in the notebook's own names, as tests in a notebook do.
"""

import numpy as np
import testCases


def check_cost():
    expected = 1.7864859451590758
    A3, Y, parameters = testCases.compute_cost_with_regularization_test_case()
    got = compute_cost_with_regularization(A3, Y, parameters, 0.1)
    assert np.allclose(got, expected)


def check_cost_without_penalty():
    expected = 1.6025016047573226
    A3, Y, parameters = testCases.compute_cost_with_regularization_test_case()
    got = compute_cost_with_regularization(A3, Y, parameters, 0)
    assert np.allclose(got, expected)


def check_cost_with_more():
    expected = 5.2821884127923875
    A3, Y, parameters = testCases.compute_cost_with_regularization_test_case()
    got = compute_cost_with_regularization(A3, Y, parameters, 2.0)
    assert np.allclose(got, expected)


def check_dW1():
    expected = np.array([[-0.25604646, 0.12298827, -0.28297129],
                         [-0.17706303, 0.34536094, -0.4410571]])
    X, Y, cache = testCases.backward_propagation_with_regularization_test_case()
    got = backward_propagation_with_regularization(X, Y, cache, 0.7)["dW1"]
    assert np.allclose(got, expected)


def check_dW2():
    expected = np.array([[0.79276486, 0.85133918],
                         [-0.0957219, -0.01720463],
                         [-0.13100772, -0.03750433]])
    X, Y, cache = testCases.backward_propagation_with_regularization_test_case()
    got = backward_propagation_with_regularization(X, Y, cache, 0.7)["dW2"]
    assert np.allclose(got, expected)


def check_dW3():
    expected = np.array([[-1.77691347, -0.11832879, -0.09397446]])
    X, Y, cache = testCases.backward_propagation_with_regularization_test_case()
    got = backward_propagation_with_regularization(X, Y, cache, 0.7)["dW3"]
    assert np.allclose(got, expected)


def check_db1():
    expected = np.array([[0.11845855], [0.21236874]])
    X, Y, cache = testCases.backward_propagation_with_regularization_test_case()
    got = backward_propagation_with_regularization(X, Y, cache, 0.7)["db1"]
    assert np.allclose(got, expected)


def check_mask():
    expected = 0.7
    X, parameters = testCases.forward_propagation_with_dropout_test_case()
    np.random.seed(2)
    masks = [forward_propagation_with_dropout(X, parameters, 0.7)[1][1] for _ in range(100)]
    got = np.mean(masks)
    assert np.allclose(got, expected, atol=0.06)


def check_scaling():
    X, parameters = testCases.forward_propagation_with_dropout_test_case()
    cache = forward_propagation_with_dropout(X, parameters, 0.7)[1]
    expected = np.maximum(0, cache[0]) * cache[1] / 0.7
    got = cache[2]
    assert np.allclose(got, expected)


def check_dA1():
    expected = np.array([[0.36544439, 0.0, -0.00188233, 0.0, -0.17408748],
                         [0.65515713, 0.0, -0.00337459, 0.0, 0.0]])
    X, Y, cache = testCases.backward_propagation_with_dropout_test_case()
    got = backward_propagation_with_dropout(X, Y, cache, 0.8)["dA1"]
    assert np.allclose(got, expected)


def check_dA2():
    expected = np.array([[0.58180856, 0.0, -0.00299679, 0.0, -0.27715731],
                         [0.0, 0.53159854, 0.0, 0.53159854, -0.34089673],
                         [0.0, 0.0, -0.00292733, 0.0, 0.0]])
    X, Y, cache = testCases.backward_propagation_with_dropout_test_case()
    got = backward_propagation_with_dropout(X, Y, cache, 0.8)["dA2"]
    assert np.allclose(got, expected)


def check_model():
    expected = 0.22623231
    X, Y = testCases.model_test_case()
    trained = model(X, Y, 0.5, 40, False)
    got = compute_cost(forward_propagation(X, trained)[0], Y)
    assert np.allclose(got, expected)
