"""Sandboxes that the tests of a module share: starting one takes a third of a second."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from asking import ASSIGNMENT, IMPATIENT, LIMITS

if TYPE_CHECKING:  # it needs Linux to be imported
    from grader.sandbox.jail import Jail


@pytest.fixture(scope="module", autouse=True)
def started_as_everybodys(cold_zygotes: None) -> None:
    """Start every sandbox here as a command does: it is what is tested."""


@pytest.fixture(scope="module")
def jail() -> "Iterator[Jail]":
    from grader.sandbox.jail import Jail

    with Jail(ASSIGNMENT, LIMITS) as opened:
        yield opened


@pytest.fixture(scope="module")
def impatient_jail() -> "Iterator[Jail]":
    """For programs that never end."""
    from grader.sandbox.jail import Jail

    with Jail(ASSIGNMENT, IMPATIENT) as opened:
        yield opened
