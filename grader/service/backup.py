"""Back a service up: its database as it is at one moment, and the notebooks that it names.

The dump comes first, from a snapshot that also tells which notebooks there are: those are never
changed, so copies made later are of that moment too. `grader purge`, which alone removes some, is
kept away meanwhile.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from sqlalchemy import Engine, text

from grader import __version__
from grader.errors import CannotWrite
from grader.model import Text
from grader.service.backup_file import (
    BLOBS,
    DATABASE,
    FORMAT,
    SEED,
    Manifest,
    Writing,
    content_of,
)
from grader.service.blobs import Blobs, LostBlob
from grader.service.database import transaction
from grader.service.programs import Programs
from grader.service.refusal import not_served
from grader.service.removal import kept_whole
from grader.service.schema.migrate import revision
from grader.service.store import audit
from grader.service.store.submissions import notebooks

_UNFINISHED = ".backing-up-"


def back_up(engine: Engine, blobs: Blobs, seed_file: Path, path: Path, actor: str) -> Manifest:
    """Write a backup to `path`, which is there whole or not at all; return what it holds.

    Raises UserError where `path` is there already, CannotWrite, DumpFault.
    """
    _refuse_present(path)
    seed = _seed(seed_file)
    with kept_whole(engine), _beside(path) as work:
        dump = work / "dump"
        schema, named = _dumped(engine, dump)
        sizes, lost = _sizes(blobs, named)
        with dump.open("rb") as file:
            database = content_of(file)
        manifest = Manifest(
            FORMAT, __version__, schema, datetime.now(UTC).isoformat(timespec="seconds"),
            database, content_of(BytesIO(seed)), sizes, tuple(lost),
        )  # fmt: skip
        whole = work / "whole"
        with os.fdopen(os.open(whole, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            _write(file, manifest, dump, seed, blobs)
            file.flush()
            os.fsync(file.fileno())
        _put(whole, path)
    with transaction(engine) as connection:
        audit.note(connection, actor, "backup.made", manifest.made_at, notebooks=len(sizes))
    return manifest


def _dumped(engine: Engine, dump: Path) -> tuple[str, Sequence[str]]:
    """Dump the database; return the revision of its tables, and the notebooks that it names."""
    programs = Programs(engine)
    steady = engine.execution_options(isolation_level="REPEATABLE READ")
    with transaction(steady) as connection:
        schema = revision(connection)
        snapshot = connection.scalar(text("SELECT pg_export_snapshot()"))
        programs.dump(dump, str(snapshot))
        return schema, notebooks(connection)


def _sizes(blobs: Blobs, named: Sequence[str]) -> tuple[dict[str, int], list[str]]:
    """Return the size of each notebook that is there, and those that are not."""
    sizes, lost = dict[str, int](), list[str]()
    for digest in named:
        try:
            sizes[digest] = len(blobs.read(digest))
        except LostBlob:  # what is left is worth keeping all the more
            lost.append(digest)
    return sizes, lost


def _write(file: BinaryIO, manifest: Manifest, dump: Path, seed: bytes, blobs: Blobs) -> None:
    writing = Writing(file, manifest)
    with dump.open("rb") as dumped:
        writing.add(DATABASE, dumped, manifest.database.size)
    writing.add(SEED, BytesIO(seed), manifest.seed.size)
    for digest, size in manifest.blobs.items():
        writing.add(f"{BLOBS}{digest}", BytesIO(blobs.read(digest)), size)
    writing.close()


def _seed(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        values = {"file": str(path), "error": error.strerror or ""}
        raise not_served(Text("backup.no_seed", {**values})) from None


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """Give a folder of ours beside a file, on the same disk; errors of the disk are sentences."""
    try:
        with TemporaryDirectory(prefix=_UNFINISHED, dir=path.absolute().parent) as work:
            yield Path(work)
    except OSError as error:
        raise CannotWrite(f"{path} cannot be written: {error.strerror}") from None


def _put(whole: Path, path: Path) -> None:
    """Give a finished file its name."""
    _refuse_present(path)
    whole.rename(path)
    folder = os.open(path.absolute().parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _refuse_present(path: Path) -> None:
    if os.path.lexists(path):
        raise not_served(Text("backup.present", {"file": str(path)}))
