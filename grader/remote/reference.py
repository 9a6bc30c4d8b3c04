"""How an operation names what an earlier one gave; the one thing both sides know of handles."""

from grader.frozen import frozen


@frozen
class Reference:
    """The number of something that lives on the student's side."""

    number: int
