"""An interpreter that an ordinary user may run, for root to run the attacks as one."""

import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
ORDINARY = 12345
"""A user and a group that own nothing."""
_AS_USER: dict[str, Any] = {"user": ORDINARY, "group": ORDINARY, "extra_groups": []}
_NEEDED = (("nngrader", "annotate"), ("hypothesis", ""), ("packaging", ""))
"""Distributions, each with an extra of it."""
_PLACE = ROOT / "build" / "attack-venv"
_LEFT_OUT = ("site-packages", "test", "idlelib", "ensurepip", "config-*", "tkinter", "turtledemo")
_WORKS = "import grader.annotate.insert, hypothesis, packaging, os, sys; os.listdir(sys.argv[1])"


class NoInterpreter(Exception):
    """An ordinary user can run no Python that there is, nor a copy of this one."""


@contextmanager
def ordinary_home() -> Iterator[dict[str, Any]]:
    """Give the ordinary user a folder; yield what `subprocess` needs to start a process as them."""
    with TemporaryDirectory(prefix="grader-attack-", dir="/tmp") as home:
        os.chown(home, ORDINARY, ORDINARY)
        environment = {**os.environ, "HOME": home, "TMPDIR": home, "PYTHONDONTWRITEBYTECODE": "1"}
        environment.pop("PYTHONPATH", None)
        yield {**_AS_USER, "env": environment, "cwd": "/"}


def interpreter(say: Callable[[str], None]) -> Path:
    """Return an interpreter that the ordinary user may run; one made for them where need be.

    Raises NoInterpreter.
    """
    here = Path(sys.executable)
    if _runs(here, _WORKS):
        return here
    made = _PLACE / "bin" / "python3"
    if _runs(made, _WORKS):
        return made
    say(f"{here} is beyond an ordinary user: making {_PLACE} for them")
    shutil.rmtree(_PLACE, ignore_errors=True)
    _make(_PLACE)
    if not _runs(made, _WORKS):
        raise NoInterpreter(f"an ordinary user can run neither {here} nor {made}")
    return made


def _runs(python: Path, code: str) -> bool:
    command = [python, "-c", code, str(ROOT / "tests")]
    try:
        return subprocess.run(command, capture_output=True, cwd="/", **_AS_USER).returncode == 0
    except OSError:
        return False


def _make(place: Path) -> None:
    """Make a virtual environment of what the attacks need, and of this Python's own files."""
    base = Path(sys.executable).resolve()
    if not _runs(base, "import encodings"):
        base = _copied_base(place / "base")
    subprocess.run([base, "-m", "venv", "--without-pip", "--symlinks", place], check=True)
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    packages = place / "lib" / version / "site-packages"
    for distribution in _closure(_NEEDED):
        _copy_distribution(distribution, packages)
    (packages / "grader-attack.pth").write_text(f"{ROOT}\n")


def _copied_base(place: Path) -> Path:
    """Copy an interpreter and its standard library, which find each other by their places."""
    source = Path(sysconfig.get_paths()["stdlib"])
    copied = place / "bin" / "python3"
    copied.parent.mkdir(parents=True)
    shutil.copy2(Path(sys.executable).resolve(), copied)
    ignored = shutil.ignore_patterns(*_LEFT_OUT)
    shutil.copytree(source, place / "lib" / source.name, ignore=ignored)
    for shared in Path(sys.base_prefix, "lib").glob("libpython*.so*"):
        shutil.copy2(shared, place / "lib")
    return copied


def _closure(needed: Iterable[tuple[str, str]]) -> list[metadata.Distribution]:
    """Return distributions, each with an extra, and all that they require here."""
    found: dict[str, metadata.Distribution] = {}
    seen: set[tuple[str, str]] = set()
    waiting = [(name, also) for name, extra in needed for also in ("", extra)]
    while waiting:
        name, extra = waiting.pop()
        if (name, extra) in seen:
            continue
        seen.add((name, extra))
        found[name] = metadata.distribution(name)
        for required in map(Requirement, found[name].requires or []):
            if required.marker is None or required.marker.evaluate({"extra": extra}):
                waiting += [(required.name, also) for also in ("", *required.extras)]
    return list(found.values())


def _copy_distribution(distribution: metadata.Distribution, packages: Path) -> None:
    for file in distribution.files or []:
        source = Path(str(distribution.locate_file(file)))
        if ".." not in file.parts and source.is_file():
            target = packages / file
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)
