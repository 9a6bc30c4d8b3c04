"""The folder that a class run writes: a store with one folder for each student.

Reports and copies are in `students/`, for students; results are in `results/`, for the teacher, one
file for each, which is written last: a submission is finished when it is there. The class page, the
gradebook and run.json are there only when the whole class is done.
"""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from grader.classrun.store import (
    COPIES,
    REPORT,
    REPORT_PAGE,
    RESULT,
    Entry,
    RunOf,
    refuse_another,
)
from grader.errors import CannotWrite, NotOurs, UserError
from grader.folder import Folder, opened_folder
from grader.frozen import frozen

STUDENTS = "students"
RESULTS = "results"
_RUN = "assignment.json"
"""What this folder's run is a run of."""
_SCRATCH, _FAULTS, _NOTES = ".scratch", "faults", "notes"
_PRIVATE = 0o600
_ROOM = 1 << 16
"""Bytes that must fit into the folder before anybody is graded."""
_LARGEST = 1 << 28
"""Bytes of a file that are read again; nothing that is written here is larger."""


@frozen
class FolderStore:
    """A `Store` in a folder. Its processes each have one of their own."""

    out: Path
    written_about: tuple[str, ...]
    """Names of what is written about the class."""

    @property
    def scratch(self) -> Path | None:
        """A folder inside it, which is removed at the end."""
        return self.out / _SCRATCH

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the folder for one run, rid of what a killed run left."""
        with ExitStack() as stack:
            with self.writing():
                top = stack.enter_context(opened_folder(self.out, make=True))
            stack.enter_context(_locked(top))
            try:
                with self.writing():
                    _clear(top)
                    _make_room(top)
                yield
            finally:
                with suppress(OSError, NotOurs):
                    _clear(top)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Say so when the folder does not take what is written. Raises CannotWrite."""
        try:
            yield
        except OSError as error:
            why = error.strerror or error
            raise CannotWrite(f"{self.out} cannot be written: {why}") from None

    def begin(self, run: RunOf) -> None:
        """Remove what an earlier run said of the class: that of this run comes at its end."""
        refuse_another(self.provenance(), run, str(self.out))
        with self.writing(), opened_folder(self.out) as top:
            for name in self.written_about:
                top.remove(name)
            content = json.dumps({"assignment": {"slug": run.slug}}, ensure_ascii=False)
            top.write(_RUN, f"{content}\n".encode())

    def provenance(self) -> RunOf | None:
        """Return what the folder's run is a run of, by what it has written."""
        found = ""
        with suppress(OSError, NotOurs), opened_folder(self.out) as top:
            for name in (_RUN, *self.written_about):
                if name.endswith(".json") and top.has(name) and (found := _slug(top, name)):
                    break
            else:
                found = _slug_of_reports(top)
        return RunOf(found) if found else None

    def left_over(self, keys: Iterable[str]) -> list[str]:
        """Return the students' folders that are not among these: reports of an earlier run."""
        own = set(keys)
        with (
            suppress(OSError, NotOurs),
            opened_folder(self.out) as top,
            top.within(STUDENTS) as students,
        ):
            others = set(students.names()) - own
            return sorted(name for name in others if _has_report(students, name))
        return []

    def note(self, name: str, content: bytes) -> None:
        """Write a note into the folder `notes`, for its owner only."""
        with self.writing(), opened_folder(self.out) as top:
            with suppress(FileExistsError):
                top.make_private(_NOTES)
            with top.within(_NOTES) as notes:
                notes.write(name, content, _PRIVATE)

    def noted(self, name: str) -> bytes | None:
        """Return a note; None where there is none, or where others may have written it."""
        with (
            suppress(OSError, NotOurs),
            opened_folder(self.out) as top,
            top.within(_NOTES) as notes,
        ):
            return notes.read(name, _LARGEST)
        return None

    def forget(self, name: str) -> None:
        """Remove a note."""
        with (
            self.writing(),
            suppress(FileNotFoundError),
            opened_folder(self.out) as top,
            top.within(_NOTES) as notes,
        ):
            notes.remove(name)

    def write(self, key: str, entry: Entry) -> None:
        """Write all that there is of one submission, its result last."""
        # the folders of all students must be there: one that vanished stays gone
        with self.writing(), opened_folder(self.out) as top:
            with top.within(RESULTS) as results:
                results.remove(f"{key}.json")
            _write_faults(top, key, entry.faults)
            with top.within(STUDENTS) as students, students.within(key, make=True) as place:
                for name in (*COPIES, REPORT_PAGE, REPORT):
                    if name in entry.files:
                        place.write(name, entry.files[name])
                    else:
                        place.remove(name)
            with top.within(RESULTS) as results:
                results.write(f"{key}.json", entry.files[RESULT], _PRIVATE)

    def finished(self, key: str) -> Entry | None:
        """Return what is there of a submission; None when the result or its report is not."""
        found: dict[str, bytes] = {}
        try:
            with opened_folder(self.out) as top:
                if _met_a_fault(top, key):
                    return None
                with top.within(RESULTS) as results:
                    found[RESULT] = results.read(f"{key}.json", _LARGEST)
                with top.within(STUDENTS) as students, students.within(key) as place:
                    for name in (REPORT, REPORT_PAGE):
                        found[name] = place.read(name, _LARGEST)
                    for name in COPIES:
                        if place.has(name):
                            found[name] = place.read(name, _LARGEST)
        except (OSError, NotOurs):
            return None
        return Entry(found)

    def finish(self, contents: Mapping[str, bytes], keys: Iterable[str]) -> None:
        """Write what is about the whole class; everyone's report must still be there."""
        with self.writing(), opened_folder(self.out) as top, top.within(STUDENTS) as students:
            gone = [key for key in keys if not _has_report(students, key)]
            if gone:
                raise CannotWrite(f"{len(gone)} reports have vanished from {self.out} meanwhile")
            for name, content in contents.items():
                top.write(name, content)


def _slug(place: Folder, name: str) -> str:
    try:
        found = json.loads(place.read(name, _LARGEST))["assignment"]
        return str(found["slug"])
    except (ValueError, LookupError, TypeError, RecursionError):  # not what a run wrote
        return ""


def _slug_of_reports(top: Folder) -> str:
    """Tell by the reports of a run that said nothing else of itself."""
    with top.within(STUDENTS) as students:
        for folder in students.names():
            with suppress(OSError, NotOurs), students.within(folder) as place:
                if slug := _slug(place, REPORT):
                    return slug
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
            ours.write(f"{folder}.txt", content, mode=_PRIVATE)
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
    for name in (STUDENTS, RESULTS):
        with top.within(name, make=True):
            pass
    top.make_private(_SCRATCH)
    with top.within(_SCRATCH) as scratched:
        scratched.write("room", bytes(_ROOM))
        scratched.remove("room")


def _clear(top: Folder) -> None:
    top.remove_folder(_SCRATCH)
    top.remove_unfinished()
    for name in (STUDENTS, RESULTS, _FAULTS, _NOTES):
        with suppress(FileNotFoundError), top.within(name) as folder:
            folder.remove_unfinished()
            for inner in folder.names() if name == STUDENTS else ():
                with suppress(NotADirectoryError), folder.within(inner) as place:
                    place.remove_unfinished()


@contextmanager
def _locked(top: Folder) -> Iterator[None]:
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
