"""A wall around the zygote, for high stakes: the program it is started inside of.

Bubblewrap builds namespaces from outside: a root with libraries, this package and the assignment's
public files, its own process ids, no network, no rights. It is started by exec like the zygote, and
ends with the thread that started it.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from grader.errors import NotIsolated
from grader.sandbox import policy
from grader.sandbox.bare_root import bare_root

_PROGRAM = "bwrap"
_SECONDS = 20.0


def command(wall: str, assignment: Path | None) -> list[str]:
    """Return what stands before the zygote's own command; empty for no wall.

    Raises NotIsolated where the wall's program is not installed.
    """
    if not wall:
        return []
    program = shutil.which(_PROGRAM)
    if program is None:
        raise NotIsolated(
            "--wall bwrap needs the program bwrap, which is not installed here; "
            "install bubblewrap (Debian, Ubuntu: apt install bubblewrap) or leave --wall out"
        )
    shown = bare_root([*policy.library_paths(), *_python(), *_public(assignment)])
    options = ["--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL"]
    options += ["--proc", "/proc", "--tmpfs", "/tmp"]  # noqa: S108  (empty, and its own)
    for path, target in shown.links:
        options += ["--symlink", target, path]
    for path in shown.places:
        options += ["--dev-bind" if policy.beneath(path, "/dev") else "--ro-bind", path, path]
    return [program, *options, "--remount-ro", "/", "--chdir", "/", "--"]


def refusal(before: list[str]) -> str:
    """Return why the wall's program cannot do its part here; empty when it can."""
    try:
        tried = subprocess.run(
            [*before, sys.executable, "-I", "-c", ""],
            capture_output=True, timeout=_SECONDS, check=False, cwd="/",
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    said = tried.stderr.decode("utf-8", "replace").strip().splitlines()
    return (said or [f"it ended with {tried.returncode}"])[-1] if tried.returncode else ""


def _python() -> list[str]:
    """Return what Python is found by, and this package; not the folder it stands in."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    paths = [sys.executable, os.path.join(sys.prefix, "pyvenv.cfg"), package, "/etc/alternatives"]
    return [path for path in paths if os.path.exists(path)]


def _public(assignment: Path | None) -> list[str]:
    """Return what a zygote loads of an assignment."""
    if assignment is None:
        return []
    folder = assignment.resolve()
    provided = folder / "provided"
    return [str(provided)] if provided.exists() else []
