"""To add blobs for the service: notebooks in a file of SQLite, by the digest of their bytes."""

import hashlib
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from grader.service.blobs import BlobsAway, Incoming, LostBlob

_TABLE = "create table if not exists blob (digest primary key, kept, content)"


class SqliteBlobs:
    """`Blobs` in a file: what is asked of it is one statement, so nothing is done by half."""

    def __init__(self, url: str) -> None:
        self._path = Path(url.removeprefix("sqlite://"))

    def look(self) -> None:
        self._do("select 1")

    def incoming(self) -> Incoming:
        return _Incoming(self)

    def read(self, digest: str) -> bytes:
        for (content,) in self._do("select content from blob where digest = ?", digest):
            if hashlib.sha256(content).hexdigest() == digest:
                return bytes(content)
        raise LostBlob(f"the notebook {digest} is not there, or not as it was kept")

    def kept_before(self, moment: float) -> Iterator[str]:
        yield from (d for (d,) in self._do("select digest from blob where kept < ?", moment))

    def remove(self, digest: str, before: float) -> bool:
        asked = "delete from blob where digest = ? and kept < ? returning digest"
        return bool(self._do(asked, digest, before))

    def restore_removed(self) -> None:
        """Do nothing: what was not removed whole is there."""

    def keep(self, content: bytes) -> str:
        digest = hashlib.sha256(content).hexdigest()
        self._do("insert or replace into blob values (?, ?, ?)", digest, time.time(), content)
        return digest

    def _do(self, asked: str, *values: Any) -> list[Any]:
        try:
            with closing(sqlite3.connect(self._path, timeout=20)) as file, file:
                file.execute(_TABLE)
                return file.execute(asked, values).fetchall()
        except sqlite3.Error as error:
            raise BlobsAway(f"{self._path} does not answer: {error}") from None


class _Incoming:
    """Bytes in memory until they are kept."""

    def __init__(self, blobs: SqliteBlobs) -> None:
        self.size = 0
        self._blobs, self._pieces = blobs, list[bytes]()

    def write(self, content: bytes) -> None:
        self.size += len(content)
        self._pieces.append(content)

    def content(self) -> bytes:
        return b"".join(self._pieces)

    def keep(self) -> str:
        return self._blobs.keep(self.content())

    def drop(self) -> None:
        self._pieces.clear()
