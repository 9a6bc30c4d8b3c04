"""`grader new`: a working skeleton of an assignment, with one exercise to replace."""

import re
from importlib import resources
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from rich.console import Console

from grader.assignment import load_assignment
from grader.errors import UserError
from grader.prepare import prepare
from grader.validate.reference import seeds_of, write_examples

_SLUG = re.compile(r"[a-z][a-z0-9_]{1,40}")
_TEXT = """# Mean squared error

Write `mean_squared_error(y_pred, y_true)`: the mean of $(y_{pred} - y_{true})^2$ over all entries.
"""
_BLANK = '''def mean_squared_error(y_pred, y_true):
    """Return the mean of the squared errors, one number."""
    # your code here
    error = None
    return error
'''
_FILLED = _BLANK.replace("    # your code here\n", "").replace(
    "error = None", "error = np.mean((y_pred - y_true) ** 2)"
)
_EXAMPLE = """y_pred, y_true = np.array([0.5, 0.0, 1.0, 2.0]), np.array([1.0, 0.0, 2.0, 1.5])
print(mean_squared_error(y_pred, y_true))  # expected: 0.375
"""


def run_new(slug: str, course: Path) -> None:
    """Write `assignments/<slug>/` and `solutions/<slug>/` of a course."""
    if not _SLUG.fullmatch(slug):
        raise UserError(f"{slug!r} is no slug: lower-case letters, digits and _, a letter first")
    folder, solutions = course / "assignments" / slug, course / "solutions" / slug
    for place in (folder, solutions):
        if place.exists():
            raise UserError(f"{place} is there already; nothing was written")
    _copy("assignment", folder, slug)
    _copy("solutions", solutions, slug)
    (folder / "provided").mkdir()
    _write_notebook(folder / "handout.ipynb", _BLANK)
    _write_notebook(solutions / "solution.ipynb", _FILLED)
    write_examples(prepare(load_assignment(folder, solutions), seeds_of(1)[0]))
    lines = [f"wrote {folder}", f"wrote {solutions}", f"next: grader validate {folder}"]
    Console().print("\n".join(lines), markup=False, highlight=False, soft_wrap=True)


def _copy(part: str, into: Path, slug: str) -> None:
    into.mkdir(parents=True)
    for source in resources.files("grader.skeleton").joinpath(part).iterdir():
        if source.is_file():
            text = source.read_text(encoding="utf-8").replace("SLUG", slug)
            (into / source.name).write_text(text, encoding="utf-8")


def _write_notebook(path: Path, answer: str) -> None:
    cells = [
        new_markdown_cell(_TEXT),  # type: ignore[no-untyped-call]
        new_code_cell("import numpy as np"),  # type: ignore[no-untyped-call]
        new_code_cell(answer),  # type: ignore[no-untyped-call]
        new_code_cell(_EXAMPLE),  # type: ignore[no-untyped-call]
    ]
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    notebook = new_notebook(cells=cells)  # type: ignore[no-untyped-call]
    notebook.metadata["kernelspec"] = {
        "display_name": "Python 3",
        "language": "python",
        "name": "python3",
    }
    nbformat.write(notebook, path)  # type: ignore[no-untyped-call]
