"""Take an assignment out of a solved notebook, step by step; its cells run in the sandbox."""

import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from grader.author.data_beside import LENT, data_beside, module_of
from grader.author.files import reference_py
from grader.author.guess import declare_all
from grader.author.lifted import LIFTED, lift
from grader.author.marks import classes_of
from grader.author.offered import offer
from grader.author.ran import makers, named, recorded
from grader.author.recording import LIMITS as RUNNING
from grader.author.solutions import absent_in, modules_beside, refuse_lacking, solutions_in
from grader.author.solved import SolvedCell, notebook_in, read_solved
from grader.author.taken import Taken
from grader.author.trying import HURRIED, Solution
from grader.author.trying import LIMITS as ASKING
from grader.author.worth import read_course
from grader.errors import NothingTaken
from grader.extract import extract
from grader.model import Cell, Notebook, Text
from grader.sandbox.choose import Requirements, open_executor


def take(path: Path, required: Requirements, *, mistakes: bool) -> Taken:
    """Take an assignment out of a solved notebook, or a source folder with one.

    Its cells run in the sandbox that `required` asks for. Raises UnreadableNotebook where nothing
    can be taken, NotIsolated, SandboxFault.
    """
    path = notebook_in(path)
    cells = read_solved(path)
    code, solved, left = solutions_in(cells)
    if not solved:
        has_values = any(text.key == "author.value" for text in left)
        said = Text("author.values_only" if has_values else "author.nothing", {"path": str(path)})
        raise NothingTaken(said, left)
    course = read_course(cells, code, {one.name: one.cell for one in solved.values()})
    code = lift(code, solved, course.tests, course.hidden)
    if LIFTED in code:
        cells = (*cells, SolvedCell(LIFTED, "code", code[LIFTED].run))
    taken = Taken(cells, code, course, left=[*left, *course.told])
    taken.classes = frozenset(node.name for cell in code.values() for node, _ in classes_of(cell))
    taken.provided = modules_beside(path, code)
    refuse_lacking(taken.provided)
    taken.left += absent_in(code, taken.provided)
    taken.lent = data_beside(path, code, taken.provided)
    if taken.lent:
        taken.left.append(Text("author.lent", {"names": ", ".join(taken.lent)}))
    with (
        _folder(taken.provided, taken.lent) as folder,
        open_executor(folder, RUNNING, required) as run,
    ):
        recording = recorded(taken, solved, run)
    with _folder(taken.provided) as folder:
        names = [*solved, *makers(recording), *named(recording)]
        taken.reference = _reference(taken, names)
        with open_executor(folder, ASKING, required) as executor:
            solution = Solution.of(executor, taken.reference, taken.asks(names))
            declare_all(taken, solved, recording, solution)
        taken.reference = _reference(taken, taken.needed)
        if mistakes and taken.exercises:
            asks = taken.asks(taken.needed)
            with open_executor(folder, HURRIED, required) as executor:
                taken.offered = offer(
                    taken.reference,
                    taken.tried,
                    taken.sources,
                    lambda text: Solution.of(executor, text, asks),
                )
    if not taken.exercises:
        raise NothingTaken(Text("author.none_left", {"path": str(path)}), taken.left)
    return taken


def copied_to(folder: Path, module: Path) -> None:
    """Copy a module, or a whole package, into a folder."""
    if module.is_dir():
        shutil.copytree(module, folder / module.name, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        shutil.copy(module, folder / module.name)


@contextmanager
def _folder(provided: Sequence[Path], lent: Mapping[str, bytes] | None = None) -> Iterator[Path]:
    """Give a folder such as an assignment's, with the modules that the notebook imports.

    What is lent to the notebook's run goes with them.
    """
    with tempfile.TemporaryDirectory(prefix="grader-new-") as name:
        folder = Path(name)
        (folder / "provided").mkdir()
        for module in provided:
            copied_to(folder / "provided", module)
        if lent:
            (folder / "provided" / f"{LENT}.py").write_text(module_of(lent), encoding="utf-8")
        yield folder


def _reference(taken: Taken, names: Sequence[str]) -> str:
    """Return the solved definitions with what they need, taken out of the notebook."""
    cells = tuple(
        Cell(number, cell.run) for number, cell in sorted(taken.code.items())
        if number not in taken.course.tests
    )  # fmt: skip
    extraction = extract(Notebook(cells), taken.asks(names))
    for one in extraction.problems:
        said = Text("author.odd", {"where": one.where, "message": one.message})
        if said not in taken.left:
            taken.left.append(said)
    return reference_py([chunk.source for chunk in extraction.chunks])
