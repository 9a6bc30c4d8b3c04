"""What Canvas's own download calls a file: `{sortablename}_[LATE_]{user}_{attachment}_{file}`."""

from grader.remote_course.course import RemoteFile, RemoteHandIn
from grader.remote_course.names import each_once, safe

_NAME = 60


def places(hand_in: RemoteHandIn) -> list[tuple[str, ...]]:
    """Return the name of each file; all of them lie in one folder."""
    letters = "".join(sign for sign in hand_in.name.lower() if sign.isalnum())
    own = safe(letters or "student", _NAME)
    late = "LATE_" if hand_in.late else ""
    before = f"{own}_{late}{hand_in.number}"
    return each_once((f"{before}_{_called(file)}",) for file in hand_in.files)


def _called(file: RemoteFile) -> str:
    if file.kind != "file":
        return f"{file.kind}.html"
    return f"{file.key}_{safe(file.path)}"
