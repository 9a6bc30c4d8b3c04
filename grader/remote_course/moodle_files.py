"""What a Moodle hand-in is made of: files, and text that was typed into the page."""

from collections.abc import Iterator

from grader.remote_course import moodle_answers as shapes
from grader.remote_course.course import RemoteFile
from grader.remote_course.names import safe_path

_HANDED_IN = "submitted"


def files_of(submission: shapes.Submission) -> Iterator[RemoteFile]:
    """Yield what was handed in; of a draft nothing."""
    if submission.status != _HANDED_IN:
        return
    for plugin in submission.plugins:
        if plugin.type == "file":
            every = [file for area in plugin.fileareas for file in area.files]
            yield from (_file(submission, file) for file in every)
        text = "".join(e.text for e in plugin.editorfields if e.name == "onlinetext").strip()
        if plugin.type == "onlinetext" and text:
            content = text.encode("utf-8", "replace")
            key = f"{submission.id} text {submission.timemodified}"
            yield RemoteFile(key, "onlinetext.html", len(content), "text", content=content)


def _file(submission: shapes.Submission, file: shapes.File) -> RemoteFile:
    """Return a file. Older versions tell no time of its own: the hand-in's is part of its key."""
    path = f"{file.filepath}{file.filename}"
    named = "/".join(safe_path(path))
    key = f"{submission.id} {submission.timemodified} {named} {file.timemodified} {file.filesize}"
    return RemoteFile(key, path, file.filesize, address=file.fileurl)
