"""Load an author's Python files by path: `exercises.py`, `provided/` modules, the reference.

Used on both sides of the sandbox; it knows where files are, not what is right.
"""

import importlib.util
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

from grader.exercise import Exercise


def load_module(path: Path, name: str) -> ModuleType:
    """Execute a Python file, or a package's `__init__.py`, as a module of this name.

    Neither it nor what it imports of its own package stays in `sys.modules`.
    """
    package = [str(path.parent)] if path.name == "__init__.py" else None
    spec = importlib.util.spec_from_file_location(name, path, submodule_search_locations=package)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} is not a Python file")
    module = importlib.util.module_from_spec(spec)
    before = set(sys.modules)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    finally:
        for loaded in set(sys.modules) - before:
            if loaded == name or loaded.startswith(f"{name}."):
                del sys.modules[loaded]
    return module


def load_exercises(assignment: Path) -> dict[str, Exercise]:
    """Return the exercises of an assignment's folder, by name.

    They are in `exercises.py`, or in a package `exercises/` that gathers them.
    """
    package = assignment / "exercises" / "__init__.py"
    module = load_module(package if package.exists() else assignment / "exercises.py", "exercises")
    classes = (value for value in vars(module).values() if isinstance(value, type))
    own = [c for c in classes if issubclass(c, Exercise) and hasattr(c, "name")]
    return {c.name: c() for c in own}


def load_provided(folder: Path) -> dict[str, ModuleType]:
    """Return the modules of a `provided/` folder by the name a notebook imports them under."""
    found: dict[str, ModuleType] = {}
    with importable(found):
        for path in sorted(folder.glob("*.py")):
            found[path.stem] = load_module(path, path.stem)
            sys.modules[path.stem] = found[path.stem]
    return found


@contextmanager
def importable(modules: Mapping[str, ModuleType]) -> Iterator[None]:
    """Let these modules answer imports for a while."""
    before = dict(sys.modules)
    sys.modules.update(modules)
    try:
        yield
    finally:
        for name in set(sys.modules) - set(before):
            if name in modules:
                del sys.modules[name]
        sys.modules.update(before)
