"""An instructor's token: from the environment or a file of one's own, and shown nowhere."""

import os
import stat
from dataclasses import dataclass, field
from pathlib import Path

from grader.errors import NotOurs, RemoteRefused
from grader.folder import read_file
from grader.model import Text

_LONGEST = 4096


@dataclass(frozen=True, slots=True)
class Token:
    """A secret; its own text is in no representation of it."""

    secret: str = field(repr=False)

    def hidden_in(self, said: str) -> str:
        """Return what somebody else said, without the token in it."""
        return said.replace(self.secret, "[token]")


def variable_of(platform: str) -> str:
    """Return the environment variable that holds the token of a platform."""
    return f"GRADER_{platform.upper()}_TOKEN"


def token_for(platform: str, file: Path | None) -> Token:
    """Return the token out of a file, else out of the environment. Raises RemoteRefused."""
    variable = variable_of(platform)
    written = _in_file(file) if file is not None else os.environ.get(variable, "")
    secret = written.strip()
    if not secret:
        raise RemoteRefused(Text("remote.no_token", {"variable": variable}))
    if not (secret.isascii() and secret.isprintable()) or " " in secret:
        raise RemoteRefused(Text("remote.odd_token", {"variable": variable}))
    return Token(secret)


def _in_file(file: Path) -> str:
    try:
        mode = stat.S_IMODE(file.stat().st_mode)
        if os.name == "posix" and mode & 0o077:
            raise RemoteRefused(Text("remote.token_open", {"file": str(file)}))
        return read_file(file, _LONGEST).decode("utf-8", "replace")
    except OSError as error:
        values = {"file": str(file), "error": error.strerror or ""}
        raise RemoteRefused(Text("remote.token_unreadable", values)) from None
    except NotOurs:
        raise RemoteRefused(Text("remote.token_open", {"file": str(file)})) from None
