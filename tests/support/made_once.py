"""What takes long and is the same for every worker of a test run: made by the first that asks."""

import fcntl
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

Made = TypeVar("Made")


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[], Made]) -> Made:
    """Return what `make` gives; other workers of the same run wait for it and read it.

    The folder is this run's own, so nothing but the run's workers writes there.
    """
    place = _of_the_run(factory) / name
    with place.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not place.exists():
            place.write_bytes(pickle.dumps(make()))
        found: Made = pickle.loads(place.read_bytes())
        return found


def _of_the_run(factory: pytest.TempPathFactory) -> Path:
    """Return the folder that all workers of a run have; alone, the only one's own."""
    own = factory.getbasetemp()
    return own.parent if own.name.startswith("popen-") else own
