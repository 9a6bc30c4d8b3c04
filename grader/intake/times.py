"""When something was handed in, read from what platforms write: times, never dates of files.

A file's date, in a zip or on a disk, is not asked: anyone may set it, and a platform that keeps a
file once for all who handed in the same bytes gives it the date of the first of them.
"""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo

_LONGEST = 80
"""Characters of a time that are read."""
_ISO = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[ T-](\d\d)[:_.-](\d\d)(?:[:_.-](\d\d)(?:\.(\d{1,9}))?)?"
    r" ?(Z|UTC|[+-]\d\d(?::?\d\d)?|[A-Za-z_]+/[A-Za-z_/+-]+)?"
)
_YEAR = re.compile(r"\b(20\d\d)\b")
_DAY = re.compile(r"(?<!\d)(\d{1,2})(?!\d)")
_CLOCK = re.compile(r"(?<!\d)(\d{1,2})[:.h]?(\d\d)(?!\d)\s*([ap])?\.?\s?m?", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{3,}")
_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan ene", "feb fev", "mar", "apr abr", "may mai", "jun", "jul", "aug ago",
         "sep set", "oct out", "nov", "dec dez dic"), 1,
    )
    for name in names.split()
}  # fmt: skip
"""Beginnings of the names of months, in English, Portuguese and Spanish."""


def moment(text: str) -> datetime | None:
    """Return the moment that a platform's words tell; without a zone where they name none."""
    text = text.strip()[:_LONGEST]
    try:
        iso = _ISO.match(text)
        return _of_iso(iso) if iso else _in_words(text)
    except (ValueError, OverflowError):  # the 31st of February
        return None


def order_of(when: datetime | None) -> int:
    """Return a number that grows with time; 0 where no time is known."""
    if when is None:
        return 0
    since = (when if when.tzinfo else when.replace(tzinfo=UTC)) - datetime(1970, 1, 1, tzinfo=UTC)
    return max(since // timedelta(microseconds=1), 0)


def _of_iso(found: re.Match[str]) -> datetime:
    year, month, day, hour, minute, second, fraction, zone = found.groups()
    micros = int((fraction or "0").ljust(6, "0")[:6])
    return datetime(
        int(year), int(month), int(day), int(hour), int(minute), int(second or 0), micros,
        tzinfo=_zone(zone),
    )  # fmt: skip


def _zone(name: str | None) -> tzinfo | None:
    if not name:
        return None
    if name in ("Z", "UTC"):
        return UTC
    if name[0] in "+-":
        sign = -1 if name[0] == "-" else 1
        return timezone(
            sign * timedelta(hours=int(name[1:3]), minutes=int(name[3:].lstrip(":") or 0))
        )
    # only where a zone is named: it asks the system, which a machine may not let it
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name)
    except (LookupError, OSError, ValueError):  # a zone that this machine does not know
        return None


def _in_words(text: str) -> datetime | None:
    """Read "Sep 24, 2026 926 PM", "24 de set de 2026 2126" and the like."""
    year = _YEAR.search(text)
    months = (_MONTHS.get(word[:3].lower()) for word in _WORD.findall(text))
    month = next((month for month in months if month), None)
    if year is None or month is None:
        return None
    day, clock = _DAY.search(text[: year.start()]), _CLOCK.search(text[year.end() :])
    if day is None or clock is None:
        return None
    hour = int(clock[1])
    if half := (clock[3] or "").lower():
        hour = hour % 12 + (12 if half == "p" else 0)
    return datetime(int(year[1]), month, int(day[1]), hour, int(clock[2]))
