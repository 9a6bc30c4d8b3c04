"""The reference of the assignment for tests of diagnoses."""

import numpy as np


def standardise(x):
    mean = np.mean(x, axis=0, keepdims=True)
    spread = np.std(x, axis=0, keepdims=True)
    return {"mean": mean, "spread": spread, "result": (x - mean) / spread}


def score(x, w):
    return standardise(x)["result"] @ w
