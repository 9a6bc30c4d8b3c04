"""What is installed: the package and the lessons' kits, and nothing of the solutions."""

import json
import os
import re
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from built_kits import QUICK
from course_lesson import ROOT

import grader

LESSONS = {"autograd_dropout", "autograd_mlp", "dense_layers", "dropout_layer", "regularization"}
Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel and the sdist as `pip` and `build` do, with kits that are quickly made."""
    folder = tmp_path_factory.mktemp("built")
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(folder)]
    environment = {**os.environ, "GRADER_RELEASE": QUICK}
    made = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert made.returncode == 0, made.stderr
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    [found] = built.glob("*.whl")
    return found


def version_of(wheel: Path) -> str:
    """Return the version that a wheel's name says."""
    return wheel.name.split("-")[1]


def test_the_wheel_holds_the_package_and_the_kits(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    about = f"nngrader-{version_of(wheel)}.dist-info/"
    assert {name for name in names if not name.startswith(("grader/", about))} == set()
    assert {Path(name).stem for name in names if name.endswith(".kit")} == LESSONS
    assert [name for name in names if "solutions/" in name and "skeleton" not in name] == []
    assert "grader/py.typed" in names


def test_the_sdist_holds_the_kits_and_no_solutions(built: Path) -> None:
    [found] = built.glob("*.tar.gz")
    with tarfile.open(found) as archive:
        names = [name.partition("/")[2] for name in archive.getnames()]
    assert {Path(name).stem for name in names if name.endswith(".kit")} == LESSONS
    tops = {name.partition("/")[0] for name in names}
    assert tops <= {
        "grader", "hatch_build.py", "CHANGELOG.md", "LICENSE", "README.md",
        "pyproject.toml", "PKG-INFO", ".gitignore",
    }  # fmt: skip


def test_a_wheel_is_made_of_the_sdist_without_solutions(built: Path, tmp_path: Path) -> None:
    [found] = built.glob("*.tar.gz")
    with tarfile.open(found) as archive:
        archive.extractall(tmp_path, filter="data")
    [unpacked] = tmp_path.iterdir()
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path / "w")]
    made = subprocess.run(command, cwd=unpacked, capture_output=True, text=True)
    assert made.returncode == 0, made.stderr
    [again] = (tmp_path / "w").iterdir()
    names = zipfile.ZipFile(again).namelist()
    assert {Path(name).stem for name in names if name.endswith(".kit")} == LESSONS
    assert version_of(again) == found.name.removeprefix("nngrader-").removesuffix(".tar.gz")
    assert "grader/_version.py" in names


def test_a_checkout_calls_itself_no_release() -> None:
    assert not (ROOT / "grader" / "_version.py").exists()
    assert not re.fullmatch(r"[\d.]+", grader.__version__)


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


@pytest.fixture
def command(installed: Path, tmp_path: Path) -> Command:
    """Run a command of the installed package in an empty folder."""
    environment = {**os.environ, "PYTHONPATH": str(installed), "GRADER_CACHE": str(tmp_path / "c")}
    environment.pop("GRADER_COURSE", None)
    (tmp_path / "mine").mkdir()

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "grader", *arguments],
            cwd=tmp_path / "mine", env=environment, capture_output=True, encoding="utf-8",
        )  # fmt: skip

    return run


def test_what_is_installed_says_the_version_that_was_built(command: Command, wheel: Path) -> None:
    told = command("--version")
    assert told.stdout.split()[-1] == version_of(wheel), told.stderr


def test_a_kit_says_the_version_that_it_was_built_with(installed: Path, wheel: Path) -> None:
    with zipfile.ZipFile(installed / "grader" / "kits" / "regularization.kit") as kit:
        manifest = json.loads(kit.read("manifest.json"))
    assert manifest["grader"] == version_of(wheel)


@pytest.mark.thorough
def test_in_an_empty_folder_the_lessons_are_listed_shown_and_begun(
    command: Command, installed: Path
) -> None:
    listed = command("list")
    assert listed.returncode == 0, listed.stderr
    assert {slug for slug in LESSONS if slug in listed.stdout} == LESSONS
    shown = command("show", "regularization", "--lang", "en")
    assert "100 points in all" in shown.stdout
    begun = command("start", "regularization")
    assert begun.returncode == 0, begun.stderr
    checked = command("check", "--lang", "en")
    assert checked.returncode == 1, checked.stderr
    assert "0 of 100 points" in checked.stdout
    assert str(installed) not in checked.stdout


@pytest.mark.thorough
def test_a_class_is_not_graded_by_a_kit_but_for_practice(command: Command, tmp_path: Path) -> None:
    assert command("start", "dropout_layer").returncode == 0
    refused = command("grade", "dropout_layer", ".", "--out", "out")
    assert refused.returncode == 2
    assert "public" in refused.stderr and "--practice" in refused.stderr
    assert not (tmp_path / "mine" / "out").exists()
    practised = command("grade", "dropout_layer", ".", "--out", "out", "--practice")
    assert practised.returncode == 0, practised.stderr
    assert (tmp_path / "mine" / "out" / "gradebook.csv").is_file()
