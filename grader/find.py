"""Find an assignment by its slug, its folder or its kit, and the solutions that belong to it."""

import difflib
import os
from pathlib import Path

from grader.errors import UnknownAssignment
from grader.frozen import frozen

KIT = ".kit"
"""How the name of a kit ends; a kit that is found by its slug is named after it."""
BUNDLED = Path(__file__).resolve().parent / "kits"
"""The kits that were installed with the package; there is no such folder in a checkout."""
_VARIABLE = "GRADER_COURSE"


@frozen
class Place:
    """Where an assignment is: a kit, or a folder of a course, with its solutions if it has any."""

    slug: str
    path: Path
    solutions: Path | None = None

    @property
    def is_kit(self) -> bool:
        """Whether it is a kit: practice cases and no solutions."""
        return self.path.name.endswith(KIT)


def find_place(name: str) -> Place:
    """Return where an assignment is.

    `name` is a kit, a folder that holds `assignment.toml`, or a slug. A slug is sought in courses
    (folders with `assignments/` and `solutions/`: $GRADER_COURSE, the working folder and those
    above it, the checkout this package runs from), then among the kits in the working folder and
    those that were installed with the package. A kit goes before a folder without solutions.
    """
    if not name:
        raise UnknownAssignment("an empty name of an assignment; is a variable unset?")
    given = Path(name)
    if name.endswith(KIT):
        return Place(given.name.removesuffix(KIT), given)
    if (given / "assignment.toml").is_file():
        return _in_course(given.resolve())
    place = known_places().get(name)
    if place is None:
        raise UnknownAssignment(_sentence(name))
    return place


def find_assignment(name: str) -> tuple[Path, Path | None]:
    """Return the assignment's folder and its solutions' folder, None where there is none.

    Raises UnknownAssignment for what cannot be found, and for a kit.
    """
    place = find_place(name)
    if place.is_kit:
        raise UnknownAssignment(
            f"{name} is here as a kit only ({place.path}), to check one's own notebook with; this "
            f"needs the course's folder, with assignments/ and solutions/: see ${_VARIABLE}"
        )
    return place.path, place.solutions


def known_places() -> dict[str, Place]:
    """Return every slug that can be found, with its place."""
    found: dict[str, Place] = {}
    for folder in _folders():
        found.setdefault(folder.name, _in_course(folder))
    for kit in [*_kits(Path.cwd()), *_kits(BUNDLED)]:
        slug = kit.name.removesuffix(KIT)
        if slug not in found or not (found[slug].is_kit or found[slug].solutions):
            found[slug] = Place(slug, kit)
    return found


def known_assignments() -> dict[str, Path]:
    """Return every slug of a course that can be found, with its folder."""
    return {slug: place.path for slug, place in known_places().items() if not place.is_kit}


def _folders() -> list[Path]:
    files = [
        file for course in _courses() for file in _listed(course, "assignments/*/assignment.toml")
    ]
    return [file.parent for file in files]


def _kits(folder: Path) -> list[Path]:
    return _listed(folder, f"*{KIT}")


def _listed(folder: Path, pattern: str) -> list[Path]:
    try:
        return sorted(folder.glob(pattern))
    except OSError:  # a folder that may not be read holds nothing for us
        return []


def _courses() -> list[Path]:
    here = Path.cwd()
    candidates = [here, *here.parents, Path(__file__).resolve().parent.parent]
    if os.environ.get(_VARIABLE):
        candidates.insert(0, Path(os.environ[_VARIABLE]).resolve())
    return [c for c in dict.fromkeys(candidates) if (c / "assignments").is_dir()]


def _in_course(folder: Path) -> Place:
    solutions = folder.parent.parent / "solutions" / folder.name
    return Place(folder.name, folder, solutions if (solutions / "reference.py").is_file() else None)


def _sentence(name: str) -> str:
    known = list(known_places())
    near = difflib.get_close_matches(name, known, n=3, cutoff=0.5)
    if near:
        return f"no assignment {name!r}; did you mean {' or '.join(near)}?"
    if known:
        return f"no assignment {name!r}; there are {', '.join(known)}"
    return f"no assignment {name!r}, and no folder 'assignments' here; see ${_VARIABLE}"
