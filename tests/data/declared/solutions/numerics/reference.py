import numpy as np


def softmax(x):
    e = np.exp(x - x.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def forward(X, W):
    A = softmax(X @ W)
    return A, (X, A)


def backward(labels, cache):
    X, A = cache
    loss = -np.mean(np.sum(labels * np.log(A), axis=1))
    return {"dW": X.T @ (A - labels) / len(X), "loss": loss}


def drop(shape, keep_prob):
    return np.random.rand(*shape) < keep_prob


def step(parameters, grads, rate):
    for name in parameters:
        parameters[name] -= rate * grads[name]


class Dense:
    def __init__(self, n, k):
        self.W = np.ones((n, k)) + np.arange(k)
        self.b = np.zeros(k)

    def forward(self, X):
        self.inputs = X
        return X @ self.W + self.b
