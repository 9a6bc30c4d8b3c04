"""Advice on cells given as texts. What must be said of is marked in them: `# here`."""

from notebook_samples import cells

from grader.advise.definition import Definitions
from grader.advise.habits import habits
from grader.assignment import Assignment
from grader.extract import extract
from grader.model import Notebook, Text
from grader.prepare import Prepared

MARK = "# here"
IN_PLACE, OUTSIDE, SEED, LOOP = (
    f"advice.{name}" for name in ("in_place", "outside", "seed", "loop")
)


def advice(assignment: Assignment, *sources: str) -> dict[str, tuple[Text, ...]]:
    """Return the advice on a notebook with these cells."""
    return advice_on(cells(*sources), assignment)


def advice_on(notebook: Notebook, assignment: Assignment) -> dict[str, tuple[Text, ...]]:
    """Return the advice on a notebook; no case of the assignment is drawn."""
    definitions = Definitions(extract(notebook, assignment.asks))
    return habits(definitions, Prepared(assignment, (), "", ""))


def marked(*sources: str) -> list[tuple[str, str]]:
    """Return the places that are marked, as (cell, line), both from 1."""
    return [
        (str(cell), str(line))
        for cell, source in enumerate(sources, 1)
        for line, text in enumerate(source.split("\n"), 1)
        if MARK in text
    ]


def places(texts: tuple[Text, ...]) -> list[tuple[str, str]]:
    """Return where advice points to."""
    return [(str(t.values["cell"]), str(t.values["line"])) for t in texts]
