"""What cannot be taken is said in a sentence, in every language; what can be taken is taken."""

import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from command_line import run
from solved_notebooks import IMPORTS, NBGRADER, UNMARKED, code, marks, text, write

from grader.language import LANGUAGES

GOOD = code("def half(x):\n    return x / 2\n\nhalf(np.array([1.0, 3.0, -2.0]))")


def new(tmp_path: Path, source: Path, lang: str = "en") -> Any:
    where = tmp_path / f"course-{lang}"
    return run("new", "lesson", "--course", where, "--from", source, "--own-code", "--lang", lang)


def of(*cells: dict[str, Any]) -> Callable[[Path], Path]:
    return lambda folder: write(folder / "solved.ipynb", *cells)


def raw(content: str) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = folder / "solved.ipynb"
        path.write_text(content, encoding="utf-8")
        return path

    return make


def several(folder: Path) -> Path:
    write(folder / "source" / "one.ipynb", *NBGRADER)
    write(folder / "source" / "two.ipynb", *NBGRADER)
    return folder / "source"


REFUSED = {
    "neither marks nor functions": (of(IMPORTS, code("x = 3\nprint(x)")), "neither marks"),
    "no json": (raw("def half(x): pass"), "not JSON"),
    "no cells": (raw("{}"), "no cells"),
    "several notebooks": (several, "one.ipynb, two.ipynb"),
    "an empty folder": (lambda folder: folder, "There is no notebook"),
    "no such file": (lambda folder: folder / "absent.ipynb", "cannot be read"),
    "a function of functions": (
        of(IMPORTS, code("def slope(f, x):\n    return f(x + 1) - f(x)\n"
            "\nfor n in (2, 3):\n    slope(lambda t: t ** n, 3.0)")),
        "slope is given a function that has no name",
    ),
    "a solution that reads a file": (
        lambda folder: (
            write(folder / "solved.ipynb", IMPORTS, code("def mean(name):\n"
                "    return np.loadtxt(name).mean()\n\nmean('heights.txt')")),
            (folder / "heights.txt").write_text("1.5\n2.5\n"),
        )[0],
        "mean reads a file itself",
    ),
    "values alone": (
        of(IMPORTS, code("total = 3 + 4 # SOLUTION"), code("assert total == 7")),
        "has solutions, and all of them are values",
    ),
    "a function that only draws": (
        of(IMPORTS, code("def picture(x):\n    plt.plot(x)\n\npicture(np.ones(3))")),
        "picture returns nothing and changes nothing",
    ),
    "a module beside it that lacks another": (
        lambda folder: (
            write(folder / "solved.ipynb", IMPORTS, code("import shapes"), GOOD),
            (folder / "shapes.py").write_text("import no_such_library\n"),
        )[0],
        "shapes.py, beside the notebook, imports no_such_library",
    ),
    "never called": (of(IMPORTS, code("def half(x):\n    return x / 2")), "None of the functions"),
}  # fmt: skip


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", REFUSED)
def test_what_gives_no_assignment_is_refused_and_nothing_is_written(
    name: str, lang: str, tmp_path: Path
) -> None:
    make, sentence = REFUSED[name]
    result = new(tmp_path, make(tmp_path), lang)
    assert result.exit_code == 2
    assert "Traceback" not in result.output and "author." not in result.output
    assert (sentence in result.output) == (lang == "en" or ".ipynb, " in sentence)
    assert not (tmp_path / f"course-{lang}").exists()


TOLD = {
    "two solutions of one name": (
        (IMPORTS, GOOD, code("def half(x):\n    return 0.5 * x")), "Cells 2 and 3 both solve half",
    ),
    "damaged nbgrader metadata": (
        (
            IMPORTS,
            code("def half(x):\n    ### BEGIN SOLUTION\n"
                "    return x / 2\n    ### END SOLUTION", **marks("half", solution=True)),
            code("half(np.array([1.0, 3.0]))", **marks("t", grade=True, points="many")),
        ),
        "Cell 3: its nbgrader metadata are damaged",
    ),
    "a file that is not there": (
        (IMPORTS, code("data = np.loadtxt('data.csv')"), GOOD), "Cell 2 needs a file",
    ),
    "what follows a file": (
        (IMPORTS, code("data = np.loadtxt('data.csv')"), code("print(data)"), GOOD),
        "Cells 3 lack names",
    ),
    "a mark that never ends": (
        (IMPORTS, code("def half(x):\n    ### BEGIN SOLUTION\n"
            "    return x / 2"), code("half(np.array([1.0, 3.0]))")),
        "Cell 2: a solution mark begins and does not end",
    ),
    "a function that draws": (
        (IMPORTS, GOOD, code("def noise(n):\n    return np.random.rand(n)\n\nnoise(5)")),
        "noise draws at random",
    ),
    "a global that only a test gives": (
        (
            IMPORTS, GOOD,
            code("def scaled(x):\n    return x * factor", **marks("scaled", solution=True)),
            code("factor = 3.0\nassert scaled(2.0) == 6", **marks("t", grade=True, points=1)),
        ),
        "Cell 3: scaled reads factor",
    ),
    "a class": (
        (
            IMPORTS, GOOD.copy() | {"source": "# BEGIN SOLUTION\nclass Layer:\n"
                "    pass\n# END SOLUTION"},
            code("def half(x):\n    return x / 2 # SOLUTION\n\nhalf(np.array([1.0, 3.0]))"),
        ),
        "Layer is never called",
    ),
    "a function that is never called": (
        (IMPORTS, GOOD, code("def third(x):\n    return x / 3")), "third is never called",
    ),
    "a call of what any arguments are given": (
        (IMPORTS, GOOD, code("def total(*x):\n"
            "    return sum(x)\n\ntotal(1, 2)")), "total takes or returns something",
    ),
    "a series that diverges": (
        (
            IMPORTS, GOOD,
            code("def fixed(T, c):\n    x = 0 * c\n    for _ in range(60):\n        x = T @ x + c\n"
                "    return x\n\nT = np.array([[0.0, 5.0], [-0.1, 0.0]])\n"
                "fixed(T, np.array([7.0, 9.0]))"),
        ),
        "what fixed gives for drawn inputs",
    ),
    "a function without arguments": (
        (IMPORTS, GOOD, code("def answer():\n    return 6 * 7\n\nanswer()")),
        "answer is called without arguments",
    ),
    "an answer that never changes": (
        (IMPORTS, GOOD, code("def sign(x):\n"
            "    return x > 0\n\nsign(3.0)")), "sign gives the same for every input",
    ),
}  # fmt: skip


@pytest.mark.sampled(thorough=3)
@pytest.mark.parametrize("name", TOLD)
def test_what_could_be_taken_is_taken_and_the_rest_is_told(name: str, tmp_path: Path) -> None:
    cells, sentence = TOLD[name]
    result = new(tmp_path, write(tmp_path / "solved.ipynb", *cells))
    assert result.exit_code == 0, result.output
    assert sentence in result.output
    table = (tmp_path / "course-en/assignments/lesson/assignment.toml").read_text("utf-8")
    assert 'name = "half"' in table


NOT_TOLD = {
    "plots, which are never drawn": ((IMPORTS, GOOD), "matplotlib"),
    "metadata that grade nothing": (
        (IMPORTS, GOOD, code("half(2.0)", nbgrader={"grade": False, "solution": False})), "damaged",
    ),
    "a figure as output": (
        (
            IMPORTS, GOOD,
            code("half(np.array([2.0]))", "<Figure>") | {"outputs": [
                {"output_type": "display_data", "data": {"text/plain": "<Figure>"}, "metadata": {}},
            ]},
        ),
        "stored output",
    ),
    "the order of a dictionary": (
        (
            IMPORTS, GOOD, code("def counts(text):\n    return {c: text.count(c) for c in text}"),
            code("counts('ab')", "{'b': 1, 'a': 1}"),
        ),
        "stored output",
    ),
    "a whole book": (
        (IMPORTS, GOOD, code("def letters(text):\n    return len(text)\n\nletters('ab')\n"
            "letters('ab' * 9_000_000)")),
        "could not be run to its end",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", NOT_TOLD)
def test_what_is_no_fault_is_not_told(name: str, tmp_path: Path) -> None:
    cells, sentence = NOT_TOLD[name]
    result = new(tmp_path, write(tmp_path / "solved.ipynb", *cells))
    assert result.exit_code == 0, result.output
    assert sentence not in result.output


def test_the_one_answer_of_a_function_without_arguments_is_no_example(tmp_path: Path) -> None:
    cells = (IMPORTS, code("def answer():\n    return 6 * 7\n\nanswer()"))
    assert new(tmp_path, write(tmp_path / "solved.ipynb", *cells)).exit_code == 0
    folder = tmp_path / "course-en" / "assignments" / "lesson"
    assert "exercises.examples" not in (folder / "assignment.toml").read_text("utf-8")
    assert json.loads((folder / "expected.json").read_text("utf-8")) == {}
    result = run("validate", folder, "--no-kernel", "--seeds", "2", "--format", "json")
    assert [f for row in json.loads(result.stdout)["rows"] for f in row["faults"]] == []


def test_a_file_beside_the_notebook_is_read_and_no_other(tmp_path: Path) -> None:
    folder = tmp_path / "solved"
    cells = (
        IMPORTS,
        code("data = np.loadtxt('data/heights.txt')"),
        code("with open('words.txt') as file:\n    words = file.read().split()"),
        code("import pathlib\nassert words == pathlib.Path('words.txt').read_text().split()"),
        code("import tables\nnumbers = tables.numbers()"),
        GOOD,
        code("half(data)\nhalf(numbers)\nassert words == ['one', 'two']"),
        code("open('../secret.txt').read()"),
        code("open('words.txt', 'w')"),
    )
    source = write(folder / "solved.ipynb", *cells)
    (folder / "data").mkdir()
    (folder / "data" / "heights.txt").write_text("1.5\n2.5\n")
    (folder / "words.txt").write_text("one two")
    (folder / "tables.py").write_text(
        "import numpy as np\n\n\ndef numbers():\n    return np.load('numbers.npy')\n"
    )
    np.save(folder / "numbers.npy", np.array([7.0, 8.0, 9.0]))
    (tmp_path / "secret.txt").write_text("41.75")
    result = run("new", "lesson", "--course", tmp_path, "--from", source, "--lang", "en")
    assert result.exit_code == 0, result.output
    assert "data/heights.txt, words.txt, numbers.npy" in result.output
    assert "Cell 8 needs a file" in result.output and "Cell 9 needs a file" in result.output
    assert result.output.count("Cell ") == 2
    table = tomllib.loads(
        (tmp_path / "assignments" / "lesson" / "assignment.toml").read_text("utf-8")
    )
    given = [one["inputs"]["x"] for one in table["exercises"][0]["examples"]]
    assert given == [[1.0, 3.0, -2.0], [1.5, 2.5], [7.0, 8.0, 9.0]]
    provided = tmp_path / "assignments" / "lesson" / "provided"
    there = {str(one.relative_to(provided)) for one in provided.rglob("*") if one.is_file()}
    assert there == {"tables.py", "words.txt", "numbers.npy", "data/heights.txt"}


def test_what_a_reference_prints_is_not_in_what_validate_says(tmp_path: Path) -> None:
    loud = code(
        "def half(x):\n    print('halving')\n    return x / 2\n\nhalf(np.array([1.0, 3.0]))"
    )
    assert new(tmp_path, write(tmp_path / "solved.ipynb", IMPORTS, loud)).exit_code == 0
    folder = tmp_path / "course-en" / "assignments" / "lesson"
    result = run("validate", folder, "--no-kernel", "--seeds", "2", "--format", "json")
    assert json.loads(result.stdout)["faults"] == 0


def test_nothing_is_written_over(tmp_path: Path) -> None:
    source = write(tmp_path / "solved.ipynb", *UNMARKED)
    assert new(tmp_path, source).exit_code == 0
    before = (tmp_path / "course-en/assignments/lesson/assignment.toml").read_bytes()
    result = new(tmp_path, source)
    assert result.exit_code == 2 and "is there already" in result.output
    assert (tmp_path / "course-en/assignments/lesson/assignment.toml").read_bytes() == before


def test_a_hostile_notebook_runs_in_the_sandbox_and_nowhere_else(tmp_path: Path) -> None:
    """It writes no file, and what it tells in the recorder's place is read as data."""
    victim = tmp_path / "victim"
    cells = (
        IMPORTS,
        code(f"import os\nopen({str(victim)!r}, 'w').write('x')"),
        code(f"os.system('touch {victim}')"),
        GOOD,
        code(
            "told = {'name': 'half', 'given': {'x': ['plain', 1]}, 'from': {}}\n"
            "_grader_calls = lambda: [told, 7, None]"
        ),
    )
    result = run(
        "new", "lesson", "--course", tmp_path / "course",
        "--from", write(tmp_path / "solved.ipynb", *cells), "--lang", "en",
    )  # fmt: skip
    assert not victim.exists()
    assert "Traceback" not in result.output
    assert result.exit_code == 2 and "half is never called" in result.output


@pytest.mark.thorough
def test_text_that_is_no_text_is_left_out(tmp_path: Path) -> None:
    path = write(tmp_path / "solved.ipynb", *UNMARKED, text("last"))
    document = json.loads(path.read_text("utf-8"))
    document["cells"] += [3, {"cell_type": "code", "source": {"a": 1}}, {"source": None}]
    path.write_text(json.dumps(document), encoding="utf-8")
    assert new(tmp_path, path).exit_code == 0
