"""Which cell feedback goes to: the one that its exercise was taken from."""

import pytest
from course_fixture import GOOD_COUNTER, GOOD_DOUBLE, small_assignment, submission
from notebook_samples import cells

from grader.annotate.submission import graded_cells
from grader.extract import extract
from grader.extract.place import cells_of
from grader.model import Ask, Chunk, Extraction, Text
from grader.notebook import read

DEF = "def f(x):\n    return x\n"
LOOP = "for step in range(3):\n    train(step)\n"


@pytest.mark.parametrize(
    ("sources", "cell"),
    [
        (["x = 1", DEF], 2),
        ([DEF, "x = 1", DEF + "    # again\n"], 3),
        ([DEF, "f.calls = 0"], 1),
        ([DEF, "def g(x):\n    return f(x)\n"], 1),
        ([DEF, "f = lambda x: 2 * x"], 2),
        ([DEF, "from math import sin as f"], 1),
        (["try:\n    import torch\nexcept ImportError:\n    pass\n" + DEF], 1),
        (["if True:\n    def f(x):\n        return x\n"], 1),
        (["def other(x):\n    return x\n", "g = 1", "f = other"], 3),
        ([DEF, "def f(x):\n    pass\n"], 1),
        (["def f(x):\n    pass\n"], 1),
        (["class f:\n    '''def f'''\n", "f.method = print"], 1),
        ([DEF, "x = 'f = 1'"], 1),
        ([DEF, 's = "\\l"; f.note = s'], 1),
    ],
)
def test_a_name_comes_from_the_cell_that_gives_it_its_last_value(
    sources: list[str], cell: int
) -> None:
    assert cells_of(extract(cells(*sources), [Ask("f")]), ["f"]).get("f") == cell


def test_an_alias_is_looked_for_under_the_name_it_bears() -> None:
    taken = extract(cells("x = 1", DEF), [Ask("effe", aliases=("f",))])
    assert cells_of(taken, ["effe"]).get("effe") == 2


def test_a_block_has_the_cell_of_its_loop() -> None:
    taken = extract(cells("x = 1", LOOP), [Ask("training", "block", calls=("train",))])
    assert cells_of(taken, ["training"]).get("training") == 2


@pytest.mark.parametrize(
    ("sources", "cell"),
    [
        (["x = 1", "def f(x:\n    return x\n"], 2),
        (["x = 1", "from math import sin as f"], 2),
        (["x = 1", "y = 2"], None),
        ([], None),
    ],
)
def test_what_is_missing_has_the_cell_that_its_sentence_speaks_of(
    sources: list[str], cell: int | None
) -> None:
    taken = extract(cells(*sources), [Ask("f")])
    assert taken.missing
    assert cells_of(taken, ["f"]).get("f") == cell


def test_a_chunk_that_python_refuses_defines_nothing() -> None:
    chunks = (Chunk(1, 1, "f = (((("), Chunk(2, 1, "f = 1"), Chunk(3, 1, "f\0 = 2"))
    assert cells_of(Extraction(chunks, {"f": "f"}), ["f"]).get("f") == 2


def test_a_sentence_whose_cell_is_no_number_has_none() -> None:
    taken = Extraction((), {}, missing={"f": Text("missing_near", {"cell": "7"})})
    assert cells_of(taken, ["f"]).get("f") is None


def test_an_exercise_is_where_the_last_of_what_it_asks_for_is() -> None:
    assignment = small_assignment()

    def cells(*sources: str) -> dict[str, int]:
        return graded_cells(extract(read(submission(*sources)), assignment.asks), assignment)

    assert cells("x = 1", GOOD_DOUBLE, GOOD_COUNTER) == {"double": 2, "Counter": 3}
    assert cells(GOOD_DOUBLE + GOOD_COUNTER) == {"double": 1, "Counter": 1}
    assert cells(GOOD_DOUBLE) == {"double": 1}
    assert cells(GOOD_DOUBLE, "class Counter\n") == {"double": 1, "Counter": 2}
