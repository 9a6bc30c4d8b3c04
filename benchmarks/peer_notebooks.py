"""What the peers grade: the sample class, notebooks with one fault, and answers without the work.

A student is the list of their cells: whole cells of their notebook that define something, after one
that imports what the lesson provides. Training and pictures are left out, for every peer alike;
`as_handed_in` leaves nothing out.
"""

import ast
import json
import re
from contextlib import suppress
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from sample_class import HOSTILE, calm

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "benchmarks" / "peers"
PROVIDED = ROOT / "assignments" / "regularization" / "provided"
MODULES = ("reg_utils.py", "testCases.py")
RIGHT = (DATA / "right.py").read_text(encoding="utf-8")
SETUP, *DEFINITIONS = RIGHT.split("\n\n\n")
SETUP += "\nimport testCases"
SPOILT = "backward_propagation_with_dropout"
"""The function that is missing, loops or raises; two of the twelve checks ask for it."""

Students = dict[str, list[str]]

_DEFINES = re.compile(r"^\s*(def|class)\s+\w+|^\w+\s*=\s*lambda", re.MULTILINE)


def the_class(total: int) -> Students:
    """Return so many students: the sample class, from the first again after the last.

    It is read as far as it is notebooks that can be read and attack nobody. Who comes again has
    another comment in every cell, so that nothing is the same to the last byte.
    """
    found: Students = {}
    for number, cells in enumerate(islice(cycle(_readable()), total)):
        mark = f"\n# {number}"
        kept = (cell for cell in cells if _is_kept(cell))
        found[f"student{number:02}"] = [SETUP, *(cell + mark for cell in kept)]
    return found


def as_handed_in() -> Students:
    """Return the sample class, each once, with all their code: training, and pictures too."""
    return {f"student{n:02}": [SETUP, *cells] for n, cells in enumerate(_readable())}


def about_the_class(total: int) -> str:
    """Return what the class is made of."""
    there, calm_ones = len(_readable()), len(calm())
    return (
        f"{total} notebooks: {there} of the sample class, from the first again after the last; "
        f"as handed in, each once. "
        f"Left out of it: {calm_ones - there} that are no notebook of cells or are damaged, "
        f"{len(HOSTILE)} that attack the grader"
    )


def _readable() -> list[list[str]]:
    found = []
    for handed in calm():
        with suppress(ValueError, KeyError, TypeError):
            cells = json.loads(handed.read().content)["cells"]
            found.append([_source(cell) for cell in cells if cell.get("cell_type") == "code"])
    return found


def right_everywhere() -> Students:
    """Return one who earns all twelve points."""
    return {"right": [SETUP, *DEFINITIONS]}


def faults() -> Students:
    """Return one student for each fault, right in everything else; the last two are no faults."""
    kept = [cell for cell in DEFINITIONS if f"def {SPOILT}" not in cell]
    found = {}
    for path in sorted((DATA / "faults").iterdir()):
        cell = path.read_text(encoding="utf-8")
        others = DEFINITIONS if path.stem == "wrapped" else kept
        found[path.stem] = [SETUP, *others, cell]
    return found


def attacks() -> Students:
    """Return one student for each way to points without the work."""
    paths = sorted((DATA / "attacks").glob("*.py"))
    return {path.stem: [SETUP, path.read_text(encoding="utf-8")] for path in paths}


def notebook(cells: list[str], checks: dict[str, str] | None = None) -> str:
    """Return cells as a notebook.

    With `checks` it is one of nbgrader's: these are cells that are worth a point each, and the cell
    below the first is where students work.
    """
    made = [_cell(f"cell{number}", source, {}) for number, source in enumerate(cells)]
    if checks:
        made[1]["metadata"] = {"nbgrader": _of_nbgrader("work", solution=True)}
    for name, source in (checks or {}).items():
        made.append(_cell(name, source, {"nbgrader": _of_nbgrader(name, solution=False)}))
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    about = {"kernelspec": kernel, "language_info": {"name": "python"}}
    whole = {"cells": made, "metadata": about, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole, ensure_ascii=False, indent=1)


def _cell(name: str, source: str, metadata: dict[str, Any]) -> dict[str, Any]:
    return {
        "cell_type": "code", "id": name, "metadata": metadata, "execution_count": None,
        "outputs": [], "source": source,
    }  # fmt: skip


def _of_nbgrader(name: str, *, solution: bool) -> dict[str, Any]:
    """Return what nbgrader keeps of a cell: one to work in, or one that is worth a point."""
    worth = {} if solution else {"points": 1}
    return {
        "grade": not solution, "solution": solution, "locked": not solution, "task": False,
        "grade_id": name, "schema_version": 3, "cell_type": "code", **worth,
    }  # fmt: skip


def _source(cell: dict[str, Any]) -> str:
    return "".join(cell.get("source", ""))


def _is_kept(source: str) -> bool:
    """Tell whether a cell defines something, or only imports what needs no picture."""
    if "matplotlib" in source:
        return False
    return bool(_DEFINES.search(source)) or _only_imports(source)


def _only_imports(source: str) -> bool:
    try:
        body = ast.parse(source).body
    except SyntaxError:
        return False
    return bool(body) and all(isinstance(node, ast.Import | ast.ImportFrom) for node in body)
