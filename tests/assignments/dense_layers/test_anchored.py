"""What does no work in the dense layers lesson earns nothing, whatever is drawn, and says why."""

import tomllib

import numpy as np
import pytest
from course_lesson import ROOT, Lesson

LESSON = Lesson("dense_layers")
FILE = ROOT / "tests" / "data" / "lessons" / "dense_layers" / "no_work.toml"
SEEDS = range(4)

TABLE = tomllib.loads(FILE.read_text(encoding="utf-8"))
ANSWERS = [(exercise, name) for exercise, answers in TABLE.items() for name in answers]

ACTIVATION = """
class Answer:
    def forward(self, x):
        self.output = {}
"""
LAYER = """
class Answer:
    def __init__(self, i, n):
        self.weights, self.biases = {weights}, np.zeros((1, n))
    def forward(self, x):
        x, n = np.asarray(x, dtype=float), self.biases.size
        self.output = {forward}
"""
FUNCTION = """
def Answer({arguments}):
    return {}
"""


def written(exercise, answer):
    """Return what is defined by somebody who answers so."""
    if exercise == "Layer_Dense":
        source = LAYER.format(**answer)
    elif exercise.startswith("Activation"):
        source = ACTIVATION.format(answer["gives"])
    elif exercise == "spiral_data":
        source = FUNCTION.format(answer["gives"], arguments="samples, classes")
    else:
        source = FUNCTION.format(answer["gives"], arguments="p, y")
    namespace = {"np": np, "generator": np.random.default_rng()}
    exec(source, namespace)
    return namespace["Answer"]


@pytest.mark.parametrize(("exercise", "name"), ANSWERS)
def test_an_answer_without_work_keeps_what_it_may_and_no_more(exercise, name):
    answer = TABLE[exercise][name]
    functions = {**LESSON.reference(), exercise: written(exercise, answer)}
    said = set()
    for seed in SEEDS:
        told = LESSON.told(functions, exercise, seed)
        counted = {
            pair
            for case, want in LESSON.cases(exercise, seed)
            for pair in LESSON.counted(exercise, case, want)
        }
        kept = counted - LESSON.unearned(told, exercise, seed)
        assert sorted(f"{item} {part}".strip() for item, part in kept) == answer.get("keeps", [])
        said |= {finding.message.key for findings in told for finding in findings}
    assert {*answer.get("says", [])} <= said


def test_every_sentence_about_what_cannot_be_judged_yet_is_said_of_one_of_them():
    texts = LESSON.assignment().texts["en"]
    later = {key for key in texts if key.endswith("later")} | {"dense.repeated", "loss.ignores"}
    said = {key for answers in TABLE.values() for one in answers.values() for key in one["says"]}
    assert said >= later - {"pipeline.stored_later"}


FLOWLESS = {
    "noise": "np.random.rand(*SHAPE)",
    "noise of its own": "generator.random(SHAPE)",
    "told by the shape": "0.1 * np.arange(np.prod(SHAPE)).reshape(SHAPE)",
    "the input echoed": "np.resize(x, SHAPE)",
    "a constant": "np.full(SHAPE, 0.5)",
}


@pytest.mark.parametrize("name", FLOWLESS)
def test_data_do_not_flow_through_what_does_no_work(name):
    weights = "0.1 * np.random.randn(i, n)"
    layer = {"weights": weights, "forward": FLOWLESS[name].replace("SHAPE", "(len(x), n)")}
    gives = {"gives": FLOWLESS[name].replace("SHAPE", "x.shape")}
    lazy = {
        "Layer_Dense": written("Layer_Dense", layer),
        "Activation_ReLU": written("Activation_ReLU", gives),
        "Activation_Softmax": written("Activation_Softmax", gives),
    }
    for seed in SEEDS:
        for one in lazy:
            lost = LESSON.lost_pairs({**LESSON.reference(), one: lazy[one]}, "pipeline", seed)
            assert {("together", ""), ("stored", one)} <= lost
        told = LESSON.told(lazy, "pipeline", seed)
        assert "pipeline.stored_later" in {f.message.key for found in told for f in found}
        assert {item for item, _ in LESSON.unearned(told, "pipeline", seed)} == {
            "together",
            "stored",
        }


def test_an_array_is_compared_outside_whatever_numpy_says_inside():
    class Patches:
        def forward(self, inputs):
            np.array_equal, self.kept = (lambda *_, **__: True), np.array_equal
            inputs[inputs < 0] = 0
            self.output = inputs
            np.array_equal = self.kept  # this test is in the grader's own process

    functions = {**LESSON.reference(), "Activation_ReLU": Patches}
    assert LESSON.lost_items(functions, "Activation_ReLU", 0) == {"unchanged"}
