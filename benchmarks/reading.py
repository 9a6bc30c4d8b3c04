"""Time spent on reading a notebook and extracting from it, as ratios within one run.

Run it with `python benchmarks/reading.py`. Processor time, not wall time; the median of repeats
that take turns, so that a busy machine slows all of them alike.
"""

import ast
import base64
import json
import random
import statistics
import symtable
import time
from collections.abc import Callable

import nbformat

from grader.extract import extract, fingerprints
from grader.model import Ask, Submission
from grader.notebook import read

REPEATS = 40

LAYER = '''
def layer_{n}_backward(X, Y, cache, keep_prob = 0.8):
    """
    Gradients of layer {n}.

    Arguments:
    X -- inputs, shape (features, examples)
    Y -- labels, shape (1, examples)
    cache -- what the forward pass kept
    keep_prob -- probability of keeping a unit

    Returns:
    gradients -- dictionary of gradients
    """
    m = X.shape[1]
    (Z1, D1, A1, W1, b1, Z2, D2, A2, W2, b2) = cache

    ### YOUR CODE HERE ###
    dZ2 = A2 - Y                                   # sigmoid with cross-entropy
    dW2 = (1. / m) * np.dot(dZ2, A1.T)
    db2 = (1. / m) * np.sum(dZ2, axis=1, keepdims=True)
    dA1 = np.dot(W2.T, dZ2)
    dA1 = dA1 * D1                                 # the same units as on the way forward
    dA1 = dA1 / keep_prob
    dZ1 = np.multiply(dA1, np.int64(A1 > 0))
    dW1 = (1. / m) * np.dot(dZ1, X.T) + scale_{n}(m) * W1
    db1 = (1. / m) * np.sum(dZ1, axis=1, keepdims=True)
    ### END ###

    gradients = {{"dZ2": dZ2, "dW2": dW2, "db2": db2, "dA1": dA1,
                 "dZ1": dZ1, "dW1": dW1, "db1": db1}}
    return gradients
'''
HELPER = "def scale_{n}(m, lambd = LAMBD):\n    return lambd / m"
OPENING = """import numpy as np
import matplotlib.pyplot as plt
from reg_utils import sigmoid, relu
%matplotlib inline
plt.rcParams['figure.figsize'] = (7.0, 4.0)
LAMBD = 0.7"""
TRAINING = "parameters = layer_{n}_backward(train_X, train_Y, cache)\nprint(parameters)"


def lesson(output_bytes: int) -> bytes:
    """Return notebook JSON of 21 cells, ten of them definitions, with this much stored output.

    Half of the bytes are pictures, half are lines that training printed.
    """
    sources = [OPENING]
    for n in range(5):
        sources += [HELPER.format(n=n), LAYER.format(n=n), TRAINING.format(n=n), f"# Step {n}"]
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    picture = base64.b64encode(random.Random(1).randbytes(output_bytes * 3 // 40)).decode()
    lines = "".join(f"Cost after iteration {n}: {0.69 / (n + 1):.16f}\n" for n in range(10**5))
    for cell in cells[3::4]:
        data = {"image/png": picture, "text/plain": ["<Figure size 700x400>"]}
        cell.outputs = [
            nbformat.v4.new_output("display_data", data=data),
            nbformat.v4.new_output("stream", text=lines[: output_bytes // 13]),
        ]
    notebook = nbformat.v4.new_notebook(cells=cells)
    return nbformat.writes(notebook).encode()


def cpu_ms(jobs: dict[str, Callable[[], object]], repeats: int = REPEATS) -> dict[str, float]:
    """Return the median processor time of each job in milliseconds, the jobs taking turns."""
    times: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(repeats):
        for name, job in jobs.items():
            start = time.process_time_ns()
            job()
            times[name].append((time.process_time_ns() - start) / 1e6)
    return {name: statistics.median(found) for name, found in times.items()}


def main() -> None:
    """Print both tables."""
    print("reading, by size of the file (ms of processor time)")
    print(f"{'MB':>5} {'ours':>8} {'json':>8} {'nbformat':>9}   json/ours  nbformat/ours")
    for megabytes in (0.3, 1.0, 5.0):
        compare_reading(lesson(int(megabytes * 1e6)))
    print("\nextracting: 21 cells, 10 definitions, 0.3 MB (ms of processor time)")
    measure_extraction(Submission("someone", "lesson.ipynb", lesson(300_000)))


def compare_reading(content: bytes) -> None:
    """Print one line: our reader beside the json module and nbformat."""
    submission = Submission("someone", "lesson.ipynb", content)
    ms = cpu_ms(
        {
            "ours": lambda: read(submission),
            "json": lambda: json.loads(content),
            "nbformat": lambda: nbformat.reads(content.decode(), as_version=4),
        },
        repeats=15,
    )
    ours = ms["ours"]
    print(
        f"{len(content) / 1e6:5.1f} {ours:8.2f} {ms['json']:8.2f} {ms['nbformat']:9.2f}"
        f"   {ms['json'] / ours:9.1f}  {ms['nbformat'] / ours:13.1f}"
    )


def measure_extraction(submission: Submission) -> None:
    """Print what reading and extracting cost, beside what Python's own parser takes of it."""
    notebook = read(submission)
    asks = [Ask(f"layer_{n}_backward") for n in range(5)]
    handout = fingerprints(notebook, asks)
    chunks = extract(notebook, asks).chunks
    sources = [cell.source.replace("%", "#") for cell in notebook.cells]
    ms = cpu_ms(
        {
            "read": lambda: read(submission),
            "extract": lambda: extract(notebook, asks),
            "extract, knowing the handout": lambda: extract(notebook, asks, handout),
            "  of it Python's parser": lambda: [ast.parse(source) for source in sources],
            "  of it Python's symbol tables": lambda: [
                symtable.symtable(chunk.source, "<cell>", "exec") for chunk in chunks
            ],
        }
    )
    for name, figure in ms.items():
        print(f"{figure:8.2f}  {name}")


if __name__ == "__main__":
    main()
