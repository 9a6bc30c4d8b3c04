"""What the service's processes write to standard error: lines for a person, or JSON for a machine.

Neither holds a student's name, id, file name or code, unless somebody has asked for names. So the
text of an exception is never written (a database's may quote a row): where it came from is. Of what
libraries say, only the first line is.
"""

import json
import logging
import os
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Literal, get_args

from grader.errors import where
from grader.report import clean

Format = Literal["text", "json"]
FORMATS: tuple[Format, ...] = get_args(Format)
_OURS = "grader"
_FIELDS, _ABOUT = "grader_fields", "grader_about"
"""Attributes of a record: what it says of things, and of whom."""
_LONGEST = 2000
"""Characters of a message."""
Value = str | float | None


def begin_logging(form: Format, *, names: bool) -> None:
    """Write to standard error from now on: warnings as text; as JSON what happens, too."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter((_AsJson if form == "json" else _AsText)(names=names))
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    if form == "json":
        logging.getLogger(_OURS).setLevel(logging.INFO)


def happened(
    logger: logging.Logger,
    what: str,
    *,
    level: int = logging.INFO,
    about: Mapping[str, Value] | None = None,
    **fields: Value,
) -> None:
    """Note that something happened; `about` says to whom, and is written only where asked for."""
    logger.log(level, "%s", what, extra={_FIELDS: fields, _ABOUT: dict(about or {})})


class _Discreet(logging.Formatter):
    """What both formats have in common: what may be said of a record."""

    def __init__(self, *, names: bool) -> None:
        super().__init__()
        self._names = names

    def said(self, record: logging.LogRecord) -> str:
        """Return the message; of a library's its first line, for it may quote anything below."""
        message = record.getMessage()
        is_ours = record.name == _OURS or record.name.startswith(f"{_OURS}.")
        if not is_ours and not self._names:
            message = message.partition("\n")[0]
        return clean.line(message)[:_LONGEST]

    def fields(self, record: logging.LogRecord) -> dict[str, Value]:
        """Return what is said beside the message."""
        own: dict[str, Value] = dict(getattr(record, _FIELDS, {}))
        if self._names:
            own |= getattr(record, _ABOUT, {})
        if record.exc_info and record.exc_info[1] is not None:
            own["raised"] = where(record.exc_info[1])
            if self._names:
                own["error"] = clean.line(str(record.exc_info[1]))[:_LONGEST]
        return own


class _AsText(_Discreet):
    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(" ", "milliseconds")
        own = " ".join(f"{name}={value}" for name, value in self.fields(record).items())
        return clean.line(f"{at} {record.name} {record.levelname} {self.said(record)} {own}")


class _AsJson(_Discreet):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "process": os.getpid(),
            "message": self.said(record),
            **self.fields(record),
        }
        return json.dumps(line, ensure_ascii=False, default=str)


def of_nobody(fault: str, file_name: str) -> str:
    """Return what is said of a fault without the notebook's name: it is often its student's."""
    return fault.replace(file_name, "a notebook")
