"""Real lessons in a real kernel: right functions and classes are right, where they live."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from running_kernel import Kernel, kernel

ROOT = Path(__file__).parents[2]


def reference(slug: str) -> str:
    return (ROOT / "solutions" / slug / "reference.py").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kernel]:
    with kernel(tmp_path_factory.mktemp("lessons")) as found:
        found.run("import sys\nimport numpy as np")
        for slug in ("regularization", "dropout_layer"):
            found.run(f"sys.path.append({str(ROOT / 'assignments' / slug / 'provided')!r})")
        yield found


def test_functions_of_a_numpy_lesson(running: Kernel) -> None:
    begun = running.run(reference("regularization"))
    assert begun.errors == ()
    one = running.run("check('compute_cost_with_regularization')")
    assert "20 of 20 points" in one.text
    assert running.value("check.last.score, check.last.max_score") == "(20.0, 20.0)"
    way_back = running.run("check('backward_propagation_with_dropout')")
    assert running.value("check.last.score == check.last.max_score") == "True", way_back.text
    running.run("np.random.seed(5)\nbefore = np.random.rand()\nnp.random.seed(5)")
    running.run("check('forward_propagation_with_dropout')")
    assert running.value("check.last.score == check.last.max_score") == "True"
    assert running.value("np.random.rand() == before") == "True"


def test_a_mistake_is_named_when_hints_climb(running: Kernel) -> None:
    running.run(
        "def compute_cost_with_regularization(A3, Y, parameters, lambd):\n"
        "    m = Y.shape[1]\n"
        "    W = [parameters[name] for name in ('W1', 'W2', 'W3')]\n"
        "    cross = -np.sum(Y * np.log(A3) + (1 - Y) * np.log(1 - A3)) / m\n"
        "    return cross + lambd / (2 * m) * sum(np.sum(np.abs(w)) for w in W)\n"
    )
    first = running.run("check('compute_cost_with_regularization')")
    assert running.value("check.last.score < 20") == "True"
    second = running.run("check.hint()")
    assert len(second.text) > len(first.text)


def test_two_lessons_in_one_namespace(running: Kernel) -> None:
    running.run(reference("regularization"))
    running.run(reference("dropout_layer"))
    shown = running.run("check()")
    assert shown.errors == ()
    assert "100 of 100 points" in shown.text
    assert shown.text.count(" of 100 points") == 2
    assert shown.html.count('<div class="grader-report"') == 2


def test_classes_and_one_that_is_redefined(running: Kernel) -> None:
    """Instances of the old class live on; the new class is what is checked."""
    begun = running.run(reference("dropout_layer"))
    assert begun.errors == ()
    running.run("old = Dropout(p=0.5)")
    running.run("check('Dropout')")
    assert running.value("check.last.score == check.last.max_score > 0") == "True"
    running.run("class Dropout:\n    def __init__(self, p=0.5):\n        self.p = p")
    running.run("check('Dropout')")
    assert running.value("check.last.score < check.last.max_score") == "True"
    running.run(reference("dropout_layer"))
    running.run("check('Dropout')")
    assert running.value("check.last.score == check.last.max_score") == "True"
    assert running.value("type(old) is Dropout, old.p") == "(False, 0.5)"
