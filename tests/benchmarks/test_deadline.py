"""The simulation of a deadline: nobody is lost in it, and its queues are queues."""

import math
import random

import pytest
from built_kits import loaded
from course_lesson import ROOT

DEADLINE = loaded(ROOT / "benchmarks" / "deadline.py")
UPLOADS = DEADLINE.rush(2000, random.Random(5))


def test_people_come_as_the_law_says() -> None:
    many = DEADLINE.rush(20_000, random.Random(6))
    share = sum(at > -3600 for at in many) / len(many)
    span = (DEADLINE.WEEK + DEADLINE.LAST) / DEADLINE.LAST
    assert share == pytest.approx(math.log((3600 + 60) / 60) / math.log(span), abs=0.02)
    assert -DEADLINE.WEEK <= many[0] <= many[-1] <= 0


def test_everybody_is_acknowledged_and_then_scored() -> None:
    day = DEADLINE.simulated(UPLOADS, DEADLINE.Times(0.01, 0.1), webs=1, workers=2)
    assert len(day.acknowledged) == len(day.scored) == len(UPLOADS)
    assert sum(day.scored) > sum(day.acknowledged) > 0


def test_where_there_is_room_for_all_nobody_waits() -> None:
    day = DEADLINE.simulated(UPLOADS, DEADLINE.Times(0.01, 0.1), webs=2000, workers=2000)
    assert sum(day.scored) / len(day.scored) == pytest.approx(0.11, rel=0.1)


def test_one_worker_has_all_the_work() -> None:
    day = DEADLINE.simulated(UPLOADS, DEADLINE.Times(0.01, 60.0), webs=1, workers=1)
    last_hour = sum(at > -3600 for at in UPLOADS)
    # it is busy all that hour, and what came in is not done when the hour is over
    assert day.over > 0.8 * (60 * last_hour - 3600)
    assert day.longest_queue > last_hour / 2
