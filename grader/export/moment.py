"""Moments as platforms write them: ISO 8601 and its kin, with a zone or without."""

import re
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

_WRITTEN = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[T\s-]+(\d\d)(?P<colon>[:-])(\d\d)"
    r"(?:(?P=colon)(\d\d)(?:\.\d+)?)?\s*(?P<zone>\S*)\s*",
    re.ASCII,
)
_OFFSET = re.compile(r"([+-])(\d\d):?(\d\d)", re.ASCII)
_ZONE = re.compile(r"[A-Za-z]+(?:/[A-Za-z0-9_+-]+){1,2}")
_LONGEST = 100
"""Characters of a moment."""


def read_moment(written: str) -> datetime | None:
    """Return a moment; None for what is none. It has a zone where one is written."""
    found = _WRITTEN.fullmatch(written.strip()) if len(written) <= _LONGEST else None
    if found is None:
        return None
    try:
        year, month, day, hour, minute, second = (int(found[n] or 0) for n in (1, 2, 3, 4, 6, 7))
        moment = datetime(year, month, day, hour, minute, second)
        return _in_zone(moment, found["zone"])
    except (ValueError, OSError, KeyError):  # no such day, no such zone
        return None


def _in_zone(moment: datetime, zone: str) -> datetime:
    if not zone:
        return moment
    if zone in ("Z", "UTC", "GMT"):
        return moment.replace(tzinfo=timezone(timedelta()))
    if offset := _OFFSET.fullmatch(zone):
        away = timedelta(hours=int(offset[2]), minutes=int(offset[3]))
        return moment.replace(tzinfo=timezone(-away if offset[1] == "-" else away))
    if _ZONE.fullmatch(zone):
        return moment.replace(tzinfo=ZoneInfo(zone))
    raise ValueError(zone)
