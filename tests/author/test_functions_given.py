"""Functions that are given to a solution get names that it can be asked with."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from command_line import run
from solved_notebooks import IMPORTS, code, marks, write

SECANT = code(
    "def secant(f, a, b, steps=2):\n"
    "    ### BEGIN SOLUTION\n"
    "    for _ in range(steps):\n"
    "        if f(b) == f(a):\n"
    "            break\n"
    "        a, b = b, b - f(b) * (b - a) / (f(b) - f(a))\n"
    "    return b\n"
    "    ### END SOLUTION",
    **marks("secant", solution=True),
)
GIVEN = {
    "a lambda": ("secant(lambda x: x ** 2 - 2, 1.0, 2.5)", "x ** 2 - 2"),
    "a lambda with a name": ("f = lambda x: x ** 2 - 2\nsecant(f, 1.0, 2.5)", "x ** 2 - 2"),
    "by its keyword": ("secant(a=1.0, b=2.5, f=lambda x: x ** 2 - 2)", "x ** 2 - 2"),
    "a lambda that reads a module": ("secant(lambda t: np.exp(t) - 2, 1.0, 2.5)", "np.exp(t) - 2"),
    "a function of numpy's": ("secant(np.sin, 3.0, 3.5)", "np.sin(x)"),
    "a function of a test": (
        "def cube(x):\n    return x ** 3 - 5\n\nassert secant(cube, 1.0, 2.0, 3) < 2",
        "x ** 3 - 5",
    ),
}


def made(course: Path, *cells: dict[str, Any]) -> tuple[dict[str, Any], str, str]:
    """Return the exercise, the handout as text, and what was told."""
    source = write(course / "solved.ipynb", IMPORTS, *cells)
    result = run(
        "new", "lesson", "--course", course, "--from", source, "--own-code", "--lang", "en",
        "--no-mistakes",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    folder = course / "assignments" / "lesson"
    handout = json.loads((folder / "handout.ipynb").read_text("utf-8"))
    (exercise,) = tomllib.loads((folder / "assignment.toml").read_text("utf-8"))["exercises"]
    text = "\n".join("".join(cell["source"]) for cell in handout["cells"])
    return exercise, text, result.output


@pytest.mark.sampled(thorough=2)
@pytest.mark.parametrize("name", GIVEN)
def test_what_is_given_gets_a_name_and_is_handed_out(name: str, tmp_path: Path) -> None:
    source, body = GIVEN[name]
    test = code(source, **marks("t", grade=True, locked=True, points=2))
    exercise, handout, _ = made(tmp_path, SECANT, test)
    (asked,) = exercise["ask"].values()
    assert "secant_f_1" in asked and set(exercise["inputs"]) >= {"a", "b"}
    assert f"def secant_f_1({'t' if 'exp' in body else 'x'}):" in handout and body in handout
    assert source.splitlines()[-1] in handout  # cells that students see are as they were
    folder = tmp_path / "assignments" / "lesson"
    told = run("validate", folder, "--no-kernel", "--seeds", "2", "--format", "json")
    assert json.loads(told.stdout)["faults"] == 0, told.stdout


def test_inputs_are_described_by_all_calls_with_the_same_function(tmp_path: Path) -> None:
    calls = code("for n in (1, 2, 3):\n    secant(lambda x: x ** 2 - 2, 1.0, n + 1.5, steps=n)")
    exercise, _, told = made(tmp_path, SECANT, calls)
    assert exercise["inputs"]["steps"] == {"dtype": "int", "low": 1, "high": 4}
    assert [one["inputs"]["b"] for one in exercise["examples"]] == [2.5, 3.5, 4.5]
    assert "same for every input" not in told


def test_a_function_that_reads_what_changes_gets_no_name(tmp_path: Path) -> None:
    calls = code(
        "for n in (3, 5):\n    secant(lambda x: x ** 2 - n, 1.0, 2.5)\n"
        "secant(lambda x: x - 1.5, 1.0, 2.5)"
    )
    exercise, handout, _ = made(tmp_path, SECANT, calls)
    assert "return x ** 2 - n" not in handout and "return x - 1.5" in handout
    assert "secant_f_1" in str(exercise["ask"])


def test_a_search_that_always_ends_at_one_root_is_told(tmp_path: Path) -> None:
    calls = code("secant(lambda x: x ** 3 - 2, 1.0, 1.5, steps=30)")
    _, _, told = made(tmp_path, SECANT, calls)
    assert "secant gives the same for every input" in told
