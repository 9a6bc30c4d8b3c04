"""A store in this process's memory: for tests, and for callers who keep results elsewhere."""

import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from grader.classrun.store import Entry, RunOf, refuse_another
from grader.errors import CannotWrite, UserError


class MemoryStore:
    """A `Store` that is gone with its process, and not to be had from another one."""

    scratch: Path | None = None

    def __init__(self) -> None:
        self.contents: dict[str, bytes] = {}
        """What was kept about the whole class."""
        self._entries: dict[str, Entry] = {}
        self._notes: dict[str, bytes] = {}
        self._run: RunOf | None = None
        self._lock = threading.Lock()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the store for one run."""
        if not self._lock.acquire(blocking=False):
            raise UserError("another run is writing to this store; wait, or choose another")
        try:
            yield
        finally:
            self._lock.release()

    def begin(self, run: RunOf) -> None:
        """Begin a run, or go on with one."""
        refuse_another(self._run, run, "this store")
        self._run = run
        self.contents.clear()

    def provenance(self) -> RunOf | None:
        """Return what the store's run is a run of."""
        return self._run

    def note(self, name: str, content: bytes) -> None:
        """Keep what the run is to remember."""
        self._notes[name] = content

    def noted(self, name: str) -> bytes | None:
        """Return what was noted."""
        return self._notes.get(name)

    def forget(self, name: str) -> None:
        """Note it no longer."""
        self._notes.pop(name, None)

    def write(self, key: str, entry: Entry) -> None:
        """Keep one submission."""
        self._entries[key] = entry

    def finished(self, key: str) -> Entry | None:
        """Return a submission in which no fault of ours was met."""
        found = self._entries.get(key)
        return None if found is None or found.faults else found

    def finish(self, contents: Mapping[str, bytes], keys: Iterable[str]) -> None:
        """Keep what is about the whole class."""
        if gone := sum(key not in self._entries for key in keys):
            raise CannotWrite(f"{gone} results have vanished meanwhile")
        self.contents = dict(contents)
