"""The files of a course repository on GitHub whose every push is checked."""

import json
from importlib import resources

from grader import __version__

DISTRIBUTION = "nngrader"
"""What the package is called where packages are had from; `grader` was taken."""
KITS = ".github/grader"
WORKFLOW = ".github/workflows/grader.yml"


def workflow(slug: str, notebook: str, language: str, requirement: str = "") -> str:
    """Return the workflow that checks a notebook against the kit that stands in the repository.

    `requirement` is what pip is told to install; this version of the package if it is empty.
    """
    template = resources.files("grader.package") / "grader.yml"
    text = template.read_text(encoding="utf-8")
    values = {
        "REQUIREMENT": _quoted(requirement or f"{DISTRIBUTION}=={__version__}"),
        "KIT": _quoted(f"{KITS}/{slug}.kit"),
        "NOTEBOOK": _quoted(notebook),
        "LANGUAGE": _quoted(language),
    }
    for name, value in values.items():
        text = text.replace(f"@{name}@", value)
    return text


def _quoted(text: str) -> str:
    """Return a YAML string; `${{` would begin an expression."""
    return json.dumps(text.replace("${{", "$ {{"), ensure_ascii=False)
