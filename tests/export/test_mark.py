"""Points to marks: exact, rounded once, what being late costs apart."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import NotExported
from grader.export.comment import late_words, mark_lines
from grader.export.graded_class import Known, Student
from grader.export.late import LatePolicy, read_policy, seconds_late
from grader.export.mark import Marking, Rounding, read_scale
from grader.intake.due import read_due
from grader.language import LANGUAGES, Catalogue

ANA = Student("ana", Known("ana"), score=Decimal(45), max_score=Decimal(50))
DAY = 86400


def late_by(seconds: int | None, score: str = "45") -> Student:
    return replace(ANA, late_seconds=seconds, score=Decimal(score))


@pytest.mark.parametrize(
    ("score", "scale", "digits", "rounding", "mark"),
    [
        ("45", None, 2, "half-up", "45.00"),
        ("45", "10", 1, "half-up", "9.0"),
        ("42.5", "10", 0, "half-up", "9"),
        ("42.5", "10", 0, "half-even", "8"),
        ("42.25", "10", 1, "half-up", "8.5"),
        ("42.25", "10", 1, "half-even", "8.4"),
        ("33.3333333333333", "10", 2, "half-up", "6.67"),
        ("0", "10", 2, "half-up", "0.00"),
        ("50", "10", 2, "half-even", "10.00"),
        (str(0.1 + 0.2 + 0.025), "50", 2, "half-up", "0.33"),
        ("0.29999999999999993", "50", 1, "half-up", "0.3"),
    ],
)
def test_a_mark_is_rounded_once_and_exactly(
    score: str, scale: str | None, digits: int, rounding: Rounding, mark: str
) -> None:
    marking = Marking(Decimal(scale) if scale else None, digits, rounding)
    found = marking.mark(replace(ANA, score=Decimal(score)))
    assert found is not None and str(found.value) == mark
    assert (found.earned, found.penalty) == (found.value, 0)


def test_nobody_gets_a_mark_where_nothing_was_judged() -> None:
    assert Marking().mark(replace(ANA, score=None)) is None
    assert Marking().mark(replace(ANA, max_score=Decimal(0))) is None


@pytest.mark.parametrize(
    ("policy", "seconds", "earned", "penalty", "mark"),
    [
        ("10%/day, max 50%", 0, "9.00", "0.00", "9.00"),
        ("10%/day, max 50%", 1, "9.00", "0.90", "8.10"),
        ("10%/day, max 50%", DAY, "9.00", "0.90", "8.10"),
        ("10%/day, max 50%", DAY + 1, "9.00", "1.80", "7.20"),
        ("10%/day, max 50%", 40 * DAY, "9.00", "4.50", "4.50"),
        ("10 % of maximum / day; máx 50 %", 2 * DAY, "9.00", "2.00", "7.00"),
        ("30% of maximum/day", 9 * DAY, "9.00", "9.00", "0.00"),
        ("2,5%/hora", 7200, "9.00", "0.45", "8.55"),
        ("10%/day, grace 15 minutes", 900, "9.00", "0.00", "9.00"),
        ("10%/day, grace 15 minutes", 901, "9.00", "0.90", "8.10"),
    ],
)
def test_what_being_late_costs_is_apart_from_the_work(
    policy: str, seconds: int, earned: str, penalty: str, mark: str
) -> None:
    marking = Marking(Decimal(10), late=read_policy(policy))
    found = marking.mark(late_by(seconds))
    assert found is not None
    assert (str(found.earned), str(found.penalty), str(found.value)) == (earned, penalty, mark)


@given(
    st.decimals(0, 50, places=4), st.integers(0, 90 * DAY), st.integers(0, 4),
    st.sampled_from(["half-up", "half-even"]),
)  # fmt: skip
def test_the_three_lines_add_up(
    score: Decimal, seconds: int, digits: int, rounding: Rounding
) -> None:
    marking = Marking(Decimal("7.3"), digits, rounding, read_policy("7%/day, max 55%"))
    found = marking.mark(late_by(seconds, str(score)))
    assert found is not None
    assert found.earned - found.penalty == found.value
    assert 0 <= found.value <= found.earned <= Decimal("7.3").quantize(found.value) + 1


@pytest.mark.parametrize(
    "policy",
    ["", "10", "10%", "10%/fortnight", "%/day", "10%/day, 50%", "110%/day", "10%/day, max 500%",
     "10%/day, grace 1 fortnight", "10%/day max 50%", "1" * 5000],
)  # fmt: skip
def test_a_policy_that_is_not_understood_is_refused(policy: str) -> None:
    with pytest.raises(NotExported):
        read_policy(policy)


def test_a_policy_is_data() -> None:
    found = read_policy("10%/day, max 50%, grace 2 hours")
    assert found == LatePolicy(Decimal(10), DAY, Decimal(50), "mark", 7200)


@pytest.mark.parametrize("scale", ["0", "-1", "nan", "inf", "1e3", "", "ten", "10.0.0", "00"])
def test_a_scale_is_a_number_above_0(scale: str) -> None:
    with pytest.raises(NotExported):
        read_scale(scale)


@pytest.mark.parametrize(
    ("time", "due", "seconds"),
    [
        ("2026-11-30T00:00", "2026-11-29T23:59", 60),
        ("2026-11-29T23:00", "2026-11-29T23:59", 0),
        ("2026-11-30T02:59Z", "2026-11-29T23:59-03:00", 0),
        ("2026-11-30T03:00Z", "2026-11-29T23:59-03:00", 60),
        ("2026-11-30T00:00", "2026-11-29T23:59-03:00", 60),
    ],
)
def test_how_late_somebody_was(time: str, due: str, seconds: int) -> None:
    assert seconds_late(replace(ANA, time=time), read_due(due)) == seconds


def test_what_the_platform_says_counts_where_no_due_time_is_given() -> None:
    told = replace(ANA, time="2026-11-30T02:59", late_seconds=7, late=True)
    assert seconds_late(told, None) == 7
    assert seconds_late(told, read_due("2026-11-30T02:58")) == 60
    assert seconds_late(replace(told, time=""), read_due("2026-11-30T02:58")) == 7
    assert seconds_late(replace(told, late=False), None) == 0, "who was given more time"
    assert seconds_late(replace(ANA, late=True), None) is None
    assert seconds_late(ANA, None) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_lines_of_a_mark(language: str) -> None:
    marking = Marking(Decimal(10), 1, late=read_policy("10%/day"))
    found = marking.mark(late_by(DAY + 3 * 3600))
    assert found is not None
    lines = mark_lines(found, Catalogue(language))
    dot = "." if language == "en" else ","
    assert [value for _, value in lines][::2] == [f"9{dot}0 / 10", f"7{dot}2 / 10"]
    assert lines[1][1].endswith(f": −20 % (−1{dot}8)")


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "0 minutes"), (1, "1 minute"), (3600, "1 hour"), (90061, "1 day 1 hour")],
)
def test_how_late_is_said_in_words(seconds: int, said: str) -> None:
    assert late_words(seconds, Catalogue("en")) == said
