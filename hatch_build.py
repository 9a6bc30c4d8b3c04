"""Put the lessons' kits into what is installed: practice cases, what is right there, no solution.

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


class Kits(BuildHookInterface[Any]):
    """Adds a kit for each lesson."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Freeze what is not frozen yet. Raises RuntimeError where there is nothing to freeze."""
        root = Path(self.root)
        if version == "editable" or (root / IN_PACKAGE).is_dir():
            return
        slugs = sorted(path.parent.name for path in (root / "solutions").glob("*/reference.py"))
        if not slugs:
            raise RuntimeError(f"{root} has neither solutions nor kits: build from a checkout")
        for slug in slugs:
            kit = frozen(root, slug)
            build_data["force_include"][str(kit)] = f"{IN_PACKAGE}/{slug}.kit"


def frozen(root: Path, slug: str) -> Path:
    """Return the kit of a lesson, made anew where anything that it is made of has changed."""
    options = os.environ.get("GRADER_RELEASE", "").split()
    kit = root / "build" / "kits" / f"{slug}-{_digest(root, slug, options)}.kit"
    if not kit.is_file():
        kit.parent.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "grader", "release", slug, "--out", str(kit), *options]
        subprocess.run(command, cwd=root, check=True)
    return kit


def _digest(root: Path, slug: str, options: list[str]) -> str:
    """Return what tells one state of the package and a lesson's folders from another."""
    total = hashlib.sha256(" ".join(options).encode())
    for path in _made_of(root, slug):
        name, content = str(path.relative_to(root)).encode(), path.read_bytes()
        total.update(b"%d %s %d " % (len(name), name, len(content)) + content)
    return total.hexdigest()[:16]


def _made_of(root: Path, slug: str) -> Iterator[Path]:
    for folder in ("grader", f"assignments/{slug}", f"solutions/{slug}"):
        for path in sorted((root / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path
