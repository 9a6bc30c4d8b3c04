"""`grader new`: a working skeleton of an assignment, with one exercise to replace."""

import re
from importlib import resources
from pathlib import Path

from rich.console import Console

from grader.assignment import load_assignment
from grader.errors import NothingTaken, UnreadableNotebook, UserError
from grader.language import built_in, spoken_here
from grader.model import Text
from grader.notebook.compose import as_cell, as_notebook
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
    folder, solutions = _places(slug, course)
    _copy("assignment", folder, slug)
    _copy("solutions", solutions, slug)
    (folder / "provided").mkdir()
    _write_notebook(folder / "handout.ipynb", _BLANK)
    _write_notebook(solutions / "solution.ipynb", _FILLED)
    write_examples(prepare(load_assignment(folder, solutions), seeds_of(1)[0]))
    lines = [f"wrote {folder}", f"wrote {solutions}", f"next: grader validate {folder}"]
    Console().print("\n".join(lines), markup=False, highlight=False, soft_wrap=True)


def run_new_from(
    slug: str, course: Path, source: Path, *, mistakes: bool, own_code: bool, language: str | None
) -> None:
    """Write an assignment that is taken from a solved notebook, and say what is left to do."""
    folder, solutions = _places(slug, course)
    # only here: a skeleton needs no sandbox
    from grader.author.take import take
    from grader.author.write import write
    from grader.sandbox.choose import Requirements

    say = built_in(language or spoken_here())
    try:
        taken = take(source, Requirements(own_code=own_code, sparing=True), mistakes=mistakes)
    except UnreadableNotebook as error:
        why = error.why if isinstance(error, NothingTaken) else ()
        for text in why:
            line = f"- {say.say(text)}"
            Console(stderr=True).print(line, markup=False, highlight=False, soft_wrap=True)
        raise UserError(say.say(error.text)) from None
    write(taken, slug, folder, solutions, say)
    told: dict[str, str | int | float | Text] = {
        "exercises": len(taken.exercises), "mistakes": len(taken.offered), "folder": str(folder),
    }  # fmt: skip
    lines = [say.say(Text("author.written", told))]
    lines += [f"- {say.say(text)}" for text in taken.left]
    lines.append(say.say(Text("author.next", {"folder": str(folder), "solutions": str(solutions)})))
    Console().print("\n".join(lines), markup=False, highlight=False, soft_wrap=True)


def _places(slug: str, course: Path) -> tuple[Path, Path]:
    if not _SLUG.fullmatch(slug):
        raise UserError(f"{slug!r} is no slug: lower-case letters, digits and _, a letter first")
    folder, solutions = course / "assignments" / slug, course / "solutions" / slug
    for place in (folder, solutions):
        if place.exists():
            raise UserError(f"{place} is there already; nothing was written")
    return folder, solutions


def _copy(part: str, into: Path, slug: str) -> None:
    into.mkdir(parents=True)
    for source in resources.files("grader.skeleton").joinpath(part).iterdir():
        if source.is_file():
            text = source.read_text(encoding="utf-8").replace("SLUG", slug)
            (into / source.name).write_text(text, encoding="utf-8")


def _write_notebook(path: Path, answer: str) -> None:
    cells = [
        ("markdown", _TEXT),
        ("code", "import numpy as np"),
        ("code", answer),
        ("code", _EXAMPLE),
    ]
    made = [as_cell(kind, source, f"cell-{number}") for number, (kind, source) in enumerate(cells)]
    path.write_text(as_notebook(made), encoding="utf-8")
