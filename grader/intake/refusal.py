"""What stops a whole class from being taken in, as a sentence for every language."""

from grader.errors import NotTakenIn
from grader.language import built_in
from grader.model import Text


def refused(*texts: Text) -> NotTakenIn:
    """Return the error that says this."""
    return NotTakenIn(" ".join(map(built_in("en").say, texts)), texts)
