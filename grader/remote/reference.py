"""How an operation names what an earlier one gave; the one thing both sides know of handles."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reference:
    """The number of something that lives on the student's side."""

    number: int
