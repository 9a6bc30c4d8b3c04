"""Numbers are short, in the language's own way, and differ wherever the values do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.language import built_in
from grader.report.digits import alone, pair

EN, PT = built_in("en"), built_in("pt-BR")


@pytest.mark.parametrize(
    ("got", "expected", "shown"),
    [
        ("1.23456789", "2.5", ("1,235", "2,5")),
        ("-0.28297130", "-0.28297129", ("-0,2829713", "-0,28297129")),
        ("-0", "0", ("0", "0")),
        ("nan", "1", ("nan", "1")),
        ("words", "1e-09", ("words", "1e-09")),
        ("123456", "123457", ("123456", "123457")),
    ],
)
def test_a_pair_is_as_short_as_it_can_be(got: str, expected: str, shown: tuple[str, str]) -> None:
    assert pair(got, expected, PT) == shown


NUMBERS = st.floats(-1e6, 1e6).map(lambda value: f"{value:.8g}")


@given(NUMBERS, NUMBERS)
def test_what_differs_is_seen_to_differ(one: str, other: str) -> None:
    shown = pair(one, other, EN)
    assert (shown[0] == shown[1]) == (float(one) == float(other))


@given(NUMBERS)
def test_one_value_keeps_four_digits(value: str) -> None:
    assert float(alone(value, EN)) == pytest.approx(float(value), rel=5e-4)
