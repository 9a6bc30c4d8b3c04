"""What the grader makes of a hand-in: found, read, taken apart; nothing is run."""

import resource
import zipfile
from pathlib import Path
from typing import Any

from grader.errors import UnreadableNotebook, UserError
from grader.extract import extract
from grader.files import folder_names
from grader.intake import HandIn, collect
from grader.model import Ask
from grader.notebook import read

_ASKS = (Ask("f"), Ask("model", aliases=("g",)), Ask("train", "block", calls=("step",)))
_LONGEST_NAME = 100


def handed_in(path: Path) -> dict[str, Any]:
    """Return what comes of all that is handed in at a path."""
    before = _tree(path.parent)
    came: dict[str, Any] = {"refused": "", "reads": {}, "aside": {}, "problems": 0}
    try:
        intake = collect([path])
    except UserError as error:
        came["refused"] = str(error)
    else:
        came["aside"] = {aside.name: aside.why.key for aside in intake.set_aside}
        for handed in intake.handed_in:
            came["reads"][handed.person.id], problems = _read(handed)
            came["problems"] = max(came["problems"], problems)
        names = folder_names(came["reads"]).values()
        assert all(len(name) < _LONGEST_NAME and Path(name).name == name for name in names)
    came["escaped"] = sorted(_tree(path.parent) - before)
    came["megabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    return came


def _read(handed: HandIn) -> tuple[str, int]:
    try:
        notebook = read(handed.read())
    except UnreadableNotebook as error:
        return error.text.key, 0
    except (OSError, zipfile.BadZipFile):
        return "cannot be read", 0
    return f"cells{len(notebook.cells)}", len(extract(notebook, _ASKS, {"f": "0" * 32}).problems)


def _tree(folder: Path) -> set[str]:
    """Return every file beneath the folder that holds the class, and beside the class."""
    return {str(path) for path in folder.rglob("*")}
