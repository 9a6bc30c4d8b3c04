"""Moments as platforms write and read them: ISO 8601, with a zone."""

from datetime import UTC, datetime


def written(moment: datetime) -> str:
    """Write a moment as platforms read it: UTC, to the millisecond."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
