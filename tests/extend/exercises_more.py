"""To add exercises, in both forms, to what `grader new` writes: what its files get more."""

import json
from pathlib import Path

ASSIGNMENT = """
[names.softplus]
[names.unit_rows]

[[exercises]]
name = "softplus"
title = { en = "Softplus", pt-BR = "Softplus", es = "Softplus" }
items = [{ id = "all", points = 4, title = { en = "Values", pt-BR = "Valores", es = "Valores" } }]
inputs.x = { shape = ["m", "n"], deviation = 2.0 }
examples = [{ name = "example_1", inputs = { x = [[0.0, 1.0], [-3.0, 2.0]] } }]

[[exercises]]
name = "unit_rows"
title = { en = "Unit rows", pt-BR = "Linhas unitárias", es = "Filas unitarias" }
items = [{ id = "length", points = 6, title = { en = "Rows", pt-BR = "Linhas", es = "Filas" } }]
"""
EXERCISES = '''

class UnitRows(Claims):
    """Judged by its values; where all sizes are equal, a wrong axis would else be silent."""

    name = "unit_rows"
    meant = ("matrix",)

    def examples(self) -> Iterator[Case]:
        yield Case("lesson", x=np.array([[3.0, 4.0], [-1.0, 0.0]]))

    def cases(self, rng: np.random.Generator) -> Iterator[Case]:
        yield Case("drawn", x=rng.normal(size=(3, 5)) * rng.uniform(2, 9, (3, 1)))
        yield Case("matrix", x=rng.normal(size=(4, 4)))

    def run(self, student: Any, case: Case) -> Any:
        return {"rows": student.unit_rows(case.x)}

    @claim(item="length")
    def rows(self, got: Answer) -> Finding:
        return got.close("rows", got.want["rows"])
'''
REFERENCE = '''

def softplus(x):
    """Return log(1 + e^x)."""
    return np.logaddexp(0, x)


def unit_rows(x):
    """Return x with each row divided by its length."""
    return x / np.linalg.norm(x, axis=1, keepdims=True)
'''
BLANK = """def softplus(x):
    return None


def unit_rows(x):
    return None
"""


def add_to(course: Path, slug: str) -> None:
    """Append to the files of an assignment that `grader new` wrote."""
    folder, solutions = course / "assignments" / slug, course / "solutions" / slug
    table = folder / "assignment.toml"
    text = table.read_text(encoding="utf-8").replace("points = 10 ", "points = 20 ")
    table.write_text(text, encoding="utf-8")
    for path, more in (
        (table, ASSIGNMENT),
        (folder / "exercises.py", EXERCISES),
        (solutions / "reference.py", REFERENCE),
    ):
        path.write_text(path.read_text(encoding="utf-8") + more, encoding="utf-8")
    _cell(folder / "handout.ipynb", BLANK)
    _cell(solutions / "solution.ipynb", REFERENCE)


def _cell(path: Path, source: str) -> None:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["cells"].append({**notebook["cells"][-1], "id": "more", "source": source})
    path.write_text(json.dumps(notebook), encoding="utf-8")
