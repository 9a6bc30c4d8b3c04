"""Hand-ins in folders and zips, and what the intake makes of them."""

import os
import warnings
import zipfile
from pathlib import Path

from grader.intake import Intake


def lay(folder: Path, *names: str) -> Path:
    """Write files whose content is their own name, each older than the one before."""
    for age, name in enumerate(names):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, encoding="utf-8")
        os.utime(path, (1e9 - age, 1e9 - age))
    return folder


def pack(path: Path, *names: str) -> Path:
    """Write a zip of members whose content tells their place; each is older than the one before."""
    with zipfile.ZipFile(path, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # two members may bear one name
        for number, name in enumerate(names):
            info = zipfile.ZipInfo(name, (2026 - number % 40, 1, 1, 0, 0, 0))
            archive.writestr(info, str(number))
    return path


def read(found: Intake) -> dict[str, str]:
    """Return what is graded, by id."""
    return {handed.person.id: handed.read().content.decode() for handed in found.handed_in}


def told(found: Intake) -> list[tuple[str, set[str]]]:
    """Return the collisions: what is said, and the ids that it is said of."""
    return [(c.what.key, {member.student for member in c.members}) for c in found.collisions]
