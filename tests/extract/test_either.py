"""A function with `calls` may be answered by a top-level loop; `a|b` is either of two names."""

from dataclasses import replace

from asked_student import student_from

from grader.extract import extract, fingerprints
from grader.model import Ask, Cell, Chunk, Notebook
from grader.remote.value import picked, plain

TRAIN = Ask("treinar", "function", ("train",), ("propagar_tudo|backward", "grad"))
LOOP = """
for epoca in range(EPOCAS):
    loss = mlp()
    loss.backward()
    total += loss.grad
"""
FUNCTION = "def train(mlp):\n    return mlp\n"
BLANK = "def treinar(mlp):\n    raise NotImplementedError\n"


def extracted(*sources, handout=()):
    cells = [Cell(number, source) for number, source in enumerate(sources, start=1)]
    return extract(Notebook(tuple(cells)), [TRAIN], dict(handout))


def test_a_loop_answers_where_no_function_does():
    found = extracted("EPOCAS = 3\ntotal = 0", LOOP)
    assert found.names == {}
    assert found.blocks["treinar"].cell == 2
    assert found.missing == {}
    assert found.not_attempted == frozenset()
    assert [chunk.source for chunk in found.chunks] == ["EPOCAS = 3", "total = 0"]


def test_a_function_is_preferred_to_a_loop():
    found = extracted(LOOP, FUNCTION)
    assert found.names == {"treinar": "train"}
    assert found.blocks == {}


def test_a_loop_is_preferred_to_a_blank_function():
    blank = fingerprints(Notebook((Cell(1, BLANK),)), [TRAIN])
    assert extracted(BLANK, handout=blank.items()).not_attempted == {"treinar"}
    found = extracted(BLANK, LOOP, handout=blank.items())
    assert found.not_attempted == frozenset()
    assert found.blocks["treinar"].cell == 2
    assert found.names == {}


def test_a_loop_that_lacks_one_of_the_calls_is_none_and_both_ways_are_told():
    found = extracted(LOOP.replace("loss.grad", "1"))
    text = found.missing["treinar"]
    assert text.key == "missing_or_block"
    assert text.values == {"name": "treinar", "calls": "propagar_tudo, grad"}


def with_loss(found):
    chunks = (*found.chunks, Chunk(9, 1, LOSS))
    return replace(found, chunks=chunks, names={"Loss": "Loss"})


LOSS = """
class Loss:
    grad = 2

    def backward(self):
        pass
"""


def test_a_block_goes_round_as_often_as_it_is_asked_to():
    found = with_loss(extracted("EPOCAS = 1000\ntotal = 0", LOOP))
    student = student_from(found)
    assert student.source_of("treinar") == LOOP.strip()
    assert student.values(["EPOCAS", "nothing"]) == {"EPOCAS": 1000}
    loss = student.Loss
    after = student.block("treinar", 5, mlp=loss)
    assert plain([after["total"], after["epoca"]]) == [10, 4]
    assert picked(after, ["__rounds__", "epoca"]) == {"epoca": 4}
    assert plain(student.block("treinar", mlp=loss, EPOCAS=2)["total"]) == 4
    assert student.source_of("another") is None


def test_a_loop_that_unpacks_keeps_what_it_goes_over():
    source = "with open_nothing() as _:\n" + LOOP.replace(
        "for epoca in range(EPOCAS)", "for epoca, _ in enumerate('abcdef')"
    ).strip("\n").replace("\n", "\n    ").join(["    ", "\n"])
    found = extracted("total = 0\nfrom contextlib import nullcontext as open_nothing", source)
    student = student_from(with_loss(found))
    assert plain(student.block("treinar", 4, mlp=student.Loss)["total"]) == 8
    assert plain(student.block("treinar", 99, mlp=student.Loss)["total"]) == 12
