"""Find an assignment by its slug or folder, and the solutions that belong to it."""

import difflib
import os
from pathlib import Path

from grader.errors import UnknownAssignment

_VARIABLE = "GRADER_COURSE"


def find_assignment(name: str) -> tuple[Path, Path | None]:
    """Return the assignment's folder and its solutions' folder, None where there is none.

    `name` is a folder that holds `assignment.toml`, or the slug of one in a course: a folder with
    `assignments/` and `solutions/`. Courses are sought in $GRADER_COURSE, the working folder and
    those above it, and the checkout this package runs from.
    """
    if not name:
        raise UnknownAssignment("an empty name of an assignment; is a variable unset?")
    given = Path(name)
    if (given / "assignment.toml").is_file():
        return _with_solutions(given.resolve())
    for course in _courses():
        folder = course / "assignments" / name
        if (folder / "assignment.toml").is_file():
            return _with_solutions(folder)
    raise UnknownAssignment(_sentence(name))


def known_assignments() -> dict[str, Path]:
    """Return every slug that can be found, with its folder."""
    found: dict[str, Path] = {}
    for course in _courses():
        for file in sorted((course / "assignments").glob("*/assignment.toml")):
            found.setdefault(file.parent.name, file.parent)
    return found


def _courses() -> list[Path]:
    here = Path.cwd()
    candidates = [here, *here.parents, Path(__file__).resolve().parent.parent]
    if os.environ.get(_VARIABLE):
        candidates.insert(0, Path(os.environ[_VARIABLE]).resolve())
    return [c for c in dict.fromkeys(candidates) if (c / "assignments").is_dir()]


def _with_solutions(folder: Path) -> tuple[Path, Path | None]:
    solutions = folder.parent.parent / "solutions" / folder.name
    return folder, solutions if (solutions / "reference.py").is_file() else None


def _sentence(name: str) -> str:
    known = list(known_assignments())
    near = difflib.get_close_matches(name, known, n=3, cutoff=0.5)
    if near:
        return f"no assignment {name!r}; did you mean {' or '.join(near)}?"
    if known:
        return f"no assignment {name!r}; there are {', '.join(known)}"
    return f"no assignment {name!r}, and no folder 'assignments' here; see ${_VARIABLE}"
