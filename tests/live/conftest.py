"""A folder with a kit in it, as a student has one."""

from pathlib import Path

import pytest
from diagnosing import SOLUTIONS, STANDARDISE
from jupyter_core.utils import ensure_event_loop

from grader.kit.freeze import freeze


@pytest.fixture(scope="module", autouse=True)
def event_loop_of_kernels() -> None:
    """Make the event loop that nbclient keeps, so that no single test is said to leave it."""
    ensure_event_loop()


@pytest.fixture(scope="session")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("kit") / "standardise.kit"
    path.write_bytes(freeze(STANDARDISE, SOLUTIONS, 1))
    return path


@pytest.fixture(scope="module")
def folder(kit: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of this module's own, with the kit in it."""
    made = tmp_path_factory.mktemp("notebook")
    (made / kit.name).write_bytes(kit.read_bytes())
    return made
