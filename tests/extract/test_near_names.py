"""A name that differs by case, accents and underscores alone answers to the one asked for."""

import json

import pytest

from grader.extract import extract
from grader.model import Ask, Extraction, Submission
from grader.notebook import read

ASK = Ask("Layer_Dense", "class", ("CamadaDensa",))


def extracted(source: str) -> Extraction:
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "source": source}
    document = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return extract(read(Submission("s", "s.ipynb", json.dumps(document).encode())), [ASK])


@pytest.mark.parametrize("name", ["layer_dense", "LAYERDENSE", "Layer_Densé", "camadaDensa"])
def test_a_class_of_a_near_name_is_taken(name: str) -> None:
    assert extracted(f"class {name}:\n    pass\n").names == {"Layer_Dense": name}


@pytest.mark.parametrize(
    "source",
    [
        "class layer_dense:\n    pass\nclass LayerDensE:\n    pass\n",
        "def layer_dense():\n    pass\n",
        "layer_dense = 3\n",
        "class Layer_Dens:\n    pass\n",
    ],
)
def test_what_may_mean_another_thing_is_not(source: str) -> None:
    assert extracted(source).names == {}
