"""`grader package`: an assignment packed for where students work or hand in."""

from pathlib import Path

from rich.console import Console

from grader.assignment import Assignment, load_assignment
from grader.commands.start import begin, has_handout
from grader.errors import BrokenAssignment, CannotWrite
from grader.find import Place, find_place
from grader.folder import write_whole
from grader.kit.freeze import freeze
from grader.kit.read import FromKit
from grader.package.github import KITS, WORKFLOW, workflow


def run_package_github(
    name: str, out: Path, notebook: str, language: str | None, requirement: str
) -> None:
    """Write a course repository's files: workflow, kit, and the handout where there is none yet.

    Raises UserError, CannotWrite, BrokenAssignment.
    """
    place = find_place(name)
    content, assignment = _kit(place)
    slug = assignment.slug
    notebook = notebook or f"{slug}.ipynb"
    text = workflow(slug, notebook, language or assignment.languages[0], requirement)
    kit = f"{KITS}/{slug}.kit"
    try:
        for file, data in ((WORKFLOW, text.encode()), (kit, content)):
            (out / file).parent.mkdir(parents=True, exist_ok=True)
            write_whole(out / file, data)
        written = [WORKFLOW, kit]
        if not (out / notebook).exists() and has_handout(assignment):
            written += begin(assignment, out, notebook)
    except OSError as error:
        raise CannotWrite(f"{out} cannot be written: {error.strerror}") from None
    for file in written:
        Console().print(str(out / file), markup=False, highlight=False, soft_wrap=True)


def _kit(place: Place) -> tuple[bytes, Assignment]:
    if place.is_kit:
        assignment = FromKit(place.path).assignment
        return place.path.read_bytes(), assignment
    if place.solutions is None:
        raise BrokenAssignment(f"{place.path}: a kit is made from the solutions; there are none")
    return freeze(place.path, place.solutions), load_assignment(place.path, place.solutions)
