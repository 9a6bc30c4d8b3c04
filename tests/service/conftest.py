"""A real PostgreSQL for the service's tests: $DATABASE_URL, or the embedded one of this session."""

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from azure_container import azure_container, azurite_program, azurite_server
from course_fixture import COURSE
from kept_databases import KeptDatabases
from running_service import Running, database_of
from s3_bucket import S3Bucket, s3_bucket, s3_server
from until import until

from grader.seed import draw_seed, read_seed
from grader.service.blob_store import blobs_at
from grader.service.course import Course
from grader.service.database import engine_of
from grader.service.embedded import Embedded
from grader.service.schema.migrate import migrate
from grader.service.service import Service, service_of
from grader.service.sessions import Sessions
from grader.service.settings import DATABASE, Settings


@pytest.fixture(scope="session")
def short_folder(temporary_folder: Path) -> Iterator[Path]:
    """Give a folder that the database's user may enter, with a name that fits a socket."""
    folder = Path(tempfile.mkdtemp(prefix="grader-test-", dir="/tmp"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def server_url(short_folder: Path) -> Iterator[str]:
    """Give the URL of a server on which databases can be made."""
    if given := os.environ.get(DATABASE):
        yield given
        return
    embedded = Embedded(short_folder / "database")
    embedded.start()
    try:
        with psycopg.connect(embedded.url, autocommit=True) as connection:
            # nothing of it outlives the session
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("SELECT pg_reload_conf()")
        yield embedded.url
    finally:
        embedded.stop()


@pytest.fixture(scope="session")
def migrated(server_url: str) -> Iterator[str]:
    """Give the name of a database with every table and no row, to be copied."""
    with database_of(server_url, "template") as url:
        engine = engine_of(url, connections=1)
        migrate(engine)
        engine.dispose()
        yield url


@pytest.fixture(scope="session")
def databases(server_url: str, migrated: str) -> Iterator[KeptDatabases]:
    """Give what lends databases with every table and no row."""
    kept = KeptDatabases(server_url, migrated)
    yield kept
    kept.close()


@pytest.fixture
def database_url(databases: KeptDatabases) -> Iterator[str]:
    """Give the URL of a database that this test alone uses."""
    with databases.one() as url:
        yield url


@pytest.fixture(scope="session")
def seed_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a course's seed."""
    path = tmp_path_factory.mktemp("seed") / "seed"
    draw_seed(path)
    return path


@pytest.fixture(scope="session")
def moto() -> Iterator[tuple[str, int]]:
    """Give the address of a server of S3."""
    with s3_server() as server, s3_bucket(server) as bucket, pytest.MonkeyPatch.context() as patch:
        for name, value in bucket.environment.items():
            patch.setenv(name, value)
        blobs_at(bucket.url).look()  # what obstore opens once is no test's own
        yield server


@contextmanager
def sockets_are_closed() -> Iterator[None]:
    """Wait for the sockets that obstore opens meanwhile: it closes them later, in a thread."""
    before = open_sockets()
    yield
    if open_sockets() - before:
        gc.collect()
        until(lambda: not open_sockets() - before)


def open_sockets() -> set[str]:
    """Name the sockets that are open."""
    found = set()
    for entry in Path("/proc/self/fd").iterdir():
        with suppress(OSError):
            found.add(str(entry.readlink()))
    return {name for name in found if name.startswith("socket:")}


@pytest.fixture
def s3(moto: tuple[str, int], monkeypatch: pytest.MonkeyPatch) -> Iterator[S3Bucket]:
    """Give an empty bucket of S3; the environment says how it is reached."""
    with s3_bucket(moto) as bucket:
        for name, value in bucket.environment.items():
            monkeypatch.setenv(name, value)
        with sockets_are_closed():
            yield bucket


@pytest.fixture(scope="session")
def azurite() -> Iterator[str]:
    """Give the address of Azure's emulator; empty where that is not installed."""
    program = azurite_program()
    if program is None:
        yield ""
        return
    with azurite_server(program) as address:
        yield address


@pytest.fixture
def azure(moto: object, azurite: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Give the URL of an empty container of Azure's; the environment says how it is reached."""
    if not azurite:
        pytest.skip("Azure is tried where azurite-blob is in the PATH: npm install -g azurite")
    url, environment = azure_container(azurite)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with sockets_are_closed():
        yield url


@pytest.fixture
def settings(database_url: str, seed_file: Path, tmp_path: Path) -> Settings:
    """Give the settings of a service of this test's own, over the small course."""
    return Settings(COURSE, tmp_path / "data", seed_file, database_url)


@pytest.fixture
def service(settings: Settings) -> Iterator[Service]:
    """Give the parts of the web side."""
    made = service_of(settings)
    yield made
    made.engine.dispose()


@pytest.fixture(scope="module")
def sessions(seed_file: Path) -> Iterator[Sessions]:
    """Give warm sandboxes of the small course."""
    kept = Sessions(Course(COURSE), read_seed(seed_file))
    kept.of("double")  # its sandbox starts now, and is no test's own
    yield kept
    kept.close()


@pytest.fixture
def running(service: Service, sessions: Sessions) -> Iterator[Running]:
    """Give the app with a client, and a worker that works when it is told to."""
    with Running.of(service, sessions) as made:
        yield made


@pytest.fixture
def own_course(service: Service, seed_file: Path, tmp_path: Path) -> Iterator[tuple[Running, Path]]:
    """Give the same on a copy of the small course, which may be changed, and where that is."""
    course = tmp_path / "course"
    shutil.copytree(COURSE, course)
    own = replace(service, course=Course(course))
    sessions = Sessions(own.course, read_seed(seed_file))
    try:
        with Running.of(own, sessions) as made:
            yield made, course
    finally:
        sessions.close()
