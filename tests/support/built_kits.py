"""Kits of the lessons as the wheel's build freezes them, each once while nothing of it changes."""

import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType

import pytest
from course_lesson import ROOT

QUICK = "--seeds 1 --no-mistakes"
"""A kit that is made in seconds."""
ONE_SEED = "--seeds 1"


def built_kit(slug: str, options: str) -> Path:
    """Return the kit of a lesson, frozen with these options of `grader release`."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setitem(os.environ, "GRADER_RELEASE", options)
        kit: Path = loaded(ROOT / "hatch_build.py").frozen(ROOT, slug, "0")
    return kit


def loaded(path: Path) -> ModuleType:
    """Load a Python file that is no module of a package."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module  # its records look for their module
    spec.loader.exec_module(module)
    return module
