"""Every page of the site in one folder: what was written, and what is made of the code."""

import shutil
import tomllib
from pathlib import Path

from reference_api import api
from reference_commands import commands
from reference_errors import errors
from reference_python import python
from reference_sentences import sentences
from reference_tables import tables

DOCS = Path(__file__).resolve().parents[1]
NAV = tomllib.loads((DOCS / "site" / "nav.toml").read_text(encoding="utf-8"))
MADE = {
    "commands": commands,
    "python": python,
    "assignment-toml": tables,
    "exercise": api,
    "errors": errors,
    "sentences": sentences,
}


def gathered(pages: Path) -> None:
    """Put every page into a folder, which is emptied first, and their order below the first."""
    shutil.rmtree(pages, ignore_errors=True)
    shutil.copytree(DOCS, pages, ignore=shutil.ignore_patterns("*.py", "site", "__pycache__"))
    for name, made in MADE.items():
        path = pages / "reference" / f"{name}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(made(), encoding="utf-8")
    with (pages / "index.md").open("a", encoding="utf-8") as first:
        first.write(_order())


def _order() -> str:
    trees = [
        "\n".join(["", "```{toctree}", ":hidden:", f":caption: {caption}", "", *pages, "```", ""])
        for caption, pages in NAV.items()
    ]
    return "\n".join(trees)
