"""Warm sessions: one assignment each, opened anew when its files change."""

from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from grader.classrun.traces import Tracer
from grader.errors import Fault, GraderError, UnknownAssignment
from grader.find import Place
from grader.sandbox.choose import Requirements
from grader.service.course import Course, Fingerprint, fingerprint
from grader.session import FromReference, Session, opened

_MOST = 6
"""Sessions kept open; each has a sandbox that waits."""


class Sessions:
    """The sessions of one worker; nothing of it is shared with another thread."""

    def __init__(
        self,
        course: Course,
        seed: bytes,
        protected: tuple[Path, ...] = (),
        open_session: Callable[[FromReference, Requirements], Session] = opened,
    ) -> None:
        self._course = course
        self._seed = seed
        self._required = Requirements(protected)  # below the best tier nothing is opened
        self._open = open_session
        self._opened: OrderedDict[str, tuple[Fingerprint, Session]] = OrderedDict()
        self._tracers: dict[str, Tracer] = {}

    def of(self, slug: str) -> Session:
        """Return the session of an assignment as its files are now.

        Raises UnknownAssignment where it is gone, and what `opened` raises.
        """
        place = self._course.place(slug)
        if place is None:
            raise UnknownAssignment(f"{self._course.folder} holds no assignment {slug!r} any more")
        now = fingerprint(place)
        before = self._opened.get(slug)
        if before is not None and before[0] == now:
            self._opened.move_to_end(slug)
            return before[1]
        self.drop(slug)
        session = self._open(self._source(place), self._required)
        self._opened[slug] = (now, session)
        while len(self._opened) > _MOST:
            self.drop(next(iter(self._opened)))
        return session

    def tracer(self, slug: str) -> Tracer:
        """Return what traces the submissions of the session that is open of an assignment."""
        if slug not in self._tracers:
            self._tracers[slug] = Tracer(self._opened[slug][1].prepared)
        return self._tracers[slug]

    def drop(self, slug: str) -> None:
        """Close a session, if there is one: the next one is opened anew."""
        if slug in self._opened:
            _, session = self._opened.pop(slug)
            self._tracers.pop(slug, None)
            with suppress(OSError, GraderError):  # its sandbox may have died
                session.close()

    def close(self) -> None:
        """Close them all."""
        for slug in list(self._opened):
            self.drop(slug)

    def _source(self, place: Place) -> FromReference:
        if place.solutions is None:
            raise Fault(f"{place.path} has no solutions: no reference.py answers its cases")
        return FromReference(place.path, place.solutions, self._seed)
