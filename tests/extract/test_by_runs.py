"""What a name meant before a run gave it another value is not taken in the place of that."""

from grader.extract import extract
from grader.model import Ask, Cell, Extraction, Notebook

ASKS = [Ask("Value", "class"), Ask("train", calls=("backward",))]
VALUE = "class Value:\n    def __init__(self, data):\n        self.data = data\n"
LOOP = "for _ in range(20):\n    loss = sum(n(x) for x in xs)\n    loss.backward()\n"


def taken(*cells: str) -> Extraction:
    numbered = (Cell(number, source) for number, source in enumerate(cells, 1))
    return extract(Notebook(tuple(numbered)), ASKS)


def lines(found: Extraction) -> list[str]:
    return [chunk.source.partition("\n")[0] for chunk in found.chunks]


def test_a_block_takes_no_earlier_value_of_what_a_run_gives_it() -> None:
    found = taken(
        VALUE, "import torch\nx1 = torch.tensor(2.0)\nn = x1 * 2\n",
        "xs = [1.0, 2.0]\n", "n = Value(3)\n", LOOP,
    )  # fmt: skip
    assert lines(found) == ["class Value:", "xs = [1.0, 2.0]"]
    assert found.blocks.keys() == {"train"}


def test_a_number_is_taken_all_the_same() -> None:
    found = taken(VALUE, "xs = [1.0, 2.0]\n", "xs = [Value(x) for x in xs]\n", LOOP)
    assert lines(found) == ["class Value:", "xs = [1.0, 2.0]"]


def test_all_that_rests_on_a_run_is_left_out_however_often_it_is_written() -> None:
    lecture = "x = Value(2.0)\ny = x * 3\nrate = y + 1\n"
    asked = "class Value:\n    def __init__(self, data):\n        self.data = data * rate\n"
    found = taken(lecture, lecture, "import torch\nx = torch.tensor(1.0)\n", asked)
    assert lines(found) == ["class Value:"]
    assert [problem.message.key for problem in found.problems] == ["need_call"]
