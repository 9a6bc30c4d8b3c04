"""Waiting for a database that is away; processes that are started again."""

import time

import pytest
from sqlalchemy.exc import OperationalError

from grader.service.patience import patiently
from grader.service.supervise import Supervised, Wanted, end_all

AWAY = OperationalError("SELECT 1", None, Exception("away"))


def test_what_fails_while_the_database_is_away_is_done_when_it_is_back() -> None:
    results: list[OperationalError | int] = [AWAY, AWAY, 7]

    def do() -> int:
        result = results.pop(0)
        if isinstance(result, OperationalError):
            raise result
        return result

    waits: list[float] = []
    assert patiently(do, wait=waits.append) == 7
    assert len(waits) == 2


def test_patience_ends_and_another_error_is_not_waited_for() -> None:
    times = iter(range(100))

    def away() -> None:
        raise AWAY

    def wrong() -> None:
        raise ValueError

    with pytest.raises(OperationalError):
        patiently(away, seconds=3, now=lambda: next(times), wait=lambda _seconds: None)
    with pytest.raises(ValueError):
        patiently(wrong, wait=lambda _seconds: pytest.fail("it waited"))


def test_a_process_that_ends_is_started_again_later_and_later() -> None:
    now = 0.0
    one = Supervised(Wanted("one", ("-c", "raise SystemExit(5)"), {}), now=lambda: now)
    one.start()
    pauses = []
    for _end in range(3):
        assert one.process is not None
        one.process.wait()
        assert one.look() == 5
        since = now
        while one.process is None:
            now += 0.25
            one.look()
        pauses.append(now - since)
    end_all([one], 10)
    assert pauses == [1.0, 2.0, 4.0]
    assert one.ends == 3


def test_all_are_asked_to_end_and_who_does_not_is_ended() -> None:
    deaf = (
        "import signal, time; signal.signal(15, signal.SIG_IGN); print(flush=True); time.sleep(99)"
    )
    willing = "import time; time.sleep(99)"
    every = [Supervised(Wanted("x", ("-c", program), {})) for program in (deaf, willing)]
    for one in every:
        one.start()
    time.sleep(0.5)  # until it does not hear
    end_all(every, 1.0)
    codes = [one.process.returncode for one in every if one.process is not None]
    assert codes[1] == -15 and codes[0] in (-9, -15)
