"""Put into what is built: its version, and the lessons' kits (practice cases, no solution).

The version comes of the last tag and is written beside the package, never into a checkout: there it
would be of the commit that was installed, not of the code that runs.

A checkout freezes them (some minutes, kept in `build/kits/` for as long as nothing that they are
made of changes); an sdist brings them along. An editable install has the solutions beside it and
needs none. $GRADER_RELEASE holds options for `grader release`: "--seeds 1 --no-mistakes" is quick.
"""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

IN_PACKAGE = "grader/kits"
VERSION = "grader/_version.py"

# the package of a checkout, which calls itself the version that is being built
RUN_AS = """
import sys
import grader
grader.__version__ = sys.argv.pop(1)
from grader.__main__ import main
main()
"""


class Kits(BuildHookInterface[Any]):
    """Adds the version, and a kit for each lesson."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Freeze what is not frozen yet. Raises RuntimeError where there is nothing to freeze."""
        root = Path(self.root)
        if version == "editable":
            return
        release = self.metadata.version
        if not (root / VERSION).is_file():
            build_data["force_include"][str(_version_file(root, release))] = VERSION
        if (root / IN_PACKAGE).is_dir():
            return
        slugs = sorted(path.parent.name for path in (root / "solutions").glob("*/reference.py"))
        if not slugs:
            raise RuntimeError(f"{root} has neither solutions nor kits: build from a checkout")
        for slug in slugs:
            kit = frozen(root, slug, release)
            build_data["force_include"][str(kit)] = f"{IN_PACKAGE}/{slug}.kit"


def _version_file(root: Path, release: str) -> Path:
    """Return a module that says the version, in the folder of what is built."""
    path = root / "build" / "version" / release / "_version.py"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        f'"""Written when this was built."""\n\nversion = "{release}"\n', encoding="utf-8"
    )
    return path


def frozen(root: Path, slug: str, release: str) -> Path:
    """Return the kit of a lesson, made anew where anything that it is made of has changed."""
    options = os.environ.get("GRADER_RELEASE", "").split()
    kit = root / "build" / "kits" / f"{slug}-{_digest(root, slug, [release, *options])}.kit"
    if not kit.is_file():
        kit.parent.mkdir(parents=True, exist_ok=True)
        as_release = [sys.executable, "-c", RUN_AS, release]
        command = [*as_release, "release", slug, "--out", str(kit), *options]
        subprocess.run(command, cwd=root, check=True)
    return kit


def _digest(root: Path, slug: str, said: list[str]) -> str:
    """Return what tells one state of the package and a lesson's folders from another."""
    total = hashlib.sha256(" ".join(said).encode())
    for path in _made_of(root, slug):
        name, content = str(path.relative_to(root)).encode(), path.read_bytes()
        total.update(b"%d %s %d " % (len(name), name, len(content)) + content)
    return total.hexdigest()[:16]


def _made_of(root: Path, slug: str) -> Iterator[Path]:
    for folder in ("grader", f"assignments/{slug}", f"solutions/{slug}"):
        for path in sorted((root / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path
