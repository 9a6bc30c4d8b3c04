"""The zip of an autograder for Gradescope: scripts, settings, the assignment with its solutions.

The same things make the same bytes. The zip is the teacher's: it holds the solutions and the seed.
"""

import io
import shlex
import zipfile
from collections.abc import Mapping
from importlib import resources
from pathlib import Path

from grader import __version__
from grader.find import Place
from grader.package.autograder_settings import SETTINGS, Settings, as_bytes
from grader.package.github import DISTRIBUTION
from grader.report.gradescope_results import as_json, fault

SETUP = "setup.sh"
RUN = "run_autograder"
FAULT = "fault.json"
"""The results that are true as long as there are no others."""
SEED = "seed"
COURSE = "course"
WHEELS = "wheel"
_NO_PART = ("__pycache__",)
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_FILE, _SECRET, _SCRIPT = 0o100644, 0o100600, 0o100755

Files = dict[str, bytes]


def where_packed(place: Place) -> str:
    """Return where in the zip an assignment lies."""
    if place.is_kit:
        return f"{COURSE}/{place.path.name}"
    return f"{COURSE}/assignments/{place.path.name}"


def packed(place: Place, settings: Settings, seed: bytes | None, wheel: Path | str) -> bytes:
    """Return the zip. `wheel` is a wheel to put into it, or what else pip is told to install.

    A kit has practice cases of its own and no `seed`. Raises OSError.
    """
    files: Files = {
        SETTINGS: as_bytes(settings),
        FAULT: as_json(fault(settings.language)),
        RUN: _template(RUN, {}),
    }
    requirement = wheel or f"{DISTRIBUTION}=={__version__}"
    if isinstance(requirement, Path):
        files[f"{WHEELS}/{requirement.name}"] = requirement.read_bytes()
        quoted = f'"$source"/{WHEELS}/{shlex.quote(requirement.name)}'
    else:
        quoted = shlex.quote(requirement)
    files[SETUP] = _template(SETUP, {"REQUIREMENT": quoted})
    if seed is not None:
        files[SEED] = f"{seed.hex()}\n".encode()
    files |= _assignment(place)
    return _zipped(files)


def _assignment(place: Place) -> Files:
    here = where_packed(place)
    if place.is_kit:
        return {here: place.path.read_bytes()}
    files = _below(place.path, here)
    if place.solutions is not None:
        files |= _below(place.solutions, f"{COURSE}/solutions/{place.path.name}")
    return files


def _below(folder: Path, here: str) -> Files:
    """Return the files of a folder, without those that programs leave behind."""
    files = {}
    for path in folder.rglob("*"):
        parts = path.relative_to(folder).parts
        left = any(part.startswith(".") or part in _NO_PART for part in parts)
        if path.is_file() and not left:
            files["/".join((here, *parts))] = path.read_bytes()
    return files


def _template(name: str, values: Mapping[str, str]) -> bytes:
    template = resources.files("grader.package") / "gradescope_scripts" / name
    text = template.read_text(encoding="utf-8")
    for key, value in values.items():
        text = text.replace(f"@{key}@", value)
    return text.encode()


def _zipped(files: Files) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            info = zipfile.ZipInfo(name, _LONG_AGO)
            info.create_system = 3  # modes are written as Unix has them
            info.external_attr = _mode(name) << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return written.getvalue()


def _mode(name: str) -> int:
    if name in (SETUP, RUN):
        return _SCRIPT
    return _SECRET if name == SEED or name.startswith(f"{COURSE}/solutions/") else _FILE
