"""What an assignment's own modules say when they stop, said in the reader's language.

An author writes the sentence in one language in `provided/`, and once more in each in `texts.toml`,
below `provided`; it is told as the module's word, and not as Python's.
"""

from grader.assignment import Assignment
from grader.model import Raised, Text

PREFIX = "provided."


def in_their_words(assignment: Assignment, raised: Raised) -> Text | None:
    """Return the sentence of one of the assignment's modules; None of what it does not know."""
    for texts in assignment.texts.values():
        for key, sentence in texts.items():
            if key.startswith(PREFIX) and sentence == raised.message:
                return Text(key)
    return None
