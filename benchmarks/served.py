"""A service as a person starts it, for as long as a block lasts, in a folder of its own."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parents[1]
_START_SECONDS = 120
_STOP_SECONDS = 120
EVERYTHING = ("--scope", "submit", "--scope", "read", "--scope", "manage")
"""Options of a token that may do everything."""
_GRADER = (sys.executable, "-m", "grader")


@dataclass
class Served:
    """A service that is running."""

    address: str
    data: Path
    process: "subprocess.Popen[str]"
    token: str
    environment: Mapping[str, str]
    """What a command line beside it is started with, to mean this service."""

    @property
    def headers(self) -> dict[str, str]:
        """What a request of somebody who may do everything carries."""
        return {"Authorization": f"Bearer {self.token}"}

    def token_for(self, name: str, *options: str) -> str:
        """Make a token as a person does, and return its secret."""
        made = subprocess.run(
            [*_GRADER, "token", "create", name, *options],
            capture_output=True, text=True, check=True, cwd=ROOT, env=self.environment,
        )  # fmt: skip
        return made.stdout.strip()

    def processes(self, *words: str) -> list[int]:
        """Return the ids of those of its processes in whose command line all these words are."""
        return [pid for pid, line in commands() if str(self.data) in line and _holds(line, words)]


@contextmanager
def served(
    course: Path = ROOT, workers: int = 1, port: int = 0, *, database: str = ""
) -> Iterator[Served]:
    """Start a service in a new folder, and stop it as SIGTERM does; see `served_in`."""
    with (
        folder_for_data() as folder,
        served_in(folder, course, workers, port, database=database) as service,
    ):
        yield service


@contextmanager
def folder_for_data() -> Iterator[Path]:
    """Give a folder that the database's user may enter, where root starts it."""
    folder = Path(tempfile.mkdtemp(prefix="grader-served-", dir="/tmp"))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def served_in(
    folder: Path,
    course: Path = ROOT,
    workers: int = 1,
    port: int = 0,
    *,
    database: str = "",
    errors: IO[str] | None = None,
) -> Iterator[Served]:
    """Start a service, on an embedded database unless one is named; stop it as SIGTERM does.

    Its standard error goes to `errors`, else to where ours goes.

    Raises RuntimeError where it does not start, does not stop with 0, or leaves a process behind.
    """
    environment = {
        **os.environ, "GRADER_UPLOADS_PER_MINUTE": "1000000", "DATABASE_URL": database,
        "GRADER_DATA": str(folder),
    }  # fmt: skip
    given = ("--course", str(course), "--data", str(folder), "--port", str(port))
    process = subprocess.Popen(
        [*_GRADER, "serve", *given, "--workers", str(workers)],
        stdout=subprocess.PIPE, stderr=errors, text=True, cwd=ROOT, env=environment,
    )  # fmt: skip
    try:
        service = Served(_address(process), folder, process, "", environment)
        service.token = service.token_for("demo", *EVERYTHING)
        yield service
    finally:
        process.send_signal(signal.SIGTERM)
        code = process.wait(_STOP_SECONDS)
        assert process.stdout is not None
        process.stdout.close()
    left = [line for _pid, line in commands() if str(folder) in line]
    if code or left:
        raise RuntimeError(f"the service ended with {code} and left {left}")


def commands() -> Iterator[tuple[int, str]]:
    """Yield every process's id with its command line, and the folder that its variables name."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                line = (entry / "cmdline").read_bytes() + b"\0" + (entry / "environ").read_bytes()
            except OSError:  # gone, or not ours
                continue
            yield int(entry.name), line.replace(b"\0", b" ").decode(errors="replace")


def _holds(line: str, words: tuple[str, ...]) -> bool:
    return all(word in line for word in words)


def _address(process: "subprocess.Popen[str]") -> str:
    """Wait for the line that tells the address."""
    assert process.stdout is not None
    timer = threading.Timer(_START_SECONDS, process.kill)
    timer.start()
    line = process.stdout.readline()
    timer.cancel()
    address = line.strip().rpartition(" ")[2]  # whatever language the rest is in
    if not address.startswith("http://"):
        raise RuntimeError("the service did not start")
    return address
