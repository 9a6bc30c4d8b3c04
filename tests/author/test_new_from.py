"""A solved notebook becomes an assignment that validates, whichever grader it was written for."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from command_line import run
from solved_notebooks import IMPORTS, NBGRADER, OTTER, START, UNMARKED, code, marks, text, write

from grader.assignment import load_assignment
from grader.prepare import prepare
from grader.validate.reference import seeds_of

NOTEBOOKS = {
    "nbgrader": (NBGRADER, {"distances": ("test_distances", 4), "nearest": ("test_nearest", 2)}),
    "otter": (OTTER, {"units": ("q1", 3)}),
    "start": (START, {"trapezoid": ("trapezoid", 10)}),
    "unmarked": (UNMARKED, {"forward": ("forward", 10), "backward": ("backward", 10)}),
}  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return courses with the assignment `lesson`, by what its notebook was written for."""
    found = {}
    for name, (cells, _) in NOTEBOOKS.items():
        course = tmp_path_factory.mktemp(name)
        source = write(course / "notebook" / "solved.ipynb", *cells)
        # an nbgrader source folder is named as a folder
        asked = source.parent if name == "nbgrader" else source
        result = run(
            "new", "lesson", "--course", course, "--from", asked, "--own-code", "--lang", "en"
        )
        assert result.exit_code == 0, result.output
        (course / "told").write_text(result.output, encoding="utf-8")
        found[name] = course
    return found


def table(course: Path) -> dict[str, Any]:
    path = course / "assignments" / "lesson" / "assignment.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def cells(path: Path) -> list[str]:
    document = json.loads(path.read_text(encoding="utf-8"))
    return ["".join(cell["source"]) for cell in document["cells"]]


@pytest.mark.sampled(thorough=2)
@pytest.mark.parametrize("name", NOTEBOOKS)
def test_what_was_made_validates_with_nothing_to_mend(name: str, made: dict[str, Path]) -> None:
    folder = made[name] / "assignments" / "lesson"
    result = run("validate", folder, "--no-kernel", "--seeds", "3", "--format", "json")
    rows = json.loads(result.stdout)["rows"]
    assert [fault for row in rows for fault in row["faults"]] == []


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_points_and_items_are_the_notebooks(name: str, made: dict[str, Path]) -> None:
    found = {
        one["name"]: [(item["id"], item["points"]) for item in one["items"]]
        for one in table(made[name])["exercises"]
    }
    assert found == {name: [worth] for name, worth in NOTEBOOKS[name][1].items()}


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_the_handout_holds_no_solution_and_no_hidden_test(name: str, made: dict[str, Path]) -> None:
    handout = "\n".join(cells(made[name] / "assignments" / "lesson" / "handout.ipynb"))
    for told in (
        "SOLUTION", "HIDDEN", "CONFIG", "diagonal", "np.sqrt", "np.std", "argmin", "area = h",
        "X @ W", "BEGIN", "42",
    ):  # fmt: skip
        assert told not in handout
    solution = "\n".join(cells(made[name] / "solutions" / "lesson" / "solution.ipynb"))
    assert any(told in solution for told in ("np.sqrt", "np.std", "area = h", "X @ W"))
    assert "SOLUTION" not in solution and "BEGIN" not in solution


def test_examples_are_the_notebooks_own_calls_and_no_hidden_ones(made: dict[str, Path]) -> None:
    (units,) = table(made["otter"])["exercises"]
    assert [one["inputs"] for one in units["examples"]] == [{"x": [1.0, 2.5, 4.0, 7.0]}]
    distances = table(made["nbgrader"])["exercises"][0]
    assert [len(one["inputs"]["A"]) for one in distances["examples"]] == [3]


def test_a_cache_comes_of_the_forward_pass_that_the_notebook_took_it_from(
    made: dict[str, Path],
) -> None:
    backward = table(made["unmarked"])["exercises"][1]
    assert backward["inputs"]["cache"] == {"call": "forward(X, W)[1]"}
    assert backward["ask"] == "backward(dA, cache)"


def test_sizes_that_go_together_bear_one_name(made: dict[str, Path]) -> None:
    distances = table(made["nbgrader"])["exercises"][0]
    shapes = [distances["inputs"][name]["shape"] for name in "AB"]
    assert shapes[0][1] == shapes[1][1] and shapes[0][0] != shapes[1][0]


def test_what_is_left_to_do_is_said_with_its_cell(made: dict[str, Path]) -> None:
    told = {name: (course / "told").read_text(encoding="utf-8") for name, course in made.items()}
    assert "Cell 15: answer: values and no functions" in told["otter"]
    assert "Cell 18: these tests print and compare nothing" in told["otter"]
    assert "Graded by hand, and left out: cells 7" in told["nbgrader"]
    assert "stored output of trapezoid is not what" in told["start"]
    assert "# left to do: Cell 3" in (
        made["start"] / "assignments" / "lesson" / "assignment.toml"
    ).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_offered_mistakes_lose_points_and_have_their_sentences(
    name: str, made: dict[str, Path]
) -> None:
    course = made[name]
    folder, solutions = (course / part / "lesson" for part in ("assignments", "solutions"))
    assignment = load_assignment(folder, solutions)
    said = (solutions / "mistakes.toml").read_text(encoding="utf-8")
    offered = [key for key in assignment.mistakes if key.endswith("sentence.en")]
    assert offered and said.count("# generated from:") == len(offered)
    assert {
        key.replace("sentence.en", f"hint.{tongue}")
        for key in offered
        for tongue in ("es", "pt-BR")
    } <= assignment.mistakes.keys()
    assert prepare(assignment, seeds_of(1)[0]).cases


def test_an_id_that_nbgrader_made_up_gives_way_to_the_functions_name(tmp_path: Path) -> None:
    cells_ = [dict(cell) for cell in NBGRADER]
    for cell in cells_:
        if grading := cell["metadata"].get("nbgrader"):
            made_up = {**grading, "grade_id": f"cell-{len(grading['grade_id']):016x}"}
            cell["metadata"] = {"nbgrader": made_up}
    source = write(tmp_path / "solved.ipynb", *cells_)
    result = run("new", "lesson", "--course", tmp_path, "--from", source, "--own-code")
    assert result.exit_code == 0, result.output
    found = [item["id"] for one in table(tmp_path)["exercises"] for item in one["items"]]
    assert found == ["distances", "nearest"]


FENCES = {"fenced": ("```", "```"), "a comment": ("<!--", "-->")}


@pytest.mark.parametrize("name", FENCES)
def test_a_question_may_be_told_within_a_text_as_otter_had_it(name: str, tmp_path: Path) -> None:
    opened, closed = FENCES[name]
    source = write(
        tmp_path / "solved.ipynb",
        IMPORTS,
        text(f"**Question 1.** Halve.\n\n{opened}\nBEGIN QUESTION\nname: q1\npoints: 3\n{closed}"),
        code("def half(x):\n    return x / 2 # SOLUTION"),
        code("# TEST\nassert half(3.0) == 1.5"),
        code("# HIDDEN TEST\nassert half(-41.5) == -20.75"),
    )
    result = run("new", "lesson", "--course", tmp_path, "--from", source, "--own-code")
    assert result.exit_code == 0, result.output
    (half,) = table(tmp_path)["exercises"]
    assert [(item["id"], item["points"]) for item in half["items"]] == [("q1", 3)]
    handout = "\n".join(cells(tmp_path / "assignments" / "lesson" / "handout.ipynb"))
    assert "Halve." in handout and not any(w in handout for w in ("BEGIN", "points", "41.5"))


def test_nothing_of_otters_answers_and_hidden_tests_is_handed_out(tmp_path: Path) -> None:
    source = write(
        tmp_path / "solved.ipynb",
        IMPORTS,
        text("# BEGIN QUESTION\nname: q1\nmanual: true", "raw"),
        text("Is it even?"),
        text("# BEGIN PROMPT", "raw"),
        text("Write your answer here."),
        text("# END PROMPT", "raw"),
        text("# BEGIN SOLUTION", "raw"),
        text("<div>\n<b>SOLUTION:</b> it is odd\n</div>"),
        text("# END SOLUTION", "raw"),
        text("# END QUESTION", "raw"),
        text("# BEGIN QUESTION\nname: q2", "raw"),
        text("# BEGIN SOLUTION", "raw"),
        code(
            "def half(x):\n    # BEGIN SOLUTION NO PROMPT\n    secret = x / 2\n    return secret\n"
            '    # END SOLUTION\n    """ # BEGIN PROMPT\n    return ...\n    """; # END PROMPT\n\n'
            "last_line = 3"
        ),
        text("# END SOLUTION", "raw"),
        text("# BEGIN TESTS", "raw"),
        code("assert half(3.0) == 1.5"),
        code("# HIDDEN\nassert half(-41.5) == -20.75"),
        text("# END TESTS", "raw"),
        text("# END QUESTION", "raw"),
    )
    result = run("new", "lesson", "--course", tmp_path, "--from", source, "--own-code")
    assert result.exit_code == 0, result.output
    handout = "\n".join(cells(tmp_path / "assignments" / "lesson" / "handout.ipynb"))
    kept = ("Is it even?", "Write your answer here.", "return ...", "last_line", "half(3.0)")
    assert all(word in handout for word in kept)
    assert not any(word in handout for word in ("odd", "secret", "41.5", "PROMPT", "SOLUTION"))
    (half,) = table(tmp_path)["exercises"]
    assert [one["inputs"] for one in half["examples"]] == [{"x": 3.0}]


def test_a_cell_that_is_a_solution_without_marks_is_handed_out_blank(tmp_path: Path) -> None:
    source = write(
        tmp_path / "solved.ipynb",
        IMPORTS,
        code(
            "import math\n\nfactor = 0.5\n\ndef half(x):\n    return factor * x",
            **marks("half", solution=True),
        ),
        code("half(np.array([1.0, 3.0]))"),
        code("# comment on it\nroots = np.roots([1, -3, 2])", **marks("roots", solution=True)),
    )
    result = run("new", "lesson", "--course", tmp_path, "--from", source, "--own-code")
    handout = cells(tmp_path / "assignments" / "lesson" / "handout.ipynb")
    assert handout[1] == (
        "import math\n\ndef half(x):\n    # your code here\n    ...\n\n# your code here\n..."
    )
    assert handout[3] == "# your code here\n..."
    assert result.exit_code == 0, result.output
