"""Habits worth a word are told, at the line that is marked; the rest is left alone."""

import pytest
from advice_samples import IN_PLACE, LOOP, OUTSIDE, SEED, advice, marked, places
from course_lesson import Lesson

DENSE, L2_LESSON = Lesson("dense_layers"), Lesson("regularization")
NUMPY = "import numpy as np"
RELU = "class Activation_ReLU:\n    def forward(self, inputs):\n        "
SOFTMAX = "class Activation_Softmax:\n    def forward(self, inputs):\n        "
LAYER = "class Layer_Dense:\n    def __init__(self, n, k):\n        "
LOSS = "def cross_entropy(y_pred, y_true):\n    "
COST = "def compute_cost_with_regularization(A3, Y, parameters, lambd):\n    "
L2 = "def backward_propagation_with_regularization(X, Y, cache, lambd):\n    "
FORWARD = "def forward_propagation_with_dropout(X, parameters, keep_prob=0.5):\n    "
MODEL = (
    "def model(X, Y, learning_rate=0.3, num_iterations=9, print_cost=True, lambd=0, keep_prob=1):"
)
UNPACK = "(Z1, A1, W1, b1, Z2, A2, W2, b2, Z3, A3, W3, b3) = cache\n    "

IN_PLACES = {
    "entries": (DENSE, "inputs", RELU + "inputs[inputs < 0] = 0  # here"),
    "operator": (DENSE, "inputs", SOFTMAX + "inputs -= inputs.max(axis=1)  # here"),
    "kept": (
        DENSE, "inputs",
        RELU + "self.output = inputs\n        self.output[self.output < 0] = 0  # here",
    ),
    "out": (DENSE, "inputs", RELU + "self.output = np.maximum(0, inputs, out=inputs)  # here"),
    "sort": (DENSE, "y_pred", LOSS + "y_pred.sort()  # here\n    return y_pred"),
    "shuffle": (L2_LESSON, "X", FORWARD + "np.random.shuffle(X)  # here\n    return X"),
    "rows": (
        DENSE, "inputs",
        SOFTMAX + "for row in inputs:\n            row -= row.max()  # here",
    ),
    "unpacked": (L2_LESSON, "cache", L2 + UNPACK + "A3 -= Y  # here\n    return A3"),
    "unpacked in lines": (
        L2_LESSON, "cache",
        L2 + UNPACK.replace("Z2, ", "Z2,\n     ") + "A3 -= Y  # here\n    return A3",
    ),
    "copied into": (L2_LESSON, "X", FORWARD + "np.copyto(X, 1)  # here\n    return X"),
    "of a dictionary": (
        L2_LESSON, "parameters",
        COST + 'W1 = parameters["W1"]\n    W1 **= 2  # here\n    return W1.sum()',
    ),
    "by another name": (
        L2_LESSON, "X", FORWARD + "first = X\n    A = first\n    A[0] = 1  # here\n    return A",
    ),
    "after it was bound anew elsewhere": (
        L2_LESSON, "X", FORWARD + "X[:, 0] = 1  # here\n    X = X.copy()\n    return X",
    ),
    "only the first time is said": (
        L2_LESSON, "X", FORWARD + "X += 1  # here\n    X += 2\n    return X",
    ),
}  # fmt: skip

OUTSIDES = {
    "a table of data": (
        L2_LESSON, "train_X",
        "train_X = np.array([[1, 2]])", COST + "m = train_X.shape[1]  # here\n    return lambd / m",
    ),
    "a number": (L2_LESSON, "m", "m = 200", COST + "return lambd / (2 * m)  # here"),
    "a matrix in capitals": (
        DENSE, "X", "X = [[1, 2], [3, 4]]", RELU + "self.output = np.maximum(0, X)  # here",
    ),
    "in an inner function": (
        L2_LESSON, "q",
        "q = 3", COST + "def f(W):\n        return W * q  # here\n    return f(A3)",
    ),
    "two of them": (
        L2_LESSON, "dados, m",
        "m, dados = 5, [1]", COST + "return lambd / m + dados[0]  # here",
    ),
    "of two methods, the one that reads": (
        DENSE, "lote", "lote = [1.0]",
        RELU + "lote = inputs\n        self.output = lote\n    def backward(self, d):\n"
        "        return d * lote[0]  # here",
    ),
}  # fmt: skip

SEEDS = {
    "numpy": (L2_LESSON, FORWARD + "np.random.seed(1)  # here\n    return X"),
    "random": (L2_LESSON, "import random", COST + "random.seed(3)  # here\n    return 1"),
    "a constant": (L2_LESSON, "SEED = 1", FORWARD + "np.random.seed(SEED)  # here\n    return X"),
    "a generator": (
        L2_LESSON, FORWARD + "rng = np.random.default_rng(0)  # here\n    return rng.random(3)",
    ),
    "in the constructor": (DENSE, LAYER + "np.random.seed(0)  # here\n        self.n = n"),
}  # fmt: skip

LOOPS = {
    "columns": (
        L2_LESSON,
        COST + "m = Y.shape[1]\n    s = 0\n    for i in range(m):  # here\n"
        "        s += A3[0, i]\n    return s",
    ),
    "a size computed": (
        L2_LESSON,
        COST + "n, m = Y.shape\n    return sum(A3[0, i] for i in range(0, m - 1))  # here",
    ),
    "length": (
        L2_LESSON,
        FORWARD + "for i in range(len(X)):  # here\n        X.sum()\n    return X",
    ),
    "rows of lists": (
        DENSE,
        SOFTMAX + "self.output = []\n        for row in inputs:  # here\n"
        "            self.output.append(np.exp(row) / np.sum(np.exp(row)))",
    ),
    "pairs": (
        DENSE,
        LOSS + "s = 0\n    for linha, rotulo in zip(y_pred, y_true):  # here\n"
        "        s -= np.log(linha[rotulo])\n    return s / len(y_pred)",
    ),
    "numbered": (
        DENSE,
        SOFTMAX + "self.output = inputs.copy()\n        for i, row in enumerate(inputs):  # here\n"
        "            self.output[i] = np.exp(row) / np.exp(row).sum()",
    ),
    "comprehension": (
        DENSE, RELU + "self.output = [[max(0, v) for v in row] for row in inputs]  # here",
    ),
    "while": (
        L2_LESSON,
        COST + "i, s = 0, 0\n    while i < Y.shape[1]:  # here\n        s += A3[0, i]\n"
        "        i += 1\n    return s",
    ),
    "each entry": (
        DENSE, RELU + "for i in np.ndindex(inputs.shape):  # here\n            inputs.item(i)",
    ),
}  # fmt: skip

LEFT_ALONE = {
    "a copy is changed": (DENSE, RELU + "inputs = inputs.copy()\n        inputs[inputs < 0] = 0"),
    "an array of its own": (L2_LESSON, FORWARD + "A1 = X * 2\n    A1 *= 0.5\n    return A1"),
    "a number": (L2_LESSON, COST + "lambd /= 2 * Y.shape[1]\n    return lambd"),
    "a number by its default": (
        L2_LESSON, FORWARD + "keep_prob *= np.sum(keep_prob)\n    return X",
    ),
    "an element of a vector": (
        DENSE, LOSS + "p = y_pred[np.arange(2), y_true]\n    p *= -1\n    return p.mean()",
    ),
    "a dictionary of its own": (
        L2_LESSON, L2 + 'grads = {}\n    grads["dW1"] = X\n    grads["dW1"] += X\n    return grads',
    ),
    "methods of texts and queues": (
        L2_LESSON, COST + 'lambd.put(Y)\n    Y.replace("a", A3)\n    return A3.partition(Y)',
    ),
    "an inner function's argument": (
        L2_LESSON,
        FORWARD + "def drop(A):\n        A *= 2\n        return A\n    return drop(X + 1)",
    ),
    "an attribute": (DENSE, RELU + "self.total = 0\n        self.total += inputs"),
    "a constant": (L2_LESSON, "EPS = 1e-8\nTAXAS = [0.1, 0.2]", COST + "return EPS + TAXAS[0]"),
    "a guard": (L2_LESSON, "eps = 1e-8", COST + "return np.log(A3 + eps)"),
    "a generator of the notebook": (
        L2_LESSON, "rng = np.random.default_rng(3)", FORWARD + "return rng.random(X.shape)",
    ),
    "functions": (
        L2_LESSON, "pi = np.pi\nf = np.tanh\ng = np.vectorize(f)\nh = lambda x: pi",
        COST + "return f(g(h(A3)))",
    ),
    "a name of its own": (
        L2_LESSON, "X, m = [1], 5", FORWARD + "m = X.shape[1]\n    return [m for X in (1, 2)]",
    ),
    "keywords and texts": (L2_LESSON, "m = 5", COST + "return dict(m=1)['m'] + A3.m"),
    "a seed that the caller chooses": (
        L2_LESSON, COST.replace("lambd", "lambd, seed=None") + "np.random.seed(seed)\n    return 1",
    ),
    "a seed before the call": (L2_LESSON, "np.random.seed(1)", FORWARD + "return X"),
    "an object's own generator": (
        DENSE, LAYER + "self.rng = np.random.default_rng(0)\n        self.n = n",
    ),
    "layers by number": (
        L2_LESSON,
        COST + "s = 0\n    for l in range(1, len(parameters) // 2 + 1):\n"
        '        s += np.sum(parameters["W" + str(l)] ** 2)\n    return s',
    ),
    "layers by name": (
        L2_LESSON,
        COST + "s = 0\n    for name in parameters:\n        if name[0] == 'W':\n"
        "            s += np.sum(parameters[name] ** 2)\n    return s",
    ),
    "layers in a list": (
        L2_LESSON,
        COST + 'W = [parameters["W1"], parameters["W2"]]\n    s = 0\n'
        "    for l in range(len(W)):\n        s += np.sum(W[l] ** 2)\n    return s",
    ),
    "layers of the cache": (
        L2_LESSON, L2 + "return [np.sum(item) for item in cache] + [np.sum(W) for W in (X, Y)]",
    ),
    "iterations": (
        L2_LESSON, MODEL + "\n    for i in range(num_iterations):\n        X = X + 1\n    return X",
    ),
    "rows where no one asks for numpy": (
        DENSE,
        "def spiral_data(samples, classes):\n    X = np.zeros((samples, classes))\n"
        "    for i in range(X.shape[0]):\n        X[i] = i\n    return X, X",
    ),
    "an index made of a range": (
        DENSE, LOSS + "return -np.log(y_pred[range(len(y_pred)), y_true]).mean()",
    ),
    "code that is not asked for": (DENSE, "def other(x):\n    x[0] = 1\n    np.random.seed(1)"),
}  # fmt: skip


@pytest.mark.parametrize("name", IN_PLACES)
def test_an_argument_changed_in_place_is_told(name: str) -> None:
    lesson, argument, *sources = IN_PLACES[name]
    [texts] = advice(lesson.assignment(), NUMPY, *sources).values()
    texts = tuple(text for text in texts if text.key != LOOP)
    assert [(text.key, text.values["argument"]) for text in texts] == [(IN_PLACE, argument)]
    assert places(texts) == marked(NUMPY, *sources)


@pytest.mark.parametrize("name", OUTSIDES)
def test_a_variable_of_the_notebook_is_told(name: str) -> None:
    lesson, names, *sources = OUTSIDES[name]
    [texts] = advice(lesson.assignment(), NUMPY, *sources).values()
    assert [(text.key, text.values["names"]) for text in texts] == [(OUTSIDE, names)]
    assert places(texts) == marked(NUMPY, *sources)


@pytest.mark.parametrize(
    ("key", "name"), [(SEED, name) for name in SEEDS] + [(LOOP, name) for name in LOOPS]
)
def test_a_fixed_seed_and_a_loop_are_told(key: str, name: str) -> None:
    lesson, *sources = (SEEDS if key == SEED else LOOPS)[name]
    [texts] = advice(lesson.assignment(), NUMPY, *sources).values()
    assert [text.key for text in texts] == [key]
    assert places(texts) == marked(NUMPY, *sources)


@pytest.mark.parametrize("name", LEFT_ALONE)
def test_what_is_in_order_is_left_alone(name: str) -> None:
    lesson, *sources = LEFT_ALONE[name]
    assert advice(lesson.assignment(), NUMPY, *sources) == {}
