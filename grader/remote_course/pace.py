"""How long to wait before a site is asked again: what it says itself, else longer and longer."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


@dataclass(frozen=True, slots=True)
class Clock:
    """Time, and waiting; tests have one that waits for nothing."""

    now: Callable[[], float] = time.monotonic
    wait: Callable[[float], None] = time.sleep


@dataclass(frozen=True, slots=True)
class Pace:
    """How patient we are, in seconds."""

    first: float = 1.0
    longest: float = 120.0
    """A site that asks for more is left alone, and a person told."""
    attempts: int = 6
    little: float = 50.0
    """Of Canvas's quota: with less than this left we slow down before it refuses."""
    slow: float = 2.0

    def after(self, attempt: int) -> float:
        """Return the pause after so many attempts that failed, counted from 1."""
        return min(self.first * 2.0 ** (attempt - 1), self.longest)


def asked_to_wait(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that `Retry-After` asks for, as a number or a date; None for neither."""
    said = headers.get("retry-after", "").strip()
    if said.isdecimal() and len(said) < 10:
        return float(said)
    try:
        then = parsedate_to_datetime(said)
        here = parsedate_to_datetime(headers.get("date", "")) if "date" in headers else None
        now = here or datetime.now(UTC)
        return max((then - now).total_seconds(), 0.0)
    except (ValueError, TypeError, OverflowError):
        return None


def quota_left(headers: Mapping[str, str]) -> float | None:
    """Return what Canvas says is left of our quota; None where it says nothing."""
    try:
        return float(headers.get("x-rate-limit-remaining", ""))
    except ValueError:
        return None
