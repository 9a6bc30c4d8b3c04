"""The shapes of what Moodle's web services answer, as far as they are read."""

from msgspec import Struct


class Trouble(Struct):
    """What stands in the place of every answer when something is wrong; the status is 200."""

    exception: str = ""
    errorcode: str = ""
    message: str = ""
    error: str = ""


class Config(Struct):
    """A setting of one of the assignment's plugins."""

    plugin: str = ""
    subtype: str = ""
    name: str = ""
    value: str | None = ""


class Assignment(Struct):
    """One of `mod_assign_get_assignments`."""

    id: int
    cmid: int
    name: str
    grade: float = 0
    duedate: int = 0
    teamsubmission: int = 0
    markingworkflow: int = 0
    configs: list[Config] = []


class Course(Struct):
    """A course with its assignments."""

    id: int
    assignments: list[Assignment]


class Courses(Struct):
    """What `mod_assign_get_assignments` answers."""

    courses: list[Course]


class File(Struct):
    """A file of a hand-in. Older versions give the whole path in `filepath`, and no name."""

    filepath: str = "/"
    fileurl: str = ""
    filename: str = ""
    filesize: int | None = None
    timemodified: int = 0


class Area(Struct):
    """Files of one plugin."""

    files: list[File] = []


class Editor(Struct):
    """Text that was typed into the page."""

    name: str = ""
    text: str = ""


class Plugin(Struct):
    """What one kind of submission holds."""

    type: str
    fileareas: list[Area] = []
    editorfields: list[Editor] = []


class Submission(Struct):
    """The last attempt of a person, or (`userid` 0) of a group."""

    id: int
    userid: int
    status: str
    groupid: int = 0
    attemptnumber: int = 0
    timemodified: int = 0
    plugins: list[Plugin] = []


class Submissions(Struct):
    """Those of one assignment."""

    assignmentid: int
    submissions: list[Submission]


class SubmissionsOfAll(Struct):
    """What `mod_assign_get_submissions` answers."""

    assignments: list[Submissions]


class Participant(Struct):
    """One of `mod_assign_list_participants`; `recordid` is the number in the download's names."""

    id: int
    fullname: str = ""
    recordid: int = -1
    groupid: int = 0
    groupname: str = ""


class Flags(Struct):
    """What somebody may do otherwise than the others."""

    userid: int
    extensionduedate: int = 0
    workflowstate: str | None = ""


class FlagsOfOne(Struct):
    """Those of one assignment."""

    assignmentid: int
    userflags: list[Flags]


class FlagsOfAll(Struct):
    """What `mod_assign_get_user_flags` answers."""

    assignments: list[FlagsOfOne]


class Graded(Struct):
    """A mark; -1 where somebody only looked."""

    userid: int
    grade: str = ""
    attemptnumber: int = 0
    timemodified: int = 0


class GradesOfOne(Struct):
    """Those of one assignment."""

    assignmentid: int
    grades: list[Graded]


class GradesOfAll(Struct):
    """What `mod_assign_get_grades` answers."""

    assignments: list[GradesOfOne]


class Feedback(Struct):
    """What a person is shown beside the hand-in."""

    grade: Graded | None = None


class Status(Struct):
    """What `mod_assign_get_submission_status` answers."""

    feedback: Feedback | None = None


class Draft(Struct):
    """A file that was put into a draft area."""

    itemid: int
