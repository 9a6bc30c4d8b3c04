"""The folder that a class run writes: one folder for each student, the class page, the gradebook.

A report is finished when its report.json is there, for that is written last. The class page and the
gradebook are there only when the whole class is done.
"""

import json
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from grader.errors import CannotWrite, NotOurs, UserError
from grader.folder import Folder, opened_folder

PAGE = "feedback.html"
"""The annotated copy of a notebook that a browser shows."""
COPIES = ("feedback.ipynb", PAGE)
"""What is written beside a report when annotated copies are asked for."""
STUDENTS = "students"
REPORT, REPORT_PAGE = "report.json", "report.html"
CLASS = ("run.json", "index.html", "gradebook.csv")
"""What is written at the end, in this order."""

_SCRATCH, _FAULTS = ".scratch", "faults"
_ROOM = 1 << 16
"""Bytes that must fit into the folder before anybody is graded."""
_LARGEST = 1 << 28
"""Bytes of a file that are read again; nothing that is written here is larger."""


@contextmanager
def opened(out: Path) -> Iterator[None]:
    """Hold the folder for one run, rid of what a killed run left.

    This process's temporary files go to a folder inside it meanwhile, which is removed at the end.
    Raises CannotWrite, NotOurs for a folder that somebody else may have filled, or UserError when
    another run holds it.
    """
    with ExitStack() as stack:
        with writing(out):
            top = stack.enter_context(opened_folder(out, make=True))
        stack.enter_context(_held(top))
        before = tempfile.tempdir
        try:
            with writing(out):
                _clear(top)
                _make_room(top)
            tempfile.tempdir = str(scratch(out))
            yield
        finally:
            tempfile.tempdir = before
            with suppress(OSError, NotOurs):
                _clear(top)


def scratch(out: Path) -> Path:
    """Return where the processes of a run put their temporary files."""
    return out / _SCRATCH


@contextmanager
def writing(out: Path) -> Iterator[None]:
    """Say so when the folder does not take what is written. Raises CannotWrite."""
    try:
        yield
    except OSError as error:
        raise CannotWrite(f"{out} cannot be written: {error.strerror or error}") from None


def begin(out: Path) -> None:
    """Remove an earlier run's class page and gradebook: those of this run come at its end."""
    with writing(out), opened_folder(out) as top:
        for name in CLASS:
            top.remove(name)


def assignment_of(out: Path) -> str:
    """Return the slug of the assignment whose results a folder holds; empty where it holds none.

    A run that was interrupted has left reports and no run.json.
    """
    with suppress(OSError, NotOurs), opened_folder(out) as top:
        if top.has(CLASS[0]):
            return _slug(top, CLASS[0])
        with top.within(STUDENTS) as students:
            for folder in students.names():
                with suppress(OSError, NotOurs), students.within(folder) as place:
                    if slug := _slug(place, REPORT):
                        return slug
    return ""


def left_over(out: Path, folders: Iterable[str]) -> list[str]:
    """Return the folders of students that are not among these: reports of an earlier run."""
    with suppress(OSError, NotOurs), opened_folder(out) as top, top.within(STUDENTS) as students:
        others = set(students.names()) - set(folders)
        return sorted(name for name in others if _has_report(students, name))
    return []


def write_student(
    out: Path,
    folder: str,
    page: bytes,
    report: bytes,
    copies: Mapping[str, bytes],
    faults: Sequence[str],
) -> None:
    """Write all that there is of one submission, report.json last. Raises CannotWrite, NotOurs.

    Sentences about faults of ours go beside the reports, not among them: they are not for students.
    """
    # the folder of all students must be there: one that vanished stays gone
    with writing(out), opened_folder(out) as top, top.within(STUDENTS) as students:
        _write_faults(top, folder, faults)
        with students.within(folder, make=True) as place:
            for name in COPIES:
                if name in copies:
                    place.write(name, copies[name])
                else:
                    place.remove(name)
            place.write(REPORT_PAGE, page)
            place.write(REPORT, report)


def finished_files(out: Path, folder: str) -> dict[str, bytes]:
    """Return what is in a student's folder, by name: the report, its page and the copies there are.

    Nothing when the report or its page is missing or not ours, or a fault of ours was met.
    """
    found: dict[str, bytes] = {}
    try:
        with opened_folder(out) as top, top.within(STUDENTS) as students:
            if _met_a_fault(top, folder):
                return {}
            with students.within(folder) as place:
                for name in (REPORT, REPORT_PAGE):
                    found[name] = place.read(name, _LARGEST)
                for name in COPIES:
                    if place.has(name):
                        found[name] = place.read(name, _LARGEST)
    except (OSError, NotOurs):
        return {}
    return found


def write_class(out: Path, contents: Mapping[str, bytes], folders: Iterable[str]) -> None:
    """Write what is about the whole class, by name; everyone's report must still be there.

    Raises CannotWrite, NotOurs.
    """
    with writing(out), opened_folder(out) as top, top.within(STUDENTS) as students:
        gone = [folder for folder in folders if not _has_report(students, folder)]
        if gone:
            raise CannotWrite(f"{len(gone)} reports have vanished from {out} meanwhile")
        for name in CLASS:
            top.write(name, contents[name])


def _slug(place: Folder, name: str) -> str:
    try:
        document = json.loads(place.read(name, _LARGEST))
        return str(document["assignment"]["slug"])
    except (ValueError, LookupError, TypeError, RecursionError):  # not what a run wrote
        return ""


def _has_report(students: Folder, folder: str) -> bool:
    try:
        with students.within(folder) as place:
            return place.has(REPORT)
    except (FileNotFoundError, NotADirectoryError):
        return False


def _write_faults(top: Folder, folder: str, faults: Sequence[str]) -> None:
    if faults:
        with top.within(_FAULTS, make=True) as ours:
            content = "\n\n".join(faults).encode("utf-8", "replace")
            ours.write(f"{folder}.txt", content, mode=0o600)
        return
    with suppress(FileNotFoundError), top.within(_FAULTS) as ours:
        ours.remove(f"{folder}.txt")


def _met_a_fault(top: Folder, folder: str) -> bool:
    try:
        with top.within(_FAULTS) as ours:
            return ours.has(f"{folder}.txt")
    except FileNotFoundError:
        return False


def _make_room(top: Folder) -> None:
    """Make what a run needs; a disk that is all but full is met here, before anybody is graded."""
    with top.within(STUDENTS, make=True):
        top.make_private(_SCRATCH)
    with top.within(_SCRATCH) as scratched:
        scratched.write("room", bytes(_ROOM))
        scratched.remove("room")


def _clear(top: Folder) -> None:
    top.remove_folder(_SCRATCH)
    top.remove_unfinished()
    for name in (STUDENTS, _FAULTS):
        with suppress(FileNotFoundError), top.within(name) as folder:
            folder.remove_unfinished()
            for inner in folder.names() if name == STUDENTS else ():
                with suppress(NotADirectoryError), folder.within(inner) as place:
                    place.remove_unfinished()


@contextmanager
def _held(top: Folder) -> Iterator[None]:
    """Lock the folder until the block, or this process, ends."""
    if sys.platform == "win32" or top.descriptor is None:
        yield
        return
    import fcntl

    with suppress(OSError):  # where it cannot be locked, the person takes care
        try:
            fcntl.flock(top.descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UserError(
                f"another run is writing to {top.path}; wait, or choose another"
            ) from None
    yield
