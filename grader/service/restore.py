"""Restore a backup: all of it is read and held to its manifest before anything is changed."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Engine, text

from grader.errors import BrokenBackup, CannotWrite
from grader.folder import opened_folder
from grader.model import Text
from grader.service.backup_file import BLOBS, DATABASE, SEED, Manifest, Write, ignored, read_backup
from grader.service.blobs import Blobs, Incoming
from grader.service.database import transaction
from grader.service.programs import Programs
from grader.service.refusal import not_served
from grader.service.schema.migrate import known_revisions, migrate
from grader.service.store import audit

_UNFINISHED = ".restoring-"
_SEED_MODE = 0o600


def check(path: Path) -> Manifest:
    """Read a backup from end to end, and change nothing.

    Raises BrokenBackup where it is damaged, of a later version, or no backup.
    """
    manifest = read_backup(path, ignored)
    if manifest.schema not in known_revisions():
        about = Text("backup.later_schema", {"file": str(path), "schema": manifest.schema})
        raise not_served(about, BrokenBackup)
    return manifest


class Restoring:
    """What a backup is restored to: a database, a folder of notebooks and a seed."""

    def __init__(self, engine: Engine, blobs: Blobs, seed_file: Path, *, replace: bool) -> None:
        self._engine = engine
        self._blobs = blobs
        self._seed_file = seed_file
        self._replace = replace

    def restore(self, path: Path, actor: str) -> Manifest:
        """Put everything back; the database last, in one transaction, and brought up to date.

        Raises UserError where it would replace something and was not told to, or the database is
        in use; BrokenBackup, CannotWrite, DumpFault.
        """
        _refuse_used(self._engine)
        if not self._replace:
            _refuse_full(self._engine)
        with _work(self._seed_file.parent) as work:
            manifest = read_backup(path, lambda name: self._sink(name, work))
            seed = (work / SEED).read_bytes()
            self._refuse_other_seed(seed)
            Programs(self._engine).load(work / DATABASE, replace=self._replace)
            with opened_folder(self._seed_file.parent) as folder:
                folder.write(self._seed_file.name, seed, mode=_SEED_MODE)
        migrate(self._engine)
        with transaction(self._engine) as connection:
            audit.note(connection, actor, "backup.restored", manifest.made_at)
        return manifest

    @contextmanager
    def _sink(self, name: str, work: Path) -> Iterator[Write]:
        """Put a notebook where it belongs, and the rest aside."""
        if name.startswith(BLOBS):
            incoming = self._blobs.incoming()
            with _kept(incoming):
                yield incoming.write
            return
        try:
            with (work / name).open("xb") as file:
                yield file.write
        except OSError as error:
            raise CannotWrite(f"{work} takes nothing more: {error.strerror}") from None

    def _refuse_other_seed(self, seed: bytes) -> None:
        if self._replace or not self._seed_file.exists():
            return
        if self._seed_file.read_bytes() != seed:
            raise not_served(Text("restore.other_seed", {"file": str(self._seed_file)}))


@contextmanager
def _kept(incoming: Incoming) -> Iterator[None]:
    """Keep what was written in the block, unless it ends with an exception."""
    try:
        yield
        incoming.keep()
    finally:
        incoming.drop()


@contextmanager
def _work(beside: Path) -> Iterator[Path]:
    """Give a folder for what is put aside, on the disk of the service's folder."""
    try:
        beside.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=_UNFINISHED, dir=beside) as work:
            yield Path(work)
    except OSError as error:
        raise CannotWrite(f"{beside} cannot be written: {error.strerror}") from None


def _refuse_used(engine: Engine) -> None:
    """Refuse a database that somebody else is connected to: a service would mix both states."""
    others = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
        "AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
    )
    with transaction(engine) as connection:
        if connection.scalar(others):
            raise not_served(Text("restore.used"))


def _refuse_full(engine: Engine) -> None:
    tables = text(
        "SELECT count(*) FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace "
        "WHERE relkind IN ('r', 'p', 'v', 'S') AND n.nspname = 'public'"
    )
    with transaction(engine) as connection:
        if connection.scalar(tables):
            raise not_served(Text("restore.not_empty"))
