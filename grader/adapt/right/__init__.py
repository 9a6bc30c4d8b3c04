"""Right parts that stand in the place of a student's, so that what rests on them can be judged.

They are what students are asked to write. So they are no part of the sandbox: they are lent to a
process of their own (`Student.apart`), in which what they do is not judged, and which ends with
the question. `Student.lent` refuses any other.
"""

from functools import cache
from pathlib import Path
from typing import Any

from grader.remote.student import Student


def lent(student: Student, name: str) -> Any:
    """Return the names of one of the modules here, started beside a submission loaded apart."""
    return student.lent(name, _source(name))


@cache
def _source(name: str) -> str:
    return Path(__file__).with_name(f"{name}.py").read_text(encoding="utf-8")
