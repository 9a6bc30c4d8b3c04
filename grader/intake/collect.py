"""Take in a class: what was handed in, one file for each student, and what became of the rest."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from grader.errors import NothingToGrade
from grader.intake.attempts import last_attempts
from grader.intake.handed_in import Collision, Intake, Member, SetAside
from grader.intake.likeness import visible
from grader.intake.people import told_apart
from grader.intake.search import Found, search, why_not
from grader.model import Text


def collect(paths: Sequence[Path], *, apart_from: Path | None = None) -> Intake:
    """Look through files, folders (recursively, but not `apart_from`) and zips.

    Raises UserError for a path that does not exist or a zip that cannot be read, NothingToGrade
    when there is no notebook in any of them.
    """
    found: list[Found] = []
    aside: list[SetAside] = []
    replaced: list[Found] = []
    given = frozenset(paths)
    for one in _each_once(paths, apart_from and apart_from.resolve()):
        name = one.handed.name
        is_link = one.handed.path not in given and one.handed.path.is_symlink()
        why = Text("aside.link") if is_link else why_not(name)
        if why is None and one.replaced:
            replaced.append(one)
            why = Text("aside.duplicate")
        if why is None:
            found.append(one)
        else:
            aside.append(SetAside(name, why))
    if not found:
        places = ", ".join(str(path) for path in paths)
        raise NothingToGrade(f"no notebook (.ipynb or .py) in {places}")
    kept, older, attempts = last_attempts(found)
    handed, collisions = told_apart(kept)
    return Intake(
        tuple(sorted(handed, key=lambda h: h.student)),
        tuple(sorted(aside + older, key=lambda left: left.name)),
        (*collisions, *attempts, *_duplicates(replaced)),
    )


def _each_once(paths: Sequence[Path], apart_from: Path | None) -> list[Found]:
    """Find what is in all paths; a file that is reached twice is handed in once."""
    found: dict[tuple[Path, int | None], Found] = {}
    for path in paths:
        for one in search(path, apart_from=apart_from, several=len(paths) > 1):
            file = one.handed.path
            # a link stays one: it must not take the place of the file that it leads to
            there = file.parent.resolve() / file.name
            found.setdefault((there, one.handed.member), one)
    return list(found.values())


def _duplicates(replaced: Sequence[Found]) -> list[Collision]:
    times = Counter((one.handed.path, one.handed.name) for one in replaced)
    return [
        Collision(
            Text("collision.duplicate", {"name": visible(name), "n": number + 1}),
            (Member("", visible(name)),) * number,
        )
        for (_path, name), number in times.items()
    ]
