"""`grader start`: the handout of an assignment and what it imports, to work in."""

from collections.abc import Iterator
from pathlib import Path

from rich.console import Console

from grader.assignment import Assignment
from grader.errors import CannotWrite, UserError
from grader.find import find_place, known_places
from grader.folder import write_whole
from grader.kit.read import public_assignment
from grader.language import built_in, spoken_here
from grader.model import Text

_HANDOUT = "handout.ipynb"


def run_start(slug: str, folder: Path, language: str | None) -> None:
    """Write `<slug>.ipynb` and the provided modules to a folder, and say how to go on.

    A notebook that is there already is never touched; a provided module that differs neither.
    Raises UserError, CannotWrite.
    """
    if not slug:
        known = ", ".join(known_places())
        raise UserError(_said("start.which", language or spoken_here(), known=known))
    assignment = public_assignment(find_place(slug))
    spoken = language or assignment.languages[0]
    name = f"{assignment.slug}.ipynb"
    notebook = folder / name
    if notebook.exists():
        raise UserError(_said("start.exists", spoken, file=str(notebook), slug=assignment.slug))
    try:
        _, *beside = begin(assignment, folder, name)
    except OSError as error:
        raise CannotWrite(f"{folder} cannot be written: {error.strerror}") from None
    _print(_said("start.written", spoken, file=str(notebook)))
    if beside:
        _print(_said("start.beside", spoken, files=", ".join(beside)))


def begin(assignment: Assignment, folder: Path, name: str) -> list[str]:
    """Write the handout as a notebook of this name, and the provided modules that are not there.

    Return the names of all. Raises UserError where there is no handout, OSError.
    """
    if not has_handout(assignment):
        said = _said("start.no_handout", assignment.languages[0], slug=assignment.slug)
        raise UserError(said)
    beside = list(_provided(assignment, folder))
    write_whole(folder / name, (assignment.folder / _HANDOUT).read_bytes())
    return [name, *beside]


def has_handout(assignment: Assignment) -> bool:
    """Tell whether there is a notebook to begin with."""
    return (assignment.folder / _HANDOUT).is_file()


def _provided(assignment: Assignment, folder: Path) -> Iterator[str]:
    """Write the provided modules that are not there yet; yield the names of all."""
    source = assignment.folder / "provided"
    for path in sorted(source.rglob("*")):
        if not path.is_file() or "__pycache__" in path.parts:
            continue
        name = path.relative_to(source)
        to = folder / name
        if not to.exists():
            to.parent.mkdir(parents=True, exist_ok=True)
            write_whole(to, path.read_bytes())
        yield name.as_posix()


def _said(key: str, language: str, **values: str) -> str:
    return built_in(language).say(Text(key, dict(values)))


def _print(text: str) -> None:
    Console().print(text, markup=False, highlight=False, soft_wrap=True)
