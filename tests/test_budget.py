"""The budget of one submission: what is counted, what is given back, whose doing it is."""

import pytest

from grader.budget import LARGE_ANSWERS, LARGE_SOURCE, Budget, TooCostly


class Clocks:
    """The time on the clock and the processor time of this process, as a test sets them."""

    def __init__(self) -> None:
        self.wall = 100.0
        self.cpu = 7.0

    def budget(self, answer_bytes: int = 1000) -> Budget:
        return Budget(
            wall_seconds=20, cpu_seconds=15, answer_bytes=answer_bytes,
            clock=lambda: self.wall, cpu_clock=lambda: self.cpu,
        )  # fmt: skip

    def work(self, seconds: float) -> None:
        self.wall += seconds
        self.cpu += seconds


@pytest.fixture
def clocks() -> Clocks:
    return Clocks()


def test_time_on_the_clock_is_counted_from_the_start(clocks: Clocks) -> None:
    budget = clocks.budget()
    assert (budget.seconds_left, budget.deadline) == (20, 120)
    clocks.wall += 19
    assert not budget.no_time_left
    clocks.wall += 2
    assert budget.no_time_left
    assert budget.seconds_left == 0


def test_processor_time_is_the_childrens_and_ours_together(clocks: Clocks) -> None:
    budget = clocks.budget()
    budget.spend_cpu(6)
    clocks.cpu += 5
    assert budget.cpu_seconds_left == 4
    budget.spend_cpu(6)
    assert budget.cpu_seconds_left == 0
    assert budget.no_time_left


def test_answers_are_counted_as_long_as_they_fit(clocks: Clocks) -> None:
    budget = clocks.budget(answer_bytes=100)
    assert budget.take(60)
    assert not budget.take(41)
    assert budget.answer_bytes_left == 40
    assert budget.take(40)
    assert not budget.take(1)
    assert not budget.no_time_left


def test_what_the_sandbox_loses_to_a_fault_of_ours_is_given_back(clocks: Clocks) -> None:
    budget = clocks.budget()
    clocks.work(3)
    before = budget.mark()
    clocks.work(9)
    budget.spend_cpu(5)
    budget.take(500)
    budget.restore(before)
    assert (budget.seconds_left, budget.cpu_seconds_left) == (17, 12)
    assert budget.answer_bytes_left == 1000


def test_a_slow_stage_of_ours_costs_an_ordinary_submission_nothing(clocks: Clocks) -> None:
    budget = clocks.budget()
    budget.weigh(LARGE_SOURCE, LARGE_SOURCE)
    with budget.stage():
        clocks.work(1000)
        budget.give_back(4)  # nor is anything given back twice
    assert (budget.seconds_left, budget.cpu_seconds_left) == (20, 15)


def test_a_large_one_pays_for_what_our_stages_take(clocks: Clocks) -> None:
    budget = clocks.budget()
    budget.weigh(LARGE_SOURCE + 1, LARGE_SOURCE)
    with budget.stage():
        clocks.work(14)
    assert budget.cpu_seconds_left == 1
    with pytest.raises(TooCostly), budget.stage():
        clocks.work(2)


def test_neither_a_busy_machine_nor_its_own_code_makes_a_large_one_too_costly(
    clocks: Clocks,
) -> None:
    budget = clocks.budget()
    budget.weigh(LARGE_SOURCE + 1, LARGE_SOURCE)
    budget.spend_cpu(100)
    with budget.stage():
        clocks.wall += 1000
        clocks.cpu += 1
    assert budget.no_time_left


@pytest.mark.parametrize("large", [False, True])
def test_a_lack_of_memory_is_ours_unless_there_is_much_to_go_through(
    clocks: Clocks, large: bool
) -> None:
    budget = clocks.budget(answer_bytes=2 * LARGE_ANSWERS)
    if large:
        budget.take(LARGE_ANSWERS + 1)
    assert budget.blames(MemoryError()) is large
    assert budget.blames(TooCostly())
    assert not budget.blames(KeyError())
