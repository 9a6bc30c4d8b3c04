"""The seed of a class run: the one that is named, or one that this user's runs have drawn."""

import os
from pathlib import Path

from grader.cache import cache_folder
from grader.classrun.folder_store import FolderStore
from grader.errors import NotOurs
from grader.seed import draw_seed, is_remembered, read_seed


def seed_of_run(path: Path, store: FolderStore) -> tuple[bytes, str]:
    """Return the seed, drawn now if it is to be in the store and is not; and what is to be known.

    Raises UserError when it cannot be read, NotOurs when it is not known to be ours: whoever knows
    the seed knows the hidden cases, and a folder of results may have been unpacked with one in it.
    """
    out = store.out
    where, within = path.parent.resolve(), out.resolve()
    if where == within and not os.path.lexists(path):
        with store.writing():
            seed = draw_seed(path)
        return seed, "" if is_remembered(seed) else _forgotten(path)
    seed = read_seed(path)
    if where.is_relative_to(within) and not is_remembered(seed):
        raise NotOurs(
            f"{path} was not drawn by a run of yours here, and whoever put it there would know the "
            f"hidden cases. If it is yours, move it out of {out} and name it with --seed-file; if "
            "not, remove it"
        )
    return seed, ""


def _forgotten(path: Path) -> str:
    return (
        f"{cache_folder('seeds')} cannot be written, so the next run will not know that {path} is "
        "yours; move it elsewhere then, and name it with --seed-file"
    )
