"""What a name alone tells to be no hand-in: copies, files of the system, environments, tests."""

import re
from collections.abc import Collection, Mapping, Sequence

from grader.intake.names import SUFFIXES, parts_of
from grader.model import Text

DEEPEST = 40
"""Folders of a path within an archive that are looked at."""
_COPIES = frozenset({"__MACOSX", ".ipynb_checkpoints", ".virtual_documents", "__pycache__"})
_ARCHIVES = (".zip", ".rar", ".7z", ".gz", ".tar", ".tgz", ".bz2", ".xz", ".zst")
_SHORTCUTS = (".url", ".webloc", ".desktop", ".lnk", ".gdoc", ".gsheet", ".gslides")
_PAGES = (".html", ".htm", ".xhtml", ".mhtml", ".mht")
_SYSTEM = frozenset({"thumbs.db", "desktop.ini"})

_ENVIRONMENTS = frozenset(
    {"venv", "virtualenv", "site-packages", "dist-packages", "node_modules", "__pypackages__"}
    | {".venv", ".env", ".virtualenv", ".virtualenvs", ".conda", ".tox", ".nox", ".eggs", ".pyenv"}
)
_TOOLS = frozenset(
    {".git", ".hg", ".svn", ".bzr", ".github", ".gitlab", ".idea", ".vscode", ".vs", ".spyproject"}
    | {".cache", ".config", ".local", ".ipython", ".jupyter", ".history", ".trash", ".settings"}
    | {".mypy_cache", ".pytest_cache", ".ruff_cache", ".hypothesis", ".devcontainer", ".metadata"}
    | {".ssh", ".npm", ".direnv", ".cursor", ".rproj.user", "$recycle.bin", ".spyder-py3", ".dvc"}
)
"""Folders of tools; any other that begins with a dot is looked into."""
_MARKS = frozenset({"pyvenv.cfg", "conda-meta"})
"""What an environment of any name holds."""
_PARTS = frozenset({"bin", "scripts", "lib", "lib64", "include", "share", "etc", "conda-meta"})
"""The folders of an environment. A mark sets aside these and no file beside it: it may have been
put among other people's hand-ins."""
_PACKAGING = frozenset({"setup.py", "__init__.py", "__main__.py", "noxfile.py"})
_TEST = re.compile(r"(?i)(?:conftest|tests?|tests?_.*|.*_tests?|test_?cases.*)\.py")
_TESTS = frozenset({"test", "tests"})


def why_not(name: str) -> Text | None:
    """Say why a file of this name is no hand-in; None if it may be one."""
    parts = parts_of(name)
    file = parts[-1] if parts else name
    lower = file.lower()
    if any(part in _COPIES for part in parts):
        return Text("aside.copy")
    if file.startswith((".", "~$")) or "Zone.Identifier" in file or lower in _SYSTEM:
        return Text("aside.system_file")
    if lower.endswith(_ARCHIVES):
        return Text("aside.archive")
    if lower.endswith(_SHORTCUTS):
        return Text("aside.shortcut")
    if lower.endswith(".pdf"):
        return Text("aside.pdf")
    if lower.endswith(_PAGES):
        return Text("aside.web_page")
    if not lower.endswith(SUFFIXES):
        return Text("aside.not_a_notebook")
    return None


def why_not_within(folder: str, beside: Collection[str]) -> Text | None:
    """Say why nothing in a folder is a hand-in, by its name and the names of what is beside it."""
    lower = folder.lower()
    if folder in _COPIES or folder in (".", ".."):
        return None  # each file of a copy is named on its own
    in_environment = lower in _PARTS and not _MARKS.isdisjoint(beside)
    if lower in _ENVIRONMENTS or in_environment or lower.endswith((".egg-info", ".dist-info")):
        return Text("aside.environment")
    return Text("aside.hidden_folder") if lower in _TOOLS or lower.startswith(".trash-") else None


def folder_not_entered(
    parts: Sequence[str], beside: Mapping[tuple[str, ...], Collection[str]]
) -> tuple[tuple[str, ...], Text] | None:
    """Return the outermost folder around a file that is not gone into, and why.

    `beside` says what lies in each folder, as far as that is known.
    """
    for depth in range(min(len(parts) - 1, DEEPEST)):
        above = tuple(parts[:depth])
        if why := why_not_within(parts[depth], beside.get(above, ())):
            return (*above, parts[depth]), why
    return None


def is_test(parts: tuple[str, ...]) -> bool:
    """Tell whether a Python file is called like a test, or lies among tests."""
    file = parts[-1]
    among = any(part.lower() in _TESTS for part in parts[:-1])
    return file.lower().endswith(".py") and (among or _TEST.fullmatch(file) is not None)


def is_packaging(parts: tuple[str, ...]) -> bool:
    """Tell whether a Python file is one that makes a package of its folder."""
    return parts[-1] in _PACKAGING
