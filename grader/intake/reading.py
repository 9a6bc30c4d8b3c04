"""The beginning of files that were found, for what must be known before they are graded."""

import zipfile
from pathlib import Path
from types import TracebackType
from typing import Self

from grader.budget import MAX_FILE_MB
from grader.intake.found import Found
from grader.intake.hand_in import opened_zip
from grader.intake.opening import OPENING

_MOST = 4 << 20
"""Bytes of a file that are looked at."""


class Reading:
    """Reads beginnings of files, and keeps a zip open between one of its members and the next."""

    def __init__(self) -> None:
        self._archive: tuple[Path, zipfile.ZipFile] | None = None

    def opening(self, one: Found) -> bytes:
        """Return a file's first bytes; nothing where it cannot be read, which is told elsewhere."""
        return self._read(one, _MOST)

    def beginning(self, one: Found) -> bytes:
        """Return what is enough to tell a notebook by."""
        return self._read(one, OPENING)

    def whole(self, one: Found) -> bytes:
        """Return all of a file that a platform wrote, as far as any file is read."""
        return self._read(one, MAX_FILE_MB << 20)

    def _read(self, one: Found, most: int) -> bytes:
        place = one.handed.place
        try:
            if place.kept is not None or place.member is None:
                return place.read(most)
            return place.read_from(self._opened(place.path), most)
        except (OSError, zipfile.BadZipFile):
            return b""

    def _opened(self, path: Path) -> zipfile.ZipFile:
        if self._archive is None or self._archive[0] != path:
            self._close()
            self._archive = path, opened_zip(path)
        return self._archive[1]

    def _close(self) -> None:
        if self._archive is not None:
            self._archive[1].close()
            self._archive = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._close()
