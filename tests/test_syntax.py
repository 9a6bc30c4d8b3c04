"""Source is read by one thread at a time: CPython 3.11 lets two trip over one another."""

import gc
import sys
import threading
from collections.abc import Callable, Iterator

import pytest

from grader.syntax import UNPARSABLE, expression_tree, syntax_tree

STATEMENTS = "\n".join(f"x{i} = (a + b * c[{i}]) ** 2" for i in range(300))
EXPRESSION = f"[{', '.join(f'(a + b * c[{i}]) ** 2' for i in range(300))}]"


class _Garbage:
    """What is collected takes its time, in which another thread may go on."""

    def __init__(self) -> None:
        self.itself = self

    def __del__(self) -> None:
        sum(range(5_000))


@pytest.fixture
def threads_that_interrupt() -> Iterator[None]:
    interval, threshold = sys.getswitchinterval(), gc.get_threshold()
    sys.setswitchinterval(1e-4)
    gc.set_threshold(50, 1_000, 1_000)
    yield
    sys.setswitchinterval(interval)
    gc.set_threshold(*threshold)


@pytest.mark.usefixtures("threads_that_interrupt")
@pytest.mark.parametrize(
    ("read", "source"), [(syntax_tree, STATEMENTS), (expression_tree, EXPRESSION)]
)
def test_threads_read_at_once(read: Callable[[str], object], source: str) -> None:
    went_wrong: list[BaseException] = []

    def read_often() -> None:
        try:
            for _ in range(6):
                _Garbage()
                read(source)
        except BaseException as error:
            went_wrong.append(error)

    threads = [threading.Thread(target=read_often) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert went_wrong == []


@pytest.mark.parametrize("source", ["x = = 1", "x = 1\0", "(" * 5000, "-" * 100_000 + "1"])
@pytest.mark.parametrize("read", [syntax_tree, expression_tree])
def test_what_python_does_not_read_raises_one_of_few(
    read: Callable[[str], object], source: str
) -> None:
    with pytest.raises(UNPARSABLE):
        read(source)


def test_what_python_warns_of_is_read() -> None:
    assert len(syntax_tree(r"x = '\l'").body) == 1
