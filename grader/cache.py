"""Where things are kept between runs: a folder of $GRADER_CACHE, or among the user's caches."""

import os
import tempfile
from pathlib import Path

from grader.errors import NotOurs
from grader.folder import opened_folder

_VARIABLE = "GRADER_CACHE"


def cache_folder(name: str) -> Path:
    """Return the folder for things of one kind.

    It is a folder of its own, for its permissions are taken away from everybody else.
    """
    if given := os.environ.get(_VARIABLE):
        return Path(given) / name
    if given := os.environ.get("XDG_CACHE_HOME"):
        return Path(given) / "grader" / name
    try:
        return Path.home() / ".cache" / "grader" / name
    except RuntimeError:  # nobody knows where this user's home is
        return Path(tempfile.gettempdir()) / "grader" / name


def why_unused(folder: Path) -> str:
    """Return why nothing in a folder is believed or kept there; empty when it may be used."""
    try:
        with opened_folder(folder, private=True):
            return ""
    except NotOurs as error:
        return f"{error}. Until then nothing is taken from there or kept there"
    except OSError:  # it is not there yet, or it cannot be read: it costs time, nothing else
        return ""
