"""The lines of a submission that may be named: those that were sent, and few of them."""

import time

from grader.extract.places import MOST, Places
from grader.model import Chunk, Extraction

SOURCES = (
    (2, 1, "import numpy as np"),
    (3, 2, "TABLE = [\n    1,\n    2,\n]"),
    (4, 1, "def helper(x):\n    '''Twice.'''\n    # a comment\n\n    return (x\n        .copy())"),
    (5, 3, "def asked(x):\n    return helper(x)"),
    (6, 1, "def other(x):\n    return TABLE"),
    (7, 1, "class Held:\n    def method(self):\n        return asked"),
    (8, 1, "Held.method = other"),
    (9, 1, "def broken(:"),
)


def places(*chunks: tuple[int, int, str], **blocks: str) -> Places:
    names = {name: name for name in ("asked", "other", "Held", "missing")}
    loops = {name: Chunk(20, 1, source) for name, source in blocks.items()}
    return Places(Extraction(tuple(Chunk(*chunk) for chunk in chunks), names, loops))


def test_lines_of_what_is_asked_for_and_of_what_it_needs() -> None:
    found = places(*SOURCES)
    assert found.of(("asked",)) == {(5, 3), (5, 4), (4, 1), (4, 2), (4, 5), (4, 6)}
    assert found.of(("other",)) == {(6, 1), (6, 2), (3, 2), (3, 3), (3, 4)}
    assert {(7, 3), (8, 1), (6, 2), (5, 4), (4, 5)} <= found.of(("Held",))
    assert found.of(("missing",)) == frozenset()


def test_only_lines_of_code_that_was_sent_exist() -> None:
    found = places(*SOURCES)
    assert found.holds(4, 5)
    for place in ((4, 3), (4, 4), (4, 7), (5, 1), (9, 1), (1, 1), (10, 1), (None, None), (4, None)):
        assert not found.holds(*place)


def test_a_block_is_what_was_asked_for() -> None:
    found = places(*SOURCES, training="for i in range(3):\n    helper(i)")
    assert {(20, 1), (20, 2), (4, 5)} <= found.of(("training",))


def test_where_many_lines_are_needed_only_the_definitions_own_may_be_named() -> None:
    table = "TABLE = [\n" + "    1,\n" * MOST + "]"
    short = (2, 1, "def asked():\n    return TABLE")
    assert places((1, 1, table), short).of(("asked",)) == {(2, 1), (2, 2)}


def test_of_a_definition_with_more_lines_than_that_none_may_be_named() -> None:
    long = "def asked():\n" + "    print()\n" * MOST
    assert places((1, 1, long)).of(("asked",)) == frozenset()
    just = "def asked():\n" + "    print()\n" * (MOST - 1)
    assert len(places((1, 1, just)).of(("asked",))) == MOST


def test_names_that_need_each_other_come_to_an_end() -> None:
    first, second = (1, 1, "def asked():\n    other()"), (2, 1, "def other():\n    asked()")
    assert len(places(first, second).of(("asked",))) == 4


def test_twice_the_names_take_about_twice_the_work() -> None:
    def seconds(count: int) -> float:
        names = [f"n{number}" for number in range(count)]
        amended = f"{', '.join(names)} = {' + '.join(names)}"
        asked = "def asked():\n    return [" + ", ".join(names) + "]"
        found = places((1, 1, asked), *((2, 1, amended) for _ in range(3)))
        started = time.process_time()
        assert found.of(("asked",)) == {(1, 1), (1, 2), (2, 1)}
        return time.process_time() - started

    # the least of several, for the machine may be busy; squared it would be 16 times
    once, four_times = (min(seconds(count) for _ in range(3)) for count in (500, 2_000))
    assert four_times < 10 * once
