"""Write a value for people: four significant digits, or more where they tell it from another."""

import math

from grader.language import Catalogue
from grader.report.described import number

_DIGITS, _MOST = 4, 8


def pair(got: str, expected: str, catalogue: Catalogue) -> tuple[str, str]:
    """Return a value and the expected one, so that they differ where they do."""
    digits = _DIGITS
    values = number(got), number(expected)
    while (
        digits < _MOST
        and values[0] != values[1]
        and _short(got, digits) == _short(expected, digits)
    ):
        digits += 1
    return tuple(_marked(_short(one, digits), catalogue) for one in (got, expected))  # type: ignore[return-value]


def alone(value: str, catalogue: Catalogue) -> str:
    """Return one value."""
    return _marked(_short(value, _DIGITS), catalogue)


def _short(text: str, digits: int) -> str:
    value = number(text)
    if not math.isfinite(value):
        return text
    short = f"{value:.{digits}g}"
    return "0" if short == "-0" else short


def _marked(text: str, catalogue: Catalogue) -> str:
    return text.replace(".", catalogue.word("ui.decimal"), 1)
