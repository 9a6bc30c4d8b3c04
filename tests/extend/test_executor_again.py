"""What the example of an executor adds to the contract: a fault of ours costs a start, no more."""

import pytest
from asking import call, program, questions
from extend.executor_again import Again

from grader.errors import SandboxFault
from grader.model import Outcome, Status
from grader.sandbox.executor import Executor, Question
from grader.sandbox.fake import Fake


@pytest.mark.parametrize(("faults", "starts"), [(0, 1), (1, 2)])
def test_a_submission_is_run_once_more_where_we_failed(faults: int, starts: int) -> None:
    started: list[Executor] = []

    def answer(_question: Question) -> Outcome:
        if len(started) <= faults:
            raise SandboxFault("the child is gone")
        return Outcome(Status.PASSED)

    def start() -> Executor:
        started.append(Fake(answer))
        return started[-1]

    with Again(start) as executor:
        found = executor.run(program("def f(): pass"), questions([call("f")]))
    assert [one.status for one in found.outcomes] == [Status.PASSED]
    assert len(started) == starts


def test_a_second_fault_is_told() -> None:
    def answer(_question: Question) -> Outcome:
        raise SandboxFault("the child is gone")

    with Again(lambda: Fake(answer)) as executor, pytest.raises(SandboxFault):
        executor.run(program("def f(): pass"), questions([call("f")]))
