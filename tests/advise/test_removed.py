"""Names that numpy has no more are worth a word: what to write in their place."""

import pytest
from advice_samples import advice
from course_lesson import Lesson

KEY = "advice.removed"
USES = {
    "regularization": (
        "def forward_propagation_with_dropout(X, parameters, keep_prob=0.5):\n"
        "    return (X < keep_prob).astype(np.int)",
        ("int", "int", "2"),
    ),
    "dense_layers": (
        "def spiral_data(samples, classes):\n    X = np.zeros((samples, 2))\n"
        "    return X, np.zeros(samples, dtype=np.float_)",
        ("float_", "np.float64", "3"),
    ),
    "dropout_layer": (
        "class Dropout:\n    def forward(self, x):\n"
        "        self.m = (x < 1).astype(np.object)\n        return x",
        ("object", "object", "3"),
    ),
}


@pytest.mark.parametrize("slug", USES)
def test_a_name_that_numpy_has_no_more_is_told_with_what_to_write(slug: str) -> None:
    source, said = USES[slug]
    texts = [
        text.values
        for found in advice(Lesson(slug).assignment(), "import numpy as np", source).values()
        for text in found
        if text.key == KEY
    ]
    assert [(v["removed"], v["instead"], v["line"]) for v in texts] == [said]


@pytest.mark.parametrize("used", ["np.bool_", "np.intp", "np.integer", "self.int", "np.bool"])
def test_what_numpy_has_is_nothing_to_tell(used: str) -> None:
    source = f"def spiral_data(samples, classes):\n    return {used}, 1"
    assert advice(Lesson("dense_layers").assignment(), "import numpy as np", source) == {}
