"""Load an author's Python files by path: `provided/` modules, the reference, the mistakes.

Used on both sides of the sandbox; it knows where files are, not what is right.
"""

import importlib
import importlib.util
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

from grader.alone import alone


def load_module(path: Path, name: str) -> ModuleType:
    """Execute a Python file, or a package's `__init__.py`, as a module of this name.

    Neither it nor what it imports of its own package stays in `sys.modules`.
    """
    with alone():
        before = set(sys.modules)
        try:
            return _execute(path, name)
        finally:
            for loaded in set(sys.modules) - before:
                if _belongs(loaded, name):
                    del sys.modules[loaded]


def _execute(path: Path, name: str) -> ModuleType:
    package = [str(path.parent)] if path.name == "__init__.py" else None
    spec = importlib.util.spec_from_file_location(name, path, submodule_search_locations=package)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} is not a Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def _belongs(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


def load_provided(folder: Path) -> dict[str, ModuleType]:
    """Return the modules of a `provided/` folder by the name a notebook imports them under.

    A folder with an `__init__.py` is a package: its modules bear dotted names.
    """
    found: dict[str, ModuleType] = {}
    with _left_as_it_was(found):
        for path in sorted([*folder.glob("*.py"), *folder.glob("*/__init__.py")]):
            if path.name == "__init__.py":
                found |= _load_package(path)
            else:
                found[path.stem] = load_module(path, path.stem)
            sys.modules.update(found)
    return found


def _load_package(init: Path) -> dict[str, ModuleType]:
    """Execute a package and every module in it, each once."""
    name = init.parent.name
    for loaded in [loaded for loaded in sys.modules if _belongs(loaded, name)]:
        del sys.modules[loaded]  # of another load; `_left_as_it_was` puts it back
    _execute(init, name)
    for path in sorted(init.parent.glob("*.py")):
        if path != init:
            importlib.import_module(f"{name}.{path.stem}")
    return {loaded: sys.modules[loaded] for loaded in [*sys.modules] if _belongs(loaded, name)}


@contextmanager
def importable(modules: Mapping[str, ModuleType]) -> Iterator[None]:
    """Let these modules answer imports for a while, in which no other thread loads or runs any."""
    with alone():
        before = {name: sys.modules[name] for name in modules if name in sys.modules}
        sys.modules.update(modules)
        try:
            yield
        finally:
            for name in modules:
                sys.modules.pop(name, None)
            sys.modules.update(before)


@contextmanager
def _left_as_it_was(found: Mapping[str, ModuleType]) -> Iterator[None]:
    """Take out of `sys.modules` what is found meanwhile, and put back what makes room for it."""
    with alone():
        before = dict(sys.modules)
        try:
            yield
        finally:
            for name in found.keys() - before.keys():
                sys.modules.pop(name, None)
            sys.modules.update(before)
