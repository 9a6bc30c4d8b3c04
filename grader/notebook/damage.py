"""Say how a notebook's JSON is damaged, and how to mend it."""

import json
import re
from typing import NoReturn

from grader.errors import UnreadableNotebook
from grader.model import Text

_MERGE_MARKER = re.compile(rb"^(?:<{7}|>{7}|={7})(?: |\r?$)", re.MULTILINE)


def refuse_merge_marks(content: bytes) -> None:
    """Raise UnreadableNotebook when a version control system left both sides of a merge."""
    marker = _MERGE_MARKER.search(content)
    if marker:
        line = content.count(b"\n", 0, marker.start()) + 1
        raise UnreadableNotebook(Text("json_merge", {"line": line}))


def refuse_damaged(error: ValueError) -> NoReturn:
    """Raise UnreadableNotebook for JSON that `json` refused with `error`."""
    if not isinstance(error, json.JSONDecodeError):  # a number of thousands of digits
        raise UnreadableNotebook(Text("json_invalid", {"line": 1})) from None
    is_cut = not error.doc[error.pos :].strip() or error.msg.startswith("Unterminated string")
    key = "json_truncated" if is_cut else "json_invalid"
    raise UnreadableNotebook(Text(key, {"line": error.lineno})) from None
