"""To add a store of a class's results: SQLite. Whatever is kept has a key, a name and bytes."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from grader.classrun.store import Entry, RunOf, refuse_another
from grader.errors import CannotWrite, UserError

_TABLE = "create table if not exists file (key, name, content, primary key (key, name))"
_PUT = "insert or replace into file values (?, ?, ?)"
_NOTES, _CLASS, _RUN, _FAULTS = " notes", " class", " run", " faults"
"""Keys that are no submission's, and names that are no file's."""


class SqliteStore:
    """A `Store` in a file. What holds it is a lock of SQLite's, which ends with its process."""

    scratch: Path | None = None

    def __init__(self, path: Path) -> None:
        self._path = path

    @contextmanager
    def held(self) -> Iterator[None]:
        with closing(sqlite3.connect(f"{self._path}.lock", timeout=0)) as lock:
            try:
                lock.execute("begin exclusive")
            except sqlite3.OperationalError:
                raise UserError(f"another run is writing to {self._path}; wait") from None
            yield

    def begin(self, run: RunOf) -> None:
        refuse_another(self.provenance(), run, str(self._path))
        self._put(_CLASS, {_RUN: run.slug.encode()})

    def provenance(self) -> RunOf | None:
        kept = self._files(_CLASS)
        return RunOf(kept[_RUN].decode()) if kept else None

    def note(self, name: str, content: bytes) -> None:
        self._do(_PUT, _NOTES, name, content)

    def noted(self, name: str) -> bytes | None:
        return self._files(_NOTES).get(name)

    def forget(self, name: str) -> None:
        self._do("delete from file where key = ? and name = ?", _NOTES, name)

    def write(self, key: str, entry: Entry) -> None:
        self._put(key, {**entry.files, _FAULTS: json.dumps(entry.faults).encode()})

    def finished(self, key: str) -> Entry | None:
        files = self._files(key)
        return Entry(files) if files.pop(_FAULTS, b"") == b"[]" else None

    def finish(self, contents: Mapping[str, bytes], keys: Iterable[str]) -> None:
        there = {key for (key,) in self._do("select key from file where name = ?", _FAULTS)}
        if gone := {*keys} - there:
            raise CannotWrite(f"{len(gone)} results have vanished meanwhile")
        self._put(_CLASS, {**self._files(_CLASS), **contents})

    def _files(self, key: str) -> dict[str, bytes]:
        return dict(self._do("select name, content from file where key = ?", key))

    def _put(self, key: str, files: Mapping[str, bytes]) -> None:
        rows = ((key, name, content) for name, content in files.items())
        self._do("delete from file where key = ?", key, then=rows)

    def _do(self, asked: str, *values: Any, then: Iterable[tuple[Any, ...]] = ()) -> list[Any]:
        try:
            with closing(sqlite3.connect(self._path, timeout=60)) as file, file:
                file.execute(_TABLE)
                found = file.execute(asked, values).fetchall()
                file.executemany(_PUT, then)  # all of it or nothing
                return found
        except sqlite3.Error as error:
            raise CannotWrite(f"{self._path} takes nothing more: {error}") from None
