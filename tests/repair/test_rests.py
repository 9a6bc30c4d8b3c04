"""Whether what is wrong in an exercise may be another one's."""

import pytest
from course_lesson import Lesson

from grader.extract import extract
from grader.model import Submission
from grader.notebook import read
from grader.prepare import Prepared, prepare
from grader.repair.rests import rests_on
from grader.seed import practice_seed

REGULARIZATION, MLP = Lesson("regularization"), Lesson("autograd_mlp")
COST, L2 = "compute_cost_with_regularization", "backward_propagation_with_regularization"


@pytest.fixture(scope="module", params=[REGULARIZATION, MLP], ids=str)
def prepared(request: pytest.FixtureRequest) -> Prepared:
    return prepare(request.param.assignment(), practice_seed())


def resting(prepared: Prepared, exercise: str, *others: str) -> bool:
    solutions = prepared.solutions
    source = (solutions / "reference.py").read_bytes()
    notebook = read(Submission("ana", "ana.py", source))
    taken = extract(notebook, prepared.assignment.asks)
    return rests_on(prepared, taken, exercise, others)


def test_what_calls_or_asks_for_another_rests_on_it(prepared: Prepared) -> None:
    if prepared.assignment.slug == "regularization":
        assert resting(prepared, "model", COST)
        assert resting(prepared, "model", "model", L2)
        assert not resting(prepared, "model", "model")
        assert not resting(prepared, L2, COST)  # it is judged apart from it
        assert not resting(prepared, COST, "model", L2)
    else:
        assert resting(prepared, "mlp", "valor")
        assert resting(prepared, "treinar", "mlp")
        assert not resting(prepared, "valor", "mlp", "treinar")
        assert not resting(prepared, "propagar_tudo", "valor")  # both are of one class
