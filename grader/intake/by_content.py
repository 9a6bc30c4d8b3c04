"""A notebook that is not called one: browsers and platforms give files another ending, or none.

Only what begins as a notebook is taken for one; what is wrong with it further on, reading it says.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from grader.intake.found import Found
from grader.intake.names import student_of
from grader.intake.opening import opens_as_notebook
from grader.intake.reading import Reading

_BY_NAME = frozenset({"aside.not_a_notebook", "aside.archive", "aside.damaged"})
"""Why a file is set aside that is called otherwise; as an archive it is damaged."""
_ENDINGS = frozenset({".json", ".txt", ".zip", ".md", ".bin", ".data", ".download", ".tgz"})
"""What a person's name does not end in: any other ending may be a part of it."""


def with_those_called_otherwise(found: Sequence[Found], reading: Reading) -> list[Found]:
    """Return the same; what is a notebook under another ending may be a hand-in."""
    return [_taken_in(one) if _is_notebook(one, reading) else one for one in found]


def _is_notebook(one: Found, reading: Reading) -> bool:
    by_name = one.why is not None and one.why.key in _BY_NAME
    return by_name and opens_as_notebook(reading.beginning(one))


def _taken_in(one: Found) -> Found:
    file = PurePosixPath(one.within[-1])
    own = file.stem if file.suffix.lower() in _ENDINGS else file.name
    person = replace(one.handed.person, id=student_of(own))
    return replace(one, why=None, handed=replace(one.handed, person=person))
