"""Look through files, folders and archives for what was handed in; nothing is unpacked to disk."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from grader.intake import archives
from grader.intake.found import Found, Root, found
from grader.intake.hand_in import Place
from grader.intake.inner import is_opened
from grader.intake.no_hand_in import why_not
from grader.intake.opening import OPENING, opens_as_notebook
from grader.intake.refusal import refused
from grader.intake.walk import walk, why_unreadable
from grader.model import Text


def search(path: Path, *, apart_from: Path | None, several: bool) -> Iterator[Found]:
    """Yield every file in a path, in a fixed order.

    With `several` paths given, their own names are among the folders shown. Raises NotTakenIn for a
    path that does not exist or an archive that cannot be read.
    """
    here = Path(os.path.abspath(path))  # noqa: PTH100  links stay: a folder is what it is called
    own = (here.name,) if several else ()
    mode = _mode(path)
    if stat.S_ISDIR(mode):
        yield from walk(path, Root(here.parts, own), apart_from)
    elif not stat.S_ISREG(mode):
        raise refused(Text("intake.neither", {"path": str(path)}))
    elif is_opened(path.name) and not _is_notebook(path):
        yield from archives.members(path, Root(here.parts, own))
    else:
        root = Root(here.parent.parts, (here.parent.name,) if several else ())
        why = why_not(path.name) or why_unreadable(path)
        yield found(root, path.name, Place(path), why)


def _is_notebook(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return opens_as_notebook(file.read(OPENING))
    except OSError:  # opening it as an archive will say so
        return False


def _mode(path: Path) -> int:
    """Return what a path is. Raises NotTakenIn."""
    try:
        return path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError, ValueError):
        kind = "intake.leads_nowhere" if os.path.islink(path) else "intake.not_there"  # noqa: PTH114
        raise refused(Text(kind, {"path": str(path)})) from None
    except OSError as error:
        values = {"path": str(path), "error": error.strerror or str(error)}
        raise refused(Text("intake.closed", values)) from None
