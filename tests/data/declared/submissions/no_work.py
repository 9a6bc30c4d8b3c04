import numpy as np


def softmax(x):
    return np.zeros_like(x)


def backward(labels, cache):
    return {"dW": np.zeros((cache[0].shape[1], labels.shape[1])), "loss": 0.0}


def drop(shape, keep_prob):
    return np.ones(shape)


def step(parameters, grads, rate):
    return parameters


class Dense:
    def __init__(self, n, k):
        self.W = np.zeros((n, k))

    def forward(self, X):
        return np.zeros((len(X), self.W.shape[1]))
