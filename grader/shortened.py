"""Words that somebody else wrote, as far as there is room, and never cut as if they ended there."""

import re

MESSAGE = 400
"""Characters kept of an exception's message."""
_CUT = "…"
_SENTENCE_ENDS = re.compile(r"[.!?;:](?=\s)|\n")


def shortened(text: str, most: int) -> str:
    """Return a text, or its beginning and an ellipsis, in at most so many characters.

    It is cut behind a sentence, if one ends in the second half of the room; else between two words
    there; else, where one word fills all of that, within it.
    """
    if len(text) <= most:
        return text
    room, least = text[: most - 2], most // 2
    ends = [found.end() for found in _SENTENCE_ENDS.finditer(room, least)]
    between = room.rfind(" ", least)
    if ends or between >= 0:
        return f"{room[: ends[-1] if ends else between].rstrip()} {_CUT}"
    return f"{room}{_CUT}"
