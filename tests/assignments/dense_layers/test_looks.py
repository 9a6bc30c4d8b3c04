"""Known mistakes as students write them are found in their code, and not in code that is right."""

import tomllib
from pathlib import Path

import pytest
from course_lesson import Lesson

from grader.diagnose.confirm import is_seen
from grader.extract import extract
from grader.model import Extraction, Submission
from grader.notebook import read

LESSON = Lesson("dense_layers")
TABLE = Path(__file__).parents[2] / "data/lessons/dense_layers/written.toml"
REFERENCE = (LESSON.solutions / "reference.py").read_text(encoding="utf-8")
OWN = {
    "dense": "Layer_Dense", "relu": "Activation_ReLU", "softmax": "Activation_Softmax",
    "spiral": "spiral_data", "loss": "Loss_CategoricalCrossentropy",
}  # fmt: skip
WRITTEN = [
    (family, name, before, after)
    for family, mistakes in tomllib.loads(TABLE.read_text(encoding="utf-8")).items()
    for name, (before, after) in mistakes.items()
]


def extracted(source: str) -> Extraction:
    given = Submission("someone", "someone.py", source.encode())
    return extract(read(given), LESSON.assignment().asks)


@pytest.mark.parametrize(
    ("family", "name", "before", "after"), WRITTEN, ids=[".".join(one[:2]) for one in WRITTEN]
)
def test_a_mistake_is_found_as_it_is_written(
    family: str, name: str, before: str, after: str
) -> None:
    start = REFERENCE.index(f" {OWN[family]}")
    own, rest = REFERENCE[:start], REFERENCE[start:]
    assert before in rest
    look = LESSON.assignment().looks[f"{family}.{name}"]
    assert is_seen(look, extracted(own + rest.replace(before, after)), [OWN[family]])
    assert not is_seen(look, extracted(REFERENCE), [OWN[family]])
