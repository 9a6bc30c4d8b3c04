"""Where Moodle's own download puts a hand-in: `{Full Name}_{number}_assignsubmission_{kind}/…`."""

from grader.remote_course.course import RemoteHandIn
from grader.remote_course.names import each_once, safe, safe_path

_KINDS = {"file": "file", "text": "onlinetext", "link": "onlinetext"}
_NAME = 100


def places(hand_in: RemoteHandIn) -> list[tuple[str, ...]]:
    """Return the path of each file."""
    name = safe(hand_in.name.replace("_", " "), _NAME).replace("_", " ").strip() or "-"
    own = f"{name}_{hand_in.number}_assignsubmission_"
    return each_once((f"{own}{_KINDS[file.kind]}", *safe_path(file.path)) for file in hand_in.files)
