"""Work that is right but for an earlier mistake is paid, and nothing else is; in the sandbox."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from course_fixture import submission
from endings import SUBMISSIONS, ending
from regularization_lesson import BACKWARD, COST, FORWARD, L2, MODEL, REGULARIZATION
from told import grade
from written_lesson import RAISES, UNSCALED_BACK, UNSCALED_THERE, Change, body, items, written

from grader.budget import Budget
from grader.errors import SandboxFault
from grader.model import Execution, Extraction, Isolation
from grader.reported import Report
from grader.sandbox import policy
from grader.sandbox.executor import Closing, Executor, Question

if not policy.supported():
    pytest.skip("needs Linux on x86_64 or aarch64", allow_module_level=True)

from lesson_bench import Bench, opened


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    with opened(REGULARIZATION) as found:
        yield found


def graded(bench: Bench, *changes: Change) -> Report:
    return grade(submission(*written(*changes)), bench.prepared, bench.jail, "en", pytest.fail)


def graded_with_faults(
    bench: Bench, executor: Executor, *changes: Change
) -> tuple[Report, list[str]]:
    faults: list[str] = []
    handed = submission(*written(*changes))
    return grade(handed, bench.prepared, executor, "en", faults.append), faults


def points(report: Report, exercise: str) -> list[float | None]:
    return [item.score for item in items(report, exercise).values()]


# ---------------------------------------------------------------- what is carried

# changes, exercise, item, points (its share of the item's), the exercise that is made up for
FOLLOWED: dict[str, tuple[Sequence[Change], str, str, float, str]] = {
    "a forward pass without 1/keep_prob, and back": (
        (UNSCALED_THERE, UNSCALED_BACK), BACKWARD, "scaling", 0.6 * 8, FORWARD,
    ),
    "a cost of lambd/m, and its derivative": (
        ((COST, "2 * m", "m"), (L2, "lambd / m", "2 * lambd / m")), L2, "gradient", 0.8 * 12, COST,
    ),
    "training with a backward pass that raises": ((RAISES,), MODEL, "agreement", 4, BACKWARD),
}  # fmt: skip


@pytest.mark.parametrize("name", FOLLOWED)
def test_work_consistent_with_an_earlier_mistake_keeps_the_rubrics_share(
    bench: Bench, name: str
) -> None:
    changes, exercise, item, share, source = FOLLOWED[name]
    report = graded(bench, *changes)
    found = items(report, exercise)[item]
    [title] = [e.title for e in report.exercises if e.name == source]
    assert found.score == pytest.approx(share)
    assert f"“{title}”" in found.reason
    others = [other for other in items(report, exercise).values() if other.id != item]
    assert [other.id for other in others if other.score != other.max_score or other.reason] == []


NO_DROPOUT = (
    (FORWARD, "np.random.rand(*A1.shape) < keep_prob", "np.ones(A1.shape, dtype=bool)"),
    (FORWARD, "np.random.rand(*A2.shape) < keep_prob", "np.ones(A2.shape, dtype=bool)"),
    UNSCALED_THERE,
)
NO_PENALTY = (COST, " + lambd / (2 * m) * squares", "")

UNEARNED: dict[str, tuple[Sequence[Change], str]] = {
    "no dropout, there and back": (
        (*NO_DROPOUT, (BACKWARD, " * D2 / keep_prob", ""), (BACKWARD, " * D1 / keep_prob", "")),
        BACKWARD,
    ),
    "an answer that never changes, and gradients of 0": (
        (
            body(
                FORWARD,
                "A3 = np.full((1, X.shape[1]), 0.5)",
                "p = parameters",
                "D1 = np.zeros((len(p['W1']), X.shape[1]))",
                "D2 = np.zeros((len(p['W2']), X.shape[1]))",
                "return A3, (D1, D1, D1, p['W1'], p['b1'], D2, D2, D2, p['W2'], p['b2'], A3, A3,"
                " p['W3'], p['b3'])",
            ),
            (BACKWARD, "dZ3 = A3 - Y", "dZ3 = 0 * Y"),
        ),
        BACKWARD,
    ),
    "a backward pass that does not follow": ((UNSCALED_THERE, RAISES), BACKWARD),
    "a cost without penalty, and the plain gradients": (
        (NO_PENALTY, (L2, " + lambd / m * W", " + 0 * W")), L2,
    ),
    "a wrong cost, and another wrong gradient": (
        ((COST, "2 * m", "m"), (L2, "lambd / m", "lambd / (2 * m)")), L2,
    ),
    "training that calls nothing of its own": (
        (RAISES, (MODEL, "keep_prob < 1", "False"), (MODEL, "lambd != 0", "False")), MODEL,
    ),
    "training that raises by itself": ((RAISES, (MODEL, "X.shape[0]", "X.shape[7]")), MODEL),
}  # fmt: skip


@pytest.mark.parametrize("name", UNEARNED)
def test_what_is_wrong_by_itself_is_not_carried(bench: Bench, name: str) -> None:
    changes, exercise = UNEARNED[name]
    report = graded(bench, *changes)
    found = items(report, exercise).values()
    assert any(item.score == 0 for item in found)
    assert [item.reason for item in found if item.reason] == []


def test_nothing_is_carried_where_the_earlier_exercise_is_right(bench: Bench) -> None:
    report = graded(bench, UNSCALED_BACK)
    assert points(report, BACKWARD) == [8, 0, 4]


# ---------------------------------------------------------------- faults of ours


class FailingLater(Closing):
    """The sandbox, which fails when it is asked for the second time."""

    def __init__(self, jail: Executor) -> None:
        self._jail = jail
        self._asked = 0

    @property
    def isolation(self) -> Isolation:
        return self._jail.isolation

    def run(
        self,
        extraction: Extraction,
        questions: Sequence[Question],
        budget: Budget | None = None,
    ) -> Execution:
        self._asked += 1
        if self._asked > 1:
            raise SandboxFault("no more processes")
        return self._jail.run(extraction, questions, budget)


class Spending(Closing):
    """The sandbox; its first run uses up the submission's time."""

    def __init__(self, jail: Executor) -> None:
        self._jail = jail
        self.runs = 0

    @property
    def isolation(self) -> Isolation:
        return self._jail.isolation

    def run(
        self,
        extraction: Extraction,
        questions: Sequence[Question],
        budget: Budget | None = None,
    ) -> Execution:
        assert budget is not None
        self.runs += 1
        execution = self._jail.run(extraction, questions, budget)
        budget.spend_cpu(budget.cpu_seconds_left + 1)
        return execution


def test_when_the_time_is_used_up_there_is_no_follow_through_and_no_fault(bench: Bench) -> None:
    spending = Spending(bench.jail)
    report, faults = graded_with_faults(bench, spending, UNSCALED_THERE, UNSCALED_BACK)
    assert (spending.runs, faults, report.status) == (1, [], "graded")
    assert points(report, BACKWARD) == [8, 0, 4]


def test_a_sandbox_that_fails_the_second_time_leaves_the_item_unjudged_and_is_told_of(
    bench: Bench,
) -> None:
    failing = FailingLater(bench.jail)
    report, faults = graded_with_faults(bench, failing, UNSCALED_THERE, UNSCALED_BACK)
    assert ending(report, BACKWARD) == SUBMISSIONS["follow_through_fails"]
    assert points(report, BACKWARD) == [8, None, 4]
    assert [fault for fault in faults if BACKWARD in fault and "no more processes" in fault]


def test_a_check_that_raises_the_second_time_leaves_the_item_unjudged_and_is_told_of(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    exercise = bench.prepared.assignment.exercises[BACKWARD]
    check = type(exercise).check

    def broken(self: Any, case: Any, got: Any, want: Any) -> Any:
        if case.name == "own_forward":
            raise ZeroDivisionError("in our check")
        return check(self, case, got, want)

    monkeypatch.setattr(type(exercise), "check", broken)
    report, faults = graded_with_faults(bench, bench.jail, UNSCALED_THERE, UNSCALED_BACK)
    assert (report.status, points(report, BACKWARD)) == ("grader_fault", [8, None, 4])
    assert [fault for fault in faults if "ZeroDivisionError" in fault]
