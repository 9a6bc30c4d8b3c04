"""The shapes of what Canvas's REST API answers, as far as they are read."""

from msgspec import Struct


class Assignment(Struct):
    """`GET courses/:course/assignments/:id`."""

    id: int
    name: str = ""
    points_possible: float | None = None
    grading_type: str = "points"
    anonymous_grading: bool | None = False


class Attachment(Struct):
    """A file that was handed in, or that lies with a comment."""

    id: int
    display_name: str = ""
    url: str = ""
    size: int | None = None


class User(Struct):
    """Somebody of the course."""

    id: int
    name: str | None = ""
    sortable_name: str | None = ""


class Group(Struct):
    """Whose hand-in it is, where a group hands in."""

    id: int | None = None
    name: str | None = ""


class Comment(Struct):
    """Something that was said of a hand-in."""

    author_id: int | None = None
    attachments: list[Attachment] | None = None


class Submission(Struct):
    """What one person handed in last; there is one of everybody, of nothing too."""

    user_id: int
    attempt: int | None = None
    submitted_at: str | None = None
    late: bool | None = None
    seconds_late: float | None = None
    attachments: list[Attachment] | None = None
    body: str | None = None
    url: str | None = None
    submission_type: str | None = None
    entered_score: float | None = None
    excused: bool | None = None
    group: Group | None = None
    user: User | None = None
    submission_comments: list[Comment] | None = None


class Announced(Struct):
    """The first step of an upload: where the second goes."""

    upload_url: str
    upload_params: dict[str, str | int | float | bool | None] = {}


class Stored(Struct):
    """The last step of an upload."""

    id: int
