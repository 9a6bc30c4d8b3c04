"""The bare executor for trusted code: the same outcomes, and nothing left in the process."""

import sys

import pytest
from asking import ASSIGNMENT, call, program, run

from grader.load import load_provided
from grader.model import Raised, Status
from grader.sandbox.bare import Bare


@pytest.fixture
def bare() -> Bare:
    return Bare(load_provided(ASSIGNMENT / "provided"))


def test_it_answers_raises_and_misses(bare: Bare) -> None:
    source = "from attacking import frame\ndef f(x):\n    return 1 / x, callable(frame)"
    outcomes = run(bare, program(source), call("f", 2), call("f", 0), call("g"))
    assert [o.status for o in outcomes] == [Status.PASSED, Status.RAISED, Status.MISSING]
    assert outcomes[0].value == (0.5, True)
    assert outcomes[1].raised == Raised("ZeroDivisionError", "division by zero", 1, 3)


def test_the_process_is_as_it_was(bare: Bare) -> None:
    main = sys.modules["__main__"]
    with bare:
        run(bare, program("import attacking\n1 / 0\ndef f():\n    return 1"), call("f"))
    assert sys.modules["__main__"] is main
    assert "attacking" not in sys.modules
    assert bare.isolation.tier == "not_isolated"
