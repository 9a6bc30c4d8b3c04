"""What a service is told when it starts: from the environment, or from flags that go before it."""

import os
from collections.abc import Mapping
from pathlib import Path

import platformdirs

from grader.budget import MAX_FILE_MB
from grader.frozen import frozen
from grader.model import Text
from grader.service.logs import FORMATS, Format
from grader.service.refusal import not_served

COURSE, DATA, DATABASE = "GRADER_COURSE", "GRADER_DATA", "DATABASE_URL"
BLOBS = "GRADER_BLOBS"
DATABASE_FILE = "DATABASE_URL_FILE"
SEED, RATE = "GRADER_SEED_FILE", "GRADER_UPLOADS_PER_MINUTE"
ADDRESS = "GRADER_ADDRESS"
LOG_FORMAT, LOG_NAMES = "GRADER_LOG_FORMAT", "GRADER_LOG_NAMES"


@frozen
class Settings:
    """Where a service finds everything, and how much it takes. Small and plain."""

    course: Path
    """The folder with `assignments/` and `solutions/`."""
    data: Path
    """The service's own folder: the seed, the embedded database, and notebooks."""
    seed_file: Path
    """The course's seed; drawn by the first `grader serve` where it is missing."""
    database: str = ""
    """URL of the database; empty for the embedded one."""
    blob_store: str = ""
    """Path or URL of where notebooks are kept; empty for the folder `blobs` of `data`."""
    max_bytes: int = MAX_FILE_MB << 20
    """Bytes of a notebook."""
    uploads_per_minute: int = 30
    """Of one student."""
    address: str = ""
    """URL by which browsers reach it, without a / at the end; empty for that of each request."""
    log_format: Format = "text"
    log_names: bool = False
    """Whether logs may say whose a notebook is."""

    @property
    def blobs(self) -> Path:
        """The folder of notebooks of a service that was told no other place."""
        return self.data / "blobs"

    @property
    def kept_at(self) -> str:
        """Path or URL of where notebooks are kept."""
        return self.blob_store or str(self.blobs)

    def environment(self) -> dict[str, str]:
        """Return the variables that tell another process the same."""
        return {
            COURSE: str(self.course),
            DATA: str(self.data),
            DATABASE: self.database,
            BLOBS: self.blob_store,
            SEED: str(self.seed_file),
            RATE: str(self.uploads_per_minute),
            ADDRESS: self.address,
            LOG_FORMAT: self.log_format,
            LOG_NAMES: "1" if self.log_names else "",
        }


def settings_from(
    environment: Mapping[str, str] = os.environ,
    *,
    course: Path | None = None,
    data: Path | None = None,
    seed_file: Path | None = None,
    blobs: str | None = None,
    log_format: str | None = None,
    log_names: bool = False,
) -> Settings:
    """Return the settings of this environment; what is given goes before it. Raises UserError."""
    data, database = data_and_database(data, environment)
    return Settings(
        course=_course(course or _path(environment.get(COURSE))),
        data=data,
        seed_file=seed_of(data, seed_file, environment),
        database=database,
        blob_store=blob_store_of(blobs, environment),
        uploads_per_minute=_number(environment, RATE, 30),
        address=environment.get(ADDRESS, "").rstrip("/"),
        log_format=_format(log_format or environment.get(LOG_FORMAT) or "text"),
        log_names=log_names or environment.get(LOG_NAMES, "") not in ("", "0"),
    )


def data_and_database(
    data: Path | None = None, environment: Mapping[str, str] = os.environ
) -> tuple[Path, str]:
    """Return the service's folder, and the URL of its database; empty for the embedded one.

    Raises UserError where the URL is to be read from a file and cannot be.
    """
    folder = data or _path(environment.get(DATA)) or default_data()
    return folder.absolute(), environment.get(DATABASE) or _read(environment.get(DATABASE_FILE))


def seed_of(
    data: Path, seed_file: Path | None = None, environment: Mapping[str, str] = os.environ
) -> Path:
    """Return where the seed of a service is, or is to be."""
    return (seed_file or _path(environment.get(SEED)) or data / "seed").absolute()


def blob_store_of(given: str | None = None, environment: Mapping[str, str] = os.environ) -> str:
    """Return the path or URL of where notebooks are kept; empty for the service's own folder."""
    found = given or environment.get(BLOBS, "")
    return found if not found or "://" in found else str(Path(found).absolute())


def kept_at(data: Path, given: str | None = None) -> str:
    """Return the path or URL of where the service of a folder keeps its notebooks."""
    return blob_store_of(given) or str(data / "blobs")


def default_data() -> Path:
    """Return the folder of a service that was told none.

    Root's own is the machine's: the database runs as a user who may not enter root's home.
    """
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return platformdirs.site_state_path("grader")
    return platformdirs.user_data_path("grader")


def _course(given: Path | None) -> Path:
    folder = (given or Path.cwd()).absolute()
    if not (folder / "assignments").is_dir():
        raise not_served(Text("serve.no_course", {"folder": str(folder), "variable": COURSE}))
    return folder


def _path(given: str | None) -> Path | None:
    return Path(given) if given else None


def _read(file: str | None) -> str:
    """Return what a file holds, for a secret that is no variable; empty for no file."""
    if not file:
        return ""
    try:
        found = Path(file).read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as error:
        values = {"variable": DATABASE_FILE, "file": file, "error": str(error)}
        raise not_served(Text("serve.unreadable_file", {**values})) from None
    if not found:
        raise not_served(Text("serve.empty_file", {"variable": DATABASE_FILE, "file": file}))
    return found


def _format(given: str) -> Format:
    for known in FORMATS:
        if known == given:
            return known
    values = {"variable": LOG_FORMAT, "known": " | ".join(FORMATS), "given": repr(given)}
    raise not_served(Text("serve.odd_format", {**values}))


def _number(environment: Mapping[str, str], name: str, default: int) -> int:
    given = environment.get(name)
    if not given:
        return default
    if not given.isascii() or not given.isdecimal() or not 0 < int(given[:9]) == int(given):
        raise not_served(Text("serve.odd_number", {"variable": name, "given": repr(given)}))
    return int(given)
