"""Write a new assignment's two folders, out of what was taken from a notebook."""

import json
from pathlib import Path

from grader.author import files
from grader.author.notebooks import notebook_text
from grader.author.take import copied_to
from grader.author.taken import Taken
from grader.exercise import shown_of
from grader.language import Catalogue
from grader.validate.reference import as_json


def write(taken: Taken, slug: str, folder: Path, solutions: Path, say: Catalogue) -> None:
    """Write `assignments/<slug>/` and `solutions/<slug>/`; neither is there yet."""
    remarks = [say.say(text).replace("\n", " ") for text in taken.left]
    public = {
        "assignment.toml": files.assignment_toml(slug, taken, remarks),
        "texts.toml": files.TEXTS,
        "handout.ipynb": notebook_text(slug, taken.cells, taken.code, taken.course, "blank"),
        "expected.json": _expected(taken),
    }
    private = {
        "reference.py": taken.reference,
        "solution.ipynb": notebook_text(slug, taken.cells, taken.code, taken.course, "solved"),
        "mistakes.py": files.mistakes_py(taken),
        "mistakes.toml": files.mistakes_toml(taken.offered),
        "alternatives.py": files.ALTERNATIVES,
        "dishonest.py": files.dishonest_py(taken),
    }
    for place, content in ((folder, public), (solutions, private)):
        place.mkdir(parents=True)
        for name, text in content.items():
            (place / name).write_text(text, encoding="utf-8")
    (folder / "provided").mkdir()
    for module in taken.provided:
        copied_to(folder / "provided", module)
    for name, data in taken.lent.items():
        if Path(name).is_absolute() or ".." in Path(name).parts:
            continue  # it is known by that name on the author's machine alone
        file = folder / "provided" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)


def _expected(taken: Taken) -> str:
    """Return what is right for the public examples, as the sandbox gave it."""
    found = {
        name: {
            case.name: as_json(shown_of(exercise, want))
            for case, want in zip(tried.examples, tried.shown, strict=True)
        }
        for name, (exercise, tried) in taken.tried.items()
        if tried.examples
    }
    return json.dumps(found, indent=1, ensure_ascii=False) + "\n"
