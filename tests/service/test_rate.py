"""Buckets: so many a minute, and full again with time."""

from grader.service.auth.rate import Rates


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_bucket_empties_and_fills_with_time() -> None:
    clock = Clock()
    rates = Rates(60, clock)
    assert [rates.take("ana") for _time in range(60)] == [0] * 60
    assert rates.take("ana") == rates.is_empty("ana") == 1
    clock.now += 1
    assert rates.is_empty("ana") == 0  # nothing is taken by looking
    assert rates.take("ana") == 0
    assert rates.take("ana") == 1
    clock.now += 3600
    assert [rates.take("ana") for _time in range(61)].count(0) == 60


def test_buckets_are_each_ones_own_and_not_kept_without_end() -> None:
    rates = Rates(1, Clock())
    assert [rates.take(f"s{number}") for number in range(30_000)] == [0] * 30_000
    assert rates.take("s29999") == 60
    assert len(rates._buckets) <= 20_000
