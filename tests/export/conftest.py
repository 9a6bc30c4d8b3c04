"""One class of every platform, graded once; a copy of its results for each test."""

import shutil
from pathlib import Path

import pytest
from class_exported import HAND_INS, graded

from grader.sandbox import policy

if not policy.supported():
    pytest.skip("needs Linux on x86_64 or aarch64", allow_module_level=True)


@pytest.fixture(scope="session")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Grade the class; this is read only."""
    return graded(tmp_path_factory.mktemp("exported"), HAND_INS)


@pytest.fixture
def out(results: Path, tmp_path: Path) -> Path:
    """Return a copy of the results, to be exported from."""
    return shutil.copytree(results, tmp_path / "out")
