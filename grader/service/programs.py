"""PostgreSQL's own programs, that write a database to a file and read it again.

Those of the wheel are newer than most servers, and so know them; where they are not installed, or
the server is newer still, those of the PATH are taken.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from sqlalchemy import Engine, make_url

from grader.errors import Fault
from grader.model import Text
from grader.service.embedded import wheel_programs
from grader.service.refusal import not_served

_NEEDED = ("pg_dump", "pg_restore", "psql")
_UNKNOWN_BEFORE_17 = b"SET transaction_timeout = 0;\n"
"""What a newer `pg_restore` writes at the head of a script; older servers stop at it."""
_HEAD = 100
"""Lines of a script among which that line stands; what follows may be anybody's words."""
_PIECE = 1 << 20
_BEGIN, _COMMIT = b"BEGIN;\n", b"COMMIT;\n"
"""Said to psql here: its own --single-transaction commits what it has when this process dies."""
_EMPTIED = b"DROP SCHEMA public CASCADE;\nCREATE SCHEMA public;\n"


class DumpFault(Fault):
    """PostgreSQL's programs did not write or read the database."""


class Programs:
    """The programs for one database. Methods raise DumpFault."""

    def __init__(self, engine: Engine) -> None:
        """Choose them for the server behind `engine`. Raises UserError where there are none."""
        with engine.connect():
            version = engine.dialect.server_version_info or (0,)
        self._folder = _programs_for(int(version[0]))
        url = make_url(engine.url).set(drivername="postgresql", password=None)
        self._url = url.render_as_string(hide_password=False)
        self._environment = _environment(engine.url.password)

    def dump(self, path: Path, snapshot: str) -> None:
        """Write the database to a file, as it was at an exported snapshot."""
        options = ("--format=custom", "--compress=0", "--no-owner", "--no-privileges")
        done = subprocess.run(
            [
                self._folder / "pg_dump", *options, f"--snapshot={snapshot}", "--file", path,
                "--dbname", self._url,
            ],
            env=self._environment, stdin=subprocess.DEVNULL, capture_output=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise DumpFault(f"pg_dump did not write the database: {_last(done.stderr)}")

    def load(self, path: Path, *, replace: bool) -> None:
        """Put a dump into the database in one transaction; with `replace` in place of all in it."""
        script = subprocess.Popen(
            [self._folder / "pg_restore", "--no-owner", "--no-privileges", "--file=-", path],
            env=self._environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )  # fmt: skip
        loading = subprocess.Popen(
            [
                self._folder / "psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1",
                "--dbname", self._url,
            ],
            env=self._environment, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )  # fmt: skip
        with script, loading:
            assert script.stdout and script.stderr and loading.stdin and loading.stderr  # noqa: S101
            try:
                loading.stdin.write(_BEGIN + (_EMPTIED if replace else b""))
                _passed_on(script.stdout, loading.stdin)
                if script.wait():  # half a script must not be committed
                    loading.kill()
                    raise DumpFault(
                        f"pg_restore did not read the database: {_last(script.stderr.read())}"
                    )
                loading.stdin.write(_COMMIT)
                loading.stdin.close()
            except BrokenPipeError:  # psql has stopped at an error, and says which
                script.kill()
            said = loading.stderr.read()
            if loading.wait():
                raise DumpFault(f"the database was not written to: {_last(said)}")


def _passed_on(script: IO[bytes], loading: IO[bytes]) -> None:
    for _number in range(_HEAD):
        line = script.readline()
        if line != _UNKNOWN_BEFORE_17:
            loading.write(line)
    while piece := script.read(_PIECE):
        loading.write(piece)


def _programs_for(server: int) -> Path:
    """Return the folder of programs that know a server of this major version."""
    on_path = shutil.which("pg_dump")
    folders = [wheel_programs(), Path(on_path).parent if on_path else None]
    for folder in folders:
        if folder is not None and all((folder / name).exists() for name in _NEEDED):
            said = subprocess.run(
                [folder / "pg_dump", "--version"], capture_output=True, text=True, check=False
            )
            found = re.search(r"(\d+)", said.stdout)
            if found is not None and int(found[1]) >= server:
                return folder
    raise not_served(Text("backup.no_program", {"version": server}))


def _environment(password: object) -> Mapping[str, str]:
    """Return the variables of a program; a password is not for its command line."""
    own = {**os.environ, "LC_ALL": "C", "PGAPPNAME": "grader backup"}
    return {**own, "PGPASSWORD": str(password)} if password else own


def _last(said: bytes) -> str:
    """Return the last line that a program said of an error."""
    lines = [line.strip() for line in said.decode(errors="replace").splitlines() if line.strip()]
    errors = [line for line in lines if "ERROR:" in line or "error:" in line]
    return (errors or lines or ["it says nothing"])[0][:300]
