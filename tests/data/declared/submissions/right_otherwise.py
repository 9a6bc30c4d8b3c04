import math
from collections import OrderedDict

import numpy as np


def softmax(x):
    return [[math.exp(v) / sum(math.exp(w) for w in row) for v in row] for row in x]


def forward(X, W):
    return np.array(softmax(np.dot(X, W))), None


def backward(labels, cache):
    X, A = cache
    picked = A[np.arange(len(A)), labels.argmax(axis=1)]
    return OrderedDict(loss=np.array([np.log(1 / picked).mean()]), dW=(X[:, :, None] * (A - labels)[:, None]).mean(0))


def drop(shape, keep_prob):
    return np.random.default_rng().binomial(1, keep_prob, size=shape).astype(float)


def step(parameters, grads, rate):
    parameters["W"] = parameters["W"] - rate * grads["W"]
    parameters["b"] = parameters["b"] - rate * grads["b"]
    return parameters


class Dense:
    def __init__(self, n, k):
        self.W, self.b = np.tile(np.arange(1.0, k + 1), (n, 1)), 0

    def forward(self, X):
        self.inputs = X.copy()
        return np.einsum("mn,nk->mk", X, self.W)
