"""The small course of the tests: where it is, and one submission of it as bytes."""

import json
from pathlib import Path

from grader.assignment import Assignment, load_assignment
from grader.model import Submission

COURSE = Path(__file__).parents[1] / "course"
DOUBLE = COURSE / "assignments" / "double"
SOLUTIONS = COURSE / "solutions" / "double"

GOOD_DOUBLE = "def double(x):\n    return 2 * x\n"
GOOD_COUNTER = (
    "class Counter:\n    def __init__(self):\n        self.count = 0\n"
    "    def step(self):\n        self.count += 1\n"
)


def small_assignment() -> Assignment:
    """Load the small assignment."""
    return load_assignment(DOUBLE, SOLUTIONS)


def notebook_bytes(*sources: str) -> bytes:
    """Return a notebook with these code cells."""
    cells = [
        {
            "cell_type": "code",
            "id": f"cell-{number}",
            "metadata": {},
            "source": source,
            "outputs": [],
            "execution_count": None,
        }
        for number, source in enumerate(sources)
    ]
    document = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(document).encode()


def submission(*sources: str, student: str = "ana") -> Submission:
    """Return a submission with these code cells."""
    return Submission(student, f"{student}.ipynb", notebook_bytes(*sources))
