"""What the class page says of a student, as a worker keeps it with the grade and the web reads it.

It is made where the assignment is loaded, so that the web side loads no assignment, and says what
the report says, whatever becomes of the assignment's files.
"""

import msgspec

from grader.report import clean
from grader.report.class_row import ClassRow

_DECODER = msgspec.json.Decoder(ClassRow)


def write_row(row: ClassRow) -> bytes:
    """Return a row as JSON."""
    return msgspec.json.encode(clean.record(row))


def read_row(content: bytes) -> ClassRow | None:
    """Return a row; None where it was written by a version that knew another one."""
    try:
        return _DECODER.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
