"""The solution and the handout as students meet them: graded in the sandbox, run in a kernel."""

import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from grader.errors import GraderError
from grader.grade import grade
from grader.model import Submission
from grader.prepare import Prepared
from grader.sandbox.executor import Executor
from grader.tell import tell
from grader.validate.flaw import Flaw, Row

_INSTALL = "install what runs a kernel with: pip install 'nngrader[author]'"
_REGISTER = "python -m ipykernel install --sys-prefix --name python3"
_ABSENT = re.compile(r"No module named '([\w.]+)'")
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_CELL_SECONDS = 120
"""How long one cell of the solution may run in a kernel."""
_ERRORS_ALONE = ["--IPKernelApp.log_level=40"]
"""It warns of the port that it is spoken to on, on our standard error."""


def examine_in_sandbox(prepared: Prepared, solutions: Path, executor: Executor) -> list[Row]:
    """Grade the solution, which must have full marks, and the handout, which must have none."""
    folder = prepared.assignment.folder
    full = prepared.assignment.points
    return [
        _graded(solutions / "solution.ipynb", full, prepared, executor),
        _graded(folder / "handout.ipynb", 0.0, prepared, executor),
    ]


def examine_in_kernel(path: Path, provided: Path) -> Row:
    """Run a notebook from top to bottom in a real kernel, as a student would."""
    name = f"{path.name} in a kernel"
    try:
        # only here: these take a second to import, and a kernel need not be installed
        import nbformat
        from nbconvert.preprocessors import CellExecutionError, ExecutePreprocessor

        notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    except ImportError as error:
        return Row(name, "not run", (Flaw(str(path), "", f"{error}: {_INSTALL}"),))
    except Exception as error:  # whatever a damaged notebook makes the reader raise
        return Row(name, "unreadable", (Flaw(str(path), "", str(error)),))
    with _beside(provided) as folder:
        runner = ExecutePreprocessor(  # type: ignore[no-untyped-call]
            timeout=_CELL_SECONDS, kernel_name="python3", extra_arguments=_ERRORS_ALONE
        )
        try:
            runner.preprocess(notebook, {"metadata": {"path": str(folder)}})
        except CellExecutionError as error:
            return Row(name, "stopped", (Flaw(str(path), "", stopped(str(error))),))
        except Exception as error:  # no kernel, a dead kernel, a cell that takes too long
            sentence = lacking(type(error).__name__, str(error))
            return Row(name, "not run", (Flaw(str(path), "", sentence),))
    cells = sum(cell.cell_type == "code" for cell in notebook.cells)
    return Row(name, f"{cells} cells ran")


def stopped(told: str) -> str:
    """Return what a cell stopped with, and how to install a module that it lacks."""
    sentence = _COLOUR.sub("", told).strip().splitlines()[-1]
    if absent := _ABSENT.search(sentence):
        module = absent[1].partition(".")[0]
        sentence += f"; install it with: pip install {module}, or put it into provided/"
    return sentence


def lacking(error: str, told: str) -> str:
    """Return why no kernel ran, and how to install one where there is none."""
    sentence = f"{error}: {told}"
    if error in ("NoSuchKernel", "DeadKernelError"):
        sentence += f": there is no kernel python3 that starts; {_INSTALL}, then: {_REGISTER}"
    return sentence


def _graded(path: Path, points: float, prepared: Prepared, executor: Executor) -> Row:
    name = f"{path.name} in the sandbox"
    if not path.is_file():
        return Row(name, "missing")  # said by the row of the files
    told: list[str] = []
    submission = Submission(path.stem, path.name, path.read_bytes())
    try:
        graded = grade(submission, prepared, executor, told.append)
    except GraderError as error:
        return Row(name, "not graded", (Flaw(str(path), "", str(error)),))
    report = tell(graded.result, prepared.assignment, "en")
    faults = [Flaw(str(path), "", sentence) for sentence in told]
    if report.score != points and not told:
        for exercise in report.exercises:
            lost = [item.id for item in exercise.items if item.score != item.max_score]
            won = [item.id for item in exercise.items if item.score]
            if points and lost:
                sentence = f"loses {', '.join(lost)}: {exercise.summary}"
                faults.append(Flaw(str(path), exercise.name, sentence))
            elif not points and won:
                sentence = f"earns {', '.join(won)} without any work"
                faults.append(Flaw(str(path), exercise.name, sentence))
        faults += [Flaw(str(path), p.where, p.message) for p in report.problems if not faults]
    score = "no score" if report.score is None else f"{report.score:g} of {report.max_score:g}"
    return Row(name, score, tuple(faults))


@contextmanager
def _beside(provided: Path) -> Iterator[Path]:
    """Give a folder that holds the course's modules, as a student's folder would."""
    with tempfile.TemporaryDirectory(prefix="grader-kernel-") as name:
        folder = Path(name)
        if provided.is_dir():
            shutil.copytree(provided, folder, dirs_exist_ok=True)
        yield folder
