"""Blobs in a bucket of S3, GCS or Azure: one object for each, written once, by obstore.

An object that is there and was written lately is not written again. An older one is, for `remove`
looks at that time. No bucket removes on condition, so `remove` puts a mark down before it looks;
and whoever writes over an old object looks for the mark afterwards, and then for the object. Either
`remove` sees the new time, or the writer sees the mark, or that the object is gone.
"""

import hashlib
import re
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from tempfile import SpooledTemporaryFile

from obstore.exceptions import AlreadyExistsError, NotSupportedError

from grader.errors import CannotWrite
from grader.service.blobs import BlobsAway, Incoming, LostBlob
from grader.service.buckets import Bucket, outages

_PLACE = re.compile(r"([0-9a-f]{2})/([0-9a-f]{62})")
_MARKS = "removing"
_MARK = b"being removed"
_IN_MEMORY = 1 << 20
"""Bytes of a blob on its way that are held in memory; more go to a file without a name."""
_FRESH = timedelta(hours=12)
"""How long what was written is not written again: well below what a purge leaves alone."""
_STALE = timedelta(minutes=10)
"""After that a mark is one that a killed purge left."""
_TO_REMOVE = 60.0
"""Seconds from a mark to the removal, at most: far from `_STALE`."""
_TRIES = 25
_PAUSE = 0.2


class RemoteBlobs:
    """Blobs as objects below a prefix, `ab/cdef...`; many machines may use it at once."""

    def __init__(
        self,
        bucket: Bucket,
        *,
        fresh: timedelta = _FRESH,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self._bucket = bucket
        self._fresh = fresh
        self._wait = wait

    def look(self) -> None:
        """Ask the bucket for something. Raises BlobsAway, BlobsClosed."""
        with outages(self._bucket):
            next(iter(self._bucket.store.list(_MARKS)), None)

    def incoming(self) -> Incoming:
        """Begin a blob; nothing of it goes anywhere before it is kept."""
        return _IncomingObject(self._put)

    def read(self, digest: str) -> bytes:
        """Fetch an object, and hold it to its name. Raises LostBlob, BlobsAway."""
        with outages(self._bucket):
            try:
                content = bytes(self._bucket.store.get(_place(digest)).bytes())
            except FileNotFoundError:
                self.look()  # where the whole bucket is gone, no notebook is lost yet
                raise LostBlob(
                    f"the notebook {digest} cannot be read: it is not in {self._bucket.url}"
                ) from None
        if hashlib.sha256(content).hexdigest() != digest:
            raise LostBlob(f"the notebook {digest} is not what was kept: its object is damaged")
        return content

    def kept_before(self, moment: float) -> Iterator[str]:
        """List all objects, and look at when each was written."""
        since = datetime.fromtimestamp(moment, UTC)
        with outages(self._bucket):
            for chunk in self._bucket.store.list():
                for found in chunk:
                    named = _PLACE.fullmatch(found["path"])
                    if named and found["last_modified"] < since:
                        yield f"{named[1]}{named[2]}"

    def remove(self, digest: str, before: float) -> bool:
        """Mark an object, look at when it was written, and remove it."""
        since, began = datetime.fromtimestamp(before, UTC), time.monotonic()
        with outages(self._bucket):
            self._bucket.store.put(_mark(digest), _MARK, use_multipart=False)
            written = self._written(_place(digest))
            in_time = time.monotonic() - began < _TO_REMOVE
            is_old = written is not None and written < since and in_time
            if is_old:
                self._bucket.once.delete(_place(digest))
            self._bucket.once.delete(_mark(digest))
        return is_old

    def restore_removed(self) -> None:
        """Take marks away that a killed purge left: an object is where it was, or removed."""
        with outages(self._bucket):
            marks = [found["path"] for chunk in self._bucket.store.list(_MARKS) for found in chunk]
            for mark in marks:
                self._bucket.once.delete(mark)

    def _put(self, digest: str, content: bytes) -> None:
        """Have an object there that no purge is about to remove."""
        with outages(self._bucket):
            if self._is_created(digest, content):
                return
            written = self._written(_place(digest), len(content))
            if written is not None and datetime.now(UTC) - written < self._fresh:
                return
            for _try in range(_TRIES):
                if self._is_renewed(digest, content):
                    return
                self._wait(_PAUSE)
        raise BlobsAway(f"the notebook {digest} is being removed from {self._bucket.url}")

    def _is_created(self, digest: str, content: bytes) -> bool:
        """Write an object where there is none. One that is being removed is there still."""
        try:
            self._bucket.store.put(_place(digest), content, mode="create", use_multipart=False)
        except (AlreadyExistsError, NotSupportedError):  # not every store can tell
            return False
        return True

    def _is_renewed(self, digest: str, content: bytes) -> bool:
        """Write over an object; False where somebody removes it meanwhile."""
        self._bucket.store.put(_place(digest), content, use_multipart=False)
        mark = self._written(_mark(digest))
        if mark is not None and datetime.now(UTC) - mark < _STALE:
            return False
        return self._written(_place(digest)) is not None

    def _written(self, path: str, size: int | None = None) -> datetime | None:
        """Return when an object was written; None where it is not there, or of another size."""
        try:
            found = self._bucket.store.head(path)
        except FileNotFoundError:
            return None
        return found["last_modified"] if size in (None, found["size"]) else None


class _IncomingObject:
    """A blob that waits, here, until all of it has come."""

    def __init__(self, put: Callable[[str, bytes], None]) -> None:
        self.size = 0
        self._put = put
        self._hash = hashlib.sha256()
        self._file = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - `drop`

    def write(self, content: bytes) -> None:
        self.size += len(content)
        self._hash.update(content)
        try:
            self._file.write(content)
        except OSError as error:
            raise CannotWrite(
                f"the folder of temporary files takes nothing more: {error.strerror}"
            ) from None

    def content(self) -> bytes:
        self._file.seek(0)
        content = self._file.read()
        self._file.seek(0, 2)
        return content

    def keep(self) -> str:
        digest = self._hash.hexdigest()
        self._put(digest, self.content())
        self._file.close()
        return digest

    def drop(self) -> None:
        self._file.close()


def _place(digest: str) -> str:
    return f"{digest[:2]}/{digest[2:]}"


def _mark(digest: str) -> str:
    return f"{_MARKS}/{digest}"
