"""Where the results of one class are kept: the seam, whatever is behind it."""

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from grader.errors import NotTakenIn
from grader.frozen import frozen
from grader.language import built_in
from grader.model import Text

RESULT = "result.json"
"""What everything else about a submission is made of."""
REPORT, REPORT_PAGE = "report.json", "report.html"
PAGE = "feedback.html"
"""The annotated copy of a notebook that a browser shows."""
COPIES = ("feedback.ipynb", PAGE)
"""What is written beside a report when annotated copies are asked for."""


@frozen
class RunOf:
    """What a store's run is a run of: no other may go on in it."""

    slug: str
    """The assignment."""


@frozen
class Entry:
    """All that there is of one submission."""

    files: Mapping[str, bytes]
    """By name: `RESULT`, `REPORT`, `REPORT_PAGE`, and `COPIES` where they are asked for."""
    faults: tuple[str, ...] = ()
    """Sentences about faults of ours: not for students."""


class Store(Protocol):
    """Keeps one class. Small and plain where processes share it: each of them opens its own.

    Every method raises CannotWrite when there is no room, or no place any more, for what is to be
    kept, and NotOurs for a place that somebody else may have filled.
    """

    @property
    def scratch(self) -> Path | None:
        """Where a run's processes put temporary files; None for the system's own place."""
        ...

    def held(self) -> AbstractContextManager[None]:
        """Hold the store for one run. Raises UserError when another run holds it."""
        ...

    def begin(self, run: RunOf) -> None:
        """Begin a run, or go on with one: what was said of the whole class is gone.

        Raises NotTakenIn when the store holds a run of another assignment.
        """
        ...

    def provenance(self) -> RunOf | None:
        """Return what the store's run is a run of; None when none was begun."""
        ...

    def note(self, name: str, content: bytes) -> None:
        """Keep what the teacher's side of the run is to remember: it outlasts `begin`."""
        ...

    def noted(self, name: str) -> bytes | None:
        """Return what was noted; None for nothing."""
        ...

    def forget(self, name: str) -> None:
        """Note it no longer, if it was."""
        ...

    def write(self, key: str, entry: Entry) -> None:
        """Keep one submission: all of it or nothing. `key` is a name that a folder may have."""
        ...

    def finished(self, key: str) -> Entry | None:
        """Return a submission that is kept whole, and in which no fault of ours was met."""
        ...

    def finish(self, contents: Mapping[str, bytes], keys: Iterable[str]) -> None:
        """Keep what is about the whole class, by name, last of all.

        Raises CannotWrite when one of the submissions has vanished meanwhile.
        """
        ...


def refuse_another(held: RunOf | None, run: RunOf, name: str) -> None:
    """Raise NotTakenIn when a store's run is of another assignment."""
    if held is not None and held != run:
        values = {"out": name, "other": held.slug, "slug": run.slug}
        what = Text("intake.another_assignment", values)
        raise NotTakenIn(built_in("en").say(what), [what])
