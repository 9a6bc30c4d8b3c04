"""The same question put twice to the same code should be answered alike."""

from typing import Any

from grader.alone import quietly
from grader.extract.remarks import clip
from grader.model import Text
from grader.trial import same


def differs(one: Any, other: Any) -> bool:
    """Whether two answers to the same question are different, rounding apart.

    The values may be anything that the sandbox lets through. What cannot be compared is not
    called different.
    """
    try:
        with quietly():  # parts that are no numbers, infinities
            return not same(one, other)
    except (RecursionError, MemoryError):
        return False


def about_differing(name: str) -> Text:
    """Say of a function or class that a second call with the same inputs and seed differed."""
    return Text("advice.twice", {"name": clip(name)})
