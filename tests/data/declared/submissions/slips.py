import numpy as np


def softmax(x):
    e = np.exp(x - x.max(axis=0))
    return e / e.sum(axis=0)


def backward(labels, cache):
    X, A = cache
    return {"dW": X.T @ (A - labels), "loss": -np.mean(np.sum(labels * np.log(A), axis=1))}


def drop(shape, keep_prob):
    return np.random.rand(*shape) < 1 - keep_prob


def step(parameters, grads, rate):
    return {name: parameters[name] - rate * grads[name] for name in parameters}


class Dense:
    def __init__(self, n, k):
        self.W = np.ones((n, k)) + np.arange(k)

    def forward(self, X):
        return X @ self.W
